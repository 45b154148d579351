#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace probity::audit {

/// One Unicode scalar value and how many bytes it took.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;
};

/// The code point at `offset` (which lies inside `text`), or nothing where the bytes are no UTF-8:
/// overlong forms, surrogates and what lies beyond U+10FFFF are none.
[[nodiscard]] std::optional<CodePoint> code_point_at(std::string_view text, std::size_t offset);

/// The offset of the first byte that is no UTF-8, or nothing.
[[nodiscard]] std::optional<std::size_t> first_bad_utf8(std::string_view text);

/// Is `a` before `b` in the order of their UTF-16 code units? Both are UTF-8.
[[nodiscard]] bool utf16_less(std::string_view a, std::string_view b);

}  // namespace probity::audit
