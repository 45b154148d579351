// Which elements of a list a window takes in; see *Windows* in the reference.
#include <algorithm>
#include <limits>
#include <utility>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {
namespace {

/// A date compared with a moment compares days.
Truth before(const Value& left, const Value& right, const Zone& zone) {
  const bool by_day = std::holds_alternative<Date>(left) || std::holds_alternative<Date>(right);
  const std::optional<Moment> a = as_moment(left);
  const std::optional<Moment> b = as_moment(right);
  if (!a || !b) return Truth::kUnknown;
  if (by_day) return truth_of(a->day_in(zone) < b->day_in(zone));
  return is_before(*a, *b, zone);
}

}  // namespace

/// Finds a window's ends, outside the list; nothing where they are not known, with the reason in `why`.
Evaluation::OpenWindow Evaluation::open_window(ir::ExprId id, const ir::Window& node) {
  OpenWindow window;
  window.node = &node;
  std::int64_t count = 0;
  if (node.count) {
    const Evaluated length = evaluate(*node.count);
    const auto* number = length.known() ? std::get_if<Decimal>(&*length.value) : nullptr;
    if (number == nullptr) {
      window.why = length;
      return window;
    }
    const Result<std::int64_t> whole = number->to_integer();
    if (!whole.ok() || whole.value() < 0) {
      window.why = fault(id, number->to_string() + " is no length of time");
      return window;
    }
    count = whole.value();
  }
  if (node.anchor) {
    const Evaluated anchor = evaluate(*node.anchor);
    if (!anchor.known()) {
      window.why = anchor;
      return window;
    }
    window.to = *anchor.value;
  } else {
    if (!subject_moment_) {
      window.why = subject_date_unknown();
      return window;
    }
    window.to = Value(*subject_moment_);
  }
  const auto* moment = std::get_if<Moment>(&*window.to);
  if (node.kind == ir::Window::Kind::kToday) {
    window.from = Value(moment->day_in(zone()));
    return window;
  }
  const bool by_days = node.kind == ir::Window::Kind::kOverLast;
  const Value from = by_days ? Value(moment->day_in(zone())) : *window.to;
  if (moment != nullptr && !moment->instant_ns && is_clock_unit(node.unit)) {
    window.why = node.anchor ? time_unknown(*node.anchor) : subject_date_unknown();
    return window;
  }
  Result<Value> start = shift(from, -count, node.unit);
  if (!start.ok()) {
    window.why = fault(id, start.error().message);
    return window;
  }
  window.from = std::move(start).value();
  return window;
}

/// Is an element of this date within the window?
Result<Truth> Evaluation::is_within(const OpenWindow& window, const Value& date) const {
  const ir::Window& node = *window.node;
  if (node.kind == ir::Window::Kind::kWithin) {
    return both(!before(date, *window.from, zone()), before(date, *window.to, zone()));
  }
  const std::optional<Moment> moment = as_moment(date);
  if (!moment) return Truth::kUnknown;
  const Date day = moment->day_in(zone());
  const Date subject_day = std::get<Moment>(*window.to).day_in(zone());
  if (day == subject_day && (node.kind == ir::Window::Kind::kToday || node.and_today)) {
    return !before(*window.to, date, zone());
  }
  if (node.kind == ir::Window::Kind::kToday) return Truth::kFalse;
  if (day < std::get<Date>(*window.from) || !(day < subject_day)) return Truth::kFalse;
  const bool trading = node.unit == DurationUnit::kTradingDays;
  if (!trading && node.unit != DurationUnit::kBusinessDays) return Truth::kTrue;
  PROBITY_TRY(const Calendar* const days, calendar(trading));
  PROBITY_TRY(const bool is_open, days->is_open(day));
  return truth_of(is_open);
}

/// The elements that may lie in the window: of a list in the order of its dates, those near it and those
/// without a date.
std::vector<const facts::RecordPtr*> Evaluation::candidates_of(const OpenWindow& window,
                                                               const facts::List& list) const {
  std::vector<const facts::RecordPtr*> result;
  const auto take = [&](std::size_t first, std::size_t last) {
    for (std::size_t at = first; at < last; ++at) result.push_back(&list[at]);
  };
  const auto* read =
      window.node == nullptr ? nullptr : std::get_if<ir::Read>(&program_.exprs[window.node->date].node);
  const bool in_order = read != nullptr && list.sorted_by && window.from && read->path.root == ir::Root::kElement &&
                        read->path.level == 0 && read->path.steps == std::vector{*list.sorted_by};
  if (!in_order) {
    take(0, list.size());
    return result;
  }
  const auto day_of = [&](const facts::RecordPtr& record) { return facts::coarse_day(record->fields[*list.sorted_by]); };
  const auto place = [&](std::optional<std::int32_t> day) {
    const auto found = std::partition_point(list.begin(), list.end(),
                                            [&](const facts::RecordPtr& record) { return day_of(record) < day; });
    return static_cast<std::size_t>(found - list.begin());
  };
  // Zones are less than a day apart; two days on either side are surely enough.
  const std::size_t undated = place(std::numeric_limits<std::int32_t>::min());
  take(0, undated);
  take(place(*facts::coarse_day(facts::Fact(*window.from)) - 2), place(*facts::coarse_day(facts::Fact(*window.to)) + 3));
  return result;
}

/// Whether the element that is gone through is in the window; unknown where its date is, or a day alone
/// stands on the window's edge.
Evaluated Evaluation::in_window(const OpenWindow& window) {
  // A date that lies outside is not noted as read: of a long list only the part near the window is looked at.
  const bool is_read = std::holds_alternative<ir::Read>(program_.exprs[window.node->date].node);
  if (recording() && is_read && window.from) {
    Recorder* const recorder = std::exchange(recorder_, nullptr);
    const Evaluated unseen = evaluate(window.node->date);
    recorder_ = recorder;
    if (unseen.known()) {
      const Result<Truth> within = is_within(window, *unseen.value);
      if (within.ok() && within.value() == Truth::kFalse) return Evaluated::of_truth(false);
    }
  }
  const Evaluated date = evaluate(window.node->date);
  if (!window.from) {
    Missing missing;
    missing.add(window.why);
    return missing.take();
  }
  if (!date.known()) {
    Missing missing;
    missing.add(date);
    return missing.take();
  }
  const Result<Truth> within = is_within(window, *date.value);
  if (!within.ok()) return fault(window.node->date, within.error().message);
  if (within.value() != Truth::kUnknown) return Evaluated::of_truth(within.value() == Truth::kTrue);
  // One of the two is a day alone: its time of day is what is missing.
  const auto* moment = std::get_if<Moment>(&*date.value);
  if (moment != nullptr && !moment->instant_ns) return time_unknown(window.node->date);
  return window.node->anchor ? time_unknown(*window.node->anchor) : subject_date_unknown();
}

Evaluated Evaluation::time_unknown(ir::ExprId id) const {
  id = source_of(id);
  if (std::holds_alternative<ir::SubjectDate>(program_.exprs[id].node)) return subject_date_unknown();
  const auto* read = std::get_if<ir::Read>(&program_.exprs[id].node);
  return unknown(read != nullptr && recording() ? path_text(read->path) : std::string("the time of day"));
}

}  // namespace probity::eval::reference
