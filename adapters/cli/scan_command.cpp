#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "adapters/cli/book.h"
#include "adapters/cli/command.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/evaluator.h"
#include "adapters/cli/outputs.h"
#include "adapters/cli/scan_summary.h"
#include "adapters/cli/stop.h"
#include "audit/packs/decision_pack.h"
#include "audit/packs/table_pack.h"
#include "audit/record/entry.h"
#include "audit/redact/redactor.h"

namespace probity::cli {
namespace {

struct Words {
  BookWords book;
  std::string on, from, to, audit, fail_on, evaluator;
  std::string keep = "all";
  std::string language = "en";
  unsigned threads = 0;
  bool json = false;
};

class ScanRun {
 public:
  ScanRun(const Words& words, const LoadedBook& book) : words_(words), book_(book), progress_("reading") {}

  Result<ExitStatus> run() {
    PROBITY_TRY_VOID(prepare());
    Result<service::ScanSummary> scanned = service::scan(request_);
    progress_.clear();
    if (!scanned.ok()) return scanned.error();
    const service::ScanSummary& summary = scanned.value();
    // The log first: what it does not hold is not shown.
    PROBITY_TRY_VOID(record(summary));
    if (findings_.rows != nullptr) PROBITY_TRY_VOID(findings_.rows->commit());
    PROBITY_TRY_VOID(ingest_.finish());
    PROBITY_TRY_VOID(print(summary));
    const auto fail_on = decision::outcome_from_name(words_.fail_on);
    std::uint64_t refused = summary.refused;
    for (const ingest::TableCount& table : summary.tables) refused += table.refused;
    const bool holds = refused == 0 && (!fail_on || at_or_above(summary, *fail_on) == 0);
    return holds ? ExitStatus::kDone : ExitStatus::kDoesNotHold;
  }

 private:
  [[nodiscard]] const ir::Program& program() const { return book_.rulesets->compiled.program; }

  Result<void> prepare() {
    PROBITY_TRY(request_.subject, subject_of(program().schema, words_.on));
    PROBITY_TRY(request_.from, day_of("--from", words_.from));
    PROBITY_TRY(request_.to, day_of("--to", words_.to));
    PROBITY_TRY_VOID(set_day());
    PROBITY_TRY(std::unique_ptr<ports::TableStore> tables, open_tables(words_.book.data));
    tables_.emplace(std::move(tables));
    PROBITY_TRY_VOID(ingest_.open(words_.book.ingest_out));
    if (!words_.book.out.empty()) {
      PROBITY_TRY(findings_, open_findings(words_.book.out, words_.language));
    }
    if (!words_.audit.empty()) {
      PROBITY_TRY(log_, open_log(words_.audit, "probity scan", &book_.basis));
      PROBITY_TRY_VOID(keep());
    }
    request_.program = &program();
    request_.mapping = book_.mapping;
    request_.tables = kept_tables_.has_value() ? static_cast<ports::TableStore*>(&*kept_tables_) : &*tables_;
    request_.strict = words_.book.strict;
    request_.evaluator = evaluator_of(words_.evaluator);
    request_.threads = words_.threads > 0 ? words_.threads : std::max(1U, std::thread::hardware_concurrency());
    request_.stop = stop_asked();
    request_.progress = reading_progress(progress_);
    request_.on_finding = [this](const ingest::Finding& finding) { return ingest_.add(finding, progress_); };
    request_.on_decision = [this](const decision::Decision& decision, const std::string& logged_as) {
      return take(decision, logged_as);
    };
    return {};
  }

  /// What lies beside the log for proofs of single decisions and for making the scan again.
  Result<void> keep() {
    const audit::Redactor* redactor = log_->redactor();
    if (redactor != nullptr && !redactor->policy().personal.empty() && words_.keep != "nothing") {
      // A row is of many clients; only entries can be erased client by client.
      return Error{ErrorCode::kInvalidArgument, "`" + policy_path_of(words_.audit) + "` names personal facts, and rows and "
                                                "decisions of scans are kept as they are: record this scan with --keep nothing"};
    }
    const audit::KeepText text = [this](std::string_view kept) { return log_->keep_object(kept); };
    if (words_.keep != "nothing") decisions_ = audit::DecisionPackWriter(text);
    if (words_.keep == "all") kept_tables_.emplace(*tables_, text);
    return {};
  }

  /// The day is asked for only where something rests on it, so that a scan of dated orders never
  /// depends on the day on which it is run.
  Result<void> set_day() {
    const bool dated = has_own_day(program().schema, request_.subject);
    bool deadlines = false;
    for (const ir::Rule& rule : program().rules) {
      deadlines = deadlines || (rule.kind == ir::RuleKind::kDeadline && rule.subject == request_.subject);
    }
    if (words_.book.as_of.empty() && dated && !deadlines) return {};
    PROBITY_TRY(day_, deciding_day(words_.book.as_of, zone_of(program())));
    request_.now = day_->moment;
    if (!dated) request_.as_of = day_->moment;
    return {};
  }

