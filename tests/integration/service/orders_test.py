"""Reference data, reservations, order events, trades and obligations."""
import json
import signal
import threading
import unittest

from service_cli import SOURCE_FILE, ServiceTest, full_order, order

HERE = "--all-orders-come-here"


class ReferenceData(ServiceTest):
    def test_an_order_that_names_ids_is_judged_by_the_data_and_says_how_old_it_is(self):
        self.serve(*self.data(), HERE)
        decision = self.decide(order("O-1"))
        self.assertEqual(decision["outcome"], "permit", decision)
        self.assertIn("loaded_at", decision["reference"])
        self.assertGreaterEqual(decision["reference"]["age_s"], 0)
        self.assertEqual(self.decide(order("O-2", client="C-2", product="P-2"))["outcome"], "confirm")

    def test_what_an_order_carries_stands_before_the_data(self):
        self.serve(*self.data(), HERE)
        carried = order("O-1", product="P-2", client={"id": "C-1", "risk_class": "C3"})
        self.assertEqual(self.decide(carried)["outcome"], "permit")

    def test_a_client_that_the_data_does_not_know_is_told_and_is_no_permit(self):
        self.serve(*self.data(), HERE)
        decision = self.decide(order("O-1", client="C-9"))
        self.assertEqual(decision["not_found"], ["Client C-9"])
        self.assertEqual(decision["outcome"], "confirm")

    def test_the_recorded_facts_are_those_that_were_judged(self):
        self.serve(*self.data(), HERE)
        self.decide(order("O-1"))
        self.decide(order("O-2"))
        self.service.stop()
        facts = json.loads(self.log_entries()[1]["facts"])["facts"]["order"]
        self.assertEqual(facts["client"]["risk_class"], "C2")
        self.assertEqual([each["id"] for each in facts["client"]["orders"]], ["O-1"])
        self.ends(self.probity("audit", "replay", str(self.here / "log")), 0)

    def test_a_refresh_brings_in_what_changed(self):
        self.serve(*self.data(), HERE)
        self.assertEqual(self.decide(order("O-1", client="C-2", product="P-2"))["outcome"], "confirm")
        self.data(clients="nr,class\nC-1,C2\nC-2,C3\n")
        self.assertEqual(self.post("/v1/reference/refresh", "").status, 200)
        self.assertEqual(self.decide(order("O-2", client="C-2", product="P-2"))["outcome"], "permit")

    def test_data_that_is_lost_leaves_what_was_read_and_says_so(self):
        self.serve(*self.data(), HERE)
        (self.here / "data" / "clients.csv").unlink()
        refused = self.post("/v1/reference/refresh", "")
        self.assertIn(refused.status, (404, 503))
        decision = self.decide(order("O-1"))
        self.assertEqual(decision["outcome"], "permit")
        self.assertIn("degraded", decision)
        self.data()
        self.assertEqual(self.post("/v1/reference/refresh", "").status, 200)
        self.assertNotIn("degraded", self.decide(order("O-2")))


    def test_a_source_that_is_away_at_the_start_leaves_what_orders_carry(self):
        words = ["--source", self.write("book/source.probity", SOURCE_FILE), "--data", "postgresql://a:secret@127.0.0.1:1/b"]
        service = self.serve(*words, HERE)
        decision = self.decide(full_order("O-1"))
        self.assertEqual(decision["outcome"], "permit")
        self.assertIn("degraded", decision)
        self.assertEqual(self.decide(order("O-2"))["outcome"], "confirm")
        self.assertEqual(self.post("/v1/reference/refresh", "").status, 503)
        self.assertNotIn("secret", "".join(service.lines))


