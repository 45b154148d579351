#!/usr/bin/env python3
"""Checks an export of a Probity audit log. Needs nothing but Python's own library.

python3 verify.py [--key KEY] [--witness KEY]... [FOLDER]
python3 verify.py --key KEY --decision FILE      one decision of a scan, with its proof

KEY is the log's public key (NAME+ID+BASE64) as you got it by another way than this folder. Without it the
signature is checked with the key that lies in the folder, which proves nothing about who made it.
Exit status: 0 everything holds; 1 something does not; 2 the words of the call are wrong.
"""
import argparse
import base64
import csv
import hashlib
import io
import json
import pathlib
import sys

TILE = 256


class Bad(Exception):
    """What does not hold, in words."""


def require(condition, words):
    if not condition:
        raise Bad(words)


def digest(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return digest(b"\0" + entry)


def node_hash(left, right):
    return digest(b"\1" + left + right)


def unbase64(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad(f"{what}: {text!r} is not base64") from None
    require(base64.b64encode(data).decode() == text, f"{what}: {text!r} is not base64 as it is written")
    return data


# ---------------------------------------------------------------- Ed25519 (RFC 8032), only to check signatures

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add_points(a, b):
    one = (a[1] - a[0]) * (b[1] - b[0]) % P
    two = (a[1] + a[0]) * (b[1] + b[0]) % P
    three = 2 * a[3] * b[3] * D % P
    four = 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times_point(number, point):
    result = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            result = add_points(result, point)
        point = add_points(point, point)
        number >>= 1
    return result


def same_point(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_of(bytes([0x58]) + bytes([0x66]) * 31)


def signature_holds(key, message, signature):
    if len(signature) != 64:
        return False
    point, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return same_point(times_point(s, BASE), add_points(r, times_point(h, point)))


# ---------------------------------------------------------------- signed notes

def parse_key(text):
    parts = text.strip().split("+", 2)
    require(len(parts) == 3, f"{text!r} is no public key")
    data = unbase64(parts[2], "the key")
    require(len(data) == 33 and data[0] in (1, 4), f"{text!r} is no Ed25519 key")
    key_id = digest(parts[0].encode() + b"\n" + data)[:4]
    require(key_id.hex() == parts[1], f"the digits in {text!r} do not fit the key")
    return {"name": parts[0], "id": key_id, "kind": data[0], "key": data[1:]}


def read_note(data, keys, what):
    """The text of a note, and the names of those keys that signed it. A bad signature of a known key is an error."""
    head, separator, lines = data.rpartition(b"\n\n")
    require(separator and lines.endswith(b"\n"), f"{what} is no signed note")
    text, signers = head + b"\n", []
    for line in lines.decode("utf-8").splitlines():
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014", f"{what}: {line!r} is no signature")
        signature = unbase64(parts[2], what)
        for key in keys:
            if key["name"] != parts[1] or key["id"] != signature[:4]:
                continue
            message, rest = text, signature[4:]
            if key["kind"] == 4:
                time = int.from_bytes(rest[:8], "big")
                message, rest = f"cosignature/v1\ntime {time}\n".encode() + text, rest[8:]
            require(signature_holds(key["key"], message, rest), f"{what}: the signature of {key['name']} does not hold")
            signers.append(key["name"])
    return text.decode("utf-8"), signers


def read_checkpoint(data, keys, what):
    text, signers = read_note(data, keys, what)
    lines = text.split("\n")
    require(len(lines) >= 4 and lines[1] == str(int(lines[1])), f"{what} is no checkpoint")
    root = unbase64(lines[2], what)
    require(len(root) == 32, f"{what} names no root")
    return {"origin": lines[0], "size": int(lines[1]), "root": root, "signers": signers}


# ---------------------------------------------------------------- the tree (RFC 9162)

class Tree:
    """The tree over leaf hashes, with every complete subtree."""

    def __init__(self, leaves):
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def root(self, size):
        require(0 <= size <= len(self.levels[0]), "a tree of that size is not here")
        result, place, level = None, size, 0
        while place > 0:
            if place & 1:
                node = self.levels[level][place - 1]
                result = node if result is None else node_hash(node, result)
            place >>= 1
            level += 1
        return digest(b"") if result is None else result


def inclusion_holds(index, size, leaf, proof, root):
    if index >= size:
        return False
    node, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            value = node_hash(sibling, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and value == root


def consistency_holds(old_size, size, proof, old_root, root):
    if old_size == 0 or old_size > size:
        return False
    if old_size == size:
        return not proof and old_root == root
    proof = list(proof)
    if old_size & (old_size - 1) == 0:
        proof.insert(0, old_root)
    if not proof:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def tile_name(level, number, width):
    parts = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        parts.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/" + "/".join(parts) + ("" if width == TILE else f".p/{width}")


# ---------------------------------------------------------------- the export

def safe_cell(text):
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def table_row(entry, entry_id, leaf):
    decision = entry.get("decision") if isinstance(entry.get("decision"), dict) else {}
    subject = entry.get("subject") if isinstance(entry.get("subject"), dict) else {}
    findings = decision.get("findings", [])

    def reasons(language):
        texts = [f["because"].get(language, "") for f in findings if isinstance(f.get("because"), dict)]
        return " | ".join(text for text in texts if text)

    cells = [str(entry["index"]), entry_id, entry.get("time", ""), entry.get("kind", ""), subject.get("id", ""),
             subject.get("on", ""), decision.get("as_of") or "", decision.get("outcome", ""),
             "; ".join(f.get("rule", "") for f in findings), reasons("en"), reasons("zh"), entry.get("actor", ""),
             leaf.hex()]
    return [safe_cell(cell) for cell in cells]


class Export:
    def __init__(self, folder, keys):
        self.folder = pathlib.Path(folder)
        self.keys = keys
        self.told = []

    def data(self, name):
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise Bad(f"{name} cannot be read: {error.strerror}") from None

    def check(self):
        self.check_sums()
        self.manifest = json.loads(self.data("manifest.json"))
        self.checkpoint = read_checkpoint(self.data("checkpoint"), self.keys, "the checkpoint")
        require(self.checkpoint["signers"], "the checkpoint is signed by none of the keys given")
        require(self.manifest["log"] == self.checkpoint["origin"] and self.manifest["size"] == self.checkpoint["size"]
                and self.manifest["root"] == "sha256:" + self.checkpoint["root"].hex(),
                "manifest.json says otherwise than the checkpoint")
        self.told.append(f"signed by {', '.join(self.checkpoint['signers'])}: {self.checkpoint['size']} entries")
        self.check_tiles()
        self.check_entries()
        self.check_bundles()
        self.check_previous()
        self.check_more()
        return self.told

    def check_sums(self):
        sums = {}
        for line in self.data("SHA256SUMS").decode("utf-8").splitlines():
            value, separator, name = line.partition("  ")
            require(separator and len(value) == 64 and name not in sums, f"SHA256SUMS: {line!r} cannot be read")
            sums[name] = value
        there = {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}
        require(there - {"SHA256SUMS"} == set(sums),
                f"files and SHA256SUMS differ: {sorted((there - {'SHA256SUMS'}) ^ set(sums))[:5]}")
        for name, value in sums.items():
            require(hashlib.sha256(self.data(name)).hexdigest() == value, f"{name} is not as it was written")
        self.files = there
        self.told.append(f"{len(sums)} files are as they were written")

    def check_tiles(self):
        size, level, expected, tiles = self.checkpoint["size"], 0, None, set()
        while size >> (8 * level):
            count = size >> (8 * level)
            hashes = []
            for number in range((count + TILE - 1) // TILE):
                width = min(TILE, count - number * TILE)
                name = tile_name(level, number, width)
                data = self.data(name)
                require(len(data) == 32 * width, f"{name} has a wrong size")
                hashes += [data[i:i + 32] for i in range(0, len(data), 32)]
                tiles.add(name)
            require(expected is None or expected == hashes, f"the tiles of level {level} do not fit those below")
            if level == 0:
                self.leaves = hashes
                self.tree = Tree(hashes)
            expected = self.tree.levels[8 * (level + 1)] if len(self.tree.levels) > 8 * (level + 1) else []
            level += 1
        extra = {name for name in self.files if name.startswith("tile/") and not name.startswith("tile/entries/")} - tiles
        require(not extra, f"tiles that the tree has no place for: {sorted(extra)[:5]}")
        if size == 0:
            self.leaves, self.tree = [], Tree([])
        require(self.tree.root(size) == self.checkpoint["root"], "the tiles do not give the root of the checkpoint")
        self.told.append("all tiles fit each other and give the root that is signed")

    def check_entries(self):
        lines = self.data("entries.ndjson").split(b"\n")
        require(lines.pop() == b"", "entries.ndjson does not end with a line's end")
        proofs = self.data("proofs.txt").decode("ascii").splitlines()
        require(len(proofs) == len(lines), "there is not one proof for each entry")
        self.entries, rows = {}, []
        for line, proof in zip(lines, proofs):
            entry = json.loads(line)
            index, leaf = entry["index"], leaf_hash(line)
            require(not self.entries or index > max(self.last, -1), f"entry {index} is out of order")
            self.last = index
            require(0 <= index < len(self.leaves) and self.leaves[index] == leaf, f"entry {index} is not the log's")
            parts = proof.split(" ")
            hashes = [unbase64(part, f"the proof of entry {index}") for part in parts[2:]]
            require(parts[0] == str(index) and unbase64(parts[1], "a leaf") == leaf and inclusion_holds(
                index, self.checkpoint["size"], leaf, hashes, self.checkpoint["root"]),
                f"the proof of entry {index} does not hold")
            self.entries[index] = line
            rows.append(table_row(entry, f"{self.manifest['log_id'][:8]}-{index}", leaf))
        require(self.manifest["exported"] == len(lines), "manifest.json names another number of entries")
        require(self.manifest["withheld"] == len(self.leaves) - len(lines), "manifest.json names another number of "
                "entries that are withheld")
        text = self.data("entries.csv").decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline="")))
        require(table[:1] == [["index", "entry", "time", "kind", "subject", "on", "as_of", "outcome", "rules",
                               "reasons_en", "reasons_zh", "actor", "leaf"]] and table[1:] == rows,
                "entries.csv does not say what entries.ndjson says")
        self.told.append(f"{len(lines)} entries are in the log where they say; {self.manifest['withheld']} are withheld "
                         "and counted")

    def check_bundles(self):
        size = self.checkpoint["size"]
        for number in range((size + TILE - 1) // TILE):
            width = min(TILE, size - number * TILE)
            name = tile_name("entries", number, width)
            indexes = range(number * TILE, number * TILE + width)
            whole = all(index in self.entries for index in indexes)
            require((name in self.files) == whole, f"{name} {'is missing' if whole else 'holds withheld entries'}")
            if whole:
                data = b"".join(len(self.entries[i]).to_bytes(2, "big") + self.entries[i] for i in indexes)
                require(self.data(name) == data, f"{name} does not hold the entries that it must")

    def check_previous(self):
        if self.manifest.get("previous") is None:
            require("checkpoint.previous" not in self.files, "a previous checkpoint that manifest.json does not name")
            return
        previous = read_checkpoint(self.data("checkpoint.previous"), self.keys, "the previous checkpoint")
        require(previous["size"] == self.manifest["previous"] and previous["origin"] == self.checkpoint["origin"],
                "the previous checkpoint is not the one that manifest.json names")
        require(previous["signers"], "the previous checkpoint is signed by none of the keys given")
        proof = [unbase64(line, "consistency.txt") for line in self.data("consistency.txt").decode("ascii").splitlines()]
        require(self.tree.root(previous["size"]) == previous["root"] and
                consistency_holds(previous["size"], self.checkpoint["size"], proof, previous["root"],
                                  self.checkpoint["root"]), "the log did not grow out of its previous checkpoint")
        self.told.append(f"the log grew out of its checkpoint of {previous['size']} entries")


    def check_more(self):
        """What an evidence pack holds beside an export: texts by their digests, scans' decisions, disclosed values."""
        texts = [name for name in self.files if name.startswith("objects/")]
        for name in texts:
            require(hashlib.sha256(self.data(name)).hexdigest() == name.removeprefix("objects/"), f"{name} is another text")
        decisions = sorted(name for name in self.files if name.startswith("scan-decisions/"))
        for name in decisions:
            check_decision(self.data(name), self.keys)
        disclosed = 0
        for line in self.data("disclosures.ndjson").splitlines() if "disclosures.ndjson" in self.files else []:
            value = json.loads(line)
            commitment = digest(bytes.fromhex(value["salt"]) + value["name"].encode() + b"\0" + value["value"].encode()).hex()
            entry = json.loads(self.entries[value["index"]])
            require(f'{{"redacted":"{commitment}"}}' in entry["facts"] or
                    f'"redacted:{commitment}"' in json.dumps(entry["decision"], ensure_ascii=False),
                    f"a disclosed value of entry {value['index']} is not the one that was committed to: {value['name']}")
            disclosed += 1
        if texts or decisions or disclosed:
            self.told.append(f"{len(texts)} texts of rules fit their digests, {len(decisions)} decisions of scans their scans, "
                             f"{disclosed} disclosed values their commitments")


def check_decision(data, keys):
    """A decision, the scan that made it, the log that holds the scan's entry."""
    proof = json.loads(data)
    require(proof["kind"] == "scan decision proof" and proof["format"] == 1, "this is no proof of a scan's decision")
    entry_data, decision = proof["entry"].encode(), proof["decision"].encode()
    entry = json.loads(entry_data)
    require(entry["kind"] == "scan" and entry["decisions"] == proof["of"], "the entry is not that of such a scan")
    root = bytes.fromhex(entry["decisions_root"].removeprefix("sha256:"))
    hashes = [unbase64(each, "the decision's proof") for each in proof["proof"]]
    require(0 <= proof["number"] < proof["of"] and inclusion_holds(proof["number"], proof["of"], leaf_hash(decision),
                                                                   hashes, root),
            "the decision is not one of the scan's")
    head, _, note = proof["entry_proof"].partition("\n\n")
    lines = head.split("\n")
    require(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1] == f"index {entry['index']}",
            "the proof of the entry is of another one")
    checkpoint = read_checkpoint(note.encode(), keys, "the checkpoint")
    require(checkpoint["signers"], "the checkpoint is signed by none of the keys given")
    require(0 <= entry["index"] < checkpoint["size"] and inclusion_holds(
        entry["index"], checkpoint["size"], leaf_hash(entry_data),
        [unbase64(line, "the entry's proof") for line in lines[2:]], checkpoint["root"]),
        "the scan's entry is not in the log")
    return [f"signed by {', '.join(checkpoint['signers'])}: {checkpoint['size']} entries",
            f"entry {entry['index']} is in the log: a scan of {proof['of']} decisions at {entry['time']}",
            f"decision {proof['number']} is one of them: {json.dumps(json.loads(decision), ensure_ascii=False)}"]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", nargs="?", default=pathlib.Path(__file__).resolve().parent)
    words.add_argument("--key", action="append", default=[], help="the log's public key, from elsewhere than here")
    words.add_argument("--witness", action="append", default=[], help="the public key of a witness")
    words.add_argument("--decision", help="a file that `probity audit prove --decision` made, instead of a folder")
    call = words.parse_args()
    if call.decision and not call.key:
        words.error("--decision needs --key")
    try:
        if call.decision:
            print("\n".join(check_decision(pathlib.Path(call.decision).read_bytes(),
                                           [parse_key(key) for key in call.key + call.witness])))
            print("everything holds")
            return 0
        keys = call.key or (pathlib.Path(call.folder) / "log.pub").read_text(encoding="utf-8").splitlines()
        for line in Export(call.folder, [parse_key(key) for key in keys + call.witness]).check():
            print(line)
        if not call.key:
            print("NOTE: the key was taken from this folder. Compare it with the one you got by another way:")
            print("\n".join(keys))
    except (Bad, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        print(f"DOES NOT HOLD: {error}", file=sys.stderr)
        return 1
    print("everything holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
