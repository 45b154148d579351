#pragma once

#include <cstdint>

namespace probity::cli {

/// What the executable says to its caller's shell.
enum class ExitStatus : std::uint8_t {
  kDone = 0,
  kDoesNotHold = 1,  ///< done, and what was checked does not hold
  kWrongWords = 2,   ///< the call's words are wrong
  kNotReached = 3,   ///< something could not be read, written or reached, or the work was interrupted
};

}  // namespace probity::cli
