#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/cli/command.h"
#include "adapters/cli/log_keys.h"
#include "engine/ports/log_folder.h"
#include "engine/values/time.h"

/// What the commands below `probity audit` share; each `add_audit_…` declares some of them.
namespace probity::cli {

void add_audit_verify(CLI::App& audit, Work& chosen);
void add_audit_show(CLI::App& audit, Work& chosen);
void add_audit_prove(CLI::App& audit, Work& chosen);
void add_audit_export(CLI::App& audit, Work& chosen);
void add_audit_rebuild(CLI::App& audit, Work& chosen);
void add_audit_replay(CLI::App& audit, Work& chosen);
void add_audit_rotate_key(CLI::App& audit, Work& chosen);
void add_audit_acts(CLI::App& audit, Work& chosen);
void add_audit_erase(CLI::App& audit, Work& chosen);
void add_audit_hold(CLI::App& audit, Work& chosen);
void add_audit_end(CLI::App& audit, Work& chosen);

/// A damaged log was read, and what it says does not hold; everything else is a failure to read.
ExitStatus fail_on_log(const std::string& folder, const Error& error);
/// The word, or nothing where it is empty.
[[nodiscard]] std::optional<std::string> given(const std::string& word);
/// The day that an option gives. Errors: `kInvalidArgument`, with the option named.
[[nodiscard]] Result<std::optional<Date>> day_of_option(const std::string& option, const std::string& word);

/// The public keys to hold a log's checkpoints against: those given (a key, or a file of keys), else those
/// that lie beside the log. Errors: `kInvalidArgument`, `kUnavailable`.
[[nodiscard]] Result<std::vector<audit::VerifierKey>> public_keys(const std::string& folder,
                                                                  const std::vector<std::string>& given_keys);
/// The key file beside a log where this user may read it, else nothing: readers need none.
[[nodiscard]] LogKeys keys_if_readable(const std::string& folder);

}  // namespace probity::cli
