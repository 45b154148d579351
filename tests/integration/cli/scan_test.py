"""`scan` and `due`: periods, days that decide, outputs that appear whole, the scan's entry in the log."""
import csv
import hashlib
import json
import os
import signal
import subprocess
import time
import unittest

from probity_cli import PROBITY, CliTest

VOCABULARY = """\
vocabulary desk.vocabulary
  language 1

entity Complaint
  subject date received_at
  received_at  moment
  answered_at  moment
"""

RULES = """\
ruleset desk.rules
  layer  firm
  zone   Asia/Shanghai
  uses   desk.vocabulary

rule answer  deadline on Complaint
  cites      firm "Handbook 3"
  starts     received_at
  due        15 days after received_at
  met by     answered_at
  warn       at 80% of the period
  otherwise  record
"""

SOURCE = """\
source desk
  zone  Asia/Shanghai
  uses  desk.vocabulary

  Complaint  from "complaints"  key nr
    received_at  = received
    answered_at  = answered
"""

COMPLAINTS = """\
nr,received,answered
met,2025-03-03 09:00:00,2025-03-18 23:59:59
late,2025-03-03 09:00:00,2025-03-19 00:00:00
open,2025-03-10 09:00:00,
old,2025-01-10 09:00:00,
"""


class Desk(CliTest):
    def setUp(self):
        super().setUp()
        self.write("rules/desk/vocabulary.probity", VOCABULARY)
        self.write("rules/rules.probity", RULES)
        self.write("desk.probity", SOURCE)
        self.write("data/complaints.csv", COMPLAINTS)

    def call(self, command, *words, status=0):
        return self.ends(self.probity(command, "--rules", "rules", "--source", "desk.probity", "--data", "csv:data",
                                      *words), status)

    def states(self, *words):
        self.call("due", "--out", "due.csv", *words)
        with open(self.here / "due.csv", encoding="utf-8", newline="") as file:
            return {row["id"]: (row["state"], row["due"]) for row in csv.DictReader(file)}


class Due(Desk):
    def test_each_deadline_has_its_state_on_the_day(self):
        self.assertEqual(self.states("--as-of", "2025-03-24"), {
            "met": ("met", "2025-03-18"), "late": ("met_late", "2025-03-18"), "open": ("due_soon", "2025-03-25"),
            "old": ("overdue", "2025-01-25")})
        self.assertEqual(self.states("--as-of", "2025-03-11")["open"][0], "running")

    def test_states_that_are_asked_for_alone_are_listed(self):
        self.assertEqual(set(self.states("--as-of", "2025-03-24", "--state", "overdue,due_soon")), {"open", "old"})

    def test_without_a_file_the_rows_are_the_result(self):
        done = self.call("due", "--as-of", "2025-03-24", "--state", "overdue")
        self.assertRegex(done.out, r"(?m)^overdue +2025-01-25 +old +desk\.rules\.answer$")
        self.assertIn("as of 2025-03-24", done.out)
        self.assertNotIn("clock", done.out)

    def test_a_day_from_the_clock_is_told(self):
        self.assertIn("this machine's clock", self.call("due").out)

    def test_a_calendar_file_holds_an_event_for_each_due_date(self):
        self.call("due", "--as-of", "2025-03-24", "--out", "due.ics")
        text = (self.here / "due.ics").read_text(encoding="utf-8")
        self.assertEqual(text.count("BEGIN:VEVENT"), 4)
        self.assertIn("20250325", text)

    def test_an_unknown_state_or_kind_of_file_ends_with_2(self):
        self.call("due", "--state", "late", status=2)
        self.assertIn("due.xls", self.call("due", "--as-of", "2025-03-24", "--out", "due.xls", status=2).err)


