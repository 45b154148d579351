"""Each fact of the regulation notes is held by a rule or has a line in NOT-COVERED.md, and never both."""
import os
import pathlib
import re
import unittest

RULES = pathlib.Path(os.environ["PROBITY_SOURCE_DIR"]) / "rulesets" / "cn"
SHARED = os.environ.get("PROBITY_SHARED")
NUMBER = r"(?:CN-[A-Z]|SEED|CAL)-\d+"


def facts():
    """The numbers that the notes give: at the head of a paragraph or in the first cell of a table's row."""
    found = set()
    for page in sorted((pathlib.Path(SHARED) / "regulation").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        found.update(re.findall(rf"^\*\*({NUMBER}) ", text, re.M), re.findall(rf"^\| ({NUMBER}) \|", text, re.M))
    return found


def named(text):
    """The numbers that a comment names; `CN-A-04 to CN-A-06` and `CN-A-04 to 06` name the one between too."""
    found = set(re.findall(NUMBER, text))
    for kind, first, last in re.findall(r"((?:CN-[A-Z]|SEED|CAL)-)(\d+) to (?:\1)?(\d+)", text):
        found.update(f"{kind}{number:02}" for number in range(int(first), int(last) + 1))
    return found


def held():
    """The numbers in the comments of rules, tables and documents, each with the places; a scenario alone holds nothing."""
    places = {}
    for path in sorted(RULES.rglob("*.probity")):
        if path.name.endswith(".scenarios.probity"):
            continue
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            comment = re.sub(r'"[^"]*"', "", text).partition("#")[2]
            for number in named(comment):
                places.setdefault(number, []).append(f"{path.relative_to(RULES)}:{line}")
    return places


def flips():
    """The days of change that the notes list, by what a scenario's comment calls them."""
    first, second = [(pathlib.Path(SHARED) / "regulation" / name).read_text(encoding="utf-8") for name in ("cn-facts.md", "cn-facts-2.md")]
    table = first[first.index("## 10. "):first.index("## 11. ")]
    more = second[second.index("## 6b. "):second.index("## 7. ")]
    return ([f"flip {number}" for number in re.findall(r"^\| (\d+) \|", table, re.M)]
            + [f"6b: {number}" for number in re.findall(rf"^\| ({NUMBER})", more, re.M)])


def scenario_comments():
    """The comments behind the titles of scenarios, in one text a line each."""
    lines = [line for path in sorted(RULES.rglob("*.probity")) for line in path.read_text(encoding="utf-8").splitlines()
             if line.startswith("scenario ")]
    return [re.sub(r'"[^"]*"', "", line).partition("#")[2] for line in lines]


def not_covered():
    """The numbers at the head of a line of the page, each with its reason."""
    text = (RULES / "NOT-COVERED.md").read_text(encoding="utf-8")
    return dict(re.findall(rf"^- ({NUMBER}): ((?:.|\n(?!- ))+)", text, re.M))


@unittest.skipUnless(SHARED, "PROBITY_SHARED is not set: the regulation notes are not here")
class Facts(unittest.TestCase):
    def test_the_notes_are_read(self):
        self.assertGreater(len(facts()), 190)

    def test_each_fact_is_held_or_has_its_reason(self):
        self.assertEqual(sorted(facts() - set(held()) - set(not_covered())), [])

    def test_each_day_of_change_has_scenarios_on_both_sides(self):
        comments = scenario_comments()
        count = {flip: sum(bool(re.search(flip + r"\b", comment)) for comment in comments) for flip in flips()}
        self.assertGreater(len(count), 25)
        self.assertEqual([flip for flip, scenarios in count.items() if scenarios < 2], [])

    def test_no_fact_is_in_both_places(self):
        places = held()
        self.assertEqual({number: places[number] for number in not_covered() if number in places}, {})

    def test_no_number_is_made_up(self):
        known = facts()
        self.assertEqual(sorted(set(not_covered()) - known), [])
        self.assertEqual({number: where[0] for number, where in held().items() if number not in known}, {})

    def test_each_reason_is_a_sentence(self):
        for number, reason in not_covered().items():
            self.assertGreater(len(reason.split()), 5, number)


if __name__ == "__main__":
    unittest.main()
