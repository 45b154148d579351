"""Rulesets that cannot be: each mistake is told once, with its place, and nothing is decided by them."""
import os
import random
import unittest

from probity_cli import HEADER, RULE, CliTest, order


class BadRulesets(CliTest):
    def decides_nothing(self, rules):
        done = self.ends(self.probity("decide", "--rules", rules, stdin=order("O-1") + "\n"), 1)
        self.assertEqual(done.out, "")

    def test_an_empty_file_is_told(self):
        rules = self.write("empty.probity", "")
        self.assertIn("empty.probity", self.one_error(rules)["file"])
        self.decides_nothing(rules)

    def test_a_file_of_comments_is_as_empty(self):
        self.one_error(self.write("empty.probity", "# nothing\n\n# here\n"))

    def test_a_ruleset_without_a_rule_is_told(self):
        self.assertIn("shop.rules", self.one_error(self.shop(rules=""))["message"])

    def test_ten_megabytes_of_noise_are_one_error(self):
        noise = self.write("noise.probity", random.Random(1).randbytes(10_000_000))
        self.one_error(noise)
        self.decides_nothing(noise)

    def test_noise_under_the_size_limit_is_one_error_of_text(self):
        self.one_error(self.write("noise.probity", random.Random(2).randbytes(1_000_000)), of_code="P0001")

    def test_a_hundred_thousand_parentheses_are_one_error(self):
        deep = "(" * 100_000 + "order.quantity" + ")" * 100_000
        rule = RULE.replace("order.risk is at most client.risk_class", deep + " is above 1")
        self.one_error(self.shop(rule))

    def test_two_rules_of_one_name_in_overlapping_periods_are_refused(self):
        first = RULE.replace("  require", "  in force   from 2020-01-01 to 2022-12-31\n  require")
        second = RULE.replace("  require", "  in force   from 2022-12-31\n  require")
        error = self.one_error(self.shop(first + "\n" + second))
        self.assertIn("class_fits", error["message"])

    def test_versions_side_by_side_are_fine(self):
        first = RULE.replace("  require", "  in force   from 2020-01-01 to 2022-12-31\n  require")
        second = RULE.replace("  require", "  in force   from 2023-01-01\n  require")
        self.ends(self.probity("check", self.shop(first + "\n" + second)), 0)

    def test_a_table_with_a_hole_is_refused_with_an_example(self):
        table = "table band\n  | client.risk_class | gives |\n  | C1 | C1 |\n  | C2 | C2 |\n\n"
        rule = RULE.replace("client.risk_class\n", "band(client.risk_class)\n", 1)
        error = self.one_error(self.shop(table + rule))
        self.assertIn("C3", error["message"] + error["help"] + str(error["labels"]))

    def test_renminbi_plus_hong_kong_dollars_are_refused(self):
        rule = RULE.replace("order.risk is at most client.risk_class", "order.amount + order.fee is below 5.00 CNY")
        error = self.one_error(self.shop(rule))
        self.assertIn("HKD", error["message"] + str(error["labels"]))

    def test_a_misspelt_field_gets_the_nearest_one(self):
        error = self.one_error(self.shop(RULE.replace("at most client.risk_class", "at most client.risk_clas")))
        self.assertIn("risk_class", error["help"] + error["replacement"])
        self.assertEqual(error["line"], 9)

    def test_a_misspelt_clause_is_one_error_and_the_rest_is_read(self):
        rule = RULE.replace("  require ", "  requires", 1).replace("{order.risk}", "{order.rsk}")
        errors = [each for each in self.diagnostics(self.shop(rule)) if each["severity"] == "error"]
        self.assertEqual([each["line"] for each in errors], [9, 11], errors)

    def test_a_day_that_is_none_is_refused(self):
        rule = RULE.replace("  require", "  in force   from 2025-02-30\n  require")
        self.assertIn("2025-02-30", self.one_error(self.shop(rule))["message"])

    def test_every_error_of_a_file_comes_in_one_run(self):
        broken = RULE.replace("at most client.risk_class", "at most client.nothing")
        rules = "\n".join(broken.replace("class_fits", f"rule_{i}") for i in range(20))
        errors = [each for each in self.diagnostics(self.shop(rules)) if each["severity"] == "error"]
        self.assertEqual(len(errors), 20)

    def test_a_calendar_that_is_not_there_is_told_with_its_name(self):
        error = self.one_error(self.shop(header=HEADER.replace("  uses", "  calendar  zz.such\n  uses")))
        self.assertIn("zz.such", error["message"])

    def test_a_vocabulary_that_is_not_there_is_told_with_its_name(self):
        rules = self.write("rules.probity", HEADER.replace("shop.vocabulary", "shop.vocabulry") + RULE)
        messages = [each["message"] for each in self.diagnostics(rules) if each["severity"] == "error"]
        self.assertTrue(any("shop.vocabulry" in message for message in messages), messages)


class UnreadableRulesets(CliTest):
    def test_a_path_that_is_not_there_ends_with_3(self):
        done = self.ends(self.probity("check", "nowhere"), 3)
        self.assertIn("nowhere", done.err)
        self.assertEqual(done.out, "")

    def test_a_folder_without_rulesets_ends_with_3(self):
        os.mkdir(self.here / "bare")
        done = self.ends(self.probity("check", "bare"), 3)
        self.assertIn(".probity", done.err)

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_a_file_that_may_not_be_read_ends_with_3(self):
        path = self.write("closed.probity", HEADER + RULE)
        os.chmod(path, 0)
        self.ends(self.probity("check", path), 3)

    def test_a_calendar_file_that_does_not_read_ends_with_3(self):
        rules = self.shop()
        self.write("rules/calendars/bad.calendar", "calendar bad\nclosed yesterday\n")
        self.assertIn("bad.calendar", self.ends(self.probity("check", rules), 3).err)


if __name__ == "__main__":
    unittest.main()
