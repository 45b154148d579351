#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/evidence.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "audit/evidence/page.h"
#include "audit/verify/log_view.h"

namespace probity::cli {
namespace {

/// More is no pack that somebody reads, but an export.
constexpr std::size_t kEntriesMax = 5'000;

struct Words : FilterWords {
  std::string folder, out;
  std::string language = "zh";
  std::vector<std::string> keys;
  bool reveal = false;
};

struct Chosen {
  std::set<std::uint64_t> entries;
  std::vector<std::uint64_t> scans;  ///< that may have judged the subject
};

bool is_ruleset_act(const audit::Json& entry) { return entry.text_of("kind").starts_with("ruleset "); }

/// The entries that bear on a sale or a client: the decisions, what officers did about them, who published and
/// approved their rules, and what the log decided about the client as such.
class Choice {
 public:
  explicit Choice(audit::ShowFilter filter) : filter_(std::move(filter)) {}

  Result<Chosen> choose(ports::LogSource& source) {
    const auto first = audit::show(source, {}, [&](const auto& entry) { return take(entry); }, stop_asked());
    if (!first.ok()) return first.error();
    const auto second = audit::show(source, {}, [&](const auto& entry) { return relate(entry); }, stop_asked());
    if (!second.ok()) return second.error();
    if (chosen_.entries.size() <= kEntriesMax) return std::move(chosen_);
    return Error{ErrorCode::kInvalidArgument,
                 grouped(chosen_.entries.size()) + " entries are no pack that somebody reads; name a period by --from and --to, "
                                                   "or use `probity audit export`"};
  }

 private:
  bool take(const audit::ShownEntry& entry) {
    const audit::Json& json = *entry.json;
    if (json.text_of("kind") == "scan" && filter_.subject && !json.text_of("pack").empty()) chosen_.scans.push_back(entry.index);
    if (!audit::passes(json, filter_)) return true;
    chosen_.entries.insert(entry.index);
    ids_.insert(entry.id);
    if (const audit::Json* decision = json.find("decision")) programs_.insert(std::string(decision->text_of("ruleset")));
    if (!json.text_of("client").empty()) clients_.insert(std::string(json.text_of("client")));
    return true;
  }

  bool relate(const audit::ShownEntry& entry) {
    const audit::Json& json = *entry.json;
    const bool of_rules = is_ruleset_act(json) && programs_.count(std::string(json.text_of("program"))) > 0;
    const bool overrides = ids_.count(std::string(json.text_of("overrides"))) > 0;
    if (of_rules || overrides || bears_on_client(json)) chosen_.entries.insert(entry.index);
    return true;
  }

  /// Of a sale's client: decisions on the client as such (a rating, a conversion), holds, the end, an erasure.
  [[nodiscard]] bool bears_on_client(const audit::Json& json) const {
    const std::string client(json.text_of("client"));
    if (client.empty() || clients_.count(client) == 0) return false;
    const audit::Json* subject = json.find("subject");
    const std::string_view on = subject == nullptr ? std::string_view() : subject->text_of("on");
    return subject == nullptr || on == "Client" || on.ends_with(" of Client");
  }

  audit::ShowFilter filter_;
  Chosen chosen_;
  std::set<std::string> ids_, programs_, clients_;
};

Result<std::string> pack(const Words& words, audit::ExportRequest& request) {
  PROBITY_TRY(const audit::ShowFilter filter, filter_of(words));
  PROBITY_TRY(request, export_request(words.folder, words.out, words.keys));
  PROBITY_TRY(const auto source, files::read_log_folder(words.folder));
  PROBITY_TRY(Chosen chosen, Choice(filter).choose(*source));
  EvidenceMaker maker(*source, client_keys_of(words.folder), words.language, words.reveal);
  PROBITY_TRY_VOID(maker.open(stop_asked()));
  for (const std::uint64_t scan : chosen.scans) {
    PROBITY_TRY(const bool found, maker.add_scan(scan, *filter.subject));
    if (found) chosen.entries.insert(scan);
  }
  if (chosen.entries.empty()) return Error{ErrorCode::kNotFound, "no entry of the log is like that"};
  for (const std::uint64_t index : chosen.entries) PROBITY_TRY_VOID(maker.add(index));
  const std::string of = words.subject.empty() ? words.client : words.subject;
  const std::string period = words.from.empty() && words.to.empty() ? "" : words.from + " – " + words.to;
  request.filter = filter;
  request.only = std::move(chosen.entries);
  PROBITY_TRY(request.more, maker.finish(words.subject.empty() ? "On the client" : "On the subject", of, period));
  PROBITY_TRY_VOID(make_empty_folder(words.out));
  const Result<audit::ExportReport> report = audit::export_log(*source, request);
  if (!report.ok()) {
    empty_folder(words.out);
    return report.error();
  }
  return "packed    " + counted(report.value().exported, "entry", "entries") + " in `" + words.out +
         "`; read index.html, check it by verify.py with the key of `log.pub` sent another way\n";
}

ExitStatus run(const Words& words) {
  if (words.subject.empty() == words.client.empty()) {
    return fail({ErrorCode::kInvalidArgument, "name either one sale, by --subject, or a --client"});
  }
  audit::ExportRequest request;
  const Result<std::string> done = pack(words, request);
  if (!done.ok()) {
    return done.error().code == ErrorCode::kCorrupt ? fail_on_log(words.folder, done.error()) : fail(done.error());
  }
  Output output;
  if (const auto written = output.write(done.value()); !written.ok()) return fail(written.error());
  const auto flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

}  // namespace

void add_audit_pack(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = audit.add_subcommand("pack", "Everything on one sale, or one client and period, for an examiner");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  command->add_option("--out", words->out, "A new folder")->required();
  command->add_option("--subject", words->subject, "The sale, by its subject's id");
  command->add_option("--client", words->client, "The client, as DIR.policy says which fact names it");
  command->add_option("--from", words->from, "Of a client: subjects of this day or later");
  command->add_option("--to", words->to, "Of a client: subjects of this day or earlier");
  command->add_option("--lang", words->language, "The page's language: zh, the default, or en")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_flag("--reveal", words->reveal, "Put redacted values back, with what proves them");
  command->add_option("--key", words->keys, "The log's public key, or a file of them; else the one beside the log");
  command->footer(
      "The folder holds a page to read, the entries with a proof for each, decisions of scans on the subject, the\n"
      "rules' texts, verifiers and their manual.\n\n"
      "  probity audit pack log --subject O-4711 --out O-4711\n"
      "  probity audit pack log --client 88001 --from 2025-01-01 --to 2025-12-31 --lang en --out 88001");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
