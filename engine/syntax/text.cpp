#include "engine/syntax/text.h"

#include <algorithm>
#include <cstdlib>

#include <utf8proc.h>

namespace probity::syntax {
namespace {

constexpr char32_t kByteOrderMark = 0xFEFF;

bool is_blank(char32_t point) { return point == ' ' || point == '\t' || point == '\r'; }
bool is_quote(char32_t point) { return point == '"' || point == U'“' || point == U'”' || point == U'＂'; }

/// The half-width sign or letter that a full-width one stands for.
char32_t half_width(char32_t point) {
  if (point >= 0xFF01 && point <= 0xFF5E) return point - 0xFF01 + 0x21;
  switch (point) {
    case 0x3000: return ' ';  // ideographic space
    case 0x00A0: return ' ';  // no-break space, which word processors put in
    case U'。': return '.';
    case U'、': return ',';
    default: return point;
  }
}

std::string hex_code(char32_t point) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string result = "U+0000";
  for (std::size_t i = 0; i < 4; ++i) result[5 - i] = kHex[(point >> (4 * i)) & 15U];
  return result;
}

/// Reads UTF-8 into code points; stops at the first byte or character that no text file has.
std::optional<std::u32string> code_points(std::string_view bytes, std::uint32_t file,
                                          diagnostics::Diagnostics& diagnostics) {
  std::u32string points;
  points.reserve(bytes.size());
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::size_t at = 0;
  while (at < bytes.size()) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(bytes.data()) + at,
                                         static_cast<utf8proc_ssize_t>(bytes.size() - at), &point);
    const SourceSpan here{file, line, column, line, column + 1};
    if (length <= 0) {
      diagnostics.report(diagnostics::DiagnosticId::kInvalidUtf8, here)
          .suggest(diagnostics::PhraseId::kSaveAsUtf8);
      return std::nullopt;
    }
    const auto code = static_cast<char32_t>(point);
    if (code < 0x20 && code != '\n' && !is_blank(code)) {
      diagnostics.report(diagnostics::DiagnosticId::kControlCharacter, here, hex_code(code))
          .suggest(diagnostics::PhraseId::kIsThisText);
      return std::nullopt;
    }
    const bool is_mark = points.empty() && code == kByteOrderMark;
    points.push_back(code);
    at += static_cast<std::size_t>(length);
    if (code == '\n') {
      ++line;
      column = 1;
    } else if (!is_mark) {
      ++column;
    }
  }
  return points;
}

/// Where a text that begins with `open` ends.
bool closes(char32_t open, char32_t point) {
  return open == U'“' ? point == U'”' : point == open;
}

/// Walks over the text once and tells texts and comments from the rest.
class Mapper {
 public:
  explicit Mapper(DecodedText& text) : text_(text) { text_.lexed = text_.points; }

  void run() {
    for (at_ = 0; at_ < text_.points.size(); ++at_) step();
  }

 private:
  void step() {
    const char32_t point = text_.points[at_];
    if (at_ == 0 || text_.points[at_ - 1] == '\n') begin_line();
    if (point == '\n') {
      escaped_ = false;
      if (state_ == State::kText && text_goes_on()) {
        text_.lexed[at_] = 'x';
      } else {
        state_ = State::kPlain;
      }
      return;
    }
    switch (state_) {
      case State::kComment:
        if (point != '\r') text_.lexed[at_] = ' ';
        return;
      case State::kText: return step_in_text(point);
      case State::kPlain: break;
    }
    if (is_quote(point)) {
      state_ = State::kText;
      open_ = point;
      put('"');
      return;
    }
    put(half_width(point));
    if (point == '#') {
      state_ = State::kComment;
      text_.comments.push_back(at_);
      text_.lexed[at_] = ' ';
    }
  }

  [[nodiscard]] std::size_t first_of_line(std::size_t line_begin) const {
    std::size_t at = line_begin;
    while (at < text_.points.size() && (is_blank(half_width(text_.points[at])))) ++at;
    return at;
  }

  /// The first clause below a block's first line sets the block's indent.
  void begin_line() {
    const std::size_t first = first_of_line(at_);
    if (state_ == State::kText || first >= text_.points.size() || text_.points[first] == '\n') return;
    if (half_width(text_.points[first]) == '#') return;
    const std::size_t indent = first - at_;
    if (indent == 0) {
      clause_indent_ = 0;
    } else if (clause_indent_ == 0) {
      clause_indent_ = indent;
    }
    line_indent_ = indent;
  }

  /// A text may run on over lines that are indented further than the clauses. Where a quote was
  /// forgotten, the next clause or the next language's text (`zh "…"`) shows it.
  [[nodiscard]] bool text_goes_on() const {
    const std::size_t begin = at_ + 1;
    const std::size_t first = first_of_line(begin);
    if (first >= text_.points.size() || text_.points[first] == '\n') return false;
    if (line_indent_ == 0 || first - begin <= clause_indent_ || text_.points[first] == '|') return false;
    const std::u32string_view rest = std::u32string_view(text_.points).substr(first);
    bool is_language = false;
    for (const std::u32string_view language : {U"zh", U"en"}) {
      const std::size_t next = first_of_line(first + language.size());
      is_language = is_language || (rest.substr(0, language.size()) == language && next > first + language.size() &&
                                    next < text_.points.size() && is_quote(text_.points[next]));
    }
    return !is_language;
  }

