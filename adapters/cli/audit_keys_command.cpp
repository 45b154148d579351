#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/terminal.h"
#include "audit/note/base64.h"

namespace probity::cli {
namespace {

struct RotateWords {
  std::string folder;
  bool drop_old = false;
};

/// The present key signs a statement that names the next one; both are in the entry.
audit::EventEntry key_entry(const audit::SignerKey& present, const audit::SignerKey& next) {
  const std::string statement = "probity next key\n" + present.verifier().text() + "\n" + next.verifier().text() + "\n";
  return {"key", {{"old", present.verifier().text()},
                  {"new", next.verifier().text()},
                  {"signature", audit::base64(audit::ed25519_sign(present.seed, statement))}}};
}

Result<std::string> rotate(const RotateWords& words) {
  const std::string path = key_path_of(words.folder);
  PROBITY_TRY(std::optional<LogKeys> keys, read_log_keys(path));
  if (!keys || keys->signers.empty()) {
    return Error{ErrorCode::kNotFound, "no key signs the log in `" + words.folder + "` yet: `" + path + "` holds none"};
  }
  if (words.drop_old) {
    if (keys->signers.size() == 1) return Error{ErrorCode::kInvalidArgument, "only one key signs; there is none to drop"};
    while (keys->signers.size() > 1) {
      keys->old_keys.push_back(keys->signers.back().verifier());
      keys->signers.pop_back();
    }
    PROBITY_TRY_VOID(write_log_keys(path, *keys));
    return "from here on only " + keys->signers.front().verifier().text() + " signs\n";
  }
  PROBITY_TRY(audit::SignerKey next, new_signer(keys->signers.front().name));
  std::string logged_as;
  {
    PROBITY_TRY(const auto log, open_log(words.folder, "probity audit rotate-key"));
    PROBITY_TRY(logged_as, log->record_event(key_entry(keys->signers.front(), next)));
  }
  keys->signers.insert(keys->signers.begin(), next);
  PROBITY_TRY_VOID(write_log_keys(path, *keys));
  // The next checkpoint has both signatures; who has the old key checks the new one by it.
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit rotate-key"));
  PROBITY_TRY_VOID(log->record_event({"key", {{"in_use", next.verifier().text()}}}));
  return "recorded as " + logged_as + "\nnew key     " + next.verifier().text() +
         "\nBoth keys sign until `probity audit rotate-key " + words.folder +
         " --drop-old`. Send the new one to whoever checks.\n";
}

ExitStatus run_rotate(const RotateWords& words) {
  const Result<std::string> done = rotate(words);
  if (!done.ok()) return done.error().code == ErrorCode::kCorrupt ? fail_on_log(words.folder, done.error()) : fail(done.error());
  Output output;
  if (const auto written = output.write(done.value()); !written.ok()) return fail(written.error());
  const auto flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

}  // namespace

void add_audit_rotate_key(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<RotateWords>();
  CLI::App* command = audit.add_subcommand("rotate-key", "Give the log a new key, which the old one vouches for");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  command->add_flag("--drop-old", words->drop_old, "End the time in which both keys sign");
  command->footer(
      "  probity audit rotate-key log\n"
      "  probity audit rotate-key log --drop-old");
  command->callback([words, &chosen] { chosen = [words] { return run_rotate(*words); }; });
}

}  // namespace probity::cli
