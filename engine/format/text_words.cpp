#include "engine/format/text_words.h"

#include "engine/syntax/text.h"

namespace probity::format {
namespace {

/// Signs that no line begins with.
bool closes(char32_t point) {
  static constexpr std::u32string_view kClosing = U"，。、；：？！）》」』】”’％…—";
  return kClosing.find(point) != std::u32string_view::npos;
}
bool opens(char32_t point) {
  static constexpr std::u32string_view kOpening = U"（《「『【“‘";
  return kOpening.find(point) != std::u32string_view::npos;
}

/// What stood between other quotes may hold a `"` of its own.
std::u32string escaped(std::u32string_view inside) {
  std::u32string result;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\' && i + 1 < inside.size()) {
      result += inside[i++];
    } else if (inside[i] == '"') {
      result += '\\';
    }
    result += inside[i];
  }
  return result;
}

/// A line that begins with a bar or another language's tag would end the text.
bool may_begin_line(std::u32string_view rest) {
  if (rest.empty() || rest.front() == '|' || rest.front() == ' ' || closes(rest.front())) return false;
  const std::u32string_view tag = rest.substr(0, 2);
  return tag != U"zh" && tag != U"en";
}

}  // namespace

std::vector<TextPiece> pieces_of_text(std::u32string_view written) {
  const std::u32string text = escaped(syntax::in_one_line(written.substr(1, written.size() - 2)));
  std::vector<TextPiece> pieces(1);
  std::u32string piece = U"\"";
  const auto next = [&](bool blank) {
    pieces.back().text = syntax::to_utf8(piece);
    pieces.push_back({{}, blank});
    piece.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size();
    const std::u32string_view rest = std::u32string_view(text).substr(i);
    if (inside && text[i] == ' ' && text[i - 1] != ' ' && text[i - 1] != '\\' && may_begin_line(rest.substr(1)) &&
        !(syntax::is_east_asian(text[i - 1]) && syntax::is_east_asian(text[i + 1]))) {
      next(true);
      continue;
    }
    if (inside && syntax::is_east_asian(text[i]) && syntax::is_east_asian(text[i - 1]) && !opens(text[i - 1]) &&
        may_begin_line(rest)) {
      next(false);
    }
    piece += text[i];
  }
  piece += U'"';
  pieces.back().text = syntax::to_utf8(piece);
  return pieces;
}

}  // namespace probity::format
