"""`decide`: one question a line in, one answer a line out, recorded before it is shown."""
import json
import os
import resource
import select
import signal
import subprocess
import unittest

from probity_cli import PROBITY, RULE, CliTest, order


def answers(done):
    return [json.loads(line) for line in done.out.splitlines()]


class Decide(CliTest):
    def decide(self, lines, *words, status=0, rules=RULE, **more):
        text = "".join(line + "\n" for line in lines)
        return self.ends(self.probity("decide", "--rules", self.shop(rules), *words, stdin=text, **more), status)

    def test_a_fitting_order_is_permitted_and_another_is_blocked(self):
        permitted, blocked = answers(self.decide([order("O-1"), order("O-2", risk="C3")]))
        self.assertEqual((permitted["id"], permitted["outcome"], permitted["findings"]), ("O-1", "permit", []))
        self.assertEqual((blocked["id"], blocked["outcome"], blocked["as_of"]), ("O-2", "block", "2025-03-14"))
        finding = blocked["findings"][0]
        self.assertEqual(finding["rule"], "shop.rules.class_fits")
        self.assertEqual(finding["because"]["en"], "Risk C3 is above class C2.")
        self.assertEqual(finding["read"], {"client.risk_class": "C2", "order.risk": "C3"})
        self.assertEqual(finding["at"], "rules.probity:7")

    def test_an_unknown_fact_is_never_a_permit(self):
        (answer,) = answers(self.decide([order("O-1", client_class=None)]))
        self.assertEqual(answer["outcome"], "block")
        self.assertEqual(answer["findings"][0]["outcome"], "undetermined")
        self.assertEqual(answer["findings"][0]["counts_as"], "block")
        self.assertEqual(answer["missing"], ["client.risk_class"])

    def test_facts_come_from_a_file_too(self):
        path = self.write("orders.jsonl", order("O-1") + "\n" + order("O-2"))  # the last line has no end
        done = self.ends(self.probity("decide", "--rules", self.shop(), "--facts", path), 0)
        self.assertEqual([each["id"] for each in answers(done)], ["O-1", "O-2"])

    def test_refused_lines_are_answered_in_their_places(self):
        lines = ["no json", order("O-1"), '{"id": "O-2"}', '["O-3"]', "", order("O-4"), '{"on": "Order"}',
                 '{"id": "O-5", "on": "Ordre"}']
        done = self.decide(lines, status=1)
        given = answers(done)
        self.assertEqual([each.get("id") for each in given], [None, "O-1", "O-2", None, None, "O-4", None, "O-5"])
        self.assertEqual(["error" in each for each in given], [True, False, True, True, True, False, True, True])
        self.assertIn("standard input:1", done.err)

    def test_bytes_that_are_no_text_are_refused_in_place(self):
        rules = self.shop()
        data = order("O-1").encode() + b"\n{\"id\": \"\xff\xfe\", \"on\": \"Order\"}\n" + order("O-2").encode() + b"\n"
        done = self.ends(self.probity("decide", "--rules", rules, stdin=data), 1)
        given = answers(done)
        self.assertEqual(len(given), 3)
        self.assertIn("error", given[1])

    def test_a_line_over_the_limit_is_refused_and_the_next_is_judged(self):
        done = self.decide(["x" * 3_000_000, order("O-1")], status=1)
        given = answers(done)
        self.assertIn("bytes", given[0]["error"])
        self.assertEqual(given[1]["outcome"], "permit")

    def test_a_fact_of_the_wrong_type_is_unknown_and_told(self):
        for wrong in (7, "C9", True, ["C1"], {"a": 1}):
            done = self.decide([order("O-1", risk=wrong)])
            self.assertEqual(answers(done)[0]["missing"], ["order.risk"], wrong)
            self.assertIn("/facts/order/risk", done.err)

    def test_an_unknown_name_is_told_and_the_subject_judged(self):
        done = self.decide([order("O-1", risc="C1")])
        self.assertEqual(answers(done)[0]["outcome"], "permit")
        self.assertIn("risc", done.err)

    def test_a_day_that_is_none_makes_the_moment_unknown(self):
        dated = RULE.replace("  require", "  in force   from 2020-01-01\n  require")
        done = self.decide([order("O-1", risk="C3", placed_at="2025-02-30")], rules=dated)
        self.assertIn("2025-02-30", done.err)
        (answer,) = answers(done)
        self.assertEqual((answer["outcome"], answer["as_of"]), ("block", None))
        self.assertEqual(answer["findings"][0]["outcome"], "undetermined")
        self.assertIn("order.placed_at", answer["missing"])

    def test_strict_refuses_what_would_be_unknown(self):
        done = self.decide([order("O-1", risk=7), order("O-2")], "--strict", status=1)
        refused, judged = answers(done)
        self.assertEqual(refused["id"], "O-1")
        self.assertIn("error", refused)
        self.assertEqual(judged["outcome"], "permit")

    def test_an_as_of_that_disagrees_is_refused(self):
        line = json.loads(order("O-1"))
        line["as_of"] = "2025-03-15"
        self.assertIn("error", answers(self.decide([json.dumps(line)], status=1))[0])
        line["as_of"] = "2025-03-14"
        self.assertEqual(answers(self.decide([json.dumps(line)]))[0]["outcome"], "permit")

    def test_fail_on_is_an_exit_status(self):
        self.decide([order("O-1", risk="C3")], "--fail-on", "block", status=1)
        self.decide([order("O-1")], "--fail-on", "block", status=0)
        warning = RULE.replace("block", "warn")
        self.decide([order("O-1", risk="C3")], "--fail-on", "block", rules=warning, status=0)
        self.decide([order("O-1", risk="C3")], "--fail-on", "warn", rules=warning, status=1)

    def test_explain_names_rules_that_passed(self):
        self.assertIn("class_fits", json.dumps(answers(self.decide([order("O-1")], "--explain"))[0]))
        self.assertNotIn("class_fits", json.dumps(answers(self.decide([order("O-1")]))[0]))

    def test_the_same_questions_give_the_same_bytes(self):
        lines = [order(f"O-{i}", risk=f"C{i % 3 + 1}") for i in range(300)]
        self.assertEqual(self.decide(lines).stdout, self.decide(lines).stdout)

    def test_another_locale_and_zone_give_the_same_bytes(self):
        lines = [order("O-1", risk="C3")]
        env = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C"}
        self.assertEqual(self.decide(lines).stdout, self.decide(lines, env=env).stdout)

    def test_facts_that_are_not_there_end_with_3(self):
        self.ends(self.probity("decide", "--rules", self.shop(), "--facts", "nowhere.jsonl"), 3)


