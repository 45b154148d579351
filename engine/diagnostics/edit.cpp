#include <algorithm>
#include <tuple>

#include "engine/diagnostics/diagnostics.h"

namespace probity::diagnostics {
namespace {

/// Where a place begins, in bytes of the text; columns count code points, without a byte-order mark.
std::size_t offset_of(const SourceText& source, std::uint32_t line, std::uint32_t column) {
  const std::string_view text = source.text();
  std::size_t at = 0;
  for (std::uint32_t i = 1; i < line && at < text.size(); ++i) {
    const std::size_t end = text.find('\n', at);
    at = end == std::string_view::npos ? text.size() : end + 1;
  }
  if (line == 1 && text.substr(0, 3) == "\xEF\xBB\xBF") at = 3;
  for (std::uint32_t i = 1; i < column && at < text.size() && text[at] != '\n'; ++i) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

auto end_of(const SourceSpan& span) { return std::tie(span.end_line, span.end_column); }
auto begin_of(const SourceSpan& span) { return std::tie(span.line, span.column); }

}  // namespace

SourceSet with_edits(const SourceSet& sources, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return std::tie(a.span.file, a.span.line, a.span.column) < std::tie(b.span.file, b.span.line, b.span.column);
  });
  SourceSet result;
  std::size_t next = 0;
  for (std::uint32_t file = 0; file < sources.size(); ++file) {
    const std::string_view text = sources[file].text();
    std::string changed;
    std::size_t done = 0;
    const Edit* last = nullptr;
    for (; next < edits.size() && edits[next].span.file == file; ++next) {
      const Edit& edit = edits[next];
      if (last != nullptr && begin_of(edit.span) < end_of(last->span)) continue;
      const std::size_t begin = offset_of(sources[file], edit.span.line, edit.span.column);
      changed += text.substr(done, begin - done);
      changed += edit.text;
      done = std::max(begin, offset_of(sources[file], edit.span.end_line, edit.span.end_column));
      last = &edit;
    }
    changed += text.substr(done);
    result.emplace_back(sources[file].path(), std::move(changed));
  }
  return result;
}

}  // namespace probity::diagnostics
