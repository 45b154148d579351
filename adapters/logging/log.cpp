#include "adapters/logging/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>

namespace probity::logging {
namespace {

/// The one logger of the process: spdlog's own default would write to standard output.
spdlog::logger& logger() {
  static spdlog::logger only("probity", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return only;
}

}  // namespace

void start(Level level) {
  logger().set_pattern("%H:%M:%S.%e detail: %v");
  logger().set_level(level == Level::kDetail ? spdlog::level::debug : spdlog::level::off);
}

void detail(std::string_view message) { logger().debug("{}", message); }

}  // namespace probity::logging
