"""Rules across groups: in a scan, in scenarios, and what `decide` says of them."""
import csv
import json
import random
import unittest

from probity_cli import CliTest

VOCABULARY = """\
vocabulary desk.vocabulary
  language 1

entity Client
  tier     text

entity Order
  placed_at  moment

entity Trade
  subject date traded_on
  traded_on   date
  amount      money CNY
  commission  money CNY
  rate        rate
  mode        text
  client      Client
  order       Order
"""

RULES = """\
ruleset desk.rules
  layer  firm
  zone   Asia/Shanghai
  uses   desk.vocabulary

rule same_charge  commission across Trade by client.tier, month of traded_on
  cites      firm "Same class, same charge"
  when       mode is "net"
  compare    rate
  require    group.spread is at most 0.01%
  otherwise  warn
  because    "Class {client.tier} pays from {group.smallest} to {group.largest} in {month}."

rule order_commission  commission across Trade by order
  cites      firm "The minimum is of an order"
  charge     total commission of members
  at most    the larger of 5.00 CNY and 3‰ of total amount of members
  otherwise  record

scenario "two fills of one order pay the minimum once"
  as of    2025-03-14
  given    trades [{ id: "T-1", order: "O-1", amount: 100.00 CNY, commission: 4.00 CNY },
                   { id: "T-2", order: "O-1", amount: 100.00 CNY, commission: 1.00 CNY }]
  expect   permit from order_commission

scenario "two fills that pay it twice"
  as of    2025-03-14
  given    trades [{ id: "T-1", order: "O-1", amount: 100.00 CNY, commission: 5.00 CNY },
                   { id: "T-2", order: "O-1", amount: 100.00 CNY, commission: 0.01 CNY }]
  expect   record from order_commission

scenario "one class in one month pays one rate"
  given    client { tier: "gold" }
           trades [{ id: "T-1", traded_on: 2025-03-03, mode: "net", rate: 0.02% },
                   { id: "T-2", traded_on: 2025-03-31, mode: "net", rate: 0.03% },
                   { id: "T-3", traded_on: 2025-04-01, mode: "net", rate: 0.09% }]
  expect   permit from same_charge

scenario "a member in doubt leaves its group in doubt"
  given    client { tier: "gold" }
           trades [{ id: "T-1", traded_on: 2025-03-03, rate: 0.02% },
                   { id: "T-2", traded_on: 2025-03-31, mode: "net", rate: 0.03% }]
  expect   undetermined from same_charge
  expect   warn from same_charge
"""

SOURCE = """\
source desk
  zone  Asia/Shanghai
  uses  desk.vocabulary

  Client  from "clients"  key nr
    tier = tier

  Trade  from "trades"  key nr  client client  order order_nr
    traded_on   = on
    amount      = amount
    commission  = commission
    rate        = rate
    mode        = mode
"""

TRADES = """\
nr,client,order_nr,on,amount,commission,rate,mode
T-1,C-1,O-1,2025-03-03,100.00 CNY,5.00 CNY,0.02%,net
T-2,C-1,O-1,2025-03-04,100.00 CNY,0.01 CNY,0.02%,net
T-3,C-2,O-2,2025-03-05,100.00 CNY,5.00 CNY,0.05%,net
T-4,C-2,O-3,2025-04-05,100.00 CNY,5.00 CNY,0.02%,net
T-5,C-2,O-4,2025-03-05,100.00 CNY,5.00 CNY,0.90%,all_in
T-6,C-3,,2025-03-05,100.00 CNY,5.00 CNY,0.02%,net
"""


