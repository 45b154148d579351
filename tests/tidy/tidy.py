#!/usr/bin/env python3
"""Checks the house's own rules over the files of the repository. Prints what does not hold; exit status 1 if anything.

tidy.py REPOSITORY MODULES    MODULES: lines `folder=name=dependency,…`, written by CMake
"""
import pathlib
import re
import subprocess
import sys

LINES_MAX = 700
COLUMNS_MAX = 130

# In the order in which data travels: a folder includes only what stands in its own list.
# `service` and what follows it may use all of the engine to their left.
ORDER = [
    "engine/base", "engine/values", "engine/source", "engine/diagnostics", "engine/schema", "engine/ast", "grammar",
    "engine/syntax", "engine/format", "engine/decision", "engine/facts", "engine/ir", "engine/solve", "engine/check", "engine/plan",
    "engine/eval", "engine/ports", "engine/ingest", "engine/service", "audit", "adapters", "examples", "tests",
]
FIRST_PARTY = {"engine", "audit", "adapters", "examples", "tests", "grammar"}

# Headers of the standard library and of POSIX, which every .cpp may use.
STANDARD = re.compile(r"^[a-z0-9_]+$|^c[a-z]+$")
POSIX = {"fcntl.h", "unistd.h", "poll.h", "signal.h", "dirent.h"}
THIRD_PARTY_ROOMS = ("adapters/", "engine/syntax/", "engine/format/", "grammar/", "tests/", "examples/")

# Written in pieces, so that this file does not find itself.
FORBIDDEN = [
    (r"\bTO" r"DO\b|\bFIX" r"ME\b|\bHA" r"CK\b", "unfinished word"),
    (r"\bfor " r"now\b(?! in )|not " r"implemented|un" r"implemented|\bplace" r"holder\b", "unfinished word"),
    (r"(?<![\w.])/(?:wo" r"rk|fa" r"rm|ro" r"ot)/|/tmp/w" r"t\b", "path of one machine"),
    (r"registry\.npm|pypi\.o" r"rg|crates\.i" r"o\b|\"resolved\": \"http", "host of a package registry"),
]
TEXT = {".cpp", ".h", ".g4", ".cmake", ".txt", ".sh", ".py", ".probity", ".md", ".json", ".def", ".case", ".calendar", ""}
NAME = re.compile(r"^[a-z0-9_.-]+$")
FREE_NAMES = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "NOT-COVERED.md", "LICENSE", "CMakeLists.txt", "CMakePresets.json",
              "LANGUAGE.md", "FORMAT.md", "RESULTS.md", "ProbityLexer.g4", "ProbityParser.g4", "ORIGIN.txt", "MANUAL.md", "VERIFY.md"}


