#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "audit/record/json.h"
#include "engine/decision/decision.h"
#include "engine/values/time.h"

namespace probity::audit {

/// The version of the entry's members, as `format` in each entry.
inline constexpr std::int64_t kEntryFormat = 1;
/// The bytes of one entry, at most.
inline constexpr std::size_t kEntryBytesMax = 65'535;

/// Who writes entries: what each of them says of it.
struct EntryAuthor {
  std::string actor;   ///< who or what: `probity decide`
  std::string engine;  ///< name and version of the program
};

/// An entry but for its index and time, which it gets when its place in the log is known: making it
/// canonical is most of the work and needs no place.
class EntryDraft {
 public:
  /// `what` names it where it turns out to be too large. Errors: `kInvalidArgument` where a text is no
  /// UTF-8 or a member stands twice.
  [[nodiscard]] static Result<EntryDraft> of(JsonObject members, std::string what);
  /// The entry's canonical bytes. Errors: `kLimit` where they are more than `kEntryBytesMax`.
  [[nodiscard]] Result<std::string> finish(std::uint64_t index, std::int64_t time_ns) const;

  /// Bytes that must be durable beside the log before the entry is: a record of the vault.
  void put_beside(std::string bytes) { beside_ = std::move(bytes); }
  [[nodiscard]] const std::string& beside() const { return beside_; }

 private:
  std::string what_;
  std::string beside_;
  std::string before_index_, before_time_, after_time_;
};

/// One decision: what was asked, in the bytes in which it came, what it rests on, what was decided.
struct DecisionEntry {
  std::string_view subject_id;
  std::string_view subject_on;
  std::string_view facts_verbatim;
  const decision::Decision* decision = nullptr;
  std::optional<Moment> now = std::nullopt;  ///< what decided deadlines' states, where it was given
  std::string_view basis = {};  ///< digest of the list of all files that it rests on, where they are kept
  /// How it was asked and what came of it besides: the caller, the idempotency key, what it reserves.
  const JsonObject* request = nullptr;
};

/// A decision whose personal values are commitments.
struct RedactedDecisionEntry {
  std::string_view subject_id;
  std::string_view subject_on;
  std::string_view digest;  ///< of the rulesets
  std::optional<Moment> now = std::nullopt;
  std::string_view basis = {};
  std::string_view client;  ///< who it is about; empty where no fact says so
  std::string_view facts;
  Json decision;
  Json redaction;           ///< null where nothing was personal
  const JsonObject* request = nullptr;  ///< as that of `DecisionEntry`
};

/// A whole book judged at once. Its decisions are not in the log; their root is, so that each of them
/// can be proved.
struct ScanEntry {
  std::string on;                             ///< what was judged: `Trade`
  std::optional<Date> from, to;               ///< the period asked for
  std::optional<Moment> now;                  ///< what decided deadlines' states, where it was given
  std::map<std::string, std::string> digests; ///< of rules, source, data, findings
  std::map<std::string, std::int64_t> counts; ///< read, judged, refused, and each outcome's
  std::uint64_t decisions = 0;                ///< leaves under the root
  std::string decisions_root;                 ///< `sha256:…`
  std::string basis;                          ///< as that of a decision
  std::string pack;                           ///< digest of the list of kept decisions, where there is one
  std::string tables;                         ///< digest of the list of kept tables, where there is one
  bool strict = false;                        ///< was a record with an unknown fact by fault refused?
};

/// A torn tail that was cut off when the log was opened.
struct RecoveryEntry {
  std::string segment;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::string digest;   ///< of the bytes cut off
  std::string kept_as;  ///< the file that holds them
};

/// Any other act: `kind` and members of its own.
struct EventEntry {
  std::string kind;
  JsonObject members;
};

// Errors: as `EntryDraft::of`.
[[nodiscard]] Result<EntryDraft> draft(const EntryAuthor& author, const DecisionEntry& entry);
[[nodiscard]] Result<EntryDraft> draft(const EntryAuthor& author, const RedactedDecisionEntry& entry);
[[nodiscard]] Result<EntryDraft> draft(const EntryAuthor& author, const ScanEntry& entry);
[[nodiscard]] Result<EntryDraft> draft(const EntryAuthor& author, const RecoveryEntry& entry);
[[nodiscard]] Result<EntryDraft> draft(const EntryAuthor& author, const EventEntry& entry);

/// What a decision's leaf is hashed over, here and under a scan's root: its canonical JSON without
/// what `--explain` adds, which can be made again.
[[nodiscard]] Result<std::string> decision_leaf(const decision::Decision& decision);

/// `2026-11-22T16:18:45.123456789Z`
[[nodiscard]] std::string utc_text(std::int64_t time_ns);

}  // namespace probity::audit
