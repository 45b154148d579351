#pragma once

#include <string>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/diagnostics/diagnostics.h"

namespace probity::golden {

/// Runs the step that a case's folder names on what was parsed; false where there is none of that name.
[[nodiscard]] bool run_step(const std::string& step, const std::vector<ast::Unit>& units, const SourceSet& sources,
                            diagnostics::Diagnostics& diagnostics);

/// What `probity check` says of these files, where nothing but the shipped calendars can be found beside them.
[[nodiscard]] std::vector<diagnostics::Diagnostic> check_files(const SourceSet& sources);

}  // namespace probity::golden
