#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/source/source_text.h"

/// Golden cases: files of text sections that say what is compiled and which diagnostics come.
///
///   # What the case shows.
///   --- rules [file NAME]       a file; `rules` is its name where none is given
///   --- standard vocabulary     stands for tests/golden/vocabulary.probity
///   --- expect                  the diagnostics as they are printed; nothing: none
///   --- expect last             the last of many
///
/// Within a file's text, `@repeat N TEXT` stands for TEXT N times without line ends, `@lines N TEXT`
/// for N lines of it, and `@byte HH` for one byte; `@glue` joins the lines before and after it.
namespace probity::golden {

struct Case {
  std::filesystem::path path;
  std::string before_expect;  ///< all sections but `expect`, as written
  SourceSet sources;
  std::string expected;
  bool only_last = false;
};

/// Reads a case; one that cannot be read gives a case without sources.
[[nodiscard]] Case read_case(const std::filesystem::path& path);
/// Every `.case` file below a folder, in the order of their names.
[[nodiscard]] std::vector<std::filesystem::path> find_cases(const std::filesystem::path& folder);
/// Writes the case again with another expectation (PROBITY_BLESS=1).
void bless(const Case& which, const std::string& expected);

}  // namespace probity::golden