class Windows(ServiceTest):
    def event(self, number, name, status=200, **more):
        answer = self.post(f"/v1/orders/{number}/events", {"event": name, **more})
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def test_a_permit_reserves_what_it_used_of_the_day(self):
        self.serve(*self.data(), HERE)
        first = self.decide(order("O-1", 600))
        self.assertIn("reserved_until", first)
        self.assertEqual(self.decide(order("O-2", 600))["outcome"], "block")
        self.assertEqual(self.decide(order("O-3", 400))["outcome"], "permit")
        self.assertEqual(self.decide(order("O-4", 1))["outcome"], "block")
        # Another client has a limit of its own.
        self.assertEqual(self.decide(order("O-5", 1000, client="C-2"))["outcome"], "permit")

    def test_the_same_order_asked_again_does_not_stand_in_its_own_way(self):
        self.serve(*self.data(), HERE)
        for _ in range(3):
            self.assertEqual(self.decide(order("O-1", 700))["outcome"], "permit")
        self.assertEqual(self.decide(order("O-2", 301))["outcome"], "block")

    def test_a_cancel_and_a_reject_free_what_was_reserved(self):
        self.serve(*self.data(), HERE)
        for number, name in (("O-1", "cancel"), ("O-2", "reject")):
            self.assertEqual(self.decide(order(number, 1000))["outcome"], "permit")
            self.assertEqual(self.event(number, name)["state"], "released")
        self.assertEqual(self.decide(order("O-3", 1000))["outcome"], "permit")

    def test_of_a_cancelled_order_what_was_executed_still_counts(self):
        self.serve(*self.data(), HERE)
        self.decide(order("O-1", 1000))
        self.event("O-1", "accept")
        self.event("O-1", "fill", quantity=300)
        self.assertEqual(self.event("O-1", "cancel")["state"], "settled")
        self.assertEqual(self.decide(order("O-2", 701))["outcome"], "block")
        self.assertEqual(self.decide(order("O-3", 700))["outcome"], "permit")

    def test_an_event_told_twice_counts_once(self):
        self.serve(*self.data(), HERE)
        self.decide(order("O-1", 1000))
        for _ in range(3):
            answer = self.post("/v1/orders/O-1/events", {"event": "fill", "quantity": 100}, headers={"Idempotency-Key": "f"})
            self.assertEqual(answer.json["filled"], "100")

    def test_a_replacing_order_takes_the_place_of_the_old_one_only_if_it_may_go(self):
        self.serve(*self.data(), HERE)
        self.decide(order("O-1", 900))
        refused = self.event("O-1", "replace", order=order("O-2", 1001))
        self.assertEqual(refused["outcome"], "block")
        self.assertEqual(self.decide(order("O-3", 200))["outcome"], "block")
        self.assertEqual(self.event("O-1", "replace", order=order("O-4", 1000))["outcome"], "permit")
        self.assertEqual(self.event("O-1", "cancel", status=404)["status"], 404)
        self.assertEqual(self.decide(order("O-5", 1))["outcome"], "block")

    def test_a_permit_that_nobody_uses_expires(self):
        self.serve(*self.data(), HERE, "--permit", "1")
        self.decide(order("O-1", 1000))
        import time
        for _ in range(100):
            if self.decide(order("O-2", 1000))["outcome"] == "permit":
                break
            time.sleep(0.1)
        else:
            self.fail("the permit never expired")

    def test_an_order_that_left_does_not_expire(self):
        self.serve(*self.data(), HERE, "--permit", "1")
        self.decide(order("O-1", 1000))
        self.event("O-1", "accept")
        import time
        time.sleep(1.5)
        self.assertEqual(self.decide(order("O-2", 1))["outcome"], "block")

    def test_reservations_trades_and_events_survive_a_kill(self):
        self.serve(*self.data(), HERE)
        self.decide(order("O-1", 500))
        self.decide(order("O-2", 400))
        self.event("O-2", "fill", quantity=100)
        self.event("O-2", "cancel")
        self.assertEqual(self.trade("T-1", 5001, client="C-2").status, 200)
        self.service.stop(signal.SIGKILL)
        self.serve(*self.data(), HERE)
        self.assertEqual(self.decide(order("O-3", 401))["outcome"], "block")
        self.assertEqual(self.decide(order("O-4", 400))["outcome"], "permit")
        self.assertEqual(self.decide(order("O-5", 1, client="C-2"))["outcome"], "block")

    def trade(self, number, quantity, client="C-1"):
        facts = {"trade": {"traded_at": "2025-03-14T09:45:00+08:00", "quantity": quantity, "client": client}}
        return self.post("/v1/trades", {"id": number, "on": "Trade", "facts": facts})

    def test_trades_count_in_windows_from_when_they_arrive(self):
        self.serve(*self.data(), HERE)
        self.assertEqual(self.trade("T-1", 5000).status, 200)
        self.assertEqual(self.decide(order("O-1", 1))["outcome"], "permit")
        self.assertEqual(self.trade("T-2", 1).status, 200)
        # The same trade once more changes nothing.
        self.assertEqual(self.trade("T-2", 1).status, 200)
        decision = self.decide(order("O-2", 1))
        self.assertEqual(decision["outcome"], "block")
        self.assertEqual(decision["findings"][0]["rule"], "desk.rules.trade_limit")

    def test_a_trade_that_does_not_read_is_refused_not_left_out(self):
        self.serve(*self.data(), HERE)
        self.assertEqual(self.trade("T-1", "many").status, 422)
        self.assertEqual(self.trade("T-1", 5, client=None).status, 422)

    def test_orders_at_once_never_pass_a_limit_together(self):
        self.serve(*self.data(), HERE)
        permits = []

        def ask(number):
            for i in range(25):
                if self.decide(order(f"O-{number}-{i}", 30))["outcome"] == "permit":
                    permits.append(30)

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sum(permits), 990)


