// Exact arithmetic; see *Values* in the reference. What does not fit is a fault, never a rounded value.
#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {
namespace {

/// A number, a rate or an amount by its digits.
struct Quantity {
  Decimal number;
  std::optional<Currency> currency;
};

std::optional<Quantity> quantity(const Value& value) {
  if (const auto* number = std::get_if<Decimal>(&value)) return Quantity{*number, std::nullopt};
  if (const auto* rate = std::get_if<Rate>(&value)) return Quantity{rate->fraction, std::nullopt};
  if (const auto* money = std::get_if<Money>(&value)) return Quantity{money->amount, money->currency};
  return std::nullopt;
}

Value as_type(TypeKind kind, const Decimal& number, const std::optional<Currency>& currency) {
  if (currency) return Money{number, *currency};
  if (kind == TypeKind::kRate) return Rate{number};
  return number;
}

Error mixed(const Currency& a, const Currency& b, const char* joined) {
  return Error{ErrorCode::kCurrencyMismatch,
               std::string(a.code()) + joined + std::string(b.code()) + " has no amount"};
}

/// The currency of a sum; nought of no currency fits beside any.
Result<std::optional<Currency>> sum_currency(const Quantity& a, const Quantity& b) {
  if (a.currency.has_value() != b.currency.has_value()) {
    return Error{ErrorCode::kInvalidArgument, "an amount and a bare number have no sum"};
  }
  if (a.currency == b.currency) return a.currency;
  if (*a.currency == Currency() && a.number.is_zero()) return b.currency;
  if (*b.currency == Currency() && b.number.is_zero()) return a.currency;
  return mixed(*a.currency, *b.currency, " with ");
}

Result<Value> calculate(ir::Arithmetic op, TypeKind kind, const Value& left, const Value& right) {
  const std::optional<Quantity> a = quantity(left);
  const std::optional<Quantity> b = quantity(right);
  if (!a || !b) return Error{ErrorCode::kInvalidArgument, "is not a calculation with numbers"};
  if (op == ir::Arithmetic::kMultiply) {
    if (a->currency && b->currency) return Error{ErrorCode::kInvalidArgument, "two amounts have no product"};
    PROBITY_TRY(const Decimal product, a->number.times(b->number));
    return as_type(kind, product, a->currency ? a->currency : b->currency);
  }
  PROBITY_TRY(const std::optional<Currency> currency, sum_currency(*a, *b));
  const Result<Decimal> sum =
      op == ir::Arithmetic::kAdd ? a->number.plus(b->number) : a->number.minus(b->number);
  if (!sum.ok()) return sum.error();
  return as_type(kind, sum.value(), currency);
}

Result<Value> divide(const ir::Division& node, TypeKind kind, const Value& left, const Value& right) {
  const std::optional<Quantity> a = quantity(left);
  const std::optional<Quantity> b = quantity(right);
  if (!a || !b) return Error{ErrorCode::kInvalidArgument, "is not a calculation with numbers"};
  std::optional<Currency> currency = a->currency;
  if (b->currency) {
    if (!a->currency) return Error{ErrorCode::kInvalidArgument, "a number is divided by an amount"};
    if (*a->currency != *b->currency) return mixed(*a->currency, *b->currency, " by ");
    currency.reset();
  }
  PROBITY_TRY(const Decimal quotient, a->number.divided_by(b->number, node.unit, node.mode));
  return as_type(kind, quotient, currency);
}

Result<Value> rounded(const Value& value, const Decimal& unit, Rounding mode) {
  const std::optional<Quantity> a = quantity(value);
  if (!a) return Error{ErrorCode::kInvalidArgument, "is not a number"};
  PROBITY_TRY(const Decimal number, a->number.rounded_to(unit, mode));
  return as_type(std::holds_alternative<Rate>(value) ? TypeKind::kRate : TypeKind::kNumber, number, a->currency);
}

Evaluated unknown_of(const Evaluated& a, const Evaluated& b) {
  Missing missing;
  missing.add(a);
  missing.add(b);
  return missing.take();
}

std::optional<Value> value_of(Result<Value> result) {
  return result.ok() ? std::optional<Value>(std::move(result).value()) : std::nullopt;
}

bool is_negative(const Value& value) {
  const std::optional<Quantity> amount = quantity(value);
  return amount && amount->number.is_negative();
}

/// What a calculation lies between, where one side is known and of the other bounds are.
void calculate_bounds(const ir::Calculation& node, TypeKind kind, const Evaluated& left, const Evaluated& right,
                      Missing& missing) {
  const auto bound = [&](const Value* a, const Value* b) -> std::optional<Value> {
    return a == nullptr || b == nullptr ? std::nullopt : value_of(calculate(node.op, kind, *a, *b));
  };
  if (!left.bounded() && !right.bounded()) return;
  if (node.op == ir::Arithmetic::kAdd) {
    missing.between(bound(left.low(), right.low()), bound(left.high(), right.high()));
  } else if (node.op == ir::Arithmetic::kSubtract) {
    missing.between(bound(left.low(), right.high()), bound(left.high(), right.low()));
  } else if (left.known() || right.known()) {
    const Value& factor = left.known() ? *left.value : *right.value;
    const Evaluated& other = left.known() ? right : left;
    std::optional<Value> low = bound(&factor, other.low());
    std::optional<Value> high = bound(&factor, other.high());
    if (is_negative(factor)) std::swap(low, high);
    missing.between(std::move(low), std::move(high));
  }
}

}  // namespace

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr& expr, const ir::Calculation& node) {
  const Evaluated left = evaluate(node.left);
  const Evaluated right = evaluate(node.right);
  if (!left.known() || !right.known()) {
    Missing missing;
    missing.add(left);
    missing.add(right);
    calculate_bounds(node, expr.type.kind, left, right, missing);
    return missing.take();
  }
  Result<Value> result = calculate(node.op, expr.type.kind, *left.value, *right.value);
  if (!result.ok()) return fault(id, result.error().message);
  return Evaluated::of(std::move(result).value());
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr& expr, const ir::Negation& node) {
  const Evaluated operand = evaluate(node.operand);
  if (!operand.known()) return unknown_of(operand, operand);
  const std::optional<Quantity> amount = quantity(*operand.value);
  if (!amount) return fault(id, "is not a number");
  return Evaluated::of(as_type(expr.type.kind, amount->number.negated(), amount->currency));
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr& expr, const ir::Division& node) {
  const Evaluated left = evaluate(node.left);
  const Evaluated right = evaluate(node.right);
  if (!left.known() || !right.known()) return unknown_of(left, right);
  Result<Value> result = divide(node, expr.type.kind, *left.value, *right.value);
  if (!result.ok()) return fault(id, result.error().message);
  return Evaluated::of(std::move(result).value());
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Rounded& node) {
  const Evaluated operand = evaluate(node.operand);
  if (!operand.known()) {
    // Rounding keeps the order of what it rounds.
    const auto bound = [&](const Value* value) -> std::optional<Value> {
      return value == nullptr ? std::nullopt : value_of(rounded(*value, node.unit, node.mode));
    };
    Missing missing;
    missing.add(operand);
    missing.between(bound(operand.low()), bound(operand.high()));
    return missing.take();
  }
  Result<Value> result = rounded(*operand.value, node.unit, node.mode);
  if (!result.ok()) return fault(id, result.error().message);
  return Evaluated::of(std::move(result).value());
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Extreme& node) {
  Missing missing;
  bool open = false;
  bool bounded = true;  // an unknown option can only move the result one way
  std::optional<Value> best;
  for (const ir::ExprId option_id : node.options) {
    Evaluated option = evaluate(option_id);
    if (!option.known()) {
      open = true;
      const Type& type = program_.exprs[option_id].type;
      // A fault bounds nothing, nor does an amount that may come in another currency.
      if (option.fault() || (type.kind == TypeKind::kMoney && !type.currency)) bounded = false;
      missing.add(option);
      continue;
    }
    if (!best) {
      best = std::move(option.value);
      continue;
    }
    const ir::Compare better = node.larger ? ir::Compare::kGreater : ir::Compare::kLess;
    const Result<Truth> compared = compare(better, *option.value, *best, zone());
    if (!compared.ok()) return fault(id, compared.error().message);
    if (compared.value() == Truth::kUnknown) return fault(id, "a day alone and a time of that day have no order");
    if (compared.value() == Truth::kTrue) best = std::move(option.value);
  }
  if (open) {
    if (bounded && best) missing.between(node.larger ? best : std::nullopt, node.larger ? std::nullopt : best);
    return missing.take();
  }
  return best ? Evaluated::of(*std::move(best)) : fault(id, "has nothing to choose from");
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::CurrencyOf& node) {
  const Evaluated operand = evaluate(node.operand);
  if (!operand.known()) return unknown_of(operand, operand);
  const auto* money = std::get_if<Money>(&*operand.value);
  if (money == nullptr) return fault(id, "is not an amount");
  return Evaluated::of(std::string(money->currency.code()));
}

