#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/record/json.h"

namespace probity::audit {

/// What stood in a ruleset's file at a finding's `at`, on the day of its decision.
struct RuleText {
  std::string rule, at, text;
};

/// One thing to read: an entry, or one decision of a scan.
struct EvidenceItem {
  std::string id;       ///< of the entry
  Json entry;           ///< personal values put back where that was asked for
  Json decision;        ///< of a scan's: the decision, beside the scan's entry
  std::optional<std::uint64_t> number = std::nullopt;  ///< the decision's, in its scan
  std::string proof_file = {};
  std::string replay = {};  ///< `the same to the byte`, …: a word of the page; empty: not tried
  std::string replay_fault = {};
  Json facts = {};          ///< of a decision, read
  std::vector<RuleText> rules = {};
};

struct EvidencePage {
  std::string language = "en";  ///< or `zh`
  /// What the page is about, and the log: names (words of the page) and values, in order.
  std::vector<std::pair<std::string, std::string>> about;
  std::vector<EvidenceItem> items;
  /// A fact's or a value's name in the page's language; the name itself where it has none.
  std::function<std::string(const std::string& name)> label;
};

/// One HTML document that loads nothing.
[[nodiscard]] std::string evidence_html(const EvidencePage& page);

}  // namespace probity::audit
