#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Digits of dates and times as they are written; private to engine/values.
namespace probity::written {

/// The number that `text` (one to nine ASCII digits) writes, or nothing.
[[nodiscard]] inline std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// Appends `number` (not negative) with at least `width` digits.
inline void append_digits(std::string& text, int number, std::size_t width) {
  const std::string plain = std::to_string(number);
  if (plain.size() < width) text.append(width - plain.size(), '0');
  text += plain;
}

}  // namespace probity::written
