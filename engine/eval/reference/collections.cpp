// Conditions and values over the records of a list; see *Unknown* and *Collections* in the reference.
//
// An element in doubt (its `where` is unknown) may or may not be meant. A value follows only where
// it is the same either way, and nothing depends on the order of the list.
#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/describe.h"
#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {
namespace {

const Value* key_of(const facts::Record* record) {
  if (record == nullptr || record->fields.empty()) return nullptr;
  return std::get_if<Value>(&record->fields[0]);
}

bool surely(ir::Compare op, const Value& left, const Value& right, const Zone& zone) {
  const Result<Truth> compared = compare(op, left, right, zone);
  return compared.ok() && compared.value() == Truth::kTrue;
}

/// Of two equal values, one that does not depend on which came first: instants may be written with
/// different offsets.
const Value* first_written(const Value* a, const Value* b) {
  const auto* left = std::get_if<Moment>(a);
  const auto* right = std::get_if<Moment>(b);
  return left != nullptr && right != nullptr && right->offset_s < left->offset_s ? b : a;
}

/// The value that is surely at least as good as every other; nothing of nothing. Errors where no value
/// is: two currencies, a day alone against a time of that day.
Result<std::optional<Value>> best(ir::Compare better, const std::vector<const Value*>& values, const Zone& zone) {
  if (values.empty()) return std::optional<Value>();
  const Value* chosen = values.front();
  for (const Value* value : values) {
    if (surely(better, *value, *chosen, zone)) chosen = value;
    if (surely_same(*value, *chosen, zone)) chosen = first_written(chosen, value);
  }
  const ir::Compare at_least =
      better == ir::Compare::kGreater ? ir::Compare::kGreaterOrEqual : ir::Compare::kLessOrEqual;
  for (const Value* value : values) {
    if (!surely(at_least, *chosen, *value, zone)) {
      return Error{ErrorCode::kInvalidArgument, "the values have no order among them"};
    }
  }
  return std::optional<Value>(*chosen);
}

}  // namespace

/// Whether an element is surely not the subject itself; never surely where neither key nor date tells.
Evaluated Evaluation::is_another(const facts::Record* element) const {
  if (element == subject_.record.get()) return Evaluated::of_truth(false);
  if (element != nullptr && element->entity != subject_.subject.entity) return Evaluated::of_truth(true);
  const Value* own = key_of(subject_.record.get());
  const Value subject_key = own != nullptr ? *own : Value(subject_.id);
  if (const Value* key = key_of(element)) return Evaluated::of_truth(*key != subject_key);
  // Without a key, a date of its own that is not the subject's tells.
  const std::optional<std::uint32_t>& field = schema().entities[subject_.subject.entity].subject_date;
  const auto date_of = [&](const facts::Record* record) {
    return field && record != nullptr && *field < record->fields.size()
               ? std::get_if<Value>(&record->fields[*field])
               : nullptr;
  };
  const Value* date = date_of(element);
  const Value* own_date = date_of(subject_.record.get());
  if (date != nullptr && own_date != nullptr) {
    const Result<Truth> same = compare(ir::Compare::kEqual, *date, *own_date, zone());
    if (same.ok() && same.value() == Truth::kFalse) return Evaluated::of_truth(true);
  }
  return unknown(frames_.back().list + ".id");
}

/// `where` and the window, and with `other` or a window that the element is not the subject itself.
Evaluated Evaluation::element_is_meant(const ir::Collection& node, const OpenWindow& window,
                                       const facts::Record* element) {
  Evaluated distinct = Evaluated::of_truth(true);
  if (node.other || node.window) distinct = is_another(element);
  if (distinct.truth() == Truth::kFalse) return distinct;
  Evaluated dated = node.window ? in_window(window) : Evaluated::of_truth(true);
  if (dated.truth() == Truth::kFalse) return dated;
  Evaluated where = evaluate_condition(node.where);
  if (where.truth() == Truth::kFalse || (distinct.known() && dated.known())) return where;
  Missing missing;
  missing.add(distinct);
  missing.add(dated);
  missing.add(where);
  return missing.take();
}

/// The elements that are meant or may be, with what is asked of them.
std::vector<Evaluation::Element> Evaluation::meant(const ir::Collection& node, const OpenWindow& window,
                                                   const facts::RecordList& list) {
  std::vector<Element> result;
  for (const facts::RecordPtr* each : candidates_of(window, *list)) {
    const facts::RecordPtr& record = *each;
    frames_.push_back({record.get(), recording() ? path_text(node.list) : std::string()});
    Element element;
    element.in = element_is_meant(node, window, record.get());
    if (element.in.truth() != Truth::kFalse) {
      if (node.value) element.value = evaluate(*node.value);
      if (node.by) element.by = evaluate(*node.by);
      result.push_back(std::move(element));
    }
    frames_.pop_back();
  }
  return result;
}

