#include "engine/check/expressions.h"

namespace probity::check {
namespace {

bool is_amount(const Type& type) {
  return type.kind == TypeKind::kNumber || type.kind == TypeKind::kMoney || type.kind == TypeKind::kRate;
}

const char* sign_of(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kAdd: return "+";
    case ast::BinaryOp::kSubtract: return "-";
    case ast::BinaryOp::kMultiply: return "*";
    case ast::BinaryOp::kOf: return "of";
    default: return "/";
  }
}

bool is_time(const Type& type) { return type.kind == TypeKind::kDate || type.kind == TypeKind::kMoment; }

}  // namespace

Checked Expressions::arithmetic(const ast::Binary& binary, SourceSpan span) {
  if (binary.op == ast::BinaryOp::kDivide) {
    // Both sides are still read: what is wrong inside them is a mistake of its own.
    const Checked left = check(*binary.left);
    const Checked right = check(*binary.right);
    if (left && right) {
      auto& diagnostic =
          context_.report(DiagnosticId::kDivisionUnrounded, binary.op_span).suggest(PhraseId::kSayHowQuotientIsRounded);
      const Type& type = context_.type(*left);
      const bool money = type.kind == TypeKind::kMoney && context_.type(*right).kind != TypeKind::kMoney;
      if (money) diagnostic.suggest(PhraseId::kSayMoneyRounding, type.currency ? std::string(type.currency->code()) : "CNY");
    }
    return std::nullopt;
  }
  if (or_else_goes_on(binary)) return std::nullopt;
  const bool sum = binary.op == ast::BinaryOp::kAdd || binary.op == ast::BinaryOp::kSubtract;
  if (hyphenated(binary)) return std::nullopt;
  if (sum) {
    if (const auto* duration = std::get_if<ast::DurationLit>(&binary.right->node)) {
      return shifted(*duration, binary.op == ast::BinaryOp::kAdd, *binary.left, span, binary.right->span);
    }
  }
  const Checked left = check(*binary.left);
  const Checked right = check(*binary.right);
  if (!left || !right) return std::nullopt;
  if (sum && context_.type(*right).kind == TypeKind::kDuration) {
    return shifted_by(*right, binary.op == ast::BinaryOp::kAdd, *binary.left, span);
  }
  return calculate(binary.op, *left, *right, binary.op_span, span);
}

/// `a or else b + 1`: the sum is of what `or else` gives, which nobody reads so.
bool Expressions::or_else_goes_on(const ast::Binary& binary) {
  const auto* fallback = std::get_if<ast::Binary>(&binary.left->node);
  if (fallback == nullptr || fallback->op != ast::BinaryOp::kOrElse) return false;
  SourceSpan behind = binary.left->span;
  behind.line = behind.end_line;
  behind.column = behind.end_column;
  behind.end_column = behind.column + 1;
  if (context_.written(behind) == ")") return false;
  context_.report(DiagnosticId::kOrElseGoesOn, binary.op_span)
      .suggest(PhraseId::kWriteOrElseBrackets, context_.written(binary.left->span), context_.written(binary.op_span),
               context_.written(fallback->left->span));
  return true;
}

/// `client.risk-class` where the field is `risk_class`.
bool Expressions::hyphenated(const ast::Binary& binary) {
  const auto* left = std::get_if<ast::Path>(&binary.left->node);
  const auto* right = std::get_if<ast::Path>(&binary.right->node);
  if (binary.op != ast::BinaryOp::kSubtract || left == nullptr || right == nullptr || right->parts.size() != 1) return false;
  const ast::Name& last = left->parts.back();
  const ast::Name& next = right->parts.front();
  if (last.span.line != next.span.line || last.span.end_column + 1 != next.span.column) return false;
  const std::string joined = last.text + "_" + next.text;
  bool known = false;
  for (const Entity& entity : context_.schema().entities) {
    if (entity.find_field(last.text) && left->parts.size() == 1) return false;
    known = known || entity.find_field(joined).has_value();
  }
  if (!known) return false;
  SourceSpan whole = last.span;
  whole.end_column = next.span.end_column;
  context_.report(DiagnosticId::kWrittenOtherwise, whole, last.text + "-" + next.text)
      .suggest(PhraseId::kNameIsOneWordAs, joined)
      .replace_with(joined);
  return true;
}

Checked Expressions::calculate(ast::BinaryOp op, ir::ExprId left, ir::ExprId right, SourceSpan op_span,
                               SourceSpan span) {
  const Type a = context_.type(left);
  const Type b = context_.type(right);
  const SourceSpan left_span = context_.expr(left).span;
  const SourceSpan right_span = context_.expr(right).span;
  const auto label = [&](diagnostics::Diagnostic& diagnostic) -> diagnostics::Diagnostic& {
    return diagnostic.label(left_span, PhraseId::kIs, context_.type_text(a))
        .label(right_span, PhraseId::kIs, context_.type_text(b));
  };
  if (op == ast::BinaryOp::kAdd || op == ast::BinaryOp::kSubtract) {
    if (is_amount(a) && a.kind == b.kind) {
      if (const auto type = common_type(a, b)) {
        return context_.add(*type, span,
                            ir::Calculation{op == ast::BinaryOp::kAdd ? ir::Arithmetic::kAdd
                                                                      : ir::Arithmetic::kSubtract,
                                            left, right});
      }
      label(context_.report(DiagnosticId::kCurrenciesDiffer, op_span, std::string(a.currency->code()),
                            std::string(b.currency->code())));
      return std::nullopt;
    }
    if (op == ast::BinaryOp::kSubtract && is_time(a) && is_time(b)) {
      context_.report(DiagnosticId::kDateMinusDate, op_span)
          .suggest(PhraseId::kWriteDaysFrom);
      return std::nullopt;
    }
  } else if (a.kind == TypeKind::kMoney && b.kind == TypeKind::kMoney) {
    label(context_.report(DiagnosticId::kMoneyTimesMoney, op_span));
    return std::nullopt;
  } else if (is_amount(a) && is_amount(b)) {
    Type type = plain(TypeKind::kNumber);
    if (a.kind == TypeKind::kMoney) type = a;
    else if (b.kind == TypeKind::kMoney) type = b;
    else if (a.kind == TypeKind::kRate && b.kind == TypeKind::kRate) type = a;
    return context_.add(type, span, ir::Calculation{ir::Arithmetic::kMultiply, left, right});
  }
  label(context_.report(DiagnosticId::kNoArithmetic, op_span, context_.type_text(a), std::string(sign_of(op)),
                        context_.type_text(b)));
  return std::nullopt;
}

