"""Which articles of which text have rules, and whether the texts at hand are the registered ones."""
import hashlib
import json
import unittest

from probity_cli import HEADER, VOCABULARY, CliTest

TEXT = b"Article 1. All orders are small.\n"
DIGEST = "sha256:" + hashlib.sha256(TEXT).hexdigest()

INSTRUMENT = f"""\
instrument order_1  "Order 1" zh "第一号令"
  authority  "The regulator" zh "监管机构"
  layer      law
  contains   articles 1 to 9
  version    "2016" from 2016-01-01 to 2019-12-31
  version    "2020" from 2020-01-01  digest "{DIGEST}"
  no rule for articles 1, 2  because "purpose" zh "目的"

"""
RULES = """\
rule small  limit on Order
  cites      order_1 article 3, 5 to 6
  require    amount is at most 100.00 CNY
  otherwise  block

exception tiny  to small
  cites      order_1 article 7  unverified
  when       quantity is 1
  exempt

rule named  limit on Order
  cites      "A notice"
  cites      order_1
  require    quantity is at least 1
  otherwise  warn
"""


class Articles(CliTest):
    def setUp(self):
        super().setUp()
        self.write("vocabulary.probity", VOCABULARY)
        self.write("rules.probity", HEADER + INSTRUMENT + RULES)
        self.rules = str(self.here)

    def report(self):
        return json.loads(self.ends(self.probity("articles", self.rules, "--json"), 0).out)

    def test_each_article_is_on_one_side(self):
        instrument = self.report()["instruments"][0]
        states = {each["number"]: each["status"] for each in instrument["articles"]}
        self.assertEqual(states, {"1": "no_rule", "2": "no_rule", "3": "verified", "4": "open", "5": "verified",
                                  "6": "verified", "7": "unverified", "8": "open", "9": "open"})
        counts = instrument["counts"]
        self.assertEqual(counts["articles"], 9)
        self.assertEqual(sum(counts[state] for state in ("verified", "unverified", "no_rule", "open")), 9)

    def test_the_rules_of_an_article_are_named_with_their_place(self):
        articles = {each["number"]: each for each in self.report()["instruments"][0]["articles"]}
        self.assertEqual([each["rule"] for each in articles["3"]["rules"]], ["shop.rules.small"])
        self.assertEqual([each["rule"] for each in articles["7"]["rules"]], ["shop.rules.small.tiny"])
        self.assertTrue(articles["7"]["rules"][0]["unverified"])
        self.assertRegex(articles["3"]["rules"][0]["at"], r"^rules\.probity:\d+$")
        self.assertEqual(articles["1"]["because"], {"en": "purpose", "zh": "目的"})

    def test_what_is_cited_whole_and_in_words_is_listed_apart(self):
        report = self.report()
        self.assertEqual([each["rule"] for each in report["instruments"][0]["whole"]], ["shop.rules.named"])
        self.assertEqual([(each["layer"], each["text"]) for each in report["in_words"]], [("firm", "A notice")])

    def test_people_read_it_in_two_languages(self):
        english = self.ends(self.probity("articles", self.rules, "--lang", "en"), 0).out
        self.assertIn("9 articles: 4 with rules (3 verified), 2 without a rule for a reason, 3 without", english)
        self.assertIn("no rule for art. 1, 2: purpose", english)
        self.assertIn("art. 4, 8, 9", english)
        self.assertIn("version 2016 from 2016-01-01 to 2019-12-31: text not registered", english)
        chinese = self.ends(self.probity("articles", self.rules, "--lang", "zh"), 0).out
        self.assertIn("不设规则：第1条、第2条：目的", chinese)

    def test_a_decision_cites_in_words(self):
        fact = json.dumps({"id": "O", "on": "Order", "facts": {"order": {
            "placed_at": "2025-03-14T10:15:00+08:00", "amount": "500.00 CNY", "quantity": 5}}})
        done = self.probity("decide", "--rules", self.rules, stdin=fact + "\n")
        self.assertEqual(json.loads(done.out)["findings"][0]["cites"], ["Order 1 art. 3, 5 to 6"])

    def test_the_registered_text_is_known_again(self):
        text = str(self.write("held/order_1.2020.txt", TEXT))
        done = self.ends(self.probity("register", self.rules, "--text", text, "--instrument", "order_1", "--version", "2020"), 0)
        self.assertIn("is the registered text", done.out)

    def test_another_text_does_not_hold(self):
        self.write("held/order_1.2020.txt", TEXT + b"But not on Mondays.\n")
        done = self.ends(self.probity("register", self.rules, "--texts", str(self.here / "held"), "--json"), 1)
        found = {each["version"]: each["found"] for each in json.loads(done.out)["texts"]}
        self.assertEqual(found, {"2016": "no_text", "2020": "differs"})

    def test_what_is_not_registered_is_told_with_the_line_to_write(self):
        text = str(self.write("held/old.txt", TEXT))
        done = self.ends(self.probity("register", self.rules, "--text", text, "--instrument", "order_1", "--version", "2016"), 0)
        self.assertIn(f'version "2016" from 2016-01-01 to 2019-12-31  digest "{DIGEST}"', done.out)

    def test_a_misspelt_instrument_gets_the_nearest_one(self):
        text = str(self.write("held/old.txt", TEXT))
        done = self.ends(self.probity("register", self.rules, "--text", text, "--instrument", "order_2", "--version", "2016"), 2)
        self.assertIn("`order_1`", done.err)
        done = self.ends(self.probity("register", self.rules, "--text", text, "--instrument", "order_1", "--version", "20"), 2)
        self.assertIn("2016, 2020", done.err)
        self.ends(self.probity("register", self.rules), 2)


if __name__ == "__main__":
    unittest.main()
