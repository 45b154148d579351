#!/usr/bin/env python3
"""Loads tables of the sample book's CSV files into a SQLite file, every cell as text.

load_sqlite.py FOLDER DATABASE TABLE…
"""
import csv
import pathlib
import sqlite3
import sys


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def load(database, path):
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        columns = next(rows)
        table = quoted(path.stem)
        database.execute(f"DROP TABLE IF EXISTS {table}")
        database.execute(f"CREATE TABLE {table} ({', '.join(quoted(column) + ' TEXT' for column in columns)})")
        marks = ", ".join("?" for _ in columns)
        loaded = left_out = 0
        for row in rows:
            if len(row) != len(columns):
                left_out += 1
                continue
            # An empty cell of a file is what a database calls null.
            database.execute(f"INSERT INTO {table} VALUES ({marks})", [cell or None for cell in row])
            loaded += 1
    print(f"{path.name}: {loaded} rows loaded, {left_out} too short or too long")


def main(words):
    if len(words) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder, database = pathlib.Path(words[0]), sqlite3.connect(words[1])
    with database:
        for name in words[2:]:
            load(database, folder / f"{name}.csv")
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
