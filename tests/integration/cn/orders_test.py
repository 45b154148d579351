"""Orders: matching, access, disclosure, the questionnaire."""
import unittest

from cn_facts import Case, RulesetTest, joined

CLIENT = {"kind": "natural", "category": "ordinary", "risk_class": "C3", "is_lowest_class": False, "full_capacity": True,
          "rated_on": "2025-06-02", "born_on": "1980-05-01", "first_trade_on": "2015-01-05",
          "assets_avg_20d": "800000.00 CNY", "permissions": [], "acknowledged": [], "procedures": []}
PROFESSIONAL = {"kind": "natural", "category": "professional", "professional_basis": "B", "first_trade_on": "2015-01-05",
                "assets_avg_20d": "6000000.00 CNY", "financial_assets": "6000000.00 CNY", "permissions": [], "acknowledged": []}
SHARE = {"kind": "a_share", "exchange": "sse", "board": "sse_main", "risk": "R3", "risk_warning": "none",
         "in_delisting_period": False}
STAR = joined(SHARE, {"board": "star", "risk": "R4"})
CHINEXT = joined(SHARE, {"exchange": "szse", "board": "chinext"})
BSE = joined(SHARE, {"exchange": "bse", "board": "bse"})
FUND = {"kind": "fund", "risk": "R4"}
BOND = {"kind": "convertible_bond", "exchange": "sse", "board": "sse_main", "risk": "R3"}
ORDER = {"side": "buy", "quantity": 1000, "price": "12.50 CNY", "amount": "12500.00 CNY", "solicited": False, "orders": []}


def signed(document, at, version=None):
    return [joined({"document": document, "at": at, "channel": "app"}, {"version": version})]


def granted(board, day):
    return [{"board": board, "granted_on": day}]


def warned(**changes):
    record = {"procedure": "special_warning", "order": "O-1", "told_at": "2026-03-02T09:50:00+08:00",
              "level_checked_at": "2026-03-02T09:55:00+08:00", "warned_at": "2026-03-02T10:00:00+08:00",
              "confirmed_at": "2026-03-02T10:06:00+08:00", "document": "special_risk_warning", "version": "2017"}
    return [joined(record, changes)]


def order(says, outcome, at="2026-03-02T10:10:00+08:00", client=None, product=SHARE, base=CLIENT, by=(), missing=None, **changes):
    facts = {"order": joined(ORDER | {"placed_at": at}, changes), "client": joined(base, client or {}),
             "product": product}
    return Case(says, "Order", facts, outcome, by, missing, key="O-1")


