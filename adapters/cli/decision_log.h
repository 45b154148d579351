#pragma once

#include <memory>
#include <optional>
#include <string>

#include "audit/redact/policy.h"
#include "audit/replay/basis.h"
#include "audit/store/log.h"
#include "engine/base/result.h"
#include "engine/ports/client_keys.h"
#include "engine/schema/schema.h"

namespace probity::cli {

/// `FOLDER.policy`: what the firm says of personal data in the log.
[[nodiscard]] std::string policy_path_of(const std::string& folder);
/// Nothing where there is no such file. Errors: `kInvalidArgument` with the file and the line; `kUnavailable`.
[[nodiscard]] Result<std::optional<audit::AuditPolicy>> policy_of(const std::string& folder);
/// The keys of clients: the folder beside the file of the log's key, `….clients`.
[[nodiscard]] std::shared_ptr<ports::ClientKeys> client_keys_of(const std::string& folder);

/// The log that `--audit DIR` names, opened for writing. Says on standard error where opening it had to
/// repair the end that a crash left. A log that has no key yet gets one, beside its folder. `basis` is
/// what its decisions rest on; its texts are kept beside the segments, once. `schema` gives the names that facts may
/// come under, for a log that redacts. Errors: as
/// `audit::Log::open`, with the folder named.
[[nodiscard]] Result<std::unique_ptr<audit::Log>> open_log(const std::string& folder,
                                                           const std::string& actor,
                                                           const audit::Basis* basis = nullptr,
                                                           const Schema* schema = nullptr);

}  // namespace probity::cli
