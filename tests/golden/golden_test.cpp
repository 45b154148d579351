// Compiles every case below tests/golden and compares the diagnostics with those that it expects.
// With PROBITY_BLESS=1 it writes what came into the cases instead; read the difference before it is kept.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/diagnostics/diagnostics.h"
#include "engine/syntax/parse.h"
#include "tests/golden/case_file.h"
#include "tests/golden/steps.h"

namespace probity::golden {
namespace {

namespace data = boost::unit_test::data;

std::filesystem::path golden_folder() { return std::filesystem::path(PROBITY_SOURCE_DIR) / "tests/golden"; }

/// `syntax/bad/tab_indent`: the folder says the step, and whether a mistake is expected.
std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& path : find_cases(golden_folder())) {
    names.push_back(std::filesystem::relative(path, golden_folder()).replace_extension().generic_string());
  }
  return names;
}

std::string rendered(const std::vector<diagnostics::Diagnostic>& all, const SourceSet& sources) {
  std::string result;
  for (const diagnostics::Diagnostic& diagnostic : all) result += diagnostics::render_text(diagnostic, sources);
  return result;
}

BOOST_AUTO_TEST_SUITE(golden)

BOOST_DATA_TEST_CASE(each_case_gives_the_diagnostics_that_it_expects, data::make(case_names()), name) {
  const Case which = read_case(golden_folder() / (name + ".case"));
  BOOST_TEST_REQUIRE(!which.sources.empty(), "the case has no `--- rules`");
  const std::string step = name.substr(0, name.find('/'));
  diagnostics::Diagnostics diagnostics;
  std::vector<ast::Unit> units;
  for (std::uint32_t i = 0; i < which.sources.size(); ++i) {
    for (ast::Unit& unit : syntax::parse(which.sources, i, diagnostics)) units.push_back(std::move(unit));
  }
  if (step != "syntax") {
    BOOST_TEST_REQUIRE(run_step(step, units, which.sources, diagnostics), "no step is named " << step);
  }
  auto all = diagnostics.sorted();
  if (which.only_last && all.size() > 1) all.erase(all.begin(), all.end() - 1);
  const std::string got = rendered(all, which.sources);
  if (std::getenv("PROBITY_BLESS") != nullptr) return bless(which, got);
  BOOST_TEST(got == which.expected);
  const bool is_bad = name.find("/bad/") != std::string::npos;
  BOOST_TEST(all.size() == (is_bad ? 1U : 0U), "a case shows one mistake, or none");
}

/// The codes that bad cases of one prefix show.
BOOST_AUTO_TEST_CASE(every_diagnostic_of_the_catalogue_has_a_bad_case) {
  std::set<std::string> shown;
  for (const auto& path : find_cases(golden_folder())) {
    if (path.generic_string().find("/bad/") == std::string::npos) continue;
    const Case which = read_case(path);
    const std::size_t begin = which.expected.find("[P");
    if (begin != std::string::npos) shown.insert(which.expected.substr(begin + 1, 5));
  }
  for (const diagnostics::DiagnosticId id : diagnostics::all_ids()) {
    const std::string code(diagnostics::code_of(id));
    BOOST_TEST(shown.count(code) == 1U, code << " has no case in a folder `bad`: " << diagnostics::template_of(id));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::golden
