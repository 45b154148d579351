"""An export is read by others' code: Go's own reader of signed notes and tiles, and Python's `cryptography`."""
import base64
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(os.environ["PROBITY_SOURCE_DIR"])
sys.path.insert(0, str(SOURCE / "tests" / "integration" / "cli"))
from probity_cli import CliTest, order  # noqa: E402

GO_PATH = pathlib.Path("/usr/share/gocode")


def go_reader():
    """The path of Go's reader, built; None where it cannot be, with the reason told."""
    if shutil.which("go") is None or not (GO_PATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        print("skipped: needs the packages golang-go and golang-golang-x-mod-dev", file=sys.stderr)
        return None
    build = pathlib.Path(os.environ["PROBITY_BUILD_DIR"]) / "outside"
    build.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ, GO111MODULE="off", GOPATH=str(GO_PATH), GOCACHE=str(build / "cache"), GOFLAGS="")
    subprocess.run(["go", "build", "-o", str(build / "reader"), str(SOURCE / "tests/outside/reader.go")], check=True,
                   env=environment, cwd=build)
    return build / "reader"


class Outside(CliTest):
    def setUp(self):
        super().setUp()
        self.rules = self.shop()
        lines = "".join(order(f"O-{i}", risk="C3" if i % 2 else "C1") + "\n" for i in range(700))
        for _ in range(2):  # with a checkpoint between, so that there is growth to prove
            self.ends(self.probity("decide", "--rules", self.rules, "--audit", "log", stdin=lines), 0)
        self.key = (self.here / "log.pub").read_text().split("\n")[0]

    def export(self, name, *words):
        self.ends(self.probity("audit", "export", "log", "--out", name, *words), 0)
        return self.here / name

    def read(self, reader, folder, key=None):
        return subprocess.run([str(reader), str(folder), key or self.key], capture_output=True, text=True, check=False)

    def test_go_reads_note_tiles_leaves_and_proofs(self):
        reader = go_reader()
        if reader is None:
            self.skipTest("Go is not installed")
        folder = self.export("export")
        done = self.read(reader, folder)
        self.assertEqual((done.returncode, done.stdout), (0, "1400 entries of 1400 hold\n"), done.stderr)
        self.assertTrue((folder / "checkpoint.previous").exists())
        part = self.export("part", "--subject", "O-7")
        self.assertEqual(self.read(reader, part).stdout, "2 entries of 1400 hold\n")
        other = self.key.replace("+A", "+B", 1)
        self.assertEqual(self.read(reader, folder, other).returncode, 1)
        for name in ("checkpoint", "entries.ndjson", "tile/0/000", "proofs.txt", "consistency.txt"):
            whole = (folder / name).read_bytes()
            bent = bytearray(whole)
            bent[len(bent) // 2] ^= 1
            (folder / name).write_bytes(bent)
            self.assertNotEqual(self.read(reader, folder).returncode, 0, name)
            (folder / name).write_bytes(whole)

    def test_python_cryptography_checks_the_signature(self):
        try:
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        except ImportError:
            self.skipTest("python3-cryptography is not installed")
        note = (self.here / "log" / "checkpoint").read_bytes()
        text, lines = note.split(b"\n\n", 1)
        signature = base64.b64decode(lines.split(b" ")[2])
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.key.split("+", 2)[2])[1:])
        key.verify(signature[4:], text + b"\n")
        with self.assertRaises(Exception):
            key.verify(signature[4:], text + b"!\n")


if __name__ == "__main__":
    unittest.main()
