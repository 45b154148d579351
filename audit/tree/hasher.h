#pragma once

#include <string_view>

#include "engine/values/sha256.h"

namespace probity::audit {

using TreeHash = Sha256Digest;

/// The two hashes of RFC 6962, section 2.1, over one hashing context that is used again: setting a
/// context up costs more than a node's 65 bytes.
///
/// Thread-safety: one thread at a time.
class TreeHasher {
 public:
  /// SHA-256(0x00 ‖ entry)
  [[nodiscard]] TreeHash leaf(std::string_view entry);
  /// SHA-256(0x01 ‖ left ‖ right)
  [[nodiscard]] TreeHash node(const TreeHash& left, const TreeHash& right);
  /// The root of a tree without leaves: SHA-256 of nothing.
  [[nodiscard]] TreeHash empty_root();

 private:
  Sha256 sha256_;
};

[[nodiscard]] std::string_view hash_bytes(const TreeHash& hash);

}  // namespace probity::audit
