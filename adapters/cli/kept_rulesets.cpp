#include "adapters/cli/kept_rulesets.h"

#include "adapters/cli/rulesets.h"
#include "adapters/json/facts_line.h"
#include "audit/record/decision_json.h"
#include "audit/replay/basis.h"
#include "engine/service/decide.h"

namespace probity::cli {

Result<const service::CheckedRulesets*> KeptRulesets::rulesets_of(const audit::Json& entry) {
  const std::string basis(entry.text_of("basis"));
  if (basis.empty()) return Error{ErrorCode::kNotFound, "it does not name the files that it rests on"};
  for (auto each = programs_.begin(); each != programs_.end(); ++each) {
    if (each->basis != basis) continue;
    programs_.splice(programs_.begin(), programs_, each);
    return &programs_.front().rulesets;
  }
  PROBITY_TRY(const std::string list, load_(basis));
  PROBITY_TRY(audit::Basis kept, audit::read_basis(list, load_));
  const std::string digest = kept.program;
  const auto store = audit::store_of_basis(std::move(kept));
  PROBITY_TRY(service::CheckedRulesets checked, service::check_rulesets(*store, service::Need::kRules));
  if (checked.diagnostics.has_errors()) {
    return Error{ErrorCode::kCorrupt, "this version of probity finds mistakes in its rulesets"};
  }
  if (checked.compiled.program.digest != digest) {
    return Error{ErrorCode::kCorrupt, "this version of probity compiles its rulesets to another program"};
  }
  programs_.push_front({basis, std::move(checked)});
  if (programs_.size() > kProgramsKept) programs_.pop_back();
  return &programs_.front().rulesets;
}

Result<std::string> KeptRulesets::made_again(const audit::Json& entry, std::string_view facts) {
  PROBITY_TRY(const service::CheckedRulesets* rulesets, rulesets_of(entry));
  const ir::Program* program = &rulesets->compiled.program;
  adapters::FactsOptions options;
  const Zone& zone = zone_of(*program);
  options.zone = &zone;
  adapters::FactsLine line = adapters::read_facts_line(facts, program->schema, options);
  if (!line.subject) return Error{ErrorCode::kCorrupt, "its facts cannot be read: " + line.refused};
  service::DecideOptions decide;
  if (const std::string_view now = entry.text_of("now"); !now.empty()) {
    PROBITY_TRY(decide.now, Moment::parse(now, zone));
  }
  // By the evaluator that is the meaning of the language, whichever made it first.
  const auto judge = service::make_judge(*program, service::Evaluator::kReference);
  PROBITY_TRY(const auto answers, service::decide(*judge, {{std::move(*line.subject), {}}}, decide, nullptr));
  if (!answers.front().ok()) return Error{ErrorCode::kCorrupt, answers.front().error().message};
  return audit::canonical_text(audit::recorded_decision_json(answers.front().value().decision));
}

}  // namespace probity::cli
