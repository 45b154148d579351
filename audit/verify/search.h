#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/record/json.h"
#include "audit/store/log_walk.h"
#include "audit/verify/show.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

/// Search over an index of the segments that have ended. It only tells which entries to look at: each of them is
/// read, held against the tree, and asked itself. It can be thrown away. See audit/FORMAT.md, *Index*.
namespace probity::audit {

/// What the index keeps of an entry.
struct IndexRow {
  std::uint32_t offset = 0;    ///< of its record in the segment
  std::int32_t day = 0;        ///< days since 1970; `kNoDay` where it has none
  std::uint8_t kind = 0;       ///< place in a list; 255 is any other
  std::uint8_t outcomes = 0;   ///< of the decision and its findings, a bit each
  std::uint64_t subject = 0, client = 0, ruleset = 0;  ///< hashes; 0 where there is none
  std::uint64_t rules = 0;     ///< a bit or two for each rule and ruleset

  static constexpr std::int32_t kNoDay = INT32_MIN;
  friend bool operator==(const IndexRow&, const IndexRow&) = default;
};
[[nodiscard]] IndexRow index_row(const Json& entry, std::uint32_t offset);
/// May an entry with this row pass? False is certain.
[[nodiscard]] bool may_pass(const IndexRow& row, const ShowFilter& filter);

/// The index of one segment.
struct SegmentIndex {
  LogId log_id{};
  std::uint64_t first_index = 0;
  std::uint64_t segment_bytes = 0;
  std::vector<IndexRow> rows;
};
[[nodiscard]] std::string encode_index(const SegmentIndex& index);
/// Nothing where the bytes are none, or not as they were written.
[[nodiscard]] std::optional<SegmentIndex> decode_index(std::string_view bytes);
/// `index/00000000000000000042`
[[nodiscard]] std::string index_name(std::uint64_t first_index);

/// Told the index of each segment that had none, so that it can be kept.
using KeepIndex = std::function<void(const std::string& name, const std::string& bytes)>;

/// Makes indexes of segments while a log is walked.
class IndexMaker {
 public:
  explicit IndexMaker(KeepIndex keep) : keep_(std::move(keep)) {}
  void take(const WalkedEntry& walked, const Json& entry);
  /// The last segment that was begun goes on growing: it is not kept.
  [[nodiscard]] const std::map<std::uint64_t, SegmentIndex>& ended() const { return ended_; }

 private:
  KeepIndex keep_;
  std::optional<SegmentIndex> open_;
  std::map<std::uint64_t, SegmentIndex> ended_;
};

/// As `show`, over the index where it is there; what is missing of it is made on the way. Errors: as `show`.
[[nodiscard]] Result<std::uint64_t> search(ports::LogSource& source, const ShowFilter& filter,
                                           const std::function<bool(const ShownEntry&)>& print, const KeepIndex& keep = {},
                                           const ports::StopRequested& stop = {});

}  // namespace probity::audit
