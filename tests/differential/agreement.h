#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "audit/record/decision_json.h"
#include "engine/eval/scalar/decide.h"

namespace probity::test {

/// How often the fast evaluator had to ask the reference, over all that was compared.
struct AgreementCounts {
  std::size_t pairs = 0, permits = 0, found = 0, asked = 0, whole = 0;
};

/// Judges a subject by both evaluators; what differs, in words, or nothing.
class Agreement {
 public:
  explicit Agreement(const ir::Program& program) : program_(program), plan_(program), decider_(plan_), rows_(plan_.layout()) {}

  std::optional<std::string> differs(const facts::SubjectFacts& subject, const std::optional<Moment>& now = {}) {
    eval::reference::Options options;
    options.now = now;
    const auto expected = eval::reference::decide(program_, subject, options);
    const auto came = decider_.decide(subject, options);
    ++counts.pairs;
    if (expected.ok() != came.ok()) return "one refuses: " + (came.ok() ? expected.error() : came.error()).message;
    if (!expected.ok()) {
      if (expected.error().message == came.error().message) return std::nullopt;
      return expected.error().message + " against " + came.error().message;
    }
    const std::string expected_line = audit::decision_line(expected.value());
    const std::string came_line = audit::decision_line(came.value());
    if (expected_line != came_line) return "reference " + expected_line + "\nfast      " + came_line;
    return records_differ(subject, expected.value());
  }

  AgreementCounts counts;

 private:
  /// What the fast evaluator says before any words are made is what the words then say.
  std::optional<std::string> records_differ(const facts::SubjectFacts& subject, const decision::Decision& expected) {
    const plan::SubjectPlan* const plan = plan_.of(subject.subject);
    if (plan == nullptr) return std::nullopt;
    using eval::scalar::Technique;
    std::optional<std::string> first;
    for (const Technique technique : {Technique::kSpecialised, Technique::kFlat, Technique::kTree}) {
      rows_.clear();
      eval::scalar::Evaluator& evaluator = evaluators_[static_cast<std::size_t>(technique)];
      const auto judged = evaluator.judge(*plan, {rows_.add(*subject.record), subject.id, subject.as_of});
      if (judged.whole) {
        ++counts.whole;
        return std::nullopt;
      }
      std::string text;
      for (const eval::scalar::Found& found : judged.found) {
        text += std::to_string(found.rule) + (found.ask ? "?" : "") + " ";
        if (technique == Technique::kSpecialised) ++(found.ask ? counts.asked : counts.found);
        if (found.ask) continue;
        const std::string& name = program_.rules[found.rule].qualified_name;
        const std::string exception = found.node == &program_.rules[found.rule].node ? "" : found.node->name;
        bool same = false;
        for (const decision::Finding& finding : expected.findings) {
          same = same || (finding.rule == name && finding.exception == exception && finding.outcome == found.outcome &&
                          finding.undetermined == found.undetermined);
        }
        if (!same) return "the record of " + name + " says something else: " + audit::decision_line(expected);
      }
      if (technique == Technique::kSpecialised && judged.found.empty()) ++counts.permits;
      if (!first) first = text;
      if (*first != text) return "techniques differ: " + *first + "against " + text;
    }
    return std::nullopt;
  }

  const ir::Program& program_;
  plan::Plan plan_;
  eval::scalar::Decider decider_;
  facts::RowStore rows_;
  eval::scalar::Evaluator evaluators_[3]{eval::scalar::Evaluator(eval::scalar::Technique::kTree),
                                         eval::scalar::Evaluator(eval::scalar::Technique::kFlat),
                                         eval::scalar::Evaluator(eval::scalar::Technique::kSpecialised)};
};

}  // namespace probity::test
