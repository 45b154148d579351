"""A scan in the log: one entry, each decision of which can be proved, and which can be made again."""
import json
import shutil
import subprocess
import sys
import unittest

from probity_cli import SOURCE_FILE, CliTest

CLIENTS = "nr,class,assets\nA,C1,600000\nB,C3,600000\n"
ORDERS = "nr,placed,amount,risk,client\n"


class Scanned(CliTest):
    ORDERS = 1500

    def setUp(self):
        super().setUp()
        self.rules = self.shop()
        self.write("book.probity", SOURCE_FILE)
        self.write("data/clients.csv", CLIENTS)
        self.write_orders()

    def write_orders(self, risk="C2"):
        rows = "".join(f"O-{i},2025-03-14T10:15:00+08:00,100.00,{risk},{'AB'[i % 2]}\n" for i in range(self.ORDERS))
        self.write("data/orders.csv", ORDERS + rows)

    def scan(self, *words, log="log"):
        return self.ends(self.probity("scan", "--rules", self.rules, "--source", "book.probity", "--data", "csv:data",
                                      "--on", "Order", "--audit", log, *words), 0)

    def key(self):
        return (self.here / "log.pub").read_text().split("\n")[0]

    def replayed(self, status=0, log="log"):
        return json.loads(self.ends(self.probity("audit", "replay", log, "--json"), status).out.splitlines()[-1])

    def test_any_decision_of_a_scan_is_proved_to_someone_with_the_key_alone(self):
        self.scan()
        self.ends(self.probity("audit", "export", "log", "--out", "export"), 0)
        for words, number in ((("--subject", "O-1234"), 1234), (("--decision", "0"), 0), (("--decision", "1499"), 1499)):
            self.ends(self.probity("audit", "prove", "log", "--entry", "0", *words, "--out", "proof.json"), 0)
            check = [sys.executable, "export/verify.py", "--decision", "proof.json", "--key"]
            done = subprocess.run([*check, self.key()], cwd=self.here, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f'"id": "O-{number}"', done.stdout)
            proof = (self.here / "proof.json").read_text()
            for old, new in (('permit', 'blocks'), ('block', 'warns'), (f'"number": {number}', f'"number": {number ^ 1}')):
                if old not in proof:
                    continue
                self.write("bent.json", proof.replace(old, new))
                done = subprocess.run([*check[:3], "bent.json", "--key", self.key()], cwd=self.here, capture_output=True,
                                      text=True, check=False)
                self.assertEqual(done.returncode, 1, done.stdout)
        self.ends(self.probity("audit", "prove", "log", "--entry", "0", "--subject", "nobody"), 2)
        self.ends(self.probity("audit", "prove", "log", "--entry", "0", "--decision", "1500"), 3)

    def test_a_scan_is_made_again_from_the_rows_that_it_read(self):
        self.scan()
        self.write_orders(risk="C3")  # the book of today is another one
        read = self.replayed()
        self.assertEqual((read["scans_same"], read["scan_decisions_same"], read["impossible"]), (1, self.ORDERS, 0))

    def test_a_scan_with_broken_rows_and_a_period_is_made_again_too(self):
        with (self.here / "data" / "orders.csv").open("a") as orders:
            orders.write("O-broken,2025-03-14T10:15:00+08:00\nO-late,2025-03-15T10:15:00+08:00,1.00,C9,A\n")
        self.probity("scan", "--rules", self.rules, "--source", "book.probity", "--data", "csv:data", "--on", "Order",
                     "--audit", "log", "--to", "2025-03-14", "--strict")
        self.assertEqual(self.replayed()["scans_same"], 1)

    def test_what_was_not_kept_is_not_guessed(self):
        self.scan("--keep", "decisions")
        self.assertEqual(self.replayed(status=1)["impossible"], 1)
        self.ends(self.probity("audit", "prove", "log", "--entry", "0", "--subject", "O-7"), 0)
        self.scan("--keep", "nothing", log="bare")
        done = self.ends(self.probity("audit", "prove", "bare", "--entry", "0", "--subject", "O-7"), 3)
        self.assertIn("not kept", done.err)

    def test_a_kept_row_or_decision_that_was_changed_or_lost_is_found(self):
        self.scan()
        self.ends(self.probity("audit", "verify", "log"), 0)
        for path in sorted((self.here / "log" / "objects").iterdir()):
            for spoil in ("flip", "lose"):
                shutil.rmtree(self.here / "copy", ignore_errors=True)
                shutil.copytree(self.here / "log", self.here / "copy")
                there = self.here / "copy" / "objects" / path.name
                if spoil == "lose":
                    there.unlink()
                else:
                    data = bytearray(there.read_bytes())
                    data[len(data) // 2] ^= 1
                    there.write_bytes(data)
                done = self.ends(self.probity("audit", "verify", "copy", "--key", "log.pub"), 1)
                self.assertIn(path.name if spoil == "flip" else "entry 0", done.out)
                self.assertNotEqual(self.probity("audit", "replay", "copy").returncode, 0)

    def test_the_same_rows_are_kept_once(self):
        self.scan()
        before = len(list((self.here / "log" / "objects").iterdir()))
        self.scan()
        self.assertEqual(len(list((self.here / "log" / "objects").iterdir())), before)


if __name__ == "__main__":
    unittest.main()
