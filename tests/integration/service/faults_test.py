"""What fails: kills under load, a full disk, a database that goes away, too many at once, callers that are slow."""
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import threading
import time
import unittest

from service_cli import Service, ServiceTest, full_order, order


class Kills(ServiceTest):
    def test_every_acknowledged_decision_is_in_the_log_once_whatever_is_killed(self):
        self.serve()
        lock = threading.Lock()
        acknowledged = {}
        ending = threading.Event()

        def ask(number):
            for i in range(200):
                key = f"{number}-{i}"
                # Asked again under the same key until it is answered: once in the log all the same.
                while not ending.is_set():
                    try:
                        answer = self.post("/v1/decisions", full_order("O-" + key), headers={"Idempotency-Key": key})
                    except (OSError, ConnectionError, ValueError) as failure:
                        time.sleep(0.01)
                        continue
                    except Exception:
                        time.sleep(0.01)
                        continue
                    if answer.status == 200:
                        with lock:
                            acknowledged[key] = answer.json["decision"]
                        break
                    time.sleep(0.01)
                if ending.is_set():
                    return

        threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
        for thread in threads:
            thread.start()
        for kill in range(5):
            target = (kill + 1) * 150
            while len(acknowledged) < target and any(thread.is_alive() for thread in threads):
                time.sleep(0.005)
            self.service.stop(signal.SIGKILL)
            self.serve()
        while len(acknowledged) < 1000 and any(thread.is_alive() for thread in threads):
            time.sleep(0.01)
        ending.set()
        for thread in threads:
            thread.join()
        self.assertEqual(self.service.stop(), 0)
        entries = self.log_entries()
        by_key = {}
        for each in entries:
            key = each.get("request", {}).get("key")
            if key:
                by_key.setdefault(key, []).append(each["entry"])
        self.assertEqual({key: ids for key, ids in by_key.items() if len(ids) > 1}, {})
        for key, decision in acknowledged.items():
            self.assertEqual(by_key.get(key), [decision])
        self.ends(self.probity("audit", "verify", str(self.here / "log")), 0)


class FullDisk(ServiceTest):
    def test_nothing_is_permitted_that_cannot_be_recorded_and_it_reserves_nothing(self):
        data = self.data()
        rules = self.desk()
        words = ["--rules", rules, *data, "--all-orders-come-here", "--no-auth", "--audit", str(self.here / "log"), "--store", "none"]
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        try:
            # A file of the log may not grow beyond this; the process takes the limit over from here.
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
            self.service = Service(self.here, words)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        self.services.append(self.service)
        answered = 0
        for i in range(1000):
            answer = self.post("/v1/decisions", order(f"O-{i}", 1, client="C-1"))
            if answer.status != 200:
                break
            self.assertEqual(answer.json["outcome"], "permit")
            answered += 1
        self.assertEqual(answer.status, 503, answer.text)
        self.assertEqual(answer.headers["Retry-After"], "1")
        self.assertNotIn("outcome", answer.json)
        for i in range(5):
            self.assertEqual(self.post("/v1/decisions", order(f"P-{i}", 1)).status, 503)
        # What was decided can still be read.
        self.assertEqual(self.get("/readyz").status, 200)
        self.service.stop(signal.SIGKILL)
        entries = self.log_entries()
        self.assertGreaterEqual(len(entries), answered)
        # With room again it goes on, and what was not recorded holds nothing back.
        self.serve(*data, "--all-orders-come-here", rules=rules)
        kept = sum(1 for each in entries if each["kind"] == "decision")
        self.assertEqual(self.decide(order("LAST", 1000 - kept))["outcome"], "permit")
        self.assertEqual(self.decide(order("ONE-MORE", 1))["outcome"], "block")


class Store(ServiceTest):
    def test_a_store_that_is_away_stops_no_decision(self):
        store = self.here / "store.db"
        self.serve("--store", f"sqlite:{store}")
        store.unlink()
        store.mkdir()
        self.assertEqual(self.decide(full_order("O-1", 1001))["outcome"], "block")
        self.assertEqual(self.get("/v1/deadlines").status, 503)
        self.assertEqual(self.decide(full_order("O-2"))["outcome"], "permit")


class SlowCallers(ServiceTest):
    def test_callers_that_say_nothing_do_not_keep_others_out(self):
        self.serve("--connections", "64", "--request-time", "3000")
        idle = [socket.create_connection(("127.0.0.1", self.service.port)) for _ in range(40)]
        for each in idle[:20]:
            each.sendall(b"POST /v1/decisions HTTP/1.1\r\nHost: a\r\nContent-Le")
        try:
            for i in range(20):
                self.assertEqual(self.decide(full_order(f"O-{i}"))["outcome"], "permit")
        finally:
            for each in idle:
                each.close()

    def test_a_request_that_waited_past_its_deadline_is_not_decided(self):
        self.serve("--deadline", "0")
        answer = self.post("/v1/decisions", full_order("O-1"))
        self.assertEqual(answer.status, 503)
        self.assertEqual(answer.json["type"], "urn:probity:problem:deadline")
        self.service.stop()
        self.assertEqual(self.log_entries(), [])


class Windows(ServiceTest):
    def test_a_ruleset_change_keeps_what_is_reserved(self):
        self.serve(*self.data(), "--all-orders-come-here")
        self.decide(order("O-1", 600))
        files = self.get("/v1/rulesets/text").json["files"]
        rules = next(each for each in files if each["path"].endswith("rules.probity"))
        body = {"title": "t", "reason": "r", "files": [{"path": rules["path"], "text": rules["text"].replace("5,000", "4,000")}]}
        made = self.post("/v1/rulesets/proposals", body, headers={"X-Probity-User": "a"}).json
        self.assertEqual(made["state"], "proposed", made)
        live = self.post(f"/v1/rulesets/proposals/{made['proposal']}/approve", {"reason": "r"}, headers={"X-Probity-User": "b"})
        self.assertEqual(live.json["state"], "live", live.text)
        self.assertEqual(self.decide(order("O-2", 401))["outcome"], "block")
        self.assertEqual(self.decide(order("O-3", 400))["outcome"], "permit")
        # An event on an order that the former ruleset permitted.
        answer = self.post("/v1/orders/O-1/events", {"event": "cancel"})
        self.assertEqual(answer.json["state"], "released", answer.text)
        self.assertEqual(self.decide(order("O-4", 600))["outcome"], "permit")


if __name__ == "__main__":
    unittest.main()
