"""The examples do what their README says; the sample book is the same everywhere and its dirt is found."""
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import unittest

from probity_cli import SOURCE, CliTest

EXAMPLES = SOURCE / "examples"
RULES = SOURCE / "rulesets"


class Together(CliTest):
    def test_all_examples_are_checked_at_once(self):
        done = self.ends(self.probity("check", str(EXAMPLES)), 0)
        self.assertIn("1 ruleset", done.out)


class FirstRuleset(CliTest):
    def test_it_holds_together_and_its_scenarios_pass(self):
        self.ends(self.probity("check", str(EXAMPLES / "first_ruleset")), 0)
        self.ends(self.probity("test", str(EXAMPLES / "first_ruleset")), 0)

    def test_its_purchases_are_decided(self):
        done = self.ends(self.probity("decide", "--rules", str(EXAMPLES / "first_ruleset"), "--facts",
                                      str(EXAMPLES / "first_ruleset/purchases.jsonl")), 0)
        self.assertEqual([json.loads(line)["outcome"] for line in done.out.splitlines()], ["permit", "block"])


class Shipped(CliTest):
    def test_rulesets_are_in_their_one_form(self):
        self.ends(self.probity("fmt", "--check", str(RULES)), 0)
        self.ends(self.probity("fmt", "--check", str(SOURCE / "regimes")), 0)


class HousePolicy(CliTest):
    def test_a_page_of_prose_is_a_ruleset(self):
        page = str(EXAMPLES / "house_policy/complaints.md")
        upper = str(RULES / "cn/complaint")
        self.ends(self.probity("check", upper, page), 0)
        self.assertIn("0 failed", self.ends(self.probity("test", upper, page), 0).out)

    def test_alone_it_says_what_else_to_name(self):
        done = self.ends(self.probity("check", str(EXAMPLES / "house_policy/complaints.md")), 1)
        self.assertIn("name the files of the ruleset `cn.complaint`", done.out + done.err)


class HongKong(CliTest):
    FOLDER = SOURCE / "regimes/hong_kong"

    def test_each_limit_and_day_has_both_its_sides(self):
        done = self.ends(self.probity("test", str(self.FOLDER)), 0)
        self.assertIn("0 failed", done.out)
        self.assertNotIn("not reached", done.out)

    def test_its_book_is_scanned(self):
        done = self.ends(self.probity("scan", "--rules", str(self.FOLDER), "--source", str(self.FOLDER / "book.probity"),
                                      "--data", f"csv:{self.FOLDER / 'data'}", "--as-of", "2026-03-02", "--on", "Order",
                                      "--out", str(self.here / "orders.csv"), "--json"), 0)
        counts = json.loads(done.out.splitlines()[-1])
        self.assertEqual(counts["read"], counts["judged"] + counts["refused"])
        self.assertEqual(counts["decisions"], {"permit": 5, "record": 1, "disclose": 1, "confirm": 2, "block": 3})


class SampleQuestions(CliTest):
    def test_the_sample_questions_get_the_outcomes_of_the_law(self):
        done = self.ends(self.probity("decide", "--rules", str(RULES / "cn"), "--facts",
                                      str(EXAMPLES / "orders.jsonl")), 1)
        answers = {each.get("id"): each for each in map(json.loads, done.out.splitlines())}
        outcomes = {number: each.get("outcome") for number, each in answers.items()}
        # In class; above it without and with the warning; recommended above it; no date; no question.
        self.assertEqual(outcomes["O-1"], "permit", answers["O-1"])
        self.assertEqual(outcomes["O-2"], "confirm", answers["O-2"])
        self.assertEqual(outcomes["O-3"], "record", answers["O-3"])
        self.assertEqual(outcomes["O-4"], "block", answers["O-4"])
        self.assertEqual(outcomes["T-1"], "permit", answers["T-1"])
        self.assertIn("error", answers[None])


class SampleBook(CliTest):
    @classmethod
    def setUpClass(cls):
        cls.generator = pathlib.Path(os.environ["PROBITY_BINARY"]).parent / "sample_book"

    def generate(self, name):
        folder = self.here / name
        subprocess.run([self.generator, folder, RULES / "calendars/xshg.calendar"], check=True)
        return folder

    def dirt(self, folder):
        lines = (folder / "dirt.txt").read_text(encoding="utf-8").splitlines()
        return {what: int(count) for count, what in (line.split("\t") for line in lines)}

    def test_it_is_the_same_each_time(self):
        def digest(folder):
            files = sorted(path for path in folder.rglob("*") if path.is_file())
            return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
        self.assertEqual(digest(self.generate("one")), digest(self.generate("two")))

    def test_it_has_the_size_and_the_dirt_that_the_readme_tells(self):
        folder = self.generate("book")
        with open(folder / "trades.csv", encoding="utf-8-sig", newline="") as file:
            self.assertEqual(sum(1 for _ in csv.reader(file)), 50_001)
        complaints = (folder / "complaints/complaints.csv").read_bytes()
        self.assertTrue(complaints.startswith("投诉编号".encode("gb18030")))
        self.assertTrue((folder / "orders.csv").read_bytes().startswith(b"\xef\xbb\xbf"))
        dirt = self.dirt(folder)
        self.assertGreaterEqual(len(dirt), 15)
        self.assertTrue(all(count > 0 for count in dirt.values()))

    def scan(self, folder, on, source):
        done = self.ends(self.probity("scan", "--rules", str(RULES / "cn"), "--source",
                                      str(EXAMPLES / "sample_book" / source), "--data", f"csv:{folder}", "--on", on,
                                      "--as-of", "2026-01-15", "--json", timeout=600), 1 if on != "Complaint" else 0)
        return json.loads(done.out)

    def test_a_scan_finds_the_dirt_that_was_put_in(self):
        folder = self.generate("book")
        dirt = self.dirt(folder)
        orders = self.scan(folder, "Order", "trading.probity")
        refused = sum(dirt["orders.csv: " + what] for what in ("short rows", "rows with bytes that are not UTF-8",
                                                             "keys that come twice with other values"))
        self.assertEqual((orders["read"], orders["refused"]), (50_000 + refused, refused))
        self.assertEqual(orders["ingest"]["I14"], dirt["orders.csv: product that is not on file"])
        trades = self.scan(folder, "Trade", "trading.probity")
        self.assertEqual((trades["read"], trades["refused"]), (50_000, 0))
        stamp = trades["rules"]["cn.commission.stamp_duty"]["findings"]
        self.assertGreaterEqual(sum(stamp.values()), dirt["trades.csv: stamp duty on a purchase"])
        complaints = self.scan(folder / "complaints", "Complaint", "complaints.probity")
        self.assertEqual((complaints["read"], complaints["refused"]), (2_000, 0))
        self.assertEqual(complaints["ingest_findings"], dirt["complaints.csv: received on a day that is none (2025-02-30)"])


if __name__ == "__main__":
    unittest.main()
