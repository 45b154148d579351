"""Evidence packs: what an examiner reads and checks, on one sale, or one client and period."""
import html.parser
import json
import shutil
import subprocess
import sys
import unittest

from probity_cli import SOURCE_FILE, VOCABULARY, CliTest

RULES = """\
ruleset shop.rules
  layer     firm
  zone      Asia/Shanghai
  currency  CNY
  uses      shop.vocabulary

# What is bought must fit who buys it.
rule class_fits  suitability on Order
  cites      firm "Handbook 1"
  require    order.risk is at most client.risk_class
  otherwise  block
  because    "<b>{client.name}</b> has class {client.risk_class}."
             zh "{client.name}的等级为{client.risk_class}。"

rule other_rule  conduct on Order
  cites      firm "Handbook 2"
  require    order.amount is at most 1000000.00 CNY
  otherwise  warn
  because    "Large."
"""

POLICY = "client client.number\npersonal client.name\n"


def order(number, client="4711", day="2025-03-14"):
    facts = {"order": {"placed_at": day + "T10:15:00+08:00", "amount": "100.00 CNY", "risk": "C3"},
             "client": {"risk_class": "C1", "number": client, "name": "王小明"}}
    return json.dumps({"id": number, "on": "Order", "facts": facts}, ensure_ascii=False)


class Texts(html.parser.HTMLParser):
    """The page's text; complains where elements do not nest."""
    def __init__(self, page):
        super().__init__()
        self.open, self.texts = [], []
        self.feed(page)
        assert self.open == ["html"] or self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.texts.append(data)


class Pack(CliTest):
    def setUp(self):
        super().setUp()
        fields = "  risk_class  RiskClass\n  number  text\n  name  text  zh \"姓名\"\n"
        self.write("rules/shop/vocabulary.probity", VOCABULARY.replace("  risk_class  RiskClass\n", fields, 1))
        self.write("rules/rules.probity", RULES)
        self.rules = str(self.here / "rules")
        self.write("log.policy", POLICY)
        self.act("publish", "--rules", self.rules)
        lines = [order("O-0"), order("O-1", client="4712"), order("O-2", day="2026-01-05")]
        self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin="\n".join(lines) + "\n"), 0)
        self.act("override", "--entry", "1", "--outcome", "permit")
        self.key = (self.here / "log.pub").read_text().split("\n")[0]

    def act(self, name, *words, status=0):
        return self.ends(self.probity("audit", name, "log", "--by", "Li Wei", "--reason", "release 12", *words), status)

    def pack(self, out, *words):
        self.ends(self.probity("audit", "pack", "log", "--out", out, *words), 0)
        folder = self.here / out
        done = self.verified(folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.endswith("everything holds\n"))
        done = subprocess.run(["sh", "verify.sh", self.key], cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        kinds = [json.loads(line)["kind"] for line in (folder / "entries.ndjson").read_text().splitlines()]
        return folder, kinds, " ".join(Texts((folder / "index.html").read_text()).texts)

    def verified(self, folder):
        return subprocess.run([sys.executable, "verify.py", "--key", self.key], cwd=folder, capture_output=True, text=True,
                              check=False)

    def test_one_sale_with_its_rule_its_override_and_who_published(self):
        folder, kinds, text = self.pack("sale", "--subject", "O-0", "--reveal")
        self.assertEqual(kinds, ["ruleset published", "decision", "override"])
        for words in ("王小明的等级为C1。", "规则集发布", "合规人员改判", "Handbook 1", "结果逐字节一致", "当日规则文本",
                      "require    order.risk is at most client.risk_class", "姓名"):
            self.assertIn(words, text)
        self.assertNotIn("other_rule", text)
        self.assertNotIn("O-1", text)
        self.assertTrue((folder / "MANUAL.md").exists())
        texts = [path.read_text() for path in (folder / "objects").iterdir()]
        self.assertIn(RULES, texts)

    def test_in_english_what_facts_say_is_text_and_never_markup(self):
        folder, _, text = self.pack("sale", "--subject", "O-0", "--lang", "en", "--reveal")
        self.assertIn("<b>王小明</b> has class C1.", text)
        self.assertIn("the same to the byte", text)
        self.assertNotIn("<b>王", (folder / "index.html").read_text())

    def test_without_reveal_no_personal_value_is_in_any_file(self):
        folder, _, text = self.pack("sale", "--subject", "O-0")
        self.assertIn("已脱敏", text)
        self.assertIn("结果逐字节一致", text)
        for path in folder.rglob("*"):
            if path.is_file():
                self.assertNotIn("王小明".encode(), path.read_bytes(), path.name)

    def test_one_client_and_period(self):
        _, kinds, text = self.pack("client", "--client", "4711", "--from", "2025-01-01", "--to", "2025-12-31")
        self.assertEqual(kinds, ["ruleset published", "decision", "override"])
        self.assertIn("2025-01-01 – 2025-12-31", text)
        _, kinds, _ = self.pack("all", "--client", "4711")
        self.assertEqual(kinds.count("decision"), 2)

    def test_a_scans_decision_on_the_sale_comes_with_its_proof(self):
        (self.here / "log.policy").unlink()
        self.write("book.probity", SOURCE_FILE)
        self.write("data/clients.csv", "nr,class,assets\nA,C1,600000\n")
        self.write("data/orders.csv", "nr,placed,amount,risk,client\nO-8,2025-03-14T10:15:00+08:00,100.00,C3,A\n"
                                      "O-9,2025-03-14T10:15:00+08:00,100.00,C1,A\n")
        self.ends(self.probity("scan", "--rules", self.rules, "--source", "book.probity", "--data", "csv:data", "--on",
                               "Order", "--audit", "log"), 0)
        folder, kinds, text = self.pack("sale", "--subject", "O-8")
        self.assertEqual(kinds, ["scan"])
        self.assertIn("批量扫描中的判定", text)
        self.assertNotIn("O-9", text)
        (proof,) = (folder / "scan-decisions").iterdir()
        proof.write_text(proof.read_text().replace("block", "warns"))
        self.assertEqual(self.verified(folder).returncode, 1)

    def test_a_disclosed_value_that_was_changed_is_found(self):
        folder, _, _ = self.pack("sale", "--subject", "O-0", "--reveal")
        path = folder / "disclosures.ndjson"
        self.assertIn("王小明", path.read_text())
        path.write_text(path.read_text().replace("王小明", "王大明"))
        sums = subprocess.run("find . -type f ! -name SHA256SUMS -printf '%P\\n' | sort | xargs sha256sum", shell=True,
                              cwd=folder, capture_output=True, text=True, check=True).stdout
        (folder / "SHA256SUMS").write_text(sums)
        done = self.verified(folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("committed", done.stderr)

    def test_what_is_erased_stays_erased_and_the_pack_still_holds(self):
        shutil.rmtree(self.here / "log.clients")
        _, _, text = self.pack("sale", "--subject", "O-0", "--reveal")
        self.assertIn("无法重新判定", text)

    def test_words_that_are_wrong(self):
        self.ends(self.probity("audit", "pack", "log", "--out", "x"), 2)
        self.ends(self.probity("audit", "pack", "log", "--out", "x", "--subject", "O-0", "--client", "1"), 2)
        self.ends(self.probity("audit", "pack", "log", "--out", "x", "--subject", "nobody"), 3)
        self.assertFalse((self.here / "x").exists())


if __name__ == "__main__":
    unittest.main()
