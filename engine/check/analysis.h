#pragma once

#include "engine/check/context.h"

/// What can be shown about conditions without facts. What is reported is so; where nothing can be
/// shown, nothing is said.
namespace probity::check {

/// Reports each `or else CONSTANT` by which a missing fact could end in a permit: where taking the
/// constant can make a requirement hold, or a guard fail, that another value of the fact would not.
/// A default that is another fact, and one that is the strictest of all values, pass.
void check_fallbacks(Context& context, const ir::Rule& rule);

/// Does anything that `a` changes in its parent make it weaker? Only what can be shown.
[[nodiscard]] bool loosens(const ir::Node& parent, const ir::Node& exception);

/// Rules that never apply, requirements that never fail, exceptions that contradict each other.
void analyse_rule(Context& context, const ir::Rule& rule);

}  // namespace probity::check
