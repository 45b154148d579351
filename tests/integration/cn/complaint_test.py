"""Complaints: days as the Civil Code counts them, closing, recusal."""
import unittest

from cn_facts import Case, RulesetTest, joined


def complaint(says, outcome, received="2026-02-13T10:00:00+08:00", on="Complaint", by=(), respondent="broker", **changes):
    facts = joined({"received_at": received, "respondent": respondent, "matter": "fund sale"}, changes)
    return Case(says, on, {"complaint": facts, "client": {"category": "ordinary"}}, outcome, by)


class Complaints(RulesetTest):
    def test_twenty_days_and_forty(self):
        self.judge([
            complaint("day 20", "permit", answered_at="2026-03-05T16:00:00+08:00"),
            complaint("day 21", "record", answered_at="2026-03-06T09:00:00+08:00", by="complaint.answer"),
            complaint("extended, day 40", "permit", extension_notified_at="2026-03-04T09:00:00+08:00", answered_at="2026-03-25T09:00:00+08:00"),
            complaint("extended, day 41", "record", extension_notified_at="2026-03-04T09:00:00+08:00", answered_at="2026-03-26T09:00:00+08:00"),
            complaint("told too late", "record", extension_notified_at="2026-03-06T09:00:00+08:00", answered_at="2026-03-25T09:00:00+08:00"),
            complaint("day 20 is a Sunday", "permit", "2025-09-29T10:00:00+08:00", answered_at="2025-10-20T09:00:00+08:00"),
            complaint("the Tuesday after it", "record", "2025-09-29T10:00:00+08:00", answered_at="2025-10-21T09:00:00+08:00"),
            complaint("before the guideline", "permit", "2021-05-14T10:00:00+08:00", answered_at="2021-07-01T09:00:00+08:00"),
            complaint("on its first day", "record", "2021-05-15T10:00:00+08:00", answered_at="2021-07-01T09:00:00+08:00"),
            complaint("days alone, answered on day 20", "permit", "2026-02-13", answered_at="2026-03-05"),
            complaint("open on the day of receipt", "permit"),
        ])

    def test_open_complaints_as_of_a_later_day(self):
        acknowledged = {"acknowledged_at": "2026-02-24T10:00:00+08:00"}
        self.judge([complaint("running", "permit", **acknowledged)], "--as-of", "2026-02-27")
        (soon,) = self.judge([complaint("soon", "warn", **acknowledged)], "--as-of", "2026-03-02")
        self.assertEqual({d["rule"]: (d["due"], d["state"]) for d in soon["deadlines"]}["cn.complaint.answer"], ("2026-03-05", "due_soon"))
        self.judge([complaint("overdue", "record", by="complaint.answer", **acknowledged)], "--as-of", "2026-03-06")

    def test_listed_companies(self):
        accepted = {"respondent": "listed_company", "acknowledged_at": "2026-02-28T10:00:00+08:00"}
        self.judge([
            complaint("accepted on day 15, closed on day 60", "permit", closed_at="2026-04-14T10:00:00+08:00", **accepted),
            complaint("closed on day 61", "record", closed_at="2026-04-15T10:00:00+08:00", by="complaint_listed.listed_closed", **accepted),
            complaint("extended and closed on day 90", "permit", closed_at="2026-05-14T10:00:00+08:00",
                      extension_notified_at="2026-04-10T10:00:00+08:00", **accepted),
            complaint("extended and closed on day 91", "record", closed_at="2026-05-15T10:00:00+08:00",
                      extension_notified_at="2026-04-10T10:00:00+08:00", **accepted),
        ])

    def test_closing_and_recusal(self):
        self.judge([
            complaint("told, then closed", "permit", on="closing of Complaint", answered_at="2026-03-05T10:00:00+08:00", closed_at="2026-03-05T11:00:00+08:00"),
            complaint("closed and never told", "block", on="closing of Complaint", closed_at="2026-03-05T11:00:00+08:00", by="complaint_firm.told_before_closing"),
            complaint("handled by another", "permit", handler="A", about="B"),
            complaint("handled by the one it is about", "block", handler="B", about="B", by="complaint.recusal"),
        ])


if __name__ == "__main__":
    unittest.main()
