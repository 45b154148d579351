#pragma once

#include <string>

#include "engine/ast/ast.h"
#include "engine/syntax/parse.h"

namespace probity::syntax {

/// An expression with every operator's brackets written: `(and a (is b c))`.
[[nodiscard]] std::string shape(const ast::ExprPtr& expr);

struct Parsed {
  SourceSet sources;
  std::vector<ast::Unit> units;
  diagnostics::Diagnostics diagnostics;
  [[nodiscard]] std::string messages() const;
};
[[nodiscard]] Parsed parse_text(const std::string& text, const std::string& name = "rules", const Limits& limits = {});
/// The shape of a condition, or the diagnostics that it brought.
[[nodiscard]] std::string shape_of_condition(const std::string& condition);
/// The same of a definition's value, which may be of any type.
[[nodiscard]] std::string shape_of_value(const std::string& value);

}  // namespace probity::syntax
