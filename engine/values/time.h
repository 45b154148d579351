#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/values/decimal.h"
#include "engine/values/truth.h"

namespace probity {

/// What an anniversary of 29 February is in a common year.
enum class LeapDay : std::uint8_t { kFebruary28, kMarch1 };

/// A day of the proleptic Gregorian calendar, years 1 to 9999.
class Date {
 public:
  constexpr Date() = default;
  [[nodiscard]] static Result<Date> from_ymd(int year, int month, int day);
  /// Reads `2025-02-28`, `2025/2/28` is refused. Errors: `kInvalidArgument` (also 2025-02-30).
  [[nodiscard]] static Result<Date> parse(std::string_view text);
  [[nodiscard]] static constexpr Date from_days(std::int32_t days_since_1970) {
    return Date(days_since_1970);
  }
  [[nodiscard]] constexpr std::int32_t days_since_1970() const { return days_; }
  [[nodiscard]] int year() const;
  [[nodiscard]] int month() const;
  [[nodiscard]] int day() const;
  /// 0 Sunday … 6 Saturday.
  [[nodiscard]] int weekday() const;
  /// Errors: `kOutOfRange`.
  [[nodiscard]] Result<Date> plus_days(std::int64_t days) const;
  /// Clamps to the month's end: 31 January + 1 month = 28 or 29 February.
  [[nodiscard]] Result<Date> plus_months(std::int64_t months) const;
  [[nodiscard]] std::string to_string() const;
  friend constexpr auto operator<=>(const Date&, const Date&) = default;

 private:
  constexpr explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

/// Completed months / years from `from` to `to` by anniversaries of the earlier day, which clamp to
/// a month's end as `plus_months` does; negative where `to` is the earlier one.
[[nodiscard]] std::int64_t full_months_between(Date from, Date to,
                                               LeapDay leap_day = LeapDay::kFebruary28);
[[nodiscard]] std::int64_t full_years_between(Date from, Date to,
                                              LeapDay leap_day = LeapDay::kFebruary28);

/// A time zone of the tz database, immutable and shared; `Zone::find` is thread-safe.
class Zone {
 public:
  /// Errors: `kNotFound` for a name the tz database lacks.
  [[nodiscard]] static Result<const Zone*> find(std::string_view name);
  /// The names of all zones; empty where the database cannot be read.
  [[nodiscard]] static std::vector<std::string> names();
  virtual ~Zone() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  /// Seconds east of UTC at this instant (nanoseconds since 1970-01-01T00:00:00Z).
  [[nodiscard]] virtual std::int32_t offset_s(std::int64_t instant_ns) const = 0;
  /// The first instant at which the local clock shows this time. Local time in a gap moves
  /// forward past it, by the gap's length. `nanoseconds_of_day` 0 to 86'400e9 - 1. What lies
  /// outside 1677-09-21 to 2262-04-11 is held at the first or last instant there is.
  [[nodiscard]] virtual std::int64_t instant_of(Date day,
                                                std::int64_t nanoseconds_of_day) const = 0;
  [[nodiscard]] Date local_day(std::int64_t instant_ns) const;
};

/// A point in time as the firm's data gives it: an instant, or a day alone (its time is not known).
struct Moment {
  Date day;                                ///< meaningful only where `instant_ns` is empty
  std::optional<std::int64_t> instant_ns;  ///< since 1970-01-01T00:00:00Z
  std::int32_t offset_s = 0;               ///< as written; for printing an instant as it came

  [[nodiscard]] static Moment on(Date day) { return Moment{day, std::nullopt, 0}; }
  /// Reads `2025-03-14`, `2025-03-14T10:15[:30[.123456789]]` or with a space for the T, then
  /// nothing (the zone given decides), `Z`, `+08:00`, `+0800` or `+08`. Errors:
  /// `kInvalidArgument`; `kOutOfRange` for an instant outside 1677-09-21 to 2262-04-11.
  [[nodiscard]] static Result<Moment> parse(std::string_view text, const Zone& zone);
  /// The local day in `zone`; for a day alone, that day.
  [[nodiscard]] Date day_in(const Zone& zone) const;
  /// `2025-03-14` or `2025-03-14T10:15:00+08:00` (fraction only where there is one).
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Moment&, const Moment&) = default;
};

/// Is `a` before `b`? Unknown where one is a day alone and the other an instant of that same day.
/// Two days alone compare as days.
[[nodiscard]] Truth is_before(const Moment& a, const Moment& b, const Zone& zone);
[[nodiscard]] Truth is_same(const Moment& a, const Moment& b, const Zone& zone);

enum class DurationUnit : std::uint8_t {
  kSeconds, kMinutes, kHours, kDays, kWeeks, kMonths, kYears, kBusinessDays, kTradingDays,
};
/// `business days`: the plural, as the language writes it.
[[nodiscard]] std::string_view duration_unit_name(DurationUnit unit);

/// Hours, minutes and seconds: counted from an instant, not from a day.
[[nodiscard]] constexpr bool is_clock_unit(DurationUnit unit) {
  return unit == DurationUnit::kSeconds || unit == DurationUnit::kMinutes || unit == DurationUnit::kHours;
}

/// A length of time that is only added to a date or a moment, never compared across units.
struct Duration {
  std::int64_t count = 0;
  DurationUnit unit = DurationUnit::kDays;
  /// `15 business days`, `1 month`.
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Duration&, const Duration&) = default;
};

}  // namespace probity
