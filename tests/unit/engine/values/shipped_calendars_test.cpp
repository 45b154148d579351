#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "engine/values/calendar.h"

namespace probity {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }

std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file.is_open(), "cannot open " << path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Calendar shipped(const std::string& name) {
  auto calendar = Calendar::parse(
      file_text(std::string(PROBITY_SOURCE_DIR) + "/rulesets/calendars/" + name + ".calendar"));
  if (!calendar.ok()) BOOST_FAIL(name << ": " << calendar.error().message);
  BOOST_TEST(calendar.value().name() == name);
  return std::move(calendar).value();
}

bool is_weekend(Date date) { return date.weekday() == 0 || date.weekday() == 6; }

/// Calls `visit` with every day from `first` to `last`.
template <typename Visit>
void each_day(Date first, Date last, Visit visit) {
  for (Date date = first; date <= last; date = date.plus_days(1).value()) visit(date);
}

std::string shown(const Result<Date>& date) {
  return date.ok() ? date.value().to_string() : date.error().message;
}

BOOST_AUTO_TEST_CASE(every_shipped_calendar_reads_and_covers_what_it_says) {
  for (const std::string name : {"cn.business", "xshg", "xshe"}) {
    const Calendar calendar = shipped(name);
    BOOST_TEST(calendar.first().to_string() == "2010-01-01");
    BOOST_TEST(calendar.last().to_string() == "2026-12-31");
  }
  for (const std::string name : {"xhkg", "asex", "xetr", "xlon", "xnys"}) {
    const Calendar calendar = shipped(name);
    BOOST_TEST(calendar.first().to_string() == "2015-01-01");
    BOOST_TEST(calendar.last().to_string() == "2026-12-31");
  }
}

BOOST_AUTO_TEST_CASE(trading_days_are_business_days_and_differ_on_one_weekday_and_worked_weekends) {
  const Calendar business = shipped("cn.business");
  const Calendar shanghai = shipped("xshg");
  std::set<std::string> weekdays_that_differ;
  int worked_weekends = 0;
  each_day(business.first(), business.last(), [&](Date date) {
    const bool working = business.is_open(date).value();
    const bool trading = shanghai.is_open(date).value();
    if (trading) BOOST_REQUIRE_MESSAGE(working, date.to_string() << " is traded, not worked");
    if (is_weekend(date)) {
      BOOST_REQUIRE_MESSAGE(!trading, date.to_string() << " is a session on a weekend");
      if (working) ++worked_weekends;
    } else if (working != trading) {
      weekdays_that_differ.insert(date.to_string());
    }
  });
  BOOST_TEST(weekdays_that_differ.size() == 1U);
  BOOST_TEST(weekdays_that_differ.count("2024-02-09") == 1U);
  BOOST_TEST(worked_weekends > 90);
}

BOOST_AUTO_TEST_CASE(shenzhen_trades_on_the_days_of_shanghai) {
  const Calendar shanghai = shipped("xshg");
  const Calendar shenzhen = shipped("xshe");
  each_day(shanghai.first(), shanghai.last(), [&](Date date) {
    BOOST_REQUIRE(shanghai.is_open(date).value() == shenzhen.is_open(date).value());
  });
  BOOST_TEST(shanghai.digest() != shenzhen.digest());
}

struct YearRow {
  int year;
  int working;
  int trading;
};

BOOST_AUTO_TEST_CASE(years_have_the_published_number_of_working_and_trading_days) {
  const Calendar business = shipped("cn.business");
  const Calendar shanghai = shipped("xshg");
  for (const YearRow& row : {YearRow{2023, 249, 242}, YearRow{2024, 251, 242},
                             YearRow{2025, 248, 243}, YearRow{2026, 248, 242}}) {
    int working = 0;
    int trading = 0;
    each_day(Date::from_ymd(row.year, 1, 1).value(), Date::from_ymd(row.year, 12, 31).value(),
             [&](Date date) {
               working += business.is_open(date).value() ? 1 : 0;
               trading += shanghai.is_open(date).value() ? 1 : 0;
             });
    BOOST_TEST(working == row.working, row.year);
    BOOST_TEST(trading == row.trading, row.year);
  }
}

