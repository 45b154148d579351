#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/note/note.h"
#include "audit/store/log_walk.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

namespace probity::audit {

/// A checkpoint that a log is held against.
struct Claim {
  std::string where;  ///< `its published checkpoint`, `the anchor …`
  std::string bytes;  ///< the signed note
};

/// What became of a claim.
struct ClaimResult {
  std::string where;
  std::uint64_t size = 0;
  std::vector<std::string> signers;  ///< keys and witnesses whose signature holds, by name
  std::string fault;                 ///< empty: the log is what the claim says
};

struct VerifyOptions {
  std::vector<Claim> claims;
  std::vector<VerifierKey> keys;       ///< one of which must have signed each claim; none: nobody asks
  std::vector<VerifierKey> witnesses;  ///< whose cosignatures are checked where they are there
  WalkProgress progress;
  ports::StopRequested stop;
  /// Check what lies beside the log too: each object that an entry names, each scan's decisions against its root.
  bool objects = true;
};

/// What a check of a whole log found.
struct VerifyReport {
  std::string log_id;  ///< 32 hex digits; empty: the log has no entry
  std::uint64_t entries = 0;  ///< that hold, from the first on
  std::uint64_t batches = 0;
  std::uint64_t bytes = 0;
  std::map<std::string, std::uint64_t> kinds;  ///< entries by kind
  std::string root;                            ///< `sha256:…` over those entries
  std::optional<Damage> damage;                ///< the first, or a torn tail
  std::vector<ClaimResult> claims;
  std::uint64_t objects = 0;                ///< that entries name, and that are as they were
  std::vector<std::string> object_faults;   ///< what is lost or changed beside the log, the first hundred
  bool signatures_checked = false;

  /// Every byte is as it was written. A torn tail does not hold either: it is there, and it is not
  /// part of the log.
  [[nodiscard]] bool holds() const;
  /// Some lines for a person.
  [[nodiscard]] std::string text() const;
  /// One JSON object for a program.
  [[nodiscard]] std::string json() const;
};

/// Reads every byte of the log and recomputes everything that can be: CRCs, the chain of segments and
/// batches, leaf hashes, the root over all entries, each entry's canonical form and its own index; then
/// holds it against the claims. Memory does not grow with the log. Errors: `kUnavailable`, `kNotFound`,
/// `kInterrupted`; damage is no error of the check but what it reports.
[[nodiscard]] Result<VerifyReport> verify(ports::LogSource& source, const VerifyOptions& options = {});

}  // namespace probity::audit
