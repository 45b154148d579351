"""What the tests of `probity serve` share: a service on a free port, and a client of it."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from probity_cli import PROBITY, CliTest  # noqa: E402

VOCABULARY = """\
vocabulary desk.vocabulary
  language 1

ordered RiskClass
  C1
  C2
  C3

enumeration Side
  buy
  sell

enumeration OrderStatus
  open
  partly_filled
  filled
  cancelled
  rejected

record Acknowledgement
  document  text
  version   text
  at        moment
  channel   text

record ProcedureRecord
  procedure     text
  order         text
  told_at       moment
  confirmed_at  moment

document star_statement
  version "1"  from 2019-01-01

entity Product
  risk  RiskClass
  star  truth

entity Client
  risk_class    RiskClass
  orders        list of Order
  trades        list of Trade
  acknowledged  list of Acknowledgement
  procedures    list of ProcedureRecord

entity Order
  subject date placed_at
  placed_at        moment
  side             Side
  quantity         number
  filled_quantity  number
  status           OrderStatus
  client           Client
  product          Product

entity Trade
  subject date traded_at
  traded_at  moment
  quantity   number
  client     Client
"""

RULES = """\
ruleset desk.rules
  layer     firm
  zone      Asia/Shanghai
  currency  CNY
  uses      desk.vocabulary

procedure special_warning  for client and product of an Order
  steps      told_at, confirmed_at  in order, before order.placed_at

define order.bought_today = total quantity of client.orders today where side is buy
define order.traded_today = total quantity of client.trades today

rule class_fits  suitability on Order
  cites      firm "Handbook 1"
  require    order.product.risk is at most client.risk_class
  otherwise  confirm by special_warning
  because    "Risk {order.product.risk} is above class {client.risk_class}."

rule day_limit  limit on Order
  cites      firm "Handbook 2"
  when       order.side is buy
  require    order.bought_today + order.quantity is at most 1,000
  otherwise  block
  because    "{order.bought_today} are bought today and {order.quantity} more would pass 1,000."

rule trade_limit  limit on Order
  cites      firm "Handbook 3"
  when       order.side is buy
  require    order.traded_today is at most 5,000
  otherwise  block
  because    "{order.traded_today} were traded today."

rule star  disclosure on Order
  cites      firm "Handbook 4"
  when       order.product.star
  disclose   document star_statement  in its current version
"""

SOURCE_FILE = """\
source desk_book
  zone      Asia/Shanghai
  currency  CNY
  uses      desk.vocabulary

  Client   from "clients"   key nr
    risk_class  = class

  Product  from "products"  key nr
    risk  = risk
    star  = star  { "1" -> yes, "0" -> no }
"""

CLIENTS = "nr,class\nC-1,C2\nC-2,C1\n"
PRODUCTS = "nr,risk,star\nP-1,C1,0\nP-2,C3,0\nP-STAR,C1,1\n"


def order(number, quantity=100, side="buy", client="C-1", product="P-1", at="2025-03-14T10:15:00+08:00", **more):
    facts = {"placed_at": at, "side": side, "quantity": quantity, "client": client, "product": product}
    facts.update(more)
    return {"id": number, "on": "Order", "facts": {"order": facts}}


def full_order(number, quantity=100, **more):
    """An order that carries everything, of a client of its own: no other order counts beside it."""
    line = order(number, quantity, **more)
    line["facts"]["order"]["client"] = {"id": "C-" + number, "risk_class": "C2", "orders": [], "trades": [],
                                        "acknowledged": [], "procedures": []}
    line["facts"]["order"]["product"] = {"id": "P-1", "risk": "C1", "star": False}
    return line


class Service:
    """A running `probity serve`. Its messages are read by a thread, so that it never waits for a reader."""

    def __init__(self, here, words):
        self.lines = []
        self.process = subprocess.Popen([PROBITY, "serve", "--listen", "127.0.0.1:0", *words], stderr=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, cwd=here, text=True)
        self.port = None
        self.listening = threading.Event()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if not self.listening.wait(60) or self.port is None:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the service did not begin:\n" + "".join(self.lines))

    def read(self):
        for line in self.process.stderr:
            self.lines.append(line)
            found = re.search(r"listening on https?://[^ ]*:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                self.listening.set()
        self.listening.set()

    def stop(self, number=signal.SIGTERM, timeout=30):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        self.reader.join(10)
        self.process.stderr.close()
        return status


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.bytes = body
        self.text = body.decode("utf-8", errors="replace")

    @property
    def json(self):
        return json.loads(self.text)


class ServiceTest(CliTest):
    def setUp(self):
        super().setUp()
        self.services = []
        self.addCleanup(self.stop_all)

    def stop_all(self):
        for service in self.services:
            if service.process.poll() is None:
                service.process.kill()
                service.process.wait()
            service.reader.join(10)
            service.process.stderr.close()

    def desk(self, rules=RULES):
        self.write("rules/desk/vocabulary.probity", VOCABULARY)
        self.write("rules/rules.probity", rules)
        return str(self.here / "rules")

    def data(self, clients=CLIENTS, products=PRODUCTS):
        self.write("data/clients.csv", clients)
        self.write("data/products.csv", products)
        return ["--source", self.write("book/source.probity", SOURCE_FILE), "--data", "csv:" + str(self.here / "data")]

    def serve(self, *words, auth=False, log=True, rules=None):
        rules = rules or self.desk()
        given = ["--rules", rules, *words]
        if not auth:
            given.append("--no-auth")
        given += ["--audit", str(self.here / "log")] if log else ["--no-audit"]
        service = Service(self.here, given)
        self.services.append(service)
        self.service = service
        return service

    def call(self, method, path, body=None, headers=None, service=None, context=None):
        service = service or self.service
        if context is not None:
            connection = http.client.HTTPSConnection("127.0.0.1", service.port, timeout=60, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode("utf-8")
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response, response.read())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body, **more):
        return self.call("POST", path, body, **more)

    def decide(self, question, status=200, **more):
        answer = self.post("/v1/decisions", question, **more)
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def log_entries(self):
        done = self.ends(self.probity("audit", "show", str(self.here / "log"), "--json"), 0)
        return [json.loads(line) for line in done.out.splitlines()]
