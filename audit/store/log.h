#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "audit/record/entry.h"
#include "audit/store/segment_format.h"
#include "audit/tree/compact_range.h"
#include "engine/ports/log_folder.h"
#include "engine/ports/ports.h"

namespace probity::audit {

struct LogOptions {
  LogId new_log_id{};   ///< random; taken only where the log has no entry yet
  std::string actor;    ///< who or what records: `probity decide`
  std::string engine;   ///< name and version of the program
  std::uint64_t segment_bytes_max = std::uint64_t{64} << 20;
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
/// A record is durable when the call returns. After a write or a sync has failed nothing is
/// acknowledged again: the log stays closed until it is opened anew, and recovery decides.
///
/// Thread-safety: any number of threads; they are served one after the other, and indexes follow that
/// order.
class Log : public ports::DecisionSink {
 public:
  /// Opens the log in a folder that is locked for this writer, or begins one in it, and reads it whole.
  /// A torn tail is cut off, a copy kept, and the recovery recorded. `clock` outlives the log.
  /// Errors: `kCorrupt` where it does not hold (the message says where; nothing was changed),
  /// `kUnavailable`.
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(std::unique_ptr<ports::LogFolder> folder,
                                                         const ports::Clock& clock,
                                                         LogOptions options);

  [[nodiscard]] Result<std::string> record(const facts::SubjectFacts& subject,
                                           const std::string& facts_verbatim,
                                           const decision::Decision& decision) override;
  [[nodiscard]] Result<std::vector<Result<std::string>>> record_many(
      const std::vector<ports::DecisionRecord>& records) override;
  /// Records a scan and returns its entry's id. Errors: as `record`.
  [[nodiscard]] Result<std::string> record_scan(const ScanEntry& scan);

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] TreeHash root() const;
  [[nodiscard]] const LogId& id() const { return log_id_; }
  /// What opening it had to repair; null where nothing.
  [[nodiscard]] const Recovery* recovery() const { return recovery_ ? &*recovery_ : nullptr; }

 private:
  Log(std::unique_ptr<ports::LogFolder> folder, const ports::Clock& clock, LogOptions options);

  [[nodiscard]] Result<void> take_over();
  [[nodiscard]] Result<RecoveryEntry> cut_torn_tail(const std::string& segment,
                                                    std::uint64_t offset, std::uint64_t bytes);
  [[nodiscard]] EntryHead next_head() const;
  /// Takes an entry into the batch that is being made, which is written first where it is full.
  [[nodiscard]] Result<void> add(const std::string& entry);
  [[nodiscard]] Result<void> write_batch();
  [[nodiscard]] Result<void> write_durably(const std::string& bytes);
  [[nodiscard]] Result<void> still_open() const;

  std::unique_ptr<ports::LogFolder> folder_;
  const ports::Clock& clock_;
  LogOptions options_;
  std::optional<Recovery> recovery_;
  LogId log_id_{};

  mutable std::mutex mutex_;  // guards what follows
  std::unique_ptr<ports::AppendFile> file_;
  std::uint64_t segment_bytes_ = 0;
  std::uint64_t batches_ = 0;
  mutable CompactRange tree_;       // of what is durable
  CompactRange next_tree_;          // with the batch that is being made
  std::string body_;                // of that batch
  std::uint32_t body_count_ = 0;
  std::string failure_;             // why nothing is taken any more
};

}  // namespace probity::audit
