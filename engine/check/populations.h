#pragma once

#include <optional>

#include "engine/check/context.h"

namespace probity::check {

/// What a rule across groups compares, and the record of a group, which it adds to the schema. Nothing where
/// something was reported.
[[nodiscard]] std::optional<ir::Population> check_population(Context& context, RulesetNames& ruleset,
                                                             const ast::Rule& rule, const Subject& subject);

}  // namespace probity::check
