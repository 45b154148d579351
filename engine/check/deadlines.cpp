#include "engine/check/rules.h"

namespace probity::check {

std::optional<ir::DeadlineClauses> RuleLowering::deadline(const Clauses& clauses) {
  const ir::OptExpr starts = optional(clauses.starts, Want::kInstant);
  auto& scope = expressions_.scope();
  scope.own_due.reset();
  const auto due_checked = clauses.due != nullptr ? due(*clauses.due) : std::nullopt;
  if (due_checked) scope.own_due = context_.type(due_checked->value);
  ir::DeadlineClauses lowered;
  if (clauses.extended != nullptr) {
    const auto until = due(clauses.extended->due);
    const ir::OptExpr condition = optional(clauses.extended->condition.get(), Want::kCondition);
    if (until) lowered.extended = ir::DeadlineClauses::Extension{*until, condition};
  }
  if (clauses.restarts != nullptr) {
    const ir::OptExpr from = optional(clauses.restarts->from.get(), Want::kInstant);
    const ir::OptExpr condition = optional(clauses.restarts->condition.get(), Want::kCondition);
    if (from) lowered.restarts = ir::DeadlineClauses::Restart{*from, condition};
  }
  lowered.paused_from = optional(clauses.paused_from, Want::kInstant);
  lowered.paused_to = optional(clauses.paused_to, Want::kInstant);
  if (clauses.met_by != nullptr) {
    for (const auto& written : *clauses.met_by) {
      if (const Checked met = once(*written, Want::kInstant)) lowered.met_by.push_back(*met);
    }
  }
  lowered.unless = optional(clauses.unless, Want::kCondition);
  if (clauses.warn_at != nullptr) lowered.warn_at = *clauses.warn_at;
  if (!starts || !due_checked) return std::nullopt;
  lowered.starts = *starts;
  lowered.due = *due_checked;
  return lowered;
}

std::optional<ir::DeadlineClauses> RuleLowering::narrowed(const Clauses& clauses, ir::DeadlineClauses upper) {
  auto& scope = expressions_.scope();
  scope.own_due = context_.type(upper.due.value);
  if (clauses.due != nullptr) {
    scope.own_due.reset();
    const auto earlier = due(*clauses.due);
    if (!earlier) return std::nullopt;
    scope.own_due = context_.type(earlier->value);
    upper.due = *earlier;
    upper.extended.reset();  // an extension to the upper rule's date would undo it
  }
  if (clauses.extended != nullptr) {
    const auto until = due(clauses.extended->due);
    const ir::OptExpr condition = optional(clauses.extended->condition.get(), Want::kCondition);
    if (!until) return std::nullopt;
    upper.extended = ir::DeadlineClauses::Extension{*until, condition};
  }
  if (clauses.warn_at != nullptr) upper.warn_at = *clauses.warn_at;
  return upper;
}

std::optional<ir::Due> RuleLowering::due(const ast::DeadlineDue& due) {
  const Checked value = once(*due.value, Want::kInstant);
  if (due.or_next_business_day && !ruleset_.header->calendar) {
    context_.report(DiagnosticId::kNoCalendar, due.value->span, "or the next business day", "calendar")
        .suggest(PhraseId::kAddCalendar);
    return std::nullopt;
  }
  if (!value) return std::nullopt;
  return ir::Due{whole_days(*value), due.or_next_business_day};
}

/// A period in whole days ends with a day, whatever the time of day it was counted from; one in
/// hours, or a moment that a fact gives, ends at that instant.
ir::ExprId RuleLowering::whole_days(ir::ExprId due) {
  if (context_.type(due).kind != TypeKind::kMoment || !counts_days(due)) return due;
  return context_.add(plain(TypeKind::kDate), SourceSpan(context_.expr(due).span), ir::DateOf{due});
}

bool RuleLowering::counts_days(ir::ExprId due) const {
  const auto& node = context_.expr(due).node;
  if (const auto* shift = std::get_if<ir::Shift>(&node)) {
    return shift->unit != DurationUnit::kSeconds && shift->unit != DurationUnit::kMinutes &&
           shift->unit != DurationUnit::kHours;
  }
  if (const auto* choose = std::get_if<ir::Choose>(&node)) {
    return counts_days(choose->then_value) && counts_days(choose->else_value);
  }
  if (const auto* extreme = std::get_if<ir::Extreme>(&node)) {
    for (const ir::ExprId option : extreme->options) {
      if (!counts_days(option)) return false;
    }
    return true;
  }
  return false;
}

}  // namespace probity::check
