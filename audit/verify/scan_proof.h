#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/note/checkpoint.h"
#include "audit/packs/decision_pack.h"
#include "audit/record/json.h"
#include "audit/tree/proof.h"
#include "audit/verify/log_view.h"
#include "engine/base/result.h"

namespace probity::audit {

/// The pack of a scan's entry. Errors: `kNotFound` where its decisions were not kept; `kCorrupt`.
[[nodiscard]] Result<DecisionPack> pack_of_scan(const Json& entry, const LoadText& load);

/// The numbers of the decisions on a subject. Errors: those of the pack.
[[nodiscard]] Result<std::vector<std::uint64_t>> decisions_on(DecisionPack& pack, std::string_view subject_id);

/// That one decision is among those of a scan, and the scan's entry in the log: everything that it takes to
/// check it but the log's public key.
struct ScanDecisionProof {
  std::string decision;  ///< canonical JSON, whose leaf it is
  std::uint64_t number = 0;
  std::uint64_t of = 0;
  TreeProof proof;        ///< to the entry's `decisions_root`
  std::string entry;      ///< the scan's, as stored
  LogProof entry_proof;

  /// One JSON object; see audit/FORMAT.md.
  [[nodiscard]] std::string text() const;
};

/// Errors: `kInvalidArgument` where the entry is no scan; `kOutOfRange`; `kNotFound`; `kCorrupt`.
[[nodiscard]] Result<ScanDecisionProof> prove_scan_decision(LogView& view, const LoadText& load, std::uint64_t index,
                                                            std::uint64_t number);

}  // namespace probity::audit
