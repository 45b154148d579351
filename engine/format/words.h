#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/format/shape.h"

namespace probity::format {

enum class Language : std::uint8_t { kEnglish, kChinese };

/// How a thing that is named in a file is called in the language written; the key is the line and
/// the column at which its name begins.
struct OtherName {
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;
  std::string text;
};
using OtherNames = std::map<std::pair<std::uint32_t, std::uint32_t>, OtherName>;

/// A piece of a line that is never broken.
struct Word {
  std::string text;
  std::size_t blanks = 1;          ///< before it, where it does not begin a line
  std::size_t level = 0;           ///< 1 and up: a line may begin here, the lowest first; 0: never
  bool fills = false;              ///< lines are filled up to it, instead of all of its level broken
  std::size_t token = Node::kNoToken;
};

struct WordsOptions {
  Language language = Language::kEnglish;
  bool translates = false;             ///< else names and other words of choice stay as they are
  const OtherNames* names = nullptr;   ///< used where `translates`
};

/// The words of a tree in English order, in the language asked for.
[[nodiscard]] std::vector<Word> words_of(const Node& node, const syntax::WrittenFile& file, const WordsOptions& options);

/// Columns that a text takes on a screen: Chinese signs take two.
[[nodiscard]] std::size_t width_of(std::string_view text);

}  // namespace probity::format
