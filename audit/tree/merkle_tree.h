#pragma once

#include <cstdint>
#include <vector>

#include "audit/tree/proof.h"

namespace probity::audit {

/// A tree with all its complete subtrees in memory (64 bytes a leaf): for the decisions of one scan,
/// for logs of moderate size, and to check the other makers of roots.
///
/// Thread-safety: one writer or any number of readers.
class MerkleTree {
 public:
  void append(const TreeHash& leaf);

  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  /// Errors of these three: `kOutOfRange` where the size is above `size()` or the index outside it.
  [[nodiscard]] Result<TreeHash> root(std::uint64_t size) const;
  [[nodiscard]] Result<TreeProof> inclusion(std::uint64_t index, std::uint64_t size) const;
  [[nodiscard]] Result<TreeProof> consistency(std::uint64_t old_size, std::uint64_t size) const;

 private:
  [[nodiscard]] NodeReader reader() const;

  TreeHasher hasher_;
  std::vector<std::vector<TreeHash>> levels_;  // levels_[k][i]: leaves i * 2^k to (i + 1) * 2^k - 1
};

}  // namespace probity::audit
