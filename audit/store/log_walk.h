#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "audit/store/segment_format.h"
#include "audit/tree/compact_range.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// An entry whose batch was found sound: CRCs, chained roots and the root over all entries up to it.
struct WalkedEntry {
  std::uint64_t index = 0;
  std::string_view text;  ///< its bytes; valid during the visit
  TreeHash leaf{};        ///< their hash in the tree
  const LogId* log_id = nullptr;
  std::uint64_t segment_first = 0;  ///< index of its segment's first entry
  std::uint64_t segment_bytes = 0;  ///< of the segment's file
  std::uint64_t offset = 0;         ///< of its record in the segment
};

/// Called for each entry in order; false ends the walk there. An error `kCorrupt` becomes the walk's
/// damage at that entry; any other error ends it.
using EntryVisitor = std::function<Result<bool>(const WalkedEntry&)>;

/// Told how far the walk is, in bytes.
using WalkProgress = std::function<void(std::uint64_t done, std::uint64_t of)>;

/// The first place at which the log does not hold.
struct Damage {
  std::uint64_t index = 0;   ///< of the first entry that cannot be trusted
  std::string segment;       ///< file
  std::uint64_t offset = 0;  ///< in the file: of the record or header that is wrong
  std::string what;
  /// A last batch that was never written whole: nothing valid follows it, and it is cut short or
  /// holds disk sectors that nothing was written to. Nobody was told that its entries are recorded.
  bool torn_tail = false;
  std::uint64_t batch_offset = 0;  ///< where the batch that holds `offset` begins
  std::uint64_t bytes_behind = 0;  ///< from there to the file's end

  [[nodiscard]] std::string text() const;
};

struct WalkResult {
  std::optional<LogId> log_id;  ///< empty: the log has no whole batch
  std::uint64_t batches = 0;
  std::uint64_t entries = 0;    ///< that hold, before the damage if there is any
  std::uint64_t bytes = 0;      ///< that hold
  CompactRange tree;            ///< of those entries
  TileEdge edge;                ///< the same, with what the tiles need
  std::optional<Damage> damage;
  std::string last_segment;             ///< empty: there is none
  std::uint64_t last_segment_bytes = 0; ///< that hold
  std::uint64_t last_segment_first = 0; ///< index of its first entry
  std::uint64_t previous_segment_first = 0;  ///< the same of the one before it
  std::uint64_t previous_segment_bytes = 0;
};

/// In `WalkStart`: the last segment, which is as far as a writer reads.
inline constexpr std::uint64_t kLastSegment = ~std::uint64_t{0};

/// How to walk. Whatever it is, the header of each segment is checked, and that none is missing.
struct WalkOptions {
  /// The walk begins with the segment that holds this entry; segments before it are taken to hold. The
  /// header it begins with fits the batch behind it, or the walk says that it does not.
  std::uint64_t from_index = 0;
  /// Told each tile that became full; tiles in front of where the walk begins are not.
  FullTile full_tile;
  WalkProgress progress;
  ports::StopRequested stop;
};

/// Reads the log from where the options say to its end or its first damage, one batch in memory at a
/// time. Errors: `kUnavailable`, `kNotFound` (no such folder), `kInterrupted`, the visitor's.
[[nodiscard]] Result<WalkResult> walk_log(ports::LogSource& source, const EntryVisitor& visit,
                                          const WalkOptions& options = {});

/// The id in the first segment's header; nothing where there is none. Errors: `kUnavailable`.
[[nodiscard]] Result<std::optional<LogId>> log_id_of(ports::LogSource& source);

}  // namespace probity::audit
