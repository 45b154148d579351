"""The log over HTTP: what comes out verifies with the tools of the log."""
import io
import subprocess
import sys
import tarfile
import unittest

from service_cli import ServiceTest, full_order


class AuditRead(ServiceTest):
    def test_checkpoint_proof_and_entry(self):
        self.serve()
        decision = self.decide(full_order("O-1"))
        checkpoint = self.get("/v1/audit/checkpoint")
        self.assertEqual(checkpoint.status, 200, checkpoint.text)
        self.assertEqual(checkpoint.text.splitlines()[1], "1")
        proof = self.get("/v1/audit/proofs/" + decision["decision"])
        self.assertTrue(proof.text.startswith("c2sp.org/tlog-proof@v1"), proof.text)
        self.assertEqual(self.get("/v1/audit/entries/" + decision["decision"]).json["decision"]["id"], "O-1")
        self.assertEqual(self.get("/v1/audit/proofs/nothing").status, 404)

    def test_tiles_are_given_and_nothing_else(self):
        self.serve()
        self.decide([full_order(f"O-{i}", 0) for i in range(300)])
        for path in ("../checkpoint", "..%2fcheckpoint", "0/../../checkpoint", "key", "entries/../../log.key"):
            self.assertIn(self.get("/v1/audit/tile/" + path).status, (400, 404), path)

    def test_an_export_verifies_by_the_verifier_that_it_brings(self):
        self.serve()
        self.decide([full_order(f"O-{i}", 0) for i in range(20)])
        answer = self.call("GET", "/v1/audit/export?outcome=permit")
        self.assertEqual(answer.status, 200, answer.text[:300])
        with tarfile.open(fileobj=io.BytesIO(answer.bytes)) as archive:
            archive.extractall(self.here)
        key = next(self.here.glob("log.pub")).read_text().splitlines()[0]
        done = subprocess.run([sys.executable, "-B", str(self.here / "probity-export/verify.py"), "--key", key,
                               str(self.here / "probity-export")], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
