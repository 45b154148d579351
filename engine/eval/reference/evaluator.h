#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/decision/decision.h"
#include "engine/facts/facts.h"
#include "engine/ir/program.h"

/// The meaning of the language, written to be read. Thread-safe: a program and facts are only read.
namespace probity::eval::reference {

/// How often each rule and exception was on each side, for `probity test`.
struct Coverage {
  struct Sides {
    std::uint64_t held = 0;    ///< guard true, no finding (or exempted)
    /// A finding, undetermined ones not counted; of an exempt exception: its guard was false and the
    /// rule had a finding.
    std::uint64_t failed = 0;
    std::uint64_t guard_false = 0;
  };
  /// Key: `cn.suitability.risk_match`, `cn.suitability.risk_match/recommended`; `#2` for a second version.
  std::map<std::string, Sides> nodes;
  /// Key: qualified table name and row number from 1: `cn.commission.handling_rate:2`.
  std::map<std::string, std::uint64_t> rows;
  /// How often a condition made the difference; see *Coverage* in the reference.
  struct Condition {
    std::uint64_t held = 0;
    std::uint64_t failed = 0;
  };
  std::map<ir::ExprId, Condition> conditions;
};

struct Options {
  /// The day or moment that decides a deadline's state; else the subject's own date.
  std::optional<Moment> now;
  bool explain = false;  ///< fill `Decision::considered`
  Coverage* coverage = nullptr;
  /// Judge these rules alone, in rising order: of the others it is known that nothing comes of them.
  const std::vector<std::uint32_t>* only = nullptr;
  /// Values that stand in for parameters', by the parameter's index: what a scenario gives.
  const std::map<std::uint32_t, Value>* parameters = nullptr;
};

/// Judges one subject by every rule of the program on it.
///
/// Errors: `kInvalidArgument` where `as_of` disagrees with the subject's own date (its day in the
/// ruleset's zone). A subject whose date is unknown gets undetermined findings, not an error.
[[nodiscard]] Result<decision::Decision> decide(const ir::Program& program, const facts::SubjectFacts& subject,
                                                const Options& options = {});

/// The key of `program.rules[rule]` in `Coverage::nodes`; an exception's is this, `/` and its name.
[[nodiscard]] std::string rule_key(const ir::Program& program, std::size_t rule);

}  // namespace probity::eval::reference
