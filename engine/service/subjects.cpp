#include "engine/service/subjects.h"

#include <algorithm>

namespace probity::service {

std::map<std::string, Subject> rule_subjects(const ir::Program& program, std::optional<ir::RuleKind> kind) {
  std::map<std::string, Subject> subjects;
  for (const ir::Rule& rule : program.rules) {
    if (!kind || rule.kind == *kind) subjects.emplace(subject_name(program.schema, rule.subject), rule.subject);
  }
  return subjects;
}

bool is_mapped(const ir::Mapping& mapping, Id<Entity> entity) {
  return std::any_of(mapping.tables.begin(), mapping.tables.end(),
                     [&](const ir::TableMap& table) { return !table.list && table.entity == entity; });
}

}  // namespace probity::service
