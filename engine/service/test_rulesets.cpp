#include "engine/service/test_rulesets.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "engine/decision/decision.h"
#include "engine/eval/reference/describe.h"
#include "engine/eval/reference/evaluator.h"
#include "engine/eval/reference/populations.h"

namespace probity::service {
namespace {

using decision::Decision;
using decision::Finding;
using decision::Outcome;
using Kind = ast::Expectation::Kind;
using Expectation = check::Scenario::Expectation;

std::string place(const ir::Program& program, const SourceSpan& span) {
  if (span.file >= program.file_names.size()) return std::to_string(span.line);
  return program.file_names[span.file] + ":" + std::to_string(span.line);
}

std::string finding_text(const Finding& finding) {
  std::string text(decision::outcome_name(finding.outcome));
  if (finding.undetermined) text = "undetermined, counting as " + text + ",";
  if (finding.observed) text = "observed " + text;
  text += " from " + finding.rule;
  if (!finding.exception.empty()) text += ", by its exception " + finding.exception;
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ", ") + text;
  return result.empty() ? "nothing" : result;
}

/// One scenario's decision against what it expects.
class Comparison {
 public:
  Comparison(const ir::Program& program, const check::Scenario& scenario, const Decision& decision)
      : program_(program), scenario_(scenario), decision_(decision) {}

  std::optional<Failure> compare(const Expectation& expectation) const {
    std::string expected, came;
    const bool holds = check(expectation, expected, came);
    if (!expectation.rule.empty()) expected += " from " + expectation.rule;
    if (holds) return std::nullopt;
    return Failure{std::move(expected), std::move(came), place(program_, expectation.span)};
  }

 private:
  bool check(const Expectation& expectation, std::string& expected, std::string& came) const {
    switch (expectation.kind) {
      case Kind::kOutcome: return check_outcome(expectation, expected, came);
      case Kind::kUndetermined: return check_undetermined(expectation, expected, came);
      case Kind::kNothing: return check_nothing(expectation, expected, came);
      case Kind::kMissing: return check_missing(expectation, expected, came);
      case Kind::kDue:
      case Kind::kState: return check_deadline(expectation, expected, came);
      case Kind::kGrade: return check_grade(expectation, expected, came);
    }
    return false;
  }

  bool check_outcome(const Expectation& expectation, std::string& expected, std::string& came) const {
    const Outcome outcome = expectation.outcome.value_or(Outcome::kPermit);
    expected = (expectation.observed ? "observed " : "") + std::string(decision::outcome_name(outcome));
    if (expectation.rule.empty()) {
      const std::vector<const Finding*> own = own_findings();
      Outcome strongest = Outcome::kPermit;
      std::vector<std::string> texts;
      for (const Finding* finding : own) {
        if (!finding->observed) strongest = std::max(strongest, finding->outcome);
        texts.push_back(finding_text(*finding));
      }
      came = std::string(decision::outcome_name(strongest)) + (own.empty() ? "" : " (" + joined(texts) + ")");
      return strongest == outcome;
    }
    const Finding* finding = finding_of(expectation.rule);
    came = result_of(expectation.rule);
    if (finding == nullptr) return outcome == Outcome::kPermit && was_applied(expectation.rule);
    if (finding->observed != expectation.observed) return false;
    return finding->outcome == outcome && (!finding->undetermined || expects_undetermined(expectation.rule));
  }

  bool check_grade(const Expectation& expectation, std::string& expected, std::string& came) const {
    expected = "grade " + expectation.text;
    for (const decision::Grade& grade : decision_.grades) {
      if (grade.rule != expectation.rule) continue;
      const std::string given = grade.grade.empty() ? std::string("unknown") : grade.grade;
      came = "grade " + given + (grade.missing.empty() ? "" : ", missing " + joined(grade.missing));
      return given == expectation.text;
    }
    came = "no grade";
    return false;
  }

  bool check_undetermined(const Expectation& expectation, std::string& expected, std::string& came) const {
    expected = "undetermined";
    if (!expectation.rule.empty()) {
      const Finding* finding = finding_of(expectation.rule);
      came = result_of(expectation.rule);
      return finding != nullptr && finding->undetermined;
    }
    bool any = false;
    std::vector<std::string> texts;
    for (const Finding* finding : own_findings()) {
      any = any || finding->undetermined;
      texts.push_back(finding_text(*finding));
    }
    came = joined(texts);
    return any;
  }

  bool check_nothing(const Expectation& expectation, std::string& expected, std::string& came) const {
    expected = "nothing";
    if (expectation.rule.empty()) {
      came = joined(own_texts());
      return own_findings().empty();
    }
    came = result_of(expectation.rule);
    return finding_of(expectation.rule) == nullptr && !was_applied(expectation.rule);
  }

