#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/packs/objects.h"
#include "audit/tree/compact_range.h"
#include "audit/tree/proof.h"
#include "engine/base/result.h"

namespace probity::audit {

/// Decisions in one part of a pack; a power of two, so that a part is a subtree.
inline constexpr std::uint64_t kPackPartDecisions = 1'024;

/// The decisions of a scan, in its order: kept in parts, with the tree over them. Without `keep` only the
/// tree is made.
class DecisionPackWriter {
 public:
  explicit DecisionPackWriter(KeepText keep = {}) : keep_(std::move(keep)) {}

  /// `leaf` is the decision's canonical JSON, as `decision_leaf` makes it. Errors: those of `keep`.
  [[nodiscard]] Result<void> add(std::string_view leaf);
  [[nodiscard]] std::uint64_t size() const { return tree_.size(); }
  /// `sha256:…` over all decisions: what the scan's entry says.
  [[nodiscard]] std::string root();
  /// Keeps what is left and the list of parts, and gives the list's digest; empty without `keep`.
  [[nodiscard]] Result<std::string> finish();

 private:
  struct Part {
    std::string digest;
    TreeHash root{};
  };
  [[nodiscard]] Result<void> end_part();

  KeepText keep_;
  CompactRange tree_, part_tree_;
  std::string part_text_;
  std::vector<Part> parts_;
};

/// One decision of a scan and where it stands under the scan's root.
struct PackedDecision {
  std::uint64_t number = 0;
  std::string text;  ///< its canonical JSON: what its leaf is hashed over
};

/// A pack that is read again. Parts are loaded when they are asked for, the last one is kept.
///
/// Thread-safety: one thread at a time.
class DecisionPack {
 public:
  /// `decisions` and `root` are what the scan's entry says. Errors: `kCorrupt` where the pack is another one;
  /// those of `load`.
  [[nodiscard]] static Result<DecisionPack> open(const std::string& list_digest, std::uint64_t decisions,
                                                 const std::string& root, LoadText load);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Calls `visit` with each decision, in order, until it returns false. Each part is held against its root.
  [[nodiscard]] Result<void> each(const std::function<Result<bool>(const PackedDecision&)>& visit);
  /// Errors: `kOutOfRange`; `kCorrupt`.
  [[nodiscard]] Result<PackedDecision> at(std::uint64_t number);
  /// From the decision's leaf to the scan's root, as RFC 9162 has it.
  [[nodiscard]] Result<TreeProof> prove(std::uint64_t number);

 private:
  struct Part {
    std::string digest;
    TreeHash root{};
  };
  [[nodiscard]] Result<void> load_part(std::uint64_t part);
  [[nodiscard]] std::uint64_t part_size(std::uint64_t part) const;
  [[nodiscard]] Result<TreeHash> node(int level, std::uint64_t index);

  std::uint64_t size_ = 0;
  TreeHash root_{};
  std::vector<Part> parts_;
  LoadText load_;
  std::optional<std::uint64_t> loaded_;
  std::string text_;                        // of the part that is loaded
  std::vector<std::string_view> lines_;     // in it
  std::vector<std::vector<TreeHash>> nodes_;  // over its lines, level by level, complete ones only
};

}  // namespace probity::audit
