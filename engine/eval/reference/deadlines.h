#pragma once

#include <optional>

#include "engine/decision/decision.h"
#include "engine/eval/reference/evaluated.h"
#include "engine/ir/program.h"

namespace probity::eval::reference {

class Evaluation;

/// Where one deadline stands on the day that decides.
struct DeadlineResult {
  bool lifted = false;  ///< `unless` holds: there is no deadline
  std::optional<Moment> start, due, met_at, extended_to;
  bool due_is_day = false;  ///< it ends with that local day
  decision::DeadlineState state = decision::DeadlineState::kNotStarted;
  /// Whether a finding comes of it: false, true, or unknown because of `why`.
  Truth missed = Truth::kFalse;
  bool surely_in_time = false;  ///< where that is unknown: no more than due soon
  Evaluated why;
  Truth applies = Truth::kTrue;  ///< the rule is in force and its guard holds
};

/// Counts a deadline rule's (or its exception's) clauses out; see *Deadlines* in the reference.
[[nodiscard]] DeadlineResult count_deadline(Evaluation& evaluation, const ir::DeadlineClauses& clauses);

}  // namespace probity::eval::reference
