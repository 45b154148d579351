"""Decisions over HTTP: one, many, twice, wrong, and what the log holds of them."""
import json
import signal
import socket
import threading
import unittest

from service_cli import ServiceTest, full_order, order


class Decisions(ServiceTest):
    def test_an_order_is_answered_with_its_decision_and_what_the_client_may_be_told(self):
        self.serve()
        decision = self.decide(full_order("O-1"))
        self.assertEqual(decision["id"], "O-1")
        self.assertEqual(decision["outcome"], "permit")
        self.assertEqual(decision["proceed"], "yes")
        self.assertTrue(decision["decision"])
        self.assertIn("zh", decision["for_client"])
        self.assertIsNone(decision["reference"])

    def test_a_blocked_order_names_its_rule_inside_and_not_to_the_client(self):
        self.serve()
        decision = self.decide(full_order("O-1", 1001))
        self.assertEqual(decision["outcome"], "block")
        self.assertEqual(decision["proceed"], "no")
        self.assertEqual(decision["findings"][0]["rule"], "desk.rules.day_limit")
        self.assertNotIn("1,000", json.dumps(decision["for_client"]))

    def test_an_array_is_answered_in_its_order_and_a_refused_subject_in_its_place(self):
        self.serve()
        answers = self.decide([full_order("O-1"), {"id": "O-2"}, full_order("O-3")])
        self.assertEqual([each["id"] for each in answers], ["O-1", "O-2", "O-3"])
        self.assertIn("`on`", answers[1]["error"])
        self.assertEqual(answers[2]["outcome"], "permit")

    def test_a_subject_that_cannot_be_judged_is_a_problem_and_no_permit(self):
        self.serve()
        for body in ("", "[", "nonsense", "{\"id\": \"O-1\"}", "[1,]"):
            answer = self.post("/v1/decisions", body)
            self.assertIn(answer.status, (400, 422), body)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
            self.assertEqual(answer.json["status"], answer.status)
            self.assertNotIn("outcome", answer.json)

    def test_a_fact_that_cannot_be_read_is_told_and_no_permit_comes_of_it(self):
        self.serve()
        question = full_order("O-1")
        question["facts"]["order"]["quantity"] = "many"
        decision = self.decide(question)
        self.assertEqual(decision["outcome"], "block")
        self.assertIn("quantity", decision["faults"][0])

    def test_every_answer_is_in_the_log_and_the_log_holds(self):
        self.serve()
        ids = [each["decision"] for each in self.decide([full_order(f"O-{i}") for i in range(20)])]
        # Recorded before it was answered: the log has them although the service is killed now.
        self.service.stop(signal.SIGKILL)
        self.assertEqual([each["entry"] for each in self.log_entries()], ids)
        self.ends(self.probity("audit", "verify", str(self.here / "log")), 0)
        self.ends(self.probity("audit", "replay", str(self.here / "log")), 0)

    def test_a_decision_can_be_read_again_with_every_rule_that_was_looked_at(self):
        self.serve()
        decision = self.decide(full_order("O-1", 1001))
        again = self.get("/v1/decisions/" + decision["decision"]).json
        self.assertEqual(again["findings"], decision["findings"])
        self.assertIn("desk.rules.class_fits", [each["rule"] for each in again["considered"]])
        self.assertEqual(self.get("/v1/decisions/no-1").status, 404)
        self.assertEqual(self.get("/v1/decisions/99").status, 404)

    def test_the_same_key_gives_the_same_answer_and_one_entry_also_after_a_restart(self):
        self.serve()
        headers = {"Idempotency-Key": "k-1"}
        first = self.post("/v1/decisions", full_order("O-1"), headers=headers)
        again = self.post("/v1/decisions", full_order("O-1"), headers=headers)
        self.assertEqual(first.text, again.text)
        other = self.post("/v1/decisions", full_order("O-2"), headers=headers)
        self.assertEqual(other.status, 409)
        self.service.stop(signal.SIGKILL)
        self.serve()
        restarted = self.post("/v1/decisions", full_order("O-1"), headers=headers)
        self.assertEqual(restarted.json["decision"], first.json["decision"])
        self.assertEqual(restarted.json, first.json)
        self.assertEqual(self.service.stop(), 0)
        self.assertEqual(len(self.log_entries()), 1)

    def test_many_callers_with_one_key_get_one_decision(self):
        self.serve()
        answers = []

        def ask():
            answers.append(self.post("/v1/decisions", full_order("O-1"), headers={"Idempotency-Key": "k"}).json["decision"])

        threads = [threading.Thread(target=ask) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), 16)
        self.assertEqual(len(set(answers)), 1)

    def test_two_services_do_not_share_a_log(self):
        self.serve()
        second = self.probity("serve", "--rules", str(self.here / "rules"), "--no-auth", "--listen", "127.0.0.1:0",
                              "--audit", str(self.here / "log"))
        self.ends(second, 3)