class Obligations(ServiceTest):
    def meet(self, decision, status=200, **body):
        answer = self.post(f"/v1/decisions/{decision['decision']}/obligations", body)
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def test_a_document_that_was_acknowledged_lets_the_next_decision_pass_and_links_to_the_first(self):
        self.serve(*self.data(), HERE)
        first = self.decide(order("O-1", product="P-STAR"))
        self.assertEqual(first["proceed"], "after_disclosure", first)
        self.meet(first, kind="disclose", what="star_statement", at="2025-03-14T10:14:00+08:00", channel="app")
        second = self.decide(order("O-1", product="P-STAR"))
        self.assertEqual(second["follows"], first["decision"])
        self.assertEqual(second["proceed"], "yes", second)

    def test_evidence_of_one_order_serves_no_other(self):
        self.serve(*self.data(), HERE)
        first = self.decide(order("O-1", product="P-STAR"))
        self.meet(first, kind="disclose", what="star_statement", at="2025-03-14T10:14:00+08:00")
        self.assertEqual(self.decide(order("O-2", product="P-STAR"))["proceed"], "after_disclosure")
        # Nor the same order with another client.
        self.assertEqual(self.decide(order("O-1", product="P-STAR", client="C-2"))["proceed"], "after_disclosure")

    def test_steps_of_a_procedure_are_taken_one_by_one(self):
        self.serve(*self.data(), HERE)
        question = order("O-1", client="C-2", product="P-2")
        first = self.decide(question)
        self.assertEqual(first["proceed"], "after_confirmation")
        steps = [each["what"] for each in first["obligations"] if each["kind"] == "step"]
        self.assertEqual(steps, ["special_warning.told_at", "special_warning.confirmed_at"])
        self.meet(first, kind="step", what=steps[0], at="2025-03-14T10:01:00+08:00")
        self.assertEqual(self.decide(question)["proceed"], "after_confirmation")
        self.meet(first, kind="step", what=steps[1], at="2025-03-14T10:02:00+08:00")
        last = self.decide(question)
        self.assertEqual(last["outcome"], "record", last)
        self.assertEqual(last["follows"], first["decision"])

    def test_what_was_not_asked_for_or_does_not_read_is_refused(self):
        self.serve(*self.data(), HERE)
        first = self.decide(order("O-1", product="P-STAR"))
        self.meet(first, 404, kind="disclose", what="another", at="2025-03-14T10:14:00+08:00")
        self.meet(first, 422, kind="disclose", what="star_statement", at="yesterday")
        self.meet(first, 422, kind="disclose", what="star_statement")

    def test_evidence_survives_a_kill(self):
        self.serve(*self.data(), HERE)
        first = self.decide(order("O-1", product="P-STAR"))
        self.meet(first, kind="disclose", what="star_statement", at="2025-03-14T10:14:00+08:00")
        self.service.stop(signal.SIGKILL)
        self.serve(*self.data(), HERE)
        second = self.decide(order("O-1", product="P-STAR"))
        self.assertEqual(second["proceed"], "yes", second)
        self.assertEqual(second["follows"], first["decision"])


if __name__ == "__main__":
    unittest.main()
