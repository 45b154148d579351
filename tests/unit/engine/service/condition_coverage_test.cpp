#include <boost/test/unit_test.hpp>

#include "engine/service/test_report.h"
#include "engine/service/test_rulesets.h"
#include "tests/unit/engine/check/compiled.h"

namespace {

using namespace probity;

/// The rule's clauses, then one scenario for each set of facts of the order.
service::TestReport test(const std::string& blocks, const std::vector<std::string>& orders) {
  std::string text = blocks;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    text += "scenario \"" + std::to_string(i) + "\"\n  on Order\n  as of 2025-03-14\n  given order { " + orders[i] +
            " }\n  expect " + "permit from r\n";
  }
  const check::CompiledText compiled = check::compile_blocks(text);
  BOOST_TEST_REQUIRE(compiled.codes() == "");
  return service::run_scenarios(compiled.compiled);
}

std::string rule(const std::string& when, const std::string& require = "count is below 3") {
  return "rule r suitability on Order\n  cites \"1\"\n  when " + when + "\n  require " + require + "\n  otherwise block\n";
}

/// `T1 F0`: how often it held and failed, as far as it made the difference.
std::string sides(const service::TestReport& report, const std::string& condition) {
  for (const service::ReachedCondition& reached : report.conditions) {
    if (reached.text != condition) continue;
    return "T" + std::to_string(reached.held) + " F" + std::to_string(reached.failed);
  }
  return "not listed";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_operand_of_and_counts_where_it_alone_fails_and_where_all_hold) {
  const std::string both = rule("order.side is buy and order.solicited");
  auto report = test(both, {"side: buy, solicited: no"});
  BOOST_TEST(sides(report, "order.solicited") == "T0 F1");
  BOOST_TEST(sides(report, "order.side is buy") == "T0 F0");
  report = test(both, {"side: sell, solicited: no"});  // either would do
  BOOST_TEST(sides(report, "order.solicited") == "T0 F0");
  BOOST_TEST(sides(report, "order.side is buy") == "T0 F0");
  report = test(both, {"side: buy, solicited: yes, count: 1"});
  BOOST_TEST(sides(report, "order.solicited") == "T1 F0");
  BOOST_TEST(sides(report, "order.side is buy") == "T1 F0");
}

BOOST_AUTO_TEST_CASE(an_operand_of_or_counts_where_it_alone_holds_and_where_all_fail) {
  const std::string either = rule("order.side is buy or order.solicited");
  auto report = test(either, {"side: sell, solicited: yes, count: 1", "side: sell, solicited: no"});
  BOOST_TEST(sides(report, "order.solicited") == "T1 F1");
  BOOST_TEST(sides(report, "order.side is buy") == "T0 F1");
  report = test(either, {"side: buy, solicited: yes, count: 1"});
  BOOST_TEST(sides(report, "order.solicited") == "T0 F0");
}

BOOST_AUTO_TEST_CASE(what_is_unknown_is_on_neither_side_but_does_not_hide_the_others) {
  auto report = test(rule("order.side is buy and order.solicited"), {"side: sell", "side: buy"});
  BOOST_TEST(sides(report, "order.side is buy") == "T0 F1");
  BOOST_TEST(sides(report, "order.solicited") == "T0 F0");
  report = test(rule("order.fee is known and order.fee is above 1.00 CNY"), {"side: buy", "fee: 2.00 CNY"});
  BOOST_TEST(sides(report, "order.fee is known") == "T1 F1");
}

BOOST_AUTO_TEST_CASE(conditions_below_another_count_only_where_that_makes_the_difference) {
  const std::string nested = rule("order.solicited and (order.side is buy or order.count is above 1)");
  auto report = test(nested, {"solicited: no, side: buy, count: 1"});
  BOOST_TEST(sides(report, "order.side is buy") == "T0 F0");
  BOOST_TEST(sides(report, "order.solicited") == "T0 F1");
  report = test(nested, {"solicited: yes, side: buy, count: 1", "solicited: yes, side: sell, count: 1"});
  BOOST_TEST(sides(report, "order.side is buy") == "T1 F1");
  BOOST_TEST(sides(report, "order.side is buy or order.count is above 1") == "T1 F1");
}

BOOST_AUTO_TEST_CASE(a_guard_of_one_condition_and_what_an_if_asks_have_two_sides) {
  const auto report = test(rule("order.side is buy", "order.count is at most (if order.solicited then 3 else 5)"),
                           {"side: buy, count: 1, solicited: yes", "side: sell"});
  BOOST_TEST(sides(report, "order.side is buy") == "T1 F1");
  BOOST_TEST(sides(report, "order.solicited") == "T1 F0");
}

BOOST_AUTO_TEST_CASE(conditions_of_definitions_count_though_their_value_is_remembered) {
  const auto report = test("define order.asked = order.solicited and order.side is buy\n" +
                               rule("order.count is above 0 and order.asked", "not order.asked or order.count is 1"),
                           {"count: 1, solicited: yes, side: buy", "count: 1, solicited: yes, side: sell"});
  BOOST_TEST(sides(report, "order.side is buy") == "T1 F1");
  BOOST_TEST(sides(report, "order.asked") == "T1 F1");
}

BOOST_AUTO_TEST_CASE(what_no_scenario_reaches_is_listed_within_eighty_columns) {
  const auto report = test(rule("order.side is buy and order.solicited and order.fee is at most 1,234,567.00 CNY"),
                           {"side: buy, solicited: no, fee: 1.00 CNY"});
  const std::string text = service::test_report_text(report);
  BOOST_TEST(text.find("  conditions  0 of 3\n") != std::string::npos);
  BOOST_TEST(text.find("  conditions of test.rules.r\n"
                       "    t2.probity:4: `order.side is buy` never makes the difference\n"
                       "    t2.probity:4: `order.solicited` never holds with all the others\n"
                       "    t2.probity:4: `order.fee is at most 1234567.00 CNY` never makes the\n"
                       "      difference\n") != std::string::npos);
  BOOST_TEST(service::test_report_json(report).find(
                 R"({"condition":"order.solicited","of":"test.rules.r","at":"t2.probity:4","part":"and","held":0,"failed":1})") !=
             std::string::npos);
  BOOST_TEST(service::test_report_junit(report).find("<property name=\"conditions\" value=\"0 of 3\"/>") !=
             std::string::npos);
}
