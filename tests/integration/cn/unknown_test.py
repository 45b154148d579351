"""Made-up facts by the thousand: a sale is never stopped, and taking a fact away never turns a finding into a permit."""
import copy
import random
import unittest

from made_up import a_complaint, a_trade, an_order, outcomes

# What may be absent: charges that a trade comes without are not compared, and without a list of
# permissions the order itself is the application (see access.probity).
NOT_MISSED = {("trade", "stamp_duty"), ("client", "permissions")}


class Unknown(unittest.TestCase):
    def test_no_sale_is_ever_stopped_whatever_is_known(self):
        rng = random.Random(20261122)
        sales = []
        for _ in range(1500):
            sale = an_order(rng, side="sell")
            for part in sale["facts"].values():
                for field in list(part):
                    if field not in ("side", "placed_at") and rng.random() < 0.3:
                        del part[field]
            sales.append(sale)
        stopped = [sale for sale, outcome in zip(sales, outcomes(sales)) if outcome != "permit"]
        self.assertEqual(stopped, [])

    def test_a_fact_taken_away_turns_no_finding_into_a_permit(self):
        rng = random.Random(20261123)
        whole = [make(rng) for make in (an_order, a_trade) for _ in range(1500)]
        found = [subject for subject, outcome in zip(whole, outcomes(whole)) if outcome != "permit"]
        self.assertGreater(len(found), 800)
        less, taken = [], []
        for subject in found:
            for part, fields in subject["facts"].items():
                for field in fields:
                    if (part, field) in NOT_MISSED:
                        continue
                    fewer = copy.deepcopy(subject)
                    del fewer["facts"][part][field]
                    less.append(fewer)
                    taken.append(f"{part}.{field}")
        permitted = [(field, subject) for field, subject, outcome in zip(taken, less, outcomes(less)) if outcome == "permit"]
        self.assertEqual(permitted[:3], [], f"{len(permitted)} of {len(less)}")

    def test_nobody_handles_a_complaint_about_himself_whatever_else_is_the_matter(self):
        rng = random.Random(20261124)
        whole = [a_complaint(rng) for _ in range(300)]
        for subject, outcome in zip(whole, outcomes(whole)):
            facts = subject["facts"]["complaint"]
            if facts["handler"] == facts["about"]:
                self.assertEqual(outcome, "block", subject)


if __name__ == "__main__":
    unittest.main()
