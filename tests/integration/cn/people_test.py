"""Clients, conversions, accounts and rates: subjects that are no orders."""
import unittest

from cn_facts import Case, RulesetTest


def client(says, outcome, as_of="2026-01-12", on="Client", by=(), **facts):
    return Case(says, on, {"client": facts}, outcome, by, as_of=as_of)


B = {"kind": "natural", "category": "professional", "professional_basis": "B"}
FIRM = {"kind": "organisation", "category": "professional", "professional_basis": "B"}


class People(RulesetTest):
    def test_professional_investors(self):
        self.judge([
            client("5,000,000 and three years", "permit", financial_assets="5000000.00 CNY", first_trade_on="2023-01-10", **B),
            client("a yuan short of both", "record", financial_assets="4999999.00 CNY", average_income_3y="499999.00 CNY",
                   first_trade_on="2023-01-10", by="suitability.professional_person", **B),
            client("income alone", "permit", financial_assets="0.00 CNY", average_income_3y="500000.00 CNY", experience_years=2, **B),
            client("1.9 years", "record", financial_assets="6000000.00 CNY", experience_years=1.9, by="suitability.professional_person", **B),
            client("an organisation at the limits", "permit", net_assets="20000000.00 CNY", financial_assets="10000000.00 CNY", experience_years=2, **FIRM),
            client("an organisation short of financial assets", "record", net_assets="30000000.00 CNY", financial_assets="9900000.00 CNY",
                   experience_years=2, by="suitability.professional_organisation", **FIRM),
            client("an ordinary client", "permit", kind="natural", category="ordinary", risk_class="C3", is_lowest_class=False),
        ])

    def test_conversion(self):
        steps = [{"procedure": "conversion", "applied_at": "2026-03-02T10:00:00+08:00", "proof_at": "2026-03-02T10:05:00+08:00",
                  "assessed_at": "2026-03-03T10:00:00+08:00", "explained_at": "2026-03-03T11:00:00+08:00",
                  "warned_at": "2026-03-03T11:10:00+08:00", "result_at": "2026-03-04T09:00:00+08:00"}]
        untested = [{key: value for key, value in steps[0].items() if key != "assessed_at"}]
        act = {"on": "conversion of Client", "as_of": "2026-03-04", "kind": "natural", "financial_assets": "0.00 CNY"}
        self.judge([
            client("300,000 and a year", "permit", average_income_3y="300000.00 CNY", experience_years=1, procedures=steps, **act),
            client("300,000 and eleven months", "block", average_income_3y="300000.00 CNY", first_trade_on="2025-04-04", procedures=steps,
                   by="suitability.conversion_of_person", **act),
            client("without an assessment", "block", average_income_3y="300000.00 CNY", experience_years=1, procedures=untested,
                   by="suitability.conversion_procedure", **act),
            client("nothing on record", "block", average_income_3y="300000.00 CNY", experience_years=1, procedures=[],
                   by="suitability.conversion_procedure", **act),
        ])

    def test_accounts_and_rates(self):
        def account(says, outcome, **facts):
            return Case(says, "activation of Account", {"account": facts, "client": {"category": "ordinary"}}, outcome)

        def rate(says, outcome, day, charged):
            return Case(says, "setting of Rate", {"rate": {"charged": charged, "commission_mode": "all_in", "effective_on": day},
                                                  "product": {"kind": "a_share", "exchange": "sse"}}, outcome)

        self.judge([
            account("agreement at 10:00, active at 10:05", "permit", role="auxiliary", multibank_agreement_at="2026-04-01T10:00:00+08:00",
                    active_at="2026-04-01T10:05:00+08:00"),
            account("agreement after activation", "block", role="auxiliary", multibank_agreement_at="2026-04-01T10:10:00+08:00",
                    active_at="2026-04-01T10:05:00+08:00"),
            rate("0.006% for 2023-08-25", "block", "2023-08-25", "0.006%"),
            rate("0.006% for 2023-08-28", "permit", "2023-08-28", "0.006%"),
            rate("0.31%", "block", "2026-03-02", "0.31%"),
        ])


if __name__ == "__main__":
    unittest.main()
