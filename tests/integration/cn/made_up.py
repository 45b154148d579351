"""Orders, trades and complaints by chance, over the standard vocabulary, around the days on which rules change."""
import json
import subprocess

from cn_facts import PROBITY, RULES

DAYS = ["2013-01-04", "2016-03-02", "2018-05-14", "2020-04-27", "2020-04-28", "2020-08-24", "2021-11-12", "2021-11-15",
        "2022-06-20", "2023-08-25", "2023-08-28", "2025-03-14", "2026-07-03", "2026-07-06"]
DOCUMENTS = ["star_risk_statement", "chinext_risk_statement", "bse_risk_statement", "hk_connect_risk_statement",
             "hk_connect_agreement", "risk_warning_risk_statement", "delisting_risk_statement",
             "convertible_bond_risk_statement", "reit_risk_statement"]
BOARDS = ["sse_main", "szse_main", "star", "chinext", "bse", "neeq_innovation", "neeq_base", "hk_connect"]
KINDS = ["a_share", "b_share", "etf", "fund", "bond", "convertible_bond", "reit", "option", "private_fund", "asset_plan"]


def an_order(rng, side=None):
    day = rng.choice(DAYS)
    client = {"kind": rng.choice(["natural", "natural", "organisation", "product"]), "category": rng.choice(["ordinary", "ordinary", "professional"]),
              "professional_basis": rng.choice("ABC"), "risk_class": rng.choice(["C1", "C2", "C3", "C4", "C5"]),
              "is_lowest_class": rng.random() < 0.2, "full_capacity": rng.random() < 0.9,
              "rated_on": f"{int(day[:4]) - rng.randrange(1, 4)}-06-02", "first_trade_on": f"{int(day[:4]) - rng.randrange(1, 5)}-05-06",
              "assets_avg_20d": f"{rng.choice([0, 80000, 100000, 499999, 500000, 1000000, 2000000])}.00 CNY",
              "permissions": [{"board": rng.choice(BOARDS), "granted_on": rng.choice(DAYS)} for _ in range(rng.randrange(3))],
              "acknowledged": [{"document": document, "at": rng.choice(DAYS) + "T09:00:00+08:00"} for document in DOCUMENTS if rng.random() < 0.5],
              "procedures": []}
    product = {"kind": rng.choice(KINDS + ["a_share"] * 8), "exchange": rng.choice(["sse", "szse", "bse", "neeq", "hkex"]),
               "board": rng.choice(BOARDS), "risk": rng.choice(["R1", "R2", "R3", "R4", "R5"]),
               "risk_warning": rng.choice(["none", "none", "st", "star_st"]), "in_delisting_period": rng.random() < 0.2}
    if product["board"] == "hk_connect" and product["kind"] not in ("a_share", "b_share"):
        product["kind"] = "etf"  # only shares and funds come over the southbound link
    order = {"side": side or rng.choice(["buy", "buy", "sell"]), "quantity": 1000, "amount": "12500.00 CNY",
             "placed_at": day + "T10:15:00+08:00", "solicited": rng.random() < 0.2, "orders": []}
    return {"on": "Order", "facts": {"order": order, "client": client, "product": product}}


def a_trade(rng):
    amount = rng.choice([1000, 10000, 100000, 1000000])
    trade = {"side": rng.choice(["buy", "sell"]), "quantity": 1000, "amount": f"{amount}.00 CNY", "traded_on": rng.choice(DAYS),
             "commission": f"{rng.choice([2.5, 5, 50, 60, 300, 3000, 3100]):.2f} CNY", "commission_mode": rng.choice(["all_in", "net"]),
             "stamp_duty": f"{amount * rng.choice([0, 5, 10]) // 10000}.00 CNY"}
    return {"on": "Trade", "facts": {"trade": trade, "product": {"kind": rng.choice(["a_share", "a_share", "etf", "fund"]),
                                                                 "exchange": rng.choice(["sse", "szse", "bse"])}}}


def a_complaint(rng):
    complaint = {"received_at": "2026-02-13T10:00:00+08:00", "respondent": rng.choice(["broker", "listed_company"]),
                 "answered_at": f"2026-03-{rng.randrange(1, 31):02}T10:00:00+08:00", "closed_at": f"2026-04-{rng.randrange(1, 31):02}T10:00:00+08:00",
                 "handler": rng.choice("AB"), "about": rng.choice("AB")}
    if rng.random() < 0.5:
        complaint["extension_notified_at"] = f"2026-03-0{rng.randrange(1, 9)}T10:00:00+08:00"
    return {"on": "Complaint", "facts": {"complaint": complaint}}


def outcomes(subjects):
    lines = "".join(json.dumps({"id": str(i), **subject}) + "\n" for i, subject in enumerate(subjects))
    done = subprocess.run([PROBITY, "decide", "--rules", str(RULES)], input=lines, text=True, capture_output=True, timeout=500)
    assert done.returncode == 0, done.stderr[:2000]
    return [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
