#pragma once

namespace probity {
/// Prints the broken condition with its place to standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace probity

/// Our own bugs end the process: going on with a broken invariant could decide wrongly.
#define PROBITY_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::probity::check_failed(#condition, __FILE__, __LINE__))
