#pragma once

#include <string>
#include <string_view>

namespace probity {

/// The text in Unicode's normal form C, in which the language compares texts. Input that is no UTF-8
/// comes back unchanged.
[[nodiscard]] std::string to_nfc(std::string_view text);

}  // namespace probity
