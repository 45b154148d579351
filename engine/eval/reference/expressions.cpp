// Logic, reading facts and definitions; see *Unknown* in the reference.
#include <utility>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {
namespace {

/// The lower of two lower bounds, or the higher of two higher ones; nothing where they have no order.
std::optional<Value> outer_bound(ir::Compare further, const Value* a, const Value* b, const Zone& zone) {
  if (a == nullptr || b == nullptr) return std::nullopt;
  const Result<Truth> is_further = compare(further, *a, *b, zone);
  if (!is_further.ok() || is_further.value() == Truth::kUnknown) return std::nullopt;
  return is_further.value() == Truth::kTrue ? *a : *b;
}

}  // namespace

/// A moment as the type asked for: its local day, or itself.
Evaluated Evaluation::timed(const ir::Expr& expr, const Moment& moment) const {
  if (expr.type.kind == TypeKind::kDate) return Evaluated::of(moment.day_in(zone()));
  return Evaluated::of(moment);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::Constant& node) {
  return Evaluated::of(node.value);
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Read& node) {
  const facts::Fact* fact = find(node.path);
  if (fact == nullptr) return recording() ? unknown(path_text(node.path)) : Evaluated::unknown();
  if (const auto* value = std::get_if<Value>(fact)) return Evaluated::of(*value);
  if (const auto* reference = std::get_if<facts::RecordPtr>(fact)) {
    // Two references are the same where their keys are.
    const facts::Record& record = **reference;
    const auto* key = record.fields.empty() ? nullptr : std::get_if<Value>(&record.fields[0]);
    if (key != nullptr) return Evaluated::of(*key);
    return recording() ? unknown(path_text(node.path) + ".id") : Evaluated::unknown();
  }
  return fault(id, "is a list, not a value");
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::UseDefine& node) {
  const facts::Record* record = find_record(node.base);
  if (record == nullptr) return unknown(node.text);
  const MemoKey key{node.define.index(), record};
  const auto known = memo_.find(key);
  if (known != memo_.end() && (known->second.counted || !counting())) return known->second.value;

  Evaluated result = within(record, [&] { return evaluate(program_.defines[node.define].value); });
  if (recorder_ != nullptr) {
    recorder_->read[node.text].insert(result.known() ? value_text(schema(), *result.value) : "unknown");
  }
  memo_.insert_or_assign(key, Known{result, counting()});
  return result;
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr& expr, const ir::SubjectDate&) {
  if (!subject_moment_) return subject_date_unknown();
  return timed(expr, *subject_moment_);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::Not& node) {
  Evaluated operand = evaluate(node.operand);
  if (!operand.known()) return operand;
  return Evaluated::of_truth(operand.truth() == Truth::kFalse);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::And& node) {
  if (counting()) count_operands(node.operands, Truth::kFalse);
  const Quiet quiet(*this);
  Missing missing;
  bool open = false;
  for (const ir::ExprId id : node.operands) {
    const Evaluated operand = evaluate(id);
    if (operand.truth() == Truth::kFalse) return operand;
    if (operand.truth() == Truth::kUnknown) {
      open = true;
      missing.add(operand);
    }
  }
  return open ? missing.take() : Evaluated::of_truth(true);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::Or& node) {
  if (counting()) count_operands(node.operands, Truth::kTrue);
  const Quiet quiet(*this);
  Missing missing;
  bool open = false;
  for (const ir::ExprId id : node.operands) {
    const Evaluated operand = evaluate(id);
    if (operand.truth() == Truth::kTrue) return operand;
    if (operand.truth() == Truth::kUnknown) {
      open = true;
      missing.add(operand);
    }
  }
  return open ? missing.take() : Evaluated::of_truth(false);
}

