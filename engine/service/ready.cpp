#include "engine/service/ready.h"

#include <algorithm>
#include <utility>

#include "engine/service/subjects.h"

namespace probity::service {
namespace {

using decision::Outcome;

constexpr const char* kUnknown = "unknown";

using Step = std::pair<Id<Entity>, std::uint32_t>;

/// The fields on the way of a path as messages write it (`client.risk_class`); none where a step is no field.
std::vector<Step> steps_of(const Schema& schema, const Subject& subject, const std::string& path) {
  std::vector<Step> steps;
  Id<Entity> entity = subject.entity;
  const std::string own = schema.entities[entity].variable() + ".";
  std::size_t begin = path.compare(0, own.size(), own) == 0 ? own.size() : 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const auto field = schema.entities[entity].find_field(path.substr(begin, end - begin));
    if (!field) return {};
    steps.emplace_back(entity, *field);
    const Type& type = schema.entities[entity].fields[*field].type;
    if (type.kind == TypeKind::kReference || type.kind == TypeKind::kList) entity = type.entity;
    begin = end + 1;
  }
  return steps;
}

bool gives_field(const ir::TableMap& table, const Step& step) {
  const auto& [entity, field] = step;
  if (table.list && table.list->owner == entity && table.list->field == field) return true;
  if (table.entity != entity) return false;
  const auto is_it = [wanted = field](const auto& map) { return map.field == wanted; };
  return std::any_of(table.fields.begin(), table.fields.end(), is_it) ||
         std::any_of(table.references.begin(), table.references.end(), is_it);
}

FactOrigin origin_of(const ScanRequest& scan, const Subject& subject, const std::string& path) {
  const std::vector<Step> steps = steps_of(scan.program->schema, subject, path);
  if (steps.empty()) return FactOrigin::kDerived;
  const auto& tables = scan.mapping->tables;
  const bool mapped = std::all_of(steps.begin(), steps.end(), [&](const Step& step) {
    return std::any_of(tables.begin(), tables.end(),
                       [&](const ir::TableMap& table) { return gives_field(table, step); });
  });
  return mapped ? FactOrigin::kMapped : FactOrigin::kNotMapped;
}

/// Counts one subject's decisions.
class Counting {
 public:
  explicit Counting(ReadySubject& report) : report_(report) {}

  void add(const decision::Decision& decision) {
    count_facts_read(decision);
    count_rules(decision);
    count_missing(decision);
    Outcome known = Outcome::kPermit;
    for (const decision::Finding& finding : decision.findings) {
      if (!finding.undetermined) known = std::max(known, finding.outcome);
    }
    if (decision.outcome > known) ++report_.only_by_unknown[decision.outcome];
  }

  /// Forgets what gave no trouble, which most facts and rules of a good book do.
  void finish() {
    report_.rules_looked_at = report_.rules.size();
    std::erase_if(report_.facts, [](const auto& fact) { return fact.second.unknown + fact.second.undetermined == 0; });
    std::erase_if(report_.rules, [](const auto& rule) { return rule.second.undetermined == 0; });
  }

 private:
  void count_facts_read(const decision::Decision& decision) {
    std::map<std::string, bool> unknown_by_path;
    for (const decision::Considered& considered : decision.considered) {
      for (const auto& [path, value] : considered.read) {
        const bool unknown = value == kUnknown;
        const auto [at, is_new] = unknown_by_path.emplace(path, unknown);
        if (!is_new) at->second = at->second || unknown;
      }
    }
    for (const auto& [path, unknown] : unknown_by_path) {
      ReadyFact& fact = report_.facts[path];
      ++fact.read;
      if (unknown) ++fact.unknown;
    }
  }

  void count_rules(const decision::Decision& decision) {
    for (const decision::Considered& considered : decision.considered) {
      if (considered.result != "not in force") ++report_.rules[considered.rule].looked_at;
    }
    for (const decision::Finding& finding : decision.findings) {
      if (!finding.undetermined) continue;
      ReadyRule& rule = report_.rules[finding.rule];
      ++rule.undetermined;
      ++rule.counts_as[finding.outcome];
      for (const std::string& path : finding.missing) {
        ++rule.missing[path];
        report_.facts[path].rules.insert(finding.rule);
      }
    }
  }

  void count_missing(const decision::Decision& decision) {
    std::map<std::string, Outcome> strongest;
    for (const decision::Finding& finding : decision.findings) {
      if (!finding.undetermined) continue;
      for (const std::string& path : finding.missing) {
        const auto [at, is_new] = strongest.emplace(path, finding.outcome);
        if (!is_new) at->second = std::max(at->second, finding.outcome);
      }
    }
    for (const auto& [path, outcome] : strongest) {
      ReadyFact& fact = report_.facts[path];
      ++fact.undetermined;
      ++fact.counts_as[outcome];
      if (strongest.size() == 1) ++fact.alone;
    }
  }

  ReadySubject& report_;
};

Result<ReadySubject> ready_of(ScanRequest scan_request, const std::string& name, const Subject& subject) {
  ReadySubject report;
  report.on = name;
  Counting counting(report);
  scan_request.subject = subject;
  scan_request.groups = false;  // what is missing shows in the subjects
  scan_request.explain = true;
  scan_request.on_decision = [&](const decision::Decision& decision, const std::string&) -> Result<void> {
    counting.add(decision);
    return {};
  };
  PROBITY_TRY(report.scan, scan(scan_request));
  counting.finish();
  for (auto& [path, fact] : report.facts) fact.origin = origin_of(scan_request, subject, path);
  return report;
}

}  // namespace

Result<ReadyReport> ready(const ScanRequest& scan, const std::vector<Subject>& on) {
  ReadyReport report;
  for (const auto& [name, subject] : rule_subjects(*scan.program)) {
    if (!on.empty() && std::find(on.begin(), on.end(), subject) == on.end()) continue;
    if (!is_mapped(*scan.mapping, subject.entity)) {
      report.not_mapped.push_back(name);
      continue;
    }
    PROBITY_TRY(ReadySubject each, ready_of(scan, name, subject));
    report.subjects.push_back(std::move(each));
  }
  if (report.subjects.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "no rule is checked on anything that the source `" + scan.mapping->name + "` maps"};
  }
  return report;
}

}  // namespace probity::service
