#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/pretrade/live_rules.h"
#include "audit/record/json.h"
#include "audit/verify/log_view.h"
#include "engine/ports/log_folder.h"

namespace probity::pretrade {

/// Reads back what was recorded: entries, and the rulesets that they rest on. Thread-safe.
class RecordReader {
 public:
  explicit RecordReader(std::unique_ptr<ports::LogSource> source) : source_(std::move(source)) {}

  /// The entry of this index, read and checked. Errors: `kNotFound`, `kCorrupt`, `kUnavailable`.
  [[nodiscard]] Result<audit::Json> entry(std::uint64_t index);
  /// The index in an entry's id. Errors: `kNotFound` where it is no entry of this log.
  [[nodiscard]] Result<std::uint64_t> index_of(const std::string& id);
  /// The rulesets whose texts have this digest of their list, compiled. Errors: `kNotFound`, `kCorrupt`.
  [[nodiscard]] Result<std::shared_ptr<const LiveRules>> rules(const std::string& basis);
  [[nodiscard]] ports::LogSource& source() { return *source_; }

 private:
  [[nodiscard]] Result<audit::LogView*> view(std::uint64_t index);

  std::unique_ptr<ports::LogSource> source_;
  std::mutex mutex_;
  std::unique_ptr<audit::LogView> view_;  // of the log as it was when it was opened
  std::list<std::pair<std::string, std::shared_ptr<const LiveRules>>> programs_;  // the last used first
};

}  // namespace probity::pretrade
