#include "adapters/cli/decision_log.h"

#include <algorithm>
#include <map>
#include <vector>

#include "adapters/cli/log_keys.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/client_keys.h"
#include "adapters/files/log_folder.h"
#include "adapters/files/read_file.h"
#include "audit/packs/objects.h"
#include "audit/redact/redactor.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/verify/shards.h"

namespace probity::cli {
namespace {

constexpr std::size_t kPolicyBytesMax = std::size_t{1} << 20;

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

/// All names of what has this name in some language: of an entity, whatever the case, or a field.
std::vector<std::string> names_of(const Schema& schema, const std::string& asked) {
  std::vector<std::string> all;
  const auto add = [&](const std::string& own, const std::map<std::string, std::string>& names) {
    const auto same = [&](const std::string& each) { return audit::same_word(each, asked); };
    const bool is_it = same(own) || std::any_of(names.begin(), names.end(), [&](const auto& each) { return same(each.second); });
    if (!is_it) return;
    all.push_back(own);
    for (const auto& [language, name] : names) all.push_back(name);
  };
  for (const Entity& entity : schema.entities) {
    add(entity.name, entity.names);
    add(entity.variable(), entity.names);
    for (const Field& field : entity.fields) add(field.name, field.names);
  }
  return all;
}

Result<std::shared_ptr<const audit::Redactor>> redactor_of(const std::string& folder, const Schema* schema) {
  PROBITY_TRY(std::optional<audit::AuditPolicy> policy, policy_of(folder));
  if (!policy) return std::shared_ptr<const audit::Redactor>();
  if (schema != nullptr) policy->add_names([schema](const std::string& name) { return names_of(*schema, name); });
  return std::shared_ptr<const audit::Redactor>(
      std::make_shared<audit::Redactor>(std::move(*policy), client_keys_of(folder), files::random_bytes));
}

/// What was ended stays so: the next log holds its last checkpoint.
Result<void> refuse_ended(const std::string& folder) {
  PROBITY_TRY(const auto source, files::read_log_folder(folder));
  PROBITY_TRY(const auto next, audit::next_of(*source));
  if (!next) return {};
  return Error{ErrorCode::kUnavailable, "`" + folder + "` is ended; the next log is that of " + next->text()};
}

}  // namespace

std::string policy_path_of(const std::string& folder) {
  std::string path = folder;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path + ".policy";
}

Result<std::optional<audit::AuditPolicy>> policy_of(const std::string& folder) {
  const std::string path = policy_path_of(folder);
  const Result<std::string> text = files::read_file(path, kPolicyBytesMax);
  if (!text.ok() && text.error().code == ErrorCode::kNotFound) return std::optional<audit::AuditPolicy>();
  if (!text.ok()) return text.error();
  Result<audit::AuditPolicy> policy = audit::parse_policy(text.value());
  if (!policy.ok()) return Error{policy.error().code, "`" + path + "`: " + policy.error().message};
  return std::optional(std::move(policy).value());
}

std::shared_ptr<ports::ClientKeys> client_keys_of(const std::string& folder) {
  const std::string path = key_path_of(folder);
  return files::make_client_keys((path.ends_with(".key") ? path.substr(0, path.size() - 4) : path) + ".clients");
}

Result<std::unique_ptr<audit::Log>> open_log(const std::string& folder, const std::string& actor,
                                             const audit::Basis* basis, const Schema* schema) {
  PROBITY_TRY(std::unique_ptr<ports::LogFolder> opened, files::open_log_folder(folder));
  audit::LogOptions options;
  PROBITY_TRY(options.new_log_id, files::random_log_id());
  PROBITY_TRY(const LogKeys keys, keys_of(folder, *opened, options.new_log_id));
  options.actor = actor;
  options.engine = "probity " PROBITY_VERSION;
  if (basis != nullptr) {
    PROBITY_TRY(options.basis, keep_basis(*opened, *basis));
  }
  PROBITY_TRY(options.redactor, redactor_of(folder, schema));
  options.signers = keys.signers;
  options.verifiers = keys.old_keys;
  options.resume_after_failed_write = true;
  PROBITY_TRY(options.anchors, open_anchors(keys.anchor_urls));
  Result<std::unique_ptr<audit::Log>> log =
      audit::Log::open(std::move(opened), files::system_clock(), std::move(options));
  if (!log.ok()) return Error{log.error().code, "`" + folder + "`: " + log.error().message};
  if (const auto ended = refuse_ended(folder); !ended.ok()) return ended.error();
  if (log.value()->recovery() != nullptr) say("`" + folder + "`: " + log.value()->recovery()->text());
  return log;
}

}  // namespace probity::cli
