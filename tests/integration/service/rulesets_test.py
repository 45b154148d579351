"""Rulesets over their life: proposed, tested, approved by another, live at a time, in the shadow, rolled back."""
import datetime
import json
import threading
import time
import unittest

from service_cli import RULES, ServiceTest, full_order

STRICTER = RULES.replace("at most 1,000\n", "at most 500\n").replace("pass 1,000", "pass 500")
WITH_SCENARIO = STRICTER + """
scenario "six hundred are too many"
  as of      2025-03-14
  given      client   { risk_class: C2, orders: [], trades: [], acknowledged: [], procedures: [] }
             product  { risk: C1, star: no }
             order    { placed_at: 2025-03-14T10:00:00+08:00, side: buy, quantity: 600 }
  expect     block from day_limit
"""


def by(name):
    return {"X-Probity-User": name}


class Rulesets(ServiceTest):
    def setUp(self):
        super().setUp()
        self.path = None

    def begin(self, *words):
        self.desk()
        self.serve("--store", "sqlite:" + str(self.here / "store.db"), *words, rules="rules")
        files = self.get("/v1/rulesets/text").json["files"]
        self.path = next(each["path"] for each in files if each["path"].endswith("rules.probity"))

    def propose(self, text=WITH_SCENARIO, status=201, name="author"):
        answer = self.post("/v1/rulesets/proposals", {"title": "Lower limit", "reason": "decided on 3 March",
                                                      "files": [{"path": self.path, "text": text}]}, headers=by(name))
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def step(self, proposal, step, status=200, name="approver", **body):
        answer = self.post(f"/v1/rulesets/proposals/{proposal['proposal']}/{step}", {"reason": "as agreed", **body}
                           if step != "shadow" else body, headers=by(name))
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def outcome(self, number, quantity):
        return self.decide(full_order(number, quantity))["outcome"]

    def test_a_ruleset_goes_live_once_another_person_approves_it(self):
        self.begin()
        proposal = self.propose()
        self.assertEqual(proposal["state"], "proposed")
        self.assertEqual(proposal["report"]["scenarios"], {"run": 1, "failed": []})
        self.assertEqual(proposal["report"]["difference"]["rulesets_changed"], ["desk.rules"])
        lines = proposal["report"]["difference"]["files"][0]["difference"]["lines"]
        self.assertIn("+  require    order.bought_today + order.quantity is at most 500", lines)
        self.assertEqual(self.outcome("O-1", 600), "permit")
        self.assertEqual(self.step(proposal, "approve", 403, name="author")["type"], "urn:probity:problem:same-person")
        self.assertEqual(self.outcome("O-2", 600), "permit")
        self.assertEqual(self.step(proposal, "approve")["state"], "live")
        self.assertEqual(self.outcome("O-3", 600), "block")
        self.assertEqual(self.get("/v1/rulesets").json["live"]["proposal"], proposal["proposal"])
        self.service.stop()
        kinds = [each["kind"] for each in self.log_entries()]
        self.assertEqual([kind for kind in kinds if kind != "decision"],
                         ["ruleset proposed", "ruleset approved", "ruleset published"])
        self.ends(self.probity("audit", "verify", str(self.here / "log")), 0)
        self.ends(self.probity("audit", "replay", str(self.here / "log")), 0)

    def test_what_fails_never_goes_live(self):
        self.begin()
        wrong_text = self.propose(RULES.replace("product.risk is at most", "product.risc is at most"))
        self.assertEqual(wrong_text["state"], "failed")
        self.assertIn("risc", wrong_text["report"]["diagnostics"][0]["text"])
        wrong_scenario = self.propose(WITH_SCENARIO.replace("quantity: 600", "quantity: 400"))
        self.assertEqual(wrong_scenario["state"], "failed")
        self.assertEqual(wrong_scenario["report"]["scenarios"]["failed"][0]["name"], "six hundred are too many")
        for proposal in (wrong_text, wrong_scenario):
            self.step(proposal, "approve", 409)
        self.assertEqual(self.outcome("O-1", 600), "permit")

    def test_it_goes_live_at_its_time_and_not_before(self):
        self.begin()
        proposal = self.propose()
        at = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)).isoformat()
        self.assertEqual(self.step(proposal, "approve", live_at=at)["state"], "approved")
        self.assertEqual(self.outcome("O-1", 600), "permit")
        for i in range(300):
            if self.outcome(f"O-2-{i}", 600) == "block":
                break
            time.sleep(0.05)
        else:
            self.fail("it never went live")
        self.assertGreaterEqual(datetime.datetime.now(datetime.timezone.utc).isoformat(), at)

    def test_a_withdrawn_proposal_never_goes_live(self):
        self.begin()
        proposal = self.propose()
        at = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)).isoformat()
        self.step(proposal, "approve", live_at=at)
        self.assertEqual(self.step(proposal, "withdraw")["state"], "withdrawn")
        time.sleep(1.5)
        self.assertEqual(self.outcome("O-1", 600), "permit")
        self.step(proposal, "approve", 409)

    def test_rolling_back_is_one_call(self):
        self.begin()
        before = self.get("/v1/rulesets").json["live"]["program"]
        self.step(self.propose(), "approve")
        self.assertEqual(self.outcome("O-1", 600), "block")
        back = self.post("/v1/rulesets/rollback", {"reason": "too strict"}, headers=by("approver"))
        self.assertEqual(back.status, 200, back.text)
        self.assertEqual(back.json["live"]["program"], before)
        self.assertEqual(self.outcome("O-2", 600), "permit")
        self.assertEqual(self.post("/v1/rulesets/rollback", {"reason": "again"}).status, 409)

    def test_what_is_live_and_what_waits_survive_a_restart(self):
        self.begin()
        self.step(self.propose(), "approve")
        waiting = self.propose(WITH_SCENARIO.replace("500", "100"), name="another")
        self.service.stop()
        self.serve("--store", "sqlite:" + str(self.here / "store.db"), rules="rules")
        self.assertEqual(self.outcome("O-1", 600), "block")
        self.assertEqual(self.outcome("O-2", 400), "permit")
        self.step(waiting, "approve")
        self.assertEqual(self.outcome("O-3", 400), "block")

    def test_a_proposal_in_the_shadow_judges_live_traffic_and_decides_nothing(self):
        self.begin()
        proposal = self.propose()
        self.step(proposal, "shadow", on=True)
        for i in range(10):
            self.assertEqual(self.outcome(f"O-{i}", 600 if i < 4 else 400), "permit")
        for _ in range(200):
            report = self.get(f"/v1/rulesets/proposals/{proposal['proposal']}/shadow").json
            if report["judged"] == 10:
                break
            time.sleep(0.05)
        self.assertEqual(report["outcomes"], {"permit -> block": 4})
        self.assertEqual(report["same"], 6)
        self.assertEqual(report["rules"], {"desk.rules.day_limit block": 4})

    def test_a_change_under_load_fails_no_request_and_no_request_has_two_rulesets(self):
        self.begin()
        digests, failures = set(), []
        ending = threading.Event()

        def ask(number):
            i = 0
            while not ending.is_set():
                i += 1
                answer = self.post("/v1/decisions", [full_order(f"O-{number}-{i}-{j}", 600) for j in range(20)])
                if answer.status != 200:
                    failures.append(answer.text)
                    return
                seen = {(each["ruleset"], each["outcome"]) for each in answer.json}
                if len(seen) != 1:
                    failures.append(seen)
                digests.update(seen)

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for limit in ("500", "400", "300"):
            self.step(self.propose(WITH_SCENARIO.replace("500", limit)), "approve")
        self.post("/v1/rulesets/rollback", {"reason": "one back"})
        while len(digests) < 2 and not failures:
            time.sleep(0.01)
        ending.set()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_findings_and_deadlines_are_filed(self):
        self.begin()
        decision = self.decide(full_order("O-1", 1001))
        for _ in range(200):
            findings = self.get("/v1/findings?subject=O-1").json["findings"]
            if findings:
                break
            time.sleep(0.05)
        self.assertEqual(findings[0]["decision"], decision["decision"])
        self.assertEqual(findings[0]["rule"], "desk.rules.day_limit")
        self.assertEqual(self.get("/v1/deadlines").json, {"deadlines": []})


