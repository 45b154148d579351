#pragma once

#include <memory>
#include <string>

#include "engine/ports/log_folder.h"

namespace probity::sql {

/// An anchor that is one row of the table `probity_anchor` (columns `log` and `checkpoint`) of a
/// database; `URL#NAME` tells rows of several logs apart, else it is `log`. The table is made where it
/// is not there. Each call has a connection of its own, so a database may be restarted in between.
/// Errors: `kInvalidArgument` for another URL.
[[nodiscard]] Result<std::shared_ptr<ports::Anchor>> make_anchor_row(const std::string& url);

}  // namespace probity::sql