/// `some` and `no`, and `every` as "no element that has not".
Evaluated Evaluation::quantify(const ir::Collection& node, const OpenWindow& window, const facts::RecordList& list) {
  const bool every = node.quantifier == ir::Quantifier::kEvery;
  const bool when_found = node.quantifier == ir::Quantifier::kSome;
  Missing missing;
  bool open = false;
  bool settled = false;
  for (const facts::RecordPtr* each : candidates_of(window, *list)) {
    const facts::RecordPtr& record = *each;
    frames_.push_back({record.get(), recording() ? path_text(node.list) : std::string()});
    const Evaluated in = element_is_meant(node, window, record.get());
    Truth found = in.truth();
    if (every && found != Truth::kFalse) {
      const Evaluated has = evaluate_condition(node.has);
      found = both(found, !has.truth());
      if (found == Truth::kUnknown) missing.add(has);
    }
    frames_.pop_back();
    settled = settled || found == Truth::kTrue;
    // What is recorded as read must not depend on where in the list the answer stood.
    if (settled && !recording()) break;
    if (found == Truth::kUnknown) {
      open = true;
      missing.add(in);
    }
  }
  if (settled) return Evaluated::of_truth(when_found);
  return open ? missing.take() : Evaluated::of_truth(!when_found);
}

Evaluated Evaluation::count(const std::vector<Element>& elements) const {
  Missing missing;
  std::int64_t sure = 0;
  for (const Element& element : elements) {
    if (element.in.known()) ++sure;
    missing.add(element.in);
  }
  const auto all = static_cast<std::int64_t>(elements.size());
  if (sure == all) return Evaluated::of(Decimal::from_integer(sure));
  missing.between(Decimal::from_integer(sure), Decimal::from_integer(all));
  return missing.take();
}

/// The largest or the smallest value.
Evaluated Evaluation::extreme(ir::ExprId id, bool largest, const std::vector<Element>& elements) const {
  const ir::Compare better = largest ? ir::Compare::kGreater : ir::Compare::kLess;
  Missing missing;
  bool any_sure = false;
  bool open = false;
  bool value_unknown = false;
  std::vector<const Value*> of_sure, of_all;
  for (const Element& element : elements) {
    any_sure = any_sure || element.in.known();
    open = open || !element.in.known() || !element.value.known();
    value_unknown = value_unknown || !element.value.known();
    missing.add(element.in);
    missing.add(element.value);
    if (!element.value.known()) continue;
    of_all.push_back(&*element.value.value);
    if (element.in.known()) of_sure.push_back(&*element.value.value);
  }
  if (elements.empty()) return nothing(id, "there is nothing to take it from");
  const Result<std::optional<Value>> best_of_sure = best(better, of_sure, zone());
  const Result<std::optional<Value>> best_of_all = best(better, of_all, zone());
  if (!best_of_sure.ok() || !best_of_all.ok()) return fault(id, "the values have no order among them");
  std::optional<Value> sure = best_of_sure.value();
  if (!open) return Evaluated::of(*std::move(sure));
  if (!any_sure) return missing.take();
  std::optional<Value> all = value_unknown ? std::nullopt : best_of_all.value();
  if (sure && all && surely_same(*sure, *all, zone())) return Evaluated::of(*std::move(sure));
  if (largest) {
    missing.between(std::move(sure), std::move(all));
  } else {
    missing.between(std::move(all), std::move(sure));
  }
  return missing.take();
}

