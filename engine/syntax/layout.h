#pragma once

#include <vector>

#include "engine/syntax/token.h"

namespace probity::syntax {

/// A clause: its first line and those that continue it.
struct ClauseLines {
  TokenRange tokens;
  std::vector<TokenRange> lines;  ///< [0] is the line that begins it
};

/// A block: the line at the first column, and the clauses below it.
struct Block {
  TokenRange head;
  std::vector<ClauseLines> clauses;
  [[nodiscard]] TokenRange all() const {
    return {head.begin, clauses.empty() ? head.end : clauses.back().tokens.end};
  }
};

/// What the layout pass asks about words: which begin blocks, and which begin clauses.
struct LayoutWords {
  bool (*begins_block)(TokenType);
  bool (*begins_clause)(TokenType);
};

/// Splits a file's tokens by their indent; mistakes of the indent are reported here.
[[nodiscard]] std::vector<Block> lay_out(const std::vector<Token>& tokens, const DecodedText& text,
                                         std::uint32_t file, const LayoutWords& words,
                                         diagnostics::Diagnostics& diagnostics);

[[nodiscard]] SourceSpan span_of(const Token& token, std::uint32_t file);

}  // namespace probity::syntax
