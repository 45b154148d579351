#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace probity::cli {

/// Standard output, buffered, with every failure to write noticed. One thread.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  /// Errors: `kUnavailable`; every later call fails with the same error.
  Result<void> write(std::string_view text);
  Result<void> flush();
  /// Writes the text and a line's end.
  Result<void> line(std::string_view text);

 private:
  std::string buffer_;
  std::string failure_;
};

/// Standard error: one line `probity: TEXT`.
void say(std::string_view text);
/// Standard error as it stands.
void say_plain(std::string_view text);

[[nodiscard]] bool is_terminal(int descriptor);
/// Colour where the descriptor is a terminal and neither `NO_COLOR` nor `TERM=dumb` says otherwise.
[[nodiscard]] bool wants_colour(int descriptor);

enum class Colour : std::uint8_t { kRed, kYellow, kGreen, kBold };
/// The text in this colour, or as it is.
[[nodiscard]] std::string painted(std::string_view text, Colour colour, bool use_colour);
/// A rendered diagnostic with its severity painted.
[[nodiscard]] std::string painted_diagnostic(std::string_view rendered, bool use_colour);

/// A bar on standard error, drawn at most ten times a second and only where that is a terminal.
/// It takes itself away when it ends, so that what stays on the screen is results.
class Progress {
 public:
  explicit Progress(std::string label);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  /// `total` 0: not known; then only the count is shown.
  void show(std::uint64_t done, std::uint64_t total);
  void clear();
  void relabel(const std::string& label) { label_ = label; }

 private:
  std::string label_;
  bool on_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point next_;
};

/// `12,345`.
[[nodiscard]] std::string grouped(std::uint64_t number);
/// `1 rule`, `2 rules`.
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view one, std::string_view many);

}  // namespace probity::cli
