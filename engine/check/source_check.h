#pragma once

#include "engine/ast/ast.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/ir/mapping.h"

namespace probity::check {

/// Checks a unit of kind `kSource` against the vocabulary. All mistakes are reported; where any is an
/// error the mapping must not be used.
[[nodiscard]] ir::Mapping check_source(const ast::Unit& unit, const Schema& schema,
                                       diagnostics::Diagnostics& diagnostics);

}  // namespace probity::check
