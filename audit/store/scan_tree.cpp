#include "audit/store/scan_tree.h"

#include "audit/record/entry.h"

namespace probity::audit {

Result<void> ScanTree::add(const decision::Decision& decision) {
  PROBITY_TRY(const std::string leaf, decision_leaf(decision));
  range_.append_entry(leaf);
  return {};
}

std::string ScanTree::root() { return digest_text(range_.root()); }

}  // namespace probity::audit