class Away(ServiceTest):
    POLICY = {"reason": "a sale that is held up harms the client",
              "acts": [{"on": "Order", "when": {"side": "sell"}, "may_pass": True}]}

    def test_what_an_officer_allows_passes_while_the_log_is_away_and_is_judged_afterwards(self):
        store = "sqlite:" + str(self.here / "store.db")
        service = self.serve("--store", store, "--in-flight", "1")
        stated = self.call("PUT", "/v1/away-policy", self.POLICY, headers=by("officer"))
        self.assertEqual(stated.status, 200, stated.text)
        self.assertEqual(self.get("/v1/away-policy").json["stated_by"], "officer")
        question = [full_order("O-SELL", side="sell"), full_order("O-BUY")]
        answers = []

        def ask(i):
            answers.append(self.post("/v1/decisions", [dict(each, id=f"{each['id']}-{i}") for each in question] * 200))

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        away = [each for each in answers if each.status == 503]
        self.assertTrue(away, "nothing was turned away")
        for each in away:
            self.assertEqual(each.headers["Retry-After"], "1")
            told = {subject["id"].rsplit("-", 1)[0]: subject["may_pass"] for subject in each.json["while_away"]["subjects"]}
            self.assertEqual(told, {"O-SELL": True, "O-BUY": False})
        for _ in range(400):
            if self.get("/v1/away-policy").json["waiting_for_judgement"] == 0:
                break
            time.sleep(0.05)
        service.stop()
        passed = [each for each in self.log_entries() if each.get("request", {}).get("passed_while_away")]
        self.assertEqual(len(passed), 200 * len(away))

    def test_a_policy_that_lets_everything_pass_is_refused(self):
        self.serve()
        for acts in ([{"on": "Order", "may_pass": True}], [{"when": {"side": "sell"}, "may_pass": True}], "all"):
            answer = self.call("PUT", "/v1/away-policy", {"reason": "r", "acts": acts})
            self.assertEqual(answer.status, 422, answer.text)


if __name__ == "__main__":
    unittest.main()