Evaluated Evaluation::compare_values(ir::ExprId id, ir::Compare op, ir::ExprId left, ir::ExprId right) {
  const Evaluated a = evaluate(left);
  const Evaluated b = evaluate(right);
  Result<Truth> answer = Truth::kUnknown;
  if (a.known() && b.known()) {
    answer = compare(op, *a.value, *b.value, zone());
  } else if (a.bounded() || b.bounded()) {
    answer = compare_bounds(op, a, b, zone());
  }
  if (!answer.ok()) return fault(id, answer.error().message);
  if (answer.value() != Truth::kUnknown) return Evaluated::of_truth(answer.value() == Truth::kTrue);

  Missing missing;
  missing.add(a);
  missing.add(b);
  if (a.known() && b.known() && recording()) {
    // Both are known, but one is a day alone: its time of day is what is missing.
    for (const auto& [side, value] : {std::pair{left, &a}, std::pair{right, &b}}) {
      const auto* moment = std::get_if<Moment>(&*value->value);
      const auto* read = std::get_if<ir::Read>(&program_.exprs[side].node);
      if (moment != nullptr && moment->instant_ns) continue;
      if (std::holds_alternative<ir::SubjectDate>(program_.exprs[side].node)) {
        missing.add(subject_date_path());
      } else {
        missing.add(read != nullptr ? path_text(read->path) : std::string("the time of day"));
      }
    }
  }
  return missing.take();
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Comparison& node) {
  return compare_values(id, node.op, node.left, node.right);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::IsKnown& node) {
  if (const auto* read = std::get_if<ir::Read>(&program_.exprs[node.operand].node)) {
    // Also of a reference or a list.
    const bool stands_in = (restart_of_ && is_restarted(node.operand)) ||
                           (own_date_from_as_of_ && is_subject_date(node.operand));
    if (!stands_in) return Evaluated::of_truth(find(read->path) != nullptr);
  }
  return Evaluated::of_truth(evaluate(node.operand).known());
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::IsOneOf& node) {
  const Evaluated operand = evaluate(node.operand);
  if (!operand.known()) {
    Missing missing;
    missing.add(operand);
    return missing.take();
  }
  Missing missing;
  bool open = false;
  for (const ir::ExprId option_id : node.options) {
    const Evaluated option = evaluate(option_id);
    Truth same = Truth::kUnknown;
    if (option.known()) {
      const Result<Truth> compared = compare(ir::Compare::kEqual, *operand.value, *option.value, zone());
      if (!compared.ok()) return fault(id, compared.error().message);
      same = compared.value();
      if (same == Truth::kUnknown && recording()) missing.add("the time of day");
    }
    if (same == Truth::kTrue) return Evaluated::of_truth(true);
    if (same == Truth::kUnknown) {
      open = true;
      missing.add(option);
    }
  }
  return open ? missing.take() : Evaluated::of_truth(false);
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::Choose& node) {
  const Evaluated condition = evaluate_condition(node.condition);
  if (condition.truth() == Truth::kTrue) return evaluate(node.then_value);
  if (condition.truth() == Truth::kFalse) return evaluate(node.else_value);
  Evaluated then_value = evaluate(node.then_value);
  const Evaluated else_value = evaluate(node.else_value);
  if (then_value.known() && else_value.known() && surely_same(*then_value.value, *else_value.value, zone())) {
    return then_value;
  }
  Missing missing;
  missing.add(condition);
  missing.add(then_value);
  missing.add(else_value);
  missing.between(outer_bound(ir::Compare::kLess, then_value.low(), else_value.low(), zone()),
                  outer_bound(ir::Compare::kGreater, then_value.high(), else_value.high(), zone()));
  return missing.take();
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::OrElse& node) {
  Evaluated operand = evaluate(node.operand);
  if (operand.known()) return operand;
  Evaluated fallback = evaluate(node.fallback);
  if (fallback.known()) return fallback;
  Missing missing;  // either of them would do
  missing.add(operand);
  missing.add(fallback);
  missing.between(fallback.low() ? std::optional<Value>(*fallback.low()) : std::nullopt,
                  fallback.high() ? std::optional<Value>(*fallback.high()) : std::nullopt);
  return missing.take();
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr&, const ir::Mentions& node) {
  Evaluated operand = evaluate(node.operand);
  if (!operand.known()) return operand;
  const auto* text = std::get_if<std::string>(&*operand.value);
  if (text == nullptr) return Evaluated::of_truth(false);
  for (const std::string& word : node.words) {
    if (text->find(word) != std::string::npos) return Evaluated::of_truth(true);
  }
  return Evaluated::of_truth(false);
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::OfDeadline& node) {
  const DeadlineResult* const found = find_deadline(node.rule);
  const std::string field = node.field == ir::DeadlineField::kState ? ".state"
                            : node.field == ir::DeadlineField::kDue ? ".due"
                                                                    : ".met_at";
  const std::string path = node.rule + field;
  Evaluated result = Evaluated::unknown();
  if (found != nullptr && found->applies == Truth::kTrue && !found->lifted) {
    const std::optional<Moment>& moment =
        node.field == ir::DeadlineField::kDue ? found->due : found->met_at;
    if (node.field == ir::DeadlineField::kState) {
      if (found->missed != Truth::kUnknown) {
        result = Evaluated::of(std::string(decision::deadline_state_name(found->state)));
      }
    } else if (moment) {
      result = timed(program_.exprs[id], *moment);
    }
  }
  if (recorder_ != nullptr) {
    recorder_->read[path].insert(result.known() ? value_text(schema(), *result.value) : "unknown");
  }
  return result.known() ? result : unknown(path);
}