class Orders(RulesetTest):
    def test_matching(self):
        self.judge([
            order("a clean C3 client buys an R3 share", "permit"),
            order("a professional buys it", "permit", base=PROFESSIONAL),
            order("a professional buys an R5 fund that was recommended", "permit", base=PROFESSIONAL,
                  product=joined(FUND, {"risk": "R5"}), solicited=True),
            order("an organisation of basis A buys it", "permit",
                  base={"kind": "organisation", "category": "professional", "professional_basis": "A"}),
            order("C3 is recommended a fitting fund", "permit", product=joined(FUND, {"risk": "R3"}), solicited=True),
            order("C3 buys R4 on its own initiative", "confirm", product=FUND, by="suitability.risk_match"),
            order("C3 is recommended R4", "block", product=FUND, by="suitability.risk_match", solicited=True),
            order("C2 buys R4 after the special warning", "record", product=FUND, by="suitability.risk_match",
                  client={"risk_class": "C2", "procedures": warned()}),
            order("C2 buys R4, recommended, after the special warning", "block", product=FUND, solicited=True,
                  client={"risk_class": "C2", "procedures": warned()}),
            order("C2 buys R4 without the client's confirmation", "confirm", product=FUND,
                  client={"risk_class": "C2", "procedures": warned(confirmed_at=None)}),
            order("the confirmation came after the order", "confirm", product=FUND,
                  client={"risk_class": "C2", "procedures": warned(confirmed_at="2026-03-02T10:11:00+08:00")}),
            order("the warning is of another order", "confirm", product=FUND,
                  client={"risk_class": "C2", "procedures": warned(order="O-2")}),
            order("the lowest class buys R1", "permit", product=joined(FUND, {"risk": "R1"}),
                  client={"risk_class": "C1", "is_lowest_class": True}),
            order("the lowest class buys R2, confirmed", "block", product=joined(FUND, {"risk": "R2"}),
                  client={"risk_class": "C1", "is_lowest_class": True, "procedures": warned()}),
            order("the lowest class sells R5", "permit", product=joined(FUND, {"risk": "R5"}), side="sell",
                  client={"risk_class": "C1", "is_lowest_class": True}),
            order("plain C1 buys R2", "confirm", product=joined(FUND, {"risk": "R2"}), client={"risk_class": "C1"}),
            order("a mismatch before the measure is not guessed", "warn", at="2017-06-30T10:10:00+08:00", product=FUND,
                  client={"rated_on": "2016-07-01"}, by="suitability.older_regime"),
        ])

    def test_what_is_unknown_is_never_a_permit(self):
        self.judge([
            order("no class", "confirm", client={"risk_class": None}, missing=["client.risk_class"]),
            order("no grade", "confirm", product=joined(SHARE, {"risk": None}), missing=["product.risk"]),
            order("no category", "confirm", client={"category": None}, product=FUND),
            order("no day of assessment", "block", client={"rated_on": None}, missing=["client.rated_on"]),
            order("no side", "confirm", side=None, product=FUND),
            order("not known whether the share is marked", "block", product=joined(SHARE, {"risk_warning": None}),
                  missing=["product.risk_warning"]),
            order("what does not matter may be unknown", "permit",
                  client={"is_lowest_class": None, "full_capacity": None, "permissions": None, "assets_avg_20d": None,
                          "first_trade_on": None, "procedures": None, "acknowledged": None, "born_on": None, "kind": None},
                  solicited=None),
        ])

    def test_the_questionnaire(self):
        self.judge([
            order("its last day", "permit", at="2026-03-01T10:00:00+08:00", client={"rated_on": "2024-03-02"}),
            order("two years old", "block", at="2026-03-02T10:00:00+08:00", client={"rated_on": "2024-03-02"},
                  by="suitability_firm.questionnaire_age"),
            order("two years old, a sale", "permit", client={"rated_on": "2024-03-02"}, side="sell"),
            order("two years old under the notice of 2010", "warn", at="2016-03-04T10:00:00+08:00",
                  client={"rated_on": "2014-03-03"}, by="suitability.two_year_rating"),
            order("less than two years under the notice of 2010", "permit", at="2016-03-02T10:00:00+08:00",
                  client={"rated_on": "2014-03-03"}),
        ])

    def test_star(self):
        ready = {"risk_class": "C4", "acknowledged": signed("star_risk_statement", "2024-11-02T09:20:00+08:00"),
                 "assets_avg_20d": "500000.00 CNY", "first_trade_on": "2024-03-01"}
        self.judge([
            order("assets and years exactly", "permit", product=STAR, client=ready),
            order("a fen short", "block", product=STAR, client=ready | {"assets_avg_20d": "499999.99 CNY"}, by="suitability.star_access"),
            order("three days short", "block", product=STAR, client=ready | {"first_trade_on": "2024-03-05"}, by="suitability.star_access"),
            order("unsigned", "block", product=STAR, client=ready | {"acknowledged": []}, by="disclosure.star_statement"),
            order("signed after the order", "block", product=STAR,
                  client=ready | {"acknowledged": signed("star_risk_statement", "2026-03-02T10:11:00+08:00")}),
            order("a sale asks for nothing", "permit", product=STAR, side="sell",
                  client={"assets_avg_20d": "0.00 CNY", "first_trade_on": "2026-02-02", "acknowledged": []}),
            order("a professional buys unsigned", "permit", at="2026-07-06T10:10:00+08:00", product=STAR, base=PROFESSIONAL),
            order("an ordinary investor subscribes unsigned", "block", at="2026-07-06T10:10:00+08:00", product=STAR,
                  client=ready | {"acknowledged": []}),
            order("an organisation has no asset test", "permit", product=STAR,
                  base={"kind": "organisation", "category": "professional", "professional_basis": "B"}),
            order("judged on the day of the permission", "block", product=STAR,
                  client=ready | {"first_trade_on": "2018-01-05", "permissions": granted("star", "2019-08-01")}),
            order("without a list of permissions the order's day counts", "permit", product=STAR, client=ready | {"permissions": None}),
        ])

    def test_chinext(self):
        old = {"assets_avg_20d": "0.00 CNY", "permissions": granted("chinext", "2015-06-01")}
        self.judge([
            order("an old permission with the new text", "permit", at="2020-08-24T09:31:00+08:00", product=CHINEXT,
                  client=old | {"rated_on": "2020-01-02", "acknowledged": signed("chinext_risk_statement", "2020-08-23T20:00:00+08:00", "2020")}),
            order("an old permission with only the old text", "block", at="2020-08-24T09:31:00+08:00", product=CHINEXT,
                  client=old | {"rated_on": "2020-01-02", "acknowledged": signed("chinext_risk_statement", "2015-05-30T20:00:00+08:00", "2009")},
                  by="disclosure.chinext_statement"),
            order("new with 80,000 on the first day", "block", at="2020-04-28T09:31:00+08:00", product=CHINEXT,
                  client={"rated_on": "2020-01-02", "assets_avg_20d": "80000.00 CNY",
                          "acknowledged": signed("chinext_risk_statement", "2020-04-28T09:00:00+08:00")}, by="suitability.chinext_access"),
            order("new with 80,000 the day before", "permit", at="2020-04-27T09:31:00+08:00", product=CHINEXT,
                  client={"rated_on": "2020-01-02", "assets_avg_20d": "80000.00 CNY"}),
            order("new with 100,000", "permit", at="2020-04-28T09:31:00+08:00", product=CHINEXT,
                  client={"rated_on": "2020-01-02", "assets_avg_20d": "100000.00 CNY",
                          "acknowledged": signed("chinext_risk_statement", "2020-04-28T09:00:00+08:00")}),
        ])

    def test_the_other_boards(self):
        bse = {"acknowledged": signed("bse_risk_statement", "2021-11-10T09:00:00+08:00"), "rated_on": "2021-05-06",
               "assets_avg_20d": "600000.00 CNY"}
        neeq = joined(SHARE, {"exchange": "neeq", "board": "neeq_innovation"})
        hk = joined(SHARE, {"exchange": "hkex", "board": "hk_connect"})
        hk_signed = signed("hk_connect_risk_statement", "2026-01-05T09:00:00+08:00") + signed("hk_connect_agreement", "2026-01-05T09:00:00+08:00")
        self.judge([
            order("Beijing with 600,000 on its first day", "permit", at="2021-11-15T10:00:00+08:00", product=BSE, client=bse),
            order("the same on the last day of the select layer", "block", at="2021-11-12T10:00:00+08:00", product=BSE, client=bse,
                  by="suitability.bse_access"),
            order("the innovation layer with 1,000,000", "permit", at="2021-09-17T10:00:00+08:00", product=neeq,
                  client={"rated_on": "2021-05-06", "assets_avg_20d": "1000000.00 CNY"}),
            order("the same a day before", "block", at="2021-09-16T10:00:00+08:00", product=neeq,
                  client={"rated_on": "2021-05-06", "assets_avg_20d": "1000000.00 CNY"}, by="suitability.neeq_innovation_access"),
            order("southbound with 500,000", "permit", product=hk, client={"assets_avg_20d": "500000.00 CNY", "acknowledged": hk_signed}),
            order("southbound with 450,000", "block", product=hk, client={"assets_avg_20d": "450000.00 CNY", "acknowledged": hk_signed},
                  by="suitability.hk_connect_access"),
        ])

    def test_bonds_and_marked_shares(self):
        st = joined(SHARE, {"risk_warning": "st"})
        leaving = joined(SHARE, {"in_delisting_period": True})
        st_signed = signed("risk_warning_risk_statement", "2026-07-06T09:20:00+08:00")
        bond_signed = {"rated_on": "2021-06-01", "acknowledged": signed("convertible_bond_risk_statement", "2021-06-01T09:20:00+08:00")}
        self.judge([
            order("bonds with a permission of 2022-06-17 and no assets", "permit", at="2022-06-20T10:00:00+08:00", product=BOND,
                  client=bond_signed | {"assets_avg_20d": "0.00 CNY", "permissions": granted("convertible_bond", "2022-06-17")}),
            order("bonds with a permission for their board of 2022-06-17", "permit", at="2022-06-20T10:00:00+08:00", product=BOND,
                  client=bond_signed | {"assets_avg_20d": "0.00 CNY", "permissions": granted("sse_main", "2022-06-17")}),
            order("bonds applied for on 2022-06-20 with 90,000", "block", at="2022-06-20T10:00:00+08:00", product=BOND,
                  client=bond_signed | {"assets_avg_20d": "90000.00 CNY"}, by="suitability.convertible_bond_access"),
            order("ST signed", "permit", at="2026-07-06T09:31:00+08:00", product=st, client={"acknowledged": st_signed}),
            order("ST unsigned", "block", at="2026-07-06T09:31:00+08:00", product=st, by="disclosure.risk_warning_statement_signed"),
            order("ST unsigned, a sale", "permit", at="2026-07-06T09:31:00+08:00", product=st, side="sell"),
            order("a delisting share with the ST signature", "block", at="2026-07-06T09:31:00+08:00", product=leaving,
                  client={"acknowledged": st_signed}, by="disclosure.delisting_statement_signed"),
            order("a delisting share, all in order", "permit", at="2026-07-06T09:31:00+08:00", product=leaving,
                  client={"acknowledged": signed("delisting_risk_statement", "2026-07-06T09:20:00+08:00")}),
            order("a delisting share with 300,000", "block", at="2026-07-06T09:31:00+08:00", product=leaving,
                  client={"assets_avg_20d": "300000.00 CNY", "acknowledged": signed("delisting_risk_statement", "2026-07-06T09:20:00+08:00")},
                  by="suitability.delisting_access"),
        ])

    def test_a_finding_cites_the_text_of_its_day(self):
        days = {"2020-10-29": "(2016)", "2020-10-30": "(2020)", "2022-08-11": "(2020)", "2022-08-12": "(2022)"}
        answers = self.judge([order(f"a mismatch on {day}", "confirm", at=f"{day}T10:10:00+08:00", product=FUND,
                                    client={"rated_on": "2020-06-01"}) for day in days])
        for answer, text in zip(answers, days.values()):
            found = {finding["rule"]: finding for finding in answer["findings"]}
            self.assertIn(text, found["cn.suitability.risk_match"]["cites"][0])

    def test_a_day_of_purchases_of_a_marked_share(self):
        marked = joined(SHARE, {"risk_warning": "st"})
        owner = {"acknowledged": signed("risk_warning_risk_statement", "2025-01-06T09:00:00+08:00")}

        def purchase(says, outcome, quantity, orders, by=(), missing=None):
            return order(says, outcome, client=owner, product=joined(marked, {"id": "P-1"}), quantity=quantity, orders=orders, by=by, missing=missing)

        bought = [{"side": "buy", "quantity": 300000, "product": {"id": "P-1"}}]
        self.judge([
            purchase("300,000 and 200,000", "permit", 200000, bought),
            purchase("300,000 and 200,100", "block", 200100, bought, by="trading.marked_shares_cap"),
            purchase("300,000 of another share", "permit", 200100, [{"side": "buy", "quantity": 300000, "product": {"id": "P-2"}}]),
            purchase("the day's orders are not known", "block", 100, None, by="trading.marked_shares_cap",
                     missing=["client.orders", "order.orders"]),
        ])


if __name__ == "__main__":
    unittest.main()
