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

}  // namespace

/// `where`, and with `other` that the element is not the subject itself.
Evaluated Evaluation::element_is_meant(const ir::Collection& node, const facts::Record* element) {
  Evaluated distinct = Evaluated::of_truth(true);
  if (node.other) {
    if (element == subject_.record.get()) return Evaluated::of_truth(false);
    const bool same_entity = element == nullptr || element->entity == subject_.subject.entity;
    if (same_entity) {
      const Value* key = key_of(element);
      const Value* own = key_of(subject_.record.get());
      const Value subject_key = own != nullptr ? *own : Value(subject_.id);
      if (key == nullptr) {
        distinct = unknown(frames_.back().list + ".id");
      } else if (*key == subject_key) {
        return Evaluated::of_truth(false);
      }
    }
  }
  Evaluated where = evaluate_condition(node.where);
  if (where.truth() == Truth::kFalse || distinct.known()) return where;
  Missing missing;
  missing.add(distinct);
  missing.add(where);
  return missing.take();
}

/// The elements that are meant or may be, with what is asked of them.
std::vector<Evaluation::Element> Evaluation::meant(const ir::Collection& node, const facts::RecordList& list) {
  std::vector<Element> result;
  for (const facts::RecordPtr& record : *list) {
    frames_.push_back({record.get(), recording() ? path_text(node.list) : std::string()});
    Element element;
    element.in = element_is_meant(node, record.get());
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
Evaluated Evaluation::quantify(const ir::Collection& node, const facts::RecordList& list) {
  const bool every = node.quantifier == ir::Quantifier::kEvery;
  const bool when_found = node.quantifier == ir::Quantifier::kSome;
  Missing missing;
  bool open = false;
  for (const facts::RecordPtr& record : *list) {
    frames_.push_back({record.get(), recording() ? path_text(node.list) : std::string()});
    const Evaluated in = element_is_meant(node, record.get());
    Truth found = in.truth();
    if (every && found != Truth::kFalse) {
      const Evaluated has = evaluate_condition(node.has);
      found = both(found, !has.truth());
      if (found == Truth::kUnknown) missing.add(has);
    }
    frames_.pop_back();
    if (found == Truth::kTrue) return Evaluated::of_truth(when_found);
    if (found == Truth::kUnknown) {
      open = true;
      missing.add(in);
    }
  }
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
  std::optional<Value> of_sure, of_all;
  for (const Element& element : elements) {
    any_sure = any_sure || element.in.known();
    open = open || !element.in.known() || !element.value.known();
    missing.add(element.in);
    missing.add(element.value);
    if (!element.value.known()) {
      value_unknown = true;
      continue;
    }
    for (std::optional<Value>* best : {&of_sure, &of_all}) {
      if (best == &of_sure && !element.in.known()) continue;
      if (!*best) {
        *best = element.value.value;
        continue;
      }
      const Result<Truth> compared = compare(better, *element.value.value, **best, zone());
      if (!compared.ok()) return fault(id, compared.error().message);
      if (compared.value() == Truth::kUnknown) return fault(id, "a day alone and a time of that day have no order");
      if (compared.value() == Truth::kTrue) *best = element.value.value;
    }
  }
  if (elements.empty()) return fault(id, "there is nothing to take it from");
  if (!open) return Evaluated::of(*std::move(of_sure));
  if (!any_sure) return missing.take();
  if (value_unknown) of_all.reset();
  if (of_sure && of_all && surely_same(*of_sure, *of_all, zone())) return Evaluated::of(*std::move(of_sure));
  if (largest) {
    missing.between(std::move(of_sure), std::move(of_all));
  } else {
    missing.between(std::move(of_all), std::move(of_sure));
  }
  return missing.take();
}

/// The value of the element with the latest (or earliest) moment, where all that may be it agree.
Evaluated Evaluation::at_the_end(ir::ExprId id, bool latest, const std::vector<Element>& elements) const {
  if (elements.empty()) return fault(id, "there is nothing to take it from");
  const ir::Compare further = latest ? ir::Compare::kGreater : ir::Compare::kLess;
  const Value* end = nullptr;  // the furthest that an element surely meant has
  bool any_sure = false;
  for (const Element& element : elements) {
    if (!element.in.known()) continue;
    any_sure = true;
    if (!element.by.known()) continue;
    if (end == nullptr) {
      end = &*element.by.value;
      continue;
    }
    const Result<Truth> compared = compare(further, *element.by.value, *end, zone());
    if (!compared.ok()) return fault(id, compared.error().message);
    if (compared.value() == Truth::kTrue) end = &*element.by.value;
  }
  Missing missing;
  const Value* shared = nullptr;
  bool agree = any_sure;
  bool tie_of_different = false;
  for (const Element& element : elements) {
    if (element.by.known() && end != nullptr) {
      const Result<Truth> behind = compare(further, *end, *element.by.value, zone());
      if (!behind.ok()) return fault(id, behind.error().message);
      if (behind.value() == Truth::kTrue) continue;
    }
    missing.add(element.in);
    missing.add(element.by);
    missing.add(element.value);
    if (!element.value.known()) {
      agree = false;
    } else if (shared == nullptr) {
      shared = &*element.value.value;
    } else if (!surely_same(*shared, *element.value.value, zone())) {
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
  const Value* sure = nullptr;
  for (const Element& element : elements) {
    if (!element.in.known() || !element.value.known()) {
      open = true;
      missing.add(element.in);
      missing.add(element.value);
    } else if (sure == nullptr) {
      sure = &*element.value.value;
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
  switch (node.quantifier) {
    case ir::Quantifier::kSome:
    case ir::Quantifier::kNo:
    case ir::Quantifier::kEvery: return quantify(node, *list);
    case ir::Quantifier::kCount: return count(meant(node, *list));
    case ir::Quantifier::kTotal: return total(id, expr, meant(node, *list));
    case ir::Quantifier::kAverage: return average(id, expr, node, meant(node, *list));
    case ir::Quantifier::kLargest: return extreme(id, true, meant(node, *list));
    case ir::Quantifier::kSmallest: return extreme(id, false, meant(node, *list));
    case ir::Quantifier::kLatest: return at_the_end(id, true, meant(node, *list));
    case ir::Quantifier::kEarliest: return at_the_end(id, false, meant(node, *list));
    case ir::Quantifier::kAllShare: return all_share(meant(node, *list));
  }
  return Evaluated::unknown();
}

}  // namespace probity::eval::reference
