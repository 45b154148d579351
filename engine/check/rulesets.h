#pragma once

#include "engine/check/context.h"

namespace probity::check {

/// Finds the rulesets with all their files, reads their headers, and collects the names of their
/// tables, procedures, definitions, rules and exceptions. False where there are more than anything
/// may hold: nothing further is looked at then.
[[nodiscard]] bool collect_rulesets(Context& context);

/// Reads every parameter, then what lower layers set: each within what the layers above allow.
void check_parameters(Context& context);

/// The parameter of this name: the ruleset's own, or another's by its whole name; null where none is.
[[nodiscard]] const ParameterEntry* find_parameter(const Context& context, const RulesetNames& ruleset,
                                                   const std::string& name);

/// A value that is written out for a parameter; reports any other, and one of another type.
[[nodiscard]] std::optional<Value> parameter_value(Context& context, RulesetNames& ruleset, ir::Parameter& parameter,
                                                   const ast::Expr& expr);

/// What a rule, a procedure or a scenario is about; reports a name that is no entity or act.
[[nodiscard]] std::optional<Subject> find_subject(Context& context, const ast::Name& name);

/// The same without a word: a record is none.
[[nodiscard]] std::optional<Subject> subject_named(const Schema& schema, const std::string& name);

/// A deadline's state in both languages, by its name in either.
struct StateWord {
  std::string_view english;
  std::string_view chinese;
};
[[nodiscard]] std::optional<StateWord> deadline_state(std::string_view name);
/// Their names, for `nearest`.
[[nodiscard]] std::vector<std::string> deadline_states();

/// The field or definition names of an entity, for `nearest`.
[[nodiscard]] std::vector<std::string> field_names(const Context& context, Id<Entity> entity);

}  // namespace probity::check
