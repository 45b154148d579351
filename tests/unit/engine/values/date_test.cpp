#include <boost/test/unit_test.hpp>
#include <chrono>
#include <limits>
#include <vector>

#include "engine/values/time.h"

namespace probity {
namespace {

Date day(std::string_view text) {
  const auto parsed = Date::parse(text);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), "cannot read " << text);
  return parsed.value();
}

std::string shown(const Result<Date>& date) {
  if (date.ok()) return date.value().to_string();
  return date.error().code == ErrorCode::kOutOfRange ? "out of range" : "refused";
}

BOOST_AUTO_TEST_CASE(days_of_the_calendar_are_read_and_printed) {
  for (const std::string_view text : {"1970-01-01", "2025-03-14", "2024-02-29", "2000-02-29",
                                      "0001-01-01", "9999-12-31", "1900-02-28", "0400-02-29"}) {
    BOOST_TEST(shown(Date::parse(text)) == text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_day_is_refused) {
  for (const std::string_view text :
       {"2025-02-30", "2025-02-29", "1900-02-29", "2100-02-29", "2025-04-31", "2025-00-10",
        "2025-13-01", "2025-01-00", "2025-01-32", "0000-01-01", "10000-01-01", "2025/02/28",
        "2025-2-28", "2025-02-8", "20250228", "25-02-28", "-2025-02-28", "2025-02-28 ",
        " 2025-02-28", "+025-02-28", "2025-0a-01", "", "today", "2025-02-28T00:00"}) {
    BOOST_TEST(shown(Date::parse(text)) == "refused", text);
  }
  BOOST_TEST(!Date::from_ymd(0, 1, 1).ok());
  BOOST_TEST(!Date::from_ymd(10000, 1, 1).ok());
  BOOST_TEST(!Date::from_ymd(2025, 2, 30).ok());
  BOOST_TEST(!Date::from_ymd(2025, -1, 1).ok());
  BOOST_TEST(shown(Date::from_ymd(2025, 2, 28)) == "2025-02-28");
}

BOOST_AUTO_TEST_CASE(every_day_of_ten_thousand_years_has_the_parts_that_the_standard_says) {
  const std::int32_t first = day("0001-01-01").days_since_1970();
  const std::int32_t last = day("9999-12-31").days_since_1970();
  BOOST_TEST(last - first + 1 == 3652059);
  for (std::int32_t days = first; days <= last; ++days) {
    const std::chrono::sys_days sys{std::chrono::days(days)};
    const std::chrono::year_month_day ymd(sys);
    const Date date = Date::from_days(days);
    const bool same = date.year() == static_cast<int>(ymd.year()) &&
                      date.month() == static_cast<int>(static_cast<unsigned>(ymd.month())) &&
                      date.day() == static_cast<int>(static_cast<unsigned>(ymd.day())) &&
                      date.weekday() ==
                          static_cast<int>(std::chrono::weekday(sys).c_encoding());
    if (!same) BOOST_FAIL("day " << days << " is not " << date.to_string());
    if (days % 97 == 0) BOOST_REQUIRE(day(date.to_string()) == date);
  }
}

BOOST_AUTO_TEST_CASE(days_are_counted_to_the_ends_of_the_calendar_and_not_past_them) {
  const Date date = day("2024-02-28");
  BOOST_TEST(shown(date.plus_days(1)) == "2024-02-29");
  BOOST_TEST(shown(date.plus_days(2)) == "2024-03-01");
  BOOST_TEST(shown(date.plus_days(-59)) == "2023-12-31");
  BOOST_TEST(shown(day("9999-12-31").plus_days(0)) == "9999-12-31");
  BOOST_TEST(shown(day("9999-12-31").plus_days(1)) == "out of range");
  BOOST_TEST(shown(day("0001-01-01").plus_days(-1)) == "out of range");
  BOOST_TEST(shown(day("0001-01-01").plus_days(3652058)) == "9999-12-31");
  BOOST_TEST(shown(date.plus_days(std::numeric_limits<std::int64_t>::max())) == "out of range");
  BOOST_TEST(shown(date.plus_days(std::numeric_limits<std::int64_t>::min())) == "out of range");
}

struct MonthRow {
  std::string_view from;
  std::int64_t months;
  std::string_view result;
};

BOOST_AUTO_TEST_CASE(months_clamp_to_the_end_of_the_month) {
  const std::vector<MonthRow> rows = {
      {"2025-01-31", 1, "2025-02-28"},  {"2024-01-31", 1, "2024-02-29"},
      {"2024-01-30", 1, "2024-02-29"},  {"2024-01-28", 1, "2024-02-28"},
      {"2025-03-31", 1, "2025-04-30"},  {"2025-03-31", -1, "2025-02-28"},
      {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-29"},
      {"2024-02-29", -12, "2023-02-28"}, {"2025-12-31", 2, "2026-02-28"},
      {"2025-01-15", -1, "2024-12-15"}, {"2025-01-15", 0, "2025-01-15"},
      {"1896-02-29", 48, "1900-02-28"}, {"9999-11-30", 1, "9999-12-30"},
      {"9999-12-01", 1, "out of range"}, {"0001-01-31", -1, "out of range"},
      {"2025-01-01", std::numeric_limits<std::int64_t>::max(), "out of range"},
      {"2025-01-01", std::numeric_limits<std::int64_t>::min(), "out of range"},
      {"0001-01-31", 9998 * 12 + 11, "9999-12-31"},
  };
  for (const MonthRow& row : rows) {
    BOOST_TEST(shown(day(row.from).plus_months(row.months)) == row.result,
               row.from << " + " << row.months << " months");
  }
}

struct SpanRow {
  std::string_view from;
  std::string_view to;
  std::int64_t months;
  std::int64_t years;
};

BOOST_AUTO_TEST_CASE(completed_months_and_years_go_by_anniversaries) {
  const std::vector<SpanRow> rows = {
      {"2023-03-14", "2025-03-14", 24, 2},  {"2023-03-14", "2025-03-13", 23, 1},
      {"2023-03-14", "2025-02-14", 23, 1},  // 1 year 11 months are not 2 years
      {"2023-12-31", "2024-01-01", 0, 0},   {"2025-03-14", "2025-03-14", 0, 0},
      {"2025-01-31", "2025-02-27", 0, 0},   {"2025-01-31", "2025-02-28", 1, 0},
      {"2024-01-31", "2024-02-28", 0, 0},   {"2024-01-31", "2024-02-29", 1, 0},
      {"2025-01-31", "2025-03-30", 1, 0},   {"2025-01-31", "2025-03-31", 2, 0},
      {"2024-02-29", "2025-02-27", 11, 0},  {"2024-02-29", "2025-02-28", 12, 1},
      {"2024-02-29", "2028-02-28", 47, 3},  {"2024-02-29", "2028-02-29", 48, 4},
      {"2007-01-01", "2024-12-31", 215, 17}, {"2007-01-01", "2025-01-01", 216, 18},
      {"0001-01-01", "9999-12-31", 9999 * 12 - 1, 9998},
  };
  for (const SpanRow& row : rows) {
    BOOST_TEST(full_months_between(day(row.from), day(row.to)) == row.months,
               row.from << " to " << row.to);
    BOOST_TEST(full_years_between(day(row.from), day(row.to)) == row.years,
               row.from << " to " << row.to);
    BOOST_TEST(full_months_between(day(row.to), day(row.from)) == -row.months);
    BOOST_TEST(full_years_between(day(row.to), day(row.from)) == -row.years);
  }
}

BOOST_AUTO_TEST_CASE(an_anniversary_of_29_february_is_1_march_where_that_is_said) {
  const std::vector<SpanRow> rows = {
      {"2024-02-29", "2025-02-28", 11, 0},  {"2024-02-29", "2025-03-01", 12, 1},
      {"2004-02-29", "2022-02-28", 215, 17}, {"2004-02-29", "2022-03-01", 216, 18},
      {"2024-02-29", "2028-02-29", 48, 4},  {"2024-02-29", "2024-03-29", 1, 0},
      {"2024-02-29", "2024-03-28", 0, 0},
      // Only 29 February is meant: a month's end elsewhere still clamps.
      {"2025-01-31", "2025-02-28", 1, 0},   {"2025-01-29", "2025-02-28", 1, 0},
      {"2024-02-28", "2025-02-28", 12, 1},
  };
  for (const SpanRow& row : rows) {
    BOOST_TEST(full_months_between(day(row.from), day(row.to), LeapDay::kMarch1) == row.months,
               row.from << " to " << row.to);
    BOOST_TEST(full_years_between(day(row.from), day(row.to), LeapDay::kMarch1) == row.years,
               row.from << " to " << row.to);
  }
}

BOOST_AUTO_TEST_CASE(completed_months_agree_with_adding_months) {
  // By definition: the largest number of months that can be added without passing `to`.
  for (std::int32_t from = 19700; from < 19700 + 800; from += 3) {
    for (std::int32_t to = from; to < from + 900; to += 7) {
      const Date start = Date::from_days(from);
      const Date end = Date::from_days(to);
      const std::int64_t months = full_months_between(start, end);
      BOOST_REQUIRE(start.plus_months(months).value() <= end);
      BOOST_REQUIRE(end < start.plus_months(months + 1).value());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_duration_is_written_in_words) {
  const std::pair<Duration, const char*> expected[] = {
      {{15, DurationUnit::kBusinessDays}, "15 business days"},
      {{1, DurationUnit::kBusinessDays}, "1 business day"},
      {{5, DurationUnit::kTradingDays}, "5 trading days"},
      {{1, DurationUnit::kMonths}, "1 month"},   {{24, DurationUnit::kMonths}, "24 months"},
      {{2, DurationUnit::kYears}, "2 years"},    {{3, DurationUnit::kWeeks}, "3 weeks"},
      {{20, DurationUnit::kDays}, "20 days"},    {{24, DurationUnit::kHours}, "24 hours"},
      {{30, DurationUnit::kMinutes}, "30 minutes"}, {{0, DurationUnit::kSeconds}, "0 seconds"},
      {{-1, DurationUnit::kDays}, "-1 day"},
  };
  for (const auto& [duration, text] : expected) BOOST_TEST(duration.to_string() == text);
}

}  // namespace
}  // namespace probity
