#include "adapters/cli/decision_log.h"

#include "adapters/cli/log_keys.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "audit/packs/objects.h"
#include "audit/store/checkpoint_keeper.h"

namespace probity::cli {
namespace {

/// The keys beside the log; a log that has never been signed gets its first one.
Result<LogKeys> keys_of(const std::string& folder, ports::LogFolder& opened, audit::LogId& new_log_id) {
  const std::string path = key_path_of(folder);
  PROBITY_TRY(std::optional<LogKeys> keys, read_log_keys(path));
  if (keys && !keys->signers.empty()) return std::move(*keys);
  if (opened.read(audit::kCheckpointName).ok()) {
    return Error{ErrorCode::kUnavailable, "the key that signs the log in `" + folder + "` is not in `" + path +
                                              "`; name its file in PROBITY_AUDIT_KEY, or put it back"};
  }
  PROBITY_TRY(const std::optional<audit::LogId> log_id, audit::log_id_of(opened));
  if (log_id) new_log_id = *log_id;
  LogKeys made = keys ? std::move(*keys) : LogKeys();
  PROBITY_TRY(audit::SignerKey signer, new_signer("probity.log/" + audit::log_id_text(new_log_id)));
  made.signers.push_back(std::move(signer));
  PROBITY_TRY_VOID(write_log_keys(path, made));
  return made;
}

Result<std::string> keep_basis(ports::LogFolder& folder, const audit::Basis& basis) {
  for (const audit::Basis::File& file : basis.files) {
    PROBITY_TRY(const std::string digest, audit::keep_object(folder, file.text, true));
  }
  PROBITY_TRY(const std::string list, basis.list());
  return audit::keep_object(folder, list, true);
}

}  // namespace

Result<std::unique_ptr<audit::Log>> open_log(const std::string& folder, const std::string& actor,
                                             const audit::Basis* basis) {
  PROBITY_TRY(std::unique_ptr<ports::LogFolder> opened, files::open_log_folder(folder));
  audit::LogOptions options;
  PROBITY_TRY(options.new_log_id, files::random_log_id());
  PROBITY_TRY(const LogKeys keys, keys_of(folder, *opened, options.new_log_id));
  options.actor = actor;
  options.engine = "probity " PROBITY_VERSION;
  if (basis != nullptr) {
    PROBITY_TRY(options.basis, keep_basis(*opened, *basis));
  }
  options.signers = keys.signers;
  options.verifiers = keys.old_keys;
  options.resume_after_failed_write = true;
  PROBITY_TRY(options.anchors, open_anchors(keys.anchor_urls));
  Result<std::unique_ptr<audit::Log>> log =
      audit::Log::open(std::move(opened), files::system_clock(), std::move(options));
  if (!log.ok()) return Error{log.error().code, "`" + folder + "`: " + log.error().message};
  if (log.value()->recovery() != nullptr) say("`" + folder + "`: " + log.value()->recovery()->text());
  return log;
}

}  // namespace probity::cli
