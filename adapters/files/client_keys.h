#pragma once

#include <memory>
#include <string>

#include "engine/ports/client_keys.h"

namespace probity::files {

/// Keys of clients in a folder, a file each, for its owner alone; made when the first key is. Destroying one
/// overwrites its file before it goes. Whoever copies the folder keeps what was to be erased.
[[nodiscard]] std::shared_ptr<ports::ClientKeys> make_client_keys(std::string folder);

}  // namespace probity::files
