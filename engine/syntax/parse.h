#pragma once

#include <cstdint>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/source/source_text.h"
#include "engine/syntax/runs.h"

namespace probity::syntax {

/// Limits on untrusted text; passing one is one diagnostic.
struct Limits {
  std::size_t file_bytes_max = std::size_t{4} << 20;
  std::size_t clause_tokens_max = 20'000;
  std::size_t nesting_max = 64;
};

/// Reads one file into its units (a file may hold several headers, each with the blocks below it).
/// Clauses that cannot be read are reported, once each, and left out; the rest of the block is kept.
/// Where `names` are given, Chinese without blanks is parted by them. Never throws; ANTLR's exceptions end
/// here.
[[nodiscard]] std::vector<ast::Unit> parse(const SourceSet& sources, std::uint32_t file,
                                           diagnostics::Diagnostics& diagnostics,
                                           const Limits& limits = {}, const KnownNames* names = nullptr);

/// Would the file be read otherwise with these names?
[[nodiscard]] bool has_runs(const SourceSet& sources, std::uint32_t file, const KnownNames& names,
                            const Limits& limits = {});

}  // namespace probity::syntax
