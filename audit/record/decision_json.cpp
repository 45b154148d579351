#include "audit/record/decision_json.h"

#include <map>
#include <utility>
#include <vector>

namespace probity::audit {
namespace {

Json texts_json(const std::vector<std::string>& texts) {
  return JsonArray(texts.begin(), texts.end());
}

Json texts_json(const std::map<std::string, std::string>& texts) {
  JsonObject object;
  for (const auto& [key, text] : texts) object.emplace_back(key, text);
  return object;
}

/// `null` for what is not known: an empty date is no date.
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

std::vector<std::string> unverified_citations(const decision::Finding& finding) {
  std::vector<std::string> unverified;
  for (std::size_t i = 0; i < finding.cites.size() && i < finding.cites_unverified.size(); ++i) {
    if (finding.cites_unverified[i]) unverified.push_back(finding.cites[i]);
  }
  return unverified;
}

Json finding_json(const decision::Finding& finding) {
  const std::string_view outcome = decision::outcome_name(finding.outcome);
  JsonObject object;
  object.reserve(12);
  object.emplace_back("rule", finding.rule);
  object.emplace_back("kind", finding.kind);
  object.emplace_back("outcome", finding.undetermined ? "undetermined" : outcome);
  if (finding.undetermined) object.emplace_back("counts_as", outcome);
  if (finding.observed) object.emplace_back("observed", true);
  object.emplace_back("because", texts_json(finding.because));
  object.emplace_back("cites", texts_json(finding.cites));
  if (const auto unverified = unverified_citations(finding); !unverified.empty()) {
    object.emplace_back("unverified", texts_json(unverified));
  }
  object.emplace_back("read", texts_json(finding.read));
  if (!finding.parameters.empty()) object.emplace_back("parameters", texts_json(finding.parameters));
  object.emplace_back("at", finding.at);
  if (!finding.missing.empty()) object.emplace_back("missing", texts_json(finding.missing));
  if (!finding.stricter_than.empty()) object.emplace_back("stricter_than", finding.stricter_than);
  if (!finding.exception.empty()) object.emplace_back("exception", finding.exception);
  if (!finding.evidence.empty()) object.emplace_back("evidence", texts_json(finding.evidence));
  return object;
}

Json deadline_json(const std::string& subject, const decision::Deadline& deadline) {
  JsonObject object;
  object.emplace_back("id", subject);
  object.emplace_back("rule", deadline.rule);
  object.emplace_back("clock_from", text_or_null(deadline.clock_from));
  object.emplace_back("due", text_or_null(deadline.due));
  object.emplace_back("state", decision::deadline_state_name(deadline.state));
  object.emplace_back("met_at", text_or_null(deadline.met_at));
  object.emplace_back("extended_to", text_or_null(deadline.extended_to));
  return object;
}

Json obligation_json(const decision::Obligation& obligation) {
  JsonObject object;
  object.emplace_back("kind", obligation.kind);
  object.emplace_back("what", obligation.what);
  object.emplace_back("rule", obligation.rule);
  if (!obligation.who.empty()) object.emplace_back("who", texts_json(obligation.who));
  if (!obligation.asked.empty()) object.emplace_back("asked", texts_json(obligation.asked));
  if (obligation.timed) object.emplace_back("due", text_or_null(obligation.due));
  return object;
}

Json grade_json(const decision::Grade& grade) {
  JsonObject object;
  object.reserve(9);
  object.emplace_back("rule", grade.rule);
  object.emplace_back("grade", text_or_null(grade.grade));
  object.emplace_back("recorded", text_or_null(grade.recorded));
  object.emplace_back("as_of", text_or_null(grade.as_of));
  object.emplace_back("because", texts_json(grade.because));
  if (!grade.points.empty()) {
    JsonArray points;
    for (const auto& line : grade.points) {
      points.push_back(JsonObject{{"for", texts_json(line.what)}, {"points", text_or_null(line.points)}});
    }
    object.emplace_back("points", std::move(points));
  }
  object.emplace_back("read", texts_json(grade.read));
  if (!grade.parameters.empty()) object.emplace_back("parameters", texts_json(grade.parameters));
  if (!grade.missing.empty()) object.emplace_back("missing", texts_json(grade.missing));
  return object;
}

Json considered_json(const decision::Considered& considered) {
  JsonObject object;
  object.emplace_back("rule", considered.rule);
  object.emplace_back("result", considered.result);
  if (!considered.read.empty()) object.emplace_back("read", texts_json(considered.read));
  return object;
}

JsonObject whole_decision(const decision::Decision& decision, const std::string& logged_as) {
  JsonArray findings;
  for (const auto& finding : decision.findings) findings.push_back(finding_json(finding));
  JsonArray deadlines;
  for (const auto& deadline : decision.deadlines) {
    deadlines.push_back(deadline_json(decision.id, deadline));
  }
  JsonArray obligations;
  for (const auto& obligation : decision.obligations) {
    obligations.push_back(obligation_json(obligation));
  }
  JsonObject object;
  object.reserve(12);
  object.emplace_back("id", decision.id);
  if (!logged_as.empty()) object.emplace_back("decision", logged_as);
  object.emplace_back("on", decision.on);
  object.emplace_back("as_of", text_or_null(decision.as_of));
  object.emplace_back("outcome", decision::outcome_name(decision.outcome));
  object.emplace_back("ruleset", decision.ruleset);
  object.emplace_back("findings", std::move(findings));
  object.emplace_back("deadlines", std::move(deadlines));
  if (!decision.grades.empty()) {
    JsonArray grades;
    for (const auto& grade : decision.grades) grades.push_back(grade_json(grade));
    object.emplace_back("grades", std::move(grades));
  }
  object.emplace_back("obligations", std::move(obligations));
  object.emplace_back("missing", texts_json(decision.missing));
  if (!decision.not_judged.empty()) object.emplace_back("not_judged", texts_json(decision.not_judged));
  return object;
}

}  // namespace

Json recorded_decision_json(const decision::Decision& decision) {
  return whole_decision(decision, {});
}

Json decision_json(const decision::Decision& decision, const std::string& logged_as) {
  JsonObject object = whole_decision(decision, logged_as);
  if (!decision.considered.empty()) {
    JsonArray considered;
    for (const auto& one : decision.considered) considered.push_back(considered_json(one));
    object.emplace_back("considered", std::move(considered));
  }
  return object;
}

std::string decision_line(const decision::Decision& decision, const std::string& logged_as) {
  return readable_text(decision_json(decision, logged_as));
}

}  // namespace probity::audit
