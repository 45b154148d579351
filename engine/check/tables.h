#pragma once

#include "engine/check/context.h"

namespace probity::check {

/// Types every table's columns and cells, fills in the periods of its rows and reports holes and
/// doubles. A table with a mistake is left out; calls to it are silent.
void check_tables(Context& context);

/// Holes and doubles of a typed table, each with an example. `cite` names the rows' places.
void check_coverage(Context& context, const ir::Table& table);

/// How often at most rows are looked at in one table's check.
inline constexpr std::size_t kCoverageStepsMax = 20'000'000;

}  // namespace probity::check
