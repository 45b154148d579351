#pragma once

#include <string>
#include <vector>

namespace probity::test {

/// Facts under a ruleset, and the lines that describe what comes of them.
struct Judgement {
  std::string on = "Order";
  std::string as_of = "2025-03-14";  ///< empty: none is given
  std::string now;
  bool faulty = false;  ///< some of the facts do not read
  std::string facts = "{}";
  std::vector<std::string> expected;
  std::size_t line = 0;
};

/// One sentence of the language with a ruleset that shows it.
struct Case {
  std::string name;
  std::string rules;
  std::vector<Judgement> judgements;
  std::size_t line = 0;
};

/// A file of cases:
///
///     === what the case shows
///     rule … (blocks of a ruleset; its header stands for all of them in semantics_test.cpp)
///     --- [faulty] [on SUBJECT] [as_of DAY|none] [now MOMENT] {facts}
///     one line for each finding, obligation and deadline
///
/// Lines that begin with `#` below a `---`, or before the first case, are remarks.
[[nodiscard]] std::vector<Case> read_cases(const std::string& text);

}  // namespace probity::test