class Tidy:
    def __init__(self, root, modules_file):
        self.root = pathlib.Path(root)
        self.files = self.list_files()
        self.modules = self.read_modules(modules_file)
        self.faults = []

    def list_files(self):
        """What git tracks or would track; every file outside build folders where git cannot say."""
        listed = subprocess.run(["git", "-c", "core.quotePath=off", "-C", str(self.root), "ls-files", "--cached",
                                 "--others", "--exclude-standard"], capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return sorted(name for name in set(listed.stdout.splitlines()) if (self.root / name).is_file())
        paths = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(str(path) for path in paths if path.parts[0] not in ("build", "out", ".git"))

    def fault(self, file, line, text):
        self.faults.append(f"{file}:{line}: {text}")

    def read_modules(self, path):
        """folder -> (target name, names of the targets that it depends on)"""
        modules = {}
        for line in pathlib.Path(path).read_text().splitlines():
            folder, name, depends = line.split("=", 2)
            folder = str(pathlib.Path(folder).resolve().relative_to(self.root.resolve()))
            modules.setdefault(folder, []).append((name, [d.removeprefix("probity::") for d in depends.split(",")
                                                               if d.startswith("probity::")]))
        return modules

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    # ------------------------------------------------------------ one-way order

    def place_in_order(self, path):
        best = None
        for index, room in enumerate(ORDER):
            if (path == room or path.startswith(room + "/")) and (best is None or len(room) > len(ORDER[best])):
                best = index
        return best

    def closure(self, name, seen=None):
        seen = set() if seen is None else seen
        for folder_modules in self.modules.values():
            for module, depends in folder_modules:
                if module == name:
                    for depend in depends:
                        if depend not in seen:
                            seen.add(depend)
                            self.closure(depend, seen)
        return seen

    def folder_of(self, path):
        """The nearest folder above that is a module."""
        folder = pathlib.PurePosixPath(path).parent
        while str(folder) != ".":
            if str(folder) in self.modules:
                return str(folder)
            folder = folder.parent
        return None

    def check_includes(self):
        for name in self.files:
            if not name.endswith((".cpp", ".h")):
                continue
            for number, line in enumerate(self.text(name).splitlines(), 1):
                match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
                if match:
                    self.check_include(name, number, match.group(1) == '"', match.group(2))

    def check_include(self, name, number, quoted, included):
        if quoted and included.split("/")[0] in FIRST_PARTY:
            here, there = self.place_in_order(name), self.place_in_order(included)
            if there is None:
                self.fault(name, number, f"`{included}` stands in no folder of the house")
            elif here is not None and there > here:
                self.fault(name, number, f"`{included}` stands to the right of `{ORDER[here]}`")
                return
            if not (self.root / included).is_file() and not included.startswith("grammar/"):
                self.fault(name, number, f"`{included}` is not there; includes are full paths")
            self.check_declared(name, number, included)
            return
        if quoted and not name.startswith(("engine/syntax/", "engine/format/")):
            self.fault(name, number, f"`{included}`: our own headers are included by their full path")
            return
        if STANDARD.match(included) or included in POSIX or included.startswith("sys/"):
            return
        if name.startswith(THIRD_PARTY_ROOMS):
            return
        if name.endswith(".h"):
            self.fault(name, number, f"`{included}`: a third party's header in a header outside adapters")

    def check_declared(self, name, number, included):
        mine, theirs = self.folder_of(name), self.folder_of(included)
        if mine is None or theirs is None or mine == theirs or mine.startswith("tests"):
            return
        allowed = set()
        for module, depends in self.modules[mine]:
            allowed |= {module} | self.closure(module)
        if not allowed & {module for module, _ in self.modules[theirs]}:
            self.fault(name, number, f"`{included}`: {mine}/CMakeLists.txt does not name {theirs} under DEPENDS")

    # ------------------------------------------------------------ diagnostics

    def check_diagnostics(self):
        catalogue = {}
        for name in self.files:
            if not name.startswith("engine/diagnostics/") or not name.endswith(".def"):
                continue
            for number, line in enumerate(self.text(name).splitlines(), 1):
                match = re.match(r'\s*PROBITY_DIAGNOSTIC\((k\w+),\s*"(\w+)",\s*\w+,\s*"(.*)"\)?', line)
                if not match:
                    continue
                code, message = match.group(2), match.group(3)
                if code in catalogue:
                    self.fault(name, number, f"code {code} is used twice")
                if not re.match(r"^P\d{4}$", code):
                    self.fault(name, number, f"code {code} has not the form P0000")
                if re.match(r"^[A-Z][a-z]", message):
                    self.fault(name, number, f"{code}: messages begin with a small letter")
                catalogue[code] = (name, number, message)
        if not catalogue:
            self.fault("engine/diagnostics", 1, "no diagnostic was found in the catalogue")
        shown = set()
        for name in self.files:
            if re.match(r"^tests/golden/[a-z_]+/bad/.*\.case$", name):
                shown |= set(re.findall(r"\b(?:error|warning)\[(P\d{4})\]", self.text(name)))
        for code, (name, number, message) in sorted(catalogue.items()):
            if code not in shown:
                self.fault(name, number, f"{code} (\"{message}\") has no case under tests/golden/*/bad")

    # ------------------------------------------------------------ text

    def check_text(self):
        for name in self.files:
            path = pathlib.PurePosixPath(name)
            for part in path.parts:
                if part not in FREE_NAMES and not NAME.match(part) and not re.match(r"^[a-z0-9_.\-\u4e00-\u9fff]+$", part):
                    self.fault(name, 1, f"`{part}`: names are small letters, digits and `_`")
            if path.suffix not in TEXT or name == "LICENSE":
                continue
            lines = self.text(name).splitlines()
            if path.suffix in (".cpp", ".h", ".py") and len(lines) >= LINES_MAX:
                self.fault(name, len(lines), f"{len(lines)} lines; a file has fewer than {LINES_MAX}")
            if path.suffix == ".h" and "#pragma once" not in "\n".join(lines[:12]):
                self.fault(name, 1, "a header begins with #pragma once")
            for number, line in enumerate(lines, 1):
                for pattern, what in FORBIDDEN:
                    if re.search(pattern, line, re.IGNORECASE if what == "unfinished word" else 0):
                        self.fault(name, number, f"{what}: {line.strip()[:80]}")
                if path.suffix in (".cpp", ".h") and len(line) > COLUMNS_MAX and "R\"" not in line and "http" not in line:
                    self.fault(name, number, f"{len(line)} columns; a line has about 100, at most {COLUMNS_MAX}")
                if path.suffix in (".cpp", ".h") and "\t" in line:
                    self.fault(name, number, "tab")
                if path.suffix in (".cpp", ".h", ".sh", ".py") and line != line.rstrip():
                    self.fault(name, number, "blanks at the end of the line")

    # ------------------------------------------------------------ code

    def check_code(self):
        binary_float = re.compile(r"\b(?:double|float)\b")
        for name in self.files:
            if not name.endswith((".cpp", ".h")):
                continue
            for number, line in enumerate(self.text(name).splitlines(), 1):
                code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line.split("//")[0])
                if name.startswith(("engine/", "audit/")) and binary_float.search(code) and "progress" not in code:
                    self.fault(name, number, "binary floating point decides nothing here")
                if name.startswith(("engine/", "audit/")) and not name.startswith(("engine/syntax/", "engine/format/")) and \
                        re.search(r"\bthrow\b", code):
                    self.fault(name, number, "our own code gives results, it throws nothing")
                if re.search(r"\busing namespace std\b", code):
                    self.fault(name, number, "using namespace std")
                match = re.match(r"^(?:class|struct|enum class|enum)\s+(?:\[\[\w+\]\]\s+)?(\w+)\b(?!\s*;)", code)
                # The functions of a C library, and what they hand out, have C's names.
                of_c = name.startswith("adapters/capi/") and match and match.group(1).startswith("probity_")
                if match and not of_c and not re.match(r"^[A-Z][A-Za-z0-9]*$", match.group(1)):
                    self.fault(name, number, f"`{match.group(1)}`: types are PascalCase")

    def check_top_level(self):
        allowed = {"CMakeLists.txt", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "CMakePresets.json",
                   ".clang-format", ".clang-tidy", ".gitignore", ".ci", "grammar", "engine", "audit", "adapters",
                   "rulesets", "regimes", "examples", "tests"}
        for top in sorted({name.split("/")[0] for name in self.files}):
            if top not in allowed:
                self.fault(top, 1, "stands at the top level, where only the house's folders stand")

    def run(self):
        self.check_includes()
        self.check_diagnostics()
        self.check_text()
        self.check_code()
        self.check_top_level()
        for fault in self.faults:
            print(fault)
        print(f"{len(self.files)} files, {len(self.faults)} faults")
        return 1 if self.faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(Tidy(sys.argv[1], sys.argv[2]).run())
