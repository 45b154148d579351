"""Personal data in the log: commitments, the vault, holds, retention, erasure; proofs that outlive it."""
import json
import shutil
import subprocess
import sys
import unittest

from probity_cli import VOCABULARY, CliTest

RULES = """\
ruleset shop.rules
  layer     firm
  zone      Asia/Shanghai
  currency  CNY
  uses      shop.vocabulary

rule class_fits  suitability on Order
  cites      firm "Handbook 1"
  require    order.risk is at most client.risk_class
  otherwise  block
  because    "{client.name} has class {client.risk_class}, the order {order.risk}."
"""

POLICY = """\
# what the firm says of personal data
client    client.number
personal  client.name
personal  client.phone
retain business 20 years from end
retain *        10 years from record
"""

NAME = "Wang Xiaoming"
PHONE = "13800138000"


def order(number, client="4711", name=NAME, day="2001-03-14"):
    facts = {"order": {"placed_at": day + "T10:15:00+08:00", "amount": "100.00 CNY", "risk": "C3"},
             "client": {"risk_class": "C1", "number": client, "name": name, "phone": PHONE}}
    return json.dumps({"id": number, "on": "Order", "facts": facts})


class Redacted(CliTest):
    def setUp(self):
        super().setUp()
        fields = "  risk_class  RiskClass\n  number  text\n  name  text  zh \"姓名\"\n  phone  text\n"
        self.write("rules/shop/vocabulary.probity", VOCABULARY.replace("  risk_class  RiskClass\n", fields, 1))
        self.write("rules/rules.probity", RULES)
        self.rules = str(self.here / "rules")
        self.write("log.policy", POLICY)
        self.record(order("O-0"), order("O-1", client="4712", name="Li Na"), order("O-2", day="2002-01-31"))

    def record(self, *lines, status=0):
        return self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin="\n".join(lines) + "\n"), status)

    def shown(self, *words):
        done = self.ends(self.probity("audit", "show", "log", "--json", *words), 0)
        return [json.loads(line) for line in done.out.splitlines()]

    def act(self, name, *words, status=0):
        return self.ends(self.probity("audit", name, "log", "--by", "Li Wei", "--reason", "asked for", *words), status)

    def replayed(self, status=0):
        return json.loads(self.ends(self.probity("audit", "replay", "log", "--json"), status).out.splitlines()[-1])

    def bytes_of_log(self):
        return b"".join(path.read_bytes() for path in (self.here / "log").rglob("*") if path.is_file())

    def test_nothing_personal_is_in_the_log_and_all_of_it_comes_back_with_the_keys(self):
        for text in (NAME, PHONE, "Li Na"):
            self.assertNotIn(text.encode(), self.bytes_of_log())
        entry = self.shown()[0]
        self.assertEqual(entry["client"], "4711")
        self.assertIn("redacted:", entry["decision"]["findings"][0]["because"]["en"])
        self.assertEqual(entry["decision"]["outcome"], "block")
        entry = self.shown("--reveal")[0]
        self.assertEqual(entry["facts"], order("O-0"))
        self.assertEqual(entry["decision"]["findings"][0]["because"]["en"], f"{NAME} has class C1, the order C3.")
        self.assertEqual(self.replayed()["same"], 3)
        self.ends(self.probity("audit", "verify", "log"), 0)

    def test_facts_under_a_name_of_another_language_are_redacted_too(self):
        self.record(order("O-9").replace('"name"', '"姓名"'))
        self.assertNotIn(NAME.encode(), self.bytes_of_log())
        self.assertEqual(self.replayed()["same"], 4)

    def test_the_same_value_never_has_the_same_commitment(self):
        facts = [json.loads(entry["facts"])["facts"]["client"]["name"]["redacted"] for entry in self.shown()]
        self.assertEqual(len(set(facts)), 3)

    def test_personal_facts_of_nobody_are_not_recorded_and_not_released(self):
        done = self.record(order("O-9").replace('"number": "4711", ', ""), status=1)
        self.assertIn("do not name the client", done.err)
        self.assertNotIn("block", done.out)
        self.assertEqual(len(self.shown()), 3)

    def test_erasing_takes_the_values_away_in_every_copy_and_every_proof_stays_valid(self):
        self.ends(self.probity("audit", "export", "log", "--out", "before"), 0)
        self.ends(self.probity("audit", "prove", "log", "--entry", "0", "--out", "proof"), 0)
        shutil.copytree(self.here / "log", self.here / "copy")
        done = self.act("erase", "--client", "4711", status=1)
        self.assertIn("end is not recorded", done.err)
        self.act("end", "--client", "4711", "--on", "2002-06-30")
        self.act("erase", "--client", "4711", "--check")
        self.assertIn("2 entries", self.act("erase", "--client", "4711").out)
        read = self.replayed()
        self.assertEqual((read["same"], read["erased"], read["impossible"]), (1, 2, 0))
        self.assertTrue(self.shown("--reveal")[0]["erased"])
        self.ends(self.probity("audit", "verify", "log"), 0)
        self.assertEqual(self.probity("audit", "show", "copy", "--reveal").returncode, 1)  # the copy has other keys: none
        (self.here / "copy.clients").symlink_to(self.here / "log.clients")
        self.assertNotIn(NAME, self.probity("audit", "show", "copy", "--json", "--reveal").out)
        done = subprocess.run([sys.executable, "verify.py"], cwd=self.here / "before", capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        leaf = (self.here / "before" / "proofs.txt").read_text().splitlines()[0].split()[1]
        self.ends(self.probity("audit", "export", "log", "--out", "after"), 0)
        self.assertEqual((self.here / "after" / "proofs.txt").read_text().splitlines()[0].split()[1], leaf)
        self.assertIn("already", self.act("erase", "--client", "4711", status=1).err)
        # A client who comes back has a new key; what was erased stays so.
        self.record(order("O-7"))
        read = self.replayed()
        self.assertEqual((read["same"], read["erased"]), (2, 2))

    def test_the_longest_clock_decides(self):
        self.record(order("O-7", day="2026-01-05"))
        self.act("end", "--client", "4711", "--on", "2002-06-30")
        done = self.act("erase", "--client", "4711", status=1)
        self.assertIn("until 2046-01-05", done.err)  # twenty years from the newest record, which is behind the end
        self.act("end", "--client", "4712", "--on", "2010-06-30")
        done = self.act("erase", "--client", "4712", status=1)
        self.assertIn("until 2030-06-30", done.err)
        self.act("erase", "--client", "9999", status=1)
        self.assertEqual(self.replayed()["erased"], 0)

    def test_a_legal_hold_forbids_erasing_until_it_is_released(self):
        self.act("end", "--client", "4711", "--on", "2002-06-30")
        for words in (("--client", "4711"), ("--all",)):
            self.act("hold", *words)
            self.assertIn("legal hold", self.act("erase", "--client", "4711", status=1).err)
            self.act("hold", *words, "--release")
        self.act("erase", "--client", "4711")
        self.act("hold", status=2)

    def test_sealed_values_that_were_changed_or_lost_are_found_without_any_key(self):
        vault = self.here / "log" / "vault"
        whole = vault.read_bytes()
        for place in range(0, len(whole), 11):
            bent = bytearray(whole)
            bent[place] ^= 1
            vault.write_bytes(bent)
            done = self.ends(self.probity("audit", "verify", "log"), 1)
            self.assertIn("vault", done.out)
        vault.unlink()
        self.ends(self.probity("audit", "verify", "log"), 1)
        self.assertEqual(self.replayed(status=1)["impossible"], 3)
        # What a crash left half written is passed over.
        vault.write_bytes(whole + whole[:100])
        self.record(order("O-7"))
        self.ends(self.probity("audit", "verify", "log"), 0)
        self.assertEqual(self.replayed()["same"], 4)

    def test_a_key_that_is_lost_without_an_erasure_is_no_erasure(self):
        shutil.rmtree(self.here / "log.clients")
        done = self.ends(self.probity("audit", "replay", "log"), 1)
        self.assertIn("no erasure says why", done.out)

    def test_a_policy_that_cannot_be_read_stops_the_log(self):
        for line in ("personal name", "retain business many years from end", "personal a.b\n", "client client.name"):
            self.write("log.policy", line if line.startswith("personal a.b") else POLICY + line + "\n")
            done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-9") + "\n"), 2)
            self.assertIn("log.policy", done.err)


if __name__ == "__main__":
    unittest.main()
