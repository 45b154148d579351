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
  bool whole = true;
  std::optional<ir::Window> window;
  if (collection.window) {  // its ends are counted outside the list
    window = open_window(*collection.window);
    whole = window.has_value();
  }
  scope_.elements.push_back({list->entity, list->path.text});
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
  const Checked by = optional(collection.by, [&](const ast::Expr& each) { return instant(each); });
  const bool is_end =
      collection.quantifier == ast::Quantifier::kLatest || collection.quantifier == ast::Quantifier::kEarliest;
  if (is_end) lowered.by = by;
  if (collection.by && !collection.window && !is_end) {
    context_.report(DiagnosticId::kDateWithoutWindow, collection.by->span)
        .suggest("say which elements it chooses: `by …` stands before `within …`, `over the last …` or `today`");
    whole = false;
  }
  if (window) {
    const Checked date = collection.by ? by : date_of_element(*list, collection.list->span);
    if (date) window->date = *date;
    whole = whole && date.has_value();
  }
  lowered.window = std::move(window);
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

/// A window's length and end, without the date of the elements.
std::optional<ir::Window> Expressions::open_window(const ast::Window& window) {
  ir::Window lowered;
  lowered.kind = static_cast<ir::Window::Kind>(window.kind);
  lowered.and_today = window.and_today;
  if (!scope_.subject) return std::nullopt;  // a list without a subject is reported
  if (window.kind == ast::Window::Kind::kToday) return lowered;
  const auto& duration = std::get<ast::DurationLit>(window.duration->node);
  lowered.unit = duration.unit;
  if (window.kind == ast::Window::Kind::kOverLast && is_clock_unit(duration.unit)) {
    // The last half hour is counted back from the subject's instant.
    if (window.and_today) {
      context_.report(DiagnosticId::kHoursAndToday, window.span).suggest("leave `and today` out");
      return std::nullopt;
    }
    lowered.kind = ir::Window::Kind::kWithin;
  }
  const auto counted = [&](const ir::ExprId from) {
    const ir::Expr& start = context_.expr(from);
    const auto& shift = std::get<ir::Shift>(start.node);
    lowered.count = shift.count;
    if (lowered.kind == ir::Window::Kind::kWithin) lowered.anchor = shift.anchor;
    return lowered;
  };
  if (window.anchor) {
    const Checked start = shifted(duration, false, *window.anchor, window.span, window.duration->span);
    return start ? std::optional(counted(*start)) : std::nullopt;
  }
  ast::Expr own{window.span, ast::SubjectDate{}};
  const Checked start = shifted(duration, false, own, window.span, window.duration->span);
  return start ? std::optional(counted(*start)) : std::nullopt;
}

/// The date of its own that each element has; reports a list whose elements have none.
Checked Expressions::date_of_element(const List& list, SourceSpan span) {
  const Entity& entity = context_.schema().entities[list.entity];
  if (!entity.subject_date) {
    context_.report(DiagnosticId::kElementWithoutDate, span, entity.name)
        .suggest("name the date that counts: `by DATE` before the window");
    return std::nullopt;
  }
  const Field& field = entity.fields[*entity.subject_date];
  ir::Path path{ir::Root::kElement, 0, {*entity.subject_date}, list.path.text + "." + field.name};
  return context_.add(field.type, span, ir::Read{std::move(path)});
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
