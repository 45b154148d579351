"""Data as firms have it: every fault is told with file, line and column, and read = judged + refused."""
import csv
import json
import os
import sqlite3
import unittest

from probity_cli import RULE, SOURCE_FILE, CliTest

CLIENTS = "nr,class,assets\nC1,C2,100.00\nC2,C3,200.00\n"
ORDERS = "nr,client,placed,amount,risk\nO1,C1,2025-03-14 10:15:00,10.00,C2\nO2,C1,2025-03-14 10:16:00,10.00,C3\n"


class DataTest(CliTest):
    def book(self, orders=ORDERS, clients=CLIENTS, source=SOURCE_FILE, rules=RULE):
        self.shop(rules)
        self.write("book.probity", source)
        self.write("book/orders.csv", orders)
        self.write("book/clients.csv", clients)

    def scan(self, *words, status=0, data="csv:book", on="Order"):
        done = self.probity("scan", "--rules", "rules", "--source", "book.probity", "--data", data, "--on", on,
                            "--json", "--out", "findings.csv", *words)
        self.ends(done, status)
        if status < 2:
            done.summary = json.loads(done.out)
            self.assertEqual(done.summary["read"], done.summary["judged"] + done.summary["refused"])
            with open(self.here / "findings.csv", encoding="utf-8", newline="") as file:
                done.findings = list(csv.DictReader(file))
        else:
            self.assertFalse((self.here / "findings.csv").exists(), "half a result was left behind")
        return done

    def counts(self, done):
        return tuple(done.summary[name] for name in ("read", "judged", "refused"))


class Files(DataTest):
    def test_a_sound_book_is_judged(self):
        self.book()
        done = self.scan()
        self.assertEqual(self.counts(done), (2, 2, 0))
        self.assertEqual([(row["id"], row["outcome"]) for row in done.findings], [("O2", "block")])
        self.assertEqual(done.err, "")

    def test_a_short_row_is_refused_with_its_line_and_the_next_is_read(self):
        self.book(orders=ORDERS + "O3,C1\nO4,C1,2025-03-14 10:17:00,10.00,C1\n")
        done = self.scan(status=1)
        self.assertEqual(self.counts(done), (4, 3, 1))
        self.assertIn("orders.csv:4", done.err)

    def test_a_bad_byte_is_refused_with_its_line_and_the_next_is_read(self):
        bad = ORDERS.encode() + b"O3,C1,2025-03-14 10:17:00,\xff\xfe,C1\nO4,C1,2025-03-14 10:18:00,10.00,C1\n"
        self.book(orders=bad)
        done = self.scan(status=1)
        self.assertEqual(self.counts(done), (4, 3, 1))
        self.assertIn("orders.csv:4", done.err)

    def test_a_missing_column_ends_with_3_and_the_nearest_is_offered(self):
        self.book(orders=ORDERS.replace("risk", "rsk"))
        done = self.scan(status=3)
        self.assertIn("`risk`", done.err)
        self.assertIn("`rsk`", done.err)

    def test_a_missing_file_ends_with_3_and_its_name(self):
        self.book()
        os.remove(self.here / "book/clients.csv")
        self.assertIn("clients", self.scan(status=3).err)

    def test_a_folder_that_is_not_there_ends_with_3(self):
        self.book()
        self.assertIn("nowhere", self.scan(status=3, data="csv:nowhere").err)

    def test_a_day_that_is_none_is_one_unknown_fact_with_its_place(self):
        self.book(orders=ORDERS.replace("2025-03-14 10:16:00", "2025-02-30 10:16:00"))
        done = self.scan()
        self.assertEqual(self.counts(done), (2, 2, 0))
        self.assertIn("orders.csv:3:7: unknown[", done.err)

    def test_a_value_that_is_none_is_unknown_and_never_a_permit(self):
        self.book(orders=ORDERS.replace(",C3\n", ",C9\n"))
        done = self.scan()
        self.assertIn("orders.csv:3:33", done.err)
        self.assertEqual([(row["id"], row["outcome"]) for row in done.findings], [("O2", "undetermined")])

    def test_a_reference_to_nothing_is_unknown_with_its_place(self):
        self.book(orders=ORDERS.replace("O2,C1", "O2,C9"))
        done = self.scan()
        self.assertIn("orders.csv:3:4", done.err)
        self.assertEqual(self.counts(done), (2, 2, 0))

    def test_a_key_that_comes_twice_is_refused(self):
        self.book(orders=ORDERS + "O1,C1,2025-03-14 10:17:00,10.00,C1\n")
        self.assertEqual(self.counts(self.scan(status=1)), (3, 2, 1))

    def test_strict_refuses_what_would_be_unknown(self):
        self.book(orders=ORDERS.replace(",C3\n", ",C9\n"))
        self.assertEqual(self.counts(self.scan("--strict", status=1)), (2, 1, 1))

    def test_line_ends_marks_and_quoted_line_breaks_are_read(self):
        orders = "\ufeff" + ORDERS.replace("nr,client", 'nr,remark,client').replace("O1,", 'O1,"a, b\n""c""",')
        self.book(orders=orders.replace("O2,", "O2,,").replace("\n", "\r\n"))
        self.assertEqual(self.counts(self.scan()), (2, 2, 0))

    def test_gb18030_is_read(self):
        source = SOURCE_FILE.replace("  currency", "  encoding  gb18030\n  currency").replace(
            "= risk\n", '= risk { "中风险" -> C2, "高风险" -> C3 }\n').replace(
            "= class\n", '= class { "稳健" -> C2, "积极" -> C3 }\n')
        self.book(orders=ORDERS.replace(",C2\n", ",中风险\n").replace(",C3\n", ",高风险\n").encode("gb18030"),
                  clients=CLIENTS.replace(",C2,", ",稳健,").replace(",C3,", ",积极,").encode("gb18030"), source=source)
        done = self.scan()
        self.assertEqual([(row["id"], row["outcome"]) for row in done.findings], [("O2", "block")])
        self.assertEqual(done.err, "")

    def test_all_faults_go_to_a_file_where_one_is_named(self):
        self.book(orders=ORDERS + "".join(f"S{i},C1\n" for i in range(100)))
        done = self.scan("--ingest-out", "faults.csv", status=1)
        self.assertIn("95 faults more", done.err)
        with open(self.here / "faults.csv", encoding="utf-8", newline="") as file:
            self.assertEqual(len(list(csv.reader(file))), 101)

    def test_a_second_run_gives_the_same_bytes_whatever_the_threads(self):
        self.book(orders=ORDERS + "".join(f"N{i},C{i % 3},2025-03-14 10:15:00,1.00,C{i % 4}\n" for i in range(20_000)))
        seen = set()
        for threads in ("1", "2", "7"):
            done = self.scan("--threads", threads)
            seen.add((done.stdout, (self.here / "findings.csv").read_bytes()))
        self.assertEqual(len(seen), 1)

    def test_a_source_with_a_mistake_is_told_and_nothing_is_judged(self):
        self.book(source=SOURCE_FILE.replace("risk_class  =", "risk_clas  ="))
        done = self.probity("scan", "--rules", "rules", "--source", "book.probity", "--data", "csv:book", "--on", "Order",
                            "--out", "findings.csv")
        self.ends(done, 1)
        self.assertIn("risk_clas", done.err)
        self.assertFalse((self.here / "findings.csv").exists())


