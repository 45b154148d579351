#pragma once

#include <string>

#include "audit/record/json.h"
#include "engine/service/due.h"
#include "engine/service/scan.h"

namespace probity::cli {

/// The tables that `scan` and `due` end with, within 80 columns.
[[nodiscard]] std::string scan_text(const service::ScanSummary& summary, const std::string& on);
[[nodiscard]] std::string due_text(const service::DueSummary& summary);

/// One JSON object each.
[[nodiscard]] std::string scan_json(const service::ScanSummary& summary, const std::string& on);
[[nodiscard]] std::string due_json(const service::DueSummary& summary);

/// `{"block": 3}`.
[[nodiscard]] audit::Json outcomes_json(const std::map<decision::Outcome, std::uint64_t>& counts);

/// How many decisions came to this outcome or a stronger one.
[[nodiscard]] std::uint64_t at_or_above(const service::ScanSummary& summary, decision::Outcome outcome);

}  // namespace probity::cli
