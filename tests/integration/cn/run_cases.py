"""Facts of the mainland China rules against what the shipped rulesets decide.

cases.jsonl, market_cases.jsonl and service_cases.jsonl have one case a line: the subject is that of `bases.json` (or of the
file with the same beginning) with `set` put in and `drop` taken out, `expect` is what the regulation asks for. Keys of `expect`:

  outcome        the decision's, or a list where the rule leaves room (a note says why)
  not_outcome    what it must not be
  error          the line is refused
  kinds          strongest finding of each kind of rule (`permit`: none)
  about          strongest finding that rests on a fact (`permit`: none)
  undetermined   whether some finding is undetermined; `undetermined_about` the same for a fact
  missing        facts that must be named as missing; `[]`: none at all. `not_missing`: must not be named
  deadlines      each matches one of the decision's, by the keys given; `no_deadline`: none matches
  obligations    each is among the decision's, by the keys given

`extended` marks cases that use names beyond the standard vocabulary; `now` is the day that decides states.
"""
import json
import os
import pathlib
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BINARY = os.environ.get("PROBITY_BIN") or "probity"
RULES = os.environ.get("PROBITY_RULES") or str(HERE.parents[2] / "rulesets")
STRENGTH = ["permit", "record", "warn", "disclose", "confirm", "block"]


def one_of(expected):
    return expected if isinstance(expected, list) else [expected]


def subject_of(case, bases):
    """The base with the case's changes; a path is a key of the subject or `entity.field`."""
    subject = json.loads(json.dumps(bases[case["base"]]))

    def place(path):
        entity, _, field = path.partition(".")
        return (subject["facts"].setdefault(entity, {}), field) if field else (subject, entity)

    for path in case.get("drop", []):
        where, name = place(path)
        del where[name]
    for path, value in case.get("set", {}).items():
        where, name = place(path)
        where[name] = value
    return subject


def strongest(findings):
    outcomes = [each.get("counts_as", each["outcome"]) for each in findings]
    return max(outcomes, key=STRENGTH.index, default="permit")


def matches(wanted, given):
    return all(given.get(key) == value for key, value in wanted.items())


def differences(expect, answer):
    """What does not hold, each as one line."""
    if expect.get("error"):
        return [] if "error" in answer else [f"expected a refusal, got {answer['outcome']}"]
    if "error" in answer:
        return [f"refused: {answer['error']}"]
    found = []

    def check(what, holds, wanted, got):
        if not holds:
            found.append(f"{what}: expected {wanted}, got {got}")

    findings, missing = answer["findings"], answer["missing"]
    about = lambda path: [each for each in findings if path in each["read"]]
    undetermined = lambda some: any(each["outcome"] == "undetermined" for each in some)
    for key, wanted in expect.items():
        if key == "outcome":
            check(key, answer["outcome"] in one_of(wanted), wanted, answer["outcome"])
        elif key == "not_outcome":
            check(key, answer["outcome"] != wanted, f"not {wanted}", answer["outcome"])
        elif key == "kinds":
            for kind, outcome in wanted.items():
                got = strongest([each for each in findings if each["kind"] == kind])
                check(f"kind {kind}", got in one_of(outcome), outcome, got)
        elif key == "about":
            for path, outcome in wanted.items():
                got = strongest(about(path))
                check(f"about {path}", got in one_of(outcome), outcome, got)
        elif key == "undetermined":
            check(key, undetermined(findings) == wanted, wanted, undetermined(findings))
        elif key == "undetermined_about":
            for path, truth in wanted.items():
                check(f"undetermined about {path}", undetermined(about(path)) == truth, truth, not truth)
        elif key == "missing":
            check(key, set(wanted) <= set(missing) if wanted else not missing, wanted, missing)
        elif key == "not_missing":
            check(key, not set(wanted) & set(missing), f"none of {wanted}", missing)
        elif key in ("deadlines", "obligations"):
            for each in wanted:
                check(key, any(matches(each, given) for given in answer[key]), each, answer[key])
        elif key == "no_deadline":
            for each in wanted:
                check(key, not any(matches(each, given) for given in answer["deadlines"]), f"none like {each}", answer["deadlines"])
        else:
            raise KeyError(f"unknown expectation {key}")
    return found


def told(answer):
    """The findings in short, for the line of a mismatch."""
    return "; ".join(f"{each['rule']}={each['outcome']}"
                     + (f" (counts as {each['counts_as']}, missing {each.get('missing', answer['missing'])})" if "counts_as" in each else "")
                     for each in answer.get("findings", [])) or "no findings"


def decide(subjects, now):
    """The answers to `subjects`, in their order."""
    words = [BINARY, "decide", "--rules", RULES] + (["--as-of", now] if now else [])
    asked = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in subjects)
    done = subprocess.run(words, input=asked.encode(), capture_output=True, timeout=300, check=False)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if done.returncode not in (0, 1) or len(answers) != len(subjects):
        raise RuntimeError(f"exit status {done.returncode}, {len(answers)} answers to {len(subjects)} questions: {done.stderr.decode()[-3000:]}")
    return answers


class MainlandChina(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        bases, cls.cases = {}, []
        for kind in ("", "market_", "service_"):
            bases |= json.loads((HERE / f"{kind}bases.json").read_text(encoding="utf-8"))
            cls.cases += [json.loads(line) for line in (HERE / f"{kind}cases.jsonl").read_text(encoding="utf-8").splitlines()]
        cls.subjects = [subject_of(case, bases) for case in cls.cases]
        cls.answers = [None] * len(cls.cases)
        for as_of in sorted({case.get("now", "") for case in cls.cases}):
            places = [i for i, case in enumerate(cls.cases) if case.get("now", "") == as_of]
            for i, answer in zip(places, decide([cls.subjects[i] for i in places], as_of)):
                cls.answers[i] = answer

    def test_cases_are_told_apart_by_their_names(self):
        names = [case["name"] for case in self.cases]
        self.assertEqual(len(names), len(set(names)))

    def test_each_case_is_decided_as_the_regulation_has_it(self):
        failed = []
        for case, answer in zip(self.cases, self.answers):
            for line in differences(case["expect"], answer):
                failed.append(f"{case['fact']} | {case['name']} | {line} | {told(answer)}")
        if failed:
            self.fail(f"{len(failed)} of {len(self.cases)} cases:\n" + "\n".join(failed))

    def test_a_sale_is_never_stopped_by_a_rule_on_buying(self):
        for case, subject, answer in zip(self.cases, self.subjects, self.answers):
            if subject["on"] == "Order" and subject["facts"]["order"].get("side") == "sell":
                self.assertEqual(answer["outcome"], "permit", f"{case['name']} | {told(answer)}")


if __name__ == "__main__":
    unittest.main()