/// The value of the element with the latest (or earliest) moment, where all that may be it agree.
Evaluated Evaluation::at_the_end(ir::ExprId id, bool latest, const std::vector<Element>& elements) const {
  if (elements.empty()) return nothing(id, "there is nothing to take it from");
  const ir::Compare further = latest ? ir::Compare::kGreater : ir::Compare::kLess;
  // The furthest that elements surely meant have: of days alone, and of all else.
  const Value* day_end = nullptr;
  const Value* end = nullptr;
  bool any_sure = false;
  for (const Element& element : elements) {
    if (!element.in.known()) continue;
    any_sure = true;
    if (!element.by.known()) continue;
    const Value& by = *element.by.value;
    const auto* moment = std::get_if<Moment>(&by);
    const Value*& furthest = moment != nullptr && !moment->instant_ns ? day_end : end;
    if (furthest == nullptr || surely(further, by, *furthest, zone())) furthest = &by;
  }
  Missing missing;
  const Value* shared = nullptr;
  bool agree = any_sure;
  bool tie_of_different = false;
  for (const Element& element : elements) {
    if (element.by.known()) {
      const Value& by = *element.by.value;
      if (end != nullptr && surely(further, *end, by, zone())) continue;
      if (day_end != nullptr && surely(further, *day_end, by, zone())) continue;
    }
    missing.add(element.in);
    missing.add(element.by);
    missing.add(element.value);
    if (!element.value.known()) {
      agree = false;
    } else if (shared == nullptr) {
      shared = &*element.value.value;
    } else if (surely_same(*shared, *element.value.value, zone())) {
      shared = first_written(shared, &*element.value.value);
    } else {
      agree = false;
      tie_of_different = true;
    }
  }
  if (agree && shared != nullptr) return Evaluated::of(*shared);
  if (tie_of_different && recording()) missing.add(describe(program_, id) + ": several may be it, and differ");
  return missing.take();
}

Evaluated Evaluation::all_share(const std::vector<Element>& elements) const {
  Missing missing;
  bool open = false;
  // The one that the others are compared with is an instant where there is one: it tells a day alone
  // apart from the rest whatever the order of the rows.
  const Value* sure = nullptr;
  for (const Element& element : elements) {
    if (!element.in.known() || !element.value.known()) continue;
    const auto* moment = std::get_if<Moment>(&*element.value.value);
    if (sure == nullptr || (moment != nullptr && moment->instant_ns)) sure = &*element.value.value;
  }
  for (const Element& element : elements) {
    if (!element.in.known() || !element.value.known()) {
      open = true;
      missing.add(element.in);
      missing.add(element.value);
    } else if (!surely_same(*sure, *element.value.value, zone())) {
      const Result<Truth> same = compare(ir::Compare::kEqual, *sure, *element.value.value, zone());
      if (!same.ok() || same.value() == Truth::kFalse) return Evaluated::of_truth(false);
      open = true;
      if (recording()) missing.add("the time of day");
    }
  }
  if (!open || elements.size() <= 1) return Evaluated::of_truth(true);
  // One in doubt changes nothing where its value is the others'.
  bool all_same = sure != nullptr;
  for (const Element& element : elements) {
    all_same = all_same && element.value.known() && surely_same(*sure, *element.value.value, zone());
  }
  return all_same ? Evaluated::of_truth(true) : missing.take();
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr& expr, const ir::Collection& node) {
  const facts::Fact* fact = find(node.list);
  const facts::RecordList* list = fact == nullptr ? nullptr : std::get_if<facts::RecordList>(fact);
  if (list == nullptr) return unknown(recording() ? path_text(node.list) : std::string());
  const OpenWindow window = node.window ? open_window(id, *node.window) : OpenWindow();
  // One that reaches before a calendar's first day says nothing, whatever the list holds.
  if (window.why.fault()) return window.why;
  switch (node.quantifier) {
    case ir::Quantifier::kSome:
    case ir::Quantifier::kNo:
    case ir::Quantifier::kEvery: return quantify(node, window, *list);
    case ir::Quantifier::kCount: return count(meant(node, window, *list));
    case ir::Quantifier::kTotal: return total(id, expr, meant(node, window, *list));
    case ir::Quantifier::kAverage: return average(id, expr, node, meant(node, window, *list));
    case ir::Quantifier::kLargest: return extreme(id, true, meant(node, window, *list));
    case ir::Quantifier::kSmallest: return extreme(id, false, meant(node, window, *list));
    case ir::Quantifier::kLatest: return at_the_end(id, true, meant(node, window, *list));
    case ir::Quantifier::kEarliest: return at_the_end(id, false, meant(node, window, *list));
    case ir::Quantifier::kAllShare: return all_share(meant(node, window, *list));
  }
  return Evaluated::unknown();
}

/// The list is known, and none of its elements is meant.
bool Evaluation::is_of_nothing(ir::ExprId id, const ir::Collection& node) {
  const facts::Fact* fact = find(node.list);
  const auto* list = fact == nullptr ? nullptr : std::get_if<facts::RecordList>(fact);
  if (list == nullptr) return false;
  const OpenWindow window = node.window ? open_window(id, *node.window) : OpenWindow();
  return !window.why.fault() && meant(node, window, *list).empty();
}

}  // namespace probity::eval::reference
