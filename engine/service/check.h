#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/base/result.h"
#include "engine/check/compile.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/ir/mapping.h"
#include "engine/ports/ports.h"
#include "engine/source/source_text.h"
#include "engine/syntax/runs.h"

namespace probity::service {

/// A source of the files read, checked against the vocabularies beside it.
struct CheckedSource {
  std::uint32_t file = 0;  ///< index in `SourceSet`
  ir::Mapping mapping;
};

/// Rulesets as they were read, parsed and compiled together.
struct CheckedRulesets {
  SourceSet sources;
  std::vector<ast::Unit> units;
  check::Compiled compiled;            ///< must not decide anything where `diagnostics` has errors
  std::vector<CheckedSource> mappings; ///< as `compiled`
  diagnostics::Diagnostics diagnostics;
  std::uint32_t named_count = 0;         ///< the first so many of `sources` were named by the caller
  std::vector<check::NameUse> names;     ///< with `Keep::kNames`
  syntax::KnownNames known;              ///< what Chinese without blanks was parted by
};

/// What a caller needs beyond the rulesets themselves.
enum class Need : std::uint8_t {
  kAnything,  ///< vocabularies or sources alone are fine
  kRules,     ///< at least one rule
};

/// Whether the names that were looked up are kept: for what writes rulesets.
enum class Keep : std::uint8_t { kProgram, kNames };

/// Reads what the store's caller named and what that uses, and compiles it. Mistakes of the rule
/// author are in `diagnostics`; errors are what could not be read (`kNotFound`, `kUnavailable`,
/// `kLimit`) and a calendar file that does not read (`kCorrupt`).
[[nodiscard]] Result<CheckedRulesets> check_rulesets(ports::RulesetStore& store, Need need,
                                                     Keep keep = Keep::kProgram);

}  // namespace probity::service
