"""Facts in JSON over the standard vocabulary, judged by all the rulesets for mainland China at once."""
import copy
import json
import os
import pathlib
import subprocess
import unittest

PROBITY = os.environ["PROBITY_BINARY"]
RULES = pathlib.Path(os.environ["PROBITY_SOURCE_DIR"]) / "rulesets" / "cn"


def joined(base, changes):
    """The base with changes laid over it; None takes a fact away."""
    result = copy.deepcopy(base)
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


class Case:
    """A question with what must come of it. `by` names rules that must have a finding."""

    def __init__(self, says, on, facts, outcome, by=(), missing=None, as_of=None, key=None):
        self.says = says
        self.subject = {"id": key or says, "on": on, "facts": facts}
        if as_of:
            self.subject["as_of"] = as_of
        self.outcome = outcome
        self.by = (by,) if isinstance(by, str) else tuple(by)
        self.missing = missing


class RulesetTest(unittest.TestCase):
    def judge(self, cases, *words):
        lines = "".join(json.dumps(case.subject, ensure_ascii=False) + "\n" for case in cases)
        done = subprocess.run([PROBITY, "decide", "--rules", str(RULES), *words], input=lines, text=True,
                              capture_output=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("unknown", done.stderr, "a fact was not read")
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([answer["id"] for answer in answers], [case.subject["id"] for case in cases])
        for case, answer in zip(cases, answers):
            with self.subTest(case.says):
                found = {finding["rule"]: finding for finding in answer.get("findings", [])}
                self.assertEqual(answer["outcome"], case.outcome, json.dumps(answer, ensure_ascii=False, indent=1))
                for rule in case.by:
                    self.assertIn("cn." + rule, found)
                if case.outcome == "permit":
                    self.assertEqual(found, {})
                if case.missing is not None:
                    self.assertEqual(answer["missing"], case.missing)
        return answers
