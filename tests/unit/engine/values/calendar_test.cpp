#include "engine/values/calendar.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <vector>

namespace probity {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }

// January 2026 begins on a Thursday; Sunday the 4th is worked.
constexpr std::string_view kJanuary =
    "# a month\n"
    "calendar test.january\n"
    "version  2026-1\n"
    "covers   2026-01-01 to 2026-01-31\n"
    "\n"
    "closed   weekends\n"
    "closed   2026-01-01 to 2026-01-03   # New Year\n"
    "open     2026-01-04\r\n"
    "closed   2026-01-19\n";

Calendar january() {
  auto calendar = Calendar::parse(kJanuary);
  BOOST_REQUIRE_MESSAGE(calendar.ok(), "the calendar is refused");
  return std::move(calendar).value();
}

std::string shown(const Result<Date>& date) {
  return date.ok() ? date.value().to_string() : date.error().message;
}

BOOST_AUTO_TEST_CASE(a_file_says_its_name_version_and_covered_days) {
  const Calendar calendar = january();
  BOOST_TEST(calendar.name() == "test.january");
  BOOST_TEST(calendar.version() == "2026-1");
  BOOST_TEST(calendar.first().to_string() == "2026-01-01");
  BOOST_TEST(calendar.last().to_string() == "2026-01-31");
}

BOOST_AUTO_TEST_CASE(days_are_open_unless_closed) {
  const Calendar calendar = january();
  std::string open_days;
  for (int number = 1; number <= 31; ++number) {
    const Date date = Date::from_ymd(2026, 1, number).value();
    if (calendar.is_open(date).value()) open_days += std::to_string(number) + ' ';
  }
  BOOST_TEST(open_days == "4 5 6 7 8 9 12 13 14 15 16 20 21 22 23 26 27 28 29 30 ");
}

BOOST_AUTO_TEST_CASE(open_days_are_counted_without_the_first) {
  const Calendar calendar = january();
  const std::vector<std::tuple<std::string_view, std::int64_t, std::string_view>> rows = {
      {"2026-01-01", 1, "2026-01-04"},  {"2026-01-04", 1, "2026-01-05"},
      {"2026-01-09", 1, "2026-01-12"},  {"2026-01-10", 1, "2026-01-12"},
      {"2026-01-16", 1, "2026-01-20"},  {"2026-01-04", 19, "2026-01-30"},
      {"2026-01-01", 20, "2026-01-30"}, {"2026-01-10", 0, "2026-01-10"},
      {"2026-01-12", -1, "2026-01-09"}, {"2026-01-11", -1, "2026-01-09"},
      {"2026-01-20", -2, "2026-01-15"}, {"2026-01-31", -20, "2026-01-04"},
      {"2026-01-31", -1, "2026-01-30"},
  };
  for (const auto& [from, count, result] : rows) {
    BOOST_TEST(shown(calendar.plus_open_days(day(from), count)) == result, from << " + " << count);
  }
}

BOOST_AUTO_TEST_CASE(a_closed_day_rolls_to_the_next_open_one) {
  const Calendar calendar = january();
  BOOST_TEST(shown(calendar.roll_forward(day("2026-01-01"))) == "2026-01-04");
  BOOST_TEST(shown(calendar.roll_forward(day("2026-01-04"))) == "2026-01-04");
  BOOST_TEST(shown(calendar.roll_forward(day("2026-01-17"))) == "2026-01-20");
}

