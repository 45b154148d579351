#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/ports/ports.h"

namespace probity::files {

/// Opens a file to append to, making it where it is not there; its name is durable when this returns.
/// After a failed write or sync every later call on it fails. Errors: `kUnavailable`.
[[nodiscard]] Result<std::unique_ptr<ports::AppendFile>> open_append_file(const std::string& path);

/// Puts a file with these bytes in the place of what stood there, whole or not at all; folders in its
/// path are made. With `durable` it outlives a power cut when this returns. Errors: `kUnavailable`.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view bytes, bool durable,
                                        unsigned mode = 0640);

/// Makes the names in a folder durable.
[[nodiscard]] Result<void> sync_folder(const std::string& path);

}  // namespace probity::files
