#pragma once

#include "engine/base/result.h"
#include "engine/decision/decision.h"
#include "engine/eval/reference/evaluator.h"
#include "engine/eval/scalar/evaluator.h"
#include "engine/facts/facts.h"
#include "engine/plan/plan.h"

namespace probity::eval::scalar {

/// Decides as the reference evaluator does, to the byte: what the fast one finds is written down by the
/// reference, and by nobody else. Not thread-safe: one for each thread; the plan is shared.
class Decider {
 public:
  explicit Decider(const plan::Plan& plan) : plan_(plan), rows_(plan.layout()) {}

  /// As `reference::decide`. Where an explanation, coverage or parameters are asked for, that decides alone.
  [[nodiscard]] Result<decision::Decision> decide(const facts::SubjectFacts& subject,
                                                  const reference::Options& options = {});

 private:
  const plan::Plan& plan_;
  Evaluator evaluator_;
  facts::RowStore rows_;
  std::vector<std::uint32_t> rules_;
};

}  // namespace probity::eval::scalar
