#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/kept_rulesets.h"
#include "adapters/cli/scan_replay.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "audit/verify/reveal.h"
#include "audit/verify/show.h"

namespace probity::cli {
namespace {

struct Words : FilterWords {
  std::string folder;
  bool json = false;
};

/// Makes recorded decisions again from what lies beside the log, and compares.
class Replay {
 public:
  Replay(ports::LogSource& source, std::shared_ptr<ports::ClientKeys> keys, bool json)
      : load_(audit::object_loader(source)), kept_(load_), revealer_(source, std::move(keys)), json_(json) {}

  Result<bool> take(const audit::ShownEntry& entry) {
    progress_.show(entry.index, 0);
    if (entry.json->text_of("kind") == "scan") return take_scan(entry);
    if (entry.json->text_of("kind") != "decision") {
      ++other_;
      return true;
    }
    const Result<audit::Revealed> revealed = revealer_.reveal(*entry.json, entry.index);
    if (!revealed.ok() && revealed.error().code == ErrorCode::kUnavailable) return revealed.error();
    if (!revealed.ok()) {
      ++impossible_;
      return tell(entry, "cannot be made again: " + revealed.error().message, {});
    }
    if (revealed.value().state == audit::Revealed::State::kErased) {
      ++erased_;
      return tell(entry, "erased", {});
    }
    const auto& restored = revealed.value().restored;
    const Result<std::string> again = kept_.made_again(*entry.json, restored ? restored->facts() : entry.json->text_of("facts"));
    if (!again.ok() && again.error().code == ErrorCode::kUnavailable) return again.error();
    if (!again.ok()) {
      ++impossible_;
      return tell(entry, "cannot be made again: " + again.error().message, {});
    }
    PROBITY_TRY(const std::string recorded,
                audit::canonical_text(restored ? restored->decision() : *entry.json->find("decision")));
    if (again.value() == recorded) {
      ++same_;
      return true;
    }
    ++different_;
    return tell(entry, "comes out differently", {recorded, again.value()});
  }

  /// All of a scan's decisions count as one difference, of which the first is told.
  Result<bool> take_scan(const audit::ShownEntry& entry) {
    const Result<ScanReplay> again = scan_again(*entry.json);
    if (!again.ok()) {
      const ErrorCode code = again.error().code;
      if (code == ErrorCode::kUnavailable || code == ErrorCode::kInterrupted) return again.error();
      ++impossible_;
      return tell(entry, "cannot be made again: " + again.error().message, {});
    }
    if (again.value().same) {
      ++scans_same_;
      scan_decisions_ += again.value().decisions;
      return true;
    }
    ++different_;
    if (!again.value().number) return tell(entry, "the scan comes out differently; its decisions were not kept", {});
    return tell(entry, "the scan comes out differently, first in decision " + std::to_string(*again.value().number),
                {again.value().recorded, again.value().again});
  }

  Result<ExitStatus> finish() {
    progress_.clear();
    if (json_) {
      PROBITY_TRY_VOID(output_.line(audit::readable_text(audit::JsonObject{{"same", count(same_)},
                                                                           {"scans_same", count(scans_same_)},
                                                                           {"scan_decisions_same", count(scan_decisions_)},
                                                                           {"different", count(different_)},
                                                                           {"impossible", count(impossible_)},
                                                                           {"erased", count(erased_)},
                                                                           {"no_decisions", count(other_)}})));
    } else {
      if (scans_same_ > 0) {
        PROBITY_TRY_VOID(output_.line(counted(scans_same_, "scan with ", "scans with ") +
                                      counted(scan_decisions_, "decision", "decisions") + ": the same to the byte"));
      }
      PROBITY_TRY_VOID(output_.line(counted(same_, "decision comes", "decisions come") + " out the same to the byte, " +
                                    grouped(different_) + " differently; " + grouped(impossible_) +
                                    " cannot be made again; " +
                                    (erased_ > 0 ? grouped(erased_) + " erased; " : "") +
                                    counted(other_, "entry is", "entries are") + " no decision"));
    }
    PROBITY_TRY_VOID(output_.flush());
    return different_ + impossible_ == 0 ? ExitStatus::kDone : ExitStatus::kDoesNotHold;
  }

