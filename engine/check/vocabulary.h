#pragma once

#include "engine/check/context.h"

namespace probity::check {

/// Builds the schema from every unit's vocabulary blocks: enumerations, then entities, then their
/// fields, documents and acts.
void build_schema(Context& context);

/// A document's or an instrument's versions by date; reports what cannot be.
[[nodiscard]] std::vector<DocumentVersion> read_versions(Context& context, const std::string& name,
                                                         const std::vector<ast::DocumentVersion>& sources);
/// Reports a version that is not in the register of `name`.
void report_unknown_version(Context& context, const ast::Name& written, const std::string& name,
                            const std::vector<DocumentVersion>& versions);

/// A written type; reports a name that is none.
[[nodiscard]] std::optional<Type> read_type(Context& context, const ast::TypeName& name);

}  // namespace probity::check
