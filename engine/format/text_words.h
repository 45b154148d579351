#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace probity::format {

/// A text in quotes, cut where a line may end inside it.
struct TextPiece {
  std::string text;
  bool blank_before = false;  ///< else the line's end stands for nothing
};
/// Of a text as it stands in a file, its quotes included; joined, the pieces read as the same text.
[[nodiscard]] std::vector<TextPiece> pieces_of_text(std::u32string_view written);

}  // namespace probity::format
