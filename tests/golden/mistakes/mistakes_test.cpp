// Mistakes that officers make: each gives one diagnostic, at its place, with a remedy that compiles when it is followed.
// With PROBITY_BLESS=1 what came is written into the files; read the difference before it is kept.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/diagnostics/diagnostics.h"
#include "engine/service/check.h"
#include "tests/golden/mistakes/mistake_file.h"
#include "tests/golden/steps.h"

namespace probity::golden {
namespace {

namespace data = boost::unit_test::data;
using diagnostics::Diagnostic;

constexpr std::size_t kMistakesMin = 300;

std::filesystem::path folder() { return std::filesystem::path(PROBITY_SOURCE_DIR) / "tests/golden/mistakes"; }

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() == ".mistakes") names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

SourceText vocabulary() {
  std::ifstream file(folder() / "office.probity", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return {"office.probity", text.str()};
}

/// The files as the command line would check them, with the vocabulary behind them.
std::vector<Diagnostic> checked(SourceSet sources) {
  sources.push_back(vocabulary());
  return check_files(sources);
}

/// The marked text with where it begins, as the case counts its lines.
std::string place_text(const Diagnostic& diagnostic, const Frame& frame, const SourceSet& sources) {
  const Place place = place_of(frame);
  const SourceSpan& span = diagnostic.span;
  if (span.file >= sources.size()) return "in " + std::to_string(span.file);
  const std::string line(sources[span.file].line(span.line));
  std::string marked;
  std::uint32_t column = 0;
  for (const char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++column;
    const bool one_line = span.end_line <= span.line;
    if (column >= span.column && (!one_line || column < span.end_column)) marked += c;
  }
  const bool here = span.file == place.file && span.line > place.line;
  const std::string at = here ? std::to_string(span.line - place.line)
                              : sources[span.file].path() + ":" + std::to_string(span.line);
  return at + ":" + std::to_string(span.column) + " `" + marked + "`";
}

std::string said(const Diagnostic& diagnostic, const Frame& frame, const SourceSet& sources) {
  const bool is_error = severity_of(diagnostic.id) == diagnostics::Severity::kError;
  std::string text = place_text(diagnostic, frame, sources) + "\n" + (is_error ? "error[" : "warning[") +
                     std::string(code_of(diagnostic.id)) + "]: " + diagnostic.message + "\n";
  if (!diagnostic.help.empty()) text += "help: " + diagnostic.help.english + "\n";
  return text;
}

std::string said(const std::vector<Diagnostic>& all, const Frame& frame, const SourceSet& sources) {
  std::string text;
  for (const Diagnostic& each : all) text += said(each, frame, sources);
  return text;
}

bool blesses() { return std::getenv("PROBITY_BLESS") != nullptr; }

void test_case(Mistake& mistake, const Frame& frame) {
  const SourceSet sources = framed(frame, mistake.lines);
  const std::vector<Diagnostic> found = checked(sources);
  const std::string got = said(found, frame, sources);
  if (blesses()) mistake.says = got;
  BOOST_TEST(got == mistake.says);
  BOOST_TEST(found.size() == 1U, "one mistake is one diagnostic");
  if (found.empty()) return;
  const Diagnostic& first = found.front();
  const bool has_remedy = !first.help.empty() && !first.help.chinese.empty();
  BOOST_TEST(has_remedy, "every mistake comes with what to write instead, in both languages");
  SourceSet mended = sources;
  if (!first.fix.empty()) {
    SourceSet all = sources;
    all.push_back(vocabulary());
    mended = diagnostics::with_edits(all, first.fix);
    mended.pop_back();
    const std::string fixed = unframed(frame, mended);
    if (blesses()) mistake.fixed = fixed;
    BOOST_TEST(fixed == mistake.fixed);
    BOOST_TEST(mistake.applied.empty(), "a remedy that a machine can take needs no other text");
  } else {
    BOOST_TEST(!mistake.applied.empty(), "the remedy is followed by hand");
    BOOST_TEST(mistake.fixed.empty());
    mended = framed(frame, mistake.applied);
  }
  const std::string then = said(checked(mended), frame, mended);
  BOOST_TEST(then == mistake.then);
}

BOOST_AUTO_TEST_SUITE(mistakes)

BOOST_DATA_TEST_CASE(each_mistake_gives_one_diagnostic_with_a_remedy_that_compiles, data::make(file_names()), name) {
  MistakeFile file = read_mistakes(folder() / name);
  for (Mistake& mistake : file.cases) {
    BOOST_TEST_CONTEXT(name << ": " << mistake.title) { test_case(mistake, file.frames.at(mistake.frame)); }
  }
  if (blesses()) write_mistakes(file);
}

BOOST_AUTO_TEST_CASE(there_are_three_hundred_of_them_and_no_two_alike) {
  std::set<std::string> titles;
  std::set<std::string> texts;
  std::size_t by_machine = 0;
  for (const std::string& name : file_names()) {
    for (const Mistake& mistake : read_mistakes(folder() / name).cases) {
      BOOST_TEST(titles.insert(mistake.title).second, "a second case has the title: " << mistake.title);
      BOOST_TEST(texts.insert(mistake.lines + mistake.says).second, "a second case is: " << mistake.title);
      if (!mistake.fixed.empty()) ++by_machine;
    }
  }
  BOOST_TEST(titles.size() >= kMistakesMin);
  BOOST_TEST_MESSAGE(titles.size() << " mistakes, of which " << by_machine << " are mended by their fix");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::golden
