#include <string>

#include <boost/test/unit_test.hpp>

#include "audit/record/decision_json.h"
#include "audit/record/json_parse.h"

namespace audit = probity::audit;
namespace decision = probity::decision;

namespace {

decision::Decision a_decision() {
  decision::Finding finding;
  finding.rule = "cn.suitability.risk_match";
  finding.kind = "suitability";
  finding.outcome = decision::Outcome::kConfirm;
  finding.because = {{"en", "Risk R4 is above C3."}, {"zh", "超出匹配范围。"}};
  finding.cites = {"CSRC Order 130 art. 22"};
  finding.cites_unverified = {false};
  finding.read = {{"client.risk_class", "C3"}, {"product.risk", "R4"}};
  finding.at = "suitability.probity:21";
  decision::Decision decision;
  decision.id = "O-1";
  decision.on = "Order";
  decision.as_of = "2025-03-14";
  decision.outcome = decision::Outcome::kConfirm;
  decision.ruleset = "sha256:00";
  decision.findings = {finding};
  decision.obligations = {{"confirm", "special_warning", "cn.suitability.risk_match"}};
  return decision;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_decision_is_printed_in_the_order_of_the_interface_description) {
  BOOST_TEST(audit::decision_line(a_decision()) ==
             R"({"id": "O-1", "on": "Order", "as_of": "2025-03-14", "outcome": "confirm", "ruleset": "sha256:00", )"
             R"("findings": [{"rule": "cn.suitability.risk_match", "kind": "suitability", "outcome": "confirm", )"
             R"("because": {"en": "Risk R4 is above C3.", "zh": "超出匹配范围。"}, "cites": ["CSRC Order 130 art. 22"], )"
             R"("read": {"client.risk_class": "C3", "product.risk": "R4"}, "at": "suitability.probity:21"}], )"
             R"("deadlines": [], "obligations": [{"kind": "confirm", "what": "special_warning", )"
             R"("rule": "cn.suitability.risk_match"}], "missing": []})");
}

BOOST_AUTO_TEST_CASE(a_recorded_decision_names_its_entry_beside_its_id) {
  const std::string line = audit::decision_line(a_decision(), "5f3a91c2-17");
  BOOST_TEST(line.starts_with(R"({"id": "O-1", "decision": "5f3a91c2-17", "on": "Order",)"));
}

BOOST_AUTO_TEST_CASE(an_undetermined_finding_says_what_it_counts_as_and_what_is_missing) {
  auto decision = a_decision();
  auto& finding = decision.findings[0];
  finding.undetermined = true;
  finding.outcome = decision::Outcome::kBlock;
  finding.missing = {"client.risk_class"};
  finding.exception = "lowest_class";
  finding.cites_unverified = {true};
  finding.evidence = {{"told_at", "2025-03-01"}};
  const audit::Json json = audit::decision_json(decision);
  const audit::Json& written = json.find("findings")->as_array()->front();
  BOOST_TEST(written.text_of("outcome") == "undetermined");
  BOOST_TEST(written.text_of("counts_as") == "block");
  BOOST_TEST(audit::readable_text(*written.find("missing")) == R"(["client.risk_class"])");
  BOOST_TEST(audit::readable_text(*written.find("unverified")) == R"(["CSRC Order 130 art. 22"])");
  BOOST_TEST(written.text_of("exception") == "lowest_class");
  BOOST_TEST(audit::readable_text(*written.find("evidence")) == R"({"told_at": "2025-03-01"})");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_of_a_deadline_is_null) {
  auto decision = a_decision();
  decision.as_of.clear();
  decision.deadlines = {{"cn.complaint.answer", "2025-03-03", "2025-03-24",
                         decision::DeadlineState::kRunning, "", ""}};
  decision.considered = {{"cn.x", "guard is false", {{"a", "b"}}}};
  const audit::Json json = audit::decision_json(decision);
  BOOST_TEST(json.find("as_of")->is_null());
  BOOST_TEST(audit::readable_text(*json.find("deadlines")) ==
             R"([{"id": "O-1", "rule": "cn.complaint.answer", "clock_from": "2025-03-03", )"
             R"("due": "2025-03-24", "state": "running", "met_at": null, "extended_to": null}])");
  BOOST_TEST(audit::readable_text(*json.find("considered")) ==
             R"([{"rule": "cn.x", "result": "guard is false", "read": {"a": "b"}}])");
}

BOOST_AUTO_TEST_CASE(the_canonical_form_of_a_decision_is_read_back) {
  const auto text = audit::canonical_text(audit::decision_json(a_decision()));
  BOOST_REQUIRE(text.ok());
  BOOST_TEST(audit::parse_canonical(text.value()).ok());
}
