#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "audit/note/checkpoint.h"
#include "audit/store/log_walk.h"
#include "audit/tree/tiles.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// A log for readers who look at single entries and proofs: its tiles and its last segment, not the whole
/// of it. What it gives was checked against the root that it names.
///
/// Thread-safety: one thread at a time.
class LogView {
 public:
  /// Reads the last segment. `source` outlives the view. Errors: `kCorrupt` where that does not hold,
  /// `kUnavailable`, `kNotFound`, `kInterrupted`.
  [[nodiscard]] static Result<std::unique_ptr<LogView>> open(ports::LogSource& source,
                                                             const ports::StopRequested& stop = {});

  [[nodiscard]] std::uint64_t size() const { return tree_.size(); }
  /// Null where the log has no entry.
  [[nodiscard]] const LogId* log_id() const { return log_id_ ? &*log_id_ : nullptr; }
  [[nodiscard]] TileTree& tree() { return tree_; }

  /// The newest published checkpoint, whose root the tree has. Errors: `kNotFound` where none is
  /// published; `kCorrupt` where the log is not what it says.
  [[nodiscard]] Result<SignedCheckpoint> checkpoint();
  /// The same of the greatest size below `size` that was kept; nothing where there is none.
  [[nodiscard]] Result<std::optional<SignedCheckpoint>> kept_below(std::uint64_t size);

  /// An entry's bytes; their leaf is the tree's. Errors: `kOutOfRange`; `kCorrupt`.
  [[nodiscard]] Result<std::string> entry(std::uint64_t index);

  /// That the entry is under the published checkpoint. Errors: `kOutOfRange` where it is not yet;
  /// `kCorrupt` where the tiles do not give a proof that holds.
  [[nodiscard]] Result<LogProof> prove(std::uint64_t index);
  /// That the log of `old_size` entries is the beginning of the published checkpoint's.
  [[nodiscard]] Result<TreeProof> prove_growth(std::uint64_t old_size);

 private:
  LogView(ports::LogSource& source, const WalkResult& walked, ports::StopRequested stop);

  ports::LogSource& source_;
  std::optional<LogId> log_id_;
  TileTree tree_;
  ports::StopRequested stop_;
};

}  // namespace probity::audit
