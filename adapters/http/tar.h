#pragma once

#include <string>
#include <string_view>

namespace probity::http {

/// Files as one archive in the form of POSIX `ustar`, which every `tar` reads.
class Tar {
 public:
  /// Errors, as false: a name over 100 bytes, or more bytes than `bytes_max` in all.
  [[nodiscard]] bool add(std::string_view name, std::string_view bytes, std::size_t bytes_max);
  [[nodiscard]] std::string finish();

 private:
  std::string bytes_;
};

}  // namespace probity::http
