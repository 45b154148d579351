#pragma once

#include <string>
#include <string_view>

namespace probity {

/// `text` as a JSON string, quotes included; UTF-8 passes through as it is, control bytes are escaped.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace probity
