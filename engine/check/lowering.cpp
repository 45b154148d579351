#include <algorithm>
#include <utility>

#include "engine/check/instruments.h"
#include "engine/check/rules.h"
#include "engine/ir/walk.h"

namespace probity::check {

SourceSpan clause_place(const ast::Clauses& clauses, const std::string& keyword, SourceSpan fallback) {
  const auto found = clauses.places.find(keyword);
  return found == clauses.places.end() ? fallback : found->second;
}

decision::Outcome outcome_of(ast::OutcomeWord word) {
  // One order of strength in both; see decision.h.
  return static_cast<decision::Outcome>(word);
}

std::string_view kind_name(ast::RuleKind kind) { return ir::rule_kind_name(static_cast<ir::RuleKind>(kind)); }

Clauses Clauses::with(const ast::Clauses& written) const {
  Clauses merged = *this;
  const auto take = [](auto& place, const auto& given) {
    if (given) place = &*given;
  };
  const auto take_list = [](auto& place, const auto& given) {
    if (!given.empty()) place = &given;
  };
  take_list(merged.cites, written.cites);
  take_list(merged.require, written.require);
  take_list(merged.disclose, written.disclose);
  take(merged.otherwise, written.otherwise);
  take(merged.if_unknown, written.if_unknown);
  take(merged.because, written.because);
  take(merged.charge, written.charge);
  take(merged.at_least, written.at_least);
  take(merged.at_most, written.at_most);
  take(merged.starts, written.deadline.starts);
  take(merged.due, written.deadline.due);
  take(merged.extended, written.deadline.extended);
  take(merged.restarts, written.deadline.restarts);
  take(merged.paused_from, written.deadline.paused_from);
  take(merged.paused_to, written.deadline.paused_to);
  take_list(merged.met_by, written.deadline.met_by);
  take(merged.unless, written.deadline.unless);
  take(merged.warn_at, written.deadline.warn_at);
  take_list(merged.raise, written.raise);
  take_list(merged.responses, written.responses);
  if (!written.grading.steps.empty() || !written.grading.points.empty()) merged.grading = &written.grading;
  return merged;
}

namespace {
Scope rule_scope(RulesetNames& ruleset, Subject subject, ast::RuleKind kind) {
  Scope scope;
  scope.ruleset = &ruleset;
  scope.subject = subject;
  scope.in_deadline = kind == ast::RuleKind::kDeadline;
  return scope;
}
}  // namespace

RuleLowering::RuleLowering(Context& context, RulesetNames& ruleset, ast::RuleKind kind, Subject subject)
    : context_(context), ruleset_(ruleset), kind_(kind), subject_(subject),
      expressions_(context, rule_scope(ruleset, subject, kind)) {}

Checked RuleLowering::once(const ast::Expr& expr, Want want) {
  const auto& due = expressions_.scope().own_due;
  auto& known = checked_[due && due->kind == TypeKind::kMoment ? 1 : 0];
  if (const auto found = known.find(&expr); found != known.end()) {
    whole_ = whole_ && found->second.has_value();
    return found->second;
  }
  Checked checked;
  switch (want) {
    case Want::kCondition: checked = expressions_.condition(expr); break;
    case Want::kInstant: checked = expressions_.instant(expr); break;
    case Want::kDay: checked = expressions_.day(expr); break;
    case Want::kValue: checked = expressions_.check(expr); break;
  }
  known.emplace(&expr, checked);
  whole_ = whole_ && checked.has_value();
  return checked;
}

ir::OptExpr RuleLowering::optional(const ast::Expr* expr, Want want) {
  if (expr == nullptr) return std::nullopt;
  return once(*expr, want);
}

ir::OptExpr RuleLowering::in_force_by(const ast::Clauses& own) { return optional(own.in_force_by.get(), Want::kDay); }

ir::Node RuleLowering::node(const ast::Name& name, const ast::Clauses& own, const Clauses& clauses,
                            const ir::Period& period) {
  const std::size_t before = context_.reported;
  whole_ = true;
  ir::Node node;
  node.name = name.text;
  node.span = name.span;
  node.period = period;
  node.exempt = own.exempt;
  if (has_guard_) node.guard = optional(own.when.get(), Want::kCondition);
  if (clauses.cites != nullptr) {
    const std::string& layer = context_.ruleset(ruleset_).layer;
    for (const ast::Citation& citation : *clauses.cites) {
      node.cites.push_back(read_citation(context_, citation, layer, name.text, period));
    }
    const bool layer_given = ruleset_.header != nullptr && ruleset_.header->layer.has_value();
    if (!own.cites.empty() && layer_given) check_layer_of_citations(context_, name, layer, node.cites);
  }
  // What follows is read even where nothing is required, so that its mistakes are found.
  if (kind_ == ast::RuleKind::kDeadline) {
    node.deadline = deadline(clauses);
    if (node.exempt) node.deadline.reset();
  } else {
    const ir::OptExpr required = requirement(clauses);
    if (!node.exempt) node.requirement = required;
  }
  if (kind_ == ast::RuleKind::kGrading && clauses.grading != nullptr) {
    node.grading = grading(name, *clauses.grading);
    if (node.grading) {
      // Where nothing is recorded the grade itself is the finding: no grade is other than itself.
      const ir::ExprId against = node.grading->recorded.value_or(node.grading->value);
      const SourceSpan place = context_.expr(against).span;
      const ir::Compare op = node.grading->recorded ? ir::Compare::kEqual : ir::Compare::kNotEqual;
      node.requirement = expressions_.compare(op, against, node.grading->value, place, place);
    }
  }
  if (clauses.responses != nullptr && !node.exempt) node.responses = responses(*clauses.responses);
  if (clauses.disclose != nullptr && !node.exempt) {
    for (const ast::Disclose& disclose : *clauses.disclose) {
      if (const auto document = context_.schema().find_document(disclose.document.text)) {
        node.disclosures.push_back({*document});
      }
    }
  }
  outcomes(node, clauses);
  if (clauses.because != nullptr) node.because = reason(*clauses.because);
  if (context_.reported != before) whole_ = false;
  if (whole_) no_blocking_mentions(node);
  return node;
}

/// Clauses that ask for the same, as inherited, give the same expression.
ir::OptExpr RuleLowering::requirement(const Clauses& clauses) {
  const std::array<const void*, 6> key{clauses.disclose, clauses.charge,  clauses.require,
                                       clauses.at_least, clauses.at_most, clauses.raise};
  if (const auto found = requirements_.find(key); found != requirements_.end()) {
    whole_ = whole_ && found->second.second;
    return found->second.first;
  }
  const bool before = std::exchange(whole_, true);
  const ir::OptExpr required = one_condition(clauses);
  requirements_.emplace(key, std::pair(required, whole_));
  whole_ = whole_ && before;
  return required;
}

/// One condition from everything that the clauses ask for.
ir::OptExpr RuleLowering::one_condition(const Clauses& clauses) {
  std::vector<ir::ExprId> conditions;
  if (clauses.disclose != nullptr) add_disclosures(clauses, conditions);
  if (clauses.charge != nullptr) add_commission(clauses, conditions);
  if (clauses.require != nullptr) {
    for (const auto& written : *clauses.require) {
      if (const Checked checked = once(*written, Want::kCondition)) conditions.push_back(*checked);
    }
  }
  if (clauses.raise != nullptr) {
    for (const auto& written : *clauses.raise) {
      const Checked checked = once(*written, Want::kCondition);
      if (!checked) continue;
      conditions.push_back(context_.add(plain(TypeKind::kTruth), SourceSpan(context_.expr(*checked).span), ir::Not{*checked}));
    }
  }
  if (conditions.empty()) return std::nullopt;
  if (conditions.size() == 1) return conditions.front();
  const SourceSpan span = context_.expr(conditions.front()).span;
  return context_.add(plain(TypeKind::kTruth), span, ir::And{std::move(conditions)});
}

void RuleLowering::add_disclosures(const Clauses& clauses, std::vector<ir::ExprId>& conditions) {
  for (const ast::Disclose& disclose : *clauses.disclose) {
    auto& known = checked_[0];
    if (!known.contains(&disclose)) {
      known.emplace(&disclose, expressions_.acknowledged(disclose.document, disclose.before.get(), disclose.span));
    }
    const Checked checked = known.at(&disclose);
    if (checked) conditions.push_back(*checked);
    else whole_ = false;
  }
}

/// The charge with what is included in it, against both limits.
void RuleLowering::add_commission(const Clauses& clauses, std::vector<ir::ExprId>& conditions) {
  const ast::Charge& charge = *clauses.charge;
  const Checked alone = once(*charge.value, Want::kValue);
  std::vector<ir::ExprId> parts;
  for (const auto& written : charge.including) {
    if (const Checked part = once(*written, Want::kValue)) parts.push_back(*part);
  }
  const ir::OptExpr where = optional(charge.where.get(), Want::kCondition);
  const ir::OptExpr at_least = optional(clauses.at_least, Want::kValue);
  const ir::OptExpr at_most = optional(clauses.at_most, Want::kValue);
  if (!whole_ || !alone) return;
  const SourceSpan span = charge.value->span;
  ir::ExprId charged = *alone;
  for (const ir::ExprId part : parts) {
    const Checked sum = expressions_.calculate(ast::BinaryOp::kAdd, charged, part, context_.expr(part).span, span);
    if (!sum) return;
    charged = *sum;
  }
  if (where && !parts.empty()) {
    charged = context_.add(Type(context_.type(charged)), span, ir::Choose{*where, charged, *alone});
  }
  const auto within = [&](const ir::OptExpr& bound, ir::Compare op) {
    if (!bound) return;
    const SourceSpan place = context_.expr(*bound).span;
    if (const Checked held = expressions_.compare(op, charged, *bound, place, place)) conditions.push_back(*held);
  };
  within(at_least, ir::Compare::kGreaterOrEqual);
  within(at_most, ir::Compare::kLessOrEqual);
}

void RuleLowering::outcomes(ir::Node& node, const Clauses& clauses) {
  node.otherwise.outcome =
      kind_ == ast::RuleKind::kDisclosure ? decision::Outcome::kDisclose
      : kind_ == ast::RuleKind::kAlert    ? decision::Outcome::kWarn
                                          : decision::Outcome::kRecord;
  if (const ast::Outcome* otherwise = clauses.otherwise) {
    node.otherwise.outcome = outcome_of(otherwise->word);
    if (otherwise->procedure) {
      node.otherwise.procedure = procedure(*otherwise->procedure);
      whole_ = whole_ && node.otherwise.procedure.has_value();
    } else if (otherwise->word == ast::OutcomeWord::kConfirm) {
      context_.report(DiagnosticId::kConfirmWithoutProcedure, otherwise->span)
          .suggest(PhraseId::kWriteConfirmBy);
    }
    if (otherwise->word == ast::OutcomeWord::kPermit) {
      context_.report(DiagnosticId::kOtherwisePermit, otherwise->span)
          .suggest(PhraseId::kExemptLiftsARule);
    }
  }
  const ast::Outcome* unknown = clauses.if_unknown;
  if (unknown == nullptr) return;
  if (unknown->word == ast::OutcomeWord::kPermit) {
    context_.report(DiagnosticId::kIfUnknownPermit, unknown->span).suggest(PhraseId::kWeakestIsRecord);
    return;
  }
  if (unknown->procedure) {
    context_.report(DiagnosticId::kIfUnknownProcedure, unknown->procedure->span).suggest(PhraseId::kWrite, "if unknown confirm");
    return;
  }
  node.if_unknown = outcome_of(unknown->word);
  if (*node.if_unknown > node.otherwise.outcome && !node.exempt && clauses.otherwise != nullptr) {
    context_.report(DiagnosticId::kIfUnknownStronger, unknown->span, decision::outcome_name(*node.if_unknown),
                    decision::outcome_name(node.otherwise.outcome))
        .label(clauses.otherwise->span, PhraseId::kCountsAsOtherwise);
  }
}

std::optional<Id<ir::Procedure>> RuleLowering::procedure(const ast::Name& name) {
  const auto found = ruleset_.procedures.find(name.text);
  if (found == ruleset_.procedures.end()) {
    std::vector<std::string> candidates;
    for (const auto& [known, procedure] : ruleset_.procedures) candidates.push_back(known);
    std::sort(candidates.begin(), candidates.end());
    context_.report_unknown(DiagnosticId::kUnknownProcedure, name, candidates, name.text);
    return std::nullopt;
  }
  context_.used(name, found->second.source->name.text, local_names(found->second.source->names));
  if (!found->second.procedure) return std::nullopt;
  const ir::Procedure& procedure = context_.program.procedures[*found->second.procedure];
  if (procedure.subject.entity != subject_.entity) {
    context_.report(DiagnosticId::kProcedureOfOtherSubject, name.span, procedure.name,
                    subject_name(context_.schema(), procedure.subject));
    return std::nullopt;
  }
  return found->second.procedure;
}

/// A search in texts finds words, not meanings: it may call for a review, never stop an order.
void RuleLowering::no_blocking_mentions(const ir::Node& node) {
  if (node.otherwise.outcome <= decision::Outcome::kWarn || node.exempt) return;
  for (const ir::OptExpr root : {node.guard, node.requirement}) {
    if (!root) continue;
    ir::for_each_below(context_.program, *root, [&](ir::ExprId id) {
      const ir::Expr& expr = context_.expr(id);
      if (!std::holds_alternative<ir::Mentions>(expr.node)) return;
      context_.report(DiagnosticId::kMentionsBlocks, expr.span, decision::outcome_name(node.otherwise.outcome))
          .label(node.span, PhraseId::kIsTheRule)
          .suggest(PhraseId::kUseRecordOrWarn);
    });
  }
}

}  // namespace probity::check
