// Where a deadline's times come from, and whether one that is unknown has not come; see *Deadlines*.
#include <algorithm>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"
#include "engine/ir/walk.h"

namespace probity::eval::reference {

// -------------------------------------------------------------- the same time written in two ways

/// A time under its day and under the definitions that only name it.
ir::ExprId Evaluation::source_of(ir::ExprId id) const {
  while (true) {
    const auto& node = program_.exprs[id].node;
    const auto* use = std::get_if<ir::UseDefine>(&node);
    if (const auto* day = std::get_if<ir::DateOf>(&node)) {
      id = day->operand;
    } else if (use != nullptr && use->base.root == ir::Root::kSelf && use->base.steps.empty()) {
      id = program_.defines[use->define].value;
    } else {
      return id;
    }
  }
}

bool Evaluation::same_source(ir::ExprId a, ir::ExprId b) const {
  a = source_of(a);
  b = source_of(b);
  if (a == b) return true;
  const auto& left = program_.exprs[a].node;
  const auto& right = program_.exprs[b].node;
  const auto* read = std::get_if<ir::Read>(&left);
  const auto* other = std::get_if<ir::Read>(&right);
  if (read != nullptr && other != nullptr) {
    return read->path.root == other->path.root && read->path.level == other->path.level &&
           read->path.steps == other->path.steps;
  }
  if (std::holds_alternative<ir::SubjectDate>(left)) std::swap(read, other);
  if (read != nullptr || other != nullptr) {
    // The subject's own date and the field that holds it.
    const bool of_subject = std::holds_alternative<ir::SubjectDate>(left) || std::holds_alternative<ir::SubjectDate>(right);
    const std::optional<std::uint32_t> field = subject_date_field();
    return of_subject && read != nullptr && field && read->path.root == ir::Root::kSelf &&
           read->path.steps == std::vector<std::uint32_t>{*field};
  }
  return left.index() == right.index() && ir::dump(program_, a) == ir::dump(program_, b);
}

bool Evaluation::is_subject_date(ir::ExprId id) const {
  const auto* read = std::get_if<ir::Read>(&program_.exprs[source_of(id)].node);
  const std::optional<std::uint32_t> field = subject_date_field();
  return read != nullptr && field && read->path.root == ir::Root::kSelf && self_ == subject_.record.get() &&
         read->path.steps == std::vector<std::uint32_t>{*field};
}

bool Evaluation::is_restarted(ir::ExprId id) const {
  return restart_of_ && self_ == subject_.record.get() && same_source(id, *restart_of_);
}

// -------------------------------------------------------------- what has not come

bool Evaluation::has_not_come(ir::ExprId id) {
  const auto& written = program_.exprs[id].node;
  if (const auto* collection = std::get_if<ir::Collection>(&written)) return is_of_nothing(id, *collection);
  return std::visit([&](const auto& node) { return absent(node); }, written);
}

bool Evaluation::absent(const ir::Read& node) const {
  if (node.path.root != ir::Root::kSelf) return false;
  const facts::Record* record = self_;
  for (std::size_t i = 0; i < node.path.steps.size(); ++i) {
    // Of a record that is unknown nothing can be said.
    if (record == nullptr || node.path.steps[i] >= record->fields.size()) return false;
    const facts::Fact& fact = record->fields[node.path.steps[i]];
    if (i + 1 == node.path.steps.size()) return std::holds_alternative<std::monostate>(fact);
    const auto* reference = std::get_if<facts::RecordPtr>(&fact);
    record = reference == nullptr ? nullptr : reference->get();
  }
  return false;
}

bool Evaluation::absent(const ir::UseDefine& node) {
  const facts::Record* record = find_record(node.base);
  return record != nullptr && within(record, [&] { return has_not_come(program_.defines[node.define].value); });
}

bool Evaluation::absent(const ir::Shift& node) { return evaluate(node.count).known() && has_not_come(node.anchor); }

bool Evaluation::absent(const ir::OrElse& node) { return has_not_come(node.operand) && has_not_come(node.fallback); }

/// The later of several has not come before each of them has.
bool Evaluation::absent(const ir::Extreme& node) {
  bool any = false, all = true, doubt = false;
  for (const ir::ExprId option : node.options) {
    const bool known = evaluate(option).known();
    const bool not_come = !known && has_not_come(option);
    any = any || not_come;
    all = all && not_come;
    doubt = doubt || (!known && !not_come);
  }
  return node.larger ? any && !doubt : all;
}

bool Evaluation::absent(const ir::Choose& node) {
  const Truth condition = evaluate(node.condition).truth();
  if (condition == Truth::kTrue) return has_not_come(node.then_value);
  if (condition == Truth::kFalse) return has_not_come(node.else_value);
  return has_not_come(node.then_value) && has_not_come(node.else_value);
}

/// Another deadline that is not there is never due and never met.
bool Evaluation::absent(const ir::OfDeadline& node) const {
  const DeadlineResult* const found = find_deadline(node.rule);
  if (found == nullptr) return true;
  if (found->applies != Truth::kTrue || found->missed == Truth::kUnknown) return false;
  if (found->lifted) return true;
  return node.field == ir::DeadlineField::kMetAt ? !found->met_at : !found->start;
}

const DeadlineResult* Evaluation::find_deadline(const std::string& rule) const {
  auto found = deadlines_.find(rule);
  if (found == deadlines_.end()) found = deadlines_.find(ruleset_->name + "." + rule);
  return found == deadlines_.end() ? nullptr : &found->second;
}

// -------------------------------------------------------------- what a condition rests on

bool Evaluation::awaits_times_only(ir::ExprId id) {
  const ir::Expr& expr = program_.exprs[id];
  if (evaluate(id).known()) return true;
  const bool is_time = expr.type.kind == TypeKind::kDate || expr.type.kind == TypeKind::kMoment;
  if (is_time || std::holds_alternative<ir::OfDeadline>(expr.node)) return has_not_come(id);
  if (const auto* use = std::get_if<ir::UseDefine>(&expr.node)) {
    const facts::Record* record = find_record(use->base);
    return record != nullptr && within(record, [&] { return awaits_times_only(program_.defines[use->define].value); });
  }
  bool any = false, all = true;
  ir::for_each_operand(expr, [&](ir::ExprId operand) {
    any = true;
    all = all && awaits_times_only(operand);
  });
  return any && all && !std::holds_alternative<ir::Collection>(expr.node);
}

std::vector<Moment> Evaluation::times_below(ir::ExprId condition) {
  std::vector<Moment> times;
  add_times(condition, times);
  return times;
}

void Evaluation::add_times(ir::ExprId id, std::vector<Moment>& times) {
  const ir::Expr& expr = program_.exprs[id];
  const auto* read = std::get_if<ir::Read>(&expr.node);
  const bool is_list = std::holds_alternative<ir::Collection>(expr.node);
  const bool is_fact = read != nullptr || is_list || std::holds_alternative<ir::OfDeadline>(expr.node);
  if (is_fact) {
    const bool is_time = expr.type.kind == TypeKind::kDate || expr.type.kind == TypeKind::kMoment;
    const Evaluated value = is_time ? evaluate(id) : Evaluated::unknown();
    const std::optional<Moment> at = value.known() ? as_moment(*value.value) : std::nullopt;
    if (at) times.push_back(*at);
  } else if (const auto* use = std::get_if<ir::UseDefine>(&expr.node)) {
    const facts::Record* record = find_record(use->base);
    if (record == nullptr) return;
    within(record, [&] {
      add_times(program_.defines[use->define].value, times);
      return true;
    });
  } else {
    ir::for_each_operand(expr, [&](ir::ExprId operand) { add_times(operand, times); });
  }
}

}  // namespace probity::eval::reference