class Databases(DataTest):
    def fill(self, path):
        connection = sqlite3.connect(self.here / path)
        with connection:
            connection.execute("CREATE TABLE orders (nr TEXT, client TEXT, placed TEXT, amount TEXT, risk TEXT)")
            connection.execute("CREATE TABLE clients (nr TEXT, class TEXT, assets TEXT)")
            connection.executemany("INSERT INTO orders VALUES (?,?,?,?,?)",
                                   [line.split(",") for line in ORDERS.splitlines()[1:]])
            connection.executemany("INSERT INTO clients VALUES (?,?,?)",
                                   [line.split(",") for line in CLIENTS.splitlines()[1:]])
        connection.close()

    def test_sqlite_gives_what_the_files_give(self):
        self.book()
        from_files = self.scan().findings
        self.fill("book.db")
        self.assertEqual(self.scan(data="sqlite:book.db").findings, from_files)

    def test_a_sqlite_file_that_is_not_there_ends_with_3_and_is_not_made(self):
        self.book()
        self.assertIn("gone.db", self.scan(status=3, data="sqlite:gone.db").err)
        self.assertFalse((self.here / "gone.db").exists())

    def test_a_file_that_is_no_database_ends_with_3(self):
        self.book()
        self.write("noise.db", b"no database at all" * 1000)
        self.assertIn("noise.db", self.scan(status=3, data="sqlite:noise.db").err)

    def test_a_server_that_is_not_there_ends_with_3_and_tells_no_password(self):
        self.book()
        done = self.scan(status=3, data="postgresql://officer:secret@127.0.0.1:9/book")
        self.assertIn("127.0.0.1", done.err)
        self.assertNotIn("secret", done.err)

    def test_another_url_ends_with_2(self):
        self.book()
        self.assertIn("csv:FOLDER", self.scan(status=2, data="mysql:book").err)

    def test_findings_go_into_a_table(self):
        self.book()
        self.ends(self.probity("scan", "--rules", "rules", "--source", "book.probity", "--data", "csv:book", "--on", "Order",
                               "--out", "sqlite:out.db#found"), 0)
        connection = sqlite3.connect(self.here / "out.db")
        self.assertEqual(connection.execute("SELECT id, outcome FROM found").fetchall(), [("O2", "block")])
        connection.close()


if __name__ == "__main__":
    unittest.main()
