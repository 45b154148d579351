#include "engine/eval/reference/compare.h"

#include <compare>

namespace probity::eval::reference {
namespace {

using ir::Compare;

Truth by_order(Compare op, std::strong_ordering order) {
  switch (op) {
    case Compare::kEqual: return truth_of(order == 0);
    case Compare::kNotEqual: return truth_of(order != 0);
    case Compare::kLess: return truth_of(order < 0);
    case Compare::kLessOrEqual: return truth_of(order <= 0);
    case Compare::kGreater: return truth_of(order > 0);
    case Compare::kGreaterOrEqual: return truth_of(order >= 0);
  }
  return Truth::kUnknown;
}

Truth by_time(Compare op, const Moment& left, const Moment& right, const Zone& zone) {
  switch (op) {
    case Compare::kEqual: return is_same(left, right, zone);
    case Compare::kNotEqual: return !is_same(left, right, zone);
    case Compare::kLess: return is_before(left, right, zone);
    case Compare::kLessOrEqual: return !is_before(right, left, zone);
    case Compare::kGreater: return is_before(right, left, zone);
    case Compare::kGreaterOrEqual: return !is_before(left, right, zone);
  }
  return Truth::kUnknown;
}

Result<Truth> only_equality(Compare op, bool same, const char* what) {
  if (op == Compare::kEqual) return truth_of(same);
  if (op == Compare::kNotEqual) return truth_of(!same);
  return Error{ErrorCode::kInvalidArgument, std::string(what) + " have no order"};
}

// The total of no amounts is nought of no currency, which fits beside any.
bool is_bare_zero(const Money& money) {
  return money.amount.is_zero() && money.currency == Currency();
}

Result<Truth> by_amount(Compare op, const Money& left, const Money& right) {
  if (left.currency != right.currency && !is_bare_zero(left) && !is_bare_zero(right)) {
    return Error{ErrorCode::kCurrencyMismatch, std::string(left.currency.code()) + " compared with " +
                                                   std::string(right.currency.code())};
  }
  return by_order(op, left.amount <=> right.amount);
}

}  // namespace

Result<Truth> compare(Compare op, const Value& left, const Value& right, const Zone& zone) {
  if (left.index() != right.index()) {
    const std::optional<Moment> a = as_moment(left);
    const std::optional<Moment> b = as_moment(right);
    if (a && b) return by_time(op, *a, *b, zone);
    return Error{ErrorCode::kInvalidArgument, "values of different types are compared"};
  }
  if (const auto* a = std::get_if<Decimal>(&left)) return by_order(op, *a <=> std::get<Decimal>(right));
  if (const auto* a = std::get_if<Money>(&left)) return by_amount(op, *a, std::get<Money>(right));
  if (const auto* a = std::get_if<Rate>(&left)) return by_order(op, *a <=> std::get<Rate>(right));
  if (const auto* a = std::get_if<Date>(&left)) return by_order(op, *a <=> std::get<Date>(right));
  if (const auto* a = std::get_if<Moment>(&left)) return by_time(op, *a, std::get<Moment>(right), zone);
  if (const auto* a = std::get_if<bool>(&left)) return only_equality(op, *a == std::get<bool>(right), "truths");
  if (const auto* a = std::get_if<Duration>(&left)) {
    return only_equality(op, *a == std::get<Duration>(right), "durations");
  }
  if (const auto* a = std::get_if<std::string>(&left)) {
    // Bytes of UTF-8 have the order of its code points.
    return by_order(op, a->compare(std::get<std::string>(right)) <=> 0);
  }
  const Symbol& a = std::get<Symbol>(left);
  const Symbol& b = std::get<Symbol>(right);
  if (a.enumeration != b.enumeration) {
    return Error{ErrorCode::kInvalidArgument, "values of two enumerations are compared"};
  }
  return by_order(op, a.index <=> b.index);
}

Result<Truth> compare_bounds(Compare op, const Evaluated& left, const Evaluated& right, const Zone& zone) {
  if (op == Compare::kNotEqual) {
    PROBITY_TRY(const Truth same, compare_bounds(Compare::kEqual, left, right, zone));
    return !same;
  }
  const auto holds = [&](Compare comparison, const Value* a, const Value* b) -> Result<Truth> {
    return a == nullptr || b == nullptr ? Result<Truth>(Truth::kUnknown) : compare(comparison, *a, *b, zone);
  };
  if (op == Compare::kEqual) {
    PROBITY_TRY(const Truth below, holds(Compare::kLess, left.high(), right.low()));
    PROBITY_TRY(const Truth above, holds(Compare::kGreater, left.low(), right.high()));
    return either(below, above) == Truth::kTrue ? Truth::kFalse : Truth::kUnknown;
  }
  // `<` is surely true if the highest is below the lowest, surely false if the lowest is not below the
  // highest; `>` the other way.
  const bool less = op == Compare::kLess || op == Compare::kLessOrEqual;
  PROBITY_TRY(const Truth proved, less ? holds(op, left.high(), right.low()) : holds(op, left.low(), right.high()));
  if (proved == Truth::kTrue) return Truth::kTrue;
  PROBITY_TRY(const Truth possible, less ? holds(op, left.low(), right.high()) : holds(op, left.high(), right.low()));
  return possible == Truth::kFalse ? Truth::kFalse : Truth::kUnknown;
}

bool surely_same(const Value& left, const Value& right, const Zone& zone) {
  const Result<Truth> same = compare(Compare::kEqual, left, right, zone);
  return same.ok() && same.value() == Truth::kTrue;
}

std::optional<Moment> as_moment(const Value& value) {
  if (const auto* day = std::get_if<Date>(&value)) return Moment::on(*day);
  if (const auto* moment = std::get_if<Moment>(&value)) return *moment;
  return std::nullopt;
}

}  // namespace probity::eval::reference
