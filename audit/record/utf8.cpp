#include "audit/record/utf8.h"

#include <algorithm>
#include <cstring>

namespace probity::audit {
namespace {

/// The first UTF-16 code unit of a code point.
std::uint32_t lead_unit(std::uint32_t point) {
  return point < 0x10000 ? point : 0xD800 + ((point - 0x10000) >> 10);
}

}  // namespace

std::optional<CodePoint> code_point_at(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t first = byte(offset);
  if (first < 0x80) return CodePoint{first, 1};
  std::size_t length = 0;
  std::uint32_t value = 0;
  std::uint32_t smallest = 0;
  if ((first & 0xE0) == 0xC0) {
    length = 2, value = first & 0x1FU, smallest = 0x80;
  } else if ((first & 0xF0) == 0xE0) {
    length = 3, value = first & 0x0FU, smallest = 0x800;
  } else if ((first & 0xF8) == 0xF0) {
    length = 4, value = first & 0x07U, smallest = 0x10000;
  } else {
    return std::nullopt;
  }
  if (text.size() - offset < length) return std::nullopt;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(offset + i) & 0xC0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(offset + i) & 0x3FU);
  }
  if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return std::nullopt;
  }
  return CodePoint{value, length};
}

std::optional<std::size_t> first_bad_utf8(std::string_view text) {
  for (std::size_t offset = 0; offset < text.size();) {
    // Most text is ASCII: eight bytes without a high bit are passed at once.
    std::uint64_t eight = 0;
    if (text.size() - offset >= sizeof eight) {
      std::memcpy(&eight, text.data() + offset, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        offset += sizeof eight;
        continue;
      }
    }
    if (static_cast<std::uint8_t>(text[offset]) < 0x80) {
      ++offset;
      continue;
    }
    const auto point = code_point_at(text, offset);
    if (!point) return offset;
    offset += point->bytes;
  }
  return std::nullopt;
}

bool utf16_less(std::string_view a, std::string_view b) {
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (at_a == a.end() || at_b == b.end()) return a.size() < b.size();
  // Back to the beginning of the code point in which they first differ; what precedes is common.
  auto offset = static_cast<std::size_t>(at_a - a.begin());
  while (offset > 0 && (static_cast<std::uint8_t>(a[offset]) & 0xC0) == 0x80) --offset;
  const auto point_a = code_point_at(a, offset);
  const auto point_b = code_point_at(b, offset);
  if (!point_a || !point_b) return a < b;
  const std::uint32_t lead_a = lead_unit(point_a->value);
  const std::uint32_t lead_b = lead_unit(point_b->value);
  // Equal leads of different points: both are beyond U+FFFF, where the trail follows the point.
  return lead_a != lead_b ? lead_a < lead_b : point_a->value < point_b->value;
}

}  // namespace probity::audit
