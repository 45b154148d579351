#include "audit/tree/proof.h"

#include <bit>
#include <string>

namespace probity::audit {
namespace {

/// The largest power of two below `size`, which is at least 2: where a tree is split.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

/// Roots and proofs over leaves [begin, end), as RFC 9162 defines them by splitting.
class Prover {
 public:
  explicit Prover(const NodeReader& nodes) : nodes_(nodes) {}

  Result<TreeHash> root(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t size = end - begin;
    if (std::has_single_bit(size)) {
      const int level = std::countr_zero(size);
      return nodes_(level, begin >> level);
    }
    const std::uint64_t middle = begin + split_of(size);
    PROBITY_TRY(const TreeHash left, root(begin, middle));
    PROBITY_TRY(const TreeHash right, root(middle, end));
    return hasher_.node(left, right);
  }

  Result<void> path(std::uint64_t index, std::uint64_t begin, std::uint64_t end, TreeProof& proof) {
    if (end - begin == 1) return {};
    const std::uint64_t middle = begin + split_of(end - begin);
    const bool left = index < middle;
    PROBITY_TRY_VOID(left ? path(index, begin, middle, proof) : path(index, middle, end, proof));
    PROBITY_TRY(const TreeHash sibling, left ? root(middle, end) : root(begin, middle));
    proof.push_back(sibling);
    return {};
  }

  /// SUBPROOF of the RFC; `whole` while the old tree is a subtree that its root already tells.
  Result<void> subproof(std::uint64_t old_end, std::uint64_t begin, std::uint64_t end, bool whole,
                        TreeProof& proof) {
    if (old_end == end) {
      if (whole) return {};
      PROBITY_TRY(const TreeHash own, root(begin, end));
      proof.push_back(own);
      return {};
    }
    const std::uint64_t middle = begin + split_of(end - begin);
    const bool left = old_end <= middle;
    PROBITY_TRY_VOID(left ? subproof(old_end, begin, middle, whole, proof)
                          : subproof(old_end, middle, end, false, proof));
    PROBITY_TRY(const TreeHash other, left ? root(middle, end) : root(begin, middle));
    proof.push_back(other);
    return {};
  }

 private:
  const NodeReader& nodes_;
  TreeHasher hasher_;
};

Error out_of_range(const char* what, std::uint64_t value, std::uint64_t size) {
  return Error{ErrorCode::kOutOfRange, std::string(what) + " " + std::to_string(value) +
                                           " cannot be proved in a tree of " +
                                           std::to_string(size)};
}

}  // namespace

Result<TreeHash> tree_root(std::uint64_t size, const NodeReader& nodes) {
  if (size == 0) return TreeHasher().empty_root();
  return Prover(nodes).root(0, size);
}

Result<TreeProof> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                  const NodeReader& nodes) {
  if (index >= size) return out_of_range("index", index, size);
  TreeProof proof;
  PROBITY_TRY_VOID(Prover(nodes).path(index, 0, size, proof));
  return proof;
}

Result<TreeProof> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                    const NodeReader& nodes) {
  if (old_size == 0 || old_size > size) return out_of_range("size", old_size, size);
  TreeProof proof;
  PROBITY_TRY_VOID(Prover(nodes).subproof(old_size, 0, size, true, proof));
  return proof;
}

bool inclusion_holds(std::uint64_t index, std::uint64_t size, const TreeHash& leaf,
                     const TreeProof& proof, const TreeHash& root) {
  if (index >= size) return false;
  TreeHasher hasher;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  TreeHash hash = leaf;
  for (const TreeHash& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = hasher.node(sibling, hash);
      // A right edge that stands alone on its level moves up until it has a left sibling.
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool consistency_holds(std::uint64_t old_size, std::uint64_t size, const TreeProof& proof,
                       const TreeHash& old_root, const TreeHash& root) {
  if (old_size == 0 || old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  if (proof.empty()) return false;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // An old tree that is one complete subtree is not repeated in the proof: it starts from its root.
  const bool starts_from_root = std::has_single_bit(old_size);
  TreeHasher hasher;
  TreeHash old_hash = starts_from_root ? old_root : proof.front();
  TreeHash hash = old_hash;
  for (std::size_t i = starts_from_root ? 0 : 1; i < proof.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = hasher.node(proof[i], old_hash);
      hash = hasher.node(proof[i], hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = hasher.node(hash, proof[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

}  // namespace probity::audit
