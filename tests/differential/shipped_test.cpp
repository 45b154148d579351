// Goal: on every shipped ruleset the fast evaluator decides as the reference does, to the byte.
// Method: the facts of every shipped scenario, and facts made of them with some lost, in doubt or moved.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>

#include "adapters/files/ruleset_files.h"
#include "engine/service/check.h"
#include "tests/differential/agreement.h"
#include "tests/differential/changed_facts.h"

namespace {

using namespace probity;

const service::CheckedRulesets& shipped() {
  static const service::CheckedRulesets checked = [] {
    const auto store = files::make_ruleset_files({{std::string(PROBITY_SOURCE_DIR) + "/rulesets"}, ""});
    auto read = service::check_rulesets(*store, service::Need::kRules);
    BOOST_REQUIRE(read.ok());
    BOOST_REQUIRE(!read.value().diagnostics.has_errors());
    return std::move(read).value();
  }();
  return checked;
}

void tell(const char* what, const test::AgreementCounts& counts) {
  std::cout << what << ": " << counts.pairs << " decisions, " << counts.permits << " permits; " << counts.found
            << " findings found, " << counts.asked << " rules asked of the reference, " << counts.whole
            << " subjects judged by it whole\n";
}

BOOST_AUTO_TEST_CASE(every_shipped_scenario_is_decided_alike) {
  const check::Compiled& compiled = shipped().compiled;
  test::Agreement agreement(compiled.program);
  for (const check::Scenario& scenario : compiled.scenarios) {
    const auto differs = agreement.differs(scenario.subject, scenario.now);
    BOOST_TEST(!differs, scenario.name << ": " << differs.value_or(""));
  }
  tell("shipped scenarios", agreement.counts);
  BOOST_TEST(agreement.counts.pairs > 2'000U);
}

BOOST_AUTO_TEST_CASE(facts_lost_in_doubt_or_moved_are_decided_alike) {
  const check::Compiled& compiled = shipped().compiled;
  const char* const asked = std::getenv("PROBITY_PAIRS");
  const std::size_t pairs = asked != nullptr ? std::strtoull(asked, nullptr, 10) : 40'000;
  test::Agreement agreement(compiled.program);
  test::ChangedFacts changed(compiled.program.schema, 20'261'122);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < pairs && wrong < 10; ++i) {
    const check::Scenario& scenario = compiled.scenarios[(i * 7) % compiled.scenarios.size()];
    const auto differs = agreement.differs(changed.change(scenario.subject), scenario.now);
    BOOST_TEST(!differs, scenario.name << ", " << i << ": " << differs.value_or(""));
    if (differs) ++wrong;
  }
  tell("changed facts", agreement.counts);
}

}  // namespace
