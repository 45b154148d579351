"""`ready`: which facts of a book are unknown, how often, and what that would do on the first day."""
import json
import unittest

from probity_cli import CliTest

VOCABULARY = """\
vocabulary desk.vocabulary
  language 1

ordered RiskClass
  C1
  C2

entity Client
  risk_class  RiskClass
  rated_on    date
  consent     truth

entity Order
  subject date placed_at
  placed_at  moment
  risk       RiskClass
  client     Client

entity Account
  subject date opened_at
  opened_at  date
"""

RULES = """\
ruleset desk.rules
  layer  firm
  zone   Asia/Shanghai
  uses   desk.vocabulary

rule class_fits  suitability on Order
  cites      firm "Handbook 1"
  require    risk is at most client.risk_class
  otherwise  block

rule rating_is_fresh  suitability on Order
  cites      firm "Handbook 2"
  require    client.rated_on is at or after 2 years before date of placed_at
  otherwise  warn

rule consent  conduct on Order
  cites      firm "Handbook 3"
  when       risk is C2
  require    client.consent
  otherwise  disclose

rule opened  conduct on Account
  cites      firm "Handbook 4"
  require    opened_at is after 2000-01-01
  otherwise  warn
"""

SOURCE = """\
source desk
  zone  Asia/Shanghai
  uses  desk.vocabulary

  Client  from "clients"  key nr
    risk_class  = class
    rated_on    = rated

  Order  from "orders"  key nr  client client
    placed_at  = placed
    risk       = risk
"""

CLIENTS = "nr,class,rated\na,C2,2025-01-01\nb,,2025-01-01\nc,C2,\n"
ORDERS = "nr,client,placed,risk\n" + "".join(
    f"{client}{number},{client},2025-03-0{number} 10:00:00,C1\n" for client in "abc" for number in (1, 2)
) + "a3,a,2025-03-03 10:00:00,C2\nbroken,a\n"


class Ready(CliTest):
    def setUp(self):
        super().setUp()
        self.write("rules/desk/vocabulary.probity", VOCABULARY)
        self.write("rules/rules.probity", RULES)
        self.write("desk.probity", SOURCE)
        self.write("data/clients.csv", CLIENTS)
        self.write("data/orders.csv", ORDERS)

    def ready(self, *words, status=1):
        return self.ends(self.probity("ready", "--rules", "rules", "--source", "desk.probity", "--data", "csv:data",
                                      "--as-of", "2025-03-31", *words), status)

    def report(self, *words, status=1):
        return json.loads(self.ready("--json", *words, status=status).out)

    def test_each_unknown_fact_is_counted_with_what_it_would_do(self):
        orders = self.report()["subjects"][0]
        self.assertEqual((orders["on"], orders["read"], orders["judged"], orders["refused"]), ("Order", 8, 7, 1))
        facts = {fact["fact"]: fact for fact in orders["facts"]}
        self.assertEqual(facts["client.risk_class"]["unknown"], 2)
        self.assertEqual(facts["client.risk_class"]["read"], 7)
        self.assertEqual(facts["client.risk_class"]["counts_as"], {"block": 2})
        self.assertEqual(facts["client.risk_class"]["alone"], 2)
        self.assertEqual(facts["client.risk_class"]["rules"], ["desk.rules.class_fits"])
        self.assertEqual(facts["client.rated_on"]["counts_as"], {"warn": 2})
        rules = {rule["rule"]: rule for rule in orders["rules"]}
        self.assertEqual(rules["desk.rules.consent"]["missing"], {"client.consent": 1})
        self.assertEqual(orders["only_by_unknown"], {"block": 2, "disclose": 1, "warn": 2})
        self.assertEqual(orders["undetermined_subjects"], 5)

    def test_a_fact_that_the_source_does_not_name_is_told_apart_from_an_empty_cell(self):
        facts = {fact["fact"]: fact["from"] for fact in self.report()["subjects"][0]["facts"]}
        self.assertEqual(facts["client.consent"], "not in the source")
        self.assertEqual(facts["client.risk_class"], "source")
        self.assertIn("client.consent  (not in the source)", self.ready().out)

    def test_what_the_source_does_not_map_is_named(self):
        self.assertEqual(self.report()["not_mapped"], ["Account"])
        self.assertIn("not in the source: Account", self.ready().out)

    def test_a_whole_book_without_gaps_says_so(self):
        self.write("data/clients.csv", "nr,class,rated\na,C2,2025-01-01\n")
        self.write("data/orders.csv", "nr,client,placed,risk\na1,a,2025-03-01 10:00:00,C1\n")
        self.assertIn("every fact that a rule read was known", self.ready("--on", "Order", status=0).out)

    def test_a_share_above_the_limit_is_an_exit_status(self):
        self.write("data/orders.csv", ORDERS.replace("broken,a\n", ""))
        self.ready("--fail-above", "71", status=1)  # 5 of 7 are 71.4 %
        self.ready("--fail-above", "72", status=0)

    def test_lines_fit_a_terminal_of_80_columns(self):
        for line in self.ready().out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_wrong_words_end_with_2(self):
        self.assertIn("did you mean `Order`", self.ready("--on", "Ordr", status=2).err)
        self.ready("--fail-above", "101", status=2)


if __name__ == "__main__":
    unittest.main()
