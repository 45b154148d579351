#pragma once

#include <string>
#include <vector>

#include "engine/format/words.h"

namespace probity::format {

inline constexpr std::size_t kColumnsMax = 130;

/// Words with the comments that stand among them.
struct Piece {
  Word word;
  std::vector<std::string> before;  ///< comments on lines of their own
  std::string after;                ///< a comment that ends the line
};

struct LineShape {
  std::size_t start = 0;   ///< the column at which the first word stands
  std::size_t indent = 0;  ///< of the lines that follow
  bool breaks = true;
};

/// Lines of words; the first one is what stands from `start` on, the others bear their indent.
[[nodiscard]] std::vector<std::string> lines_of(const std::vector<Piece>& pieces, const LineShape& shape);

[[nodiscard]] std::string joined(const std::vector<Word>& words);

}  // namespace probity::format
