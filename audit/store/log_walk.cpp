#include "audit/store/log_walk.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace probity::audit {
namespace {

/// The smallest piece that a disk writes whole.
constexpr std::uint64_t kSectorBytes = 512;
constexpr std::size_t kWindowBytes = std::size_t{1} << 20;

class Walker {
 public:
  Walker(ports::LogSource& source, const EntryVisitor& visit, const WalkOptions& options)
      : source_(source), visit_(visit), options_(options) {}

  Result<WalkResult> walk() {
    PROBITY_TRY_VOID(list_segments());
    PROBITY_TRY(const std::size_t begin, first_to_walk());
    for (std::size_t i = begin; i < segments_.size() && going_on_; ++i) {
      is_last_ = i + 1 == segments_.size();
      PROBITY_TRY_VOID(walk_segment(i));
    }
    return std::move(result_);
  }

 private:
  struct Segment {
    std::string name;
    std::uint64_t first_index = 0;
    std::unique_ptr<ports::ReadFile> file;
    std::uint64_t size = 0;
  };

  Result<void> list_segments() {
    PROBITY_TRY(const std::vector<std::string> names, source_.list());
    for (const std::string& name : names) {
      const auto first_index = first_index_of_segment(name);
      if (first_index) segments_.push_back({name, *first_index, nullptr, 0});
    }
    for (Segment& segment : segments_) {
      PROBITY_TRY(const auto file, source_.read(segment.name));
      PROBITY_TRY(segment.size, file->size());
    }
    return {};
  }

  /// The place of the segment to begin with. What lies before it is not read but for its headers,
  /// which show whether a file is missing or has another size than the next one remembers.
  Result<std::size_t> first_to_walk() {
    std::size_t begin = 0;
    std::optional<SegmentHeader> header_there;
    for (std::size_t i = 0; i < segments_.size() && options_.from_index > 0; ++i) {
      Segment& segment = segments_[i];
      if (segment.first_index > options_.from_index) break;
      PROBITY_TRY(segment.file, source_.read(segment.name));
      segment_ = &segment;
      PROBITY_TRY(const auto header, read_segment_header());
      segment.file.reset();
      // A header that cannot be read is looked at from the segment before it.
      if (!header.ok() || !wrong_in_neighbours(i, header.value()).empty()) break;
      begin = i;
      header_there = header.value();
    }
    for (std::size_t i = begin; i < segments_.size(); ++i) bytes_total_ += segments_[i].size;
    if (begin == 0) return begin;
    result_.log_id = header_there->log_id;
    result_.batches = header_there->batch_number;
    result_.entries = header_there->first_index;
    result_.edge = header_there->edge;
    result_.tree = result_.edge.range();
    return begin;
  }

  /// The outer result is whether the file could be read, the inner one whether the header holds.
  Result<Result<SegmentHeader>> read_segment_header() {
    header_cut_short_ = false;
    std::string bytes;
    PROBITY_TRY_VOID(read_exactly(0, std::min<std::uint64_t>(segment_->size, kSegmentHeaderFixedBytes), bytes));
    const auto size = segment_header_bytes(bytes);
    if (bytes.size() < kSegmentHeaderFixedBytes || (size && *size > segment_->size)) {
      header_cut_short_ = true;
      return Result<SegmentHeader>(Error{ErrorCode::kCorrupt, "the file ends inside the segment's header"});
    }
    if (size) PROBITY_TRY_VOID(read_exactly(0, *size, bytes));
    return decode_segment_header(bytes);
  }

  std::string wrong_in_neighbours(std::size_t place, const SegmentHeader& header) const {
    const Segment* previous = place > 0 ? &segments_[place - 1] : nullptr;
    if (header.first_index != segments_[place].first_index) return "the segment's header names another first entry than its file";
    if (header.previous_first_index != (previous != nullptr ? previous->first_index : 0) ||
        header.previous_bytes != (previous != nullptr ? previous->size : 0)) {
      return "the segment follows another file than the one before it: " +
             segment_name(header.previous_first_index) + " with " + std::to_string(header.previous_bytes) + " bytes";
    }
    if (result_.log_id && header.log_id != *result_.log_id) return "the segment is of another log";
    return {};
  }

  std::string wrong_in_segment(std::size_t place, const SegmentHeader& header) const {
    std::string wrong = wrong_in_neighbours(place, header);
    if (wrong.empty() && (header.batch_number != result_.batches || header.edge != result_.edge)) {
      wrong = "the segment's header does not follow the entries before it";
    }
    return wrong;
  }

