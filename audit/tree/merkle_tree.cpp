#include "audit/tree/merkle_tree.h"

#include <string>

namespace probity::audit {
namespace {

Error too_large(std::uint64_t size, std::uint64_t held) {
  return Error{ErrorCode::kOutOfRange, "a tree of " + std::to_string(size) +
                                           " leaves was asked for; there are " +
                                           std::to_string(held)};
}

}  // namespace

void MerkleTree::append(const TreeHash& leaf) {
  TreeHash hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].push_back(hash);
    const std::size_t count = levels_[level].size();
    if (count % 2 != 0) return;
    hash = hasher_.node(levels_[level][count - 2], levels_[level][count - 1]);
  }
}

NodeReader MerkleTree::reader() const {
  return [this](int level, std::uint64_t index) -> Result<TreeHash> {
    const auto at = static_cast<std::size_t>(level);
    if (at >= levels_.size() || index >= levels_[at].size()) {
      return Error{ErrorCode::kOutOfRange, "no such node of the tree"};
    }
    return levels_[at][index];
  };
}

Result<TreeHash> MerkleTree::root(std::uint64_t size) const {
  if (size > this->size()) return too_large(size, this->size());
  return tree_root(size, reader());
}

Result<TreeProof> MerkleTree::inclusion(std::uint64_t index, std::uint64_t size) const {
  if (size > this->size()) return too_large(size, this->size());
  return inclusion_proof(index, size, reader());
}

Result<TreeProof> MerkleTree::consistency(std::uint64_t old_size, std::uint64_t size) const {
  if (size > this->size()) return too_large(size, this->size());
  return consistency_proof(old_size, size, reader());
}

}  // namespace probity::audit
