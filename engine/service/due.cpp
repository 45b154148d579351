#include "engine/service/due.h"

#include <algorithm>

namespace probity::service {
namespace {

/// Subjects of deadline rules by name, with whether the source maps them.
std::map<std::string, Subject> deadline_subjects(const ir::Program& program) {
  std::map<std::string, Subject> subjects;
  for (const ir::Rule& rule : program.rules) {
    if (rule.kind == ir::RuleKind::kDeadline) {
      subjects.emplace(subject_name(program.schema, rule.subject), rule.subject);
    }
  }
  return subjects;
}

bool is_mapped(const ir::Mapping& mapping, Id<Entity> entity) {
  return std::any_of(mapping.tables.begin(), mapping.tables.end(),
                     [&](const ir::TableMap& table) { return !table.list && table.entity == entity; });
}

}  // namespace

Result<DueSummary> due(const DueRequest& request) {
  const ScanRequest& scanned = request.scan;
  if (!scanned.now) {
    return Error{ErrorCode::kInvalidArgument, "the day that decides the deadlines' states is needed"};
  }
  DueSummary summary;
  bool any = false;
  for (const auto& [name, subject] : deadline_subjects(*scanned.program)) {
    if (!is_mapped(*scanned.mapping, subject.entity)) {
      summary.not_mapped.push_back(name);
      continue;
    }
    any = true;
    ScanRequest each = scanned;
    each.subject = subject;
    if (!each.as_of) each.as_of = scanned.now;
    each.on_decision = [&](const decision::Decision& decision, const std::string&) -> Result<void> {
      for (const decision::Deadline& deadline : decision.deadlines) {
        ++summary.rules[deadline.rule][deadline.state];
        if (!request.states.empty() && request.states.count(deadline.state) == 0) continue;
        PROBITY_TRY_VOID(request.on_row({decision.id, decision.on, deadline}));
      }
      return {};
    };
    PROBITY_TRY(const ScanSummary done, scan(each));
    summary.read += done.read;
    summary.judged += done.judged;
    summary.refused += done.refused;
    summary.ingest_findings += done.ingest_findings;
    for (std::size_t kind = 0; kind < ingest::kFindingKinds; ++kind) summary.ingest[kind] += done.ingest[kind];
  }
  if (!any) {
    return Error{ErrorCode::kInvalidArgument, "no rule puts a deadline on anything that the source `" +
                                                  scanned.mapping->name + "` maps"};
  }
  return summary;
}

}  // namespace probity::service