Checked Expressions::rounded(const ast::Rounded& rounded, SourceSpan span) {
  if (const auto* binary = std::get_if<ast::Binary>(&rounded.operand->node)) {
    if (binary->op == ast::BinaryOp::kDivide) return divided(*binary, rounded, span);
  }
  if (const auto* collection = std::get_if<ast::Collection>(&rounded.operand->node)) {
    if (collection->quantifier == ast::Quantifier::kAverage) return this->collection(*collection, span, &rounded);
  }
  const Checked operand = check(*rounded.operand);
  if (!operand) return std::nullopt;
  const Type type = context_.type(*operand);
  if (!is_amount(type)) {
    context_.report(DiagnosticId::kNotRoundable, rounded.operand->span, context_.type_text(type));
    return std::nullopt;
  }
  const auto unit = rounding_unit(*rounded.unit, type);
  if (!unit) return std::nullopt;
  return context_.add(type, span, ir::Rounded{*operand, *unit, rounded.mode});
}

Checked Expressions::divided(const ast::Binary& division, const ast::Rounded& rounded, SourceSpan span) {
  const Checked left = check(*division.left);
  const Checked right = check(*division.right);
  if (!left || !right) return std::nullopt;
  const Type a = context_.type(*left);
  const Type b = context_.type(*right);
  if (!is_amount(a) || !is_amount(b) || (b.kind == TypeKind::kMoney && a.kind != TypeKind::kMoney)) {
    context_.report(DiagnosticId::kNoArithmetic, division.op_span, context_.type_text(a), "/",
                    context_.type_text(b))
        .label(division.left->span, PhraseId::kIs, context_.type_text(a))
        .label(division.right->span, PhraseId::kIs, context_.type_text(b));
    return std::nullopt;
  }
  Type result = a;
  if (a.kind == b.kind) {
    // A share of two amounts is a rate where its unit is written as one.
    if (!common_type(a, b)) {
      context_.report(DiagnosticId::kCurrenciesDiffer, division.op_span, std::string(a.currency->code()),
                      std::string(b.currency->code()))
          .label(division.left->span, PhraseId::kIs, context_.type_text(a))
          .label(division.right->span, PhraseId::kIs, context_.type_text(b));
      return std::nullopt;
    }
    result = plain(std::holds_alternative<ast::RateLit>(rounded.unit->node) ? TypeKind::kRate : TypeKind::kNumber);
  }
  const auto unit = rounding_unit(*rounded.unit, result);
  if (!unit) return std::nullopt;
  return context_.add(result, span, ir::Division{*left, *right, *unit, rounded.mode});
}

std::optional<Decimal> Expressions::rounding_unit(const ast::Expr& unit, const Type& result) {
  std::optional<Decimal> value;
  Type type;
  if (const auto* number = std::get_if<ast::NumberLit>(&unit.node)) {
    value = number->value;
    type = plain(TypeKind::kNumber);
  } else if (const auto* money = std::get_if<ast::MoneyLit>(&unit.node)) {
    value = money->value.amount;
    type = money_of(money->value.currency);
  } else if (const auto* rate = std::get_if<ast::RateLit>(&unit.node)) {
    value = rate->value.fraction;
    type = plain(TypeKind::kRate);
  }
  if (!value || value->is_zero() || value->is_negative()) {
    context_.report(DiagnosticId::kRoundingUnit, unit.span).suggest(PhraseId::kUnitAboveZero);
    return std::nullopt;
  }
  // An amount of any currency may be rounded to a bare number of its own units.
  const bool open_money = result.kind == TypeKind::kMoney && !result.currency && type.kind == TypeKind::kNumber;
  if (!open_money && !common_type(result, type)) {
    auto& diagnostic =
        context_.report(DiagnosticId::kRoundingUnitType, unit.span, context_.type_text(result), context_.type_text(type));
    std::string instead = context_.written(unit.span);
    if (result.kind == TypeKind::kMoney && result.currency && type.kind == TypeKind::kNumber) {
      instead += " " + std::string(result.currency->code());
      diagnostic.suggest(PhraseId::kWrite, instead).replace_with(instead);
    } else if (result.kind == TypeKind::kNumber && type.kind == TypeKind::kMoney) {
      instead = value->to_string();
      diagnostic.suggest(PhraseId::kWrite, instead).replace_with(instead);
    }
    return std::nullopt;
  }
  return value;
}

}  // namespace probity::check
