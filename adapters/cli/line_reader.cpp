#include "adapters/cli/line_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "adapters/cli/stop.h"

namespace probity::cli {
namespace {

Error failed(const std::string& path, int reason) {
  return {reason == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
          "cannot read `" + path + "`: " + std::strerror(reason)};
}

}  // namespace

LineReader::~LineReader() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

Result<void> LineReader::open(const std::string& path) {
  path_ = path == "-" ? "standard input" : path;
  descriptor_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) return failed(path_, errno);
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return failed(path_, errno);
  if (S_ISDIR(status.st_mode)) return failed(path_, EISDIR);
  if (S_ISREG(status.st_mode)) bytes_total_ = static_cast<std::uint64_t>(status.st_size);
  return {};
}

Result<LineReader::Fill> LineReader::fill() {
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  char block[65'536];
  while (true) {
    // Waiting on both: a signal between a look at the flag and the read would not end the read.
    pollfd waiting[] = {{descriptor_, POLLIN, 0}, {stop_descriptor(), POLLIN, 0}};
    if (::poll(waiting, 2, -1) < 0 && errno != EINTR) return failed(path_, errno);
    if (stop_requested()) return Fill::kStopped;
    if (waiting[0].revents == 0) continue;
    const ssize_t got = ::read(descriptor_, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path_, errno);
    if (got == 0) {
      at_end_ = true;
      return Fill::kEnd;
    }
    buffer_.append(block, static_cast<std::size_t>(got));
    bytes_read_ += static_cast<std::uint64_t>(got);
    return Fill::kMore;
  }
}

Result<LineReader::Next> LineReader::next(std::string& line) {
  bool too_long = false;
  std::size_t searched = begin_;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      // Of a line that is too long the beginning was kept when the limit was passed.
      if (!too_long) {
        line.assign(buffer_, begin_, std::min(end - begin_, line_bytes_max_));
        too_long = end - begin_ > line_bytes_max_;
      }
      begin_ = end + 1;
      return too_long ? Next::kTooLong : Next::kLine;
    }
    if (buffer_.size() - begin_ > line_bytes_max_) {
      // Read past it in pieces, so that one endless line cannot fill the memory.
      if (!too_long) line.assign(buffer_, begin_, line_bytes_max_);
      too_long = true;
      begin_ = buffer_.size();
    }
    const std::size_t kept = buffer_.size() - begin_;
    if (at_end_) {
      if (kept == 0 && !too_long) return Next::kEnd;
      if (!too_long) line.assign(buffer_, begin_, kept);
      begin_ = buffer_.size();
      return too_long ? Next::kTooLong : Next::kLine;
    }
    PROBITY_TRY(const Fill filled, fill());
    if (filled == Fill::kStopped) return Next::kStopped;
    searched = kept;
  }
}

bool LineReader::more_at_hand() const {
  if (buffer_.find('\n', begin_) != std::string::npos) return true;
  if (at_end_) return begin_ < buffer_.size();
  pollfd waiting{descriptor_, POLLIN, 0};
  return ::poll(&waiting, 1, 0) > 0;
}

}  // namespace probity::cli
