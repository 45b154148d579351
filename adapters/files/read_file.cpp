#include "adapters/files/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace probity::files {
namespace {

Error failed(const std::string& path, int reason) {
  return {reason == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
          "cannot read `" + path + "`: " + std::strerror(reason)};
}

}  // namespace

Result<std::string> read_file_start(const std::string& path, std::size_t bytes_max) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed(path, errno);
  std::string text;
  char block[65'536];
  while (text.size() < bytes_max) {
    const ssize_t got = ::read(file, block, std::min(sizeof block, bytes_max - text.size()));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int reason = errno;
      ::close(file);
      return failed(path, reason);
    }
    if (got == 0) break;
    text.append(block, static_cast<std::size_t>(got));
  }
  ::close(file);
  return text;
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  PROBITY_TRY(std::string text, read_file_start(path, bytes_max + 1));
  if (text.size() > bytes_max) {
    return Error{ErrorCode::kLimit,
                 "`" + path + "` is larger than " + std::to_string(bytes_max) + " bytes"};
  }
  return text;
}

}  // namespace probity::files
