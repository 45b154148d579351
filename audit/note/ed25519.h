#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace probity::audit {

using Ed25519Key = std::array<std::uint8_t, 32>;  ///< public, or the seed of a private one

inline constexpr std::size_t kEd25519SignatureBytes = 64;

/// RFC 8032 (OpenSSL underneath).
[[nodiscard]] Ed25519Key ed25519_public(const Ed25519Key& seed);
[[nodiscard]] std::string ed25519_sign(const Ed25519Key& seed, std::string_view message);
/// False also for a signature or a key that is none.
[[nodiscard]] bool ed25519_holds(const Ed25519Key& key, std::string_view message, std::string_view signature);

}  // namespace probity::audit
