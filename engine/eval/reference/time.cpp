// Dates, moments and lengths of time; see *Time* in the reference.
#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"
#include "engine/eval/reference/time_arithmetic.h"

namespace probity::eval::reference {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kNanosecondsPerDay = 86'400 * kNanosecondsPerSecond;
// Ten thousand years in days: a longer shift leaves every calendar.
constexpr std::int64_t kShiftMax = 3'660'000;

std::int64_t seconds_in(DurationUnit unit) {
  return unit == DurationUnit::kHours ? 3'600 : unit == DurationUnit::kMinutes ? 60 : 1;
}

Result<Value> shift_instant(const Moment& from, std::int64_t count, DurationUnit unit, const Zone& zone) {
  std::int64_t length_ns = 0;
  std::int64_t instant_ns = 0;
  if (__builtin_mul_overflow(count, seconds_in(unit) * kNanosecondsPerSecond, &length_ns) ||
      __builtin_add_overflow(*from.instant_ns, length_ns, &instant_ns)) {
    return Error{ErrorCode::kOutOfRange, "is past the years that can be told"};
  }
  return Value(Moment{Date(), instant_ns, zone.offset_s(instant_ns)});
}

/// The same local time on another day.
Moment on_day(const Moment& moment, Date day, const Zone& zone) {
  if (!moment.instant_ns) return Moment::on(day);
  const Date old_day = zone.local_day(*moment.instant_ns);
  const std::int64_t local_ns = *moment.instant_ns + zone.offset_s(*moment.instant_ns) * kNanosecondsPerSecond;
  const std::int64_t of_day_ns = local_ns - old_day.days_since_1970() * kNanosecondsPerDay;
  const std::int64_t instant_ns = zone.instant_of(day, of_day_ns);
  return Moment{Date(), instant_ns, zone.offset_s(instant_ns)};
}

Evaluated unknown_of(const Evaluated& a, const Evaluated& b) {
  Missing missing;
  missing.add(a);
  missing.add(b);
  return missing.take();
}

}  // namespace

Result<const Calendar*> calendar_of(const ir::Ruleset& ruleset, bool trading) {
  const auto& found = trading ? ruleset.trading_days : ruleset.business_days;
  if (found) return found.get();
  return Error{ErrorCode::kNotFound, "ruleset " + ruleset.name + " names no calendar of " +
                                         (trading ? "trading days" : "business days")};
}

namespace {

Result<Date> shift_day(const ir::Ruleset& ruleset, Date day, std::int64_t count, DurationUnit unit) {
  switch (unit) {
    case DurationUnit::kDays: return day.plus_days(count);
    case DurationUnit::kWeeks: return day.plus_days(count * 7);
    case DurationUnit::kMonths: return day.plus_months(count);
    case DurationUnit::kYears: return day.plus_months(count * 12);
    case DurationUnit::kBusinessDays:
    case DurationUnit::kTradingDays: {
      PROBITY_TRY(const Calendar* const days, calendar_of(ruleset, unit == DurationUnit::kTradingDays));
      return days->plus_open_days(day, count);
    }
    case DurationUnit::kHours:
    case DurationUnit::kMinutes:
    case DurationUnit::kSeconds: break;
  }
  return Error{ErrorCode::kInvalidArgument, "a day has no time to count hours from"};
}

}  // namespace

Result<Value> shift(const ir::Ruleset& ruleset, const Value& anchor, std::int64_t count, DurationUnit unit) {
  const Zone& zone = *ruleset.zone;
  if (count > kShiftMax * 24 || count < -kShiftMax * 24 ||
      (!is_clock_unit(unit) && (count > kShiftMax || count < -kShiftMax))) {
    return Error{ErrorCode::kOutOfRange, "is past the years that can be told"};
  }
  if (const auto* day = std::get_if<Date>(&anchor)) {
    PROBITY_TRY(const Date shifted, shift_day(ruleset, *day, count, unit));
    return Value(shifted);
  }
  const auto* moment = std::get_if<Moment>(&anchor);
  if (moment == nullptr) return Error{ErrorCode::kInvalidArgument, "is not counted from a date or a moment"};
  if (is_clock_unit(unit)) {
    if (!moment->instant_ns) return Error{ErrorCode::kInvalidArgument, "a day has no time to count hours from"};
    return shift_instant(*moment, count, unit, zone);
  }
  PROBITY_TRY(const Date shifted, shift_day(ruleset, moment->day_in(zone), count, unit));
  return Value(on_day(*moment, shifted, zone));
}

