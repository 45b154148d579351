#include "audit/store/crc32c.h"

#include <array>
#include <cstddef>

namespace probity::audit {
namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

/// Table 0 steps one byte; table k a byte that k zero bytes follow, so that eight are stepped at once.
constexpr Table make_tables() {
  Table tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0U);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}

constexpr Table kTables = make_tables();

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  std::uint32_t crc = ~before;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint32_t next = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const auto low = static_cast<std::uint8_t>(crc >> (8 * k));
      next ^= kTables[7 - k][static_cast<std::uint8_t>(byte(at + k) ^ low)];
      next ^= kTables[3 - k][byte(at + 4 + k)];
    }
    crc = next;
  }
  for (; at < bytes.size(); ++at) {
    crc = (crc >> 8) ^ kTables[0][static_cast<std::uint8_t>(crc ^ byte(at))];
  }
  return ~crc;
}

}  // namespace probity::audit
