#include "adapters/cli/help_format.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>

namespace probity::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kDescriptionColumn = 28;

/// Code points: help has no wide characters.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// What stands first in its line and what is broken at blanks behind it; lines after the first are
/// indented, and `join` ends each line that goes on. Breaks stand before words that begin with `breaks`.
struct Layout {
  std::size_t indent = 0;
  std::string_view join = {};
  std::string_view breaks = {};
};

std::string wrapped(std::string current, std::string_view text, const Layout& layout) {
  std::string result;
  bool is_first = true;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find(' ', at), text.size());
    while (end < text.size() && text.substr(end + 1, layout.breaks.size()) != layout.breaks) {
      end = std::min(text.find(' ', end + 1), text.size());
    }
    const std::string_view part = text.substr(at, end - at);
    if (!is_first && width_of(current) + 1 + width_of(part) + width_of(layout.join) > kColumns) {
      result += current + std::string(layout.join) + "\n";
      current = std::string(layout.indent, ' ') + std::string(part);
    } else {
      current += std::string(is_first ? 0 : 1, ' ') + std::string(part);
    }
    is_first = false;
    at = end + 1;
  }
  return result + current + "\n";
}

/// The parser's help in lines, the parts of what it broke itself put together again.
class HelpText {
 public:
  void add(std::string_view line) {
    const std::string_view text = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    const std::size_t lead = line.size() - text.size();
    const bool is_example = line.starts_with("  ") && text.starts_with("probity ");
    if (continues_example_) {
      text_ += " " + std::string(text);
    } else if (lead == kDescriptionColumn && is_option_) {
      text_ += (text_.empty() ? "" : " ") + std::string(text);
    } else if (is_prose(line) && is_prose_) {
      text_ += " " + std::string(line);
    } else {
      end();
      is_example_ = is_example || text.find(" | probity ") != std::string_view::npos;
      is_option_ = lead == 2 && !is_example_;
      is_prose_ = is_prose(line);
      const bool has_description = is_option_ && line.size() > kDescriptionColumn &&
                                   line[kDescriptionColumn] != ' ' && line[kDescriptionColumn - 1] == ' ';
      const std::size_t head = has_description ? kDescriptionColumn : is_option_ ? line.size() : lead;
      head_ = std::string(line.substr(0, head));
      text_ = std::string(line.substr(head));
    }
    continues_example_ = is_example_ && text_.ends_with(" \\");
    if (continues_example_) text_.resize(text_.size() - 2);
  }

  std::string finish() {
    end();
    return std::move(result_);
  }

 private:
  static bool is_prose(std::string_view line) {
    return !line.empty() && line.front() != ' ' && !line.starts_with("Usage:") && !line.ends_with(":");
  }

  void end() {
    if (!started_) {
      started_ = true;
      return;
    }
    if (is_option_ && !text_.empty() && width_of(head_) >= kDescriptionColumn && head_.back() != ' ') {
      result_ += head_ + "\n";
      head_ = std::string(kDescriptionColumn, ' ');
    }
    Layout layout;
    if (is_option_) layout.indent = kDescriptionColumn;
    if (is_example_) layout = {6, " \\", "-"};
    result_ += wrapped(std::move(head_), text_, layout);
    head_.clear();
    text_.clear();
  }

  std::string result_, head_, text_;
  bool started_ = false;
  bool is_option_ = false;
  bool is_example_ = false;
  bool is_prose_ = false;
  bool continues_example_ = false;
};

class HelpFormat : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    const std::string whole = CLI::Formatter::make_help(app, std::move(name), mode);
    HelpText text;
    for (std::size_t at = 0; at < whole.size();) {
      const std::size_t end = std::min(whole.find('\n', at), whole.size());
      text.add(std::string_view(whole).substr(at, end - at));
      at = end + 1;
    }
    return text.finish();
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_format() {
  auto format = std::make_shared<HelpFormat>();
  format->column_width(kDescriptionColumn);
  return format;
}

}  // namespace probity::cli
