#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/log_keys.h"
#include "audit/export/export.h"
#include "audit/verify/show.h"
#include "engine/ports/log_folder.h"
#include "engine/values/time.h"

/// What the commands below `probity audit` share; each `add_audit_…` declares some of them.
namespace probity::cli {

void add_audit_verify(CLI::App& audit, Work& chosen);
void add_audit_show(CLI::App& audit, Work& chosen);
void add_audit_prove(CLI::App& audit, Work& chosen);
void add_audit_export(CLI::App& audit, Work& chosen);
void add_audit_pack(CLI::App& audit, Work& chosen);
void add_audit_rebuild(CLI::App& audit, Work& chosen);
void add_audit_replay(CLI::App& audit, Work& chosen);
void add_audit_rotate_key(CLI::App& audit, Work& chosen);
void add_audit_shard(CLI::App& audit, Work& chosen);
void add_audit_acts(CLI::App& audit, Work& chosen);
void add_audit_erase(CLI::App& audit, Work& chosen);
void add_audit_hold(CLI::App& audit, Work& chosen);
void add_audit_end(CLI::App& audit, Work& chosen);

/// Which entries: the words that `show`, `replay` and `export` share.
struct FilterWords {
  std::string entry, subject, client, rule, ruleset, outcome, kind, from, to;
};
void add_filter_words(CLI::App& command, FilterWords& words);
/// Errors: `kInvalidArgument`.
[[nodiscard]] Result<audit::ShowFilter> filter_of(const FilterWords& words);

/// A folder for an export, made where it is not there. Errors: `kUnavailable`, also where it holds something.
[[nodiscard]] Result<void> make_empty_folder(const std::string& path);
/// Half an export must not be taken for one: nothing of it is left.
void empty_folder(const std::string& path);
/// An export of the log in `folder` to `out`, without a filter. Errors: `kUnavailable` where no key is known.
[[nodiscard]] Result<audit::ExportRequest> export_request(const std::string& folder, const std::string& out,
                                                          const std::vector<std::string>& keys);

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
