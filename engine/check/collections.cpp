#include <algorithm>

#include "engine/check/expressions.h"
#include "engine/ir/walk.h"

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
  if (lowered.where) report_parts_outside(*lowered.where, collection, span);
  lowered.has = optional(collection.has, [&](const ast::Expr& each) { return condition(each); });
  lowered.value = optional(collection.value, [&](const ast::Expr& each) { return check(each); });
  const Checked by = optional(collection.by, [&](const ast::Expr& each) { return instant(each); });
  const bool is_end =
      collection.quantifier == ast::Quantifier::kLatest || collection.quantifier == ast::Quantifier::kEarliest;
  if (is_end) lowered.by = by;
  if (collection.by && !collection.window && !is_end) {
    context_.report(DiagnosticId::kDateWithoutWindow, collection.by->span)
        .suggest(PhraseId::kByStandsBeforeAWindow);
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
          .suggest(PhraseId::kSayHowAverageIsRounded);
      return std::nullopt;
    }
    lowered.unit = rounding_unit(*rounding->unit, *type);
    lowered.mode = rounding->mode;
    if (!lowered.unit) return std::nullopt;
  }
  return context_.add(*type, span, std::move(lowered));
}

/// `some L where A or B` with a B that asks nothing of the elements: the `or` was meant to stand behind the list.
void Expressions::report_parts_outside(ir::ExprId checked, const ast::Collection& collection, SourceSpan span) {
  const auto* either = std::get_if<ir::Or>(&context_.expr(checked).node);
  if (either == nullptr) return;
  const std::vector<ir::ExprId> parts = either->operands;
  const auto outside = [&](ir::ExprId part) { return !asks_of_element(part); };
  const auto first = std::find_if(parts.begin(), parts.end(), outside);
  if (first == parts.end()) return;
  const SourceSpan place = context_.expr(*first).span;
  auto& diagnostic = context_.report(DiagnosticId::kNotOfElement, place, context_.written(collection.list->span));
  if (first == parts.begin()) return;
  SourceSpan inside = span;
  inside.end_line = context_.expr(*(first - 1)).span.end_line;
  inside.end_column = context_.expr(*(first - 1)).span.end_column;
  SourceSpan between = place;
  between.end_line = place.line;
  between.end_column = place.column;
  between.column = inside.end_column;
  const std::string joint = context_.written(between);
  const std::string list = context_.written(inside);
  diagnostic.suggest(PhraseId::kBracketsRoundList, list, "or");
  const bool is_condition = collection.quantifier == ast::Quantifier::kSome || collection.quantifier == ast::Quantifier::kNo;
  const bool plain = joint == " or " || joint == " 或 ";
  if (!is_condition || !plain || span.line != place.line || !std::all_of(first, parts.end(), outside)) return;
  SourceSpan begin = span;
  begin.end_line = span.line;
  begin.end_column = span.column;
  SourceSpan end = between;
  end.end_column = end.column;
  diagnostic.edit(begin, "(").edit(end, ")");
}

/// Does it read the element of the innermost list, or of one inside?
bool Expressions::asks_of_element(ir::ExprId part) const {
  bool asks = false;
  ir::for_each_below(context_.program, part, [&](ir::ExprId id) {
    const auto& node = context_.expr(id).node;
    if (const auto* read = std::get_if<ir::Read>(&node)) asks = asks || read->path.root == ir::Root::kElement;
    if (const auto* define = std::get_if<ir::UseDefine>(&node)) asks = asks || define->base.root == ir::Root::kElement;
    if (const auto* list = std::get_if<ir::Collection>(&node)) asks = asks || list->list.root == ir::Root::kElement;
  });
  return asks;
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
      context_.report(DiagnosticId::kHoursAndToday, window.span).suggest(PhraseId::kLeaveAndTodayOut);
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
        .suggest(PhraseId::kNameTheDateThatCounts);
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
