"""libprobity as a program meets it that is built against what was installed: from C, from C++, by pkg-config and CMake."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from probity_cli import SOURCE, CliTest  # noqa: E402

BUILD = os.environ.get("PROBITY_BUILD_DIR", "")


@unittest.skipUnless(BUILD and shutil.which("pkg-config") and shutil.which("cc") and shutil.which("cmake"),
                     "needs a build folder, cc, cmake and pkg-config")
class Embed(CliTest):
    def setUp(self):
        super().setUp()
        self.prefix = self.here / "prefix"
        self.ran("cmake", "--install", BUILD, "--component", "capi", "--prefix", str(self.prefix))
        self.library = next(self.prefix.glob("**/libprobity.so")).parent
        self.environment = {**os.environ, "PKG_CONFIG_PATH": str(self.library / "pkgconfig"),
                            "LD_LIBRARY_PATH": str(self.library)}

    def ran(self, *words, **more):
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=self.here, **more)
        self.assertEqual(done.returncode, 0, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def flags(self):
        # The prefix was chosen at the time of installing.
        return self.ran("pkg-config", "--define-variable=prefix=" + str(self.prefix), "--cflags", "--libs", "probity",
                        env=self.environment).split()

    def test_the_example_in_c(self):
        self.ran("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-o", "embed", str(SOURCE / "examples/embed/embed.c"), *self.flags())
        out = self.ran("./embed", self.shop(), env=self.environment)
        self.assertEqual(out, "outcome 5\nshop.rules.class_fits: Risk C3 is above class C2.\n")

    def test_the_example_in_cpp_with_threads(self):
        self.ran("c++", "-std=c++17", "-Wall", "-Wextra", "-o", "embed", str(SOURCE / "examples/embed/embed.cpp"), *self.flags(), "-pthread")
        self.assertEqual(self.ran("./embed", self.shop(), env=self.environment), "200 permitted, 200 blocked\n")

    def test_the_cmake_package(self):
        self.write("user/CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(user LANGUAGES C)\n"
                   "find_package(probity 0.1 REQUIRED)\n"
                   f"add_executable(user {SOURCE}/examples/embed/embed.c)\ntarget_link_libraries(user PRIVATE probity::probity)\n")
        self.ran("cmake", "-S", "user", "-B", "user/build", "-DCMAKE_PREFIX_PATH=" + str(self.prefix))
        self.ran("cmake", "--build", "user/build")
        self.assertIn("outcome 5", self.ran("user/build/user", self.shop(), env=self.environment))

    def test_nothing_but_its_own_functions_is_to_be_seen(self):
        names = self.ran("nm", "-D", "--defined-only", str(self.library / "libprobity.so")).split()[2::3]
        self.assertTrue(names)
        self.assertEqual([name for name in names if not name.startswith(("probity_", "PROBITY_1"))], [])

    def test_rulesets_with_a_mistake_are_told_in_words(self):
        self.ran("cc", "-o", "embed", str(SOURCE / "examples/embed/embed.c"), *self.flags())
        folder = self.shop("rule broken\n")
        done = subprocess.run(["./embed", folder], capture_output=True, text=True, check=False, cwd=self.here, env=self.environment)
        self.assertEqual(done.returncode, 3)
        self.assertIn("error[", done.stderr)


if __name__ == "__main__":
    unittest.main()
