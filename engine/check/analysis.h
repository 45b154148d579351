#pragma once

#include <string>
#include <vector>

#include "engine/check/context.h"
#include "engine/check/intervals.h"

/// What can be shown about conditions without facts. Each answer is exact where it is given; where
/// nothing can be shown the answer says so.
namespace probity::check {

enum class Satisfiable : std::uint8_t { kNo, kYes, kOpen };

/// Can all `must` hold and all `must_not` fail at once? Decided where every condition compares one
/// fact with constants; facts are taken to be independent of each other. `example` (may be null)
/// receives values that show it, such as `client.category is ordinary`.
[[nodiscard]] Satisfiable satisfiable(const Context& context, const std::vector<ir::ExprId>& must,
                                      const std::vector<ir::ExprId>& must_not, std::string* example = nullptr);

/// Reports each `or else CONSTANT` by which a missing fact could end in a permit: where taking the
/// constant can make a requirement hold, or a guard fail, that another value of the fact would not.
/// A default that is another fact, and one that is the strictest of all values, pass.
void check_fallbacks(Context& context, const ir::Rule& rule);

/// Does anything that `a` changes in its parent make it weaker? Only what can be shown.
[[nodiscard]] bool loosens(const ir::Node& parent, const ir::Node& exception);

/// Rules that never apply, requirements that never fail, exceptions that contradict each other.
void analyse_rule(Context& context, const ir::Rule& rule);

}  // namespace probity::check
