#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/verify/shards.h"

namespace probity::cli {
namespace {

struct Words {
  std::string folder, next;
};

/// The next log's key: made before the ended log names it, so that what breaks off can be gone on with.
Result<audit::SignerKey> key_of_next(const Words& words) {
  const std::string path = words.next + ".key";
  PROBITY_TRY(std::optional<LogKeys> keys, read_log_keys(path));
  if (keys && !keys->signers.empty()) return keys->signers.front();
  audit::LogId id{};
  PROBITY_TRY(id, files::random_log_id());
  LogKeys made = keys ? std::move(*keys) : LogKeys();
  PROBITY_TRY(audit::SignerKey signer, new_signer("probity.log/" + audit::log_id_text(id)));
  made.signers.push_back(signer);
  PROBITY_TRY_VOID(write_log_keys(path, made));
  return signer;
}

Result<void> end_log(const Words& words, const audit::VerifierKey& next) {
  {
    PROBITY_TRY(const auto source, files::read_log_folder(words.folder));
    PROBITY_TRY(const auto named, audit::next_of(*source));
    if (named && *named == next) return {};
    if (named) {
      return Error{ErrorCode::kInvalidArgument, "`" + words.folder + "` is ended already, and the next log is that of " +
                                                    named->text()};
    }
  }
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit shard"));
  PROBITY_TRY(const std::string id, log->record_event(audit::shard_end_entry(next)));
  return log->publish_checkpoint();
}

Result<std::string> shard(const Words& words) {
  if (files::read_log_folder(words.next).ok()) {
    return Error{ErrorCode::kInvalidArgument, "`" + words.next + "` holds a log already; the next one needs a new folder"};
  }
  if (const auto there = files::read_log_folder(words.folder); !there.ok()) return there.error();
  PROBITY_TRY(const audit::SignerKey signer, key_of_next(words));
  PROBITY_TRY_VOID(end_log(words, signer.verifier()));
  PROBITY_TRY(const auto source, files::read_log_folder(words.folder));
  PROBITY_TRY(const std::string bytes, audit::read_whole(*source, audit::kCheckpointName, std::size_t{1} << 20));
  PROBITY_TRY(const audit::SignedCheckpoint ended, audit::parse_signed_checkpoint(bytes));
  PROBITY_TRY(const auto log, open_log(words.next, "probity audit shard"));
  PROBITY_TRY(const std::string id, log->record_event(audit::shard_begin_entry(ended)));
  return "ended     `" + words.folder + "` with " + grouped(ended.checkpoint.size) + " entries\nbegun     `" + words.next +
         "`, signed by " + signer.verifier().text() + "\n";
}

ExitStatus run(const Words& words) {
  const Result<std::string> done = shard(words);
  if (!done.ok()) {
    return done.error().code == ErrorCode::kCorrupt ? fail_on_log(words.folder, done.error()) : fail(done.error());
  }
  Output output;
  if (const auto written = output.write(done.value()); !written.ok()) return fail(written.error());
  const auto flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

}  // namespace

void add_audit_shard(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = audit.add_subcommand("shard", "End a log and begin the next one, chained to it: each year, say");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  command->add_option("--next", words->next, "The folder of the next log, new")->required();
  command->footer(
      "The ended log's last entry names the next log's key; the next log's first entry holds the ended log's last\n"
      "checkpoint. Nothing is appended to an ended log. `audit verify NEXT --previous DIR` checks both and the link.\n\n"
      "  probity audit shard log-2026 --next log-2027");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
