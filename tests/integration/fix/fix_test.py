"""The FIX gateway between a real initiator and a real acceptor."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from probity_cli import SOURCE, CliTest  # noqa: E402

SETTINGS = """\
[DEFAULT]
StartTime=00:00:00
EndTime=00:00:00
HeartBtInt=30
ReconnectInterval=1
UseDataDictionary=N
FileStorePath={store}
[SESSION]
ConnectionType=acceptor
BeginString=FIX.4.4
SenderCompID=PROBITY
TargetCompID=OMS
SocketAcceptPort={gateway}
SocketReuseAddress=Y
[SESSION]
ConnectionType=initiator
BeginString=FIX.4.4
SenderCompID=PROBITY
TargetCompID=MARKET
SocketConnectHost=127.0.0.1
SocketConnectPort={market}
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Fix(CliTest):
    def test_orders_go_on_or_are_refused_with_the_reason(self):
        gateway_port, market_port = free_ports(2)
        settings = self.write("settings", SETTINGS.format(store=self.here / "store", gateway=gateway_port, market=market_port))
        decisions = self.here / "decisions.jsonl"
        gateway = subprocess.Popen([os.environ["PROBITY_FIX"], settings, str(SOURCE / "examples/fix/orders.mapping"), str(decisions),
                                    self.shop()], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=self.here)
        try:
            self.assertIn("ready", gateway.stderr.readline())
            peer = subprocess.run([os.environ["PROBITY_FIX_PEER"], str(gateway_port), str(market_port)], capture_output=True,
                                  text=True, check=False, timeout=200, cwd=self.here)
            self.assertEqual(peer.returncode, 0, peer.stdout + peer.stderr)
        finally:
            gateway.send_signal(signal.SIGTERM)
            gateway.wait(30)
            gateway.stderr.close()
        lines = peer.stdout.splitlines()
        # The market saw the two that may go, an order and a replacement, and nothing else.
        self.assertEqual([line.split()[:3] for line in lines if line.startswith("market")], [["market", "D", "A-1"], ["market", "G", "A-3"]])
        answers = {line.split()[2]: line.split(" ", 4) for line in lines if line.startswith("system")}
        for number in ("A-1", "A-3"):
            self.assertEqual(answers[number][3:], ["0", "taken by the market"])
        kept = {json.loads(line)["of"]["id"]: json.loads(line) for line in decisions.read_text().splitlines()}
        for number in ("A-2", "A-4"):
            self.assertEqual(answers[number][3], "8")
            self.assertIn("shop.rules.class_fits: Risk C3 is above class C2.", answers[number][4])
            self.assertIn(kept[number]["decision"], answers[number][4])
        # An order without its risk is no permit.
        self.assertEqual(answers["A-5"][3], "8")
        self.assertEqual(sorted(kept), ["A-1", "A-2", "A-3", "A-4", "A-5"])
        self.assertEqual(kept["A-1"]["of"]["outcome"], "permit")

    def test_a_mapping_with_a_mistake_is_told_with_its_place(self):
        for text, words in (("on Order\nx order.risk\n", ":2: `x` is no tag"), ("on Order\n1 order.risc\n", "`order.risc` is no fact")):
            done = subprocess.run([os.environ["PROBITY_FIX"], "none", self.write("mapping", text), "d", self.shop()],
                                  capture_output=True, text=True, check=False, cwd=self.here)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
