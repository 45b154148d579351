#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "audit/store/log_walk.h"
#include "audit/store/segment_format.h"
#include "audit/tree/tiles.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// Appends batches behind what a walk found, and writes the tiles that become full.
///
/// Thread-safety: one thread at a time.
class SegmentWriter {
 public:
  /// `walked` has no damage, or its torn tail was cut off. `folder` outlives the writer.
  [[nodiscard]] static Result<std::unique_ptr<SegmentWriter>> open(ports::LogFolder& folder, const WalkResult& walked,
                                                                   const LogId& new_log_id,
                                                                   std::uint64_t segment_bytes_max);

  /// Writes one batch of at most `kBatchEntriesMax` entries and `kBatchBodyBytesMax` bytes of records,
  /// and syncs it. After an error the writer must not be used again: what is on disk is not known.
  [[nodiscard]] Result<void> append(const std::vector<std::string>& entries);

  [[nodiscard]] const LogId& log_id() const { return log_id_; }
  [[nodiscard]] std::uint64_t size() const { return edge_.size(); }
  [[nodiscard]] const CompactRange& tree() const { return tree_; }
  [[nodiscard]] const TileEdge& edge() const { return edge_; }
  /// Did the last error come from a write, before any sync?
  [[nodiscard]] bool failed_before_sync() const { return failed_before_sync_; }
  /// Has a segment been ended since this was last asked?
  [[nodiscard]] bool take_segment_ended();

 private:
  SegmentWriter(ports::LogFolder& folder, const WalkResult& walked, const LogId& new_log_id,
                std::uint64_t segment_bytes_max);
  [[nodiscard]] Result<void> begin_segment_for(std::size_t batch_bytes);
  void put_tile(int tile_level, std::uint64_t number, const std::vector<TreeHash>& hashes);

  ports::LogFolder& folder_;
  LogId log_id_;
  std::uint64_t segment_bytes_max_;
  std::unique_ptr<ports::AppendFile> file_;
  std::uint64_t segment_first_ = 0;
  std::uint64_t segment_bytes_ = 0;
  std::uint64_t previous_first_ = 0;  // of the segment before this one
  std::uint64_t previous_bytes_ = 0;
  std::uint64_t batches_ = 0;
  CompactRange tree_;
  TileEdge edge_;
  TreeHasher hasher_;
  bool failed_before_sync_ = true;
  bool segment_ended_ = false;
};

}  // namespace probity::audit
