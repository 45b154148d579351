#include "tests/integration/semantics/case_file.h"

#include <sstream>

namespace probity::test {
namespace {

/// `on "closing of Complaint" as_of none now 2025-04-01 {…}`
Judgement read_head(const std::string& head) {
  Judgement judgement;
  std::size_t at = 0;
  const auto next_word = [&]() {
    while (at < head.size() && head[at] == ' ') ++at;
    const bool quoted = at < head.size() && head[at] == '"';
    const std::size_t begin = quoted ? at + 1 : at;
    std::size_t end = head.find(quoted ? '"' : ' ', begin);
    if (end == std::string::npos) end = head.size();
    at = quoted ? end + 1 : end;
    return head.substr(begin, end - begin);
  };
  while (at < head.size() && head[at] != '{') {
    const std::string word = next_word();
    if (word == "on") judgement.on = next_word();
    if (word == "as_of") judgement.as_of = next_word();
    if (word == "now") judgement.now = next_word();
    if (word == "faulty") judgement.faulty = true;
    while (at < head.size() && head[at] == ' ') ++at;
  }
  if (judgement.as_of == "none") judgement.as_of.clear();
  if (at < head.size()) judgement.facts = head.substr(at);
  return judgement;
}

}  // namespace

std::vector<Case> read_cases(const std::string& text) {
  std::vector<Case> cases;
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.starts_with("=== ")) {
      cases.push_back({line.substr(4), {}, {}, number});
    } else if (cases.empty()) {
      continue;
    } else if (line.starts_with("--- ")) {
      cases.back().judgements.push_back(read_head(line.substr(4)));
      cases.back().judgements.back().line = number;
    } else if (cases.back().judgements.empty()) {
      cases.back().rules += line + "\n";
    } else if (!line.empty() && line[0] != '#') {
      cases.back().judgements.back().expected.push_back(line);
    }
  }
  return cases;
}

}  // namespace probity::test
