#include "audit/store/log.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "audit/packs/objects.h"
#include "audit/record/decision_json.h"
#include "audit/redact/vault.h"
#include "audit/store/log_walk.h"
#include "engine/base/check.h"

namespace probity::audit {
namespace {

/// What may wait for the disk; those who would add to more wait themselves.
constexpr std::size_t kWaitingBytesMax = std::size_t{64} << 20;
/// How long a full disk is left alone before room is looked for again.
constexpr std::int64_t kTryAgainNs = 1'000'000'000;

/// While it lives, threads begin with all signals blocked: a signal is for the thread that waits for
/// input, which would sleep on if one of ours took it.
class SignalsHeldBack {
 public:
  SignalsHeldBack() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeldBack() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

 private:
  sigset_t before_{};
};

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
    : folder_(std::move(folder)), clock_(clock), options_(std::move(options)) {
  keeper_ = std::make_unique<CheckpointKeeper>(*folder_, options_.signers, options_.verifiers, options_.anchors);
}

Result<std::unique_ptr<Log>> Log::open(std::unique_ptr<ports::LogFolder> folder,
                                       const ports::Clock& clock, LogOptions options) {
  std::unique_ptr<Log> log(new Log(std::move(folder), clock, std::move(options)));
  PROBITY_TRY_VOID(log->take_over());
  const SignalsHeldBack held_back;
  log->appender_ = std::thread([opened = log.get()] { opened->append_batches(); });
  const bool keeps = log->keeper_->signs() && log->options_.checkpoint_every_ms > 0;
  if (keeps) log->checkpointer_ = std::thread([opened = log.get()] { opened->keep_checkpoints(); });
  return log;
}

Log::~Log() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_.notify_all();
  grown_.notify_all();
  if (appender_.joinable()) appender_.join();
  if (checkpointer_.joinable()) checkpointer_.join();
  // Whoever opens the log next checks what it finds; a checkpoint that is missing says nothing wrong.
  if (writer_ != nullptr && failure_.empty()) (void)keeper_->publish(durable_size_, durable_tree_.root(), true);
}

Result<void> Log::take_over() {
  WalkOptions walk;
  walk.from_index = kLastSegment;
  walk.full_tile = [this](int level, std::uint64_t number, const std::vector<TreeHash>& hashes) {
    // Tiles of the last segment are not durable before it ends: they are made anew.
    (void)folder_->put(tile_path(level, number), hashes_bytes(hashes), false);
  };
  PROBITY_TRY(const WalkResult walked, walk_log(*folder_, {}, walk));
  if (walked.damage && !walked.damage->torn_tail) {
    return Error{ErrorCode::kCorrupt, "the log is damaged, so nothing is appended to it: " + walked.damage->text()};
  }
  PROBITY_TRY_VOID(hold_against_checkpoints(walked));
  std::optional<RecoveryEntry> repaired;
  if (walked.damage) {
    PROBITY_TRY(repaired, cut_torn_tail(*walked.damage));
  }
  PROBITY_TRY(writer_, SegmentWriter::open(*folder_, walked, options_.new_log_id, options_.segment_bytes_max));
  log_id_ = writer_->log_id();
  vault_.reset();  // after a failed write its file takes nothing more
  if (repaired) {
    recovery_ = Recovery{walked.entries, repaired->segment, repaired->offset, repaired->bytes, repaired->kept_as};
    PROBITY_TRY(const EntryDraft entry, draft(author(), *repaired));
    PROBITY_TRY(std::string text, entry.finish(walked.entries, clock_.now_ns()));
    PROBITY_TRY_VOID(writer_->append({std::move(text)}));
  }
  durable_size_ = writer_->size();
  durable_tree_ = writer_->tree();
  next_index_ = durable_size_;
  return {};
}

Result<void> Log::hold_against_checkpoints(const WalkResult& walked) {
  TileTree tree(walked.edge, tile_loader(*folder_));
  const Result<void> checked = keeper_->check(tree);
  if (checked.ok() || checked.error().code == ErrorCode::kUnavailable) return checked;
  // Tiles are made from the entries and may be lost or bent without any harm: the entries decide.
  WalkOptions walk;
  walk.full_tile = [this](int level, std::uint64_t number, const std::vector<TreeHash>& hashes) {
    (void)folder_->put(tile_path(level, number), hashes_bytes(hashes), false);
  };
  PROBITY_TRY(const WalkResult whole, walk_log(*folder_, {}, walk));
  if (whole.damage && !whole.damage->torn_tail) {
    return Error{ErrorCode::kCorrupt, "the log is damaged, so nothing is appended to it: " + whole.damage->text()};
  }
  TileTree made_anew(whole.edge, tile_loader(*folder_));
  return keeper_->check(made_anew);
}

Result<RecoveryEntry> Log::cut_torn_tail(const Damage& damage) {
  PROBITY_TRY(const std::string tail, read_tail(*folder_, damage.segment, damage.batch_offset, damage.bytes_behind));
  const std::string kept_as = "torn-" + name_of_moment(clock_.now_ns()) + ".bytes";
  PROBITY_TRY_VOID(folder_->write_new(kept_as, tail));
  PROBITY_TRY_VOID(folder_->cut(damage.segment, damage.batch_offset));
  return RecoveryEntry{damage.segment, damage.batch_offset, damage.bytes_behind, digest_text(sha256(tail)), kept_as};
}

/// Lets a caller in who has something to record: where the log is open, or can be opened again.
Result<void> Log::enter(std::unique_lock<std::mutex>& lock) {
  room_.wait(lock, [this] { return waiting_bytes_ < kWaitingBytesMax || !failure_.empty(); });
  if (failure_.empty()) return {};
  const Error closed{ErrorCode::kUnavailable, "the log is closed since it could not be written (" + failure_ +
                                                  "); open it anew"};
  const std::int64_t now_ns = clock_.now_ns();
  if (!may_try_again_ || now_ns - tried_ns_ < kTryAgainNs) return closed;
  tried_ns_ = now_ns;
  if (const auto opened = take_over(); !opened.ok()) {
    failure_ = opened.error().message;
    return Error{ErrorCode::kUnavailable, "the log could not be written: " + failure_};
  }
  failure_.clear();
  return {};
}

/// Takes an entry into the batch that is being formed, or into the next one where that is full.
const Log::BatchPtr& Log::add(std::string entry, std::string_view beside) {
  const std::size_t bytes = kRecordHeaderBytes + entry.size();
  if (forming_.empty() || forming_.back()->entries.size() == kBatchEntriesMax ||
      forming_.back()->bytes + bytes > kBatchBodyBytesMax) {
    forming_.push_back(std::make_shared<Batch>());
  }
  const BatchPtr& batch = forming_.back();
  batch->entries.push_back(std::move(entry));
  batch->beside += beside;
  batch->bytes += bytes;
  waiting_bytes_ += bytes;
  ++next_index_;
  return batch;
}

Result<std::vector<Result<std::string>>> Log::record_drafts(const std::vector<EntryDraft>& drafts) {
  std::vector<Result<std::string>> ids;
  ids.reserve(drafts.size());
  std::unique_lock lock(mutex_);
  PROBITY_TRY_VOID(enter(lock));
  BatchPtr last;
  for (const EntryDraft& each : drafts) {
    auto entry = each.finish(next_index_, clock_.now_ns());
    if (!entry.ok()) {
      ids.emplace_back(entry.error());
      continue;
    }
    ids.emplace_back(entry_id(log_id_, next_index_));
    last = add(std::move(entry).value(), each.beside());
  }
  if (last == nullptr) return ids;
  work_.notify_one();
  // Batches are written in their order, and after one that fails none is: the last tells of all.
  last->finished.wait(lock, [&] { return last->done; });
  if (last->failure.empty()) return ids;
  return Error{ErrorCode::kUnavailable, "the log could not be written: " + last->failure};
}

void Log::append_batches() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return !forming_.empty() || closing_; });
    if (forming_.empty()) return;
    const BatchPtr batch = forming_.front();
    forming_.pop_front();
    write(batch, lock);
  }
}

