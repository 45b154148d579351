#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostics/diagnostics.h"
#include "engine/source/source_text.h"

namespace probity::syntax {

/// A file's text, one entry a code point, in two forms of the same length.
struct DecodedText {
  /// Full-width forms outside texts and comments are half-width here; texts are as written.
  std::u32string points;
  /// What the lexer reads: the inside of texts is `x` and comments are blank, so that no script
  /// slows it down and no sign in them is taken for one of the language.
  std::u32string lexed;
  bool has_byte_order_mark = false;
  bool has_tab_indent = false;
  std::vector<std::size_t> comments;  ///< where each begins, by its `#`
};

/// Checks and decodes a file. Nothing where it is no text; that is one diagnostic. Of a Markdown
/// file only what its ```probity fences hold is left, on the lines where it stands.
[[nodiscard]] std::optional<DecodedText> decode(const SourceText& source, std::uint32_t file,
                                                diagnostics::Diagnostics& diagnostics);

/// Scripts that are written without blanks between words, and their punctuation.
[[nodiscard]] bool is_east_asian(char32_t point);
/// A text that runs over several lines: a line's end and the next line's indent are one blank, or none
/// within Chinese.
[[nodiscard]] std::u32string in_one_line(std::u32string_view raw);

[[nodiscard]] std::string to_utf8(std::u32string_view points);
/// The same text in Unicode's composed form (NFC), in which texts and names compare.
[[nodiscard]] std::string to_composed_utf8(std::u32string_view points);

}  // namespace probity::syntax
