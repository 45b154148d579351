"""What leaves the house: exports, proofs, keys and anchors, checked with Python, a shell and openssl alone."""
import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import unittest

from probity_cli import CliTest, order

# How many changed copies of an export are checked; tests/fault/RESULTS.md tells of more.
MUTATIONS = int(os.environ.get("PROBITY_FAULT_MUTATIONS", "40"))


class Exported(CliTest):
    ENTRIES = 12

    def setUp(self):
        super().setUp()
        self.rules = self.shop()
        self.record(*(order(f"O-{i}", risk="C3" if i % 2 else "C1") for i in range(self.ENTRIES)))

    def record(self, *lines):
        for line in lines:  # a batch each
            self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=line + "\n"), 0)

    def key(self):
        return (self.here / "log.pub").read_text().split("\n")[0]

    def export(self, out="export", *words):
        self.ends(self.probity("audit", "export", "log", "--out", out, *words), 0)
        return self.here / out

    def run_in(self, folder, *words):
        return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300, check=False)

    def verified(self, folder, *words):
        return self.run_in(folder, sys.executable, "verify.py", *words)


class Export(Exported):
    def test_both_verifiers_pass_an_export_with_the_key_and_without(self):
        folder = self.export()
        for words in ((sys.executable, "verify.py"), (sys.executable, "verify.py", "--key", self.key()),
                      ("sh", "verify.sh"), ("sh", "verify.sh", self.key())):
            done = self.run_in(folder, *words)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertTrue(done.stdout.endswith("everything holds\n"))
            self.assertIn(f"{self.ENTRIES} entries are in the log", done.stdout)
            self.assertIn("grew out of its checkpoint", done.stdout)

    def test_another_key_passes_neither(self):
        folder = self.export()
        shutil.copytree(self.here / "log", self.here / "other")
        stranger = self.key()
        self.ends(self.probity("decide", "--rules", self.rules, "--audit", "stranger", stdin=order("O-1") + "\n"), 0)
        stranger = (self.here / "stranger.pub").read_text().strip()
        self.assertEqual(self.verified(folder, "--key", stranger).returncode, 1)
        self.assertEqual(self.run_in(folder, "sh", "verify.sh", stranger).returncode, 1)

    def test_a_period_is_exported_and_what_is_withheld_is_counted(self):
        folder = self.export("part", "--outcome", "block")
        done = self.verified(folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("6 are withheld and counted", done.stdout)
        self.assertEqual(self.run_in(folder, "sh", "verify.sh").returncode, 0)
        manifest = json.loads((folder / "manifest.json").read_text())
        self.assertEqual((manifest["exported"], manifest["withheld"]), (6, 6))
        folder = self.export("none", "--from", "2030-01-01")
        self.assertEqual(self.verified(folder).returncode, 0)

    def test_a_folder_that_holds_something_is_not_written_into(self):
        (self.here / "full").mkdir()
        (self.here / "full" / "mine").write_text("x")
        self.ends(self.probity("audit", "export", "log", "--out", "full"), 3)
        self.assertEqual([path.name for path in (self.here / "full").iterdir()], ["mine"])

    def test_a_damaged_log_is_not_exported(self):
        path = next((self.here / "log").glob("*.segment"))
        bent = bytearray(path.read_bytes())
        bent[len(bent) // 3] ^= 1
        path.write_bytes(bent)
        self.ends(self.probity("audit", "export", "log", "--out", "export"), 1)
        self.assertEqual(list((self.here / "export").iterdir()), [])

    def reseal(self, folder):
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        (folder / "SHA256SUMS").write_text("".join(
            f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names if name != "SHA256SUMS"))

    def test_a_changed_export_never_passes_even_with_its_sums_made_anew(self):
        sound = self.export()
        generator = random.Random(20261122)
        names = sorted(path.relative_to(sound).as_posix() for path in sound.rglob("*") if path.is_file())
        # A verifier that was changed can say anything: whoever checks has his own.
        names = [name for name in names if not name.startswith(("verify", "VERIFY", "MANUAL"))]
        own = self.here / "own.py"
        shutil.copy(sound / "verify.py", own)
        for number in range(MUTATIONS):
            shutil.rmtree(self.here / "bent", ignore_errors=True)
            bent = shutil.copytree(sound, self.here / "bent")
            name = generator.choice(names)
            data = bytearray((bent / name).read_bytes())
            how = generator.choice(("flip", "cut", "add", "swap"))
            place = generator.randrange(len(data)) if data else 0
            if how == "flip" and data:
                data[place] ^= 1 << generator.randrange(8)
            elif how == "cut" and data:
                del data[place:]
            elif how == "swap" and len(data) > 1:
                other = generator.randrange(len(data))
                data[place], data[other] = data[other], data[place]
            else:
                data.insert(place, generator.randrange(256))
            if bytes(data) == (sound / name).read_bytes():
                continue
            (bent / name).write_bytes(data)
            done = self.run_in(bent, sys.executable, str(own), "--key", self.key(), ".")
            self.assertEqual(done.returncode, 1, f"{number}: {how} in {name} at {place}")
            if name in ("SHA256SUMS", "manifest.json", "log.pub"):
                continue
            self.reseal(bent)
            done = self.run_in(bent, sys.executable, str(own), "--key", self.key(), ".")
            self.assertEqual(done.returncode, 1, f"{number}: {how} in {name} at {place}, sums made anew")

    def test_entries_left_out_or_exchanged_are_found_by_both_verifiers(self):
        sound = self.export()
        for change in ("left out", "exchanged", "put in"):
            shutil.rmtree(self.here / "bent", ignore_errors=True)
            bent = shutil.copytree(sound, self.here / "bent")
            entries = (bent / "entries.ndjson").read_text().splitlines(keepends=True)
            if change == "left out":
                del entries[3]
            elif change == "exchanged":
                entries[3] = entries[3].replace('"outcome":"block"', '"outcome":"warn"')
            else:
                entries.insert(3, entries[3])
            (bent / "entries.ndjson").write_text("".join(entries))
            self.reseal(bent)
            self.assertEqual(self.verified(bent).returncode, 1, change)
            self.assertEqual(self.run_in(bent, "sh", "verify.sh").returncode, 1, change)


class Proofs(Exported):
    def test_a_proof_of_an_entry_is_checked_by_hand(self):
        done = self.ends(self.probity("audit", "prove", "log", "--entry", "5"), 0)
        head, checkpoint = done.out.split("\n\n", 1)
        lines = head.split("\n")
        self.assertEqual(lines[:2], ["c2sp.org/tlog-proof@v1", "index 5"])
        (entry,) = [json.loads(line) for line in
                    self.ends(self.probity("audit", "show", "log", "--json", "--entry", "5"), 0).out.splitlines()]
        entry.pop("entry")
        value = hashlib.sha256(b"\0" + json.dumps(entry, ensure_ascii=False, separators=(",", ":"),
                                                   sort_keys=True).encode()).digest()
        node, last = 5, self.ENTRIES - 1
        for sibling in map(base64.b64decode, lines[2:]):
            if node & 1 or node == last:
                value = hashlib.sha256(b"\1" + sibling + value).digest()
                while not node & 1 and node:
                    node, last = node >> 1, last >> 1
            else:
                value = hashlib.sha256(b"\1" + value + sibling).digest()
            node, last = node >> 1, last >> 1
        self.assertEqual(base64.b64encode(value).decode(), checkpoint.split("\n")[2])

    def test_growth_since_a_kept_checkpoint_is_proved_and_that_of_another_log_is_not(self):
        kept = self.here / "kept"
        shutil.copy(self.here / "log" / "checkpoint", kept)
        self.record(order("O-more"))
        self.ends(self.probity("audit", "prove", "log", "--since", str(kept)), 0)
        self.ends(self.probity("decide", "--rules", self.rules, "--audit", "other", stdin=order("O-1") + "\n"), 0)
        self.ends(self.probity("audit", "prove", "other", "--since", str(kept)), 1)
        self.ends(self.probity("audit", "prove", "log", "--entry", "99"), 3)
        self.ends(self.probity("audit", "prove", "log", "--entry", "x"), 2)
        self.ends(self.probity("audit", "prove", "log"), 2)


class Replay(Exported):
    ENTRIES = 4

    def test_recorded_decisions_come_out_the_same_though_the_rulesets_were_changed_since(self):
        rules = next(path for path in (self.here / self.rules).rglob("*.probity") if "class_fits" in path.read_text())
        rules.write_text(rules.read_text().replace("is at most", "is at least"))
        self.record(order("O-4"))
        read = json.loads(self.ends(self.probity("audit", "replay", "log", "--json"), 0).out)
        self.assertEqual(read, {"same": 5, "scans_same": 0, "scan_decisions_same": 0, "different": 0, "impossible": 0, "erased": 0,
                                "no_decisions": 0})
        read = json.loads(self.ends(self.probity("audit", "replay", "log", "--json", "--subject", "O-1"), 0).out)
        self.assertEqual(read["same"], 1)

    def test_a_kept_text_that_was_changed_or_lost_is_never_guessed(self):
        for spoil in (lambda path: path.write_text(path.read_text() + "\n"), lambda path: path.unlink()):
            shutil.rmtree(self.here / "copy", ignore_errors=True)
            shutil.copytree(self.here / "log", self.here / "copy")
            spoil(next(path for path in (self.here / "copy" / "objects").iterdir() if "class_fits" in path.read_text()))
            done = self.ends(self.probity("audit", "replay", "copy"), 1)
            self.assertIn("cannot be made again", done.out)
            self.assertIn("4 cannot be made again", done.out)


class Shards(Exported):
    ENTRIES = 4

    def record_in(self, log, number, status=0):
        return self.ends(self.probity("decide", "--rules", self.rules, "--audit", log, stdin=order(number) + "\n"), status)

    def test_a_log_is_ended_and_the_next_one_goes_on_from_it(self):
        self.ends(self.probity("audit", "shard", "log", "--next", "next"), 0)
        self.record_in("next", "O-next")
        done = self.ends(self.probity("audit", "verify", "next", "--previous", "log"), 0)
        self.assertIn("the next log's first entry: 5 entries, as it says", done.out)
        self.assertIn("ended", self.record_in("log", "O-late", status=3).err)
        self.ends(self.probity("audit", "verify", "log"), 0)
        self.ends(self.probity("audit", "shard", "log", "--next", "other"), 2)
        self.ends(self.probity("audit", "shard", "log", "--next", "next"), 2)
        self.ends(self.probity("audit", "export", "next", "--out", "export"), 0)
        self.assertEqual(self.verified(self.here / "export", "--key", (self.here / "next.pub").read_text().strip()).returncode, 0)

    def test_a_log_that_is_not_the_one_before_or_was_changed_is_found(self):
        self.ends(self.probity("audit", "shard", "log", "--next", "next"), 0)
        self.ends(self.probity("decide", "--rules", self.rules, "--audit", "stranger", stdin=order("O-1") + "\n"), 0)
        self.ends(self.probity("audit", "verify", "next", "--previous", "stranger"), 1)
        self.ends(self.probity("audit", "verify", "log", "--previous", "next"), 1)
        segment = next((self.here / "log").glob("*.segment"))
        whole = segment.read_bytes()
        for place in range(100, len(whole), max(1, len(whole) // 9)):
            bent = bytearray(whole)
            bent[place] ^= 1
            segment.write_bytes(bent)
            self.ends(self.probity("audit", "verify", "next", "--previous", "log"), 1)

    def test_what_broke_off_between_the_two_is_gone_on_with(self):
        self.ends(self.probity("audit", "shard", "log", "--next", "next"), 0)
        shutil.rmtree(self.here / "next")
        self.ends(self.probity("audit", "shard", "log", "--next", "next"), 0)
        self.ends(self.probity("audit", "verify", "next", "--previous", "log"), 0)


class Keys(Exported):
    ENTRIES = 3

    def test_a_new_key_is_vouched_for_by_the_old_one_and_both_sign_for_a_while(self):
        old = self.key()
        self.ends(self.probity("audit", "rotate-key", "log"), 0)
        new = self.key()
        self.assertNotEqual(old, new)
        for key in (old, new):
            self.ends(self.probity("audit", "verify", "log", "--key", key), 0)
        # An earlier checkpoint was signed by the old key alone.
        folder = self.export()
        self.assertEqual(self.verified(folder, "--key", old).returncode, 0)
        self.assertEqual(self.verified(folder, "--key", old, "--key", new).returncode, 0)
        self.assertEqual(self.verified(folder, "--key", new).returncode, 1)
        self.ends(self.probity("audit", "rotate-key", "log", "--drop-old"), 0)
        self.record(order("O-more"))
        self.ends(self.probity("audit", "verify", "log", "--key", new), 0)
        self.ends(self.probity("audit", "verify", "log", "--key", old), 1)
        self.ends(self.probity("audit", "rotate-key", "log", "--drop-old"), 2)

    def test_a_key_that_others_can_read_is_not_used(self):
        (self.here / "log.key").chmod(0o644)
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-more") + "\n"), 3)
        self.assertIn("chmod 600", done.err)


class Anchors(Exported):
    ENTRIES = 3

    def test_a_restored_older_copy_is_found_against_each_kind_of_anchor(self):
        for anchor in ("file", "sqlite:anchors.db#log"):
            with (self.here / "log.key").open("a") as keys:
                keys.write(f"anchor {anchor}\n")
        self.record(order("O-3"))
        older = shutil.copytree(self.here / "log", self.here / "older")
        self.record(order("O-4"))
        self.ends(self.probity("audit", "verify", "log"), 0)
        shutil.rmtree(self.here / "log")
        shutil.copytree(older, self.here / "log")
        done = self.ends(self.probity("audit", "verify", "log"), 1)
        self.assertIn("older copy was put back", done.out)
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-5") + "\n"), 3)
        self.assertEqual(done.out, "")
        self.assertIn("the anchor", done.err)
        # The older copy alone, without its anchors, is a log that holds.
        self.ends(self.probity("audit", "verify", "older", "--key", str(self.here / "log.pub")), 0)

    def test_an_anchor_that_cannot_be_asked_stops_the_log(self):
        with (self.here / "log.key").open("a") as keys:
            keys.write("anchor nowhere/anchor\n")
        done = self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=order("O-3") + "\n"), 3)
        self.assertIn("nowhere/anchor", done.err)


if __name__ == "__main__":
    unittest.main()