void Log::write(const BatchPtr& batch, std::unique_lock<std::mutex>& lock) {
  const bool objects = std::exchange(objects_kept_, false);
  lock.unlock();
  // What entries name must be there before they are.
  bool failed_before_sync = false;
  Result<void> written = objects ? folder_->sync_all() : Result<void>();
  if (written.ok() && !batch->beside.empty()) written = write_vault(batch->beside, failed_before_sync);
  if (written.ok()) {
    written = writer_->append(batch->entries);
    failed_before_sync = writer_->failed_before_sync();
  }
  lock.lock();
  if (!written.ok()) {
    forming_.push_front(batch);
    may_try_again_ = options_.resume_after_failed_write && failed_before_sync;
    stop_taking(written.error().message);
    return;
  }
  durable_size_ = writer_->size();
  durable_tree_ = writer_->tree();
  segment_ended_ = writer_->take_segment_ended() || segment_ended_;
  waiting_bytes_ -= batch->bytes;
  batch->done = true;
  batch->finished.notify_all();
  room_.notify_all();
  grown_.notify_one();
}

/// What a crash leaves half written here belongs to no entry; readers pass over it.
Result<void> Log::write_vault(std::string_view records, bool& failed_before_sync) {
  failed_before_sync = true;
  if (vault_ == nullptr) {
    PROBITY_TRY(vault_, folder_->append_to(kVaultName));
  }
  PROBITY_TRY_VOID(vault_->append(records));
  failed_before_sync = false;
  return vault_->sync();
}

