#pragma once

#include <cstddef>
#include <string>

#include "engine/base/result.h"

namespace probity::files {

/// A file's bytes. Errors: `kNotFound`, `kUnavailable`, `kLimit` for more than `bytes_max`.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max);
/// At most the first `bytes_max` bytes. Errors: `kNotFound`, `kUnavailable`.
[[nodiscard]] Result<std::string> read_file_start(const std::string& path, std::size_t bytes_max);

}  // namespace probity::files
