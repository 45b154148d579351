#pragma once

#include <memory>
#include <string>

#include "audit/replay/basis.h"
#include "audit/store/log.h"
#include "engine/base/result.h"

namespace probity::cli {

/// The log that `--audit DIR` names, opened for writing. Says on standard error where opening it had to
/// repair the end that a crash left. A log that has no key yet gets one, beside its folder. `basis` is
/// what its decisions rest on; its texts are kept beside the segments, once. Errors: as
/// `audit::Log::open`, with the folder named.
[[nodiscard]] Result<std::unique_ptr<audit::Log>> open_log(const std::string& folder,
                                                           const std::string& actor,
                                                           const audit::Basis* basis = nullptr);

}  // namespace probity::cli