  bool check_missing(const Expectation& expectation, std::string& expected, std::string& came) const {
    expected = "missing " + expectation.text;
    std::vector<std::string> missing;
    for (const Finding* finding : own_findings()) {
      if (!expectation.rule.empty() && finding->rule != expectation.rule) continue;
      missing.insert(missing.end(), finding->missing.begin(), finding->missing.end());
    }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    came = "missing " + joined(missing);
    return std::find(missing.begin(), missing.end(), expectation.text) != missing.end();
  }

  bool check_deadline(const Expectation& expectation, std::string& expected, std::string& came) const {
    const bool due = expectation.kind == Kind::kDue;
    expected = (due ? "due " : "state ") + expectation.text;
    std::vector<std::string> texts;
    for (const decision::Deadline& deadline : decision_.deadlines) {
      if (expectation.rule.empty() ? !is_own(deadline.rule) : deadline.rule != expectation.rule) continue;
      const std::string text = due ? deadline.due : std::string(decision::deadline_state_name(deadline.state));
      if (due ? same_time(expectation.text, text) : expectation.text == text) return true;
      texts.push_back((due ? "due " : "state ") + (text.empty() ? std::string("unknown") : text));
    }
    came = texts.empty() ? "no deadline" : joined(texts);
    return false;
  }

  /// A day that is expected is met by any time of that day.
  bool same_time(const std::string& expected, const std::string& came) const {
    const Zone* zone = program_.rulesets[scenario_.ruleset].zone;
    if (expected == came || zone == nullptr) return expected == came;
    const Result<Moment> a = Moment::parse(expected, *zone);
    const Result<Moment> b = Moment::parse(came, *zone);
    if (!a.ok() || !b.ok()) return false;
    if (!a.value().instant_ns) return a.value().day == b.value().day_in(*zone);
    return is_same(a.value(), b.value(), *zone) == Truth::kTrue;
  }

  bool is_own(const std::string& rule) const {
    const std::string& name = program_.rulesets[scenario_.ruleset].name;
    return rule.size() > name.size() && rule.compare(0, name.size(), name) == 0 && rule[name.size()] == '.' &&
           rule.find('.', name.size() + 1) == std::string::npos;
  }

  std::vector<const Finding*> own_findings() const {
    std::vector<const Finding*> own;
    for (const Finding& finding : decision_.findings) {
      if (is_own(finding.rule)) own.push_back(&finding);
    }
    return own;
  }
  std::vector<std::string> own_texts() const {
    std::vector<std::string> texts;
    for (const Finding* finding : own_findings()) texts.push_back(finding_text(*finding));
    return texts;
  }

  const Finding* finding_of(const std::string& rule) const {
    for (const Finding& finding : decision_.findings) {
      if (finding.rule == rule) return &finding;
    }
    return nullptr;
  }
  const decision::Considered* considered(const std::string& rule) const {
    for (const decision::Considered& considered : decision_.considered) {
      if (considered.rule == rule) return &considered;
    }
    return nullptr;
  }
  /// In force, and its guard held.
  bool was_applied(const std::string& rule) const {
    const decision::Considered* found = considered(rule);
    return found != nullptr && found->result != "not in force" && found->result != "guard is false" &&
           found->result != "judged in a scan";
  }
  std::string result_of(const std::string& rule) const {
    if (const Finding* finding = finding_of(rule)) {
      return finding_text(*finding) + (finding->missing.empty() ? "" : ", missing " + joined(finding->missing));
    }
    const decision::Considered* found = considered(rule);
    if (found == nullptr) return rule + " is not a rule on " + decision_.on;
    return (was_applied(rule) ? "permit (" : "nothing (") + found->result + ")";
  }
  bool expects_undetermined(const std::string& rule) const {
    return std::any_of(scenario_.expect.begin(), scenario_.expect.end(), [&](const Expectation& other) {
      return other.kind == Kind::kUndetermined && (other.rule == rule || other.rule.empty());
    });
  }

