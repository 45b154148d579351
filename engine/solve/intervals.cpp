#include "engine/solve/intervals.h"

#include <algorithm>

namespace probity::solve {
namespace {

constexpr Cut kLeftEnd{-1, Decimal(), false};
constexpr Cut kRightEnd{1, Decimal(), false};

/// Sums of places cannot overflow for days and indexes; for amounts the sum is only an example.
Decimal plus(const Decimal& a, std::int64_t b) {
  const auto sum = a.plus(Decimal::from_integer(b));
  return sum.ok() ? sum.value() : a;
}

Decimal between(const Decimal& a, const Decimal& b) {
  const auto half = Decimal::from_parts(5, 1);
  const auto sum = a.plus(b);
  if (!half.ok() || !sum.ok()) return a;
  const auto middle = sum.value().times(half.value());
  return middle.ok() ? middle.value() : a;
}

}  // namespace

std::optional<Line> Line::of(const Schema& schema, const Type& type) {
  Line line;
  line.type_ = type;
  line.whole_ = {kLeftEnd, kRightEnd};
  const auto whole_numbers_below = [&](std::size_t count) {
    line.steps_ = true;
    line.whole_ = {Cut{0, Decimal::from_integer(0), false},
                   Cut{0, Decimal::from_integer(static_cast<std::int64_t>(count)), false}};
  };
  switch (type.kind) {
    case TypeKind::kTruth: whole_numbers_below(2); return line;
    case TypeKind::kEnumeration: whole_numbers_below(schema.enumerations[type.enumeration].values.size()); return line;
    case TypeKind::kDate: line.steps_ = true; return line;
    case TypeKind::kNumber:
    case TypeKind::kMoney:
    case TypeKind::kRate:
    case TypeKind::kText: return line;
    default: return std::nullopt;
  }
}

Line Line::of_instants() {
  Line line;
  line.type_.kind = TypeKind::kMoment;
  line.steps_ = true;
  line.whole_ = {kLeftEnd, kRightEnd};
  return line;
}

Decimal Line::place(const Value& value) const {
  if (const auto* truth = std::get_if<bool>(&value)) return Decimal::from_integer(*truth ? 1 : 0);
  if (const auto* number = std::get_if<Decimal>(&value)) return *number;
  if (const auto* money = std::get_if<Money>(&value)) return money->amount;
  if (const auto* rate = std::get_if<Rate>(&value)) return rate->fraction;
  if (const auto* date = std::get_if<Date>(&value)) return Decimal::from_integer(date->days_since_1970());
  if (const auto* moment = std::get_if<Moment>(&value)) return Decimal::from_integer(moment->instant_ns.value_or(0));
  if (const auto* symbol = std::get_if<Symbol>(&value)) return Decimal::from_integer(symbol->index);
  if (const auto* text = std::get_if<std::string>(&value)) {
    const auto next = static_cast<std::int64_t>(texts_.size());
    return Decimal::from_integer(texts_.try_emplace(*text, next).first->second);
  }
  return {};
}

Cut Line::before(const Value& value) const { return {0, place(value), false}; }

Cut Line::after(const Value& value) const {
  if (steps_) return {0, plus(place(value), 1), false};
  return {0, place(value), true};
}

std::optional<Value> Line::example(const Interval& interval) const {
  const Cut& from = interval.from;
  const Cut& to = interval.to;
  if (type_.kind == TypeKind::kText) {
    for (const auto& [text, index] : texts_) {
      const Cut place{0, Decimal::from_integer(index), false};
      if (from <= place && place < to) return Value(text);
    }
    return std::nullopt;
  }
  Decimal at;
  if (from.end == 0 && !from.after) at = from.at;
  else if (from.end == 0) at = to.end != 0 ? plus(from.at, 1) : to.after ? to.at : between(from.at, to.at);
  else if (to.end == 0) at = to.after ? to.at : plus(to.at, -1);
  return value_at(at);
}

std::vector<Value> Line::examples(const Interval& interval, std::size_t count) const {
  std::vector<Value> values;
  const auto add = [&](const Decimal& at) {
    if (const auto value = value_at(at)) values.push_back(*value);
  };
  const bool bounded = interval.from.end == 0 && interval.to.end == 0;
  if (is_text() || (!steps_ && bounded && interval.from.at == interval.to.at)) {
    if (const auto value = example(interval)) values.push_back(*value);
  } else if (!steps_ && bounded) {
    // Each halfway between the last and the left end; strictly inside, so all are distinct.
    Decimal at = interval.to.at;
    for (std::size_t i = 0; i < count; ++i) {
      const Decimal next = between(interval.from.at, at);
      if (!(interval.from.at < next && next < at)) break;
      at = next;
      add(at);
    }
    std::reverse(values.begin(), values.end());
  } else {
    const bool from_the_right = interval.from.end != 0 && interval.to.end == 0;
    Interval rest = interval;
    while (values.size() < count && rest.from < rest.to) {
      Decimal at = from_the_right ? plus(rest.to.at, -1) : rest.from.end != 0 ? Decimal() : rest.from.at;
      if (!steps_ && rest.from.end == 0) at = plus(rest.from.at, 1);
      add(at);
      if (from_the_right) rest.to = Cut{0, at, false};
      else rest.from = Cut{0, steps_ ? plus(at, 1) : at, false};
    }
    if (from_the_right) std::reverse(values.begin(), values.end());
  }
  return values;
}

Value Line::other_text() const {
  std::string text = "another text";
  while (texts_.contains(text)) text += ".";
  return text;
}

std::optional<Value> Line::value_at(const Decimal& at) const {
  switch (type_.kind) {
    case TypeKind::kTruth: return Value(!at.is_zero());
    case TypeKind::kMoney: return Value(Money{at, type_.currency.value_or(Currency())});
    case TypeKind::kRate: return Value(Rate{at});
    case TypeKind::kDate: {
      const auto days = at.to_integer();
      if (!days.ok()) return std::nullopt;
      return Value(Date::from_days(static_cast<std::int32_t>(days.value())));
    }
    case TypeKind::kEnumeration: {
      const auto index = at.to_integer();
      if (!index.ok()) return std::nullopt;
      return Value(Symbol{type_.enumeration.index(), static_cast<std::uint32_t>(index.value())});
    }
    case TypeKind::kMoment: {
      const auto instant = at.to_integer();
      if (!instant.ok()) return std::nullopt;
      return Value(Moment{Date(), instant.value(), 0});
    }
    default: return Value(at);
  }
}

void IntervalSet::add(Interval interval) {
  if (!(interval.from < interval.to)) return;
  // The common case: intervals come in order.
  if (parts_.empty() || parts_.back().to < interval.from) {
    parts_.push_back(interval);
    return;
  }
  std::vector<Interval> merged;
  bool placed = false;
  for (const Interval& part : parts_) {
    if (part.to < interval.from) {
      merged.push_back(part);
    } else if (interval.to < part.from) {
      if (!placed) merged.push_back(interval);
      placed = true;
      merged.push_back(part);
    } else {
      interval.from = std::min(interval.from, part.from);
      interval.to = std::max(interval.to, part.to);
    }
  }
  if (!placed) merged.push_back(interval);
  parts_ = std::move(merged);
}

IntervalSet IntervalSet::both(const IntervalSet& other) const {
  IntervalSet result;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < parts_.size() && j < other.parts_.size()) {
    const Interval& a = parts_[i];
    const Interval& b = other.parts_[j];
    result.add({std::max(a.from, b.from), std::min(a.to, b.to)});
    if (a.to < b.to) ++i;
    else ++j;
  }
  return result;
}

IntervalSet IntervalSet::either(const IntervalSet& other) const {
  IntervalSet result = *this;
  for (const Interval& part : other.parts_) result.add(part);
  return result;
}

IntervalSet IntervalSet::rest_of(const Interval& whole) const {
  IntervalSet rest;
  Cut from = whole.from;
  for (const Interval& part : parts_) {
    rest.add({from, std::min(part.from, whole.to)});
    from = std::max(from, part.to);
  }
  rest.add({from, whole.to});
  return rest;
}

}  // namespace probity::solve