class Http(ServiceTest):
    def test_health_readiness_and_metrics(self):
        self.serve()
        self.decide(full_order("O-1"))
        self.assertEqual(self.get("/healthz").json, {"alive": True})
        ready = self.get("/readyz").json
        self.assertTrue(ready["ready"])
        self.assertEqual(ready["log_entries"], 1)
        metrics = self.get("/metrics").text
        self.assertIn('probity_decisions_total{outcome="permit"} 1', metrics)
        self.assertIn('probity_requests_total{route="POST /v1/decisions",status="200"} 1', metrics)

    def test_wrong_addresses_and_methods_are_told_apart(self):
        self.serve()
        self.assertEqual(self.get("/v1/nothing").status, 404)
        answer = self.get("/v1/decisions")
        self.assertEqual(answer.status, 405)
        self.assertEqual(answer.headers["Allow"], "POST")

    def test_a_request_id_comes_back_and_stands_in_the_messages(self):
        service = self.serve("--log-requests")
        answer = self.get("/healthz", headers={"X-Request-Id": "abc-1"})
        self.assertEqual(answer.headers["X-Request-Id"], "abc-1")
        strange = self.get("/healthz", headers={"X-Request-Id": 'a"b'})
        self.assertNotEqual(strange.headers["X-Request-Id"], 'a"b')
        service.stop()
        events = [json.loads(line) for line in service.lines if line.startswith("{")]
        self.assertIn("abc-1", [each.get("request") for each in events])

    def test_a_request_that_is_too_large_is_turned_away(self):
        self.serve("--request-bytes", "10000")
        answer = self.post("/v1/decisions", "x" * 20000)
        self.assertEqual(answer.status, 413)

    def test_a_request_that_trickles_in_is_given_up(self):
        self.serve("--request-time", "1000")
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=30) as connection:
            connection.sendall(b"POST /v1/decisions HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{")
            # Nothing more is sent: the answer, or the connection's end, comes without it.
            self.assertNotIn(b"200", connection.recv(100))
        self.assertEqual(self.get("/healthz").status, 200)

    def test_noise_instead_of_http_harms_nobody(self):
        self.serve()
        for noise in (b"\x00\xff" * 200, b"GET\r\n\r\n", b"POST /v1/decisions HTTP/9.9\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.service.port), timeout=30) as connection:
                connection.sendall(noise)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(100)
        self.assertEqual(self.decide(full_order("O-1"))["outcome"], "permit")

    def test_sigterm_lets_requests_finish_and_ends_with_a_checkpoint(self):
        service = self.serve()
        statuses = []

        def ask(number):
            for i in range(30):
                try:
                    statuses.append(self.post("/v1/decisions", full_order(f"O-{number}-{i}", 0)).status)
                except (ConnectionError, OSError):
                    return

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        while len(statuses) < 8:
            pass
        self.assertEqual(service.stop(), 0)
        for thread in threads:
            thread.join()
        self.assertEqual(set(statuses), {200})
        self.assertGreaterEqual(len(self.log_entries()), len(statuses))
        self.ends(self.probity("audit", "verify", str(self.here / "log")), 0)


class Words(ServiceTest):
    def test_another_address_needs_tls_and_tokens(self):
        rules = self.desk()
        for words in (["--no-auth"], ["--tokens", self.write("tokens", "")], []):
            done = self.probity("serve", "--rules", rules, "--no-audit", "--listen", "0.0.0.0:0", *words)
            self.ends(done, 2)
            self.assertIn("--tls-certificate", done.err)

    def test_a_log_or_none_must_be_said(self):
        done = self.ends(self.probity("serve", "--rules", self.desk(), "--no-auth"), 2)
        self.assertIn("--audit", done.err)

    def test_authentication_or_none_must_be_said(self):
        done = self.ends(self.probity("serve", "--rules", self.desk(), "--no-audit"), 2)
        self.assertIn("--tokens", done.err)

    def test_rulesets_with_a_mistake_are_not_served(self):
        rules = self.desk("ruleset desk.rules\n  nonsense\n")
        self.ends(self.probity("serve", "--rules", rules, "--no-auth", "--no-audit"), 1)


if __name__ == "__main__":
    unittest.main()
