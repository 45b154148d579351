#include "engine/check/source_values.h"

namespace probity::check {
namespace {

/// One overload for each literal; what fits the type is its value.
struct ValueReader {
  const Type& type;
  const Schema& schema;
  const Zone& zone;
  std::optional<Currency> currency;

  using Answer = std::optional<Value>;

  Answer operator()(const ast::Path& path) const {
    if (type.kind != TypeKind::kEnumeration || path.parts.size() != 1) return std::nullopt;
    const auto index = schema.find_value(type.enumeration, path.parts[0].text);
    if (!index) return std::nullopt;
    return Value(Symbol{type.enumeration.index(), *index});
  }
  Answer operator()(const ast::NumberLit& number) const {
    if (type.kind == TypeKind::kNumber) return Value(number.value);
    if (type.kind == TypeKind::kRate) return Value(Rate{number.value});
    const auto known = type.currency ? type.currency : currency;
    if (type.kind == TypeKind::kMoney && known) return Value(Money{number.value, *known});
    return std::nullopt;
  }
  Answer operator()(const ast::MoneyLit& money) const {
    const bool fits = !type.currency || *type.currency == money.value.currency;
    return type.kind == TypeKind::kMoney && fits ? Answer(Value(money.value)) : std::nullopt;
  }
  Answer operator()(const ast::RateLit& rate) const {
    return type.kind == TypeKind::kRate ? Answer(Value(rate.value)) : std::nullopt;
  }
  Answer operator()(const ast::DateLit& date) const {
    if (type.kind == TypeKind::kDate) return Value(date.value);
    if (type.kind == TypeKind::kMoment) return Value(Moment::on(date.value));
    return std::nullopt;
  }
  Answer operator()(const ast::MomentLit& moment) const {
    const auto read = Moment::parse(moment.text, zone);
    return type.kind == TypeKind::kMoment && read.ok() ? Answer(Value(read.value())) : std::nullopt;
  }
  Answer operator()(const ast::TruthLit& truth) const {
    return type.kind == TypeKind::kTruth ? Answer(Value(truth.value)) : std::nullopt;
  }
  Answer operator()(const ast::TextLit& text) const {
    return type.kind == TypeKind::kText ? Answer(Value(text.value)) : std::nullopt;
  }
  Answer operator()(const ast::Unary& unary) const {
    if (unary.op != ast::UnaryOp::kNegate || !unary.operand) return std::nullopt;
    Answer answer = std::visit(*this, unary.operand->node);
    if (!answer) return std::nullopt;
    if (auto* number = std::get_if<Decimal>(&*answer)) return Value(number->negated());
    if (auto* rate = std::get_if<Rate>(&*answer)) return Value(Rate{rate->fraction.negated()});
    if (auto* money = std::get_if<Money>(&*answer)) {
      return Value(Money{money->amount.negated(), money->currency});
    }
    return std::nullopt;
  }
  template <typename Other>
  Answer operator()(const Other& /*no literal*/) const {
    return std::nullopt;
  }
};

}  // namespace

std::optional<Value> mapped_value(const ast::Expr& written, const Type& type, const Schema& schema,
                                  const Zone& zone, std::optional<Currency> currency) {
  return std::visit(ValueReader{type, schema, zone, currency}, written.node);
}

}  // namespace probity::check
