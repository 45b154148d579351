#include <boost/test/unit_test.hpp>
#include <limits>
#include <thread>
#include <vector>

#include "engine/values/time.h"

namespace probity {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

const Zone& zone(std::string_view name) {
  const auto found = Zone::find(name);
  BOOST_REQUIRE_MESSAGE(found.ok(), "no zone " << name);
  return *found.value();
}

const Zone& shanghai() { return zone("Asia/Shanghai"); }

Moment moment(std::string_view text, const Zone& where = shanghai()) {
  const auto parsed = Moment::parse(text, where);
  BOOST_REQUIRE_MESSAGE(parsed.ok(), "cannot read " << text);
  return parsed.value();
}

std::string shown(const Result<Moment>& moment) {
  if (moment.ok()) return moment.value().to_string();
  return moment.error().code == ErrorCode::kOutOfRange ? "out of range" : "refused";
}

struct Reading {
  std::string_view text;
  std::string_view result;
};

BOOST_AUTO_TEST_CASE(moments_are_read_in_each_form_and_printed_as_they_came) {
  const std::vector<Reading> readings = {
      {"2025-03-14", "2025-03-14"},
      {"2025-03-14T10:15", "2025-03-14T10:15:00+08:00"},
      {"2025-03-14 10:15", "2025-03-14T10:15:00+08:00"},
      {"2025-03-14T10:15:30", "2025-03-14T10:15:30+08:00"},
      {"2025-03-14T10:15:30.5", "2025-03-14T10:15:30.5+08:00"},
      {"2025-03-14T10:15:30.123456789", "2025-03-14T10:15:30.123456789+08:00"},
      {"2025-03-14T10:15:30.000000001", "2025-03-14T10:15:30.000000001+08:00"},
      {"2025-03-14T10:15:30.000", "2025-03-14T10:15:30+08:00"},
      {"2025-03-14T10:15:30.123456789-05:00", "2025-03-14T10:15:30.123456789-05:00"},
      {"2025-03-14T02:15:00Z", "2025-03-14T02:15:00Z"},
      {"2025-03-14T02:15:00+00:00", "2025-03-14T02:15:00Z"},
      {"2025-03-14T02:15:00-00", "2025-03-14T02:15:00Z"},
      {"2025-03-14T10:15+0530", "2025-03-14T10:15:00+05:30"},
      {"2025-03-14T10:15+08", "2025-03-14T10:15:00+08:00"},
      {"2025-03-14 23:59:59-12:00", "2025-03-14T23:59:59-12:00"},
      {"1890-01-01T00:00:00+08:05:43", "1890-01-01T00:00:00+08:05:43"},
      {"1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"},
      {"1900-01-01 00:00", "1900-01-01T00:00:00+08:05:43"},  // before Shanghai kept zone time
      {"1986-07-01 12:00", "1986-07-01T12:00:00+09:00"},     // it had summer time then
      {"9999-12-31", "9999-12-31"},
  };
  for (const Reading& reading : readings) {
    BOOST_TEST(shown(Moment::parse(reading.text, shanghai())) == reading.result, reading.text);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_moment_is_refused) {
  for (const std::string_view text :
       {"", "2025-02-30", "2025-02-30T10:00", "2025-03-14T", "2025-03-14 ", "2025-03-14T10",
        "2025-03-14T24:00", "2025-03-14T10:60", "2025-03-14T10:15:60", "2025-03-14T9:15",
        "2025-03-14T10:15:", "2025-03-14T10:15:30.", "2025-03-14T10:15:30.1234567890",
        "2025-03-14T10:15.5", "2025-03-14t10:15", "2025-03-14T10:15z", "2025-03-14T10:15+8",
        "2025-03-14T10:15+080", "2025-03-14T10:15+25:00", "2025-03-14T10:15+08:60",
        "2025-03-14T10:15+18:01", "2025-03-14T10:15+08:00:00:00", "2025-03-14T10:15+08:0",
        "2025-03-14T10:15 +08:00", "2025-03-14T10:15+", "2025-03-14T10:15-", "2025-03-14T10:15ZZ",
        "2025-03-14T10:15Z+08:00", "2025-03-14T10:15 PM", "2025-03-14  10:15", "2025-03-14X10:15",
        "0000-01-01T00:00Z", "10000-01-01T00:00Z", "2025-03-14T-1:15", "2025-03-14T10:-5",
        "14.03.2025 10:15", "2025-03-14T10:15Europe/Athens", "2025-03-14T10:15+08:00 "}) {
    BOOST_TEST(shown(Moment::parse(text, shanghai())) == "refused", text);
  }
}

BOOST_AUTO_TEST_CASE(an_instant_that_cannot_be_held_is_refused_and_not_moved) {
  const std::vector<Reading> readings = {
      {"1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224192Z"},
      {"1677-09-21T00:12:43.145224191Z", "out of range"},
      {"2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z"},
      {"2262-04-11T23:47:16.854775808Z", "out of range"},
      {"2262-04-12T08:00:00", "out of range"},
      {"0001-01-01 00:00", "out of range"},
      {"9999-12-31 23:59:59", "out of range"},
  };
  for (const Reading& reading : readings) {
    BOOST_TEST(shown(Moment::parse(reading.text, shanghai())) == reading.result, reading.text);
  }
}

BOOST_AUTO_TEST_CASE(zones_of_the_database_are_found_and_others_refused) {
  for (const std::string_view name : {"Asia/Shanghai", "Asia/Hong_Kong", "Europe/Athens",
                                      "America/New_York", "UTC", "Asia/Kolkata"}) {
    BOOST_TEST(zone(name).name() == name);
    BOOST_TEST(&zone(name) == &zone(name));
  }
  for (const std::string_view name :
       {"", "Asia", "Asia/Peking", "asia/shanghai", "../../etc/passwd", "/etc/localtime", "+08:00",
        "Asia/Shanghai "}) {
    const auto found = Zone::find(name);
    BOOST_TEST(!found.ok(), name);
    if (!found.ok()) BOOST_TEST((found.error().code == ErrorCode::kNotFound));
  }
}

struct LocalTime {
  std::string_view zone;
  std::string_view text;
  std::string_view result;
};

BOOST_AUTO_TEST_CASE(local_times_near_a_change_of_the_clock) {
  const std::vector<LocalTime> rows = {
      // Athens skips 03:00 to 04:00 on 30 March 2025: those times move forward by an hour.
      {"Europe/Athens", "2025-03-30 02:59:59", "2025-03-30T02:59:59+02:00"},
      {"Europe/Athens", "2025-03-30 03:00:00", "2025-03-30T04:00:00+03:00"},
      {"Europe/Athens", "2025-03-30 03:30:00", "2025-03-30T04:30:00+03:00"},
      {"Europe/Athens", "2025-03-30 04:00:00", "2025-03-30T04:00:00+03:00"},
      // It shows 03:00 to 04:00 twice on 26 October 2025: the first time is meant.
      {"Europe/Athens", "2025-10-26 02:59:59", "2025-10-26T02:59:59+03:00"},
      {"Europe/Athens", "2025-10-26 03:00:00", "2025-10-26T03:00:00+03:00"},
      {"Europe/Athens", "2025-10-26 03:59:59", "2025-10-26T03:59:59+03:00"},
      {"Europe/Athens", "2025-10-26 04:00:00", "2025-10-26T04:00:00+02:00"},
      {"America/New_York", "2025-03-09 02:30", "2025-03-09T03:30:00-04:00"},
      {"America/New_York", "2025-11-02 01:30", "2025-11-02T01:30:00-04:00"},
      {"America/New_York", "2025-11-02 02:00", "2025-11-02T02:00:00-05:00"},
      // Summer time began at midnight in São Paulo: the day has no 00:00.
      {"America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T01:00:00-02:00"},
      {"America/Sao_Paulo", "2018-02-17 23:30", "2018-02-17T23:30:00-02:00"},
      // Samoa had no 30 December 2011 at all.
      {"Pacific/Apia", "2011-12-30 10:00", "2011-12-31T10:00:00+14:00"},
      {"Pacific/Apia", "2011-12-29 23:59", "2011-12-29T23:59:00-10:00"},
      {"Pacific/Apia", "2011-12-31 00:00", "2011-12-31T00:00:00+14:00"},
      // Half an hour at Lord Howe, and a quarter in Nepal.
      {"Australia/Lord_Howe", "2025-10-05 02:15", "2025-10-05T02:45:00+11:00"},
      {"Asia/Kathmandu", "2025-01-01 00:00", "2025-01-01T00:00:00+05:45"},
  };
  for (const LocalTime& row : rows) {
    BOOST_TEST(shown(Moment::parse(row.text, zone(row.zone))) == row.result,
               row.zone << " " << row.text);
  }
}

BOOST_AUTO_TEST_CASE(offsets_change_at_the_instant_of_the_change) {
  const Zone& athens = zone("Europe/Athens");
  const std::int64_t change = 1743296400 * kSecond;  // 2025-03-30T01:00:00Z
  BOOST_TEST(athens.offset_s(change - 1) == 7200);
  BOOST_TEST(athens.offset_s(change) == 10800);
  BOOST_TEST(athens.offset_s(0) == 7200);
  BOOST_TEST(zone("Asia/Shanghai").offset_s(change) == 28800);
  BOOST_TEST(zone("UTC").offset_s(std::numeric_limits<std::int64_t>::min()) == 0);
  BOOST_TEST(zone("UTC").offset_s(std::numeric_limits<std::int64_t>::max()) == 0);
}

BOOST_AUTO_TEST_CASE(summer_time_goes_on_past_the_years_that_zone_files_spell_out) {
  const std::vector<LocalTime> rows = {
      {"Europe/Athens", "2037-07-01 12:00", "2037-07-01T12:00:00+03:00"},
      {"Europe/Athens", "2038-07-01 12:00", "2038-07-01T12:00:00+03:00"},
      {"Europe/Athens", "2038-01-15 12:00", "2038-01-15T12:00:00+02:00"},
      {"America/New_York", "2060-03-14 01:59", "2060-03-14T01:59:00-05:00"},
      {"America/New_York", "2060-03-14 03:00", "2060-03-14T03:00:00-04:00"},
      {"Australia/Sydney", "2150-01-15 12:00", "2150-01-15T12:00:00+11:00"},
      {"Australia/Sydney", "2150-07-15 12:00", "2150-07-15T12:00:00+10:00"},
      {"Asia/Shanghai", "2150-07-15 12:00", "2150-07-15T12:00:00+08:00"},
  };
  for (const LocalTime& row : rows) {
    BOOST_TEST(shown(Moment::parse(row.text, zone(row.zone))) == row.result,
               row.zone << " " << row.text);
  }
}

BOOST_AUTO_TEST_CASE(the_local_day_is_the_one_on_the_wall) {
  const Moment late = moment("2025-03-14T16:00:00Z");
  BOOST_TEST(late.day_in(shanghai()).to_string() == "2025-03-15");
  BOOST_TEST(late.day_in(zone("UTC")).to_string() == "2025-03-14");
  BOOST_TEST(moment("2025-03-14T15:59:59.999999999Z").day_in(shanghai()).to_string() ==
             "2025-03-14");
  BOOST_TEST(moment("1969-12-31T23:59:59Z").day_in(zone("UTC")).to_string() == "1969-12-31");
  BOOST_TEST(Moment::on(late.day_in(shanghai())).day_in(zone("UTC")).to_string() == "2025-03-15");
}

BOOST_AUTO_TEST_CASE(a_day_out_of_reach_is_held_at_the_ends_of_time) {
  const Date early = Date::parse("0001-01-01").value();
  const Date late = Date::parse("9999-12-31").value();
  for (const std::string_view name : {"Asia/Shanghai", "Europe/Athens", "UTC"}) {
    BOOST_TEST(zone(name).instant_of(early, 0) == std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(zone(name).instant_of(late, 0) == std::numeric_limits<std::int64_t>::max());
  }
  const Date last = Date::parse("2262-04-11").value();
  BOOST_TEST(zone("UTC").instant_of(last, 0) < std::numeric_limits<std::int64_t>::max());
}

BOOST_AUTO_TEST_CASE(every_hour_of_years_of_changes_reads_back) {
  for (const std::string_view name : {"Europe/Athens", "America/New_York", "Asia/Shanghai",
                                      "Australia/Lord_Howe", "America/Sao_Paulo"}) {
    const Zone& where = zone(name);
    for (std::int64_t instant = 473385600; instant < 1798761600; instant += 3 * 3600 + 1800) {
      const std::int64_t ns = instant * kSecond;
      const std::int32_t offset = where.offset_s(ns);
      const std::int64_t local = instant + offset;
      const std::int64_t found =
          where.instant_of(Date::from_days(static_cast<std::int32_t>(local / 86400)),
                           local % 86400 * kSecond);
      // Either this instant, or an earlier one that shows the same time.
      const bool same = found == ns;
      const bool earlier_twin =
          found < ns && found + where.offset_s(found) * kSecond == ns + offset * kSecond;
      if (!same && !earlier_twin) BOOST_FAIL(name << " at " << instant);
    }
  }
}

BOOST_AUTO_TEST_CASE(zones_are_shared_by_threads) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&wrong, i] {
      for (int k = 0; k < 2000; ++k) {
        const auto athens = Zone::find("Europe/Athens");
        const auto shanghai_zone = Zone::find("Asia/Shanghai");
        const std::int64_t instant = (1700000000 + k * std::int64_t{50000}) * kSecond;
        const std::int32_t offset = athens.value()->offset_s(instant);
        if (offset != 7200 && offset != 10800) ++wrong[i];
        if (shanghai_zone.value()->offset_s(instant) != 28800) ++wrong[i];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : wrong) BOOST_TEST(count == 0);
}

struct Comparison {
  std::string_view a;
  std::string_view b;
  Truth before;
  Truth same;
};

BOOST_AUTO_TEST_CASE(a_day_alone_is_compared_only_as_far_as_it_is_known) {
  constexpr Truth kNo = Truth::kFalse;
  constexpr Truth kYes = Truth::kTrue;
  constexpr Truth kOpen = Truth::kUnknown;
  const std::vector<Comparison> rows = {
      {"2025-03-14", "2025-03-15", kYes, kNo},
      {"2025-03-14", "2025-03-14", kNo, kYes},
      {"2025-03-15", "2025-03-14", kNo, kNo},
      {"2025-03-14", "2025-03-14 10:00", kOpen, kOpen},
      {"2025-03-14 10:00", "2025-03-14", kOpen, kOpen},
      {"2025-03-13", "2025-03-14 00:00", kYes, kNo},
      {"2025-03-14 23:59", "2025-03-15", kYes, kNo},
      {"2025-03-15", "2025-03-14 23:59", kNo, kNo},
      {"2025-03-14 10:00", "2025-03-14 10:00:00.000000001", kYes, kNo},
      {"2025-03-14 10:00", "2025-03-14T02:00:00Z", kNo, kYes},
      {"2025-03-14 10:00", "2025-03-14T10:00:00+09:00", kNo, kNo},
      // 17:00 UTC is already the 15th in Shanghai.
      {"2025-03-14", "2025-03-14T17:00:00Z", kYes, kNo},
      {"2025-03-15", "2025-03-14T17:00:00Z", kOpen, kOpen},
  };
  for (const Comparison& row : rows) {
    BOOST_TEST((is_before(moment(row.a), moment(row.b), shanghai()) == row.before),
               row.a << " before " << row.b);
    BOOST_TEST((is_same(moment(row.a), moment(row.b), shanghai()) == row.same),
               row.a << " same as " << row.b);
  }
}

BOOST_AUTO_TEST_CASE(a_printed_moment_reads_back_as_itself) {
  for (const std::string_view text :
       {"2025-03-14", "2025-03-14T10:15:00.25-03:30", "1900-01-01 00:00", "1969-12-31T23:59:59.1Z",
        "2262-04-11T23:47:16.854775807Z", "1677-09-21T00:12:43.145224192Z"}) {
    const Moment first = moment(text);
    BOOST_TEST((moment(first.to_string(), zone("America/New_York")) == first), text);
  }
}

}  // namespace
}  // namespace probity
