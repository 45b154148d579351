#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/schema/schema.h"
#include "engine/values/value.h"

/// Sets of values as intervals on a line: what tables cover and what conditions leave open.
namespace probity::solve {

/// A place between values: just before or just after `at`, or an end of the line.
struct Cut {
  std::int8_t end = 0;  ///< -1 before everything, +1 after everything, 0 at `at`
  Decimal at;
  bool after = false;
  friend bool operator==(const Cut&, const Cut&) = default;
  friend std::strong_ordering operator<=>(const Cut& a, const Cut& b) {
    if (a.end != b.end) return a.end <=> b.end;
    if (const auto order = a.at <=> b.at; order != 0) return order;
    return a.after <=> b.after;
  }
};

/// The values between two cuts.
struct Interval {
  Cut from, to;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// How the values of one type lie on their line.
class Line {
 public:
  /// Nothing for types whose values have no fixed places (moments, references, lists, durations).
  [[nodiscard]] static std::optional<Line> of(const Schema& schema, const Type& type);
  /// Instants, by nanoseconds; a moment that is a day alone has no place among them.
  [[nodiscard]] static Line of_instants();

  [[nodiscard]] const Interval& whole() const { return whole_; }
  [[nodiscard]] Cut before(const Value& value) const;
  [[nodiscard]] Cut after(const Value& value) const;
  /// A value of the interval, which is not empty; nothing for a text that is not listed.
  [[nodiscard]] std::optional<Value> example(const Interval& interval) const;
  /// `count` values of an interval, in order; fewer only where it has no more (or no more that can be
  /// written).
  [[nodiscard]] std::vector<Value> examples(const Interval& interval, std::size_t count) const;
  /// A text that has no place yet.
  [[nodiscard]] Value other_text() const;
  [[nodiscard]] bool has_steps() const { return steps_; }
  [[nodiscard]] bool is_text() const { return type_.kind == TypeKind::kText; }

 private:
  [[nodiscard]] Decimal place(const Value& value) const;
  [[nodiscard]] std::optional<Value> value_at(const Decimal& at) const;

  Type type_;
  bool steps_ = false;  ///< values one apart: days, enumeration values, yes and no
  Interval whole_;
  mutable std::map<std::string, std::int64_t> texts_;  ///< texts get places as they are met
};

/// Sorted, disjoint, not touching.
class IntervalSet {
 public:
  IntervalSet() = default;
  explicit IntervalSet(Interval interval) { add(interval); }

  void add(Interval interval);  ///< empty intervals are passed over
  [[nodiscard]] bool empty() const { return parts_.empty(); }
  [[nodiscard]] const std::vector<Interval>& parts() const { return parts_; }
  [[nodiscard]] IntervalSet both(const IntervalSet& other) const;
  [[nodiscard]] IntervalSet either(const IntervalSet& other) const;
  /// What `whole` has and this has not.
  [[nodiscard]] IntervalSet rest_of(const Interval& whole) const;
  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  std::vector<Interval> parts_;
};

}  // namespace probity::solve
