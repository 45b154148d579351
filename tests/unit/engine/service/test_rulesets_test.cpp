#include <boost/test/unit_test.hpp>

#include "engine/service/test_report.h"
#include "engine/service/test_rulesets.h"
#include "tests/unit/engine/eval/reference/program_builder.h"

namespace {

using namespace probity;
using decision::Outcome;
using test::ProgramBuilder;
using Kind = ast::Expectation::Kind;

/// Orders above 100 are blocked, but for solicited ones.
struct Fixture {
  Fixture() {
    ir::Rule& rule =
        b.rule("small", std::nullopt, b.compare(ir::Compare::kLessOrEqual, b.read(b.kQuantity), b.number(100)),
               Outcome::kBlock);
    ir::Node exempt = ProgramBuilder::node("asked", b.read(b.kSolicited), std::nullopt, Outcome::kBlock);
    exempt.exempt = true;
    rule.node.exceptions.push_back(exempt);
  }

  void scenario(std::string name, std::int64_t quantity, bool solicited,
                std::vector<check::Scenario::Expectation> expect) {
    check::Scenario scenario;
    scenario.name = std::move(name);
    scenario.subject = b.order({{b.kQuantity, Value(Decimal::from_integer(quantity))}, {b.kSolicited, Value(solicited)}});
    scenario.expect = std::move(expect);
    scenarios.push_back(std::move(scenario));
  }
  static check::Scenario::Expectation expect(Kind kind, std::optional<Outcome> outcome, std::string rule) {
    check::Scenario::Expectation expectation;
    expectation.kind = kind;
    expectation.outcome = outcome;
    expectation.rule = std::move(rule);
    return expectation;
  }
  service::TestReport run() {
    check::Compiled compiled;
    compiled.program = b.program;
    compiled.scenarios = scenarios;
    return service::run_scenarios(compiled);
  }

  ProgramBuilder b;
  std::vector<check::Scenario> scenarios;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_scenario_that_comes_out_as_expected_passes, Fixture) {
  scenario("large", 101, false,
           {expect(Kind::kOutcome, Outcome::kBlock, "test.rules.small"), expect(Kind::kOutcome, Outcome::kBlock, "")});
  scenario("small", 100, false, {expect(Kind::kOutcome, Outcome::kPermit, "test.rules.small")});
  BOOST_TEST(run().failed() == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_scenario_that_comes_out_otherwise_says_what_came, Fixture) {
  scenario("large", 101, false, {expect(Kind::kOutcome, Outcome::kWarn, "test.rules.small")});
  scenario("small", 1, false, {expect(Kind::kNothing, std::nullopt, "test.rules.small")});
  const service::TestReport report = run();
  BOOST_TEST_REQUIRE(report.failed() == 2U);
  BOOST_TEST(report.scenarios[0].failures.at(0).expected == "warn from test.rules.small");
  BOOST_TEST(report.scenarios[0].failures.at(0).came == "block from test.rules.small");
  BOOST_TEST(report.scenarios[1].failures.at(0).came == "permit (holds)");
}

BOOST_FIXTURE_TEST_CASE(an_exempt_exception_fails_where_it_does_not_apply_and_the_rule_has_a_finding, Fixture) {
  scenario("large", 101, false, {});
  service::TestReport report = run();
  BOOST_TEST(report.exceptions.at(0).name == "test.rules.small/asked");
  BOOST_TEST(report.exceptions.at(0).failing == 1U);
  BOOST_TEST(report.exceptions.at(0).passing == 0U);
  BOOST_TEST(service::test_report_text(report).find("exception test.rules.small/asked: no passing scenario") !=
             std::string::npos);
  scenario("asked for", 101, true, {});
  report = run();
  BOOST_TEST(report.exceptions.at(0).passing == 1U);
}

BOOST_FIXTURE_TEST_CASE(reports_for_machines_escape_what_they_quote, Fixture) {
  scenario("a \"large\" <order>\n", 101, false, {expect(Kind::kOutcome, Outcome::kWarn, "test.rules.small")});
  const service::TestReport report = run();
  BOOST_TEST(service::test_report_json(report).find("\"a \\\"large\\\" <order>\\n\"") != std::string::npos);
  BOOST_TEST(service::test_report_junit(report).find("name=\"a &quot;large&quot; &lt;order&gt;&#10;\"") !=
             std::string::npos);
}
