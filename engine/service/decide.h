#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/decision/decision.h"
#include "engine/facts/facts.h"
#include "engine/ir/program.h"
#include "engine/ports/ports.h"
#include "engine/service/judge.h"

namespace probity::service {

/// A subject to judge.
struct Question {
  facts::SubjectFacts subject;
  std::string facts_verbatim;  ///< as they came: what the log keeps
};

struct Answer {
  decision::Decision decision;
  std::string logged_as;  ///< its id in the log; empty where none is kept
};

struct DecideOptions {
  /// Decides a deadline's state; else the subject's own date does.
  std::optional<Moment> now;
  bool explain = false;
};

/// Judges the questions in their order; each has its answer in its place, or why it has none: its
/// `as_of` disagrees with its own date, or the log cannot hold it. Where there is a sink, every answer
/// is durable in it when this returns, and only then may it be shown. Errors: the sink's; then none of
/// the answers may be shown.
[[nodiscard]] Result<std::vector<Result<Answer>>> decide(const Judge& judge,
                                                         const std::vector<Question>& questions,
                                                         const DecideOptions& options,
                                                         ports::DecisionSink* sink);

}  // namespace probity::service
