#pragma once

#include <map>
#include <string>

#include "engine/ir/mapping.h"
#include "engine/ir/program.h"

namespace probity::service {

/// What rules are checked on, by name; with `kind`, only what rules of that kind are checked on.
[[nodiscard]] std::map<std::string, Subject> rule_subjects(const ir::Program& program,
                                                           std::optional<ir::RuleKind> kind = std::nullopt);

/// Does the source make records of this entity?
[[nodiscard]] bool is_mapped(const ir::Mapping& mapping, Id<Entity> entity);

}  // namespace probity::service