class Scan(Desk):
    def test_a_period_takes_the_days_at_both_ends(self):
        done = self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--from", "2025-03-03", "--to", "2025-03-10",
                         "--json")
        summary = json.loads(done.out)
        self.assertEqual((summary["judged"], summary["out_of_period"]), (3, 1))

    def test_deadlines_by_the_clock_say_so(self):
        self.assertIn("this machine's clock", self.call("scan", "--on", "Complaint").out)

    def test_an_entity_that_is_none_ends_with_2_and_the_nearest(self):
        self.assertIn("`Complaint`", self.call("scan", "--on", "Complant", status=2).err)

    def test_json_lines_hold_decisions(self):
        self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--out", "found.jsonl")
        lines = [json.loads(line) for line in (self.here / "found.jsonl").read_text(encoding="utf-8").splitlines()]
        self.assertEqual([each["id"] for each in lines], ["late", "open", "old"])

    def test_the_due_day_stands_in_the_reason(self):
        self.write("rules/rules.probity", RULES + '  because    "Due on {due}."  zh "应于{due}。"\n')
        self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--out", "found.jsonl")
        text = (self.here / "found.jsonl").read_text(encoding="utf-8")
        reasons = {each["id"]: each["findings"][0]["because"] for each in map(json.loads, text.splitlines())}
        self.assertEqual(reasons["late"], {"en": "Due on 2025-03-18.", "zh": "应于2025-03-18。"})

    def test_a_scan_is_one_entry_of_the_log(self):
        done = self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--audit", "log", "--out", "found.csv")
        self.assertIn("recorded as ", done.out)
        self.ends(self.probity("audit", "verify", "log"), 0)
        (entry,) = [json.loads(line) for line in self.ends(self.probity("audit", "show", "log", "--json"), 0).out.splitlines()]
        self.assertEqual((entry["kind"], entry["on"], entry["decisions"]), ("scan", "Complaint", 4))
        self.assertEqual(set(entry["digests"]), {"rules", "source", "data", "findings"})
        self.assertEqual(entry["counts"]["read"], 4)

    def decided_by(self, log):
        """What the decisions of a logged scan say that they rest on, and the digests in the log."""
        self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--audit", log, "--out", "found.jsonl")
        decisions = (self.here / "found.jsonl").read_text(encoding="utf-8").splitlines()
        (named,) = {json.loads(line)["ruleset"] for line in decisions}
        entry = json.loads(self.ends(self.probity("audit", "show", log, "--json"), 0).out)
        return named, entry["digests"]

    def test_decisions_of_a_scan_name_rules_and_mapping_in_one_digest(self):
        named, digests = self.decided_by("one")
        both = f"rules {digests['rules']}\nsource {digests['source']}\n"
        self.assertEqual(named, "sha256:" + hashlib.sha256(both.encode()).hexdigest())
        self.assertIn(digests["rules"], self.ends(self.probity("check", "rules"), 0).out)

        # Layout and comments mean nothing; what a column becomes does.
        self.write("desk.probity", "# as the desk writes it\n" + SOURCE.replace("  = ", " = "))
        self.assertEqual(self.decided_by("two")[0], named)
        self.write("desk.probity", SOURCE.replace("= answered", '= answered  { "2025-03-19 00:00:00" -> unknown }'))
        other, changed = self.decided_by("three")
        self.assertNotEqual(other, named)
        self.assertEqual(changed["rules"], digests["rules"])

    def test_other_data_have_another_digest(self):
        def digest(log):
            self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--audit", log)
            entry = json.loads(self.ends(self.probity("audit", "show", log, "--json"), 0).out)
            return entry["digests"]["data"], entry["decisions_root"]
        first = digest("one")
        self.assertEqual(first, digest("two"))
        self.write("data/complaints.csv", COMPLAINTS.replace("09:00:00,\n", "09:00:01,\n"))
        self.assertNotEqual(first[0], digest("three")[0])

    def test_fail_on_is_an_exit_status(self):
        self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--fail-on", "record", status=1)
        self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--fail-on", "block")

    def test_a_result_that_cannot_be_written_ends_with_3(self):
        self.assertIn("nowhere", self.call("scan", "--on", "Complaint", "--as-of", "2025-03-24", "--out",
                                           "nowhere/found.csv", status=3).err)

    def test_an_interrupted_scan_leaves_nothing_half_written(self):
        lines = "".join(f"N{i},2025-03-03 09:00:00,\n" for i in range(600_000))
        self.write("data/complaints.csv", COMPLAINTS + lines)
        process = subprocess.Popen([PROBITY, "scan", "--rules", "rules", "--source", "desk.probity", "--data", "csv:data",
                                    "--on", "Complaint", "--as-of", "2025-03-24", "--out", "found.csv", "--audit", "log"],
                                   cwd=self.here, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 30
        while not (self.here / "found.csv.part").exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 3, errors)
        self.assertIn(b"interrupted", errors)
        self.assertEqual([name for name in os.listdir(self.here) if name.startswith("found")], [])
        self.ends(self.probity("audit", "verify", "log"), 0)


if __name__ == "__main__":
    unittest.main()
