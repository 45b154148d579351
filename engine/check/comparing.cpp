// One value against another; see formulas.h. Nothing is returned where nothing can be said.
#include "engine/check/formulas.h"

namespace probity::check {

using solve::Cut;
using solve::FormulaId;
using solve::Interval;
using solve::IntervalSet;
using solve::Line;

namespace {

ir::Compare turned(ir::Compare op) {
  switch (op) {
    case ir::Compare::kLess: return ir::Compare::kGreater;
    case ir::Compare::kLessOrEqual: return ir::Compare::kGreaterOrEqual;
    case ir::Compare::kGreater: return ir::Compare::kLess;
    case ir::Compare::kGreaterOrEqual: return ir::Compare::kLessOrEqual;
    default: return op;
  }
}

/// The values that stand so to `at`.
IntervalSet values(const Line& line, ir::Compare op, const Value& at) {
  const Interval whole = line.whole();
  const Cut before = line.before(at);
  const Cut after = line.after(at);
  switch (op) {
    case ir::Compare::kEqual: return IntervalSet({before, after});
    case ir::Compare::kNotEqual: return IntervalSet(Interval{before, after}).rest_of(whole);
    case ir::Compare::kLess: return IntervalSet({whole.from, before});
    case ir::Compare::kLessOrEqual: return IntervalSet({whole.from, after});
    case ir::Compare::kGreater: return IntervalSet({after, whole.to});
    case ir::Compare::kGreaterOrEqual: return IntervalSet({before, whole.to});
  }
  return {};
}

bool is_equality(ir::Compare op) { return op == ir::Compare::kEqual || op == ir::Compare::kNotEqual; }

}  // namespace

std::optional<FormulaId> Formulas::related(ir::Compare op, const Term& left, const Term& right) {
  using Kind = Term::Kind;
  if (left.kind == Kind::kUnknown || right.kind == Kind::kUnknown) return problem_.never();
  if (left.kind == Kind::kOpen || right.kind == Kind::kOpen) {
    // An amount of an open currency is on the line of the currency that it is compared with.
    const bool left_money = left.open_money && right.kind == Kind::kConstant;
    const bool right_money = right.open_money && left.kind == Kind::kConstant;
    if (left_money) return with_constant(op, left, right.constant);
    if (right_money) return with_constant(turned(op), right, left.constant);
    return std::nullopt;
  }
  if (left.kind == Kind::kConstant && right.kind == Kind::kConstant) {
    const auto truth = constants_compare(op, left.constant, right.constant);
    if (!truth) return std::nullopt;
    return *truth ? problem_.always() : problem_.never();
  }
  if (right.kind == Kind::kConstant) return with_constant(op, left, right.constant);
  if (left.kind == Kind::kConstant) return with_constant(turned(op), right, left.constant);
  return variables_related(op, left, right);
}

std::optional<FormulaId> Formulas::with_constant(ir::Compare op, const Term& term, const Value& constant) {
  if (term.kind == Term::Kind::kUnknown) return problem_.never();
  if (term.kind == Term::Kind::kConstant) return related(op, term, Term{Term::Kind::kConstant, constant});
  if (std::holds_alternative<std::string>(constant) && !is_equality(op)) return std::nullopt;
  const auto* moment = std::get_if<Moment>(&constant);
  if (moment != nullptr && !moment->instant_ns) return std::nullopt;
  if (const auto* money = std::get_if<Money>(&constant); money != nullptr && term.open_money) {
    Type type = plain(TypeKind::kMoney);
    type.currency = money->currency;
    const Line fresh = *Line::of(context_.schema(), type);
    const auto variable = variable_at(*term.open_money, fresh, true, money->currency);
    return problem_.within(variable, values(problem_.variable(variable).line, op, constant));
  }
  if (term.kind != Term::Kind::kVariable) return std::nullopt;
  if (std::holds_alternative<Date>(constant) && (term.day || !term.instants)) {
    const Line days = *Line::of(context_.schema(), plain(TypeKind::kDate));
    return within_days(term, values(days, op, constant));
  }
  if (term.day || term.instants != (moment != nullptr)) return std::nullopt;
  return problem_.within(term.variable, values(problem_.variable(term.variable).line, op, constant));
}

std::optional<FormulaId> Formulas::variables_related(ir::Compare op, const Term& left, const Term& right) {
  // Each text's places are its own.
  if (left.type == TypeKind::kText || right.type == TypeKind::kText) return std::nullopt;
  auto a = std::optional(left.variable);
  auto b = std::optional(right.variable);
  if (left.day || right.day) {
    a = plain_day(left);
    b = plain_day(right);
  } else if (left.instants != right.instants) {
    return std::nullopt;
  }
  if (!a || !b) return std::nullopt;
  switch (op) {
    case ir::Compare::kEqual: return problem_.related(*a, solve::Relation::kEqual, *b);
    case ir::Compare::kNotEqual: return problem_.related(*a, solve::Relation::kNotEqual, *b);
    case ir::Compare::kLess: return problem_.related(*a, solve::Relation::kLess, *b);
    case ir::Compare::kLessOrEqual: return problem_.related(*a, solve::Relation::kLessOrEqual, *b);
    case ir::Compare::kGreater: return problem_.related(*b, solve::Relation::kLess, *a);
    case ir::Compare::kGreaterOrEqual: return problem_.related(*b, solve::Relation::kLessOrEqual, *a);
  }
  return std::nullopt;
}

std::optional<bool> Formulas::constants_compare(ir::Compare op, const Value& left, const Value& right) const {
  if (left.index() != right.index()) return std::nullopt;
  std::optional<std::strong_ordering> order;
  if (const auto* a = std::get_if<Decimal>(&left)) order = *a <=> std::get<Decimal>(right);
  if (const auto* a = std::get_if<Rate>(&left)) order = *a <=> std::get<Rate>(right);
  if (const auto* a = std::get_if<Date>(&left)) order = *a <=> std::get<Date>(right);
  if (const auto* a = std::get_if<bool>(&left)) order = *a <=> std::get<bool>(right);
  if (const auto* a = std::get_if<std::string>(&left)) order = *a <=> std::get<std::string>(right);
  if (const auto* a = std::get_if<Symbol>(&left)) order = a->index <=> std::get<Symbol>(right).index;
  if (const auto* a = std::get_if<Money>(&left); a != nullptr && a->currency == std::get<Money>(right).currency) {
    order = a->amount <=> std::get<Money>(right).amount;
  }
  if (!order) return std::nullopt;
  switch (op) {
    case ir::Compare::kEqual: return *order == 0;
    case ir::Compare::kNotEqual: return *order != 0;
    case ir::Compare::kLess: return *order < 0;
    case ir::Compare::kLessOrEqual: return *order <= 0;
    case ir::Compare::kGreater: return *order > 0;
    case ir::Compare::kGreaterOrEqual: return *order >= 0;
  }
  return std::nullopt;
}

std::optional<FormulaId> Formulas::matches(const ir::Cell& cell, const Term& term) {
  if (cell.kind == ir::Cell::Kind::kAny) return problem_.always();
  std::vector<FormulaId> parts;
  if (cell.kind == ir::Cell::Kind::kOneOf) {
    for (const Value& value : cell.values) {
      const auto part = with_constant(ir::Compare::kEqual, term, value);
      if (!part) return std::nullopt;
      parts.push_back(*part);
    }
    return problem_.any(std::move(parts));
  }
  const auto bound = [&](const std::optional<Value>& value, ir::Compare op) {
    if (!value) return true;
    const auto part = with_constant(op, term, *value);
    if (part) parts.push_back(*part);
    return part.has_value();
  };
  const bool both = bound(cell.low, cell.low_open ? ir::Compare::kGreater : ir::Compare::kGreaterOrEqual) &&
                    bound(cell.high, cell.high_open ? ir::Compare::kLess : ir::Compare::kLessOrEqual);
  if (!both) return std::nullopt;
  return problem_.all(std::move(parts));
}

// -------------------------------------------------------------- days and instants

FormulaId Formulas::within_days(const Term& day, const IntervalSet& days) {
  if (day.kind == Term::Kind::kConstant) {
    const auto* date = std::get_if<Date>(&day.constant);
    if (date == nullptr) return problem_.perhaps();
    const Line line = *Line::of(context_.schema(), plain(TypeKind::kDate));
    const IntervalSet one(Interval{line.before(Value(*date)), line.after(Value(*date))});
    return days.both(one).empty() ? problem_.never() : problem_.always();
  }
  if (day.kind != Term::Kind::kVariable) return problem_.perhaps();
  return problem_.within(day.variable, day.instants ? instants_of(days) : days);
}

/// From the first instant of a day to that of the day after the last.
IntervalSet Formulas::instants_of(const IntervalSet& days) const {
  const auto moved = [&](const Cut& cut) {
    if (cut.end != 0 || zone_ == nullptr) return cut;
    const auto day = cut.at.to_integer();
    if (!day.ok()) return cut;
    const auto number = static_cast<std::int32_t>(day.value());
    return Cut{0, Decimal::from_integer(zone_->instant_of(Date::from_days(number), 0)), false};
  };
  IntervalSet result;
  for (const Interval& part : days.parts()) result.add({moved(part.from), moved(part.to)});
  return result;
}

IntervalSet Formulas::days_of(const ir::Period& period) const {
  const Line line = *Line::of(context_.schema(), plain(TypeKind::kDate));
  Interval days = line.whole();
  if (period.from) days.from = line.before(Value(*period.from));
  if (period.to) days.to = line.after(Value(*period.to));
  return IntervalSet(days);
}

/// The day as a variable of its own, which is not tied to the instant: what rests on it is not shown.
std::optional<Id<solve::Variable>> Formulas::plain_day(const Term& term) {
  if (!term.instants) return term.variable;
  if (!term.day) return std::nullopt;
  const Line line = *Line::of(context_.schema(), plain(TypeKind::kDate));
  return opaque_variable("day of " + std::to_string(term.variable.index()), line);
}

}  // namespace probity::check
