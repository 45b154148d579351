#include "engine/format/lines.h"

#include <algorithm>

namespace probity::format {
namespace {

using Iterator = std::vector<Piece>::const_iterator;

std::size_t width(Iterator begin, Iterator end) {
  std::size_t columns = 0;
  for (Iterator at = begin; at != end; ++at) columns += width_of(at->word.text) + (at == begin ? 0 : at->word.blanks);
  return columns;
}

bool has_comment_inside(Iterator begin, Iterator end) {
  for (Iterator at = begin; at != end; ++at) {
    if (at != begin && !at->before.empty()) return true;
    if (at + 1 != end && !at->after.empty()) return true;
  }
  return false;
}

class Lines {
 public:
  explicit Lines(std::vector<std::string>& lines) : lines_(lines) {}

  void lay(Iterator begin, Iterator end, std::size_t start, std::size_t indent, bool breaks) {
    if (begin == end) return;
    const bool fits = start + width(begin, end) <= kColumnsMax && !has_comment_inside(begin, end);
    std::size_t level = 0;
    for (Iterator at = begin + 1; at != end; ++at) {
      if (at->word.level != 0 && (level == 0 || at->word.level < level)) level = at->word.level;
    }
    if (fits || !breaks || level == 0) return add(begin, end);
    const bool fills = std::any_of(begin + 1, end, [&](const Piece& piece) {
      return piece.word.level == level && piece.word.fills;
    });
    if (fills) return fill(begin, end, start, indent);
    Iterator first = begin;
    for (Iterator at = begin + 1; at != end; ++at) {
      if (at->word.level != level) continue;
      lay(first, at, first == begin ? start : indent, indent + deeper(first), breaks);
      new_line(indent);
      first = at;
    }
    lay(first, end, indent, indent + deeper(first), breaks);
  }

  void new_line(std::size_t indent) { lines_.emplace_back(indent, ' '); }

 private:
  /// What is broken within a line stands deeper than it; a text's lines stand behind its quote.
  static std::size_t deeper(Iterator first) { return is_text(first) ? 0 : 4; }
  static bool is_text(Iterator first) { return first->word.text.starts_with("\""); }

  /// As many words as a line takes, then the next line.
  void fill(Iterator begin, Iterator end, std::size_t start, std::size_t indent) {
    if (is_text(begin)) ++indent;
    std::size_t column = start;
    Iterator first = begin;
    bool new_one = true;
    while (first != end) {
      Iterator next = first + 1;
      while (next != end && next->word.level == 0) ++next;
      const std::size_t columns = width(first, next);
      const bool comment = has_comment_inside(begin, end) && first != begin && !(first - 1)->after.empty();
      if (!new_one && (comment || column + first->word.blanks + columns > kColumnsMax)) {
        new_line(indent);
        column = indent;
        new_one = true;
      }
      if (!new_one) {
        lines_.back().append(first->word.blanks, ' ');
        column += first->word.blanks;
      }
      add(first, next);
      column += columns;
      new_one = false;
      first = next;
    }
  }

  /// One line's words, with the comments among them: those before it, and one behind it.
  void add(Iterator begin, Iterator end) {
    std::vector<std::string> comments;
    std::string behind;
    for (Iterator at = begin; at != end; ++at) {
      comments.insert(comments.end(), at->before.begin(), at->before.end());
      if (at->after.empty()) continue;
      if (!behind.empty()) comments.push_back(behind);
      behind = at->after;
    }
    for (const std::string& comment : comments) {
      const std::size_t indent = lines_.back().find_first_not_of(' ') == std::string::npos ? lines_.back().size() : 0;
      // The line may hold a clause's keyword already; then the comment goes above it.
      lines_.insert(lines_.end() - 1, std::string(indent, ' ') + comment);
    }
    for (Iterator at = begin; at != end; ++at) {
      if (at != begin) lines_.back().append(at->word.blanks, ' ');
      lines_.back() += at->word.text;
    }
    if (!behind.empty()) lines_.back() += "  " + behind;
  }

  std::vector<std::string>& lines_;
};

}  // namespace

std::vector<std::string> lines_of(const std::vector<Piece>& pieces, const LineShape& shape) {
  std::vector<std::string> lines(1);
  Lines(lines).lay(pieces.begin(), pieces.end(), shape.start, shape.indent, shape.breaks);
  return lines;
}

std::string joined(const std::vector<Word>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text.append(words[i].blanks, ' ');
    text += words[i].text;
  }
  return text;
}

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) == 0x80U) continue;
    // Chinese signs and their punctuation begin with E2 BA up to EF BF in UTF-8.
    const bool wide = byte >= 0xE3 && byte <= 0xED;
    const bool full_width = byte == 0xEF && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xBC;
    columns += wide || full_width || byte >= 0xF0 ? 2 : 1;
  }
  return columns;
}

}  // namespace probity::format
