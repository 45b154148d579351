#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Messages for whoever runs the program, on standard error; results never come this way.
/// Thread-safe once `start` was called.
namespace probity::logging {

enum class Level : std::uint8_t {
  kQuiet,   ///< nothing but what the command itself says
  kDetail,  ///< what is read, from where, and how long each step takes
};

/// Sets the level and the form (`12:30:01.250 detail: …`). Before it everything is quiet.
void start(Level level);

void detail(std::string_view message);

/// From here on `event` writes: one JSON object a line on standard error, for a service whose messages
/// programs read.
void start_events();

enum class Severity : std::uint8_t { kInfo, kWarning, kError };

/// `{"time": …, "level": "info", "event": "request", "status": "200"}`. Values are texts; no secret may be
/// among them.
void event(Severity severity, std::string_view name, const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace probity::logging
