#include "engine/eval/scalar/decide.h"

namespace probity::eval::scalar {

Result<decision::Decision> Decider::decide(const facts::SubjectFacts& subject, const reference::Options& options) {
  const ir::Program& program = plan_.program();
  const plan::SubjectPlan* const plan = plan_.of(subject.subject);
  const bool parameters = options.parameters != nullptr && !options.parameters->empty();
  if (plan == nullptr || options.explain || options.coverage != nullptr || parameters) {
    return reference::decide(program, subject, options);
  }
  rows_.clear();
  const facts::Row* const row = rows_.add(*subject.record);
  const Judgement judgement = evaluator_.judge(*plan, {row, subject.id, subject.as_of});
  if (judgement.whole) return reference::decide(program, subject, options);
  rules_.clear();
  for (const Found& found : judgement.found) rules_.push_back(found.rule);
  decision::Decision decision;
  if (rules_.empty()) {
    decision.id = subject.id;
    decision.on = subject_name(program.schema, subject.subject);
    decision.ruleset = program.digest;
  } else {
    reference::Options only = options;
    only.only = &rules_;
    PROBITY_TRY(decision, reference::decide(program, subject, only));
  }
  decision.as_of = judgement.day->to_string();
  decision.not_judged = plan->not_judged();
  return decision;
}

}  // namespace probity::eval::scalar