/// The value in force on the judged day; where the day is not known, the one that all its days share.
Evaluated Evaluation::eval(ir::ExprId, const ir::Expr& expr, const ir::UseParameter& node) {
  const ir::Parameter& parameter = program_.parameters[node.parameter];
  const Value* found = nullptr;
  bool one = true;
  std::vector<ir::Period> periods;
  if (options_.parameters != nullptr) {
    if (const auto given = options_.parameters->find(node.parameter.index()); given != options_.parameters->end()) {
      found = &given->second;
      periods.emplace_back();
    }
  }
  for (const ir::DatedValue& each : parameter.values) {
    if (!periods.empty() && !periods[0].from && !periods[0].to) break;
    if (in_force(each.period, day_) == Truth::kFalse) continue;
    one = one && (found == nullptr || surely_same(*found, each.value, zone()));
    found = &each.value;
    periods.push_back(each.period);
  }
  const bool known = found != nullptr && one && cover_all(day_, periods);
  if (recorder_ != nullptr) {
    recorder_->parameters.insert_or_assign(parameter.name, known ? value_text(schema(), *found) : "unknown");
  }
  if (!known) {
    return unknown(found == nullptr ? "parameter " + parameter.name : subject_date_path());
  }
  if (const auto* length = std::get_if<Duration>(found); length != nullptr && expr.type.kind == TypeKind::kNumber) {
    return Evaluated::of(Decimal::from_integer(length->count));
  }
  return Evaluated::of(*found);
}

/// Of several versions that may be in force, the grade that they share.
Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Graded& node) {
  Missing missing;
  std::vector<ir::Period> periods;
  std::optional<Evaluated> found;
  bool one = true, applies = true;
  for (const ir::Graded::Version& version : node.versions) {
    if (in_force(version.period, day_) == Truth::kFalse) continue;
    periods.push_back(version.period);
    const Evaluated guard = evaluate_condition(version.guard);
    if (guard.truth() == Truth::kFalse) {
      one = false;
      continue;
    }
    Evaluated value = evaluate(version.value);
    applies = applies && guard.truth() == Truth::kTrue;
    missing.add(guard);
    missing.add(value);
    one = one && guard.truth() == Truth::kTrue && value.known() &&
          (!found || surely_same(*found->value, *value.value, zone()));
    found = std::move(value);
  }
  if (!found) return nothing(id, "gives no grade here");
  if (one && cover_all(day_, periods)) return *found;
  if (!day_.from || !day_.to || *day_.from != *day_.to) missing.add(subject_date_unknown());
  // One version that surely is in force: what is known of its grade is known.
  if (applies && periods.size() == 1 && cover_all(day_, periods) && found->bounded()) return *found;
  return missing.take();
}

Evaluated Evaluation::eval(ir::ExprId, const ir::Expr& expr, const ir::OwnDue&) {
  return own_due_ ? timed(expr, *own_due_) : unknown("due");
}

}  // namespace probity::eval::reference