/// Nothing that waits is acknowledged: what is on disk is not known any more.
void Log::stop_taking(const std::string& failure) {
  failure_ = failure;
  tried_ns_ = 0;
  for (const BatchPtr& batch : forming_) {
    batch->failure = failure;
    batch->done = true;
    batch->finished.notify_all();
  }
  forming_.clear();
  waiting_bytes_ = 0;
  room_.notify_all();
}

void Log::keep_checkpoints() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    grown_.wait(lock, [this] { return closing_ || durable_size_ > checkpoint_size_; });
    if (closing_) return;
    lock.unlock();
    const Result<void> published = publish_checkpoint();
    lock.lock();
    checkpoint_fault_ = published.ok() ? "" : published.error().message;
    // A log whose anchor another one moves must not grow on: there would be two of it.
    if (!published.ok() && published.error().code == ErrorCode::kCorrupt) {
      may_try_again_ = false;
      stop_taking(published.error().message);
      return;
    }
    grown_.wait_for(lock, std::chrono::milliseconds(options_.checkpoint_every_ms), [this] { return closing_; });
  }
}

Result<void> Log::publish_checkpoint() {
  std::unique_lock lock(mutex_);
  const std::uint64_t size = durable_size_;
  const TreeHash root = durable_tree_.root();
  const bool keep = std::exchange(segment_ended_, false);
  lock.unlock();
  PROBITY_TRY_VOID(keeper_->publish(size, root, keep));
  lock.lock();
  checkpoint_size_ = std::max(checkpoint_size_, size);
  return {};
}

std::string Log::checkpoint_fault() const {
  const std::lock_guard lock(mutex_);
  return checkpoint_fault_;
}

Result<std::string> Log::record(const facts::SubjectFacts& subject, const std::string& facts_verbatim,
                                const decision::Decision& decision) {
  PROBITY_TRY(auto ids, record_many({{&subject, facts_verbatim, &decision}}));
  return std::move(ids.front());
}

Result<EntryDraft> Log::draft_decision(const ports::DecisionRecord& record, std::string_view basis,
                                       const JsonObject* request) const {
  const decision::Decision& decision = *record.decision;
  if (options_.redactor == nullptr) {
    return draft(author(), DecisionEntry{record.subject->id, decision.on, record.facts_verbatim, record.decision, record.now,
                                         basis, request});
  }
  PROBITY_TRY(Redacted redacted, options_.redactor->redact(decision.on, record.subject->id, record.facts_verbatim,
                                                           recorded_decision_json(decision)));
  RedactedDecisionEntry entry{record.subject->id, decision.on, decision.ruleset, record.now, basis,
                              redacted.client, redacted.facts, std::move(redacted.decision), {}, request};
  if (redacted.id) entry.redaction = redaction_json(*redacted.id, redacted.sealed);
  PROBITY_TRY(EntryDraft made, draft(author(), entry));
  if (redacted.id) made.put_beside(vault_record(*redacted.id, redacted.sealed));
  return made;
}

Result<std::vector<Result<std::string>>> Log::record_many(
    const std::vector<ports::DecisionRecord>& records) {
  std::vector<EntryDraft> drafts;
  std::vector<std::optional<Error>> faults;
  drafts.reserve(records.size());
  for (const ports::DecisionRecord& each : records) {
    auto made = draft_decision(each, options_.basis, nullptr);
    faults.push_back(made.ok() ? std::nullopt : std::optional(made.error()));
    if (made.ok()) drafts.push_back(std::move(made).value());
  }
  PROBITY_TRY(auto recorded, record_drafts(drafts));
  std::vector<Result<std::string>> ids;
  auto next = recorded.begin();
  for (const auto& fault : faults) ids.push_back(fault ? Result<std::string>(*fault) : std::move(*next++));
  return ids;
}

Result<std::string> Log::record_scan(const ScanEntry& scan) {
  PROBITY_TRY(EntryDraft made, draft(author(), scan));
  PROBITY_TRY(auto ids, record_drafts({std::move(made)}));
  return std::move(ids.front());
}

Result<std::string> Log::record_event(const EventEntry& event) {
  PROBITY_TRY(EntryDraft made, draft(author(), event));
  PROBITY_TRY(auto ids, record_drafts({std::move(made)}));
  return std::move(ids.front());
}

Result<std::string> Log::keep_object(std::string_view text) {
  PROBITY_TRY(std::string digest, audit::keep_object(*folder_, text, false));
  const std::lock_guard lock(mutex_);
  objects_kept_ = true;
  return digest;
}

std::uint64_t Log::size() const {
  const std::lock_guard lock(mutex_);
  return durable_size_;
}

TreeHash Log::root() const {
  const std::lock_guard lock(mutex_);
  // The range's root leaves the range as it is, but uses its hashing context.
  return CompactRange(durable_tree_).root();
}

}  // namespace probity::audit