  Result<void> walk_segment(std::size_t place) {
    Segment& segment = segments_[place];
    PROBITY_TRY(segment.file, source_.read(segment.name));
    PROBITY_TRY(segment.size, segment.file->size());
    segment_ = &segment;
    result_.last_segment = segment.name;
    result_.last_segment_bytes = 0;
    result_.last_segment_first = segment.first_index;
    result_.previous_segment_first = place > 0 ? segments_[place - 1].first_index : 0;
    result_.previous_segment_bytes = place > 0 ? segments_[place - 1].size : 0;
    batch_offset_ = 0;
    if (segment.first_index != result_.entries) {
      damage(0, result_.entries, "the segment begins with entry " + std::to_string(segment.first_index) +
                                     "; entry " + std::to_string(result_.entries) + " should follow");
      return {};
    }
    if (segment.size == 0) {
      if (!is_last_) damage(0, result_.entries, "the segment is empty, and it is not the last one");
      return {};
    }
    in_header_ = true;
    PROBITY_TRY(const auto header, read_segment_header());
    if (!header.ok()) return broken(0, header.error().message, header_cut_short_);
    if (const std::string wrong = wrong_in_segment(place, header.value()); !wrong.empty()) {
      return broken(0, wrong, false);
    }
    in_header_ = false;
    result_.log_id = header.value().log_id;
    batch_offset_ = header.value().bytes();
    result_.last_segment_bytes = batch_offset_;
    result_.bytes += batch_offset_;
    while (going_on_ && batch_offset_ < segment.size) {
      if (options_.stop && options_.stop()) return Error{ErrorCode::kInterrupted, "stopped while reading the log"};
      PROBITY_TRY_VOID(walk_batch());
      if (options_.progress) options_.progress(result_.bytes, bytes_total_);
    }
    segment.file.reset();
    return {};
  }

  Result<void> read_exactly(std::uint64_t offset, std::size_t size, std::string& into) {
    into.resize(size);
    PROBITY_TRY(const std::size_t got, segment_->file->read(offset, {into.data(), size}));
    if (got == size) return {};
    return Error{ErrorCode::kUnavailable, segment_->name + " became shorter while it was read"};
  }

  Result<void> walk_batch() {
    const std::uint64_t left = segment_->size - batch_offset_;
    if (left < kBatchHeaderBytes) return broken(batch_offset_, "the file ends inside a batch header", true);
    PROBITY_TRY_VOID(read_exactly(batch_offset_, kBatchHeaderBytes, header_bytes_));
    const auto decoded = decode_header(header_bytes_);
    if (!decoded.ok()) return broken(batch_offset_, decoded.error().message, false);
    const BatchHeader& header = decoded.value();
    if (const std::string wrong = wrong_in_chain(header); !wrong.empty()) {
      return broken(batch_offset_, wrong, false);
    }
    const std::uint64_t body_offset = batch_offset_ + kBatchHeaderBytes;
    if (left - kBatchHeaderBytes < header.body_bytes) {
      return broken(body_offset, "the file ends inside a batch of " + std::to_string(header.count) +
                                     " entries", true);
    }
    PROBITY_TRY_VOID(read_exactly(body_offset, header.body_bytes, body_));
    if (const auto fault = decode_body(body_, header.count, entries_)) {
      return broken(body_offset + fault->offset, fault->what, false, fault->record);
    }
    CompactRange tree = result_.tree;
    leaves_.clear();
    for (const RecordPlace& record : entries_) {
      leaves_.push_back(hasher_.leaf(record.entry));
      tree.append(leaves_.back());
    }
    if (tree.root() != header.root) {
      return broken(batch_offset_, "the root over all entries is not the one in the batch header", false);
    }
    accept(header, std::move(tree));
    return visit_entries(header, body_offset);
  }

  std::string wrong_in_chain(const BatchHeader& header) {
    if (result_.log_id && header.log_id != *result_.log_id) return "the batch is of another log";
    if (header.number != result_.batches || header.first_index != result_.entries) {
      return "batch " + std::to_string(header.number) + " with entry " +
             std::to_string(header.first_index) + " stands where batch " +
             std::to_string(result_.batches) + " with entry " + std::to_string(result_.entries) +
             " should";
    }
    if (header.previous_root != result_.tree.root()) {
      return "the batch does not follow the entries before it (its previous root is another)";
    }
    return {};
  }

  void accept(const BatchHeader& header, CompactRange tree) {
    for (const TreeHash& leaf : leaves_) result_.edge.append(leaf, options_.full_tile);
    result_.tree = std::move(tree);
    result_.batches += 1;
    result_.entries += header.count;
    result_.bytes += kBatchHeaderBytes + header.body_bytes;
  }

  Result<void> visit_entries(const BatchHeader& header, std::uint64_t body_offset) {
    for (std::size_t i = 0; i < entries_.size() && going_on_; ++i) {
      const std::uint64_t index = header.first_index + i;
      if (!visit_) break;
      const auto visited = visit_({index, entries_[i].entry, leaves_[i], &*result_.log_id, segment_->first_index,
                                   segment_->size, body_offset + entries_[i].offset});
      if (!visited.ok() && visited.error().code == ErrorCode::kCorrupt) {
        damage(body_offset + entries_[i].offset, index, visited.error().message);
      } else if (!visited.ok()) {
        return visited.error();
      } else {
        going_on_ = visited.value();
      }
    }
    batch_offset_ = body_offset + header.body_bytes;
    result_.last_segment_bytes = batch_offset_;
    return {};
  }