BOOST_AUTO_TEST_CASE(days_between_are_those_that_would_be_added) {
  const Calendar calendar = january();
  BOOST_TEST(calendar.open_days_between(day("2026-01-01"), day("2026-01-05")).value() == 2);
  BOOST_TEST(calendar.open_days_between(day("2026-01-05"), day("2026-01-01")).value() == -2);
  BOOST_TEST(calendar.open_days_between(day("2026-01-05"), day("2026-01-05")).value() == 0);
  for (int from = 1; from <= 31; ++from) {
    for (int to = from; to <= 31; ++to) {
      const Date start = Date::from_ymd(2026, 1, from).value();
      const Date end = Date::from_ymd(2026, 1, to).value();
      std::int64_t counted = 0;
      for (int number = from + 1; number <= to; ++number) {
        if (calendar.is_open(Date::from_ymd(2026, 1, number).value()).value()) ++counted;
      }
      BOOST_REQUIRE_EQUAL(calendar.open_days_between(start, end).value(), counted);
      BOOST_REQUIRE_EQUAL(calendar.open_days_between(end, start).value(), -counted);
      if (counted > 0) {
        BOOST_REQUIRE(calendar.plus_open_days(start, counted).value() <= end);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_answered_outside_the_covered_days) {
  const Calendar calendar = january();
  const std::string past = "calendar test.january is not published past 2026-01-31";
  const std::string before = "calendar test.january is not published before 2026-01-01";
  BOOST_TEST(calendar.is_open(day("2026-02-01")).error().message ==
             past + " (asked for 2026-02-01)");
  BOOST_TEST(calendar.is_open(day("2025-12-31")).error().message ==
             before + " (asked for 2025-12-31)");
  BOOST_TEST(shown(calendar.plus_open_days(day("2026-01-30"), 1)) ==
             past + " (asked for the open day 1 from 2026-01-30)");
  BOOST_TEST(shown(calendar.plus_open_days(day("2026-01-01"), 21)).starts_with(past));
  BOOST_TEST(shown(calendar.plus_open_days(day("2026-01-04"), -1)).starts_with(before));
  BOOST_TEST(shown(calendar.plus_open_days(day("2026-02-01"), -1)).starts_with(past));
  BOOST_TEST(shown(calendar.plus_open_days(day("2025-12-31"), 1)).starts_with(before));
  BOOST_TEST(shown(calendar.roll_forward(day("2026-01-31"))).starts_with(past));
  BOOST_TEST(!calendar.open_days_between(day("2025-12-31"), day("2026-01-05")).ok());
  BOOST_TEST(!calendar.open_days_between(day("2026-01-05"), day("2026-02-01")).ok());
  const auto most = std::numeric_limits<std::int64_t>::max();
  const auto least = std::numeric_limits<std::int64_t>::min();
  BOOST_TEST(shown(calendar.plus_open_days(day("2026-01-15"), most)).starts_with(past));
  BOOST_TEST(shown(calendar.plus_open_days(day("2026-01-15"), least)).starts_with(before));
  BOOST_TEST((calendar.is_open(day("2026-02-01")).error().code == ErrorCode::kOutOfRange));
  BOOST_TEST((calendar.plus_open_days(day("2026-01-30"), 1).error().code ==
              ErrorCode::kOutOfRange));
}

BOOST_AUTO_TEST_CASE(the_digest_changes_with_what_the_calendar_says_and_with_nothing_else) {
  const std::string digest = january().digest();
  BOOST_TEST(digest.size() == 71U);
  BOOST_TEST(digest.starts_with("sha256:"));
  const auto changed = [](std::string_view from, std::string_view to) {
    std::string text(kJanuary);
    text.replace(text.find(from), from.size(), to);
    auto calendar = Calendar::parse(text);
    BOOST_REQUIRE(calendar.ok());
    return calendar.value().digest();
  };
  BOOST_TEST(changed("# New Year", "# 元旦") == digest);
  BOOST_TEST(changed("closed   2026-01-19\n", "closed 2026-01-19 to 2026-01-19") == digest);
  BOOST_TEST(changed("2026-1\n", "2026-2\n") != digest);
  BOOST_TEST(changed("test.january", "test.other") != digest);
  BOOST_TEST(changed("2026-01-19", "2026-01-20") != digest);
  BOOST_TEST(changed("to 2026-01-31", "to 2026-02-01") != digest);
}

BOOST_AUTO_TEST_CASE(a_calendar_without_closed_days_is_open_every_day) {
  const auto calendar =
      Calendar::parse("calendar c\nversion 1\ncovers 2026-01-01 to 2026-01-01\nopen weekends");
  BOOST_REQUIRE(calendar.ok());
  BOOST_TEST(calendar.value().is_open(day("2026-01-01")).value());
}

BOOST_AUTO_TEST_CASE(a_calendar_that_is_closed_throughout_has_no_next_open_day) {
  const auto calendar = Calendar::parse(
      "calendar c\nversion 1\ncovers 2026-01-01 to 2026-01-09\nopen weekends\nclosed 2026-01-01 to 2026-01-09");
  BOOST_REQUIRE(calendar.ok());
  BOOST_TEST(!calendar.value().roll_forward(day("2026-01-01")).ok());
  BOOST_TEST(!calendar.value().plus_open_days(day("2026-01-05"), -1).ok());
}


BOOST_AUTO_TEST_CASE(a_fault_is_named_with_its_line) {
  const std::string head = "calendar c\nversion 1\ncovers 2026-01-01 to 2026-01-31\n";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "line 0: the calendar ends without its 'calendar' line"},
      {"calendar c\ncovers 2026-01-01 to 2026-01-31\n",
       "line 2: the calendar ends without its 'version' line"},
      {"calendar c\nversion 1\n", "line 2: the calendar ends without its 'covers' line"},
      {"calendar\n", "line 1: 'calendar' takes one word"},
      {"calendar a b\n", "line 1: 'calendar' takes one word"},
      {"calendar a\ncalendar b\n", "line 2: 'calendar' is given twice"},
      {"calendar ../c\n", "line 1: '../c' is no name"},
      {"calendar c\nclosed 2026-01-01\n", "line 2: the covered days must be given before any day"},
      {"covers 2026-02-01 to 2026-01-01\n", "line 1: 2026-02-01 is after 2026-01-01"},
      {"covers 1800-01-01 to 2026-01-01\n", "line 1: a calendar covers at most 200 years"},
      {head + "covers 2026-01-01 to 2026-01-31\n", "line 4: 'covers' is given twice"},
      {head + "shut 2026-01-01\n",
       "line 4: 'shut' is no clause: a calendar has 'calendar', 'version', 'covers', 'closed' and 'open'"},
      {head + "closed 2026-01-01\n",
       "line 4: the calendar ends without its 'closed weekends' or 'open weekends' line"},
      {head + "closed\n", "line 4: 'closed' takes a day, or a day, 'to' and a day"},
      {head + "closed 2026-01-01 2026-01-02\n",
       "line 4: 'closed' takes a day, or a day, 'to' and a day"},
      {head + "closed 2026-01-01 until 2026-01-02\n",
       "line 4: 'closed' takes a day, or a day, 'to' and a day"},
      {head + "closed 2026-01-32\n", "line 4: '2026-01-32' is no day of the calendar"},
      {head + "closed 2026-02-01\n", "line 4: 2026-02-01 is not one of the covered days"},
      {head + "closed 2025-12-31 to 2026-01-02\n",
       "line 4: 2025-12-31 is not one of the covered days"},
      {head + "closed 2026-01-30 to 2026-02-01\n",
       "line 4: 2026-02-01 is not one of the covered days"},
      {head + "closed 2026-01-05\nclosed 2026-01-04 to 2026-01-06\n",
       "line 5: 2026-01-05 is listed twice"},
      {head + "closed weekends\nclosed 2026-01-03\nopen 2026-01-03\n",
       "line 6: 2026-01-03 is listed twice"},
      {head + "closed weekends\nopen 2026-01-05\n", "line 5: 2026-01-05 is open anyway"},
      {head + "closed weekends\nclosed weekends\n", "line 5: 'closed weekends' is one too many: weekends are named once"},
      {head + "open weekends\nclosed weekends\n", "line 5: 'closed weekends' is one too many: weekends are named once"},
      {head + "closed 2026-01-05\nclosed weekends\n",
       "line 5: 'closed weekends' must stand before any day"},
  };
  for (const auto& [text, message] : rows) {
    const auto calendar = Calendar::parse(text);
    BOOST_REQUIRE_MESSAGE(!calendar.ok(), text);
    BOOST_TEST(calendar.error().message == message);
    BOOST_TEST((calendar.error().code == ErrorCode::kInvalidArgument));
  }
}

BOOST_AUTO_TEST_CASE(a_file_without_end_is_refused) {
  const auto calendar = Calendar::parse(std::string((std::size_t{4} << 20U) + 1, '\n'));
  BOOST_REQUIRE(!calendar.ok());
  BOOST_TEST((calendar.error().code == ErrorCode::kLimit));
}

}  // namespace
}  // namespace probity
