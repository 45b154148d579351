#include "engine/service/due.h"

#include "engine/service/subjects.h"

namespace probity::service {
namespace {

/// What leaves the rule's deadline undetermined; nothing where it is decided.
std::string missing_for(const decision::Decision& decision, const std::string& rule) {
  std::string text;
  for (const decision::Finding& finding : decision.findings) {
    if (finding.rule != rule || !finding.undetermined) continue;
    for (const std::string& path : finding.missing) text += (text.empty() ? "" : "; ") + path;
    if (text.empty()) text = "not known";
  }
  return text;
}

}  // namespace

Result<DueSummary> due(const DueRequest& request) {
  const ScanRequest& scanned = request.scan;
  if (!scanned.now) {
    return Error{ErrorCode::kInvalidArgument, "the day that decides the deadlines' states is needed"};
  }
  DueSummary summary;
  bool any = false;
  for (const auto& [name, subject] : rule_subjects(*scanned.program, ir::RuleKind::kDeadline)) {
    if (!is_mapped(*scanned.mapping, subject.entity)) {
      summary.not_mapped.push_back(name);
      continue;
    }
    any = true;
    ScanRequest each = scanned;
    each.subject = subject;
    each.groups = false;
    if (!each.as_of) each.as_of = scanned.now;
    each.on_decision = [&](const decision::Decision& decision, const std::string&) -> Result<void> {
      for (const decision::Deadline& deadline : decision.deadlines) {
        ++summary.rules[deadline.rule][deadline.state];
        std::string missing = missing_for(decision, deadline.rule);
        if (!missing.empty()) ++summary.undetermined[deadline.rule];
        const bool is_asked_for = request.states.empty() || request.states.count(deadline.state) > 0;
        if (!is_asked_for && missing.empty()) continue;
        PROBITY_TRY_VOID(request.on_row({decision.id, decision.on, deadline, std::move(missing)}));
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