  void damage(std::uint64_t offset, std::uint64_t index, std::string what) {
    result_.damage = Damage{index, segment_->name, offset, std::move(what), false, batch_offset_,
                            segment_->size - std::min(batch_offset_, segment_->size)};
    going_on_ = false;
  }

  /// A batch that does not hold. Only one that its writer never finished is a torn tail; a byte that
  /// changed later is damage, even in the last batch.
  Result<void> broken(std::uint64_t offset, std::string what, bool cut_short, std::uint32_t record = 0) {
    damage(offset, result_.entries + record, std::move(what));
    if (!is_last_) return {};
    bool never_written = cut_short;
    if (!never_written) {
      PROBITY_TRY(never_written, has_unwritten_sector());
    }
    if (!never_written) return {};
    PROBITY_TRY(const bool followed, valid_batch_follows());
    result_.damage->torn_tail = !followed;
    return {};
  }

  /// Calls `look` with pieces of the file from the batch on, until it returns true. A piece begins at
  /// a sector's edge and repeats the last bytes of the piece before it.
  Result<bool> any_piece(const std::function<bool(std::uint64_t, std::string_view)>& look) {
    std::string piece;
    for (std::uint64_t begin = batch_offset_; begin < segment_->size;) {
      const std::uint64_t end = std::min(segment_->size, begin / kWindowBytes * kWindowBytes + 2 * kWindowBytes);
      PROBITY_TRY_VOID(read_exactly(begin, static_cast<std::size_t>(end - begin), piece));
      if (look(begin, piece)) return true;
      if (end == segment_->size) break;
      begin = end - kSectorBytes;
    }
    return false;
  }

  /// No whole sector of a batch is zero, nor its first or last piece: entries are text, and a header
  /// is shorter than a sector and begins with its magic.
  Result<bool> has_unwritten_sector() {
    return any_piece([](std::uint64_t offset, std::string_view piece) {
      for (std::size_t begin = 0; begin < piece.size();) {
        const std::size_t to_edge = kSectorBytes - (offset + begin) % kSectorBytes;
        const std::string_view sector = piece.substr(begin, to_edge);
        if (std::all_of(sector.begin(), sector.end(), [](char c) { return c == '\0'; })) return true;
        begin += sector.size();
      }
      return false;
    });
  }

  Result<bool> valid_batch_follows() {
    return any_piece([this](std::uint64_t offset, std::string_view piece) {
      std::size_t at = offset == batch_offset_ ? 1 : 0;
      while ((at = piece.find(kBatchMagic, at)) != std::string_view::npos) {
        if (piece.size() - at >= kBatchHeaderBytes) {
          const auto header = decode_header(piece.substr(at, kBatchHeaderBytes));
          // A segment's header and its first batch are one write: that one may be there without it.
          const bool same_write = in_header_ && header.ok() && header.value().first_index == segment_->first_index;
          if (header.ok() && !same_write && (!result_.log_id || header.value().log_id == *result_.log_id)) return true;
        }
        ++at;
      }
      return false;
    });
  }

  ports::LogSource& source_;
  const EntryVisitor& visit_;
  const WalkOptions& options_;
  std::vector<Segment> segments_;
  std::uint64_t bytes_total_ = 0;
  bool is_last_ = false;
  bool going_on_ = true;
  bool in_header_ = false;
  bool header_cut_short_ = false;
  Segment* segment_ = nullptr;
  std::uint64_t batch_offset_ = 0;
  std::string header_bytes_;
  std::string body_;
  std::vector<RecordPlace> entries_;
  std::vector<TreeHash> leaves_;
  TreeHasher hasher_;
  WalkResult result_;
};

}  // namespace

std::string Damage::text() const {
  return "entry " + std::to_string(index) + " (" + segment + ", byte " + std::to_string(offset) + "): " + what;
}

Result<WalkResult> walk_log(ports::LogSource& source, const EntryVisitor& visit, const WalkOptions& options) {
  return Walker(source, visit, options).walk();
}

Result<std::optional<LogId>> log_id_of(ports::LogSource& source) {
  const auto file = source.read(segment_name(0));
  if (!file.ok() && file.error().code == ErrorCode::kNotFound) return std::optional<LogId>();
  if (!file.ok()) return file.error();
  std::string bytes(kSegmentHeaderFixedBytes + 4, '\0');
  PROBITY_TRY(const std::size_t got, file.value()->read(0, {bytes.data(), bytes.size()}));
  const auto header = decode_segment_header(std::string_view(bytes).substr(0, got));
  return header.ok() ? std::optional(header.value().log_id) : std::nullopt;
}

}  // namespace probity::audit