class Streaming(CliTest):
    def start(self, *words, **more):
        return subprocess.Popen([PROBITY, "decide", "--rules", self.shop(), *words], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.here, **more)

    def answer_of(self, process, line):
        process.stdin.write(line.encode() + b"\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], 30)
        self.assertTrue(ready, "no answer while the input pauses")
        return json.loads(process.stdout.readline())

    def test_each_answer_comes_while_the_input_pauses(self):
        process = self.start("--audit", "log")
        for number in range(3):
            answer = self.answer_of(process, order(f"O-{number}"))
            self.assertEqual(answer["id"], f"O-{number}")
            self.assertTrue(answer["decision"])
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)

    def test_a_signal_ends_it_cleanly_with_what_was_answered_recorded(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start("--audit", f"log{number}")
            self.answer_of(process, order("O-1"))
            process.send_signal(number)
            _, errors = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 3, errors)
            self.assertIn(b"interrupted", errors)
            self.ends(self.probity("audit", "verify", f"log{number}"), 0)

    def test_a_killed_process_loses_no_answer_that_was_shown(self):
        process = self.start("--audit", "log")
        shown = [self.answer_of(process, order(f"O-{number}"))["decision"] for number in range(20)]
        process.kill()
        process.communicate()
        done = self.ends(self.probity("audit", "verify", "log"), 0)
        kept = self.ends(self.probity("audit", "show", "log"), 0).out
        for number, decision in enumerate(shown):
            self.assertIn(f"O-{number}", kept)
            self.assertTrue(decision, done.out)

    def test_a_reader_that_goes_away_ends_with_3(self):
        rules = self.shop()
        path = self.write("many.jsonl", "".join(order(f"O-{i}") + "\n" for i in range(20_000)))
        process = subprocess.Popen([PROBITY, "decide", "--rules", rules, "--facts", path], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, cwd=self.here)
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(timeout=60), 3)
        self.assertIn(b"standard output was closed", errors)


class FullDisk(CliTest):
    def limit_files(self, size):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def test_a_full_disk_under_the_log_stops_answers_and_keeps_what_was_acknowledged(self):
        rules = self.shop()
        lines = "".join(order(f"O-{i}") + "\n" for i in range(3_000))
        done = self.ends(self.probity("decide", "--rules", rules, "--audit", "log", stdin=lines,
                                      preexec_fn=self.limit_files(256 * 1024)), 3)
        self.assertIn("log", done.err)
        shown = answers(done)
        self.assertLess(len(shown), 3_000)
        # What was shown is in the log, and the log goes on once there is room.
        kept = self.probity("audit", "show", "log").out
        for each in shown:
            self.assertIn(f'"{each["id"]}"', kept)
        more = self.ends(self.probity("decide", "--rules", rules, "--audit", "log", stdin=order("O-after") + "\n"), 0)
        self.assertEqual(len(answers(more)), 1)
        self.ends(self.probity("audit", "verify", "log"), 0)

    def test_a_log_that_cannot_be_made_ends_with_3_and_nothing_is_decided(self):
        self.write("log", "a file stands here")
        done = self.ends(self.probity("decide", "--rules", self.shop(), "--audit", "log", stdin=order("O-1")), 3)
        self.assertEqual(done.out, "")


if __name__ == "__main__":
    unittest.main()
