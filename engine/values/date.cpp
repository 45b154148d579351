#include <algorithm>
#include <array>

#include "engine/values/time.h"
#include "engine/values/written_time.h"

namespace probity {
namespace {

constexpr int kMinYear = 1;
constexpr int kMaxYear = 9999;
constexpr std::int32_t kFirstDay = -719162;  // 0001-01-01
constexpr std::int32_t kLastDay = 2932896;   // 9999-12-31

struct Ymd {
  int year;
  int month;
  int day;
};

// Years that begin in March keep the leap day last; 400 of them are one era of 146,097 days.
constexpr int kDaysPerEra = 146097;
constexpr int kDaysFromEraStart = 719468;  // 0000-03-01 to 1970-01-01

std::int32_t days_from_ymd(Ymd ymd) {
  const int year = ymd.month <= 2 ? ymd.year - 1 : ymd.year;
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int month_from_march = (ymd.month + 9) % 12;
  const int day_of_year = (153 * month_from_march + 2) / 5 + ymd.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kDaysFromEraStart;
}

Ymd ymd_from_days(std::int32_t days) {
  const int shifted = days + kDaysFromEraStart;
  const int era = (shifted >= 0 ? shifted : shifted - (kDaysPerEra - 1)) / kDaysPerEra;
  const int day_of_era = shifted - era * kDaysPerEra;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

bool is_leap_year(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && is_leap_year(year)) return 29;
  return kDays[static_cast<std::size_t>(month - 1)];
}

Error out_of_range() {
  return {ErrorCode::kOutOfRange, "a date outside 0001-01-01 to 9999-12-31"};
}

Error not_a_date(std::string_view text) {
  return {ErrorCode::kInvalidArgument,
          "'" + std::string(text.substr(0, 40)) + "' is not a date such as 2025-03-14"};
}

}  // namespace

Result<Date> Date::from_ymd(int year, int month, int day) {
  if (year < kMinYear || year > kMaxYear || month < 1 || month > 12 || day < 1 ||
      day > days_in_month(year, month)) {
    return Error{ErrorCode::kInvalidArgument, "no such day: year " + std::to_string(year) +
                                                  ", month " + std::to_string(month) + ", day " +
                                                  std::to_string(day)};
  }
  return Date(days_from_ymd({year, month, day}));
}

Result<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return not_a_date(text);
  const auto year = written::digits(text.substr(0, 4));
  const auto month = written::digits(text.substr(5, 2));
  const auto day = written::digits(text.substr(8, 2));
  if (!year || !month || !day) return not_a_date(text);
  if (*year < kMinYear || *month < 1 || *month > 12 || *day < 1 ||
      *day > days_in_month(*year, *month)) {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + std::string(text) + "' is no day of the calendar"};
  }
  return Date(days_from_ymd({*year, *month, *day}));
}

int Date::year() const { return ymd_from_days(days_).year; }
int Date::month() const { return ymd_from_days(days_).month; }
int Date::day() const { return ymd_from_days(days_).day; }

int Date::weekday() const {
  const int shifted = (days_ + 4) % 7;  // 1970-01-01 was a Thursday
  return shifted < 0 ? shifted + 7 : shifted;
}

Result<Date> Date::plus_days(std::int64_t days) const {
  constexpr std::int64_t kWidest = std::int64_t{kLastDay} - kFirstDay;
  if (days > kWidest || days < -kWidest) return out_of_range();
  const std::int64_t sum = days_ + days;
  if (sum < kFirstDay || sum > kLastDay) return out_of_range();
  return Date(static_cast<std::int32_t>(sum));
}

Result<Date> Date::plus_months(std::int64_t months) const {
  constexpr std::int64_t kWidest = std::int64_t{kMaxYear} * 12;
  if (months > kWidest || months < -kWidest) return out_of_range();
  const Ymd ymd = ymd_from_days(days_);
  const std::int64_t month_number = std::int64_t{ymd.year} * 12 + (ymd.month - 1) + months;
  if (month_number < kMinYear * 12 || month_number >= (kMaxYear + 1) * 12) return out_of_range();
  const int year = static_cast<int>(month_number / 12);
  const int month = static_cast<int>(month_number % 12) + 1;
  return Date(days_from_ymd({year, month, std::min(ymd.day, days_in_month(year, month))}));
}

std::string Date::to_string() const {
  const Ymd ymd = ymd_from_days(days_);
  std::string text;
  text.reserve(10);
  written::append_digits(text, ymd.year, 4);
  text += '-';
  written::append_digits(text, ymd.month, 2);
  text += '-';
  written::append_digits(text, ymd.day, 2);
  return text;
}

std::int64_t full_months_between(Date from, Date to, LeapDay leap_day) {
  if (to < from) return -full_months_between(to, from, leap_day);
  const Ymd start = ymd_from_days(from.days_since_1970());
  const Ymd end = ymd_from_days(to.days_since_1970());
  const std::int64_t months = (end.year - start.year) * 12 + (end.month - start.month);
  int anniversary = std::min(start.day, days_in_month(end.year, end.month));
  const bool falls_on_march_1 = leap_day == LeapDay::kMarch1 && start.month == 2 &&
                                start.day == 29 && end.month == 2 && !is_leap_year(end.year);
  if (falls_on_march_1) anniversary = 29;  // not reached within this February
  return end.day >= anniversary ? months : months - 1;
}

std::int64_t full_years_between(Date from, Date to, LeapDay leap_day) {
  return full_months_between(from, to, leap_day) / 12;
}

}  // namespace probity
