#pragma once

#include <memory>
#include <string>

#include "engine/ports/log_folder.h"

namespace probity::files {

/// An anchor that is one file, best on other media than the log. A lock beside it (`PATH.lock`) keeps
/// two writers apart; the file itself is replaced whole.
[[nodiscard]] std::shared_ptr<ports::Anchor> make_anchor_file(std::string path);

}  // namespace probity::files
