#include "adapters/cli/ready_summary.h"

#include <algorithm>
#include <vector>

#include "adapters/cli/book.h"
#include "adapters/cli/scan_summary.h"
#include "audit/record/json.h"

namespace probity::cli {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;
using service::FactOrigin;
using service::ReadyFact;
using service::ReadyRule;
using service::ReadySubject;

/// Of the rules that a fact leaves undetermined; the rest is in the JSON.
constexpr std::size_t kRulesShownMax = 4;

/// ` 2.4 %` by whole numbers, never above what it is; what is not nothing is at least 0.1 %.
std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "     -";
  std::uint64_t tenths = part * 1000 / whole;
  if (tenths == 0 && part > 0) tenths = 1;
  const std::string text = std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
  return std::string(6 - std::min<std::size_t>(6, text.size()), ' ') + text;
}

std::string outcomes_text(const std::map<decision::Outcome, std::uint64_t>& counts) {
  std::string text;
  for (auto at = counts.rbegin(); at != counts.rend(); ++at) {
    text += (text.empty() ? "" : ", ") + grouped(at->second) + " " + std::string(decision::outcome_name(at->first));
  }
  return text;
}

std::string origin_text(FactOrigin origin) {
  constexpr const char* kTexts[] = {"", "  (not in the source)", "  (derived)"};
  return kTexts[static_cast<std::size_t>(origin)];
}

/// The gravest first; names decide between equals.
template <typename Counted, typename Weight>
std::vector<std::pair<std::string, const Counted*>> by_weight(const std::map<std::string, Counted>& all, Weight weight) {
  std::vector<std::pair<std::string, const Counted*>> sorted;
  for (const auto& [name, counted] : all) sorted.emplace_back(name, &counted);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto& a, const auto& b) { return weight(*a.second) > weight(*b.second); });
  return sorted;
}

std::string fact_text(const std::string& path, const ReadyFact& fact) {
  // What is derived is read through the facts that it rests on, and not counted itself.
  const std::string count = fact.read == 0 ? std::string(9, ' ') + "-  " : number_cell(fact.unknown);
  std::string text = count + share(fact.unknown, fact.read) + "  " + path + origin_text(fact.origin) + "\n";
  if (fact.undetermined == 0) return text;
  text += "            leaves " + grouped(fact.undetermined) + " undetermined (" + outcomes_text(fact.counts_as) + ")";
  text += fact.alone > 0 ? ",\n            " + grouped(fact.alone) + " of them with nothing else missing\n" : "\n";
  std::size_t shown = 0;
  for (const std::string& rule : fact.rules) {
    if (++shown > kRulesShownMax) {
      text += "            and " + counted(fact.rules.size() - kRulesShownMax, "rule", "rules") + " more (--json)\n";
      break;
    }
    text += "            by " + rule + "\n";
  }
  return text;
}

std::string rule_text(const std::string& name, const ReadyRule& rule) {
  std::string text = number_cell(rule.undetermined) + share(rule.undetermined, rule.looked_at) + "  " + name + " (" +
                     outcomes_text(rule.counts_as) + ")\n";
  std::size_t shown = 0;
  for (const auto& [path, count] : by_weight(rule.missing, [](std::uint64_t each) { return each; })) {
    if (++shown > kRulesShownMax) break;
    text += "            " + number_cell(*count) + path + "\n";
  }
  return text;
}

