#include <algorithm>
#include <utility>

#include <utf8proc.h>

#include "engine/base/json_text.h"
#include "engine/diagnostics/diagnostics.h"

namespace probity::diagnostics {
namespace {

constexpr std::size_t kColumnsMax = 100;

/// One code point of a source line as it is printed.
struct Glyph {
  std::string text;
  std::size_t width = 1;
};

Glyph glyph_of(std::int32_t point, std::string_view bytes) {
  if (point == '\t') return {" ", 1};
  if (point < 0x20 || (point >= 0x7F && point < 0xA0)) return {"\xEF\xBF\xBD", 1};
  // Marks that turn the reading direction round would show another line than the one compiled.
  if ((point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
      (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF) {
    return {"\xEF\xBF\xBD", 1};
  }
  const int width = utf8proc_charwidth(point);
  return {std::string(bytes), width < 0 ? 0 : static_cast<std::size_t>(width)};
}

std::vector<Glyph> glyphs_of(std::string_view line) {
  std::vector<Glyph> result;
  std::size_t at = 0;
  while (at < line.size()) {
    utf8proc_int32_t point = 0;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(line.data()) + at,
                         static_cast<utf8proc_ssize_t>(line.size() - at), &point);
    if (length <= 0) {
      result.push_back({"\xEF\xBF\xBD", 1});
      at += 1;
      continue;
    }
    const auto bytes = static_cast<std::size_t>(length);
    result.push_back(glyph_of(point, line.substr(at, bytes)));
    at += bytes;
  }
  return result;
}

/// A marked stretch of one line, in printed columns from 0.
struct Mark {
  std::size_t begin = 0;
  std::size_t end = 0;
  char sign = '^';
  std::string note;
};

/// One source line with the stretch of it that fits, and what is marked on it.
class MarkedLine {
 public:
  MarkedLine(std::string_view line, std::uint32_t number) : number_(number) {
    // A byte-order mark is no part of the text: columns count from behind it.
    if (number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") line.remove_prefix(3);
    glyphs_ = glyphs_of(line);
  }

  void mark(const SourceSpan& span, char sign, std::string note) {
    const std::size_t begin = std::min<std::size_t>(span.column > 0 ? span.column - 1 : 0, glyphs_.size());
    const bool one_line = span.end_line <= span.line;
    std::size_t end = one_line && span.end_column > 0 ? span.end_column - 1 : glyphs_.size();
    end = std::clamp(end, begin, glyphs_.size());
    places_.push_back({begin, end, sign, std::move(note)});
  }

  [[nodiscard]] std::string text(std::size_t gutter) const {
    const auto [first, last] = window();
    std::string shown = first > 0 ? "…" : "";
    std::vector<std::size_t> columns(glyphs_.size() + 1, 0);
    std::size_t column = first > 0 ? 1 : 0;
    for (std::size_t i = 0; i <= glyphs_.size(); ++i) {
      columns[i] = column;
      if (i < first || i >= last) continue;
      shown += glyphs_[i].text;
      column += glyphs_[i].width;
    }
    if (last < glyphs_.size()) shown += "…";
    const std::string number = std::to_string(number_);
    std::string result = std::string(gutter - number.size(), ' ') + number + " | " + shown + "\n";
    std::vector<Mark> marks = places_;
    for (Mark& each : marks) {
      each.begin = columns[std::clamp(each.begin, first, last)];
      each.end = std::max(columns[std::clamp(each.end, first, last)], each.begin + 1);
    }
    result += mark_lines(std::move(marks), std::string(gutter, ' ') + " | ");
    return result;
  }

 private:
  /// The glyphs [first, last) that are shown: all, or those around the first mark.
  [[nodiscard]] std::pair<std::size_t, std::size_t> window() const {
    std::size_t width = 0;
    for (const Glyph& glyph : glyphs_) width += glyph.width;
    if (width <= kColumnsMax || places_.empty()) return {0, glyphs_.size()};
    std::size_t first = places_.front().begin;
    for (std::size_t before = 0; first > 0 && before + glyphs_[first - 1].width <= kColumnsMax / 2;) {
      before += glyphs_[--first].width;
    }
    std::size_t last = first;
    for (std::size_t shown = 0; last < glyphs_.size() && shown + glyphs_[last].width <= kColumnsMax;) {
      shown += glyphs_[last++].width;
    }
    return {first, last};
  }

  /// The line of signs, with the last note beside it; each other note on a line of its own below.
  static std::string mark_lines(std::vector<Mark> marks, const std::string& margin) {
    std::stable_sort(marks.begin(), marks.end(),
                     [](const Mark& a, const Mark& b) { return a.begin < b.begin; });
    std::string signs;
    for (const char sign : {'-', '^'}) {  // the main mark covers a label, not the other way round
      for (const Mark& mark : marks) {
        if (mark.sign != sign) continue;
        if (signs.size() < mark.end) signs.resize(mark.end, ' ');
        std::fill(signs.begin() + static_cast<std::ptrdiff_t>(mark.begin),
                  signs.begin() + static_cast<std::ptrdiff_t>(mark.end), sign);
      }
    }
    std::string result = margin + signs;
    const bool beside = !marks.empty() && !marks.back().note.empty();
    if (beside) result += " " + marks.back().note;
    result += "\n";
    for (std::size_t i = marks.size() - (beside ? 1 : 0); i-- > 0;) {
      if (marks[i].note.empty()) continue;
      result += margin + std::string(marks[i].begin, ' ') + marks[i].note + "\n";
    }
    return result;
  }

  std::uint32_t number_;
  std::vector<Glyph> glyphs_;
  std::vector<Mark> places_;
};

std::string_view severity_word(DiagnosticId id, std::string_view language = "en") {
  const bool error = severity_of(id) == Severity::kError;
  if (language == "zh") return error ? "错误" : "警告";
  return error ? "error" : "warning";
}

bool has_place(const SourceSpan& span, const SourceSet& sources) {
  return span.line > 0 && span.file < sources.size() && span.line <= sources[span.file].line_count();
}

/// Marks of one line; the line of the diagnostic itself comes first, then those of other labels.
struct Place {
  std::uint32_t file;
  std::uint32_t line;
  friend bool operator==(const Place&, const Place&) = default;
};

std::string json_place(const SourceSpan& span, const SourceSet& sources) {
  const std::string file = span.file < sources.size() ? sources[span.file].path() : std::string();
  return "\"file\":" + json_text(file) + ",\"line\":" + std::to_string(span.line) +
         ",\"column\":" + std::to_string(span.column) +
         ",\"end_line\":" + std::to_string(span.end_line) +
         ",\"end_column\":" + std::to_string(span.end_column);
}

/// What takes the place of the marked text, where that is the whole fix.
std::string replacement_of(const Diagnostic& diagnostic) {
  const bool alone = diagnostic.fix.size() == 1 && diagnostic.fix.front().span == diagnostic.span;
  return alone ? diagnostic.fix.front().text : std::string();
}

}  // namespace

std::string render_text(const Diagnostic& diagnostic, const SourceSet& sources, std::string_view language) {
  const SourceSpan& span = diagnostic.span;
  std::string result = span.file < sources.size() ? sources[span.file].path() : std::string("rules");
  if (span.line > 0) result += ":" + std::to_string(span.line) + ":" + std::to_string(span.column);
  result += ": " + std::string(severity_word(diagnostic.id, language)) + "[" +
            std::string(code_of(diagnostic.id)) + "]: " + message_in(diagnostic, language) + "\n";

  std::vector<std::pair<Place, MarkedLine>> lines;
  const auto mark = [&](const SourceSpan& where, char sign, const std::string& note) {
    if (!has_place(where, sources)) return;
    const Place place{where.file, where.line};
    auto found = std::find_if(lines.begin(), lines.end(),
                              [&](const auto& line) { return line.first == place; });
    if (found == lines.end()) {
      lines.emplace_back(place, MarkedLine(sources[where.file].line(where.line), where.line));
      found = lines.end() - 1;
    }
    found->second.mark(where, sign, note);
  };
  mark(span, '^', "");
  for (const Label& label : diagnostic.labels) mark(label.span, '-', label.text.in(language));

  std::size_t gutter = 1;
  for (const auto& [place, line] : lines) gutter = std::max(gutter, std::to_string(place.line).size());
  for (const auto& [place, line] : lines) {
    if (place.file != span.file) result += sources[place.file].path() + ":\n";
    result += line.text(gutter);
  }
  if (!diagnostic.shown.empty()) result += (language == "zh" ? "说明：" : "note: ") + diagnostic.shown + "\n";
  if (!diagnostic.help.empty()) {
    result += (language == "zh" ? "建议：" : "help: ") + diagnostic.help.in(language) + "\n";
  }
  return result;
}

std::string render_json(const Diagnostic& diagnostic, const SourceSet& sources) {
  std::string result = "{\"code\":" + json_text(code_of(diagnostic.id)) +
                       ",\"severity\":" + json_text(severity_word(diagnostic.id)) + "," +
                       json_place(diagnostic.span, sources) +
                       ",\"message\":" + json_text(diagnostic.message) +
                       ",\"note\":" + json_text(diagnostic.shown) + ",\"help\":" + json_text(diagnostic.help.english) +
                       ",\"replacement\":" + json_text(replacement_of(diagnostic)) + ",\"fix\":[";
  for (std::size_t i = 0; i < diagnostic.fix.size(); ++i) {
    if (i > 0) result += ",";
    result += "{" + json_place(diagnostic.fix[i].span, sources) + ",\"text\":" + json_text(diagnostic.fix[i].text) + "}";
  }
  result += "],\"labels\":[";
  for (std::size_t i = 0; i < diagnostic.labels.size(); ++i) {
    if (i > 0) result += ",";
    result += "{" + json_place(diagnostic.labels[i].span, sources) +
              ",\"text\":" + json_text(diagnostic.labels[i].text.english) + "}";
  }
  return result + "]}";
}

}  // namespace probity::diagnostics
