#include "adapters/logging/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>

#include "engine/base/json_text.h"

namespace probity::logging {
namespace {

/// The one logger of the process: spdlog's own default would write to standard output.
spdlog::logger& logger() {
  static spdlog::logger only("probity", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return only;
}

/// The service's own: it has another form, and goes on where `--verbose` was not asked for.
spdlog::logger& events() {
  static spdlog::logger only("service", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return only;
}

}  // namespace

void start(Level level) {
  logger().set_pattern("%H:%M:%S.%e detail: %v");
  logger().set_level(level == Level::kDetail ? spdlog::level::debug : spdlog::level::off);
}

void detail(std::string_view message) { logger().debug("{}", message); }

void start_events() {
  events().set_pattern(R"({"time": "%Y-%m-%dT%H:%M:%S.%f%z", "level": "%l", %v})");
  events().set_level(spdlog::level::info);
  events().flush_on(spdlog::level::info);
}

void event(Severity severity, std::string_view name, const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "\"event\": " + json_text(name);
  for (const auto& [key, value] : members) text += ", " + json_text(key) + ": " + json_text(value);
  const auto level = severity == Severity::kInfo      ? spdlog::level::info
                     : severity == Severity::kWarning ? spdlog::level::warn
                                                      : spdlog::level::err;
  events().log(level, "{}", text);
}

}  // namespace probity::logging
