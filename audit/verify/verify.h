#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "audit/store/log_walk.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// What a check of a whole log found.
struct VerifyReport {
  std::string log_id;  ///< 32 hex digits; empty: the log has no entry
  std::uint64_t entries = 0;  ///< that hold, from the first on
  std::uint64_t batches = 0;
  std::uint64_t bytes = 0;
  std::map<std::string, std::uint64_t> kinds;  ///< entries by kind
  std::string root;                            ///< `sha256:…` over those entries
  std::optional<Damage> damage;                ///< the first, or a torn tail

  /// Every byte is as it was written. A torn tail does not hold either: it is there, and it is not
  /// part of the log.
  [[nodiscard]] bool holds() const { return !damage.has_value(); }
  /// Some lines for a person.
  [[nodiscard]] std::string text() const;
  /// One JSON object for a program.
  [[nodiscard]] std::string json() const;
};

/// Reads every byte of the log and recomputes everything that can be: CRCs, the chain of batches, leaf
/// hashes, the root over all entries, each entry's canonical form and its own index. Memory does not
/// grow with the log. Errors: `kUnavailable`, `kNotFound`, `kInterrupted`; damage is no error of the
/// check but what it reports.
[[nodiscard]] Result<VerifyReport> verify(ports::LogSource& source, const WalkProgress& progress = {},
                                          const ports::StopRequested& stop = {});

}  // namespace probity::audit
