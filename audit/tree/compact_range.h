#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/tree/hasher.h"

namespace probity::audit {

/// What must be kept of a tree to add leaves and to know its root: one hash for each bit that is set
/// in its size, the largest subtree first. At most 64 hashes, whatever the size.
///
/// Thread-safety: one thread at a time.
class CompactRange {
 public:
  CompactRange() = default;
  /// The range of a tree of that size: one hash for each bit set in it, the largest subtree first.
  CompactRange(std::uint64_t size, std::vector<TreeHash> subtrees) : size_(size), subtrees_(std::move(subtrees)) {}
  CompactRange(const CompactRange& other) : size_(other.size_), subtrees_(other.subtrees_) {}
  CompactRange& operator=(const CompactRange& other) {
    size_ = other.size_;
    subtrees_ = other.subtrees_;
    return *this;
  }

  void append(const TreeHash& leaf);
  void append_entry(std::string_view entry) { append(hasher_.leaf(entry)); }

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The root of RFC 9162, section 2.1.1, over all leaves added so far.
  [[nodiscard]] TreeHash root();

 private:
  TreeHasher hasher_;  // each range has its own: it holds nothing between two calls
  std::uint64_t size_ = 0;
  std::vector<TreeHash> subtrees_;
};

}  // namespace probity::audit
