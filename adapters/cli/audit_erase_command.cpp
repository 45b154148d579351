#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "audit/erase/client_life.h"

namespace probity::cli {
namespace {

struct Words {
  std::string folder, client, on, by, reason;
  bool all = false, release = false, check = false;
};

void add_act_words(CLI::App& command, Words& words) {
  command.add_option("DIR", words.folder, "The log's folder")->required();
  command.add_option("--by", words.by, "Who does it: a person, as the firm names them")->required();
  command.add_option("--reason", words.reason, "Why")->required();
}

Result<Date> today() { return Date::parse(audit::utc_text(files::system_clock().now_ns()).substr(0, 10)); }

Result<audit::ClientLife> life_of(const Words& words, const audit::AuditPolicy& policy) {
  PROBITY_TRY(const auto source, files::read_log_folder(words.folder));
  return audit::client_life(*source, policy, words.client, stop_asked());
}

Result<std::string> erased(const Words& words) {
  PROBITY_TRY(const std::optional<audit::AuditPolicy> given, policy_of(words.folder));
  if (!given) {
    return Error{ErrorCode::kInvalidArgument, "`" + policy_path_of(words.folder) +
                                                  "` is not there: nothing in this log is redacted, so nothing can be erased"};
  }
  PROBITY_TRY(const Date day, today());
  PROBITY_TRY(const audit::ClientLife life, life_of(words, *given));
  const auto keys = client_keys_of(words.folder);
  if (life.erased) {
    // An erasure that broke off behind its entry is ended.
    PROBITY_TRY(const auto key, keys->find(words.client));
    if (!key) return Error{ErrorCode::kInvalidArgument, "it was erased already, by entry " + std::to_string(*life.erased)};
  }
  PROBITY_TRY_VOID(audit::may_erase(life, *given, day));
  PROBITY_TRY(const audit::EventEntry entry, audit::erasure_entry(life, *given, words.by, words.reason));
  if (words.check) return "may be erased: " + counted(life.entries, "entry", "entries") + "\n";
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit erase"));
  PROBITY_TRY(const std::string id, log->record_event(entry));
  PROBITY_TRY_VOID(keys->destroy(words.client));
  std::string text = "recorded as " + id + "\nerased      the personal data of `" + words.client + "` in " +
                     counted(life.entries - life.open_entries, "entry", "entries") + "; their proofs stay valid\n";
  if (life.open_entries > 0) {
    text += "stays       " + counted(life.open_entries, "entry that was", "entries that were") + " recorded without redaction\n";
  }
  return text;
}

Result<std::string> held(const Words& words) {
  if (words.client.empty() != words.all) {
    return Error{ErrorCode::kInvalidArgument, "name either --client or --all"};
  }
  PROBITY_TRY(const audit::EventEntry entry, audit::hold_entry(words.client, words.release, words.by, words.reason));
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit hold"));
  PROBITY_TRY(const std::string id, log->record_event(entry));
  return "recorded as " + id + "\n";
}

Result<std::string> ended(const Words& words) {
  PROBITY_TRY(const auto on, day_of_option("--on", words.on));
  PROBITY_TRY(const Date now, today());
  if (!on || *on > now) return Error{ErrorCode::kInvalidArgument, "--on `" + words.on + "` is not a day that has come"};
  PROBITY_TRY(const audit::EventEntry entry, audit::end_entry(words.client, *on, words.by, words.reason));
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit end"));
  PROBITY_TRY(const std::string id, log->record_event(entry));
  return "recorded as " + id + "\n";
}

/// What a hold or a clock forbids is no mistake of the call's words.
ExitStatus tell(const Words& words, const Result<std::string>& done, bool asks_the_log) {
  if (!done.ok()) {
    const ErrorCode code = done.error().code;
    if (code == ErrorCode::kCorrupt) return fail_on_log(words.folder, done.error());
    if (code != ErrorCode::kInvalidArgument || !asks_the_log) return fail(done.error());
    say("`" + words.client + "`: " + done.error().message);
    return ExitStatus::kDoesNotHold;
  }
  Output output;
  if (const auto written = output.write(done.value()); !written.ok()) return fail(written.error());
  const auto flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

}  // namespace

void add_audit_erase(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = audit.add_subcommand("erase", "Erase a client's personal data; proofs stay valid");
  add_act_words(*command, *words);
  command->add_option("--client", words->client, "The client, as entries name it")->required();
  command->add_flag("--check", words->check, "Only say whether it is allowed");
  command->footer(
      "Destroys the key that the client's values were sealed with, in this log and in every copy of it; copies of\n"
      "the folder of keys must be destroyed by whoever made them. Exit status 1 where a legal hold or a period\n"
      "of retention forbids it (DIR.policy; twenty years from the end of the business, if it says nothing).\n\n"
      "  probity audit erase log --client 4711 --by \"Li Wei\" --reason \"asked for by the client\"");
  command->callback([words, &chosen] { chosen = [words] { return tell(*words, erased(*words), true); }; });
}

void add_audit_hold(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = audit.add_subcommand("hold", "Forbid erasing, for a case; or release it");
  add_act_words(*command, *words);
  command->add_option("--client", words->client, "The client, as entries name it");
  command->add_flag("--all", words->all, "All clients");
  command->add_flag("--release", words->release, "The case is over: end the hold");
  command->footer(
      "  probity audit hold log --client 4711 --by \"Li Wei\" --reason \"case 2026/17\"\n"
      "  probity audit hold log --client 4711 --release --by \"Li Wei\" --reason \"case closed\"");
  command->callback([words, &chosen] { chosen = [words] { return tell(*words, held(*words), false); }; });
}

void add_audit_end(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = audit.add_subcommand("end", "Record the end of the business with a client: retention counts from it");
  add_act_words(*command, *words);
  command->add_option("--client", words->client, "The client, as entries name it")->required();
  command->add_option("--on", words->on, "The day")->required();
  command->footer("  probity audit end log --client 4711 --on 2026-06-30 --by \"Li Wei\" --reason \"account closed\"");
  command->callback([words, &chosen] { chosen = [words] { return tell(*words, ended(*words), false); }; });
}

}  // namespace probity::cli
