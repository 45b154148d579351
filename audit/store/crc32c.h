#pragma once

#include <cstdint>
#include <string_view>

namespace probity::audit {

/// CRC-32C (Castagnoli, reflected polynomial 0x82F63B78). `crc32c(b, crc32c(a))` is that of `a` and
/// `b` together. It finds accidents; against intent stand the tree's hashes.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace probity::audit
