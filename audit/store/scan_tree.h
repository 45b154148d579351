#pragma once

#include <cstdint>
#include <string>

#include "audit/tree/compact_range.h"
#include "engine/base/result.h"
#include "engine/decision/decision.h"

namespace probity::audit {

/// The tree over a scan's decisions, in their order, for `ScanEntry::decisions_root`.
class ScanTree {
 public:
  /// Errors: `kInvalidArgument` where a text of the decision is no UTF-8.
  [[nodiscard]] Result<void> add(const decision::Decision& decision);
  [[nodiscard]] std::uint64_t size() const { return range_.size(); }
  /// `sha256:…`
  [[nodiscard]] std::string root();

 private:
  CompactRange range_;
};

}  // namespace probity::audit
