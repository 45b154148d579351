#pragma once

#include <string>
#include <vector>

#include "engine/ir/program.h"

namespace probity::eval::reference {

/// A condition of which `probity test` wants to see both sides; see *Coverage* in the reference.
struct ConditionPlace {
  /// What the condition stands in, which says when it makes the difference.
  enum class Part : std::uint8_t {
    kOfAll,  ///< an operand of `and`, or one of several requirements
    kOfAny,  ///< an operand of `or`
    kAlone,  ///< a guard, a deadline's condition or what an `if` asks
  };
  ir::ExprId condition;
  Part part = Part::kAlone;
  std::string of;  ///< `cn.suitability.risk_match/recommended`, a definition or a table, without version
};

/// All conditions of the program, each once, in the order of rules; those of definitions and tables
/// stand with the first rule that uses them. Constants and what no rule uses are left out.
[[nodiscard]] std::vector<ConditionPlace> conditions_of(const ir::Program& program);

}  // namespace probity::eval::reference
