#pragma once

#include <functional>

#include "engine/ir/program.h"

namespace probity::ir {

/// Calls `visit` with each operand of the expression, in the order written; not with itself.
/// A definition's value and a table's results are not operands.
void for_each_operand(const Expr& expr, const std::function<void(ExprId)>& visit);

/// Calls `visit` with the expression and all below it, once each, going into the definitions used.
void for_each_below(const Program& program, ExprId expr, const std::function<void(ExprId)>& visit);

}  // namespace probity::ir
