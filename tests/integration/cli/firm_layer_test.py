"""What a firm does with the rulesets above it: it sets parameters, adds to rules, grades, warns and observes."""
import json
import unittest

from probity_cli import CliTest

VOCABULARY = """\
vocabulary desk.vocabulary
  language 1

ordered Tier
  silver  zh "银"
  gold    zh "金"

entity Client
  tier     Tier
  trades   list of Trade

entity Trade
  subject date traded_at
  traded_at  moment
  amount     money CNY
  client     Client
"""

LAW = """\
ruleset law.trading
  layer     law
  zone      Asia/Shanghai
  calendar  cn.business
  uses      desk.vocabulary

parameter largest_trade = 1,000.00 CNY
  firm may only lower

parameter gold_from: money CNY
  firm may set

rule size  limit on Trade
  cites      "Law 1"
  require    amount is at most largest_trade
  otherwise  warn

rule tier_earned  grading on Client
  cites      "Law 2"
  gives      Tier
  grade      gold  where total amount of trades over the last 12 months is at least gold_from
             because "Traded enough."  zh "交易额达标。"
  grade      silver

define trade.gold_client = trade.client.tier_earned is gold

rule gold_only  conduct on Trade
  cites      "Law 3"
  require    client.tier_earned is gold
  otherwise  record
"""

FIRM = """\
ruleset firm.desk
  layer     firm
  zone      Asia/Shanghai
  calendar  cn.business
  uses      desk.vocabulary

set law.trading.largest_trade = {largest}
  cites  firm "Policy 1"
set law.trading.gold_from = 500.00 CNY

stricter size_at_desk  of law.trading.size
  cites      firm "Policy 2"
  otherwise  {outcome}

rule large  alert on Trade
  cites      firm "Policy 3"
  raise      where amount is above 400.00 CNY
  tell       "risk" zh "风控"  within 1 business day
  ask        "the desk" for "a reason for {{amount}}"  by 2030-01-01

rule tried  limit on Trade
  cites      firm "Policy 4"
  require    amount is at most 1.00 CNY
  otherwise  block
  observe until 2025-04-01
"""

SOURCE = """\
source desk
  zone  Asia/Shanghai
  uses  desk.vocabulary

  Client  from "clients"  key nr
    tier = tier

  Trade  from "trades"  key nr  client client
    traded_at = at
    amount    = amount  in CNY

  Client.trades  from every Trade by client
"""


class FirmLayer(CliTest):
    def setUp(self):
        super().setUp()
        self.write("rules/desk/vocabulary.probity", VOCABULARY)
        self.write("rules/law.probity", LAW)
        self.write("desk.probity", SOURCE)
        self.firm()

    def firm(self, largest="600.00 CNY", outcome="block"):
        self.write("rules/firm.probity", FIRM.format(largest=largest, outcome=outcome))

    def judged(self, amount, day="2025-03-14"):
        line = json.dumps({"id": "T-1", "on": "Trade",
                           "facts": {"trade": {"traded_at": day, "amount": amount}, "client": {"trades": []}}})
        self.write("facts.jsonl", line + "\n")
        done = self.ends(self.probity("decide", "--rules", "rules", "--facts", "facts.jsonl"), 0)
        decision = json.loads(done.stdout)
        return decision, {each["rule"]: each for each in decision["findings"]}

    def test_the_firm_s_value_decides_and_is_named(self):
        decision, found = self.judged("600.01 CNY")
        self.assertEqual(decision["outcome"], "block")
        self.assertEqual(found["law.trading.size"]["outcome"], "warn")
        self.assertEqual(found["law.trading.size"]["parameters"], {"law.trading.largest_trade": "600.00 CNY"})
        self.assertEqual(found["firm.desk.size_at_desk"]["outcome"], "block")
        self.assertEqual(found["firm.desk.size_at_desk"]["stricter_than"], "law.trading.size")

    def test_another_value_is_another_digest(self):
        one, _ = self.judged("1.00 CNY")
        self.firm(largest="599.00 CNY")
        other, _ = self.judged("1.00 CNY")
        self.assertNotEqual(one["ruleset"], other["ruleset"])

    def test_loosening_names_both_places(self):
        self.firm(largest="1,000.01 CNY")
        done = self.ends(self.probity("check", "rules"), 1)
        for words in ("P0761", "firm.probity", "law.probity"):
            self.assertIn(words, done.out + done.err)
        self.firm(outcome="record")
        done = self.ends(self.probity("check", "rules"), 1)
        for words in ("P0769", "firm.probity", "law.probity"):
            self.assertIn(words, done.out + done.err)

    def test_an_alert_says_who_is_told_and_asked_and_by_when(self):
        decision, found = self.judged("400.01 CNY", "2025-04-03")
        self.assertEqual(found["firm.desk.large"]["outcome"], "warn")
        self.assertEqual(decision["obligations"], [
            {"kind": "tell", "what": "large", "rule": "firm.desk.large", "who": {"en": "risk", "zh": "风控"},
             "due": "2025-04-07"},
            {"kind": "ask", "what": "a reason for 400.01 CNY", "rule": "firm.desk.large", "who": {"en": "the desk"},
             "asked": {"en": "a reason for 400.01 CNY"}, "due": "2030-01-01"}])

    def test_an_observed_rule_does_not_count_before_its_day(self):
        decision, found = self.judged("2.00 CNY", "2025-03-31")
        self.assertEqual(found["firm.desk.tried"]["outcome"], "block")
        self.assertIs(found["firm.desk.tried"]["observed"], True)
        self.assertEqual(decision["outcome"], "record")
        decision, found = self.judged("2.00 CNY", "2025-04-01")
        self.assertNotIn("observed", found["firm.desk.tried"])
        self.assertEqual(decision["outcome"], "block")

    def scanned(self, on, *words):
        self.write("data/clients.csv", "nr,tier\nC-1,silver\n")
        self.write("data/trades.csv", "nr,client,at,amount\nT-1,C-1,2025-01-10 10:00:00,300\n"
                                      "T-2,C-1,2025-02-10 10:00:00,200\nT-3,C-1,2025-02-11 10:00:00,1\n")
        self.ends(self.probity("scan", "--rules", "rules", "--source", "desk.probity", "--data", "csv:data",
                               "--on", on, "--out", "out.jsonl", *words), 0)
        return [json.loads(line) for line in (self.here / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    def test_clients_are_graded_anew_as_trades_arrive(self):
        # The third trade is the first before which 500 CNY were traded.
        found = {each["id"]: [finding["rule"] for finding in each["findings"]] for each in self.scanned("Trade")}
        self.assertIn("law.trading.gold_only", found["T-1"])
        self.assertIn("law.trading.gold_only", found["T-2"])
        self.assertNotIn("law.trading.gold_only", found.get("T-3", []))

    def test_a_client_s_grade_comes_with_its_day_and_its_reason(self):
        decision, = self.scanned("Client", "--as-of", "2025-02-11")
        grade, = decision["grades"]
        self.assertEqual((grade["rule"], grade["grade"], grade["as_of"]), ("law.trading.tier_earned", "gold", "2025-02-11"))
        self.assertEqual(grade["because"], {"en": "Traded enough.", "zh": "交易额达标。"})
        self.assertEqual(grade["parameters"], {"law.trading.gold_from": "500.00 CNY"})
        decision, = self.scanned("Client", "--as-of", "2025-02-10")
        self.assertEqual(decision["grades"][0]["grade"], "silver")


if __name__ == "__main__":
    unittest.main()
