"""Who may call what: tokens, certificates, roles, rates; and what the messages do not say."""
import hashlib
import json
import shutil
import ssl
import subprocess
import unittest

from service_cli import ServiceTest, full_order

ROLES = {"oms": "order_system", "author": "author", "approver": "approver", "auditor": "auditor", "operator": "operator"}


def token_of(name):
    return "secret-of-" + name


def bearer(name):
    return {"Authorization": "Bearer " + token_of(name)}


class AccessTest(ServiceTest):
    def tokens(self, more=""):
        lines = [f"{name} {roles} sha256:{hashlib.sha256(token_of(name).encode()).hexdigest()}" for name, roles in ROLES.items()]
        return ["--tokens", self.write("tokens", "# who may call\n" + "\n".join(lines) + "\n" + more)]


class Access(AccessTest):
    def test_without_a_known_token_nothing_is_answered(self):
        self.serve(*self.tokens(), auth=True)
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": token_of("oms")}):
            answer = self.post("/v1/decisions", full_order("O-1"), headers=headers)
            self.assertEqual(answer.status, 401)
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        self.assertEqual(self.get("/healthz").status, 200)

    def test_each_role_may_do_its_own_and_no_more(self):
        self.serve(*self.tokens(), auth=True)
        decision = self.decide(full_order("O-1"), headers=bearer("oms"))
        self.assertEqual(self.post("/v1/decisions", full_order("O-2"), headers=bearer("auditor")).status, 403)
        self.assertEqual(self.get("/v1/decisions/" + decision["decision"], headers=bearer("auditor")).status, 200)
        self.assertEqual(self.get("/metrics", headers=bearer("operator")).status, 200)
        self.assertEqual(self.get("/metrics", headers=bearer("oms")).status, 403)
        self.assertEqual(self.post("/v1/reference/refresh", "", headers=bearer("oms")).status, 403)
        self.assertEqual(self.post("/v1/reference/refresh", "", headers=bearer("operator")).status, 409)

    def test_the_log_names_who_asked_and_no_message_holds_a_token(self):
        service = self.serve(*self.tokens(), "--log-requests", auth=True)
        self.decide(full_order("O-1"), headers=bearer("oms"))
        self.post("/v1/decisions", full_order("O-1"), headers={"Authorization": "Bearer secret-of-nobody"})
        service.stop()
        self.assertEqual(self.log_entries()[0]["request"]["caller"], "oms")
        self.assertNotIn("secret-of", "".join(service.lines))
        self.assertIn('"caller": "oms"', "".join(service.lines))

    def test_a_caller_that_asks_too_often_is_slowed_and_others_are_not(self):
        self.serve(*self.tokens(), "--rate", "5", auth=True)
        statuses = [self.post("/v1/decisions", full_order(f"O-{i}", 0), headers=bearer("oms")).status for i in range(30)]
        self.assertIn(429, statuses)
        self.assertIn(200, statuses)
        self.assertEqual(self.get("/metrics", headers=bearer("operator")).status, 200)

    def test_a_token_that_probity_made_is_known_by_its_line(self):
        made = self.ends(self.probity("token", "desk", "order_system,auditor"), 0)
        token = made.err.splitlines()[1].strip()
        self.assertNotIn(token, made.out)
        self.serve(*self.tokens(made.out), auth=True)
        self.decide(full_order("O-1"), headers={"Authorization": "Bearer " + token})
        self.ends(self.probity("token", "desk", "chief"), 2)

    def test_a_file_of_tokens_with_a_mistake_is_told_with_its_line(self):
        for line, word in (("x order_system", "sha256"), ("x chief sha256:" + "0" * 64, "chief"), ("x author sha256:12", "sha256")):
            done = self.probity("serve", "--rules", self.desk(), "--no-audit", "--tokens", self.write("tokens", line + "\n"))
            self.ends(done, 2)
            self.assertIn("line 1", done.err)
            self.assertIn(word, done.err)


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
class Tls(AccessTest):
    def openssl(self, *words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=self.here)

    def certificates(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                     "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.pem")
        for name in ("localhost", "gateway", "stranger"):
            self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                         "-keyout", f"{name}.key", "-out", f"{name}.csr")
            self.write("san", "subjectAltName=IP:127.0.0.1,DNS:localhost")
            self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                         "-days", "2", "-extfile", "san", "-out", f"{name}.pem")
        return ["--tls-certificate", str(self.here / "localhost.pem"), "--tls-key", str(self.here / "localhost.key")]

    def context(self, client=None):
        context = ssl.create_default_context(cafile=str(self.here / "ca.pem"))
        if client:
            context.load_cert_chain(str(self.here / f"{client}.pem"), str(self.here / f"{client}.key"))
        return context

    def test_tls_with_a_token(self):
        self.serve(*self.certificates(), *self.tokens(), auth=True)
        answer = self.post("/v1/decisions", full_order("O-1"), headers=bearer("oms"), context=self.context())
        self.assertEqual(answer.status, 200, answer.text)

    def test_mutual_tls_knows_the_caller_by_its_certificate(self):
        words = [*self.certificates(), "--tls-clients", str(self.here / "ca.pem")]
        self.serve(*words, *self.tokens("gate order_system cert:gateway\n"), auth=True)
        answer = self.post("/v1/decisions", full_order("O-1"), context=self.context("gateway"))
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(self.post("/v1/decisions", full_order("O-2"), context=self.context("stranger")).status, 401)
        with self.assertRaises((ssl.SSLError, ConnectionError, OSError)):
            self.post("/v1/decisions", full_order("O-3"), context=self.context())

    def test_an_old_protocol_is_refused(self):
        self.serve(*self.certificates(), *self.tokens(), auth=True)
        context = self.context()
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, ConnectionError, OSError)):
            self.get("/healthz", context=context)

    def test_a_key_that_does_not_fit_is_told(self):
        words = self.certificates()
        words[3] = str(self.here / "gateway.key")
        done = self.probity("serve", "--rules", self.desk(), "--no-audit", *words, *self.tokens())
        self.assertIn(done.returncode, (2, 3))
        self.assertIn("TLS", done.err)


if __name__ == "__main__":
    unittest.main()
