#include "audit/verify/acts_of_log.h"

#include "audit/record/json_parse.h"
#include "audit/verify/log_view.h"
#include "audit/verify/show.h"

namespace probity::audit {

Result<RulesetLife> ruleset_life(ports::LogSource& source, const std::string& program, const ports::StopRequested& stop) {
  RulesetLife life;
  const auto take = [&](const ShownEntry& entry) {
    const std::string_view kind = entry.json->text_of("kind");
    if (entry.json->text_of("program") != program) return true;
    const std::string by(entry.json->text_of("by"));
    if (kind == ruleset_step_kind(RulesetStep::kPublished)) life = {by, std::nullopt, std::nullopt};
    if (kind == ruleset_step_kind(RulesetStep::kApproved)) life.approved_by = by;
    if (kind == ruleset_step_kind(RulesetStep::kWithdrawn)) life.withdrawn_by = by;
    return true;
  };
  PROBITY_TRY(const std::uint64_t shown, show(source, {}, take, stop));
  (void)shown;
  return life;
}

Result<void> may_follow(const RulesetLife& life, const RulesetAct& act) {
  const auto refused = [](std::string why) { return Error{ErrorCode::kInvalidArgument, std::move(why)}; };
  if (act.step == RulesetStep::kPublished) {
    if (life.published_by && !life.withdrawn_by) return refused("these rulesets are published already, by " + *life.published_by);
    return {};
  }
  if (!life.published_by) return refused("these rulesets, as they stand, were never published in this log");
  if (life.withdrawn_by) return refused("these rulesets were withdrawn, by " + *life.withdrawn_by);
  if (act.step == RulesetStep::kWithdrawn) return {};
  if (life.approved_by) return refused("these rulesets are approved already, by " + *life.approved_by);
  if (*life.published_by != act.by) return {};
  return refused("who published rulesets cannot approve them: " + act.by);
}

Result<EventEntry> override_of(ports::LogSource& source, const std::string& entry_id, const std::string& outcome,
                               const std::string& by, const std::string& reason, const ports::StopRequested& stop) {
  PROBITY_TRY(const auto view, LogView::open(source, stop));
  const Error none{ErrorCode::kInvalidArgument, "`" + entry_id + "` is no decision of this log"};
  if (view->log_id() == nullptr) return none;
  const std::uint64_t index = index_of_entry_id(*view->log_id(), entry_id).value_or(view->size());
  if (index >= view->size()) return none;
  PROBITY_TRY(const std::string text, view->entry(index));
  PROBITY_TRY(const Json entry, parse_canonical(text));
  const Json* decision = entry.find("decision");
  if (entry.text_of("kind") != "decision" || decision == nullptr) return none;
  return override_entry({audit::entry_id(*view->log_id(), index), std::string(decision->text_of("id")),
                         std::string(decision->text_of("on")), std::string(decision->text_of("outcome")), outcome, by, reason});
}

}  // namespace probity::audit