  void step_in_text(char32_t point) {
    if (point == '\r') {
      text_.lexed[at_] = 'x';
      return;
    }
    if (escaped_) {
      escaped_ = false;
      text_.lexed[at_] = 'x';
    } else if (closes(open_, point)) {
      state_ = State::kPlain;
      put('"');
    } else {
      escaped_ = point == '\\';
      text_.lexed[at_] = 'x';
    }
  }

  void put(char32_t point) { text_.points[at_] = text_.lexed[at_] = point; }

  enum class State { kPlain, kText, kComment };
  DecodedText& text_;
  State state_ = State::kPlain;
  char32_t open_ = 0;
  bool escaped_ = false;
  std::size_t at_ = 0;
  std::size_t clause_indent_ = 0;
  std::size_t line_indent_ = 0;  // of the line on which the text began
};

/// Blanks what stands outside the ```probity fences of a Markdown file.
void keep_fenced(std::u32string& points) {
  bool inside = false;
  std::size_t begin = 0;
  while (begin < points.size()) {
    std::size_t end = points.find(U'\n', begin);
    if (end == std::u32string::npos) end = points.size();
    std::u32string_view line(points.data() + begin, end - begin);
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    const bool opens = line == U"```probity";
    const bool is_fence = line.substr(0, 3) == U"```";
    const bool keep = inside && !is_fence;
    inside = is_fence ? (!inside && opens) : inside;
    if (!keep) std::fill(points.begin() + static_cast<std::ptrdiff_t>(begin),
                         points.begin() + static_cast<std::ptrdiff_t>(end), U' ');
    begin = end + 1;
  }
}

/// Two blanks for each tab.
std::string spaces_for(std::u32string_view text, std::size_t begin, std::size_t end) {
  std::string spaces;
  for (std::size_t i = begin; i < end; ++i) spaces += text[i] == '\t' ? "  " : " ";
  return spaces;
}

constexpr std::size_t kTabbedLinesMax = 10'000;  // of a file are put right by one fix

/// The first line with a tab in its indent is reported; one editor setting makes them all.
void report_tab_indent(DecodedText& text, std::uint32_t file, diagnostics::Diagnostics& diagnostics) {
  std::uint32_t line = 1;
  std::size_t at = 0;
  diagnostics::Diagnostic* reported = nullptr;
  while (at < text.lexed.size()) {
    const std::size_t begin = at;
    std::size_t tab = std::u32string::npos;
    while (at < text.lexed.size() && is_blank(text.lexed[at])) {
      if (text.lexed[at] == '\t' && tab == std::u32string::npos) tab = at;
      ++at;
    }
    if (tab != std::u32string::npos && at < text.lexed.size() && text.lexed[at] != '\n') {
      const auto column = static_cast<std::uint32_t>(tab - begin + 1);
      const SourceSpan place{file, line, column, line, column + 1};
      if (reported == nullptr) {
        reported = &diagnostics.report(diagnostics::DiagnosticId::kTabIndent, place)
                        .suggest(diagnostics::PhraseId::kIndentWithSpaces);
      }
      text.has_tab_indent = true;
      const SourceSpan indent{file, line, 1, line, static_cast<std::uint32_t>(at - begin + 1)};
      if (reported->fix.size() < kTabbedLinesMax) reported->edit(indent, spaces_for(text.lexed, begin, at));
    }
    at = text.lexed.find(U'\n', at);
    if (at == std::u32string::npos) return;
    ++at;
    ++line;
  }
}

}  // namespace

std::optional<DecodedText> decode(const SourceText& source, std::uint32_t file,
                                  diagnostics::Diagnostics& diagnostics) {
  std::optional<std::u32string> points = code_points(source.text(), file, diagnostics);
  if (!points) return std::nullopt;
  DecodedText text;
  text.points = std::move(*points);
  text.has_byte_order_mark = !text.points.empty() && text.points.front() == kByteOrderMark;
  const std::string& path = source.path();
  if (path.size() > 3 && path.compare(path.size() - 3, 3, ".md") == 0) keep_fenced(text.points);
  Mapper(text).run();
  report_tab_indent(text, file, diagnostics);
  return text;
}

bool is_east_asian(char32_t point) { return point >= 0x2E80 && point < 0xFFF0; }

std::u32string in_one_line(std::u32string_view raw) {
  if (raw.find(U'\n') == std::u32string_view::npos) return std::u32string(raw);
  const auto is_blank = [](char32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000; };
  std::u32string result;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\n') {
      result += raw[i];
      continue;
    }
    while (!result.empty() && is_blank(result.back())) result.pop_back();
    while (i + 1 < raw.size() && is_blank(raw[i + 1])) ++i;
    const bool closes_up = !result.empty() && i + 1 < raw.size() && is_east_asian(result.back()) && is_east_asian(raw[i + 1]);
    if (!closes_up && !result.empty()) result += U' ';
  }
  return result;
}

std::string to_utf8(std::u32string_view points) {
  std::string result;
  result.reserve(points.size());
  for (const char32_t point : points) {
    utf8proc_uint8_t bytes[4];
    const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes);
    result.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  }
  return result;
}

std::string to_composed_utf8(std::u32string_view points) {
  std::string result = to_utf8(points);
  bool is_ascii = true;
  for (const char32_t point : points) is_ascii = is_ascii && point < 0x80;
  if (is_ascii) return result;
  utf8proc_uint8_t* composed = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(result.data()),
                                   static_cast<utf8proc_ssize_t>(result.size()), &composed,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length >= 0) {
    result.assign(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
  }
  std::free(composed);  // utf8proc hands out memory of malloc
  return result;
}

}  // namespace probity::syntax
