#include "engine/service/test_report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string_view>

#include "engine/base/json_text.h"

namespace probity::service {
namespace {

constexpr std::size_t kWidth = 80;

using Part = eval::reference::ConditionPlace::Part;

bool both_sides(const ReachedCondition& reached) { return reached.held > 0 && reached.failed > 0; }
bool both_sides(const Reached& reached) { return reached.passing > 0 && reached.failing > 0; }

template <typename Each>
std::size_t reached_count(const std::vector<Each>& all) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const Each& each) { return both_sides(each); }));
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

/// Which side of a condition is missing.
std::string side_text(const ReachedCondition& reached) {
  if (reached.held == 0 && reached.failed == 0) return "never makes the difference";
  const bool wants_true = reached.held == 0;
  switch (reached.part) {
    case Part::kOfAll: return wants_true ? "never holds with all the others" : "never fails alone";
    case Part::kOfAny: return wants_true ? "never holds alone" : "never fails with all the others";
    case Part::kAlone: break;
  }
  return wants_true ? "never holds" : "never fails";
}

/// A line broken at blanks where it is too wide; what follows is indented further.
std::string wrapped(std::string indent, const std::string& line) {
  std::string text = indent;
  std::size_t width = indent.size();
  indent += "  ";
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view word(line.data() + at, end - at);
    const auto columns = static_cast<std::size_t>(std::count_if(
        word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    if (at > 0 && width + 1 + columns > kWidth) {
      text += "\n" + indent;
      width = indent.size();
    } else if (at > 0) {
      text += " ";
      ++width;
    }
    text += word;
    width += columns;
    at = end + 1;
  }
  return text + "\n";
}

template <typename Each>
void add_count(std::string& text, const char* what, const std::vector<Each>& all) {
  if (all.empty()) return;
  char line[160];
  std::snprintf(line, sizeof line, "  %-10s  %zu of %zu\n", what, reached_count(all), all.size());
  text += line;
}

std::string counts_text(const TestReport& report) {
  std::string text;
  add_count(text, "rules", report.rules);
  add_count(text, "exceptions", report.exceptions);
  add_count(text, "table rows", report.rows);
  add_count(text, "conditions", report.conditions);
  return text;
}

void add_unreached(std::string& text, const char* one, const std::vector<Reached>& all, bool row) {
  for (const Reached& reached : all) {
    if (both_sides(reached)) continue;
    text += wrapped("  ", reached.at + ": " + one + " " + reached.name + ": " + side_text(reached, row));
  }
}

/// All that no scenario reaches; conditions under the name of what they stand in.
std::string unreached_text(const TestReport& report) {
  std::string text;
  add_unreached(text, "rule", report.rules, false);
  add_unreached(text, "exception", report.exceptions, false);
  add_unreached(text, "table row", report.rows, true);
  std::string of;
  for (const ReachedCondition& reached : report.conditions) {
    if (both_sides(reached)) continue;
    if (reached.of != of) text += wrapped("  ", "conditions of " + reached.of);
    of = reached.of;
    text += wrapped("    ", reached.at + ": `" + reached.text + "` " + side_text(reached));
  }
  return text;
}

/// A suite without tests, so that the coverage stands beside them.
std::string coverage_junit(const TestReport& report) {
  std::string text = "  <testsuite name=\"coverage\" tests=\"0\" failures=\"0\">\n    <properties>\n";
  const auto add = [&](const char* name, const auto& all) {
    text += std::string("      <property name=\"") + name + "\" value=\"" + std::to_string(reached_count(all)) + " of " +
            std::to_string(all.size()) + "\"/>\n";
  };
  add("rules", report.rules);
  add("exceptions", report.exceptions);
  add("table rows", report.rows);
  add("conditions", report.conditions);
  text += "    </properties>\n    <system-out>";
  const std::string unreached = unreached_text(report);
  for (std::size_t at = 0; at < unreached.size();) {
    const std::size_t end = unreached.find('\n', at);
    text += xml(unreached.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return text + "</system-out>\n  </testsuite>\n";
}

std::string conditions_json(const std::vector<ReachedCondition>& all) {
  std::string text = "[";
  for (const ReachedCondition& reached : all) {
    const char* part = reached.part == Part::kOfAll ? "and" : reached.part == Part::kOfAny ? "or" : "alone";
    if (text.size() > 1) text += ",";
    text += "{\"condition\":" + json_text(reached.text) + ",\"of\":" + json_text(reached.of) +
            ",\"at\":" + json_text(reached.at) + ",\"part\":\"" + part +
            "\",\"held\":" + std::to_string(reached.held) + ",\"failed\":" + std::to_string(reached.failed) + "}";
  }
  return text + "]";
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
  text += "coverage, both sides:\n" + counts_text(report);
  const std::string unreached = unreached_text(report);
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
          ",\"conditions\":" + conditions_json(report.conditions) + "}}";
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
  return text + coverage_junit(report) + "</testsuites>\n";
}

}  // namespace probity::service
