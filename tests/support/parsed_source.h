#pragma once

#include <string>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/ir/mapping.h"
#include "engine/schema/schema.h"

namespace probity::tests {

/// A vocabulary and a source, both as text, ready to map tables.
struct ParsedSource {
  SourceSet sources;
  Schema schema;
  ir::Mapping mapping;
  diagnostics::Diagnostics diagnostics;
  [[nodiscard]] std::string messages() const;  ///< of all diagnostics, as text
};

/// The vocabulary knows `entity`, `record`, `enumeration` and `ordered`; it must be right.
[[nodiscard]] ParsedSource parse_source(const std::string& vocabulary, const std::string& source);

}  // namespace probity::tests
