#include "engine/check/expressions.h"

#include <algorithm>

namespace probity::check {
namespace {

/// The operands of a chain of one operator, in order, without recursion: chains may be long.
std::vector<const ast::Expr*> chain_of(const ast::Expr& expr, ast::BinaryOp op) {
  std::vector<const ast::Expr*> operands;
  std::vector<const ast::Expr*> waiting{&expr};
  while (!waiting.empty()) {
    const ast::Expr* next = waiting.back();
    waiting.pop_back();
    const auto* binary = std::get_if<ast::Binary>(&next->node);
    if (binary != nullptr && binary->op == op) {
      waiting.push_back(binary->right.get());
      waiting.push_back(binary->left.get());
    } else {
      operands.push_back(next);
    }
  }
  return operands;
}

}  // namespace

Checked Expressions::check(const ast::Expr& expr, const Hint& hint) {
  if (context_.depth >= Context::kDepthMax) {
    context_.report(DiagnosticId::kTooDeep, expr.span, std::to_string(Context::kDepthMax));
    return std::nullopt;
  }
  ++context_.depth;
  context_.deepest = std::max(context_.deepest, context_.depth);
  const Checked result = [&]() -> Checked {
    const SourceSpan span = expr.span;
    const auto& node = expr.node;
    if (const auto* path = std::get_if<ast::Path>(&node)) return this->path(*path, span, hint);
    if (const auto* binary = std::get_if<ast::Binary>(&node)) {
      switch (binary->op) {
        case ast::BinaryOp::kOr:
        case ast::BinaryOp::kAnd: {
          return logic(*binary, span);
        }
        case ast::BinaryOp::kOrElse: return or_else(*binary, span, hint);
        default: return arithmetic(*binary, span);
      }
    }
    if (const auto* unary = std::get_if<ast::Unary>(&node)) return this->unary(*unary, span);
    if (const auto* compare = std::get_if<ast::Compare>(&node)) return comparison(*compare, span);
    if (const auto* known = std::get_if<ast::IsKnown>(&node)) {
      const Checked operand = check(*known->operand);
      if (!operand) return std::nullopt;
      const ir::ExprId result_id = context_.add(plain(TypeKind::kTruth), span, ir::IsKnown{*operand});
      if (!known->negated) return result_id;
      return context_.add(plain(TypeKind::kTruth), span, ir::Not{result_id});
    }
    if (const auto* one_of = std::get_if<ast::OneOf>(&node)) return this->one_of(*one_of, span);
    if (const auto* rounded = std::get_if<ast::Rounded>(&node)) return this->rounded(*rounded, span);
    if (const auto* extreme = std::get_if<ast::Extreme>(&node)) return this->extreme(*extreme, span);
    if (const auto* choose = std::get_if<ast::Choose>(&node)) return this->choose(*choose, span, hint);
    if (const auto* shift = std::get_if<ast::Shift>(&node)) return this->shift(*shift, span);
    if (const auto* elapsed = std::get_if<ast::Elapsed>(&node)) return this->elapsed(*elapsed, span);
    if (const auto* date_of = std::get_if<ast::DateOf>(&node)) return day(*date_of->operand);
    if (const auto* close = std::get_if<ast::CloseOfBusiness>(&node)) return close_of_business(*close, span);
    if (const auto* collection = std::get_if<ast::Collection>(&node)) {
      return this->collection(*collection, span, nullptr);
    }
    if (const auto* mentions = std::get_if<ast::Mentions>(&node)) return this->mentions(*mentions, span);
    if (const auto* call = std::get_if<ast::TableCall>(&node)) return table_call(*call, span);
    if (const auto* currency = std::get_if<ast::CurrencyOf>(&node)) {
      const Checked operand = check(*currency->operand);
      if (!operand) return std::nullopt;
      if (context_.type(*operand).kind != TypeKind::kMoney) {
        context_.report(DiagnosticId::kNotMoney, currency->operand->span,
                        context_.type_text(context_.type(*operand)));
        return std::nullopt;
      }
      return context_.add(plain(TypeKind::kText), span, ir::CurrencyOf{*operand});
    }
    if (const auto* evidence = std::get_if<ast::EvidenceOf>(&node)) return evidence_of(*evidence, span);
    if (const auto* known = std::get_if<ast::Acknowledged>(&node)) return acknowledged(known->document, nullptr, span);
    if (std::holds_alternative<ast::SubjectDate>(node)) return subject_date(span);
    return literal(expr);
  }();
  --context_.depth;
  return result;
}

Checked Expressions::condition(const ast::Expr& expr) {
  const Checked checked = check(expr);
  if (!checked) return std::nullopt;
  if (context_.type(*checked).kind == TypeKind::kTruth) return checked;
  context_.report(DiagnosticId::kNotACondition, expr.span, context_.type_text(context_.type(*checked)));
  return std::nullopt;
}

Checked Expressions::literal(const ast::Expr& expr) {
  const SourceSpan span = expr.span;
  const auto& node = expr.node;
  if (const auto* number = std::get_if<ast::NumberLit>(&node)) {
    return context_.add(plain(TypeKind::kNumber), span, ir::Constant{number->value});
  }
  if (const auto* money = std::get_if<ast::MoneyLit>(&node)) {
    return context_.add(money_of(money->value.currency), span, ir::Constant{money->value});
  }
  if (const auto* rate = std::get_if<ast::RateLit>(&node)) {
    return context_.add(plain(TypeKind::kRate), span, ir::Constant{rate->value});
  }
  if (const auto* date = std::get_if<ast::DateLit>(&node)) {
    return context_.add(plain(TypeKind::kDate), span, ir::Constant{date->value});
  }
  if (const auto* moment = std::get_if<ast::MomentLit>(&node)) return moment_literal(*moment, span);
  if (const auto* truth = std::get_if<ast::TruthLit>(&node)) {
    return context_.add(plain(TypeKind::kTruth), span, ir::Constant{truth->value});
  }
  if (const auto* text = std::get_if<ast::TextLit>(&node)) {
    return context_.add(plain(TypeKind::kText), span, ir::Constant{text->value});
  }
  // What is left is a duration that no date stands beside.
  context_.report(DiagnosticId::kDurationAlone, span)
      .suggest(PhraseId::kCountDaysOrWriteTheDay);
  return std::nullopt;
}

Checked Expressions::moment_literal(const ast::MomentLit& literal, SourceSpan span) {
  const Zone* zone = context_.ruleset(*scope_.ruleset).zone;
  if (zone == nullptr) return std::nullopt;
  auto moment = Moment::parse(literal.text, *zone);
  if (!moment.ok()) {
    context_.report(DiagnosticId::kBadMoment, span, literal.text, moment.error().message);
    return std::nullopt;
  }
  return context_.add(plain(TypeKind::kMoment), span, ir::Constant{moment.value()});
}

Checked Expressions::logic(const ast::Binary& binary, SourceSpan span) {
  if (reported_is_or(binary)) return std::nullopt;
  std::vector<const ast::Expr*> written = chain_of(*binary.left, binary.op);
  for (const ast::Expr* operand : chain_of(*binary.right, binary.op)) written.push_back(operand);
  std::vector<ir::ExprId> operands;
  for (const ast::Expr* operand : written) {
    if (const Checked checked = condition(*operand)) operands.push_back(*checked);
  }
  if (operands.size() != written.size()) return std::nullopt;
  if (binary.op == ast::BinaryOp::kAnd) {
    return context_.add(plain(TypeKind::kTruth), span, ir::And{std::move(operands)});
  }
  return context_.add(plain(TypeKind::kTruth), span, ir::Or{std::move(operands)});
}

/// `a is x or y`: reads like a list, but `or` joins conditions and `y` is none.
bool Expressions::reported_is_or(const ast::Binary& binary) {
  if (binary.op != ast::BinaryOp::kOr) return false;
  std::vector<const ast::Expr*> written = chain_of(*binary.left, binary.op);
  for (const ast::Expr* operand : chain_of(*binary.right, binary.op)) written.push_back(operand);
  const auto is_value = [&](const ast::Expr* expr) {
    return std::holds_alternative<ast::TextLit>(expr->node) || std::holds_alternative<ast::NumberLit>(expr->node) ||
           std::holds_alternative<ast::MoneyLit>(expr->node) || std::holds_alternative<ast::RateLit>(expr->node) ||
           std::holds_alternative<ast::DateLit>(expr->node) || is_bare_value(*expr);
  };
  const auto first = std::find_if(written.begin() + 1, written.end(), is_value);
  if (first == written.end()) return false;
  const auto last = std::find_if_not(first, written.end(), is_value);
  const ast::Expr* before = *(first - 1);
  if (const auto* both = std::get_if<ast::Binary>(&before->node); both != nullptr && both->op == ast::BinaryOp::kAnd) {
    before = chain_of(*before, ast::BinaryOp::kAnd).back();
  }
  const auto* compare = std::get_if<ast::Compare>(&before->node);
  if (compare == nullptr || (compare->op != ast::CompareOp::kIs && compare->op != ast::CompareOp::kIsNot)) return false;
  // A misspelt name alone is no list: the values must be of what the comparison is about.
  const Checked left = check(*compare->left);
  if (!left) return true;  // reported
  const Hint hint = hint_from(*left);
  for (auto value = first; value != last; ++value) {
    const auto* path = std::get_if<ast::Path>(&(*value)->node);
    if (std::holds_alternative<ast::Choose>((*value)->node)) return false;
    if (path != nullptr && !bare_value(path->parts[0], hint)) return false;
  }
  std::string list = context_.written(compare->left->span) +
                     (compare->op == ast::CompareOp::kIs ? " is one of " : " is not one of ") +
                     context_.written(compare->right->span);
  for (auto value = first; value != last; ++value) list += ", " + context_.written((*value)->span);
  SourceSpan span = before->span;
  span.end_line = (*(last - 1))->span.end_line;
  span.end_column = (*(last - 1))->span.end_column;
  context_.report(DiagnosticId::kIsOr, span).suggest(PhraseId::kWrite, list).replace_with(list);
  return true;
}

Checked Expressions::unary(const ast::Unary& unary, SourceSpan span) {
  if (unary.op == ast::UnaryOp::kNot) {
    const Checked operand = condition(*unary.operand);
    if (!operand) return std::nullopt;
    return context_.add(plain(TypeKind::kTruth), span, ir::Not{*operand});
  }
  const Checked operand = check(*unary.operand);
  if (!operand) return std::nullopt;
  const Type type = context_.type(*operand);
  if (type.kind != TypeKind::kNumber && type.kind != TypeKind::kMoney && type.kind != TypeKind::kRate) {
    context_.report(DiagnosticId::kNoNegative, span, context_.type_text(type));
    return std::nullopt;
  }
  if (const auto* constant = std::get_if<ir::Constant>(&context_.expr(*operand).node)) {
    Value value = constant->value;
    if (auto* number = std::get_if<Decimal>(&value)) *number = number->negated();
    if (auto* money = std::get_if<Money>(&value)) money->amount = money->amount.negated();
    if (auto* rate = std::get_if<Rate>(&value)) rate->fraction = rate->fraction.negated();
    return context_.add(type, span, ir::Constant{std::move(value)});
  }
  return context_.add(type, span, ir::Negation{*operand});
}

std::optional<Type> Expressions::common_type(const Type& a, const Type& b) {
  if (a == b) return a;
  if (a.kind != b.kind) return std::nullopt;
  if (a.kind == TypeKind::kMoney) {
    if (!a.currency) return b;
    if (!b.currency) return a;
  }
  return std::nullopt;
}

Checked Expressions::choose(const ast::Choose& choose, SourceSpan span, const Hint& hint) {
  const Checked condition = this->condition(*choose.condition);
  const bool then_is_value = is_bare_value(*choose.then_value) && hint.kind == Hint::Kind::kNone;
  const ast::Expr& first = then_is_value ? *choose.else_value : *choose.then_value;
  const ast::Expr& second = then_is_value ? *choose.then_value : *choose.else_value;
  const Checked one = check(first, hint);
  const Checked two = one ? check(second, hint.kind == Hint::Kind::kNone ? hint_from(*one) : hint) : std::nullopt;
  if (!condition || !one || !two) return std::nullopt;
  const auto type = common_type(context_.type(*one), context_.type(*two));
  if (!type) {
    context_.report(DiagnosticId::kBranchesDiffer, second.span, context_.type_text(context_.type(*two)),
                    context_.type_text(context_.type(*one)))
        .label(first.span, PhraseId::kIs, context_.type_text(context_.type(*one)));
    return std::nullopt;
  }
  // Money of two open currencies stays open; one side's currency says nothing about the other.
  Type result = *type;
  if (result.kind == TypeKind::kMoney && context_.type(*one) != context_.type(*two)) result.currency.reset();
  return context_.add(result, span,
                      then_is_value ? ir::Choose{*condition, *two, *one} : ir::Choose{*condition, *one, *two});
}

Checked Expressions::extreme(const ast::Extreme& extreme, SourceSpan span) {
  std::vector<ir::ExprId> options;
  std::optional<Type> type;
  bool whole = true;
  for (const auto& option : extreme.options) {
    const Checked checked = check(*option, options.empty() ? Hint{} : hint_from(options.front()));
    if (!checked) {
      whole = false;
      continue;
    }
    const Type found = context_.type(*checked);
    const auto together = type ? common_type(*type, found) : found;
    if (!together) {
      context_.report(DiagnosticId::kBranchesDiffer, option->span, context_.type_text(found),
                      context_.type_text(*type));
      return std::nullopt;
    }
    type = *together;
    options.push_back(*checked);
  }
  if (!whole || !type) return std::nullopt;
  if (!is_ordered(context_.schema(), *type)) {
    context_.report(DiagnosticId::kNotOrdered, span, context_.type_text(*type));
    return std::nullopt;
  }
  return context_.add(*type, span, ir::Extreme{extreme.larger, std::move(options)});
}

Checked Expressions::or_else(const ast::Binary& binary, SourceSpan span, const Hint& hint) {
  const Checked operand = check(*binary.left, hint);
  if (!operand) return std::nullopt;
  const Checked fallback = check(*binary.right, hint_from(*operand));
  if (!fallback) return std::nullopt;
  const auto type = common_type(context_.type(*operand), context_.type(*fallback));
  if (!type) {
    context_.report(DiagnosticId::kBranchesDiffer, binary.right->span, context_.type_text(context_.type(*fallback)),
                    context_.type_text(context_.type(*operand)))
        .label(binary.left->span, PhraseId::kIs, context_.type_text(context_.type(*operand)));
    return std::nullopt;
  }
  Type result = *type;
  if (result.kind == TypeKind::kMoney && context_.type(*operand) != context_.type(*fallback)) result.currency.reset();
  return context_.add(result, span, ir::OrElse{*operand, *fallback});
}

}  // namespace probity::check
