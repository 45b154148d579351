#pragma once

#include <string>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/diagnostics/diagnostics.h"

namespace probity::golden {

/// Runs the step that a case's folder names on what was parsed; false where there is none of that name.
[[nodiscard]] bool run_step(const std::string& step, const std::vector<ast::Unit>& units, const SourceSet& sources,
                            diagnostics::Diagnostics& diagnostics);

}  // namespace probity::golden
