#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/check/compile.h"
#include "engine/eval/reference/coverage.h"

namespace probity::service {

/// An expectation that was not met.
struct Failure {
  std::string expected;  ///< `confirm from cn.suitability.risk_match`
  std::string came;      ///< `block from cn.suitability.risk_match, by its exception recommended`
  std::string at;        ///< `suitability.probity:120`
};

struct ScenarioResult {
  std::string name;
  std::string ruleset;
  std::string at;
  std::size_t expectations = 0;
  std::vector<Failure> failures;

  [[nodiscard]] bool passed() const { return failures.empty(); }
};

/// How many scenarios reached one rule, exception or table row. An undetermined result is on neither
/// side. The failing side of an exempt exception is a scenario in which it does not apply and the rule
/// has a finding.
struct Reached {
  std::string name;  ///< `cn.suitability.risk_match/recommended`, `cn.commission.handling_rate:2`
  std::string at;
  std::uint64_t passing = 0;  ///< of a row: how often it was found
  std::uint64_t failing = 0;
};

/// How often one condition made the difference; see *Coverage* in the reference.
struct ReachedCondition {
  std::string text;  ///< `order.side is buy`
  std::string of;    ///< the rule, exception, definition or table that it stands in
  std::string at;
  eval::reference::ConditionPlace::Part part = eval::reference::ConditionPlace::Part::kAlone;
  std::uint64_t held = 0;
  std::uint64_t failed = 0;
};

struct TestReport {
  std::vector<ScenarioResult> scenarios;
  std::vector<Reached> rules, exceptions, rows;
  std::vector<ReachedCondition> conditions;

  [[nodiscard]] std::size_t failed() const;
};

/// Runs every scenario. What a scenario expects of the whole decision (`expect block`, `expect
/// missing …`) is compared with its own ruleset's part of it, so that a result does not depend on
/// what else was compiled beside it.
[[nodiscard]] TestReport run_scenarios(const check::Compiled& compiled);

}  // namespace probity::service
