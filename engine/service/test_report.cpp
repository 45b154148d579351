#include "engine/service/test_report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

#include "engine/base/json_text.h"

namespace probity::service {
namespace {

bool both_sides(const Reached& reached) { return reached.passing > 0 && reached.failing > 0; }

std::size_t reached_count(const std::vector<Reached>& all) {
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), both_sides));
}

std::string xml(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\n': result += "&#10;"; break;
      default: result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;  // XML 1.0 has no such characters
    }
  }
  return result;
}

std::string side_text(const Reached& reached, bool row) {
  if (row) return "no scenario finds it";
  if (reached.passing == 0 && reached.failing == 0) return "no scenario";
  return reached.passing == 0 ? "no passing scenario" : "no failing scenario";
}

void add_coverage(std::string& text, const char* what, const char* one, const std::vector<Reached>& all,
                  std::string& unreached) {
  if (all.empty()) return;
  char line[160];
  std::snprintf(line, sizeof line, "  %-10s  %zu of %zu\n", what, reached_count(all), all.size());
  text += line;
  const bool row = std::string_view(what) == "table rows";
  for (const Reached& reached : all) {
    if (both_sides(reached)) continue;
    unreached += "  " + reached.at + ": " + one + " " + reached.name + ": " + side_text(reached, row) + "\n";
  }
}

std::string reached_json(const std::vector<Reached>& all, bool row) {
  std::string text = "[";
  for (const Reached& reached : all) {
    if (text.size() > 1) text += ",";
    text += "{\"name\":" + json_text(reached.name) + ",\"at\":" + json_text(reached.at);
    if (row) {
      text += ",\"found\":" + std::to_string(reached.passing);
    } else {
      text += ",\"passing\":" + std::to_string(reached.passing) + ",\"failing\":" + std::to_string(reached.failing);
    }
    text += "}";
  }
  return text + "]";
}

}  // namespace

std::string test_report_text(const TestReport& report) {
  std::string text;
  for (const ScenarioResult& scenario : report.scenarios) {
    if (scenario.passed()) continue;
    text += scenario.at + ": failed: \"" + scenario.name + "\" (" + scenario.ruleset + ")\n";
    for (const Failure& failure : scenario.failures) {
      text += "  " + failure.at + ": expected " + failure.expected + "\n";
      text += std::string(failure.at.size() + 4, ' ') + "came     " + failure.came + "\n";
    }
  }
  const std::size_t failed = report.failed();
  text += std::to_string(report.scenarios.size()) + (report.scenarios.size() == 1 ? " scenario, " : " scenarios, ") +
          std::to_string(report.scenarios.size() - failed) + " passed, " + std::to_string(failed) + " failed\n";
  std::string unreached;
  text += "coverage, both sides:\n";
  add_coverage(text, "rules", "rule", report.rules, unreached);
  add_coverage(text, "exceptions", "exception", report.exceptions, unreached);
  add_coverage(text, "table rows", "table row", report.rows, unreached);
  if (!unreached.empty()) text += "not reached:\n" + unreached;
  return text;
}

std::string test_report_json(const TestReport& report) {
  std::string text = "{\"scenarios\":[";
  for (std::size_t i = 0; i < report.scenarios.size(); ++i) {
    const ScenarioResult& scenario = report.scenarios[i];
    if (i > 0) text += ",";
    text += "{\"name\":" + json_text(scenario.name) + ",\"ruleset\":" + json_text(scenario.ruleset) +
            ",\"at\":" + json_text(scenario.at) + ",\"passed\":" + (scenario.passed() ? "true" : "false") +
            ",\"failures\":[";
    for (std::size_t j = 0; j < scenario.failures.size(); ++j) {
      const Failure& failure = scenario.failures[j];
      if (j > 0) text += ",";
      text += "{\"expected\":" + json_text(failure.expected) + ",\"came\":" + json_text(failure.came) +
              ",\"at\":" + json_text(failure.at) + "}";
    }
    text += "]}";
  }
  const std::size_t failed = report.failed();
  text += "],\"passed\":" + std::to_string(report.scenarios.size() - failed) +
          ",\"failed\":" + std::to_string(failed) + ",\"coverage\":{\"rules\":" + reached_json(report.rules, false) +
          ",\"exceptions\":" + reached_json(report.exceptions, false) + ",\"rows\":" + reached_json(report.rows, true) +
          "}}";
  return text;
}

std::string test_report_junit(const TestReport& report) {
  std::map<std::string, std::vector<const ScenarioResult*>> by_ruleset;
  for (const ScenarioResult& scenario : report.scenarios) by_ruleset[scenario.ruleset].push_back(&scenario);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"" +
                     std::to_string(report.scenarios.size()) + "\" failures=\"" + std::to_string(report.failed()) +
                     "\">\n";
  for (const auto& [ruleset, scenarios] : by_ruleset) {
    const auto failed = std::count_if(scenarios.begin(), scenarios.end(),
                                      [](const ScenarioResult* scenario) { return !scenario->passed(); });
    text += "  <testsuite name=\"" + xml(ruleset) + "\" tests=\"" + std::to_string(scenarios.size()) +
            "\" failures=\"" + std::to_string(failed) + "\">\n";
    for (const ScenarioResult* scenario : scenarios) {
      text += "    <testcase classname=\"" + xml(ruleset) + "\" name=\"" + xml(scenario->name) + "\"";
      if (scenario->passed()) {
        text += "/>\n";
        continue;
      }
      text += ">\n";
      for (const Failure& failure : scenario->failures) {
        text += "      <failure message=\"expected " + xml(failure.expected) + "\">" + xml(failure.at) + ": came " +
                xml(failure.came) + "</failure>\n";
      }
      text += "    </testcase>\n";
    }
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace probity::service
