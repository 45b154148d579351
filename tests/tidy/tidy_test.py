"""Each rule of tidy.py finds the fault that it is for, and finds nothing in a tidy house."""
import pathlib
import tempfile
import unittest

import tidy

CATALOGUE = 'PROBITY_DIAGNOSTIC(kUnknownName, "P0201", kError, "nothing is named `{0}` here")\n'
TIDY_HOUSE = {
    "engine/base/id.h": "#pragma once\nnamespace probity {\nstruct Id {};\n}\n",
    "engine/values/date.h": '#pragma once\n#include "engine/base/id.h"\n',
    "engine/diagnostics/catalogue.def": CATALOGUE,
    "tests/golden/check/bad/unknown_name.case": "a.probity:1:1: error[P0201]: nothing is named `x` here\n",
}
MODULES = "{root}/engine/base=base=\n{root}/engine/values=values=probity::base\n{root}/engine/schema=schema=probity::base\n"


class TidyTest(unittest.TestCase):
    def faults(self, more):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder) / "house"
            for name, text in {**TIDY_HOUSE, **more}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            modules = pathlib.Path(folder) / "modules.txt"
            modules.write_text(MODULES.format(root=root.resolve()))
            checker = tidy.Tidy(str(root), str(modules))
            checker.check_includes()
            checker.check_diagnostics()
            checker.check_text()
            checker.check_code()
            checker.check_top_level()
            return checker.faults

    def finds(self, more, words):
        faults = self.faults(more)
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(words, faults[0])

    def test_a_tidy_house_has_no_faults(self):
        self.assertEqual(self.faults({}), [])

    def test_an_include_to_the_right_is_found(self):
        self.finds({"engine/base/check.cpp": '#include "engine/values/date.h"\n'}, "to the right")

    def test_an_include_that_cmake_does_not_declare_is_found(self):
        self.finds({"engine/schema/schema.h": '#pragma once\n#include "engine/values/date.h"\n'}, "under DEPENDS")

    def test_an_include_of_nothing_is_found(self):
        self.finds({"engine/base/x.cpp": '#include "engine/base/gone.h"\n'}, "not there")

    def test_a_third_party_header_in_our_header_is_found(self):
        self.finds({"engine/base/x.h": "#pragma once\n#include <boost/any.hpp>\n"}, "third party")

    def test_a_third_party_header_in_a_source_file_is_allowed(self):
        self.assertEqual(self.faults({"engine/base/x.cpp": "#include <openssl/evp.h>\n"}), [])

    def test_a_diagnostic_without_a_golden_is_found(self):
        self.finds({"engine/diagnostics/more.def": CATALOGUE.replace("P0201", "P0202")}, "has no case")

    def test_a_code_used_twice_is_found(self):
        self.finds({"engine/diagnostics/more.def": CATALOGUE}, "used twice")

    def test_an_unfinished_word_is_found(self):
        self.finds({"engine/base/x.cpp": "// TO" "DO: later\n"}, "unfinished")

    def test_a_path_of_one_machine_is_found(self):
        self.finds({"README.md": "see /wo" "rk/x\n"}, "one machine")

    def test_a_long_file_is_found(self):
        self.finds({"engine/base/x.cpp": "int x;\n" * 700}, "700")

    def test_a_binary_float_in_the_engine_is_found(self):
        self.finds({"engine/base/x.cpp": "dou" "ble x;\n"}, "floating point")

    def test_a_throw_in_the_engine_is_found(self):
        self.finds({"engine/base/x.cpp": "void f() { throw 1; }\n"}, "throws nothing")

    def test_a_name_in_capitals_is_found(self):
        self.finds({"engine/base/Bad.cpp": "int x;\n"}, "small letters")

    def test_a_stranger_at_the_top_level_is_found(self):
        self.finds({"scratch.txt": "x\n"}, "top level")


if __name__ == "__main__":
    unittest.main()
