#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "audit/tree/hasher.h"
#include "engine/base/result.h"

namespace probity::audit {

using TreeProof = std::vector<TreeHash>;

/// Gives the hash of a complete subtree: the leaves from `index * 2^level` on, `2^level` of them. The
/// makers of proofs ask for nothing else, so it can be answered from memory or from stored tiles.
using NodeReader = std::function<Result<TreeHash>(int level, std::uint64_t index)>;

/// The root of the first `size` leaves. Errors: those of `nodes`.
[[nodiscard]] Result<TreeHash> tree_root(std::uint64_t size, const NodeReader& nodes);

/// RFC 9162, section 2.1.3.1: that the leaf at `index` is in the tree of `size` leaves.
/// Errors: `kOutOfRange` where `index >= size`; those of `nodes`.
[[nodiscard]] Result<TreeProof> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                                const NodeReader& nodes);

/// RFC 9162, section 2.1.4.1: that the tree of `size` leaves began as that of `old_size`.
/// Errors: `kOutOfRange` where `old_size` is 0 or above `size`; those of `nodes`.
[[nodiscard]] Result<TreeProof> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                                  const NodeReader& nodes);

/// RFC 9162, section 2.1.3.2. True only where the proof has exactly the hashes it needs.
[[nodiscard]] bool inclusion_holds(std::uint64_t index, std::uint64_t size, const TreeHash& leaf,
                                   const TreeProof& proof, const TreeHash& root);

/// RFC 9162, section 2.1.4.2. From size 0 nothing can be proved: false.
[[nodiscard]] bool consistency_holds(std::uint64_t old_size, std::uint64_t size,
                                     const TreeProof& proof, const TreeHash& old_root,
                                     const TreeHash& root);

}  // namespace probity::audit
