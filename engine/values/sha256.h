#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace probity {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// Incremental SHA-256 (OpenSSL underneath).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  /// The digest of all updates; the object then starts afresh.
  [[nodiscard]] Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Sha256Digest sha256(std::string_view bytes);
/// 64 lower-case hex digits.
[[nodiscard]] std::string to_hex(const Sha256Digest& digest);
/// `sha256:` and 64 hex digits: how digests are written everywhere.
[[nodiscard]] std::string digest_text(const Sha256Digest& digest);

}  // namespace probity
