#pragma once

#include <cstdint>
#include <string_view>

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

}  // namespace probity::logging
