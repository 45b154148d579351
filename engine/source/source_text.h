#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace probity {

/// A place in a source file. Lines and columns count from 1; columns count code points, not
/// bytes. `end_column` is one past the last marked code point on `end_line`.
struct SourceSpan {
  std::uint32_t file = 0;  ///< index into `SourceSet`
  std::uint32_t line = 0;  ///< 0: no place is known
  std::uint32_t column = 0;
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;
  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

/// One file's text with its lines found.
class SourceText {
 public:
  SourceText(std::string path, std::string text);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::size_t line_count() const { return line_starts_.size(); }
  /// The line's text without its end; empty for a line that is not there. Lines count from 1.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;

 private:
  std::string path_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// The files of one compilation; spans name a file by its index here.
using SourceSet = std::vector<SourceText>;

}  // namespace probity
