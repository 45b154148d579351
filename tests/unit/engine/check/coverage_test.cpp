#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/check/compiled.h"

using namespace probity;
using namespace probity::check;

namespace {
std::string said(const std::string& rows) { return compile_blocks("table t\n" + rows).messages(); }
}  // namespace

BOOST_AUTO_TEST_CASE(a_table_that_covers_every_combination_once_is_silent) {
  BOOST_TEST(said(R"(  | client.category | order.amount                          | gives |
  | ordinary        | below 500,000.00 CNY                  | 1     |
  | ordinary        | 500,000.00 CNY to below 900,000.00 CNY | 2     |
  | ordinary        | at least 900,000.00 CNY               | 3     |
  | professional    | any                                   | 4     |
)") == "");
}

BOOST_AUTO_TEST_CASE(a_hole_is_shown_by_an_example) {
  BOOST_TEST(said(R"(  | client.category | order.amount            | gives |
  | ordinary        | below 500,000.00 CNY    | 1     |
  | ordinary        | above 500,000.00 CNY    | 3     |
  | professional    | any                     | 4     |
)") == "no row is for ordinary, 500000.00 CNY\n");
}

BOOST_AUTO_TEST_CASE(a_hole_of_a_single_corner_is_found) {
  BOOST_TEST(said(R"(  | a: RiskClass  | b: Risk       | c: truth | gives |
  | C1            | any           | any      | 1     |
  | one of C2, C3 | one of R1, R2 | any      | 2     |
  | C2            | R3            | any      | 3     |
  | C3            | R3            | yes      | 4     |
)") == "no row is for C3, R3, no\n");
}

BOOST_AUTO_TEST_CASE(a_double_is_shown_by_an_example) {
  BOOST_TEST(said(R"(  | a: number    | gives |
  | at most 10   | 1     |
  | 10 to 20     | 2     |
  | above 20     | 3     |
)") == "two rows are for 10\n");
}

BOOST_AUTO_TEST_CASE(days_have_no_values_between_them) {
  BOOST_TEST(said(R"(  | a: date                | gives |
  | at most 2024-12-31     | 1     |
  | at least 2025-01-01    | 2     |
)") == "");
}

BOOST_AUTO_TEST_CASE(a_row_is_in_force_until_the_next_one_for_its_keys) {
  const auto text = compile_blocks(R"(table t
  | a: truth | from       | gives |
  | yes      | 2020-01-01 | 1     |
  | no       | 2020-01-01 | 2     |
  | yes      | 2022-01-01 | 3     |
)");
  BOOST_TEST(text.messages() == "");
  const auto& rows = text.compiled.program.tables.begin()->rows;
  BOOST_TEST(rows[0].period.to->to_string() == "2021-12-31");
  BOOST_TEST(!rows[1].period.to.has_value());
  BOOST_TEST(!rows[2].period.to.has_value());
}

BOOST_AUTO_TEST_CASE(rows_whose_periods_overlap_are_doubles_on_a_day) {
  BOOST_TEST(said(R"(  | a: truth | from       | gives |
  | any      | 2020-01-01 | 1     |
  | yes      | 2022-01-01 | 3     |
)") == "two rows are for yes on 2022-01-01\n");
}

BOOST_AUTO_TEST_CASE(days_between_two_periods_are_a_hole) {
  BOOST_TEST(said(R"(  | a: truth | from       | to         | gives |
  | any      | 2020-01-01 | 2020-12-31 | 1     |
  | any      | 2021-02-01 | any        | 3     |
)") == "no row is for no on 2021-01-01\n");
}

BOOST_AUTO_TEST_CASE(covers_only_what_is_listed_lifts_holes_and_not_doubles) {
  BOOST_TEST(said(R"(  covers only what is listed
  | a: text | gives |
  | "x"     | 1     |
  | "y"     | 2     |
)") == "");
  BOOST_TEST(said(R"(  covers only what is listed
  | a: text         | gives |
  | "x"             | 1     |
  | one of "y", "x" | 2     |
)") == "two rows are for x\n");
}

BOOST_AUTO_TEST_CASE(ten_thousand_rows_are_checked_in_no_time) {
  std::string rows = "  | a: number | b: RiskClass | gives |\n  | below 0 | any | 0 |\n";
  for (int i = 0; i < 10'000; ++i) {
    rows += "  | " + std::to_string(i) + " to below " + std::to_string(i + 1) + " | any | " + std::to_string(i) + " |\n";
  }
  rows += "  | above 10000 | any | 1 |\n";
  BOOST_TEST(said(rows) == "no row is for 10000, C1\n");
}
