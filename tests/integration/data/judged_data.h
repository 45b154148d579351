#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/check/compile.h"
#include "engine/ir/mapping.h"
#include "engine/service/scan.h"

namespace probity::tests {

/// The shared data's folder, or nothing (said aloud) where PROBITY_SHARED is not set.
[[nodiscard]] std::optional<std::string> shared_data();

/// A data set's vocabulary and rules, and one of its sources.
struct DataRules {
  SourceSet sources;
  check::Compiled compiled;
  ir::Mapping mapping;
  std::string messages;  ///< of all diagnostics; empty where there are none
};
[[nodiscard]] std::unique_ptr<DataRules> compile_rules(const std::string& set, const std::string& source_file);

struct DataScan {
  service::ScanSummary summary;
  std::vector<ingest::Finding> findings;
  std::string bytes;  ///< of every decision and finding, to compare runs
};
/// Scans the set's folder; `on_decision` may be empty.
[[nodiscard]] DataScan scan_data(const DataRules& rules, const std::string& folder, const std::string& subject,
                                 unsigned threads, const std::function<void(service::ScanRequest&)>& adjust,
                                 const std::function<void(const decision::Decision&)>& on_decision);

}  // namespace probity::tests
