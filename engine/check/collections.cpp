#include "engine/check/expressions.h"

namespace probity::check {
namespace {

bool is_amount(const Type& type) {
  return type.kind == TypeKind::kNumber || type.kind == TypeKind::kMoney || type.kind == TypeKind::kRate;
}

}  // namespace

Checked Expressions::collection(const ast::Collection& collection, SourceSpan span, const ast::Rounded* rounding) {
  const auto list = this->list(*collection.list);
  if (!list) return std::nullopt;  // names inside `where` could not be told from the list's
  if (collection.other && (!scope_.subject || list->entity != scope_.subject->entity)) {
    const std::string subject =
        scope_.subject ? context_.schema().entities[scope_.subject->entity].name : std::string("the subject");
    context_.report(DiagnosticId::kOtherOfAnotherEntity, collection.list->span,
                    context_.schema().entities[list->entity].name, subject);
    return std::nullopt;
  }
  scope_.elements.push_back({list->entity, list->path.text});
  bool whole = true;
  const auto optional = [&](const ast::ExprPtr& expr, auto check_it) -> ir::OptExpr {
    if (!expr) return std::nullopt;
    const Checked checked = check_it(*expr);
    whole = whole && checked.has_value();
    return checked;
  };
  ir::Collection lowered;
  lowered.quantifier = static_cast<ir::Quantifier>(collection.quantifier);
  lowered.other = collection.other;
  lowered.list = list->path;
  lowered.where = optional(collection.where, [&](const ast::Expr& each) { return condition(each); });
  lowered.has = optional(collection.has, [&](const ast::Expr& each) { return condition(each); });
  lowered.value = optional(collection.value, [&](const ast::Expr& each) { return check(each); });
  lowered.by = optional(collection.by, [&](const ast::Expr& each) { return instant(each); });
  scope_.elements.pop_back();
  if (!whole) return std::nullopt;
  const auto type =
      collected_type(collection, lowered.value ? std::optional(context_.type(*lowered.value)) : std::nullopt);
  if (!type) return std::nullopt;
  if (collection.quantifier == ast::Quantifier::kAverage) {
    if (rounding == nullptr) {
      context_.report(DiagnosticId::kDivisionUnrounded, span)
          .suggest("say how the average is rounded: `average X of LIST rounded to 0.01 half up`");
      return std::nullopt;
    }
    lowered.unit = rounding_unit(*rounding->unit, *type);
    lowered.mode = rounding->mode;
    if (!lowered.unit) return std::nullopt;
  }
  return context_.add(*type, span, std::move(lowered));
}

/// The type of what a quantifier gives; reports a value that it cannot take.
std::optional<Type> Expressions::collected_type(const ast::Collection& collection, std::optional<Type> value) {
  const auto refuse = [&](DiagnosticId id) {
    context_.report(id, collection.value->span, context_.type_text(*value));
    return std::nullopt;
  };
  switch (collection.quantifier) {
    case ast::Quantifier::kSome:
    case ast::Quantifier::kNo:
    case ast::Quantifier::kEvery:
      return plain(TypeKind::kTruth);
    case ast::Quantifier::kCount:
      return plain(TypeKind::kNumber);
    default:
      break;
  }
  if (!value) return std::nullopt;  // the grammar asks for one
  if (value->kind == TypeKind::kList) return refuse(DiagnosticId::kListAsValue);
  switch (collection.quantifier) {
    case ast::Quantifier::kTotal:
    case ast::Quantifier::kAverage:
      if (!is_amount(*value)) return refuse(DiagnosticId::kNotSummable);
      return value;
    case ast::Quantifier::kLargest:
    case ast::Quantifier::kSmallest:
      if (!is_ordered(context_.schema(), *value)) return refuse(DiagnosticId::kNotOrdered);
      return value;
    case ast::Quantifier::kAllShare:
      return plain(TypeKind::kTruth);
    default:
      return value;
  }
}

}  // namespace probity::check
