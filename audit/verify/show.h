#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "audit/record/json.h"
#include "audit/store/log_walk.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"
#include "engine/values/time.h"

namespace probity::audit {

/// Which entries to show; what is not given does not matter.
struct ShowFilter {
  std::optional<std::string> entry;    ///< an entry's id, or its index
  std::optional<std::string> subject;  ///< a subject's id
  std::optional<std::string> client;   ///< a client, as entries name it (`client`); or the id of a subject `Client`
  std::optional<std::string> ruleset;  ///< a ruleset's name, or the digest `sha256:…` of what was compiled
  std::optional<std::string> kind;     ///< an entry's kind
  std::optional<std::string> rule;     ///< a decision with a finding or deadline of this rule
  std::optional<std::string> outcome;  ///< a decision's outcome, or that of one of its findings
  /// The day of the decision's subject; of an entry that has none, the day (UTC) of its own time.
  /// Both ends inclusive.
  std::optional<Date> from, to;
};

/// The day by which an entry is asked for: its subject's, else that of its own time.
[[nodiscard]] std::optional<Date> day_of_entry(const Json& entry);

/// Does the filter let the entry through, its `entry` aside?
[[nodiscard]] bool passes(const Json& entry, const ShowFilter& filter);

/// An entry to show.
struct ShownEntry {
  std::string id;         ///< `5f3a91c2-17`
  std::uint64_t index = 0;
  std::string_view text;  ///< its canonical JSON, as stored; valid during the call
  const Json* json = nullptr;
};

/// Calls `print` for each entry that passes, in order, until it returns false. Returns how many there
/// were. Errors: `kCorrupt` where the log does not hold, after the sound entries before that place;
/// a torn tail is none. `kUnavailable`, `kNotFound`, `kInterrupted`.
[[nodiscard]] Result<std::uint64_t> show(ports::LogSource& source, const ShowFilter& filter,
                                         const std::function<bool(const ShownEntry&)>& print,
                                         const ports::StopRequested& stop = {});

/// Some lines for a person; reasons in that language where there are any (`en`, `zh`).
[[nodiscard]] std::string entry_words(const ShownEntry& entry, const std::string& language);

/// The entry's JSON with its id in front, as one line.
[[nodiscard]] std::string entry_line(const ShownEntry& entry);

}  // namespace probity::audit
