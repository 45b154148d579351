#include <boost/test/unit_test.hpp>

#include "adapters/json/facts_line.h"
#include "engine/eval/reference/evaluator.h"
#include "tests/integration/semantics/case_file.h"
#include "tests/support/compile_text.h"

namespace {

using namespace probity;

constexpr const char* kHeader = R"(ruleset test.rules
  title     "Rules of the tests"
  layer     firm
  zone      Asia/Shanghai
  calendar  cn.business
  trading calendar  xshg
  currency  CNY
  close of business  17:00
  uses      test.vocabulary

)";

const std::string kFolder = std::string(PROBITY_SOURCE_DIR) + "/tests/integration/semantics/";

std::string short_name(const std::string& qualified) { return qualified.substr(qualified.rfind('.') + 1); }

/// A decision as the lines of a case.
std::vector<std::string> lines_of(const decision::Decision& decision) {
  std::vector<std::string> lines;
  for (const decision::Finding& finding : decision.findings) {
    std::string line = finding.observed ? "observed " : "";
    if (finding.undetermined) line += "undetermined ";
    line += std::string(decision::outcome_name(finding.outcome)) + " " + short_name(finding.rule);
    if (!finding.exception.empty()) line += " by " + finding.exception;
    for (std::size_t i = 0; i < finding.missing.size(); ++i) line += (i == 0 ? ": " : ", ") + finding.missing[i];
    lines.push_back(line);
  }
  for (const decision::Obligation& obligation : decision.obligations) {
    if (obligation.kind == "meet") continue;
    std::string line = "oblige " + obligation.kind + " " + obligation.what;
    if (const auto who = obligation.who.find("en"); who != obligation.who.end()) line += " to " + who->second;
    if (obligation.timed) line += " due " + (obligation.due.empty() ? "unknown" : obligation.due);
    lines.push_back(line);
  }
  for (const decision::Finding& finding : decision.findings) {
    for (const auto& [step, at] : finding.evidence) lines.push_back("evidence " + step + " " + at);
  }
  for (const decision::Grade& grade : decision.grades) {
    std::string line = "grade " + short_name(grade.rule) + " " + (grade.grade.empty() ? "unknown" : grade.grade);
    if (!grade.recorded.empty()) line += " recorded " + grade.recorded;
    for (const auto& [language, text] : grade.because) line += " because " + text;
    for (std::size_t i = 0; i < grade.points.size(); ++i) {
      line += (i == 0 ? " (" : ", ") + grade.points[i].what.at("en") + " " + grade.points[i].points;
      if (i + 1 == grade.points.size()) line += ")";
    }
    for (std::size_t i = 0; i < grade.missing.size(); ++i) line += (i == 0 ? ": " : ", ") + grade.missing[i];
    lines.push_back(line);
  }
  for (const decision::Deadline& deadline : decision.deadlines) {
    std::string line = "deadline " + short_name(deadline.rule) + " ";
    line += decision::deadline_state_name(deadline.state);
    line += ", from " + (deadline.clock_from.empty() ? "unknown" : deadline.clock_from);
    line += ", due " + (deadline.due.empty() ? "unknown" : deadline.due);
    if (!deadline.met_at.empty()) line += ", met " + deadline.met_at;
    if (!deadline.extended_to.empty()) line += ", extended to " + deadline.extended_to;
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> judge(const ir::Program& program, const test::Judgement& judgement) {
  const Zone& zone = *Zone::find("Asia/Shanghai").value();
  adapters::FactsOptions facts_options;
  facts_options.zone = &zone;
  facts_options.strict = !judgement.faulty;
  std::string line = R"({"id": "S-1", "on": ")" + judgement.on + "\", ";
  if (!judgement.as_of.empty()) line += R"("as_of": ")" + judgement.as_of + "\", ";
  line += R"("facts": )" + judgement.facts + "}";
  const adapters::FactsLine facts = adapters::read_facts_line(line, program.schema, facts_options);
  if (!facts.subject) return {"the facts do not read: " + facts.refused};
  if (judgement.faulty && facts.findings.empty()) return {"all facts read"};
  eval::reference::Options options;
  if (!judgement.now.empty()) options.now = Moment::parse(judgement.now, zone).value();
  const auto decision = eval::reference::decide(program, *facts.subject, options);
  if (!decision.ok()) return {"refused"};
  // Looking again, or asking for explanations, changes nothing.
  options.explain = true;
  const auto again = eval::reference::decide(program, *facts.subject, options);
  if (!again.ok() || lines_of(again.value()) != lines_of(decision.value())) return {"two evaluations differ"};
  return lines_of(decision.value());
}

/// A line that ends with `*` leaves open what stands there.
bool is_as_expected(const std::vector<std::string>& came, const std::vector<std::string>& expected) {
  if (came.size() != expected.size()) return false;
  for (std::size_t i = 0; i < came.size(); ++i) {
    const std::string& wanted = expected[i];
    const bool open = !wanted.empty() && wanted.back() == '*';
    if (open ? !came[i].starts_with(wanted.substr(0, wanted.size() - 1)) : came[i] != wanted) return false;
  }
  return true;
}

void run_file(const std::string& name) {
  const std::string vocabulary = test::read_whole_file(kFolder + "vocabulary.probity");
  const std::vector<test::Case> cases = test::read_cases(test::read_whole_file(kFolder + name + ".case"));
  BOOST_TEST_REQUIRE(!cases.empty());
  for (const test::Case& each : cases) {
    const test::CompiledText compiled =
        test::compile_texts({{"vocabulary.probity", vocabulary}, {name + ".case", kHeader + each.rules}});
    BOOST_TEST(!compiled.has_errors, name << ".case:" << each.line << ": " << each.name << "\n" << compiled.diagnostics);
    if (compiled.has_errors) continue;
    BOOST_TEST(!each.judgements.empty());
    for (const test::Judgement& judgement : each.judgements) {
      const std::vector<std::string> came = judge(compiled.compiled.program, judgement);
      std::string text;
      for (const std::string& line : came) text += "\n  " + line;
      BOOST_TEST(is_as_expected(came, judgement.expected),
                 name << ".case:" << judgement.line << ": " << each.name << "; came:" << text);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(outcomes_are_as_the_reference_says) { run_file("outcomes"); }
BOOST_AUTO_TEST_CASE(gradings_and_alerts_are_as_the_reference_says) { run_file("gradings"); }
BOOST_AUTO_TEST_CASE(parameters_are_as_the_reference_says) { run_file("parameters"); }
BOOST_AUTO_TEST_CASE(values_are_as_the_reference_says) { run_file("values"); }
BOOST_AUTO_TEST_CASE(unknown_is_as_the_reference_says) { run_file("unknown"); }
BOOST_AUTO_TEST_CASE(exceptions_are_as_the_reference_says) { run_file("exceptions"); }
BOOST_AUTO_TEST_CASE(time_is_as_the_reference_says) { run_file("time"); }
BOOST_AUTO_TEST_CASE(collections_are_as_the_reference_says) { run_file("collections"); }
BOOST_AUTO_TEST_CASE(windows_are_as_the_reference_says) { run_file("windows"); }
BOOST_AUTO_TEST_CASE(tables_are_as_the_reference_says) { run_file("tables"); }
BOOST_AUTO_TEST_CASE(deadlines_are_as_the_reference_says) { run_file("deadlines"); }
