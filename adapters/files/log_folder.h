#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/ports/log_folder.h"

namespace probity::files {

/// The folder of a log, for its writer: made where it is not there (its parent must be), and locked
/// until the result goes away. Errors: `kUnavailable`, also where another writer holds it, in this
/// process or another.
[[nodiscard]] Result<std::unique_ptr<ports::LogFolder>> open_log_folder(const std::string& path);

/// The folder of a log, for a reader, who needs no lock and may not be allowed to write.
/// Errors: `kNotFound` where there is no such folder, or one that never held a log.
[[nodiscard]] Result<std::unique_ptr<ports::LogSource>> read_log_folder(const std::string& path);

/// Random bytes of the system, for keys and salts. Errors: `kUnavailable`.
[[nodiscard]] Result<void> random_bytes(std::span<std::uint8_t> into);
/// 16 of them, for a new log's id. Errors: `kUnavailable`.
[[nodiscard]] Result<std::array<std::uint8_t, 16>> random_log_id();

/// The machine's clock.
[[nodiscard]] const ports::Clock& system_clock();

}  // namespace probity::files
