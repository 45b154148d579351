#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "audit/note/checkpoint.h"
#include "audit/record/entry.h"
#include "audit/redact/redactor.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/store/segment_format.h"
#include "audit/store/segment_writer.h"
#include "engine/ports/log_folder.h"
#include "engine/ports/ports.h"

namespace probity::audit {

struct LogOptions {
  LogId new_log_id{};   ///< random; taken only where the log has no entry yet
  std::string actor;    ///< who or what records: `probity decide`
  std::string engine;   ///< name and version of the program
  std::string basis;    ///< what decisions rest on, as `DecisionEntry::basis`
  std::uint64_t segment_bytes_max = std::uint64_t{64} << 20;

  /// Who signs checkpoints, the present key first; its name is the log's. None: no checkpoints.
  std::vector<SignerKey> signers;
  /// Keys that published checkpoints may be signed with beside those of `signers`.
  std::vector<VerifierKey> verifiers;
  /// Asked when the log is opened, and told before a checkpoint is published.
  std::vector<std::shared_ptr<ports::Anchor>> anchors;
  /// At most one checkpoint in so long, while the log grows; 0: only when asked, and at the end.
  std::uint64_t checkpoint_every_ms = 1'000;
  /// Makes commitments of personal data; none: facts go in as they came.
  std::shared_ptr<const Redactor> redactor;
  /// After a failed write (not a failed sync) the next record tries to recover and go on: a disk that
  /// was full may have room again.
  bool resume_after_failed_write = false;
};

/// What was cut off when the log was opened.
struct Recovery {
  std::uint64_t next_index = 0;  ///< where the log goes on
  std::string segment;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::string kept_as;  ///< the file that holds them

  [[nodiscard]] std::string text() const;
};

/// The append-only log of decisions. See audit/FORMAT.md.
///
/// Group commit: what is recorded while a batch is being synced is the next batch. A record is durable
/// when the call returns. After a write or a sync has failed nothing is acknowledged on that file
/// again: the log stays closed until it is opened anew, and recovery decides.
///
/// Thread-safety: any number of threads; indexes follow the order in which they came.
class Log : public ports::DecisionSink {
 public:
  /// Opens the log in a folder that is locked for this writer, or begins one in it. Only the last
  /// segment is read. A torn tail is cut off, a copy kept, and the recovery recorded. `clock` outlives
  /// the log.
  /// Errors: `kCorrupt` where the log does not hold or is not the one that its checkpoints and anchors
  /// saw (the message says where; nothing was changed), `kUnavailable`.
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(std::unique_ptr<ports::LogFolder> folder,
                                                         const ports::Clock& clock,
                                                         LogOptions options);
  /// Writes what was handed in, and a last checkpoint.
  ~Log() override;

  [[nodiscard]] Result<std::string> record(const facts::SubjectFacts& subject,
                                           const std::string& facts_verbatim,
                                           const decision::Decision& decision) override;
  [[nodiscard]] Result<std::vector<Result<std::string>>> record_many(
      const std::vector<ports::DecisionRecord>& records) override;
  /// Records a scan and returns its entry's id. Errors: as `record`.
  [[nodiscard]] Result<std::string> record_scan(const ScanEntry& scan);
  /// The same for any other act.
  [[nodiscard]] Result<std::string> record_event(const EventEntry& event);
  /// Records what was prepared. Each has its id, or why it cannot be recorded, in its place.
  [[nodiscard]] Result<std::vector<Result<std::string>>> record_drafts(const std::vector<EntryDraft>& drafts);
  /// Prepares a decision's entry, redacted where this log redacts: for `record_drafts`. `basis` is what it rests
  /// on, `request` as in `DecisionEntry` or null. Errors: `kInvalidArgument`; those of redaction.
  [[nodiscard]] Result<EntryDraft> draft_decision(const ports::DecisionRecord& record, std::string_view basis,
                                                  const JsonObject* request) const;

  /// Keeps a text beside the log under its digest; it is durable when the next entry is acknowledged.
  /// Any thread. Errors: `kUnavailable`, `kLimit`.
  [[nodiscard]] Result<std::string> keep_object(std::string_view text);

  /// Publishes a checkpoint of all that is durable, if there is one to publish. Errors: `kUnavailable`,
  /// `kCorrupt` where an anchor holds another log's or a later checkpoint.
  [[nodiscard]] Result<void> publish_checkpoint();

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] TreeHash root() const;
  [[nodiscard]] const LogId& id() const { return log_id_; }
  /// What decisions recorded here rest on, as the options said.
  [[nodiscard]] const std::string& basis() const { return options_.basis; }
  /// Null where nothing is redacted.
  [[nodiscard]] const Redactor* redactor() const { return options_.redactor.get(); }
  /// What opening it had to repair; null where nothing.
  [[nodiscard]] const Recovery* recovery() const { return recovery_ ? &*recovery_ : nullptr; }
  /// Why the last checkpoint could not be published; empty where nothing is wrong.
  [[nodiscard]] std::string checkpoint_fault() const;

 private:
  /// Entries that are written and synced together, and those who wait for it.
  struct Batch {
    std::vector<std::string> entries;
    std::string beside;  // for the vault
    std::size_t bytes = 0;
    bool done = false;
    std::string failure;
    std::condition_variable finished;
  };
  using BatchPtr = std::shared_ptr<Batch>;

  Log(std::unique_ptr<ports::LogFolder> folder, const ports::Clock& clock, LogOptions options);

  [[nodiscard]] Result<void> take_over();
  [[nodiscard]] Result<void> hold_against_checkpoints(const WalkResult& walked);
  [[nodiscard]] Result<RecoveryEntry> cut_torn_tail(const Damage& damage);
  [[nodiscard]] EntryAuthor author() const { return {options_.actor, options_.engine}; }
  [[nodiscard]] Result<void> enter(std::unique_lock<std::mutex>& lock);
  const BatchPtr& add(std::string entry, std::string_view beside);
  [[nodiscard]] Result<void> write_vault(std::string_view records, bool& failed_before_sync);
  void append_batches();
  void write(const BatchPtr& batch, std::unique_lock<std::mutex>& lock);
  void stop_taking(const std::string& failure);
  void keep_checkpoints();

  std::unique_ptr<ports::LogFolder> folder_;
  const ports::Clock& clock_;
  LogOptions options_;
  std::optional<Recovery> recovery_;
  std::unique_ptr<CheckpointKeeper> keeper_;
  std::unique_ptr<ports::AppendFile> vault_;  // the same; null until something is sealed
  std::unique_ptr<SegmentWriter> writer_;  // used by the appending thread once it runs
  LogId log_id_{};

  mutable std::mutex mutex_;  // guards what follows
  std::deque<BatchPtr> forming_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t next_index_ = 0;
  std::uint64_t durable_size_ = 0;
  CompactRange durable_tree_;
  std::string failure_;  // why nothing is taken any more
  bool may_try_again_ = false;
  bool closing_ = false;
  std::condition_variable work_;  // for the appending thread
  std::condition_variable room_;  // for those who would make the queue too long
  std::int64_t tried_ns_ = 0;     // when going on was tried last
  bool objects_kept_ = false;     // since the last sync of them
  bool segment_ended_ = false;
  std::uint64_t checkpoint_size_ = 0;
  std::string checkpoint_fault_;
  std::thread appender_;

  std::condition_variable grown_;  // for the thread that keeps checkpoints
  std::thread checkpointer_;
};

}  // namespace probity::audit
