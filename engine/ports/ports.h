#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/decision/decision.h"
#include "engine/facts/facts.h"
#include "engine/source/source_text.h"

/// The doors through which the use cases reach the outside world; `adapters` and `audit` hold the
/// real ones, tests their own.
namespace probity::ports {

/// A decision to record, with what it was made from. The things pointed to outlive the call.
struct DecisionRecord {
  const facts::SubjectFacts* subject = nullptr;
  std::string_view facts_verbatim;
  const decision::Decision* decision = nullptr;
  /// What decided the deadlines' states, where it was given beside the facts: without it the decision
  /// could not be made again.
  std::optional<Moment> now = std::nullopt;
};

/// Where decisions go before anyone sees them.
class DecisionSink {
 public:
  virtual ~DecisionSink() = default;
  /// Records the decision durably and returns its id in the log. Nothing may be released to the caller
  /// before this returns. Errors: `kUnavailable`; every later call then fails too.
  [[nodiscard]] virtual Result<std::string> record(const facts::SubjectFacts& subject,
                                                   const std::string& facts_verbatim,
                                                   const decision::Decision& decision) = 0;
  /// The same for several at once, in their order, so that they can share one sync. Each has its id in
  /// its place, or why this one cannot be recorded (`kLimit`: too large) and so not released; the others
  /// are. An error of the whole (`kUnavailable`) says that none of them may be released.
  [[nodiscard]] virtual Result<std::vector<Result<std::string>>> record_many(
      const std::vector<DecisionRecord>& records) {
    std::vector<Result<std::string>> ids;
    for (const DecisionRecord& each : records) {
      ids.push_back(record(*each.subject, std::string(each.facts_verbatim), *each.decision));
      if (!ids.back().ok() && ids.back().error().code == ErrorCode::kUnavailable) {
        return ids.back().error();
      }
    }
    return ids;
  }
};

/// Where rulesets, vocabularies, mappings and calendars come from. What it gives depends on the
/// names of files only, never on the order in which a file system lists them.
class RulesetStore {
 public:
  virtual ~RulesetStore() = default;
  /// The files that the caller named, folders walked, each no further than `bytes_max`: a file that
  /// is longer than the language allows is told by parsing. Errors: `kNotFound`, `kUnavailable`, `kLimit`.
  [[nodiscard]] virtual Result<std::vector<SourceText>> named_files(std::size_t bytes_max) = 0;
  /// The files that may hold the unit `name` (`cn.vocabulary`) for the file at `user_path`; empty
  /// where there are none. Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<std::vector<SourceText>> find_unit(std::string_view name,
                                                                  const std::string& user_path,
                                                                  std::size_t bytes_max) = 0;
  /// The calendar files that the caller named, folders walked.
  [[nodiscard]] virtual Result<std::vector<SourceText>> named_calendars() = 0;
  /// The file of the calendar `name` for the file at `user_path`. Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<std::optional<SourceText>> find_calendar(std::string_view name,
                                                                        const std::string& user_path) = 0;
};

/// The machine's clock, nanoseconds since 1970-01-01T00:00:00Z.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::int64_t now_ns() const = 0;
};

/// Bytes appended to one file. See audit.md, *Durability*.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  [[nodiscard]] virtual Result<void> append(std::string_view bytes) = 0;
  /// Everything appended so far is durable when this returns.
  [[nodiscard]] virtual Result<void> sync() = 0;
};

/// Asked now and then during long work; true asks it to stop at the next safe point.
using StopRequested = std::function<bool()>;

}  // namespace probity::ports