 private:
  static audit::Json count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

  Result<ScanReplay> scan_again(const audit::Json& entry) {
    PROBITY_TRY(const service::CheckedRulesets* rulesets, kept_.rulesets_of(entry));
    return replay_scan(entry, *rulesets, load_, stop_asked());
  }

  Result<bool> tell(const audit::ShownEntry& entry, const std::string& what, const std::vector<std::string>& both) {
    if (json_) {
      audit::JsonObject line{{"entry", entry.id}, {"what", what}};
      if (!both.empty()) {
        line.emplace_back("recorded", both[0]);
        line.emplace_back("again", both[1]);
      }
      PROBITY_TRY_VOID(output_.line(audit::readable_text(line)));
      return true;
    }
    PROBITY_TRY_VOID(output_.line(entry.id + "  " + what));
    if (!both.empty()) {
      PROBITY_TRY_VOID(output_.line("  recorded  " + from_difference(both[0], both[1])));
      PROBITY_TRY_VOID(output_.line("  again     " + from_difference(both[1], both[0])));
    }
    return true;
  }

  /// The part of a text in which it is not the other one, with some of what stands before.
  static std::string from_difference(const std::string& text, const std::string& other) {
    constexpr std::size_t kBefore = 60;
    constexpr std::size_t kShown = 200;
    const auto differ = std::mismatch(text.begin(), text.end(), other.begin(), other.end()).first;
    std::size_t begin = static_cast<std::size_t>(differ - text.begin());
    begin = begin > kBefore ? begin - kBefore : 0;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
    std::size_t end = std::min(begin + kShown, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return (begin > 0 ? "… " : "") + text.substr(begin, end - begin) + (end < text.size() ? " …" : "");
  }

  audit::LoadText load_;
  KeptRulesets kept_;
  audit::Revealer revealer_;
  bool json_;
  Output output_;
  Progress progress_{"replaying, entries"};
  std::uint64_t scans_same_ = 0, scan_decisions_ = 0;
  std::uint64_t same_ = 0, different_ = 0, impossible_ = 0, erased_ = 0, other_ = 0;
};

ExitStatus run(const Words& words) {
  const Result<audit::ShowFilter> filter = filter_of(words);
  if (!filter.ok()) return fail(filter.error());
  const Result<std::unique_ptr<ports::LogSource>> source = files::read_log_folder(words.folder);
  if (!source.ok()) return fail(source.error());
  Replay replay(*source.value(), client_keys_of(words.folder), words.json);
  Result<bool> taken = true;
  const Result<std::uint64_t> shown = audit::show(
      *source.value(), filter.value(),
      [&](const audit::ShownEntry& entry) {
        taken = replay.take(entry);
        return taken.ok() && taken.value();
      },
      stop_asked());
  if (!taken.ok()) return fail_on_log(words.folder, taken.error());
  if (!shown.ok()) return fail_on_log(words.folder, shown.error());
  const Result<ExitStatus> status = replay.finish();
  return status.ok() ? status.value() : fail(status.error());
}

}  // namespace

void add_audit_replay(CLI::App& audit, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = audit.add_subcommand("replay", "Make recorded decisions again and compare them to the byte");
  command->add_option("DIR", words->folder, "The log's folder")->required();
  add_filter_words(*command, *words);
  command->add_flag("--json", words->json, "Print one JSON object a line for machines");
  command->footer(
      "Uses the facts in each entry, the rows that a scan kept, and the rulesets, vocabularies and calendars\n"
      "kept beside the log, never those of today. Exit status 1 where one comes out differently, or cannot be\n"
      "made again.\n\n"
      "  probity audit replay log --from 2025-01-01 --to 2025-03-31");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
