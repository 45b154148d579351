#pragma once

#include <memory>
#include <string>

#include "engine/ports/ports.h"

namespace probity::files {

/// Opens a file to append to, making it where it is not there; its name is durable when this returns.
/// After a failed write or sync every later call on it fails. Errors: `kUnavailable`.
[[nodiscard]] Result<std::unique_ptr<ports::AppendFile>> open_append_file(const std::string& path);

/// Makes the names in a folder durable.
[[nodiscard]] Result<void> sync_folder(const std::string& path);

}  // namespace probity::files
