"""`scan` over windows: lists that a source fills from another entity's rows, with versions, dirt and size."""
import json
import random
import unittest

from probity_cli import CliTest

VOCABULARY = """\
vocabulary desk.vocabulary
  language 1

entity Client
  tier     text
  trades   list of Trade

entity Trade
  subject date traded_at
  traded_at  moment
  quantity   number
  client     Client
"""

RULES = """\
ruleset desk.rules
  layer  firm
  zone   Asia/Shanghai
  uses   desk.vocabulary

rule yearly  limit on Trade
  cites      firm "Limits"
  require    quantity + total quantity of client.trades within 12 months before traded_at is at most 100
  otherwise  block
"""

SOURCE = """\
source desk
  zone  Asia/Shanghai
  uses  desk.vocabulary

  Client  from "clients"  key nr {version}
    tier = tier

  Trade  from "trades"  key nr  client client
    traded_at = at
    quantity  = quantity

  Client.trades  from every Trade by client
"""


class History(CliTest):
    def setUp(self):
        super().setUp()
        self.write("rules/desk/vocabulary.probity", VOCABULARY)
        self.write("rules/rules.probity", RULES)
        self.write("desk.probity", SOURCE.format(version=""))
        self.write("data/clients.csv", "nr,tier\nC-1,gold\nC-2,gold\n")

    def found(self, trades, *words, status=0):
        self.write("data/trades.csv", "nr,client,at,quantity\n" + trades)
        done = self.ends(self.probity("scan", "--rules", "rules", "--source", "desk.probity", "--data", "csv:data",
                                      "--on", "Trade", "--out", "out.jsonl", *words), status)
        text = (self.here / "out.jsonl").read_text(encoding="utf-8")
        decisions = [json.loads(line) for line in text.splitlines()]
        return done, {each["id"]: each["findings"][0]["outcome"] for each in decisions if each["findings"]}

    def test_a_client_s_trades_of_the_year_before_count(self):
        _, found = self.found("T-1,C-1,2024-03-14 10:00:00,60\nT-2,C-1,2025-03-14 10:00:00,41\n"
                              "T-3,C-1,2025-03-14 10:00:01,40\nT-4,C-2,2025-03-14 10:00:00,100\n")
        self.assertEqual(found, {"T-2": "block"})

    def test_the_order_of_rows_means_nothing(self):
        rows = [f"T-{i},C-1,2025-0{1 + i % 9}-14 10:00:00,{i}\n" for i in range(40)]
        _, one = self.found("".join(rows))
        random.Random(3).shuffle(rows)
        _, other = self.found("".join(rows), "--threads", "3")
        self.assertEqual(one, other)
        self.assertGreater(len(one), 5)

    def test_a_row_that_cannot_be_read_is_in_doubt_where_it_could_count(self):
        _, found = self.found("T-1,C-1,2025-03-13 10:00:00,\nT-2,C-1,2025-03-14 10:00:00,1\n"
                              "T-3,C-2,,1\nT-4,C-2,2025-03-14 10:00:00,1\n")
        self.assertEqual(found["T-2"], "undetermined")
        self.assertNotIn("T-3", found)  # whenever it was, two are not too many
        self.assertNotIn("T-4", found)

    def test_a_refused_row_is_still_an_element(self):
        _, found = self.found("T-1,C-1,2025-03-14 10:00:00,1\n,C-1,2025-03-13 10:00:00,1000\n", status=1)
        self.assertEqual(found, {"T-1": "undetermined"})

    def test_rows_of_no_client_are_reported(self):
        done, found = self.found("T-1,,2025-03-14 10:00:00,1\nT-2,C-1,2025-03-14 10:00:00,1\n")
        self.assertEqual(found, {"T-1": "undetermined"})
        self.assertRegex(done.err, r"trades\.csv:2:5: unknown\[I19\]: Client\.trades\n.*names no Client: no list has it")

    def test_an_owner_in_versions_has_the_same_history(self):
        self.write("data/clients.csv", "nr,tier,since\nC-1,silver,2020-01-01\nC-1,gold,2025-01-01\n")
        self.write("desk.probity", SOURCE.format(version="as of since"))
        _, found = self.found("T-1,C-1,2024-12-14 10:00:00,60\nT-2,C-1,2025-03-14 10:00:00,41\n")
        self.assertEqual(found, {"T-2": "block"})

    def test_a_long_history_is_looked_at_near_the_window_only(self):
        # Ten thousand trades of one client over forty years: were each compared with each, this would not end.
        rows = "".join(f"T-{i},C-1,{1980 + i % 40}-{1 + i // 40 % 12:02d}-{1 + i // 480 % 28:02d} 10:00:00,0\n"
                       for i in range(10_000))
        _, found = self.found(rows)
        self.assertEqual(found, {})


if __name__ == "__main__":
    unittest.main()
