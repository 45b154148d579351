#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ports/client_keys.h"
#include "engine/values/sha256.h"

namespace probity::audit {

/// One entry's redaction: random, so that no two entries' commitments are of one another.
using RedactionId = std::array<std::uint8_t, 16>;

/// RFC 2104 over SHA-256 (OpenSSL underneath).
[[nodiscard]] Sha256Digest hmac_sha256(std::string_view key, std::string_view message);

/// The salt of one value of one entry: who has not the client's key cannot try values out.
[[nodiscard]] Sha256Digest salt_of(const ports::ClientKey& key, const RedactionId& id, std::string_view name);
/// SHA-256(salt ‖ name ‖ 0x00 ‖ value): what stands in the entry for the value.
[[nodiscard]] Sha256Digest commitment(const Sha256Digest& salt, std::string_view name, std::string_view value);

/// AES-256-GCM under a key that is made of the client's and the redaction's id, which no two entries share, so
/// that its nonce is zero: ciphertext, then 16 bytes of tag. The id is authenticated with it.
[[nodiscard]] std::string seal(const ports::ClientKey& key, const RedactionId& id, std::string_view text);
/// Nothing where it was sealed with another key or was changed.
[[nodiscard]] std::optional<std::string> unseal(const ports::ClientKey& key, const RedactionId& id, std::string_view sealed);

}  // namespace probity::audit
