#pragma once

#include <string>

#include "engine/service/test_rulesets.h"

/// A test report for people and for machines. See interfaces.md, `probity test`.
namespace probity::service {

/// What failed and why, the counts, and what no scenario reaches.
[[nodiscard]] std::string test_report_text(const TestReport& report);
/// One JSON object: `scenarios`, `passed`, `failed`, `coverage` with `rules`, `exceptions`, `rows`,
/// `conditions`.
[[nodiscard]] std::string test_report_json(const TestReport& report);
/// JUnit's XML: a test suite for each ruleset.
[[nodiscard]] std::string test_report_junit(const TestReport& report);

}  // namespace probity::service
