#include "adapters/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace probity::cli {
namespace {

constexpr std::size_t kBufferBytes = 65'536;

/// Writes all of it; returns 0 or the reason.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::size_t terminal_columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20) return size.ws_col;
  return 80;
}

}  // namespace

Output::~Output() { static_cast<void>(flush()); }

Result<void> Output::write(std::string_view text) {
  if (!failure_.empty()) return Error{ErrorCode::kUnavailable, failure_};
  buffer_ += text;
  return buffer_.size() < kBufferBytes ? Result<void>() : flush();
}

Result<void> Output::flush() {
  if (!failure_.empty()) return Error{ErrorCode::kUnavailable, failure_};
  const int reason = write_all(STDOUT_FILENO, buffer_);
  buffer_.clear();
  if (reason == 0) return {};
  failure_ = reason == EPIPE ? "standard output was closed by its reader"
                             : std::string("cannot write standard output: ") + std::strerror(reason);
  return Error{ErrorCode::kUnavailable, failure_};
}

Result<void> Output::line(std::string_view text) {
  PROBITY_TRY_VOID(write(text));
  return write("\n");
}

void say(std::string_view text) { say_plain("probity: " + std::string(text) + "\n"); }

// Where standard error is closed there is nobody to tell.
void say_plain(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool wants_colour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  if (term != nullptr && std::strcmp(term, "dumb") == 0) return false;
  return is_terminal(descriptor);
}

std::string painted(std::string_view text, Colour colour, bool use_colour) {
  if (!use_colour) return std::string(text);
  const char* code = "1";
  switch (colour) {
    case Colour::kRed: code = "31;1"; break;
    case Colour::kYellow: code = "33;1"; break;
    case Colour::kGreen: code = "32;1"; break;
    case Colour::kBold: code = "1"; break;
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string painted_diagnostic(std::string_view rendered, bool use_colour) {
  for (const auto& [word, colour] : {std::pair{std::string_view(": error["), Colour::kRed},
                                     std::pair{std::string_view(": warning["), Colour::kYellow}}) {
    const std::size_t begin = rendered.find(word);
    if (begin == std::string_view::npos || begin > rendered.find('\n')) continue;
    const std::size_t end = rendered.find(']', begin);
    if (end == std::string_view::npos) continue;
    return std::string(rendered.substr(0, begin + 2)) +
           painted(rendered.substr(begin + 2, end - begin - 1), colour, use_colour) +
           std::string(rendered.substr(end + 1));
  }
  return std::string(rendered);
}

Progress::Progress(std::string label)
    : label_(std::move(label)),
      on_(is_terminal(STDERR_FILENO)),
      begun_(std::chrono::steady_clock::now()),
      // Work that ends at once shows no bar.
      next_(begun_ + std::chrono::milliseconds(400)) {}

Progress::~Progress() { clear(); }

void Progress::show(std::uint64_t done, std::uint64_t total) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  std::string line = label_ + "  " + grouped(done);
  if (total > 0 && done <= total) {
    line += " of " + grouped(total) + "  ";
    const std::uint64_t percent = done * 100 / total;
    const std::size_t columns = terminal_columns();
    const std::size_t room = columns > line.size() + 30 ? std::min<std::size_t>(columns - line.size() - 20, 30) : 0;
    if (room > 0) {
      const auto filled = static_cast<std::size_t>(percent * room / 100);
      line += "[" + std::string(filled, '#') + std::string(room - filled, '.') + "] ";
    }
    line += std::to_string(percent) + "%";
    const auto spent_s = std::chrono::duration_cast<std::chrono::seconds>(now - begun_).count();
    if (percent > 2 && spent_s > 2) {
      const auto left_s = static_cast<std::uint64_t>(spent_s) * (100 - percent) / percent;
      line += "  " + std::to_string(left_s) + " s left";
    }
  }
  say_plain("\r\x1b[K" + line.substr(0, terminal_columns() - 1));
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) say_plain("\r\x1b[K");
  drawn_ = false;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3;) {
    place -= 3;
    text.insert(place, ",");
  }
  return text;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return grouped(number) + " " + std::string(number == 1 ? one : many);
}

}  // namespace probity::cli
