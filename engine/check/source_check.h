#pragma once

#include <vector>

#include "engine/ast/ast.h"
#include "engine/check/compile.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/ir/mapping.h"

namespace probity::check {

/// Checks a unit of kind `kSource` against the vocabulary. All mistakes are reported; where any is an
/// error the mapping must not be used. Into `names`, where it is given, goes every name looked up.
[[nodiscard]] ir::Mapping check_source(const ast::Unit& unit, const Schema& schema,
                                       diagnostics::Diagnostics& diagnostics,
                                       std::vector<NameUse>* names = nullptr);

}  // namespace probity::check