  Result<void> take(const decision::Decision& decision, const std::string& logged_as) {
    if (log_ != nullptr) {
      PROBITY_TRY(const std::string leaf, audit::decision_leaf(decision));
      PROBITY_TRY_VOID(decisions_.add(leaf));
    }
    return findings_.rows != nullptr ? findings_.rows->write(decision, logged_as) : Result<void>();
  }

  Result<void> record(const service::ScanSummary& summary) {
    if (log_ == nullptr) return {};
    audit::ScanEntry entry;
    entry.on = words_.on;
    entry.from = request_.from;
    entry.to = request_.to;
    entry.digests = {{"rules", program().digest}, {"source", book_.mapping->digest}, {"data", tables_->digest()}};
    if (findings_.digest != nullptr) entry.digests["findings"] = findings_.digest->finish();
    entry.counts = {{"read", static_cast<std::int64_t>(summary.read)},
                    {"judged", static_cast<std::int64_t>(summary.judged)},
                    {"refused", static_cast<std::int64_t>(summary.refused)}};
    for (const auto& [outcome, count] : summary.decisions) {
      entry.counts[std::string(decision::outcome_name(outcome))] = static_cast<std::int64_t>(count);
    }
    std::uint64_t groups = 0;
    for (const auto& [rule, count] : summary.groups) groups += count.groups;
    if (groups > 0) entry.counts["groups"] = static_cast<std::int64_t>(groups);
    entry.now = request_.now;
    entry.basis = log_->basis();
    entry.strict = request_.strict;
    entry.decisions = decisions_.size();
    entry.decisions_root = decisions_.root();
    PROBITY_TRY(entry.pack, decisions_.finish());
    if (kept_tables_.has_value()) {
      PROBITY_TRY(entry.tables, kept_tables_->finish());
    }
    PROBITY_TRY(logged_as_, log_->record_scan(entry));
    return {};
  }

  Result<void> print(const service::ScanSummary& summary) {
    Output output;
    if (words_.json) {
      PROBITY_TRY_VOID(output.write(scan_json(summary, words_.on)));
    } else {
      PROBITY_TRY_VOID(output.write(scan_text(summary, words_.on)));
      if (day_.has_value()) PROBITY_TRY_VOID(output.write(deciding_day_line(*day_, zone_of(program()))));
      if (!logged_as_.empty()) PROBITY_TRY_VOID(output.write("recorded as " + logged_as_ + "\n"));
    }
    return output.flush();
  }

  const Words& words_;
  const LoadedBook& book_;
  service::ScanRequest request_;
  std::optional<DecidingDay> day_;
  std::optional<DigestingTables> tables_;
  OpenedOutput<service::DecisionOutput> findings_;
  IngestReport ingest_;
  std::unique_ptr<audit::Log> log_;
  audit::DecisionPackWriter decisions_;
  std::optional<audit::KeepingTables> kept_tables_;
  std::string logged_as_;
  Progress progress_;
};

ExitStatus run(const Words& words) {
  const LoadedBook book = load_book(words.book.rules, words.book.source);
  if (!book.rulesets.has_value()) return book.status;
  const Result<ExitStatus> status = ScanRun(words, book).run();
  return status.ok() ? status.value() : fail(status.error());
}

}  // namespace

void add_scan(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("scan", "Judge a whole book, from files or a database");
  add_book_words(*command, words->book);
  command->add_option("--on", words->on, "What to judge: Order, Trade, \"closing of Complaint\"")->required();
  command->add_option("--from", words->from, "Only subjects of this day or later");
  command->add_option("--to", words->to, "Only subjects of this day or earlier");
  command->add_option("--out", words->book.out, "Findings to a file (.csv, .jsonl) or a database URL (URL#table)");
  command->add_option("--audit", words->audit, "Record the scan in the log in this folder");
  command->add_option("--keep", words->keep,
                      "What to keep beside the log: all (rows too, so that the scan can be made again),\n"
                      "decisions (each can be proved), nothing")
      ->check(CLI::IsMember({"all", "decisions", "nothing"}));
  command->add_option("--fail-on", words->fail_on, "Exit status 1 where an outcome is this or stronger")
      ->check(CLI::IsMember({"record", "warn", "disclose", "confirm", "block"}));
  command->add_option("--lang", words->language, "Reasons in rows in this language: en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--threads", words->threads, "How many; results do not depend on it. All cores, if not given")
      ->check(CLI::Range(1U, 256U).description("1 to 256"));
  add_evaluator(*command, words->evaluator);
  command->add_flag("--json", words->json, "Print the summary as one JSON object");
  command->footer(
      "Every record is judged or refused, and both are counted. Faults of the data go to standard error\n"
      "with file, line and column. Exit status 1 where a record was refused, also one that others only\n"
      "refer to. Findings appear under their name only once all of them are there.\n\n"
      "  probity scan --rules rulesets/cn --source book.probity --data csv:FOLDER --on Order --out o.csv\n"
      "  probity scan --rules rulesets/cn --source book.probity --data sqlite:book.db --on Trade \\\n"
      "      --from 2025-01-01 --to 2025-03-31 --out postgresql://host/db#findings --audit log");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
