#pragma once

#include <optional>
#include <string>

#include "audit/packs/objects.h"
#include "audit/record/json.h"
#include "engine/ports/ports.h"
#include "engine/service/check.h"

namespace probity::cli {

/// How a scan came out when it was made again.
struct ScanReplay {
  std::uint64_t decisions = 0;
  bool same = false;
  /// The first decision that differs, where the recorded ones were kept: both, as they are hashed; one of them
  /// is empty where it has no counterpart.
  std::optional<std::uint64_t> number = std::nullopt;
  std::string recorded = {}, again = {};
};

/// Judges a recorded scan's kept rows again and compares each decision. Errors: `kNotFound` where its rows were
/// not kept; `kCorrupt`; `kUnavailable`; `kInterrupted`.
[[nodiscard]] Result<ScanReplay> replay_scan(const audit::Json& entry, const service::CheckedRulesets& rulesets,
                                             const audit::LoadText& load, const ports::StopRequested& stop);

}  // namespace probity::cli
