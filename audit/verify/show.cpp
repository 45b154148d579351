#include "audit/verify/show.h"

#include <algorithm>
#include <utility>

#include "audit/record/json_parse.h"

namespace probity::audit {
namespace {

constexpr std::size_t kDayChars = 10;  // of 2025-03-14 in front of a time

const JsonArray& array_of(const Json& object, std::string_view key) {
  static const JsonArray kNone;
  const Json* member = object.find(key);
  const JsonArray* array = member == nullptr ? nullptr : member->as_array();
  return array == nullptr ? kNone : *array;
}

/// The entry's decision, or an empty object where it is no decision.
const Json& decision_of(const Json& entry) {
  static const Json kNone;
  const Json* decision = entry.find("decision");
  return decision == nullptr ? kNone : *decision;
}

bool names_rule(const Json& decision, const std::string& rule) {
  const auto names = [&](const Json& one) { return one.text_of("rule") == rule; };
  const JsonArray& findings = array_of(decision, "findings");
  const JsonArray& deadlines = array_of(decision, "deadlines");
  return std::any_of(findings.begin(), findings.end(), names) ||
         std::any_of(deadlines.begin(), deadlines.end(), names);
}

/// Does a digest in the entry, or the name of one of its rules or rulesets, say so?
bool is_of_ruleset(const Json& entry, const std::string& ruleset) {
  const Json& decision = decision_of(entry);
  const Json* digests = entry.find("digests");
  if (entry.text_of("digest") == ruleset || entry.text_of("program") == ruleset) return true;
  if (digests != nullptr && digests->text_of("rules") == ruleset) return true;
  const auto of_it = [&](const Json& one) {
    return one.text_of("rule").starts_with(ruleset + ".") || one.text_of("name") == ruleset;
  };
  const JsonArray* arrays[] = {&array_of(decision, "findings"), &array_of(decision, "deadlines"), &array_of(entry, "rulesets")};
  for (const JsonArray* array : arrays) {
    if (std::any_of(array->begin(), array->end(), of_it)) return true;
  }
  return false;
}

bool is_of_client(const Json& entry, const std::string& client) {
  if (entry.text_of("client") == client) return true;
  const Json* subject = entry.find("subject");
  if (subject == nullptr || subject->text_of("id") != client) return false;
  const std::string_view on = subject->text_of("on");
  return on == "Client" || on.ends_with(" of Client");
}

bool has_outcome(const Json& decision, const std::string& outcome) {
  if (decision.text_of("outcome") == outcome) return true;
  const JsonArray& findings = array_of(decision, "findings");
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Json& one) { return one.text_of("outcome") == outcome; });
}

bool in_period(const Json& entry, const ShowFilter& filter) {
  if (!filter.from && !filter.to) return true;
  const std::optional<Date> day = day_of_entry(entry);
  return day && (!filter.from || *day >= *filter.from) && (!filter.to || *day <= *filter.to);
}

std::string reason_of(const Json& finding, const std::string& language) {
  const Json* because = finding.find("because");
  const JsonObject* reasons = because == nullptr ? nullptr : because->as_object();
  if (reasons == nullptr || reasons->empty()) return {};
  const std::string_view wanted = because->text_of(language);
  if (!wanted.empty()) return std::string(wanted);
  const std::string* first = reasons->front().second.as_string();
  return first == nullptr ? std::string() : *first;
}

std::string joined_texts(const JsonArray& texts) {
  std::string out;
  for (const Json& text : texts) {
    const std::string* each = text.as_string();
    if (each != nullptr) out += (out.empty() ? "" : ", ") + *each;
  }
  return out;
}

std::string finding_words(const Json& finding, const std::string& language) {
  std::string out = "  " + std::string(finding.text_of("outcome"));
  if (!finding.text_of("counts_as").empty()) {
    out += " (counts as " + std::string(finding.text_of("counts_as")) + ")";
  }
  out += "  " + std::string(finding.text_of("rule"));
  if (!finding.text_of("exception").empty()) out += ", exception " + std::string(finding.text_of("exception"));
  out += "  [" + std::string(finding.text_of("at")) + "]\n";
  const std::string reason = reason_of(finding, language);
  if (!reason.empty()) out += "    " + reason + "\n";
  const std::string cites = joined_texts(array_of(finding, "cites"));
  if (!cites.empty()) out += "    cites " + cites + "\n";
  const std::string missing = joined_texts(array_of(finding, "missing"));
  if (!missing.empty()) out += "    missing " + missing + "\n";
  return out;
}

