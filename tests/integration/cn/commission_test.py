"""Trades: commission, minimum, each fee by its dated table."""
import unittest

from cn_facts import Case, RulesetTest, joined

SHARE = {"kind": "a_share", "exchange": "sse", "board": "sse_main"}
BSE = {"kind": "a_share", "exchange": "bse", "board": "bse"}
ETF = {"kind": "etf", "exchange": "sse"}


def trade(says, outcome, day="2026-03-02", product=SHARE, by=(), missing=None, **changes):
    facts = joined({"side": "buy", "quantity": 100000, "amount": "1000000.00 CNY", "traded_on": day,
                    "commission": "300.00 CNY", "commission_mode": "all_in"}, changes)
    return Case(says, "Trade", {"trade": facts, "product": product, "client": {"category": "ordinary"}}, outcome, by, missing)


class Trades(RulesetTest):
    def test_the_bounds_of_the_commission(self):
        rule = "commission.a_share_commission"
        self.judge([
            trade("0.03%", "permit"),
            trade("0.006% on 2023-08-25", "record", "2023-08-25", commission="60.00 CNY", by=rule),
            trade("0.006% on 2023-08-28", "permit", "2023-08-28", commission="60.00 CNY"),
            trade("0.005%", "record", "2023-08-28", commission="50.00 CNY", by=rule),
            trade("3‰", "permit", commission="3000.00 CNY"),
            trade("0.31%", "record", commission="3100.00 CNY", by=rule),
            trade("net, where the fees lift it above the ceiling", "record", commission="2950.00 CNY", commission_mode="net", by=rule),
            trade("net, ten yuan", "permit", commission="10.00 CNY", commission_mode="net"),
            trade("no commission is known", "record", commission=None, missing=["trade.commission"]),
            trade("before the first handling fee that is held", "record", "2014-12-31", by=rule),
            trade("an ETF above 3‰", "record", product=ETF, commission="3000.01 CNY", by="commission.fund_unit_commission"),
            trade("a B share at 3‰", "permit", product={"kind": "b_share", "exchange": "sse"}, amount="10000.00 USD", commission="30.00 USD"),
            trade("a B share above 3‰", "record", product={"kind": "b_share", "exchange": "sse"}, amount="10000.00 USD", commission="30.01 USD"),
        ])

    def test_the_minimum(self):
        self.judge([
            trade("10,000 charged 5.00", "permit", amount="10000.00 CNY", commission="5.00 CNY"),
            trade("10,000 charged 2.50", "warn", amount="10000.00 CNY", commission="2.50 CNY", by="commission.minimum_commission"),
            trade("1,000 charged 5.00 is not above 3‰", "permit", amount="1000.00 CNY", commission="5.00 CNY"),
            trade("a Shenzhen B share charged 2.10", "warn", product={"kind": "b_share", "exchange": "szse"}, amount="700.00 HKD",
                  commission="2.10 HKD", by="commission.minimum_commission_b_szse"),
            trade("one fill of several", "permit", quantity=100, amount="1000.00 CNY", commission="1.00 CNY", order={"id": "O-1", "quantity": 1000}),
        ])

    def test_fees_by_their_tables(self):
        self.judge([
            trade("stamp duty on a sale of 2023-08-28", "permit", "2023-08-28", side="sell", amount="100000.00 CNY", commission="30.00 CNY", stamp_duty="50.00 CNY"),
            trade("stamp duty on a sale of 2023-08-25", "permit", "2023-08-25", side="sell", amount="100000.00 CNY", commission="30.00 CNY", stamp_duty="100.00 CNY"),
            trade("stamp duty on a purchase", "warn", "2023-08-28", amount="100000.00 CNY", commission="30.00 CNY", stamp_duty="50.00 CNY", by="commission.stamp_duty"),
            trade("a transfer fee of the day before", "record", "2022-04-29", transfer_fee="20.00 CNY", by="commission.transfer_fee"),
            trade("the transfer fee of 2022-04-28", "permit", "2022-04-28", transfer_fee="20.00 CNY"),
            trade("the handling fee in Beijing", "permit", "2023-08-28", product=BSE, handling_fee="125.00 CNY"),
            trade("Shanghai's handling fee in Beijing", "record", "2023-08-28", product=BSE, handling_fee="34.10 CNY", by="commission.handling_fee"),
            trade("the regulatory fee", "permit", regulatory_fee="20.00 CNY"),
            trade("the regulatory fee on an ETF", "record", product=ETF, regulatory_fee="20.00 CNY", by="commission.regulatory_fee"),
        ])

    def test_the_example_of_a_million(self):
        rows = [("2022-04-28", "sse", "1000.00", "48.70", "20.00"), ("2022-04-29", "szse", "1000.00", "48.70", "10.00"),
                ("2023-08-25", "sse", "1000.00", "48.70", "10.00"), ("2023-08-28", "szse", "500.00", "34.10", "10.00"),
                ("2022-11-30", "bse", "1000.00", "500.00", "10.00"), ("2022-12-01", "bse", "1000.00", "250.00", "10.00"),
                ("2023-08-25", "bse", "1000.00", "250.00", "10.00"), ("2023-08-28", "bse", "500.00", "125.00", "10.00")]
        cases = []
        for day, exchange, stamp, handling, transfer in rows:
            for side in ("buy", "sell"):
                cases.append(trade(f"{side} at {exchange} on {day}", "permit", day, product={"kind": "a_share", "exchange": exchange},
                                   side=side, stamp_duty=(stamp if side == "sell" else "0.00") + " CNY", handling_fee=handling + " CNY",
                                   regulatory_fee="20.00 CNY", transfer_fee=transfer + " CNY", commission_mode="net"))
        self.judge(cases)


if __name__ == "__main__":
    unittest.main()