Result<Value> Evaluation::shift(const Value& anchor, std::int64_t count, DurationUnit unit) const {
  return reference::shift(*ruleset_, anchor, count, unit);
}

Result<const Calendar*> Evaluation::calendar(bool trading) const { return calendar_of(*ruleset_, trading); }

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Shift& node) {
  const Evaluated count = evaluate(node.count);
  const Evaluated anchor = evaluate(node.anchor);
  if (!count.known() || !anchor.known()) return unknown_of(count, anchor);
  const auto* number = std::get_if<Decimal>(&*count.value);
  if (number == nullptr) return fault(id, "is not a number of days");
  const Result<std::int64_t> whole = number->to_integer();
  if (!whole.ok()) return fault(id, number->to_string() + " is not a whole number");
  const auto* moment = std::get_if<Moment>(&*anchor.value);
  if (moment != nullptr && !moment->instant_ns && is_clock_unit(node.unit)) {
    // The day is known, its time is the missing fact.
    return time_unknown(node.anchor);
  }
  Result<Value> result = shift(*anchor.value, node.forward ? whole.value() : -whole.value(), node.unit);
  if (!result.ok()) return fault(id, result.error().message);
  return Evaluated::of(std::move(result).value());
}

Result<std::int64_t> elapsed_days(const ir::Ruleset& ruleset, ir::SpanUnit unit, LeapDay leap_day, Date from, Date to) {
  switch (unit) {
    case ir::SpanUnit::kFullMonths: return full_months_between(from, to, leap_day);
    case ir::SpanUnit::kFullYears: return full_years_between(from, to, leap_day);
    case ir::SpanUnit::kDays: return std::int64_t{to.days_since_1970()} - from.days_since_1970();
    case ir::SpanUnit::kBusinessDays:
    case ir::SpanUnit::kTradingDays: {
      PROBITY_TRY(const Calendar* const days, calendar_of(ruleset, unit == ir::SpanUnit::kTradingDays));
      return days->open_days_between(from, to);
    }
    case ir::SpanUnit::kHours: break;
  }
  return Error{ErrorCode::kInvalidArgument, "days have no hours between them"};
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Elapsed& node) {
  const Evaluated from = evaluate(node.from);
  const Evaluated to = evaluate(node.to);
  if (!from.known() || !to.known()) return unknown_of(from, to);
  const std::optional<Moment> start = as_moment(*from.value);
  const std::optional<Moment> end = as_moment(*to.value);
  if (!start || !end) return fault(id, "is not counted between dates or moments");
  if (node.unit == ir::SpanUnit::kHours) {
    if (!start->instant_ns || !end->instant_ns) return unknown("the time of day");
    std::int64_t length_ns = 0;
    if (__builtin_sub_overflow(*end->instant_ns, *start->instant_ns, &length_ns)) {
      return fault(id, "is past the years that can be told");
    }
    return Evaluated::of(Decimal::from_integer(length_ns / (3'600 * kNanosecondsPerSecond)));
  }
  const Result<std::int64_t> days =
      elapsed_days(*ruleset_, node.unit, node.leap_day, start->day_in(zone()), end->day_in(zone()));
  if (!days.ok()) return fault(id, days.error().message);
  return Evaluated::of(Decimal::from_integer(days.value()));
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::DateOf& node) {
  const Evaluated operand = evaluate(node.operand);
  if (!operand.known()) return unknown_of(operand, operand);
  const std::optional<Moment> moment = as_moment(*operand.value);
  if (!moment) return fault(id, "is not a moment");
  return Evaluated::of(moment->day_in(zone()));
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::CloseOfBusiness& node) {
  const Evaluated operand = evaluate(node.day);
  if (!operand.known()) return unknown_of(operand, operand);
  const std::optional<Moment> moment = as_moment(*operand.value);
  if (!moment) return fault(id, "is not a day");
  if (!ruleset_->close_of_business_s) return fault(id, "ruleset " + ruleset_->name + " has no close of business");
  const std::int64_t instant_ns =
      zone().instant_of(moment->day_in(zone()), *ruleset_->close_of_business_s * kNanosecondsPerSecond);
  return Evaluated::of(Moment{Date(), instant_ns, zone().offset_s(instant_ns)});
}

}  // namespace probity::eval::reference
