#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/tree/hasher.h"
#include "audit/tree/tiles.h"
#include "engine/base/result.h"

/// The bytes of segments; audit/FORMAT.md describes them one by one. Nothing here reads or writes files.
namespace probity::audit {

using LogId = std::array<std::uint8_t, 16>;

inline constexpr std::string_view kSegmentMagic = "\x89PRSEGM\x01";
inline constexpr std::string_view kBatchMagic = "\x89PRBLOG\x01";
inline constexpr std::size_t kBatchHeaderBytes = 116;
inline constexpr std::size_t kRecordHeaderBytes = 8;
/// Entries of a batch and bytes behind its header, at most: a reader holds one batch in memory.
inline constexpr std::uint32_t kBatchEntriesMax = 8'192;
inline constexpr std::uint32_t kBatchBodyBytesMax = 8U << 20;

/// The bytes of a segment's header without its hashes and its CRC.
inline constexpr std::size_t kSegmentHeaderFixedBytes = 60;
/// The header's bytes, at most: 255 hashes for each eight levels of a tree.
inline constexpr std::size_t kSegmentHeaderBytesMax = kSegmentHeaderFixedBytes + 8 * 255 * 32 + 4;

/// What a segment begins with: all that is needed to go on from here without reading what came before.
struct SegmentHeader {
  LogId log_id{};
  std::uint64_t batch_number = 0;  ///< of its first batch
  std::uint64_t first_index = 0;   ///< of its first entry: the size of the tree before it
  /// The segment before this one, by its first entry and its bytes; both are 0 for the first segment.
  std::uint64_t previous_first_index = 0;
  std::uint64_t previous_bytes = 0;
  TileEdge edge;                   ///< of the tree before it

  [[nodiscard]] std::size_t bytes() const {
    return kSegmentHeaderFixedBytes + TileEdge::count(first_index) * sizeof(TreeHash) + 4;
  }
};

[[nodiscard]] std::string encode_segment_header(const SegmentHeader& header);
/// `bytes` are the beginning of a segment. Errors: `kCorrupt`, with what is wrong in them.
[[nodiscard]] Result<SegmentHeader> decode_segment_header(std::string_view bytes);
/// The bytes that a segment's header has, told by its fixed part; nothing where that cannot be one.
[[nodiscard]] std::optional<std::size_t> segment_header_bytes(std::string_view fixed_part);

struct BatchHeader {
  LogId log_id{};
  std::uint64_t number = 0;       ///< of the batch in the log, from 0
  std::uint64_t first_index = 0;  ///< of its first entry
  std::uint32_t count = 0;        ///< of entries, at least 1
  std::uint32_t body_bytes = 0;   ///< of records behind the header
  TreeHash previous_root{};       ///< of the tree of the first `first_index` entries
  TreeHash root{};                ///< of the tree with this batch's entries
};

[[nodiscard]] std::string encode_header(const BatchHeader& header);
/// `bytes` are `kBatchHeaderBytes`. Errors: `kCorrupt`, with what is wrong in them.
[[nodiscard]] Result<BatchHeader> decode_header(std::string_view bytes);

/// Appends the record of an entry of 1 to `kEntryBytesMax` bytes.
void append_record(std::string_view entry, std::string& body);

/// Where an entry's bytes stand.
struct RecordPlace {
  std::size_t offset = 0;  ///< of the record, in the body
  std::string_view entry;
};
/// What is wrong with a body, at which of its records and where in it.
struct BodyFault {
  std::uint32_t record = 0;
  std::size_t offset = 0;
  std::string what;
};
/// The entries of a body, or the first fault. `entries` are cleared first and point into `body`.
[[nodiscard]] std::optional<BodyFault> decode_body(std::string_view body, std::uint32_t count,
                                                   std::vector<RecordPlace>& entries);

/// `00000000000000000042.segment`: the segment that begins with entry 42.
[[nodiscard]] std::string segment_name(std::uint64_t first_index);
[[nodiscard]] std::optional<std::uint64_t> first_index_of_segment(std::string_view name);

/// `5f3a91c2-17`: entry 17 of the log whose id begins with these eight digits.
[[nodiscard]] std::string entry_id(const LogId& log_id, std::uint64_t index);
/// The index in an entry's id, or in a bare number; nothing where it is neither, or of another log.
[[nodiscard]] std::optional<std::uint64_t> index_of_entry_id(const LogId& log_id,
                                                             std::string_view id);
/// 32 lower-case hex digits.
[[nodiscard]] std::string log_id_text(const LogId& log_id);

}  // namespace probity::audit
