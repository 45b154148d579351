#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

/// What the readers and printers of dates and times share; private to engine/values.
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

/// Seconds and nanoseconds as nanoseconds, where 64 bits hold them.
[[nodiscard]] inline std::optional<std::int64_t> nanoseconds(std::int64_t seconds,
                                                             std::int64_t fraction_ns) {
  __extension__ using Wide = __int128;  // the product alone may pass 64 bits where the sum does not
  const Wide sum = Wide{seconds} * 1'000'000'000 + fraction_ns;
  if (sum < std::numeric_limits<std::int64_t>::min() ||
      sum > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(sum);
}

/// Appends `number` (not negative) with at least `width` digits.
inline void append_digits(std::string& text, int number, std::size_t width) {
  const std::string plain = std::to_string(number);
  if (plain.size() < width) text.append(width - plain.size(), '0');
  text += plain;
}

}  // namespace probity::written
