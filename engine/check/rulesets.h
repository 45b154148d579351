#pragma once

#include "engine/check/context.h"

namespace probity::check {

/// Finds the rulesets with all their files, reads their headers, and collects the names of their
/// tables, procedures, definitions, rules and exceptions. False where there are more than anything
/// may hold: nothing further is looked at then.
[[nodiscard]] bool collect_rulesets(Context& context);

/// What a rule, a procedure or a scenario is about; reports a name that is no entity or act.
[[nodiscard]] std::optional<Subject> find_subject(Context& context, const ast::Name& name);

/// The field or definition names of an entity, for `nearest`.
[[nodiscard]] std::vector<std::string> field_names(const Context& context, Id<Entity> entity);

}  // namespace probity::check
