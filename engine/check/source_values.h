#pragma once

#include <optional>

#include "engine/ast/ast.h"
#include "engine/schema/schema.h"

namespace probity::check {

/// The value of `type` that a value map's entry writes, or nothing where it writes none.
/// `zone` is that of moments without an offset, `currency` that of bare amounts.
[[nodiscard]] std::optional<Value> mapped_value(const ast::Expr& written, const Type& type,
                                                const Schema& schema, const Zone& zone,
                                                std::optional<Currency> currency);

}  // namespace probity::check