std::string decision_words(const Json& decision, const std::string& language) {
  std::string out;
  for (const Json& finding : array_of(decision, "findings")) out += finding_words(finding, language);
  for (const Json& deadline : array_of(decision, "deadlines")) {
    out += "  deadline " + std::string(deadline.text_of("rule")) + "  " +
           std::string(deadline.text_of("state"));
    if (!deadline.text_of("due").empty()) out += ", due " + std::string(deadline.text_of("due"));
    out += "\n";
  }
  for (const Json& obligation : array_of(decision, "obligations")) {
    out += "  to do: " + std::string(obligation.text_of("kind")) + " " +
           std::string(obligation.text_of("what"));
    if (const Json* who = obligation.find("who")) out += " " + std::string(who->text_of(language));
    if (!obligation.text_of("due").empty()) out += ", by " + std::string(obligation.text_of("due"));
    out += "  (" + std::string(obligation.text_of("rule")) + ")\n";
  }
  return out;
}

/// The members of an entry that is no decision, one a line.
std::string plain_words(const Json& entry) {
  std::string out;
  for (const auto& [key, value] : *entry.as_object()) {
    if (key == "kind" || key == "index" || key == "time" || key == "format") continue;
    out += "  " + key + "  " + (value.as_string() != nullptr ? *value.as_string() : readable_text(value)) + "\n";
  }
  return out;
}

}  // namespace

std::optional<Date> day_of_entry(const Json& entry) {
  std::string_view day = decision_of(entry).text_of("as_of");
  if (day.empty()) day = entry.text_of("time");
  // A subject's own date may be a moment: its day is what stands in front.
  const auto date = Date::parse(day.substr(0, kDayChars));
  return date.ok() ? std::optional(date.value()) : std::nullopt;
}

bool passes(const Json& entry, const ShowFilter& filter) {
  const Json& decision = decision_of(entry);
  const Json* subject = entry.find("subject");
  if (filter.subject && (subject == nullptr || subject->text_of("id") != *filter.subject)) return false;
  if (filter.kind && entry.text_of("kind") != *filter.kind) return false;
  if (filter.client && !is_of_client(entry, *filter.client)) return false;
  if (filter.ruleset && !is_of_ruleset(entry, *filter.ruleset)) return false;
  if (filter.rule && !names_rule(decision, *filter.rule)) return false;
  if (filter.outcome && !has_outcome(decision, *filter.outcome)) return false;
  return in_period(entry, filter);
}

Result<std::uint64_t> show(ports::LogSource& source, const ShowFilter& filter,
                           const std::function<bool(const ShownEntry&)>& print,
                           const ports::StopRequested& stop) {
  std::uint64_t shown = 0;
  const EntryVisitor visit = [&](const WalkedEntry& walked) -> Result<bool> {
    if (filter.entry) {
      const auto wanted = index_of_entry_id(*walked.log_id, *filter.entry);
      if (!wanted) return false;
      if (*wanted != walked.index) return *wanted > walked.index;
    }
    PROBITY_TRY(const Json entry, parse_canonical(walked.text));
    if (entry.as_object() == nullptr) return Error{ErrorCode::kCorrupt, "the entry is no JSON object"};
    if (!passes(entry, filter)) return true;
    ++shown;
    return print({entry_id(*walked.log_id, walked.index), walked.index, walked.text, &entry});
  };
  PROBITY_TRY(const WalkResult walked, walk_log(source, visit, {0, {}, {}, stop}));
  if (walked.damage && !walked.damage->torn_tail) {
    return Error{ErrorCode::kCorrupt, "the log does not hold from here on: " + walked.damage->text()};
  }
  return shown;
}

std::string entry_words(const ShownEntry& entry, const std::string& language) {
  const Json& json = *entry.json;
  std::string out = entry.id + "  " + std::string(json.text_of("time")) + "  " +
                    std::string(json.text_of("kind"));
  const Json& decision = decision_of(json);
  if (decision.as_object() == nullptr) return out + "\n" + plain_words(json);
  out += "  " + std::string(decision.text_of("on")) + " `" + std::string(decision.text_of("id")) + "`";
  if (!decision.text_of("as_of").empty()) out += " as of " + std::string(decision.text_of("as_of"));
  return out + ": " + std::string(decision.text_of("outcome")) + "\n" + decision_words(decision, language);
}

std::string entry_line(const ShownEntry& entry) {
  JsonObject object{{"entry", entry.id}};
  for (const auto& member : *entry.json->as_object()) object.push_back(member);
  return readable_text(object);
}

}  // namespace probity::audit
