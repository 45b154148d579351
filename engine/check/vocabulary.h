#pragma once

#include "engine/check/context.h"

namespace probity::check {

/// Builds the schema from every unit's vocabulary blocks: enumerations, then entities, then their
/// fields, documents and acts.
void build_schema(Context& context);

/// A written type; reports a name that is none.
[[nodiscard]] std::optional<Type> read_type(Context& context, const ast::TypeName& name);

}  // namespace probity::check