class Populations(CliTest):
    def setUp(self):
        super().setUp()
        self.write("rules/desk/vocabulary.probity", VOCABULARY)
        self.write("rules/rules.probity", RULES)
        self.write("desk.probity", SOURCE)
        self.write("data/clients.csv", "nr,tier\nC-1,gold\nC-2,gold\nC-3,\n")
        self.write("data/trades.csv", TRADES)

    def scan(self, *words, out="out.jsonl"):
        return self.ends(self.probity("scan", "--rules", "rules", "--source", "desk.probity", "--data", "csv:data",
                                      "--on", "Trade", "--out", out, *words), 0)

    def groups(self):
        text = (self.here / "out.jsonl").read_text(encoding="utf-8")
        decisions = [json.loads(line) for line in text.splitlines()]
        return {each["id"]: each for each in decisions if each["on"] != "Trade"}

    def test_scenarios_judge_several_subjects(self):
        done = self.ends(self.probity("test", "rules"), 0)
        self.assertIn("4 scenarios", done.out)

    def test_a_finding_names_the_group_its_spread_and_who_is_away(self):
        self.scan()
        found = self.groups()
        finding = found["client.tier gold, month 2025-03"]["findings"][0]
        self.assertEqual(finding["rule"], "desk.rules.same_charge")
        self.assertEqual(finding["outcome"], "warn")
        self.assertEqual(finding["read"]["group.size"], "3")
        self.assertEqual(finding["read"]["group.spread"], "0.03%")
        self.assertEqual(finding["read"]["group.outliers"], "T-3 (0.05%)")
        self.assertIn("Class gold pays from 0.02% to 0.05% in 2025-03.", finding["because"]["en"])
        self.assertIn("away from it: T-3 (0.05%)", finding["because"]["en"])
        self.assertNotIn("client.tier gold, month 2025-04", found)

    def test_an_order_s_fills_are_summed(self):
        self.scan()
        found = self.groups()
        self.assertEqual(found["order O-1"]["findings"][0]["outcome"], "record")
        self.assertNotIn("order O-2", found)

    def test_a_group_whose_key_is_unknown_is_undetermined_and_named(self):
        self.scan()
        found = self.groups()
        finding = found["client.tier unknown, month 2025-03"]["findings"][0]
        self.assertEqual((finding["outcome"], finding["counts_as"]), ("undetermined", "warn"))
        self.assertIn("T-6: client.tier", " ".join(finding["missing"]))
        self.assertEqual(found["order unknown"]["findings"][0]["outcome"], "undetermined")

    def test_the_counts_add_up(self):
        done = self.scan("--json")
        groups = json.loads(done.out)["groups"]
        self.assertEqual(groups["desk.rules.same_charge"], {
            "groups": 3, "members": 5, "left_out": 1, "decisions": {"permit": 1, "warn": 2}})
        self.assertEqual(groups["desk.rules.order_commission"]["members"], 6)

    def test_neither_order_nor_threads_change_a_byte(self):
        self.scan()
        before = self.groups()
        head, *rows = TRADES.splitlines(keepends=True)
        random.Random(5).shuffle(rows)
        self.write("data/trades.csv", head + "".join(rows))
        self.scan("--threads", "3")
        self.assertEqual(self.groups(), before)

    def test_a_table_of_findings_and_the_log_hold_them(self):
        self.scan("--audit", "log", out="out.csv")
        with open(self.here / "out.csv", encoding="utf-8", newline="") as file:
            ids = {row["id"] for row in csv.DictReader(file)}
        self.assertIn("client.tier gold, month 2025-03", ids)
        shown = self.ends(self.probity("audit", "show", "log", "--json"), 0)
        self.assertIn('"groups":', shown.out.replace(" ", ""))

    def test_decide_says_that_it_does_not_judge_them(self):
        line = json.dumps({"id": "T-1", "on": "Trade", "facts": {"trade": {"traded_on": "2025-03-03"}}})
        done = self.ends(self.probity("decide", "--rules", "rules", stdin=line + "\n"), 0)
        decision = json.loads(done.out)
        self.assertEqual(decision["not_judged"], ["desk.rules.order_commission", "desk.rules.same_charge"])


if __name__ == "__main__":
    unittest.main()
