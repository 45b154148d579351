#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/append_file.h"
#include "adapters/files/log_folder.h"
#include "audit/store/checkpoint_keeper.h"
#include "audit/verify/reveal.h"
#include "audit/verify/search.h"
#include "audit/verify/shards.h"
#include "audit/verify/verify.h"

namespace probity::cli {
namespace {

constexpr std::size_t kCheckpointBytesMax = std::size_t{1} << 20;

struct VerifyWords {
  std::string folder;
  std::vector<std::string> keys, witnesses, anchors;
  std::string previous;
  bool json = false;
};

struct ShowWords : FilterWords {
  std::string folder;
  std::string language = "en";
  bool json = false, reveal = false, whole = false;
};

/// The entry with its personal values put back, where they are not erased.
Result<audit::Json> revealed_entry(audit::Revealer& revealer, const audit::ShownEntry& entry) {
  PROBITY_TRY(const audit::Revealed revealed, revealer.reveal(*entry.json, entry.index));
  if (revealed.state == audit::Revealed::State::kOpen) return *entry.json;
  audit::JsonObject members = *entry.json->as_object();
  for (auto& [name, value] : members) {
    if (revealed.restored && name == "facts") value = revealed.restored->facts();
    if (revealed.restored && name == "decision") value = revealed.restored->decision();
  }
  members.emplace_back(revealed.restored ? "revealed" : "erased", true);
  return audit::Json(std::move(members));
}

/// What the log is held against: its own checkpoint, and what anchors remember of it.
Result<audit::VerifyOptions> verify_options(const VerifyWords& words, ports::LogSource& source) {
  audit::VerifyOptions options;
  PROBITY_TRY(options.keys, public_keys(words.folder, words.keys));
  const LogKeys kept = keys_if_readable(words.folder);
  options.witnesses = kept.witnesses;
  for (const std::string& word : words.witnesses) {
    PROBITY_TRY(audit::VerifierKey key, audit::parse_verifier_key(word));
    options.witnesses.push_back(std::move(key));
  }
  const auto published = audit::read_whole(source, audit::kCheckpointName, kCheckpointBytesMax);
  if (published.ok()) options.claims.push_back({"its published checkpoint", published.value()});
  std::vector<std::string> anchor_urls = kept.anchor_urls;
  anchor_urls.insert(anchor_urls.end(), words.anchors.begin(), words.anchors.end());
  PROBITY_TRY(const auto anchors, open_anchors(anchor_urls));
  for (const auto& anchor : anchors) {
    PROBITY_TRY(const std::optional<std::string> bytes, anchor->read());
    if (bytes) options.claims.push_back({"the anchor " + anchor->name(), *bytes});
  }
  return options;
}

/// The log before, by its own keys and anchors, and whether this one goes on from it.
Result<audit::VerifyReport> verify_previous(const VerifyWords& words, ports::LogSource& log,
                                            const std::vector<audit::VerifierKey>& keys) {
  PROBITY_TRY(const auto before, files::read_log_folder(words.previous));
  VerifyWords of_before;
  of_before.folder = words.previous;
  of_before.witnesses = words.witnesses;
  PROBITY_TRY(audit::VerifyOptions options, verify_options(of_before, *before));
  options.stop = stop_asked();
  return audit::check_shards(*before, log, std::move(options), keys);
}

ExitStatus run_verify(const VerifyWords& words) {
  const Result<std::unique_ptr<ports::LogSource>> source = files::read_log_folder(words.folder);
  if (!source.ok()) return fail(source.error());
  Result<audit::VerifyOptions> options = verify_options(words, *source.value());
  if (!options.ok()) return fail(options.error());
  Progress progress("verifying, bytes");
  options.value().progress = [&](std::uint64_t done, std::uint64_t of) { progress.show(done, of); };
  options.value().stop = stop_asked();
  const Result<audit::VerifyReport> report = audit::verify(*source.value(), options.value());
  progress.clear();
  if (!report.ok()) return fail_on_log(words.folder, report.error());
  Output output;
  bool before_holds = true;
  if (!words.previous.empty()) {
    const Result<audit::VerifyReport> before = verify_previous(words, *source.value(), options.value().keys);
    if (!before.ok()) return fail_on_log(words.previous, before.error());
    before_holds = before.value().holds();
    const std::string told = words.json ? before.value().json() + "\n" : before.value().text();
    if (const Result<void> written = output.write(told); !written.ok()) return fail(written.error());
  }
  const std::string text = words.json ? report.value().json() : report.value().text();
  if (const Result<void> written = output.write(text); !written.ok()) return fail(written.error());
  if (!text.ends_with('\n')) {
    if (const Result<void> ended = output.write("\n"); !ended.ok()) return fail(ended.error());
  }
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  return report.value().holds() && before_holds ? ExitStatus::kDone : ExitStatus::kDoesNotHold;
}

ExitStatus run_show(const ShowWords& words) {
  const Result<audit::ShowFilter> filter = filter_of(words);
  if (!filter.ok()) return fail(filter.error());
  const Result<std::unique_ptr<ports::LogSource>> source = files::read_log_folder(words.folder);
  if (!source.ok()) return fail(source.error());
  Output output;
  Result<void> written;
  audit::Revealer revealer(*source.value(), client_keys_of(words.folder));
  const auto print = [&](audit::ShownEntry entry) {
    Result<audit::Json> revealed = audit::Json();
    if (words.reveal) {
      revealed = revealed_entry(revealer, entry);
      written = revealed.ok() ? Result<void>() : Result<void>(revealed.error());
      if (!written.ok()) return false;
      entry.json = &revealed.value();
    }
    written = output.line(words.json ? audit::entry_line(entry) : audit::entry_words(entry, words.language));
    return written.ok();
  };
  // Who may not write into the folder searches all the same, and makes the index each time.
  const auto keep = [&](const std::string& name, const std::string& bytes) {
    (void)files::replace_file(words.folder + "/" + name, bytes, false);
  };
  const Result<std::uint64_t> shown =
      words.whole ? audit::show(*source.value(), filter.value(), print, stop_asked())
                  : audit::search(*source.value(), filter.value(), print, keep, stop_asked());
  if (!written.ok()) {
    return written.error().code == ErrorCode::kCorrupt ? fail_on_log(words.folder, written.error()) : fail(written.error());
  }
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  if (!shown.ok()) return fail_on_log(words.folder, shown.error());
  if (shown.value() == 0) say("no entry of the log is like that");
  return ExitStatus::kDone;
}

}  // namespace

void add_audit_verify(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<VerifyWords>();
  CLI::App* command = audit.add_subcommand("verify", "Check every byte of a log: is it as it was written?");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  command->add_option("--key", words->keys, "The log's public key, or a file of them; else the one beside the log");
  command->add_option("--witness", words->witnesses, "The public key of a witness whose signature is checked too");
  command->add_option("--previous", words->previous, "The ended log that this one goes on from: both are checked, and the link");
  command->add_option("--anchor", words->anchors, "A file or database row that remembers how far the log was");
  command->add_flag("--json", words->json, "Print one JSON object for machines");
  command->footer(
      "Recomputes the leaves, the tree and its root. Exit status 1 where the log does not hold, with the\n"
      "place; an end that a crash left torn is told too.\n\n"
      "  probity audit verify log");
  command->callback([words, &chosen] { chosen = [words] { return run_verify(*words); }; });
}

void add_audit_show(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<ShowWords>();
  CLI::App* command = audit.add_subcommand("show", "Print entries of a log");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  add_filter_words(*command, *words);
  command->add_option("--lang", words->language, "Reasons in this language: en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_flag("--whole", words->whole, "Read the whole log, not the index of it");
  command->add_flag("--reveal", words->reveal, "Put redacted values back, where the clients' keys are at hand");
  command->add_flag("--json", words->json, "Print one JSON object a line for machines");
  command->footer(
      "Long logs are searched over an index in DIR/index, which is made on the way and can be thrown away.\n\n"
      "  probity audit show log --subject O-1\n"
      "  probity audit show log --outcome block --from 2025-03-01 --to 2025-03-31 --json");
  command->callback([words, &chosen] { chosen = [words] { return run_show(*words); }; });
}

void add_audit(CLI::App& app, Work& chosen) {
  CLI::App* audit = app.add_subcommand("audit", "Check and read the log of decisions");
  audit->require_subcommand(1);
  audit->footer(
      "  probity audit verify log\n"
      "  probity audit show log --subject O-1\n"
      "  probity audit export log --out folder --from 2025-01-01 --to 2025-03-31");
  add_audit_verify(*audit, chosen);
  add_audit_show(*audit, chosen);
  add_audit_prove(*audit, chosen);
  add_audit_export(*audit, chosen);
  add_audit_pack(*audit, chosen);
  add_audit_replay(*audit, chosen);
  add_audit_rebuild(*audit, chosen);
  add_audit_rotate_key(*audit, chosen);
  add_audit_shard(*audit, chosen);
  add_audit_acts(*audit, chosen);
  add_audit_end(*audit, chosen);
  add_audit_hold(*audit, chosen);
  add_audit_erase(*audit, chosen);
}

}  // namespace probity::cli
