#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/check/compiled.h"

using namespace probity;
using namespace probity::check;

namespace {

const std::string kRules = R"(rule r limit on Order
  cites "1"
  require count is below 3
  otherwise warn
rule answer deadline on Complaint
  cites "1"
  starts received_at
  due 20 days after received_at
  met by answered_at
  otherwise record
rule closing conduct on closing of Complaint
  cites "1"
  require answered_at is known
  otherwise record
)";

const facts::Fact& fact(const CompiledText& text, const facts::Record& record, const std::string& field) {
  const Schema& schema = text.compiled.program.schema;
  return record.fields[*schema.entities[record.entity].find_field(field)];
}

std::string value(const CompiledText& text, const facts::Fact& each) {
  if (std::holds_alternative<std::monostate>(each)) return "unknown";
  return value_text(text.compiled.program.schema, std::get<Value>(each));
}

}  // namespace

BOOST_AUTO_TEST_CASE(given_facts_become_records_with_references_and_lists) {
  const auto text = compile_blocks(kRules + R"(scenario "s"
  as of 2025-03-14
  given client { risk_class: C2, assets: 5.00 CNY, permissions: [{ board: buy, granted_on: 2024-01-02 }] }
        product { id: "P-1", risk: unknown }
        order { id: "O-1", side: buy, share: 3‰, solicited: no, count: -2 }
  expect warn from r
)");
  BOOST_TEST(text.messages() == "");
  BOOST_TEST_REQUIRE(text.compiled.scenarios.size() == 1u);
  const Scenario& scenario = text.compiled.scenarios.front();
  const facts::Record& order = *scenario.subject.record;
  BOOST_TEST(scenario.subject.id == "O-1");
  BOOST_TEST(value(text, fact(text, order, "side")) == "buy");
  BOOST_TEST(value(text, fact(text, order, "share")) == "0.3%");
  BOOST_TEST(value(text, fact(text, order, "count")) == "-2");
  BOOST_TEST(value(text, fact(text, order, "fee")) == "unknown");
  BOOST_TEST(value(text, fact(text, order, "placed_at")) == "2025-03-14");
  const auto& client = *std::get<facts::RecordPtr>(fact(text, order, "client"));
  BOOST_TEST(value(text, fact(text, client, "risk_class")) == "C2");
  const auto& permissions = *std::get<facts::RecordList>(fact(text, client, "permissions"));
  BOOST_TEST_REQUIRE(permissions.size() == 1u);
  BOOST_TEST(value(text, fact(text, *permissions[0], "granted_on")) == "2024-01-02");
  BOOST_TEST(scenario.expect.front().rule == "test.rules.r");
}

BOOST_AUTO_TEST_CASE(the_subject_comes_from_on_or_from_the_rule_that_is_expected) {
  const auto text = compile_blocks(kRules + R"(scenario "act"
  as of 2025-03-14
  given complaint { answered_at: 2025-03-15 09:00 }
  expect permit from closing
scenario "entity"
  on Complaint
  as of 2025-03-14
  given complaint { answered_at: unknown }
  expect permit
)");
  BOOST_TEST(text.messages() == "");
  const auto& scenarios = text.compiled.scenarios;
  BOOST_TEST_REQUIRE(scenarios.size() == 2u);
  BOOST_TEST(scenarios[0].subject.subject.act.has_value());
  BOOST_TEST(!scenarios[1].subject.subject.act.has_value());
  // `as of` gives the act's date here, and the complaint's own there.
  BOOST_TEST(value(text, fact(text, *scenarios[0].subject.record, "closed_on")) == "2025-03-14");
  BOOST_TEST(value(text, fact(text, *scenarios[0].subject.record, "received_at")) == "unknown");
  BOOST_TEST(value(text, fact(text, *scenarios[1].subject.record, "received_at")) == "2025-03-14");
}

BOOST_AUTO_TEST_CASE(expectations_name_rules_facts_dates_and_states) {
  const auto text = compile_blocks(kRules + R"(scenario "s"
  as of 2025-03-14
  now 2025-04-10
  expect due 2025-04-03 from answer
  expect state overdue from answer
  expect missing answered_at
)");
  BOOST_TEST(text.messages() == "");
  BOOST_TEST_REQUIRE(text.compiled.scenarios.size() == 1u);
  const auto& expect = text.compiled.scenarios.front().expect;
  BOOST_TEST(expect[0].text == "2025-04-03");
  BOOST_TEST(expect[1].text == "overdue");
  BOOST_TEST(expect[2].text == "complaint.answered_at");
  BOOST_TEST(text.compiled.scenarios.front().now->to_string() == "2025-04-10");
}