std::string subject_text(const ReadySubject& subject) {
  const service::ScanSummary& scan = subject.scan;
  std::string text = subject.on + "\n" + number_cell(scan.read) + "read\n" + number_cell(scan.judged) + "judged\n" +
                     number_cell(scan.refused) + "refused\n";
  text += number_cell(scan.undetermined_subjects) + share(scan.undetermined_subjects, scan.judged) +
          "  with a finding that facts are missing for\n";
  for (auto at = subject.only_by_unknown.rbegin(); at != subject.only_by_unknown.rend(); ++at) {
    text += number_cell(at->second) + share(at->second, scan.judged) + "  would be `" +
            std::string(decision::outcome_name(at->first)) + "` for unknown facts alone\n";
  }
  if (subject.facts.empty() && subject.rules.empty()) {
    return text + "every fact that a rule read was known\n" + ingest_table(scan.ingest, scan.ingest_findings);
  }
  text += "unknown facts, with their share of the records of which a rule read them\n";
  for (const auto& [path, fact] : by_weight(subject.facts, [](const ReadyFact& each) {
         return std::pair(each.undetermined, each.unknown);
       })) {
    text += fact_text(path, *fact);
  }
  text += "undetermined findings by rule (" + grouped(subject.rules.size()) + " of " + grouped(subject.rules_looked_at) +
          " rules in force), and the facts they miss\n";
  for (const auto& [name, rule] : by_weight(subject.rules, [](const ReadyRule& each) { return each.undetermined; })) {
    text += rule_text(name, *rule);
  }
  return text + ingest_table(scan.ingest, scan.ingest_findings);
}

Json number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Json fact_json(const std::string& path, const ReadyFact& fact) {
  constexpr const char* kOrigins[] = {"source", "not in the source", "derived"};
  return JsonObject{{"fact", path},
                    {"from", kOrigins[static_cast<std::size_t>(fact.origin)]},
                    {"read", number(fact.read)},
                    {"unknown", number(fact.unknown)},
                    {"undetermined", number(fact.undetermined)},
                    {"alone", number(fact.alone)},
                    {"counts_as", outcomes_json(fact.counts_as)},
                    {"rules", JsonArray(fact.rules.begin(), fact.rules.end())}};
}

Json rule_json(const std::string& name, const ReadyRule& rule) {
  JsonObject missing;
  for (const auto& [path, count] : rule.missing) missing.emplace_back(path, number(count));
  return JsonObject{{"rule", name},
                    {"looked_at", number(rule.looked_at)},
                    {"undetermined", number(rule.undetermined)},
                    {"counts_as", outcomes_json(rule.counts_as)},
                    {"missing", std::move(missing)}};
}

}  // namespace

std::string ready_text(const service::ReadyReport& report) {
  std::string text;
  for (const ReadySubject& subject : report.subjects) text += (text.empty() ? "" : "\n") + subject_text(subject);
  for (const std::string& name : report.not_mapped) text += "not in the source: " + name + "\n";
  return text;
}

std::string ready_json(const service::ReadyReport& report) {
  JsonArray subjects;
  for (const ReadySubject& subject : report.subjects) {
    JsonArray facts;
    for (const auto& [path, fact] : subject.facts) facts.push_back(fact_json(path, fact));
    JsonArray rules;
    for (const auto& [name, rule] : subject.rules) rules.push_back(rule_json(name, rule));
    subjects.emplace_back(JsonObject{{"on", subject.on},
                                     {"read", number(subject.scan.read)},
                                     {"judged", number(subject.scan.judged)},
                                     {"refused", number(subject.scan.refused)},
                                     {"undetermined_subjects", number(subject.scan.undetermined_subjects)},
                                     {"only_by_unknown", outcomes_json(subject.only_by_unknown)},
                                     {"rules_looked_at", number(subject.rules_looked_at)},
                                     {"ingest_findings", number(subject.scan.ingest_findings)},
                                     {"facts", std::move(facts)},
                                     {"rules", std::move(rules)}});
  }
  return audit::readable_text(JsonObject{
             {"subjects", std::move(subjects)},
             {"not_mapped", JsonArray(report.not_mapped.begin(), report.not_mapped.end())}}) +
         "\n";
}

ReadyShare ready_share(const service::ReadyReport& report) {
  ReadyShare share;
  for (const ReadySubject& subject : report.subjects) {
    share.judged += subject.scan.judged;
    for (const auto& [outcome, count] : subject.only_by_unknown) share.only_by_unknown += count;
  }
  return share;
}

}  // namespace probity::cli
