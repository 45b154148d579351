#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace probity::cli {

/// Help in lines of at most 80 columns: descriptions and paragraphs are wrapped, an example's line is
/// continued behind a `\`.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_format();

}  // namespace probity::cli