  const ir::Program& program_;
  const check::Scenario& scenario_;
  const Decision& decision_;
};

/// Adds what another subject, or a group, comes to.
void join(Decision& all, Decision other) {
  std::move(other.findings.begin(), other.findings.end(), std::back_inserter(all.findings));
  std::move(other.deadlines.begin(), other.deadlines.end(), std::back_inserter(all.deadlines));
  std::move(other.obligations.begin(), other.obligations.end(), std::back_inserter(all.obligations));
  all.outcome = std::max(all.outcome, other.outcome);
  for (decision::Considered& each : other.considered) {
    const auto same = std::find_if(all.considered.begin(), all.considered.end(),
                                   [&](const decision::Considered& known) { return known.rule == each.rule; });
    if (same == all.considered.end()) {
      all.considered.push_back(std::move(each));
    } else if (same->result == "not in force" || same->result == "guard is false" ||
               same->result == "judged in a scan") {
      *same = std::move(each);
    }
  }
}

/// The scenario's subjects, and the groups that they make, as one decision: the strongest findings first.
Result<Decision> judge(const ir::Program& program, const check::Scenario& scenario,
                       const eval::reference::Options& options) {
  PROBITY_TRY(Decision all, eval::reference::decide(program, scenario.subject, options));
  eval::reference::Populations populations(program, options);
  populations.add(scenario.subject);
  for (const facts::SubjectFacts& other : scenario.others) {
    PROBITY_TRY(Decision one, eval::reference::decide(program, other, options));
    join(all, std::move(one));
    populations.add(other);
  }
  PROBITY_TRY_VOID(populations.judge([&](const std::string&, Decision group) -> Result<void> {
    join(all, std::move(group));
    return {};
  }));
  std::stable_sort(all.findings.begin(), all.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.outcome > b.outcome; });
  return all;
}

ScenarioResult run(const ir::Program& program, const check::Scenario& scenario,
                   eval::reference::Coverage& coverage) {
  ScenarioResult result;
  result.name = scenario.name;
  result.ruleset = program.rulesets[scenario.ruleset].name;
  result.at = place(program, scenario.span);
  result.expectations = scenario.expect.size();
  eval::reference::Options options;
  options.now = scenario.now;
  options.explain = true;
  options.coverage = &coverage;
  options.parameters = &scenario.parameters;
  const Result<Decision> decision = judge(program, scenario, options);
  if (!decision.ok()) {
    result.failures.push_back({"a decision", decision.error().message, result.at});
    return result;
  }
  const Comparison comparison(program, scenario, decision.value());
  for (const Expectation& expectation : scenario.expect) {
    if (auto failure = comparison.compare(expectation)) result.failures.push_back(*std::move(failure));
  }
  return result;
}

void add_exceptions(const ir::Program& program, const ir::Node& node, const std::string& key,
                    const eval::reference::Coverage& coverage, std::vector<Reached>& reached) {
  for (const ir::Node& exception : node.exceptions) {
    const std::string name = key + "/" + exception.name;
    const auto same = [&](const Reached& other) { return other.name == name; };
    if (std::none_of(reached.begin(), reached.end(), same)) {
      const auto found = coverage.nodes.find(name);
      const auto sides = found == coverage.nodes.end() ? eval::reference::Coverage::Sides() : found->second;
      reached.push_back({name, place(program, exception.span), sides.held, sides.failed});
    }
    add_exceptions(program, exception, key, coverage, reached);
  }
}

}  // namespace

std::size_t TestReport::failed() const {
  return static_cast<std::size_t>(std::count_if(scenarios.begin(), scenarios.end(),
                                                [](const ScenarioResult& scenario) { return !scenario.passed(); }));
}

TestReport run_scenarios(const check::Compiled& compiled) {
  const ir::Program& program = compiled.program;
  TestReport report;
  eval::reference::Coverage coverage;
  for (const check::Scenario& scenario : compiled.scenarios) {
    report.scenarios.push_back(run(program, scenario, coverage));
  }
  for (std::size_t i = 0; i < program.rules.size(); ++i) {
    const std::string key = eval::reference::rule_key(program, i);
    const auto found = coverage.nodes.find(key);
    const auto sides = found == coverage.nodes.end() ? eval::reference::Coverage::Sides() : found->second;
    report.rules.push_back({key, place(program, program.rules[i].node.span), sides.held, sides.failed});
    add_exceptions(program, program.rules[i].node, key, coverage, report.exceptions);
  }
  for (const ir::Table& table : program.tables) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const std::string key = table.name + ":" + std::to_string(row + 1);
      const auto found = coverage.rows.find(key);
      const std::uint64_t count = found == coverage.rows.end() ? 0 : found->second;
      report.rows.push_back({key, place(program, table.rows[row].span), count, count});
    }
  }
  for (const auto& [id, part, of] : eval::reference::conditions_of(program)) {
    const auto found = coverage.conditions.find(id);
    const auto sides = found == coverage.conditions.end() ? eval::reference::Coverage::Condition() : found->second;
    report.conditions.push_back({eval::reference::describe(program, id), of, place(program, program.exprs[id].span),
                                 part, sides.held, sides.failed});
  }
  return report;
}

}  // namespace probity::service
