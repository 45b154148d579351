#pragma once

#include <string>

#include "engine/ir/program.h"

namespace probity::eval::reference {

/// An expression in the words of the language, for messages; deep ones are cut with `…`.
[[nodiscard]] std::string describe(const ir::Program& program, ir::ExprId id);

}  // namespace probity::eval::reference
