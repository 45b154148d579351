#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/diagnostics/diagnostics.h"
#include "engine/source/source_text.h"
#include "engine/syntax/layout.h"
#include "engine/syntax/parse.h"
#include "engine/syntax/token.h"

/// A file word by word, for what writes it again: `parse` keeps what was meant, this what was said.
namespace probity::syntax {

/// One node of a clause's tree, as the grammar has it; rules with one child are left out, but for names.
struct WrittenNode {
  static constexpr std::size_t kLeaf = static_cast<std::size_t>(-1);
  static constexpr std::size_t kNoToken = static_cast<std::size_t>(-1);

  std::size_t rule = kLeaf;        ///< `ProbityParser::Rule…`; a leaf has none
  TokenType type = 0;              ///< of a leaf, as the parser took it
  std::size_t token = kNoToken;    ///< of a leaf: its place in the file
  std::vector<WrittenNode> children;
};

struct WrittenFile {
  DecodedText text;
  std::vector<Token> tokens;
  std::vector<Block> blocks;
  /// The trees of heads, clauses and cells that could be read, by their first token.
  std::map<std::size_t, WrittenNode> trees;
};

/// Reads one file, with the same diagnostics as `parse`. Nothing where it is no text.
[[nodiscard]] std::optional<WrittenFile> read_as_written(const SourceSet& sources, std::uint32_t file,
                                                         diagnostics::Diagnostics& diagnostics,
                                                         const Limits& limits = {},
                                                         const KnownNames* names = nullptr);

}  // namespace probity::syntax
