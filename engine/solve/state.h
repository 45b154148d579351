#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/solve/problem.h"

/// What one case of the search leaves open.
namespace probity::solve {

struct Limits {
  bool known = false;
  IntervalSet set;  ///< where known
};

struct Pair {
  Id<Variable> a;
  Relation relation = Relation::kEqual;
  Id<Variable> b;
};

struct State {
  std::map<Id<Variable>, Limits> limits;
  std::vector<Pair> pairs;
  bool exact = true;  ///< nothing that was passed over could make it false
};

/// Values that satisfy a case: `kNo` where there are none, `kOpen` where that took too many tries.
[[nodiscard]] Answer assign(const Problem& problem, const State& state, std::size_t& tries);

}  // namespace probity::solve
