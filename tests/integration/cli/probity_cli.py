"""What the tests of the command share: the executable, a folder of their own, and a small ruleset."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROBITY = os.environ["PROBITY_BINARY"]
SOURCE = pathlib.Path(os.environ["PROBITY_SOURCE_DIR"])

VOCABULARY = """\
vocabulary shop.vocabulary
  language 1

ordered RiskClass
  C1
  C2
  C3

entity Client
  risk_class  RiskClass
  assets      money CNY

entity Order
  subject date placed_at
  placed_at  moment
  amount     money CNY
  fee        money HKD
  quantity   number
  risk       RiskClass
  client     Client
"""

HEADER = """\
ruleset shop.rules
  layer     firm
  zone      Asia/Shanghai
  currency  CNY
  uses      shop.vocabulary

"""

RULE = """\
rule class_fits  suitability on Order
  cites      firm "Handbook 1"
  require    order.risk is at most client.risk_class
  otherwise  block
  because    "Risk {order.risk} is above class {client.risk_class}."
"""

SOURCE_FILE = """\
source shop_book
  zone      Asia/Shanghai
  currency  CNY
  uses      shop.vocabulary

  Client  from "clients"  key nr
    risk_class  = class
    assets      = assets

  Order   from "orders"  key nr  client client
    placed_at  = placed
    amount     = amount
    risk       = risk
"""


def order(number, risk="C2", client_class="C2", **more):
    """One line of facts."""
    facts = {"order": {"placed_at": "2025-03-14T10:15:00+08:00", "amount": "100.00 CNY", "risk": risk},
             "client": {"risk_class": client_class}}
    for name, value in more.items():
        facts["order"][name] = value
    return json.dumps({"id": number, "on": "Order", "facts": facts})


class CliTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="probity_cli_")
        self.addCleanup(self.folder.cleanup)
        self.here = pathlib.Path(self.folder.name)

    def write(self, name, text):
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return str(path)

    def shop(self, rules=RULE, header=HEADER):
        """Writes the vocabulary and a ruleset; gives the folder."""
        self.write("rules/shop/vocabulary.probity", VOCABULARY)
        self.write("rules/rules.probity", header + rules)
        return str(self.here / "rules")

    def probity(self, *words, stdin="", timeout=120, **more):
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run([PROBITY, *words], input=data, capture_output=True, timeout=timeout, cwd=self.here,
                              check=False, **more)
        done.out = done.stdout.decode("utf-8", errors="replace")
        done.err = done.stderr.decode("utf-8", errors="replace")
        return done

    def ends(self, done, status):
        self.assertEqual(done.returncode, status, f"standard output:\n{done.out[-3000:]}\nstandard error:\n{done.err[-3000:]}")
        return done

    def diagnostics(self, *words, status=1):
        """The diagnostics of `check --json`."""
        done = self.ends(self.probity("check", "--json", *words), status)
        return json.loads(done.out)["diagnostics"]

    def one_error(self, *words, of_code=None):
        errors = [each for each in self.diagnostics(*words) if each["severity"] == "error"]
        self.assertEqual(len(errors), 1, errors)
        if of_code:
            self.assertEqual(errors[0]["code"], of_code, errors)
        return errors[0]
