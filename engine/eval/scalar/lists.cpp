// Conditions and values over lists; what each means is in the reference evaluator.
#include <algorithm>
#include <limits>

#include "engine/eval/reference/procedures.h"
#include "engine/eval/reference/time_arithmetic.h"
#include "engine/eval/scalar/values.h"

namespace probity::eval::scalar {
namespace {

using facts::kCellOdd;
using facts::kCellUnknown;
using facts::kCellValueMin;
using plan::Form;
using plan::ListPlace;
using plan::Op;

// Of more the reference counts its steps.
constexpr std::uint64_t kVisitsMax = 1'000'000;

Answer answer_of(bool holds) { return holds ? Answer::kTrue : Answer::kFalse; }
Answer both(Answer a, Answer b) {
  if (a == Answer::kFalse || b == Answer::kFalse) return Answer::kFalse;
  if (a == Answer::kAsk || b == Answer::kAsk) return Answer::kAsk;
  return a == Answer::kTrue ? b : a;
}
Answer negated(Answer answer) {
  return answer == Answer::kTrue ? Answer::kFalse : answer == Answer::kFalse ? Answer::kTrue : answer;
}

const Value* value_of(const facts::Record* record, std::uint32_t field) {
  if (record == nullptr || field >= record->fields.size()) return nullptr;
  return std::get_if<Value>(&record->fields[field]);
}

}  // namespace

Got Computation::find_list(const ListPlace& place, const facts::List*& list) const {
  const facts::Record* record = nullptr;
  if (place.frame == ListPlace::kNoFrame) {
    if (!row_known_[place.row]) return Got::kUnknown;
    record = rows_[place.row]->record;
    if (record == nullptr) return Got::kAsk;
  } else {
    record = record_from(place.frame, std::span(place.steps).first(place.steps.size() - 1));
    if (record == nullptr) return Got::kUnknown;
  }
  const std::uint32_t field = place.steps.back();
  if (field >= record->fields.size() || facts::is_unknown(record->fields[field])) return Got::kUnknown;
  const auto* records = std::get_if<facts::RecordList>(&record->fields[field]);
  if (records == nullptr) return Got::kAsk;
  list = records->get();
  return list == nullptr ? Got::kUnknown : Got::kKnown;
}

Answer Computation::set_has(const Node& node) {
  const std::int64_t* const cells = rows_[node.row]->cells() + node.cell;
  if (cells[1] < kCellValueMin) return cells[1] == kCellUnknown ? Answer::kUnknown : Answer::kAsk;
  Held asked;
  const Got got = value(*node.a, asked);
  if (got == Got::kAsk) return Answer::kAsk;
  const Answer found = node.flag ? Answer::kTrue : Answer::kFalse;
  if (cells[0] == 0 && cells[1] == 0) return negated(found);  // nothing is in the list
  if (got == Got::kUnknown) return Answer::kUnknown;
  if (((static_cast<std::uint64_t>(cells[0]) >> asked.whole) & 1U) != 0) return found;
  return cells[1] == 0 ? negated(found) : Answer::kUnknown;
}

// ---------------------------------------------------------------- which elements are meant

/// Whether an element is surely not the subject itself.
Answer Computation::is_another(const facts::Record* element) const {
  const facts::Record* const own = rows_[0]->record;
  if (own == nullptr) return Answer::kAsk;
  if (element == own) return Answer::kFalse;
  if (element != nullptr && element->entity != subject_->subject().entity) return Answer::kTrue;
  const Value* const key = value_of(element, 0);
  if (key == nullptr) return Answer::kAsk;
  if (const Value* own_key = value_of(own, 0)) return answer_of(*key != *own_key);
  const auto* text = std::get_if<std::string>(key);
  return answer_of(text == nullptr || *text != id_);
}

Answer Computation::is_before(std::int64_t a, bool a_is_day, std::int64_t b, bool b_is_day) const {
  if (a_is_day || b_is_day) return answer_of(day_of(a, a_is_day) < day_of(b, b_is_day));
  if (a >= kCellValueMin && b >= kCellValueMin) return answer_of(a < b);
  switch (probity::is_before(facts::moment_of_cell(a), facts::moment_of_cell(b), *zone_)) {
    case Truth::kTrue: return Answer::kTrue;
    case Truth::kFalse: return Answer::kFalse;
    case Truth::kUnknown: break;
  }
  return Answer::kUnknown;
}

Got Computation::open_window(const Node& node, Window& window) {
  const ir::Window& source = *window.plan->source;
  std::int64_t count = 0;
  if (window.plan->count != nullptr) {
    Held length;
    if (value(*window.plan->count, length) != Got::kKnown) return Got::kAsk;
    std::int64_t unit = 1;
    for (std::int32_t i = 0; i < window.plan->count->scale; ++i) unit *= 10;
    if (length.number < 0 || length.number % unit != 0) return Got::kAsk;
    if (length.number / unit > std::numeric_limits<std::int32_t>::max()) return Got::kAsk;
    count = static_cast<std::int64_t>(length.number / unit);
  }
  window.to = moment_;
  if (window.plan->anchor != nullptr) {
    Held anchor;
    if (value(*window.plan->anchor, anchor) != Got::kKnown) return Got::kAsk;
    window.to = anchor.whole;
    window.to_is_day = window.plan->anchor->form == Form::kWhole;
  }
  if (source.kind == ir::Window::Kind::kToday) {
    if (window.to_is_day) return Got::kAsk;
    window.from = day_of(window.to, false).days_since_1970();
    window.from_is_day = true;
    return Got::kKnown;
  }
  const bool by_days = source.kind == ir::Window::Kind::kOverLast;
  if (by_days && window.to_is_day) return Got::kAsk;
  if (!window.to_is_day && window.to < kCellValueMin && is_clock_unit(source.unit)) return Got::kAsk;
  window.from_is_day = by_days || window.to_is_day;
  const Value from = window.from_is_day ? Value(day_of(window.to, window.to_is_day))
                                        : Value(facts::moment_of_cell(window.to));
  const Result<Value> start = reference::shift(*node.ruleset, from, -count, source.unit);
  if (!start.ok()) return Got::kAsk;
  window.from = window.from_is_day ? std::get<Date>(start.value()).days_since_1970()
                                   : facts::moment_cell(std::get<Moment>(start.value()));
  return window.from == kCellOdd ? Got::kAsk : Got::kKnown;
}

/// Of a list in the order of the window's date: the part near the window, and those without a date.
void Computation::narrow(const Node& node, Elements& elements) const {
  const facts::List& list = *elements.list;
  elements.last = list.size();
  const Window& window = elements.window;
  if (window.plan == nullptr || !list.sorted_by) return;
  const Node& date = *window.plan->date;
  if (date.op != Op::kElement || date.frame != node.frame || date.steps != std::vector{*list.sorted_by}) return;
  const auto place = [&](std::optional<std::int32_t> day) {
    const auto found = std::partition_point(list.begin(), list.end(), [&](const facts::RecordPtr& record) {
      return facts::coarse_day(record->fields[*list.sorted_by]) < day;
    });
    return static_cast<std::size_t>(found - list.begin());
  };
  elements.undated = place(std::numeric_limits<std::int32_t>::min());
  elements.first = std::max(elements.undated, place(day_of(window.from, window.from_is_day).days_since_1970() - 3));
  elements.last = std::max(elements.first, place(day_of(window.to, window.to_is_day).days_since_1970() + 4));
}

Got Computation::open(const Node& node, Elements& elements) {
  const Got got = find_list(*node.place, elements.list);
  if (got != Got::kKnown) return got;
  if (node.data != nullptr) {
    elements.window.plan = static_cast<const plan::WindowPlan*>(node.data);
    if (open_window(node, elements.window) != Got::kKnown) return Got::kAsk;
  }
  narrow(node, elements);
  return Got::kKnown;
}

Answer Computation::is_within(const Node& node, const Window& window, std::int64_t at, bool is_day) const {
  const ir::Window& source = *window.plan->source;
  if (source.kind == ir::Window::Kind::kWithin) {
    return both(negated(is_before(at, is_day, window.from, window.from_is_day)),
                is_before(at, is_day, window.to, window.to_is_day));
  }
  const Date day = day_of(at, is_day);
  const Date subject_day = day_of(window.to, false);
  if (day == subject_day && (source.kind == ir::Window::Kind::kToday || source.and_today)) {
    return negated(is_before(window.to, false, at, is_day));
  }
  if (source.kind == ir::Window::Kind::kToday) return Answer::kFalse;
  if (day.days_since_1970() < window.from || !(day < subject_day)) return Answer::kFalse;
  const bool trading = source.unit == DurationUnit::kTradingDays;
  if (!trading && source.unit != DurationUnit::kBusinessDays) return Answer::kTrue;
  const Result<const Calendar*> calendar = reference::calendar_of(*node.ruleset, trading);
  if (!calendar.ok()) return Answer::kAsk;
  const Result<bool> is_open = calendar.value()->is_open(day);
  return is_open.ok() ? answer_of(is_open.value()) : Answer::kAsk;
}

Answer Computation::is_meant(const Node& node, const Elements& elements, const facts::Record* element) {
  Answer meant = node.flag || node.data != nullptr ? is_another(element) : Answer::kTrue;
  if (meant == Answer::kFalse) return meant;
  if (node.data != nullptr) {
    Held date;
    const Got got = value(*elements.window.plan->date, date);
    Answer within = got == Got::kUnknown ? Answer::kUnknown : Answer::kAsk;
    if (got == Got::kKnown) {
      within = is_within(node, elements.window, date.whole, elements.window.plan->date->form == Form::kWhole);
    }
    meant = both(meant, within);
    if (meant == Answer::kFalse) return meant;
  }
  return both(meant, condition(*node.a));
}

/// Calls `visit` with each element and whether it is meant, until it says stop; false where there are too
/// many of them.
template <typename Visit>
bool Computation::for_each_element(const Node& node, const Elements& elements, const Visit& visit) {
  const auto go_through = [&](std::size_t first, std::size_t last) {
    for (std::size_t at = first; at < last; ++at) {
      if (++visits_ > kVisitsMax) return false;
      const facts::Record* const record = (*elements.list)[at].get();
      elements_[node.frame] = record;
      if (!visit(is_meant(node, elements, record))) return true;
    }
    return true;
  };
  return go_through(0, elements.undated) && go_through(elements.first, elements.last);
}

Answer Computation::quantify(const Node& node) {
  Elements elements;
  const Got got = open(node, elements);
  if (got != Got::kKnown) return got == Got::kUnknown ? Answer::kUnknown : Answer::kAsk;
  Answer found = Answer::kFalse;
  const bool all = for_each_element(node, elements, [&](Answer meant) {
    if (node.op == Op::kEvery && meant != Answer::kFalse) meant = both(meant, negated(condition(*node.b)));
    if (meant == Answer::kTrue || meant == Answer::kAsk || found == Answer::kFalse) {
      if (found != Answer::kAsk || meant == Answer::kTrue) found = meant;
    }
    return found != Answer::kTrue;
  });
  if (!all) return Answer::kAsk;
  return node.op == Op::kSome ? found : negated(found);
}

// ---------------------------------------------------------------- what they come to

Got Computation::of_elements(const Node& node, Held& held) {
  Elements elements;
  const Got got = open(node, elements);
  if (got != Got::kKnown) return got;
  if (node.op == Op::kLatest || node.op == Op::kEarliest) return at_the_end(node, elements, held);
  held.number = 0;
  held.currency = node.op == Op::kTotal ? node.currency : 0;
  bool any = false, sure = true;
  const bool all = for_each_element(node, elements, [&](Answer meant) {
    if (meant == Answer::kFalse) return true;
    sure = meant == Answer::kTrue;
    if (!sure) return false;
    if (node.op == Op::kCount) {
      ++held.number;
      return true;
    }
    Held next;
    sure = value(*node.b, next) == Got::kKnown;
    if (!sure) return false;
    if (!any) {
      any = true;
      // Nought of the type's currency, or of none, goes first into a total.
      if (node.op != Op::kTotal || held.currency == next.currency ||
          held.currency == facts::currency_code(Currency())) {
        held = next;
        return true;
      }
      sure = false;
      return false;
    }
    if (node.form == Form::kNumber && held.currency != next.currency) {
      sure = false;
    } else if (node.op == Op::kTotal) {
      sure = !__builtin_add_overflow(held.number, next.number, &held.number);
    } else {
      const bool larger = node.form == Form::kNumber ? next.number > held.number : next.whole > held.whole;
      const bool smaller = node.form == Form::kNumber ? next.number < held.number : next.whole < held.whole;
      if (node.op == Op::kLargest ? larger : smaller) held = next;
    }
    return sure;
  });
  if (!all || !sure) return Got::kAsk;
  if (node.op == Op::kTotal) {
    constexpr Wide kFar = Wide{1} << 120;  // well within 38 digits
    return held.number > kFar || held.number < -kFar ? Got::kAsk : Got::kKnown;
  }
  return node.op == Op::kCount || any ? Got::kKnown : Got::kUnknown;
}

/// The value at the latest moment; one that stands there with another value is left to the reference.
Got Computation::at_the_end(const Node& node, Elements& elements, Held& held) {
  bool any = false, sure = true;
  Held end;
  const bool all = for_each_element(node, elements, [&](Answer meant) {
    if (meant == Answer::kFalse) return true;
    Held next, by;
    sure = meant == Answer::kTrue && value(*node.b, next) == Got::kKnown && value(*node.c, by) == Got::kKnown &&
           (node.c->form == Form::kWhole || by.whole >= kCellValueMin);
    if (!sure) return false;
    const bool further = node.op == Op::kLatest ? by.whole > end.whole : by.whole < end.whole;
    if (!any || further) {
      held = next;
      end = by;
    } else if (by.whole == end.whole) {
      switch (node.form) {
        case Form::kNumber: sure = held.number == next.number && held.currency == next.currency; break;
        case Form::kText: sure = *held.text == *next.text; break;
        case Form::kMoment: sure = held.whole == next.whole && held.whole >= kCellValueMin; break;
        default: sure = held.whole == next.whole; break;
      }
    }
    any = true;
    return sure;
  });
  if (!all || !sure) return Got::kAsk;
  return any ? Got::kKnown : Got::kUnknown;
}

// ---------------------------------------------------------------- documents

/// The list holds the document's version in force on the subject's day, in time. What is not plain is left
/// to the reference.
Answer Computation::acknowledged(const Node& node) {
  const auto& document = *static_cast<const Document*>(node.data);
  const facts::List* list = nullptr;
  const Got got = find_list(*node.place, list);
  if (got != Got::kKnown) return got == Got::kUnknown ? Answer::kUnknown : Answer::kAsk;
  std::int64_t limit = moment_;
  bool limit_is_day = false;
  if (node.a != nullptr) {
    Held before;
    if (value(*node.a, before) != Got::kKnown) return Answer::kAsk;
    limit = before.whole;
    limit_is_day = node.a->form == Form::kWhole;
    if (limit_is_day) {  // a date is a moment that is a day alone
      limit = facts::moment_cell(Moment::on(day_of(limit, true)));
      limit_is_day = false;
    }
  }
  const DocumentVersion* const current = reference::version_on(document, day_);
  if (current == nullptr && !document.versions.empty()) return Answer::kUnknown;
  Answer found = Answer::kFalse;
  for (const facts::RecordPtr& record : *list) {
    const auto text_at = [&](std::size_t which) -> const std::string* {
      const Value* const value = value_of(record.get(), node.steps[which]);
      return value == nullptr ? nullptr : std::get_if<std::string>(value);
    };
    if (record == nullptr) return Answer::kAsk;
    const std::string* const name = text_at(0);
    if (name == nullptr) return Answer::kAsk;
    if (*name != document.name) continue;
    const std::string* const version = text_at(1);
    const Value* const at = value_of(record.get(), node.steps[2]);
    const auto* moment = at == nullptr ? nullptr : std::get_if<Moment>(at);
    if (moment == nullptr) return Answer::kAsk;
    if (!document.versions.empty()) {
      // Something was given that is no text that can be read: only what is absent says nothing.
      const bool absent = node.steps[1] >= record->fields.size() ||
                          std::holds_alternative<std::monostate>(record->fields[node.steps[1]]);
      if (version == nullptr && !absent) return Answer::kAsk;
      const bool is_current = version != nullptr
                                  ? *version == current->version
                                  : reference::version_on(document, moment->day_in(*node.ruleset->zone)) == current;
      if (!is_current) continue;
    }
    const std::int64_t cell = facts::moment_cell(*moment);
    if (cell == kCellOdd) return Answer::kAsk;
    const Answer in_time = node.a != nullptr ? is_before(cell, false, limit, limit_is_day)
                                             : negated(is_before(limit, limit_is_day, cell, false));
    if (in_time == Answer::kTrue) return Answer::kTrue;
    if (in_time != Answer::kFalse) found = Answer::kUnknown;
  }
  return found;
}

}  // namespace probity::eval::scalar
