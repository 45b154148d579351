#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "engine/base/result.h"

namespace probity::files {

/// Owns an open file descriptor; private to adapters/files.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    number_ = other.release();
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int release() {
    const int number = number_;
    number_ = -1;
    return number;
  }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int number_;
};

/// What the system said (`errno` of the call just made) about doing this with that path.
[[nodiscard]] inline Error system_error(std::string_view doing, const std::string& path) {
  const int number = errno;
  const ErrorCode code = number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
  return Error{code, std::string(doing) + " " + path + ": " + std::generic_category().message(number)};
}

}  // namespace probity::files
