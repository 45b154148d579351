#pragma once

#include <string>
#include <vector>

#include "engine/syntax/reader.h"

namespace probity::syntax {

/// Knows a clause that did not parse as something that is written so elsewhere.
class Habits {
 public:
  /// `at`: the token at which the clause went wrong.
  Habits(Reader& reader, const Reader::Failure& failure, std::size_t at);

  /// True where it was known, and reported with what to write instead.
  bool explained();

 private:
  [[nodiscard]] SourceSpan span(std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const;
  [[nodiscard]] SourceSpan behind(std::size_t token) const;  ///< the empty place behind it
  [[nodiscard]] SourceSpan before(std::size_t token) const;
  [[nodiscard]] SourceSpan from_end_of(std::size_t token, std::size_t next) const;
  [[nodiscard]] bool touch(std::size_t first) const;
  [[nodiscard]] bool reads(std::size_t begin, std::size_t end, const std::vector<TokenType>& instead, bool whole) const;
  [[nodiscard]] std::string left_of(std::size_t compare) const;  ///< what stands before a comparison
  diagnostics::Diagnostic& report(std::size_t begin, std::size_t end);

  bool comment();
  bool wrong_way_round();
  bool between();
  bool second_bound();
  bool in_brackets();
  bool either();
  bool code_before_number();
  bool looked_up_in_square_brackets();
  bool phrase();
  bool quotes();
  bool joined_name();
  bool left_over();
  bool one_word();

  Reader& reader_;
  const Reader::Failure& failure_;
  std::size_t at_;
  std::vector<std::string> words_;
};

}  // namespace probity::syntax
