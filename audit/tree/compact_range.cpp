#include "audit/tree/compact_range.h"

namespace probity::audit {

void CompactRange::append(const TreeHash& leaf) {
  TreeHash hash = leaf;
  // Each trailing one of the size is a complete subtree that the new leaf completes to a larger one.
  for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    hash = hasher_.node(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++size_;
}

TreeHash CompactRange::root() {
  if (subtrees_.empty()) return hasher_.empty_root();
  TreeHash hash = subtrees_.back();
  for (auto left = subtrees_.rbegin() + 1; left != subtrees_.rend(); ++left) {
    hash = hasher_.node(*left, hash);
  }
  return hash;
}

}  // namespace probity::audit
