#include "audit/store/log.h"

#include <algorithm>
#include <utility>

#include "audit/store/log_walk.h"

namespace probity::audit {
namespace {

/// A moment as part of a file's name.
std::string name_of_moment(std::int64_t time_ns) {
  std::string text = utc_text(time_ns);
  text.erase(std::remove_if(text.begin(), text.end(),
                            [](char c) { return c == '-' || c == ':' || c == '.'; }),
             text.end());
  return text;
}

Result<std::string> read_tail(ports::LogFolder& folder, const std::string& segment,
                              std::uint64_t offset, std::uint64_t bytes) {
  PROBITY_TRY(const auto file, folder.read(segment));
  std::string tail(static_cast<std::size_t>(bytes), '\0');
  PROBITY_TRY(const std::size_t got, file->read(offset, {tail.data(), tail.size()}));
  if (got == tail.size()) return tail;
  return Error{ErrorCode::kUnavailable, segment + " became shorter while it was read"};
}

}  // namespace

std::string Recovery::text() const {
  return "the log's last batch was not written whole: " + std::to_string(bytes) + " bytes from byte " +
         std::to_string(offset) + " of " + segment + " were cut off and kept in " + kept_as +
         "; the log goes on with entry " + std::to_string(next_index);
}

Log::Log(std::unique_ptr<ports::LogFolder> folder, const ports::Clock& clock, LogOptions options)
    : folder_(std::move(folder)), clock_(clock), options_(std::move(options)) {}

Result<std::unique_ptr<Log>> Log::open(std::unique_ptr<ports::LogFolder> folder,
                                       const ports::Clock& clock, LogOptions options) {
  std::unique_ptr<Log> log(new Log(std::move(folder), clock, std::move(options)));
  PROBITY_TRY_VOID(log->take_over());
  return log;
}

Result<void> Log::take_over() {
  PROBITY_TRY(const WalkResult walked, walk_log(*folder_, {}));
  std::optional<RecoveryEntry> repaired;
  if (walked.damage) {
    const Damage& damage = *walked.damage;
    if (!damage.torn_tail) {
      return Error{ErrorCode::kCorrupt, "the log is damaged, so nothing is appended to it: " + damage.text()};
    }
    PROBITY_TRY(repaired, cut_torn_tail(damage.segment, damage.batch_offset, damage.bytes_behind));
  }
  log_id_ = walked.log_id.value_or(options_.new_log_id);
  batches_ = walked.batches;
  tree_ = walked.tree;
  next_tree_ = tree_;
  segment_bytes_ = walked.last_segment_bytes;
  const std::string segment = walked.last_segment.empty() ? segment_name(0) : walked.last_segment;
  PROBITY_TRY(file_, folder_->append_to(segment));
  if (!repaired) return {};
  recovery_ = Recovery{tree_.size(), repaired->segment, repaired->offset, repaired->bytes, repaired->kept_as};
  PROBITY_TRY(const std::string entry, entry_text(next_head(), *repaired));
  PROBITY_TRY_VOID(add(entry));
  return write_batch();
}

Result<RecoveryEntry> Log::cut_torn_tail(const std::string& segment, std::uint64_t offset,
                                         std::uint64_t bytes) {
  PROBITY_TRY(const std::string tail, read_tail(*folder_, segment, offset, bytes));
  const std::string kept_as = "torn-" + name_of_moment(clock_.now_ns()) + ".bytes";
  PROBITY_TRY_VOID(folder_->write_new(kept_as, tail));
  PROBITY_TRY_VOID(folder_->cut(segment, offset));
  return RecoveryEntry{segment, offset, bytes, digest_text(sha256(tail)), kept_as};
}

EntryHead Log::next_head() const {
  return {next_tree_.size(), clock_.now_ns(), options_.actor, options_.engine};
}

Result<void> Log::still_open() const {
  if (failure_.empty()) return {};
  return Error{ErrorCode::kUnavailable, "the log is closed since it could not be written (" + failure_ +
                                            "); open it anew"};
}

Result<void> Log::add(const std::string& entry) {
  if (body_count_ == kBatchEntriesMax ||
      body_.size() + kRecordHeaderBytes + entry.size() > kBatchBodyBytesMax) {
    PROBITY_TRY_VOID(write_batch());
  }
  append_record(entry, body_);
  next_tree_.append_entry(entry);
  ++body_count_;
  return {};
}

Result<void> Log::write_batch() {
  if (body_count_ == 0) return {};
  BatchHeader header;
  header.log_id = log_id_;
  header.number = batches_;
  header.first_index = tree_.size();
  header.count = body_count_;
  header.body_bytes = static_cast<std::uint32_t>(body_.size());
  header.previous_root = tree_.root();
  header.root = next_tree_.root();
  const std::string bytes = encode_header(header) + body_;
  body_.clear();
  body_count_ = 0;
  if (const auto written = write_durably(bytes); !written.ok()) {
    // What is on disk is not known any more: no later call may succeed on this descriptor.
    failure_ = written.error().message;
    file_.reset();
    return Error{ErrorCode::kUnavailable, "the log could not be written: " + failure_};
  }
  tree_ = next_tree_;
  ++batches_;
  segment_bytes_ += bytes.size();
  return {};
}

Result<void> Log::write_durably(const std::string& bytes) {
  if (segment_bytes_ > 0 && segment_bytes_ + bytes.size() > options_.segment_bytes_max) {
    PROBITY_TRY(file_, folder_->append_to(segment_name(tree_.size())));
    segment_bytes_ = 0;
  }
  PROBITY_TRY_VOID(file_->append(bytes));
  return file_->sync();
}

Result<std::string> Log::record(const facts::SubjectFacts& subject, const std::string& facts_verbatim,
                                const decision::Decision& decision) {
  PROBITY_TRY(auto ids, record_many({{&subject, facts_verbatim, &decision}}));
  return std::move(ids.front());
}

Result<std::vector<Result<std::string>>> Log::record_many(
    const std::vector<ports::DecisionRecord>& records) {
  const std::lock_guard lock(mutex_);
  PROBITY_TRY_VOID(still_open());
  std::vector<Result<std::string>> ids;
  ids.reserve(records.size());
  for (const ports::DecisionRecord& each : records) {
    const EntryHead head = next_head();
    const auto entry = entry_text(
        head, DecisionEntry{each.subject->id, each.decision->on, each.facts_verbatim, each.decision, each.now});
    if (!entry.ok()) {
      ids.emplace_back(entry.error());
      continue;
    }
    PROBITY_TRY_VOID(add(entry.value()));
    ids.emplace_back(entry_id(log_id_, head.index));
  }
  PROBITY_TRY_VOID(write_batch());
  return ids;
}

Result<std::string> Log::record_scan(const ScanEntry& scan) {
  const std::lock_guard lock(mutex_);
  PROBITY_TRY_VOID(still_open());
  const EntryHead head = next_head();
  PROBITY_TRY(const std::string entry, entry_text(head, scan));
  PROBITY_TRY_VOID(add(entry));
  PROBITY_TRY_VOID(write_batch());
  return entry_id(log_id_, head.index);
}

std::uint64_t Log::size() const {
  const std::lock_guard lock(mutex_);
  return tree_.size();
}

TreeHash Log::root() const {
  const std::lock_guard lock(mutex_);
  return tree_.root();
}

}  // namespace probity::audit
