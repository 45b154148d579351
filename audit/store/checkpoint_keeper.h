#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "audit/note/checkpoint.h"
#include "audit/tree/tiles.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// File names in a log's folder.
inline constexpr const char* kCheckpointName = "checkpoint";
/// `checkpoints/00000000000000000042`: the checkpoint of that size, kept.
[[nodiscard]] std::string kept_checkpoint_name(std::uint64_t size);

/// Loads full tiles from a log's folder.
[[nodiscard]] TileLoader tile_loader(ports::LogSource& source);

/// The whole of a file of the log. Errors: `kNotFound`, `kUnavailable`, `kLimit` for more than `bytes_max`.
[[nodiscard]] Result<std::string> read_whole(ports::LogSource& source, const std::string& name, std::size_t bytes_max);

/// Does the log have what a checkpoint says? `where` names the checkpoint in messages. `keys` may be
/// empty: then nobody asks who signed it. Errors: `kCorrupt` with what is wrong; the tree's.
[[nodiscard]] Result<void> check_against(const SignedCheckpoint& checkpoint, const std::string& where,
                                         const std::string& origin, const std::vector<VerifierKey>& keys,
                                         TileTree& tree);

/// Signs and publishes a log's checkpoints, and holds a log that is opened against those of before.
///
/// Thread-safety: any number of threads, one after the other.
class CheckpointKeeper {
 public:
  /// `folder` outlives the keeper. Without signers nothing is published; what was, is still checked.
  CheckpointKeeper(ports::LogFolder& folder, std::vector<SignerKey> signers, const std::vector<VerifierKey>& verifiers,
                   std::vector<std::shared_ptr<ports::Anchor>> anchors);

  /// Is the log the one that was published and anchored, and not shorter? Errors: `kCorrupt`;
  /// `kUnavailable` where an anchor cannot be asked.
  [[nodiscard]] Result<void> check(TileTree& tree);

  /// Signs this state, puts it into each anchor, and then into the log's folder; `keep` a copy under its
  /// size too. Errors: `kUnavailable`; `kCorrupt` where an anchor holds what this log never put there.
  [[nodiscard]] Result<void> publish(std::uint64_t size, const TreeHash& root, bool keep);

  [[nodiscard]] bool signs() const { return !signers_.empty(); }

 private:
  [[nodiscard]] std::string origin() const { return signers_.empty() ? std::string() : signers_.front().name; }

  ports::LogFolder& folder_;
  std::vector<SignerKey> signers_;
  std::vector<VerifierKey> keys_;
  std::vector<std::shared_ptr<ports::Anchor>> anchors_;

  std::mutex mutex_;  // guards what follows
  std::vector<std::optional<std::string>> anchored_;
  std::optional<std::uint64_t> published_size_;
  std::optional<std::uint64_t> kept_size_;
};

}  // namespace probity::audit