BOOST_AUTO_TEST_CASE(weekends_worked_for_a_holiday_are_business_days_and_no_sessions) {
  const std::set<std::string> published = {
      "2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07",
      "2023-10-08", "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11",
      "2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27",
      "2025-09-28", "2025-10-11", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09",
      "2026-09-20", "2026-10-10"};
  const Calendar business = shipped("cn.business");
  const Calendar shanghai = shipped("xshg");
  std::set<std::string> found;
  each_day(day("2023-01-01"), day("2026-12-31"), [&](Date date) {
    if (!is_weekend(date) || !business.is_open(date).value()) return;
    found.insert(date.to_string());
    BOOST_TEST(!shanghai.is_open(date).value(), date.to_string());
  });
  BOOST_TEST(found == published, boost::test_tools::per_element());
}

struct Deadline {
  std::string_view from;
  std::int64_t days;
  std::string_view working;
  std::string_view trading;
};

BOOST_AUTO_TEST_CASE(deadlines_in_business_days_and_in_trading_days_differ_round_holidays) {
  const std::vector<Deadline> rows = {
      {"2024-02-02", 5, "2024-02-08", "2024-02-19"},
      {"2024-09-13", 1, "2024-09-14", "2024-09-18"},
      {"2024-09-13", 15, "2024-10-11", "2024-10-15"},
      {"2024-09-27", 1, "2024-09-29", "2024-09-30"},
      {"2025-01-24", 5, "2025-02-07", "2025-02-10"},
      {"2025-09-26", 3, "2025-09-30", "2025-10-09"},
      {"2026-02-13", 1, "2026-02-14", "2026-02-24"},
      {"2026-02-13", 10, "2026-03-05", "2026-03-09"},
      {"2026-02-13", 20, "2026-03-19", "2026-03-23"},
      {"2026-09-18", 1, "2026-09-20", "2026-09-21"},
      {"2026-09-18", 5, "2026-09-24", "2026-09-28"},
      {"2026-09-30", 3, "2026-10-10", "2026-10-12"},
      {"2026-09-30", 20, "2026-11-03", "2026-11-04"},
  };
  const Calendar business = shipped("cn.business");
  const Calendar shanghai = shipped("xshg");
  for (const Deadline& row : rows) {
    BOOST_TEST(shown(business.plus_open_days(day(row.from), row.days)) == row.working,
               row.from << " + " << row.days << " business days");
    BOOST_TEST(shown(shanghai.plus_open_days(day(row.from), row.days)) == row.trading,
               row.from << " + " << row.days << " trading days");
  }
}

BOOST_AUTO_TEST_CASE(a_deadline_in_days_that_ends_on_a_day_off_rolls_to_the_next_business_day) {
  const Calendar business = shipped("cn.business");
  const std::vector<std::tuple<std::string_view, int, std::string_view>> rows = {
      {"2025-09-29", 20, "2025-10-20"},  // 19 October is a Sunday
      {"2026-03-02", 20, "2026-03-23"},
      {"2026-09-24", 15, "2026-10-09"},  // a Friday after the holidays
      {"2026-02-13", 20, "2026-03-05"},
      {"2026-02-13", 40, "2026-03-25"},
      {"2026-02-08", 20, "2026-02-28"},  // a Saturday that is worked
      {"2026-09-16", 4, "2026-09-20"},   // and such a Sunday
      {"2026-09-26", 5, "2026-10-08"},   // 1 October: the holidays end on the 7th
  };
  for (const auto& [from, days, result] : rows) {
    BOOST_TEST(shown(business.roll_forward(day(from).plus_days(days).value())) == result, from);
  }
}

BOOST_AUTO_TEST_CASE(no_deadline_runs_past_the_last_published_day) {
  const Calendar business = shipped("cn.business");
  BOOST_TEST(shown(business.plus_open_days(day("2026-12-10"), 10)) == "2026-12-24");
  BOOST_TEST(shown(business.plus_open_days(day("2026-12-20"), 20)) ==
             "calendar cn.business is not published past 2026-12-31 "
             "(asked for the open day 20 from 2026-12-20)");
  BOOST_TEST(shown(business.roll_forward(day("2027-01-01"))) ==
             "calendar cn.business is not published past 2026-12-31 (asked for 2027-01-01)");
  BOOST_TEST(shown(business.roll_forward(day("2009-12-31"))) ==
             "calendar cn.business is not published before 2010-01-01 (asked for 2009-12-31)");
}

