#pragma once

#include <string>
#include <vector>

#include "engine/eval/reference/rules.h"

namespace probity::eval::reference {

/// A finding in words, with the facts read so far and those that its reason reads.
[[nodiscard]] decision::Finding make_finding(Evaluation& evaluation, const ir::Rule& rule, Verdict& verdict,
                                             Recorder& recorder);

/// What a finding obliges to: confirmations with their missing steps, documents, the deadline.
[[nodiscard]] std::vector<decision::Obligation> obligations_of(Evaluation& evaluation, const ir::Rule& rule,
                                                               Verdict& verdict);

[[nodiscard]] decision::Deadline deadline_text(const ir::Rule& rule, const DeadlineResult& result);

/// What the rule, a grading that is in force and whose guard may hold, comes to on the subject.
[[nodiscard]] decision::Grade grade_of(Evaluation& evaluation, const ir::Rule& rule, Recorder& recorder);

}  // namespace probity::eval::reference
