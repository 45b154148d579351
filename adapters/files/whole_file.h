#pragma once

#include <memory>
#include <string>

#include "engine/ports/tables.h"

namespace probity::files {

/// Writes a file that appears under its name only with `commit`, whole and synced: until then its
/// bytes are in `<path>.part`, which goes away with the writer. Errors: `kUnavailable`.
[[nodiscard]] Result<std::unique_ptr<ports::TextWriter>> write_whole_file(const std::string& path);

}  // namespace probity::files
