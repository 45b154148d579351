#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/check/compile.h"
#include "engine/syntax/parse.h"

namespace probity::check {

/// A text compiled as one file, with what was said about it.
struct CompiledText {
  SourceSet sources;
  diagnostics::Diagnostics diagnostics;
  Compiled compiled;

  /// `P0201:12 P0302:14`: codes with their lines, in order of place.
  [[nodiscard]] std::string codes() const {
    std::string text;
    for (const diagnostics::Diagnostic& each : diagnostics.sorted()) {
      if (!text.empty()) text += " ";
      text += std::string(diagnostics::code_of(each.id)) + ":" + std::to_string(each.span.line);
    }
    return text;
  }
  [[nodiscard]] std::string messages() const {
    std::string text;
    for (const diagnostics::Diagnostic& each : diagnostics.sorted()) text += each.message + "\n";
    return text;
  }
};

inline CompiledText compile_texts(const std::vector<std::string>& texts) {
  CompiledText result;
  for (std::size_t i = 0; i < texts.size(); ++i) result.sources.emplace_back("t" + std::to_string(i) + ".probity", texts[i]);
  std::vector<ast::Unit> units;
  for (std::uint32_t i = 0; i < result.sources.size(); ++i) {
    for (auto& unit : syntax::parse(result.sources, i, result.diagnostics)) units.push_back(std::move(unit));
  }
  const FindCalendar find = [](std::string_view name) -> std::shared_ptr<const Calendar> {
    if (name != "test.days") return nullptr;
    auto calendar = Calendar::parse(
        "calendar test.days\nversion  1\ncovers   2020-01-01 to 2026-12-31\nclosed   weekends\n");
    return calendar.ok() ? std::make_shared<const Calendar>(std::move(calendar).value()) : nullptr;
  };
  result.compiled = compile(units, result.sources, find, result.diagnostics);
  return result;
}

/// The vocabulary and header that the tests of rules share; `blocks` begin on line 1 of their file.
inline constexpr const char* kVocabulary = R"(vocabulary test.vocabulary
  title "Test"
ordered RiskClass
  C1
  C2
  C3
ordered Risk
  R1
  R2
  R3
enumeration Category
  ordinary
  professional
enumeration Side
  buy
  sell
record Permission
  board      Side
  granted_on date
record Acknowledgement
  document text
  version  text
  at       moment
record Step
  procedure text
  order     text
  product   text
  told_at   moment
  warned_at moment
entity Client
  category     Category
  risk_class   RiskClass
  assets       money CNY
  name         text
  rated_on     date
  permissions  list of Permission
  acknowledged list of Acknowledgement
  procedures   list of Step
entity Product
  risk  Risk
  notes text
entity Order
  subject date placed_at
  placed_at moment
  side      Side
  amount    money
  fee       money CNY
  share     rate
  count     number
  solicited truth
  client    Client
  product   Product
  orders    list of Order
entity Complaint
  subject date received_at
  received_at moment
  answered_at moment
  told_at     moment
  closed_on   date
  client      Client
document risk_statement
  version "1" from 2019-01-01
act "closing of Complaint"
  on   Complaint
  date closed_on
)";
inline constexpr const char* kHeader = R"(ruleset test.rules
  layer law
  zone Asia/Shanghai
  calendar test.days
  close of business 17:00
  uses test.vocabulary
)";

inline CompiledText compile_blocks(const std::string& blocks) {
  return compile_texts({kVocabulary, kHeader, "continues test.rules\n" + blocks});
}

}  // namespace probity::check
