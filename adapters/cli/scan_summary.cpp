#include "adapters/cli/scan_summary.h"

#include "adapters/cli/book.h"
#include "audit/record/json.h"

namespace probity::cli {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

Json number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string padded(std::string_view text, std::size_t columns) {
  return std::string(text) + std::string(columns - std::min(columns, text.size()), ' ');
}

/// A line of a count that is only told where it is not zero.
std::string optional_line(std::uint64_t count, std::string_view what) {
  return count == 0 ? std::string() : number_cell(count) + std::string(what) + "\n";
}

Json ingest_json(const ingest::Counts& counts) {
  JsonObject object;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto kind = static_cast<ingest::FindingKind>(i);
    if (counts[i] > 0) object.emplace_back(std::string(ingest::code_of(kind)), number(counts[i]));
  }
  return object;
}

}  // namespace

audit::Json outcomes_json(const std::map<decision::Outcome, std::uint64_t>& counts) {
  JsonObject object;
  for (const auto& [outcome, count] : counts) {
    object.emplace_back(std::string(decision::outcome_name(outcome)), number(count));
  }
  return object;
}

std::string scan_text(const service::ScanSummary& summary, const std::string& on) {
  std::string text = on + "\n" + number_cell(summary.read) + "read\n" + number_cell(summary.judged) + "judged\n" +
                     number_cell(summary.refused) + "refused\n";
  text += optional_line(summary.passed_over, "passed over by the source's `where`");
  text += optional_line(summary.blank, "blank cells that make no record");
  text += optional_line(summary.superseded, "rows for which another one stands");
  text += optional_line(summary.out_of_period, "outside the period");
  text += "decisions\n";
  for (const auto& [outcome, count] : summary.decisions) {
    text += number_cell(count) + std::string(decision::outcome_name(outcome)) + "\n";
  }
  text += optional_line(summary.undetermined_subjects, "with a finding that facts are missing for");
  if (!summary.groups.empty()) text += "groups\n";
  for (const auto& [rule, groups] : summary.groups) {
    text += number_cell(groups.groups) + "of " + grouped(groups.members) + " for " + rule + "\n";
    text += optional_line(groups.left_out, "  left out by its `when`");
    for (const auto& [outcome, count] : groups.decisions) {
      text += number_cell(count) + "  " + std::string(decision::outcome_name(outcome)) + "\n";
    }
  }
  text += summary.rules.empty() ? "findings: none\n" : "findings, and how many of them are undetermined\n";
  for (const auto& [rule, counts] : summary.rules) {
    for (const auto& [outcome, count] : counts.findings) {
      text += number_cell(count) + padded(decision::outcome_name(outcome), 10) + rule + "\n";
    }
    if (counts.observed > 0) text += number_cell(counts.observed) + padded("observed", 10) + rule + "\n";
    if (counts.undetermined > 0) text += number_cell(counts.undetermined) + padded("", 10) + "  undetermined\n";
  }
  for (const ingest::TableCount& table : summary.tables) {
    text += table.file + " for " + table.what + ": " + grouped(table.read) + " read, " + grouped(table.refused) +
            " refused";
    if (table.superseded > 0) text += ", " + grouped(table.superseded) + " superseded";
    if (table.passed_over > 0) text += ", " + grouped(table.passed_over) + " passed over";
    text += "\n";
  }
  return text + ingest_table(summary.ingest, summary.ingest_findings);
}

std::string due_text(const service::DueSummary& summary) {
  std::string text = number_cell(summary.read) + "read\n" + number_cell(summary.judged) + "judged\n" +
                     number_cell(summary.refused) + "refused\n" + "deadlines\n";
  for (const auto& [rule, states] : summary.rules) {
    for (const auto& [state, count] : states) {
      text += number_cell(count) + padded(decision::deadline_state_name(state), 12) + rule + "\n";
    }
    const auto undetermined = summary.undetermined.find(rule);
    if (undetermined == summary.undetermined.end()) continue;
    text += number_cell(undetermined->second) + padded("", 12) + "  of them undetermined\n";
  }
  for (const std::string& subject : summary.not_mapped) text += "not in the source: " + subject + "\n";
  return text + ingest_table(summary.ingest, summary.ingest_findings);
}

std::string scan_json(const service::ScanSummary& summary, const std::string& on) {
  JsonObject rules;
  for (const auto& [rule, counts] : summary.rules) {
    JsonObject counted{{"findings", outcomes_json(counts.findings)}, {"undetermined", number(counts.undetermined)}};
    if (counts.observed > 0) counted.emplace_back("observed", number(counts.observed));
    rules.emplace_back(rule, std::move(counted));
  }
  JsonArray tables;
  for (const ingest::TableCount& table : summary.tables) {
    tables.emplace_back(JsonObject{{"file", table.file},
                                   {"what", table.what},
                                   {"read", number(table.read)},
                                   {"refused", number(table.refused)},
                                   {"passed_over", number(table.passed_over)},
                                   {"blank", number(table.blank)},
                                   {"superseded", number(table.superseded)}});
  }
  JsonObject groups;
  for (const auto& [rule, count] : summary.groups) {
    groups.emplace_back(rule, JsonObject{{"groups", number(count.groups)},
                                         {"members", number(count.members)},
                                         {"left_out", number(count.left_out)},
                                         {"decisions", outcomes_json(count.decisions)}});
  }
  const JsonObject object{{"on", on},
                          {"read", number(summary.read)},
                          {"judged", number(summary.judged)},
                          {"refused", number(summary.refused)},
                          {"passed_over", number(summary.passed_over)},
                          {"blank", number(summary.blank)},
                          {"superseded", number(summary.superseded)},
                          {"out_of_period", number(summary.out_of_period)},
                          {"decisions", outcomes_json(summary.decisions)},
                          {"undetermined_subjects", number(summary.undetermined_subjects)},
                          {"rules", std::move(rules)},
                          {"groups", std::move(groups)},
                          {"ingest_findings", number(summary.ingest_findings)},
                          {"ingest", ingest_json(summary.ingest)},
                          {"tables", std::move(tables)}};
  return audit::readable_text(object) + "\n";
}

std::string due_json(const service::DueSummary& summary) {
  JsonObject rules, undetermined;
  for (const auto& [rule, count] : summary.undetermined) undetermined.emplace_back(rule, number(count));
  for (const auto& [rule, states] : summary.rules) {
    JsonObject counts;
    for (const auto& [state, count] : states) {
      counts.emplace_back(std::string(decision::deadline_state_name(state)), number(count));
    }
    rules.emplace_back(rule, std::move(counts));
  }
  const JsonObject object{{"read", number(summary.read)},
                          {"judged", number(summary.judged)},
                          {"refused", number(summary.refused)},
                          {"rules", std::move(rules)},
                          {"undetermined", std::move(undetermined)},
                          {"not_mapped", JsonArray(summary.not_mapped.begin(), summary.not_mapped.end())},
                          {"ingest_findings", number(summary.ingest_findings)},
                          {"ingest", ingest_json(summary.ingest)}};
  return audit::readable_text(object) + "\n";
}

std::uint64_t at_or_above(const service::ScanSummary& summary, decision::Outcome outcome) {
  std::uint64_t sum = 0;
  for (const auto& [each, count] : summary.decisions) sum += each >= outcome ? count : 0;
  for (const auto& [rule, groups] : summary.groups) {
    for (const auto& [each, count] : groups.decisions) sum += each >= outcome ? count : 0;
  }
  return sum;
}

}  // namespace probity::cli