// ------------------------------------------------------------------ against the data shared

/// The folder of shared calendar data; a test without it ends at once and says so.
std::optional<std::string> shared_calendars() {
  const char* shared = std::getenv("PROBITY_SHARED");
  if (shared == nullptr) {
    BOOST_TEST_MESSAGE("skipped: PROBITY_SHARED is not set");
    return std::nullopt;
  }
  return std::string(shared) + "/data/calendars/";
}

/// The rows of a CSV file without its heading; none of these files quotes anything.
std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  std::istringstream lines(file_text(path));
  std::string line;
  std::getline(lines, line);
  std::vector<std::vector<std::string>> rows;
  while (std::getline(lines, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells;
    std::istringstream cell_stream(line);
    for (std::string cell; std::getline(cell_stream, cell, ',');) cells.push_back(cell);
    if (!cells.empty()) rows.push_back(cells);
  }
  BOOST_REQUIRE_MESSAGE(rows.size() > 100, path << " holds too little");
  return rows;
}

/// Every day on which `calendar` differs from "weekdays, but for these".
std::set<std::string> differences(const Calendar& calendar, const std::set<std::string>& off,
                                  const std::set<std::string>& worked) {
  std::set<std::string> days;
  each_day(calendar.first(), calendar.last(), [&](Date date) {
    const std::string text = date.to_string();
    const bool expected = worked.count(text) > 0 || (!is_weekend(date) && off.count(text) == 0);
    if (calendar.is_open(date).value() != expected) days.insert(text);
  });
  return days;
}

BOOST_AUTO_TEST_CASE(working_days_are_those_of_the_first_source) {
  const auto folder = shared_calendars();
  if (!folder) return;
  std::set<std::string> off;
  std::set<std::string> worked;
  for (const auto& row : rows_of(*folder + "cn_holidays_2007_2026.csv")) {
    (row[2] == "true" ? off : worked).insert(row[0]);
  }
  BOOST_TEST(differences(shipped("cn.business"), off, worked) == std::set<std::string>(),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(working_days_are_those_of_the_second_source) {
  const auto folder = shared_calendars();
  if (!folder) return;
  std::set<std::string> off;
  std::set<std::string> worked;
  for (const auto& row : rows_of(*folder + "chinese_calendar_lists.csv")) {
    if (row[0] == "holidays") off.insert(row[1]);
    if (row[0] == "workdays") worked.insert(row[1]);
  }
  BOOST_TEST(differences(shipped("cn.business"), off, worked) == std::set<std::string>(),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(trading_days_are_the_sessions_of_the_exchanges) {
  const auto folder = shared_calendars();
  if (!folder) return;
  // Hong Kong had no trading on two days that the session list holds.
  const std::map<std::string, std::set<std::string>> known_differences = {
      {"xhkg", {"2023-09-01", "2023-09-08"}}};
  for (const auto& [name, file] : std::map<std::string, std::string>{
           {"xshg", "XSHG"}, {"xshe", "XSHG"}, {"xhkg", "XHKG"}, {"asex", "ASEX"},
           {"xetr", "XETR"}, {"xlon", "XLON"}, {"xnys", "XNYS"}}) {
    std::set<std::string> sessions;
    for (const auto& row : rows_of(*folder + "exchange_sessions/" + file + ".csv")) {
      sessions.insert(row[0]);
    }
    const Calendar calendar = shipped(name);
    std::set<std::string> different;
    each_day(day(*sessions.begin()), day(*sessions.rbegin()), [&](Date date) {
      const bool session = sessions.count(date.to_string()) > 0;
      if (calendar.is_open(date).value() != session) different.insert(date.to_string());
    });
    const auto known = known_differences.find(name);
    const std::set<std::string> expected =
        known == known_differences.end() ? std::set<std::string>() : known->second;
    BOOST_TEST(different == expected, boost::test_tools::per_element());
  }
}

}  // namespace
}  // namespace probity
