"""The words of a call: help, versions, what was meant, and where output goes."""
import json
import os
import pty
import re
import subprocess
import unittest

from probity_cli import PROBITY, RULE, CliTest

COMMANDS = ["check", "test", "decide", "scan", "due", "audit"]


class Words(CliTest):
    def test_help_lists_every_command(self):
        done = self.ends(self.probity("--help"), 0)
        for command in COMMANDS:
            self.assertRegex(done.out, rf"(?m)^ +{command}\b")
        self.assertEqual(done.err, "")

    def test_each_command_has_help_with_an_example(self):
        for command in COMMANDS:
            done = self.ends(self.probity(command, "--help"), 0)
            self.assertIn(f"probity {command}", done.out)

    def commands_below(self, *words):
        """The command and all below it, as its help lists them."""
        text = self.ends(self.probity(*words, "--help"), 0).out
        yield words, text
        _, _, listed = text.partition("Subcommands:\n")
        for name in re.findall(r"(?m)^  (\S+)", listed.partition("\n\n")[0]):
            yield from self.commands_below(*words, name)

    def test_help_fits_a_terminal_of_80_columns(self):
        helps = dict(self.commands_below())
        self.assertIn(("audit", "verify"), helps)
        for words, text in helps.items():
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80, (words, line))

    def test_no_command_ends_with_2(self):
        self.assertIn("--help", self.ends(self.probity(), 2).err)

    def test_a_misspelt_command_gets_the_nearest_one(self):
        done = self.ends(self.probity("chek", "rules"), 2)
        self.assertIn("`check`", done.err)
        self.assertEqual(done.out, "")

    def test_a_misspelt_option_gets_the_nearest_one(self):
        done = self.ends(self.probity("check", "--jsn", "rules"), 2)
        self.assertIn("`--json`", done.err)

    def test_an_option_without_its_value_ends_with_2(self):
        self.ends(self.probity("decide", "--rules"), 2)
        self.ends(self.probity("decide"), 2)

    def test_an_outcome_that_is_none_ends_with_2(self):
        self.assertIn("--fail-on", self.ends(self.probity("decide", "--rules", "x", "--fail-on", "explode"), 2).err)

    def test_verbose_tells_what_is_read_beside_the_results(self):
        done = self.ends(self.probity("check", self.shop(), "--verbose"), 0)
        self.assertIn("vocabulary.probity", done.err)
        self.assertNotIn("vocabulary.probity", done.out)

    def test_the_version_is_one_line(self):
        self.assertRegex(self.ends(self.probity("--version"), 0).out, r"^probity \d+\.\d+\.\d+\n$")


class Streams(CliTest):
    def test_diagnostics_of_check_are_results(self):
        done = self.ends(self.probity("check", self.shop(RULE.replace("order.risk is", "order.rsk is"))), 1)
        self.assertRegex(done.out, r"rules\.probity:9:\d+: error\[P0\d{3}\]")
        self.assertNotIn("\x1b", done.out + done.err)

    def test_json_is_one_object(self):
        done = self.ends(self.probity("check", "--json", self.shop()), 0)
        read = json.loads(done.out)
        self.assertEqual((read["errors"], read["rules"]), (0, 1))
        self.assertRegex(read["ruleset"], r"^sha256:[0-9a-f]{64}$")
        self.assertEqual(done.err, "")

    def on_a_terminal(self, *words, **environment):
        leader, follower = pty.openpty()
        env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        env.update({"TERM": "xterm", **environment})
        process = subprocess.Popen([PROBITY, *words], stdin=subprocess.DEVNULL, stdout=follower, stderr=follower,
                                   cwd=self.here, env=env)
        os.close(follower)
        text = b""
        while True:
            try:
                block = os.read(leader, 4096)
            except OSError:
                break
            if not block:
                break
            text += block
        process.wait(timeout=60)
        os.close(leader)
        return text.decode("utf-8", errors="replace")

    def test_colour_is_for_terminals_alone_and_not_with_no_color(self):
        rules = self.shop(RULE.replace("order.risk is", "order.rsk is"))
        self.assertIn("\x1b[", self.on_a_terminal("check", rules))
        self.assertNotIn("\x1b[", self.on_a_terminal("check", rules, NO_COLOR="1"))

    def test_a_reader_that_goes_away_is_no_crash(self):
        rules = self.shop()
        process = subprocess.Popen([PROBITY, "check", rules], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   cwd=self.here)
        process.stdout.close()
        errors = process.stderr.read().decode()
        process.stderr.close()
        self.assertIn(process.wait(timeout=60), (0, 3), errors)

    def test_a_full_disk_under_standard_output_ends_with_3(self):
        rules = self.shop()
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROBITY, "check", rules], stdout=full, stderr=subprocess.PIPE, cwd=self.here,
                                  check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"standard output", done.stderr)


if __name__ == "__main__":
    unittest.main()
