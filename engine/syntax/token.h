#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/syntax/text.h"

namespace probity::syntax {

/// The lexer's word for what a token is: an enumerator of the generated `ProbityLexer`.
using TokenType = std::uint16_t;

struct Token {
  TokenType type = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;  ///< from 1
  std::uint32_t begin = 0;   ///< code points [begin, end) of the file
  std::uint32_t end = 0;
  std::uint32_t end_line = 0;  ///< a text may run over several lines
  std::uint32_t end_column = 0;
};

/// A stretch [begin, end) of a file's tokens.
struct TokenRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Every token of a file, comments and blanks left out.
[[nodiscard]] std::vector<Token> tokenize(const DecodedText& text);

/// A keyword's English spelling; empty for what is no keyword, or only has a Chinese one.
[[nodiscard]] const std::string& spelling(TokenType type);
/// How a keyword is written in Chinese; empty where only a phrase of several has a word of its own.
[[nodiscard]] std::string_view chinese_of(TokenType type);
/// All types that have a spelling.
[[nodiscard]] const std::vector<TokenType>& keyword_types();
/// Is it written with letters: a keyword or a name?
[[nodiscard]] bool is_word(TokenType type);
/// A word that can never be a name, but behind a dot.
[[nodiscard]] bool is_reserved(TokenType type);

}  // namespace probity::syntax
