#include "engine/solve/intervals.h"

#include <boost/test/unit_test.hpp>

using namespace probity;
using namespace probity::solve;

namespace {

Type number_type() {
  Type type;
  type.kind = TypeKind::kNumber;
  return type;
}
Value number(std::int64_t value) { return Decimal::from_integer(value); }

}  // namespace

BOOST_AUTO_TEST_CASE(an_open_and_a_closed_end_at_one_value_meet_without_a_gap) {
  const Schema schema;
  const Line line = *Line::of(schema, number_type());
  IntervalSet set;
  set.add({line.whole().from, line.before(number(5))});
  set.add({line.before(number(5)), line.whole().to});
  BOOST_TEST(set.parts().size() == 1u);
  BOOST_TEST(set.rest_of(line.whole()).empty());
}

BOOST_AUTO_TEST_CASE(between_two_closed_numbers_lies_a_gap_and_between_two_days_none) {
  const Schema schema;
  const Line numbers = *Line::of(schema, number_type());
  IntervalSet set;
  set.add({numbers.whole().from, numbers.after(number(5))});
  set.add({numbers.before(number(6)), numbers.whole().to});
  const IntervalSet rest = set.rest_of(numbers.whole());
  BOOST_TEST_REQUIRE(rest.parts().size() == 1u);
  BOOST_TEST(std::get<Decimal>(*numbers.example(rest.parts()[0])).to_string() == "5.5");

  Type date;
  date.kind = TypeKind::kDate;
  const Line days = *Line::of(schema, date);
  IntervalSet weeks;
  weeks.add({days.whole().from, days.after(Value(Date::from_days(5)))});
  weeks.add({days.before(Value(Date::from_days(6))), days.whole().to});
  BOOST_TEST(weeks.rest_of(days.whole()).empty());
}

BOOST_AUTO_TEST_CASE(sets_meet_and_join_part_by_part) {
  const Schema schema;
  const Line line = *Line::of(schema, number_type());
  const auto range = [&](std::int64_t from, std::int64_t to) {
    return Interval{line.before(number(from)), line.before(number(to))};
  };
  IntervalSet a;
  a.add(range(20, 30));
  a.add(range(0, 10));
  const IntervalSet b(range(5, 25));
  const IntervalSet both = a.both(b);
  BOOST_TEST_REQUIRE(both.parts().size() == 2u);
  BOOST_TEST((both.parts()[0] == range(5, 10)));
  BOOST_TEST((both.parts()[1] == range(20, 25)));
  BOOST_TEST((a.either(b) == IntervalSet(range(0, 30))));
}
