#include "engine/check/expressions.h"

namespace probity::check {
namespace {

ir::Compare lowered(ast::CompareOp op) {
  switch (op) {
    case ast::CompareOp::kIs: return ir::Compare::kEqual;
    case ast::CompareOp::kIsNot: return ir::Compare::kNotEqual;
    case ast::CompareOp::kAtLeast:
    case ast::CompareOp::kAtOrAfter: return ir::Compare::kGreaterOrEqual;
    case ast::CompareOp::kAtMost:
    case ast::CompareOp::kAtOrBefore: return ir::Compare::kLessOrEqual;
    case ast::CompareOp::kAbove:
    case ast::CompareOp::kAfter: return ir::Compare::kGreater;
    case ast::CompareOp::kBelow:
    case ast::CompareOp::kBefore: return ir::Compare::kLess;
  }
  return ir::Compare::kEqual;
}

bool is_time(const Type& type) { return type.kind == TypeKind::kDate || type.kind == TypeKind::kMoment; }

bool asks_for_time(ast::CompareOp op) {
  return op == ast::CompareOp::kBefore || op == ast::CompareOp::kAfter || op == ast::CompareOp::kAtOrBefore ||
         op == ast::CompareOp::kAtOrAfter;
}

}  // namespace

Hint Expressions::hint_from(ir::ExprId other) const {
  const ir::Expr& expr = context_.expr(other);
  if (std::holds_alternative<ir::CurrencyOf>(expr.node)) return {Hint::Kind::kCurrency, {}};
  const auto* deadline = std::get_if<ir::OfDeadline>(&expr.node);
  if (deadline != nullptr && deadline->field == ir::DeadlineField::kState) return {Hint::Kind::kDeadlineState, {}};
  return Hint::of(expr.type);
}

Checked Expressions::comparison(const ast::Compare& comparison, SourceSpan span) {
  // The side that is no bare name says what a bare name on the other side means.
  const bool right_first = is_bare_value(*comparison.left) && !is_bare_value(*comparison.right);
  const ast::Expr& first = right_first ? *comparison.right : *comparison.left;
  const ast::Expr& second = right_first ? *comparison.left : *comparison.right;
  const Checked one = check(first);
  if (!one) {
    // A bare name's meaning depends on the broken side; anything else is read for its own mistakes.
    if (!is_bare_value(second)) static_cast<void>(check(second));
    return std::nullopt;
  }
  if (list_or_length(comparison, *one, second)) return std::nullopt;
  const Checked two = check(second, hint_from(*one));
  if (!two) return std::nullopt;
  const ir::ExprId left = right_first ? *two : *one;
  const ir::ExprId right = right_first ? *one : *two;
  if (asks_for_time(comparison.op)) {
    for (const ir::ExprId side : {left, right}) {
      if (is_time(context_.type(side))) continue;
      context_.report(DiagnosticId::kNotATime, context_.expr(side).span, context_.type_text(context_.type(side)))
          .suggest(PhraseId::kComparesWhatIsNoDate);
      return std::nullopt;
    }
  }
  return compare(lowered(comparison.op), left, right, comparison.op_span, span);
}

/// `full months from a to b is at least min_months`: a parameter's length beside a count of its unit.
void Expressions::count_lengths(ir::ExprId& left, ir::ExprId& right) {
  const auto counted = [&](ir::ExprId span, ir::ExprId& length) {
    const auto* elapsed = std::get_if<ir::Elapsed>(&context_.expr(span).node);
    const auto* use = std::get_if<ir::UseParameter>(&context_.expr(length).node);
    if (elapsed == nullptr || use == nullptr) return;
    const ir::UseParameter parameter = *use;
    constexpr DurationUnit kUnits[] = {DurationUnit::kMonths,       DurationUnit::kYears,       DurationUnit::kDays,
                                       DurationUnit::kBusinessDays, DurationUnit::kTradingDays, DurationUnit::kHours};
    if (context_.program.parameters[parameter.parameter].unit != kUnits[static_cast<std::size_t>(elapsed->unit)]) return;
    length = context_.add(plain(TypeKind::kNumber), SourceSpan(context_.expr(length).span), parameter);
  };
  if (context_.type(right).kind == TypeKind::kDuration) counted(left, right);
  if (context_.type(left).kind == TypeKind::kDuration) counted(right, left);
}

Checked Expressions::compare(ir::Compare op, ir::ExprId left, ir::ExprId right, SourceSpan op_span, SourceSpan span) {
  count_lengths(left, right);
  if (!comparable(op, left, right, op_span)) return std::nullopt;
  const TypeKind a = context_.type(left).kind;
  const TypeKind b = context_.type(right).kind;
  if (a == TypeKind::kMoment && b == TypeKind::kDate) left = as_day(left);
  if (a == TypeKind::kDate && b == TypeKind::kMoment) right = as_day(right);
  return context_.add(plain(TypeKind::kTruth), span, ir::Comparison{op, left, right});
}

/// Where one side is written out, it can be written as what the other needs.
void Expressions::help_to_compare(diagnostics::Diagnostic& diagnostic, ir::ExprId left, ir::ExprId right) const {
  for (const auto& [fact, written] : {std::pair(left, right), std::pair(right, left)}) {
    const auto* constant = std::get_if<ir::Constant>(&context_.expr(written).node);
    const Type& wanted = context_.type(fact);
    if (constant == nullptr) continue;
    const SourceSpan place = context_.expr(written).span;
    std::string instead;
    if (const auto* number = std::get_if<Decimal>(&constant->value)) {
      if (wanted.kind == TypeKind::kMoney) {
        diagnostic.suggest(PhraseId::kWriteAmountWithCurrency);
        if (wanted.currency) instead = number->to_string() + " " + std::string(wanted.currency->code());
      }
      const auto hundredfold = number->times(Decimal::from_integer(100));
      if (wanted.kind == TypeKind::kRate && hundredfold.ok()) instead = hundredfold.value().to_string() + "%";
      if (wanted.kind == TypeKind::kTruth && number->is_zero()) instead = "no";
      if (wanted.kind == TypeKind::kTruth && *number == Decimal::from_integer(1)) instead = "yes";
      if (wanted.kind == TypeKind::kText) instead = "\"" + context_.written(place) + "\"";
    }
    if (const auto* money = std::get_if<Money>(&constant->value); money != nullptr && wanted.kind == TypeKind::kNumber) {
      instead = money->amount.to_string();
    }
    if (const auto* text = std::get_if<std::string>(&constant->value)) {
      const bool value = wanted.kind == TypeKind::kEnumeration && context_.schema().find_value(wanted.enumeration, *text);
      if (value) instead = *text;
      if (text->empty()) instead = "unknown";
    }
    if (instead.empty()) continue;
    diagnostic.suggest(PhraseId::kWrite, instead).edit(place, instead);
    return;
  }
}

/// A list is no value, and a number has no unit: said before the other side is read.
bool Expressions::list_or_length(const ast::Compare& comparison, ir::ExprId one, const ast::Expr& second) {
  if (context_.type(one).kind == TypeKind::kList) {
    context_.report(DiagnosticId::kListCompared, comparison.op_span).suggest(PhraseId::kWriteSomeListWhere);
    return true;
  }
  const auto* length = std::get_if<ast::DurationLit>(&second.node);
  if (length == nullptr || context_.type(one).kind != TypeKind::kNumber) return false;
  const std::string number = context_.written(length->count->span);
  context_.report(DiagnosticId::kDurationAlone, second.span).suggest(PhraseId::kLeaveUnitOut, number).replace_with(number);
  return true;
}

bool Expressions::comparable(ir::Compare op, ir::ExprId left, ir::ExprId right, SourceSpan op_span) {
  const Type a = context_.type(left);
  const Type b = context_.type(right);
  const auto label = [&](diagnostics::Diagnostic& diagnostic) -> diagnostics::Diagnostic& {
    return diagnostic.label(context_.expr(left).span, PhraseId::kIs, context_.type_text(a))
        .label(context_.expr(right).span, PhraseId::kIs, context_.type_text(b));
  };
  const bool both_times = is_time(a) && is_time(b);
  if (!both_times && !common_type(a, b)) {
    if (a.kind == TypeKind::kMoney && b.kind == TypeKind::kMoney) {
      label(context_.report(DiagnosticId::kCurrenciesDiffer, op_span, std::string(a.currency->code()),
                            std::string(b.currency->code())));
    } else {
      auto& diagnostic =
          label(context_.report(DiagnosticId::kComparedTypesDiffer, op_span, context_.type_text(a), context_.type_text(b)));
      help_to_compare(diagnostic, left, right);
    }
    return false;
  }
  if (a.kind == TypeKind::kList) {
    context_.report(DiagnosticId::kListCompared, op_span)
        .suggest(PhraseId::kWriteSomeListWhere);
    return false;
  }
  const bool order = op != ir::Compare::kEqual && op != ir::Compare::kNotEqual;
  if (order && !both_times && !is_ordered(context_.schema(), a)) {
    context_.report(DiagnosticId::kNotOrdered, op_span, context_.type_text(a))
        .suggest(PhraseId::kCompareWithIs);
    return false;
  }
  return true;
}

Checked Expressions::one_of(const ast::OneOf& one_of, SourceSpan span) {
  const Checked operand = check(*one_of.operand);
  if (!operand) return std::nullopt;
  const Hint hint = hint_from(*operand);
  ir::ExprId subject = *operand;
  std::vector<ir::ExprId> options;
  bool whole = true;
  for (const auto& option : one_of.options) {
    const Checked checked = check(*option, hint);
    if (!checked || !comparable(ir::Compare::kEqual, *operand, *checked, option->span)) {
      whole = false;
      continue;
    }
    options.push_back(*checked);
  }
  if (!whole) return std::nullopt;
  // As in a plain comparison, a moment that meets a date is taken as its day.
  bool any_date = context_.type(subject).kind == TypeKind::kDate;
  for (const ir::ExprId option : options) any_date = any_date || context_.type(option).kind == TypeKind::kDate;
  if (any_date) {
    if (context_.type(subject).kind == TypeKind::kMoment) subject = as_day(subject);
    for (ir::ExprId& option : options) {
      if (context_.type(option).kind == TypeKind::kMoment) option = as_day(option);
    }
  }
  const ir::ExprId found = context_.add(plain(TypeKind::kTruth), span, ir::IsOneOf{subject, std::move(options)});
  if (!one_of.negated) return found;
  return context_.add(plain(TypeKind::kTruth), span, ir::Not{found});
}

}  // namespace probity::check
