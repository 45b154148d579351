#include "audit/store/segment_writer.h"

#include <utility>

#include "engine/base/check.h"

namespace probity::audit {

SegmentWriter::SegmentWriter(ports::LogFolder& folder, const WalkResult& walked, const LogId& new_log_id,
                             std::uint64_t segment_bytes_max)
    : folder_(folder),
      log_id_(walked.log_id.value_or(new_log_id)),
      segment_bytes_max_(segment_bytes_max),
      segment_first_(walked.last_segment_first),
      segment_bytes_(walked.last_segment_bytes),
      previous_first_(walked.previous_segment_first),
      previous_bytes_(walked.previous_segment_bytes),
      batches_(walked.batches),
      tree_(walked.tree),
      edge_(walked.edge) {}

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::open(ports::LogFolder& folder, const WalkResult& walked,
                                                           const LogId& new_log_id, std::uint64_t segment_bytes_max) {
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter(folder, walked, new_log_id, segment_bytes_max));
  PROBITY_TRY(writer->file_, folder.append_to(segment_name(writer->segment_first_)));
  return writer;
}

Result<void> SegmentWriter::append(const std::vector<std::string>& entries) {
  failed_before_sync_ = true;
  std::string body;
  CompactRange tree = tree_;
  std::vector<TreeHash> leaves;
  leaves.reserve(entries.size());
  for (const std::string& entry : entries) {
    append_record(entry, body);
    leaves.push_back(hasher_.leaf(entry));
    tree.append(leaves.back());
  }
  PROBITY_CHECK(!entries.empty() && entries.size() <= kBatchEntriesMax && body.size() <= kBatchBodyBytesMax);
  PROBITY_TRY_VOID(begin_segment_for(kBatchHeaderBytes + body.size()));
  std::string bytes;
  if (segment_bytes_ == 0) {
    bytes = encode_segment_header({log_id_, batches_, segment_first_, previous_first_, previous_bytes_, edge_});
  }
  BatchHeader header;
  header.log_id = log_id_;
  header.number = batches_;
  header.first_index = tree_.size();
  header.count = static_cast<std::uint32_t>(entries.size());
  header.body_bytes = static_cast<std::uint32_t>(body.size());
  header.previous_root = tree_.root();
  header.root = tree.root();
  bytes += encode_header(header);
  bytes += body;
  PROBITY_TRY_VOID(file_->append(bytes));
  failed_before_sync_ = false;
  PROBITY_TRY_VOID(file_->sync());
  segment_bytes_ += bytes.size();
  ++batches_;
  tree_ = std::move(tree);
  for (const TreeHash& leaf : leaves) {
    edge_.append(leaf, [this](int level, std::uint64_t number, const std::vector<TreeHash>& hashes) {
      put_tile(level, number, hashes);
    });
  }
  return {};
}

Result<void> SegmentWriter::begin_segment_for(std::size_t batch_bytes) {
  const std::uint64_t header_bytes = segment_bytes_ > 0 ? 0 : kSegmentHeaderFixedBytes;
  if (segment_bytes_ == 0 || segment_bytes_ + header_bytes + batch_bytes <= segment_bytes_max_) return {};
  // A segment that is nothing but a header takes its batch, however large.
  if (tree_.size() == segment_first_) return {};
  // Whoever opens the log makes only the tiles of the last segment anew; all others must be durable.
  PROBITY_TRY_VOID(folder_.sync_all());
  PROBITY_TRY(file_, folder_.append_to(segment_name(tree_.size())));
  previous_first_ = segment_first_;
  previous_bytes_ = segment_bytes_;
  segment_first_ = tree_.size();
  segment_bytes_ = 0;
  segment_ended_ = true;
  return {};
}

void SegmentWriter::put_tile(int tile_level, std::uint64_t number, const std::vector<TreeHash>& hashes) {
  // A tile that could not be written is made again by whoever needs it; no entry depends on it.
  (void)folder_.put(tile_path(tile_level, number), hashes_bytes(hashes), false);
}

bool SegmentWriter::take_segment_ended() { return std::exchange(segment_ended_, false); }

}  // namespace probity::audit
