"""The log from outside: it verifies; every change is found; a torn end is told, and the log goes on."""
import json
import shutil
import unittest

from probity_cli import CliTest, order


class Audit(CliTest):
    def setUp(self):
        super().setUp()
        self.rules = self.shop()
        self.record(*(order(f"O-{i}", risk="C3" if i % 2 else "C1") for i in range(10)))

    def record(self, *lines):
        for line in lines:  # a batch each
            self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=line + "\n"), 0)

    def segment(self, log="log"):
        return max((self.here / log).iterdir(), key=lambda path: path.stat().st_size)

    def shown(self, *words, log="log"):
        done = self.ends(self.probity("audit", "show", log, "--json", *words), 0)
        return [json.loads(line) for line in done.out.splitlines()]

    def test_a_log_verifies(self):
        done = self.ends(self.probity("audit", "verify", "log"), 0)
        self.assertIn("10", done.out)
        read = json.loads(self.ends(self.probity("audit", "verify", "log", "--json"), 0).out)
        self.assertEqual(read["entries"], 10)

    def test_entries_hold_the_facts_as_they_came_and_the_decision(self):
        (entry,) = self.shown("--subject", "O-3")
        self.assertEqual(entry["facts"], order("O-3", risk="C3"))
        self.assertEqual(entry["decision"]["outcome"], "block")
        self.assertRegex(entry["digest"], "^sha256:")

    def test_entries_are_found_by_outcome_rule_and_day(self):
        self.assertEqual(len(self.shown("--outcome", "block")), 5)
        self.assertEqual(len(self.shown("--rule", "shop.rules.class_fits")), 5)
        self.assertEqual(len(self.shown("--from", "2025-03-14", "--to", "2025-03-14")), 10)
        self.assertIn("no entry", self.ends(self.probity("audit", "show", "log", "--from", "2025-03-15"), 0).err)

    def test_the_words_of_an_entry_are_for_people(self):
        done = self.ends(self.probity("audit", "show", "log", "--subject", "O-3"), 0)
        self.assertIn("Risk C3 is above class C2.", done.out)

    def test_a_changed_byte_is_found_wherever_it_is(self):
        whole = self.segment().read_bytes()
        for place in range(7, len(whole), max(1, len(whole) // 40)):
            shutil.rmtree(self.here / "copy", ignore_errors=True)
            shutil.copytree(self.here / "log", self.here / "copy")
            changed = bytearray(whole)
            changed[place] ^= 0x20
            self.segment("copy").write_bytes(changed)
            self.assertNotEqual(self.probity("audit", "verify", "copy").returncode, 0, f"byte {place}")

    def test_a_torn_end_is_told_kept_and_gone_on_from(self):
        path = self.segment()
        whole = path.read_bytes()
        path.write_bytes(whole + whole[whole.index(b"PRBLOG") - 1:][:60])  # a batch that nobody finished
        done = self.ends(self.probity("audit", "verify", "log"), 1)
        self.assertIn(path.name, done.out)
        # Everything that is whole can still be read, and deciding goes on behind it.
        self.assertEqual(len(self.shown()), 10)
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-more") + "\n"), 0)
        self.assertIn("log", done.err)
        self.ends(self.probity("audit", "verify", "log"), 0)
        self.assertEqual([entry["kind"] for entry in self.shown()], ["decision"] * 10 + ["recovery", "decision"])

    def test_an_end_that_was_published_and_is_gone_is_told_and_nothing_is_appended(self):
        path = self.segment()
        whole = path.read_bytes()
        path.write_bytes(whole[:-7])
        done = self.ends(self.probity("audit", "verify", "log"), 1)
        self.assertIn(path.name, done.out)
        self.assertEqual(len(self.shown()), 9)
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-more") + "\n"), 3)
        self.assertEqual(done.out, "")
        self.assertIn("checkpoint says that it had 10", done.err)
        # Put back, the log is as it was.
        path.write_bytes(whole)
        self.record(order("O-more"))
        self.assertEqual(len(self.shown()), 11)

    def test_the_log_is_signed_by_a_key_beside_its_folder(self):
        key = self.here / "log.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        public = (self.here / "log.pub").read_text().strip()
        name = public.split("+")[0]
        lines = (self.here / "log" / "checkpoint").read_text().splitlines()
        self.assertEqual(lines[:2], [name, "10"])
        self.assertTrue(lines[4].startswith("\u2014 " + name + " "))
        key.rename(self.here / "away")
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-more") + "\n"), 3)
        self.assertIn("log.key", done.err)
        self.assertEqual(len(self.shown()), 10)

    def test_damage_in_the_middle_refuses_to_append_and_says_where(self):
        path = self.segment()
        changed = bytearray(path.read_bytes())
        changed[len(changed) // 2] ^= 0x01
        path.write_bytes(changed)
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-more") + "\n"), 3)
        self.assertEqual(done.out, "")
        self.assertIn(path.name, done.err)

    def act(self, name, *words, status=0, by="Li Wei"):
        return self.ends(self.probity("audit", name, "log", "--by", by, "--reason", "release 12", *words), status)

    def test_rulesets_are_published_approved_by_another_and_withdrawn(self):
        rules = ("--rules", self.rules)
        self.assertIn("never published", self.act("approve", *rules, status=2).err)
        self.act("publish", *rules)
        self.assertIn("already", self.act("publish", *rules, status=2).err)
        self.assertIn("cannot approve", self.act("approve", *rules, status=2).err)
        self.act("approve", *rules, by="Zhang Min")
        self.act("withdraw", *rules)
        self.assertIn("withdrawn", self.act("withdraw", *rules, status=2).err)
        entries = self.shown()[10:]
        self.assertEqual([entry["kind"] for entry in entries],
                         ["ruleset published", "ruleset approved", "ruleset withdrawn"])
        self.assertEqual([entry["by"] for entry in entries], ["Li Wei", "Zhang Min", "Li Wei"])
        self.assertEqual({entry["program"] for entry in entries}, {self.shown()[0]["decision"]["ruleset"]})
        self.assertEqual(entries[0]["rulesets"][0]["name"], "shop.rules")
        self.act("publish", *rules)
        self.ends(self.probity("audit", "verify", "log"), 0)

    def test_an_override_names_its_decision_who_and_why(self):
        self.act("override", "--entry", "3", "--outcome", "permit")
        entry = self.shown()[-1]
        self.assertEqual((entry["kind"], entry["overrides"], entry["decided"], entry["outcome"]),
                         ("override", self.shown()[3]["entry"], "block", "permit"))
        self.assertEqual(entry["subject"], {"id": "O-3", "on": "Order"})
        self.assertEqual(len(self.shown("--subject", "O-3")), 2)
        self.act("override", "--entry", "3", "--outcome", "block", status=2)
        self.act("override", "--entry", "10", "--outcome", "block", status=2)  # the override itself
        self.act("override", "--entry", "99", "--outcome", "block", status=2)
        self.act("override", "--entry", "3", "--outcome", "fine", status=2)
        self.act("override", "--entry", "3", "--outcome", "warn", by=" ", status=2)

    def test_a_log_that_is_not_there_ends_with_3(self):
        self.ends(self.probity("audit", "verify", "nowhere"), 3)
        self.ends(self.probity("audit", "show", "nowhere"), 3)

    def test_words_that_are_wrong_end_with_2(self):
        self.ends(self.probity("audit"), 2)
        self.ends(self.probity("audit", "verfy", "log"), 2)
        self.ends(self.probity("audit", "show", "log", "--from", "2025-02-30"), 2)


if __name__ == "__main__":
    unittest.main()