// ---------------------------------------------------------------- totals and averages of lists

/// By value: whether a sum fits on its way must not depend on the order of the list.
std::vector<const Evaluation::Element*> Evaluation::in_canonical_order(const std::vector<Element>& elements) {
  std::vector<const Element*> order;
  for (const Element& element : elements) order.push_back(&element);
  std::stable_sort(order.begin(), order.end(), [](const Element* a, const Element* b) {
    const std::optional<Quantity> left = a->value.known() ? quantity(*a->value.value) : std::nullopt;
    const std::optional<Quantity> right = b->value.known() ? quantity(*b->value.value) : std::nullopt;
    if (!left || !right) return left.has_value() < right.has_value();
    const std::string_view left_code = left->currency ? left->currency->code() : std::string_view();
    const std::string_view right_code = right->currency ? right->currency->code() : std::string_view();
    return left_code != right_code ? left_code < right_code : left->number < right->number;
  });
  return order;
}

Evaluated Evaluation::total(ir::ExprId id, const ir::Expr& expr, const std::vector<Element>& elements) const {
  const TypeKind kind = expr.type.kind;
  std::optional<Currency> nothing;
  if (kind == TypeKind::kMoney) {
    nothing = expr.type.currency ? *expr.type.currency : Currency();
  }
  // Between the two lies the total, whichever of the elements in doubt are meant.
  Value low = as_type(kind, Decimal(), nothing);
  Value high = low;
  const Value zero = low;
  Missing missing;
  bool open = false;
  bool bounded = true;
  for (const Element* each : in_canonical_order(elements)) {
    const Element& element = *each;
    const bool sure = element.in.known();
    missing.add(element.in);
    missing.add(element.value);
    open = open || !sure || !element.value.known();
    if (!element.value.known()) {
      bounded = false;
      continue;
    }
    const Value& amount = *element.value.value;
    const Result<Truth> negative = compare(ir::Compare::kLess, amount, zero, zone());
    const bool lowers = negative.ok() ? negative.value() == Truth::kTrue
                                      : quantity(amount) && quantity(amount)->number.is_negative();
    for (Value* bound : {&low, &high}) {
      if (!sure && lowers != (bound == &low)) continue;
      Result<Value> sum = calculate(ir::Arithmetic::kAdd, kind, *bound, amount);
      if (!sum.ok()) return fault(id, sum.error().message);
      *bound = std::move(sum).value();
    }
  }
  if (!open) return Evaluated::of(std::move(low));
  if (!bounded) return missing.take();
  if (surely_same(low, high, zone())) return Evaluated::of(std::move(low));
  missing.between(std::move(low), std::move(high));
  return missing.take();
}

Evaluated Evaluation::average(ir::ExprId id, const ir::Expr& expr, const ir::Collection& node,
                              const std::vector<Element>& elements) const {
  Missing missing;
  bool open = false;
  for (const Element& element : elements) {
    missing.add(element.in);
    missing.add(element.value);
    open = open || !element.in.known() || !element.value.known();
  }
  if (open) return missing.take();
  if (elements.empty()) return nothing(id, "there is nothing to average");
  if (!node.unit) return fault(id, "an average needs `rounded to`");
  const Evaluated sum = total(id, expr, elements);
  if (!sum.known()) return sum;
  const ir::Division division{id, id, *node.unit, node.mode};
  Result<Value> result = divide(division, expr.type.kind, *sum.value,
                                Decimal::from_integer(static_cast<std::int64_t>(elements.size())));
  if (!result.ok()) return fault(id, result.error().message);
  return Evaluated::of(std::move(result).value());
}

}  // namespace probity::eval::reference
