#pragma once

#include "engine/ir/program.h"

namespace probity::ir {

/// One ruleset with all that its decisions rest on (the tables, definitions, procedures, types and
/// documents that it uses, its calendars' digests), as `dump` writes it. It does not depend on what
/// else is compiled beside it.
[[nodiscard]] std::string dump(const Program& program, Id<Ruleset> ruleset);

/// Fills in each ruleset's digest and the program's.
void set_digests(Program& program);

}  // namespace probity::ir
