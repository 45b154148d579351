#pragma once

#include <string>
#include <string_view>

namespace probity::cli {

/// The text as a JSON string, in quotes. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace probity::cli
