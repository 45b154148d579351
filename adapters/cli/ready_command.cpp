#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "adapters/cli/book.h"
#include "adapters/cli/command.h"
#include "adapters/cli/outputs.h"
#include "adapters/cli/ready_summary.h"
#include "adapters/cli/stop.h"

namespace probity::cli {
namespace {

struct Words {
  BookWords book;
  std::vector<std::string> on;
  std::string from, to;
  std::optional<std::uint64_t> fail_above_percent;
  bool json = false;
};

class ReadyRun {
 public:
  ReadyRun(const Words& words, const LoadedBook& book) : words_(words), book_(book), progress_("reading") {}

  Result<ExitStatus> run() {
    PROBITY_TRY_VOID(prepare());
    const Result<service::ReadyReport> report = service::ready(scan_, on_);
    progress_.clear();
    if (!report.ok()) return report.error();
    PROBITY_TRY_VOID(ingest_.finish());
    Output output;
    PROBITY_TRY_VOID(output.write(words_.json ? ready_json(report.value()) : ready_text(report.value())));
    if (!words_.json) PROBITY_TRY_VOID(output.write(deciding_day_line(day_, zone_of(program()))));
    PROBITY_TRY_VOID(output.flush());
    return holds(report.value()) ? ExitStatus::kDone : ExitStatus::kDoesNotHold;
  }

 private:
  [[nodiscard]] const ir::Program& program() const { return book_.rulesets->compiled.program; }

  Result<void> prepare() {
    for (const std::string& name : words_.on) {
      PROBITY_TRY(const Subject subject, subject_of(program().schema, name));
      on_.push_back(subject);
    }
    PROBITY_TRY(scan_.from, day_of("--from", words_.from));
    PROBITY_TRY(scan_.to, day_of("--to", words_.to));
    PROBITY_TRY(day_, deciding_day(words_.book.as_of, zone_of(program())));
    PROBITY_TRY(tables_, open_tables(words_.book.data));
    PROBITY_TRY_VOID(ingest_.open(words_.book.ingest_out));
    scan_.program = &program();
    scan_.mapping = book_.mapping;
    scan_.tables = tables_.get();
    scan_.as_of = scan_.now = day_.moment;
    scan_.strict = words_.book.strict;
    scan_.threads = std::max(1U, std::thread::hardware_concurrency());
    scan_.stop = stop_asked();
    scan_.progress = reading_progress(progress_);
    scan_.on_finding = [this](const ingest::Finding& finding) { return ingest_.add(finding, progress_); };
    return {};
  }

  [[nodiscard]] bool holds(const service::ReadyReport& report) const {
    for (const service::ReadySubject& subject : report.subjects) {
      if (subject.scan.refused > 0) return false;
    }
    const ReadyShare share = ready_share(report);
    return !words_.fail_above_percent || share.only_by_unknown * 100 <= *words_.fail_above_percent * share.judged;
  }

  const Words& words_;
  const LoadedBook& book_;
  service::ScanRequest scan_;
  std::vector<Subject> on_;
  DecidingDay day_;
  std::unique_ptr<ports::TableStore> tables_;
  IngestReport ingest_;
  Progress progress_;
};

ExitStatus run(const Words& words) {
  const LoadedBook book = load_book(words.book.rules, words.book.source);
  if (!book.rulesets.has_value()) return book.status;
  const Result<ExitStatus> status = ReadyRun(words, book).run();
  return status.ok() ? status.value() : fail(status.error());
}

}  // namespace

void add_ready(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command =
      app.add_subcommand("ready", "Before going live: which facts are unknown, how often, and what that does");
  add_book_words(*command, words->book);
  command->add_option("--on", words->on, "Only these: Order, Trade; else all that the rules and the source know");
  command->add_option("--from", words->from, "Only subjects of this day or later");
  command->add_option("--to", words->to, "Only subjects of this day or earlier");
  command->add_option("--fail-above", words->fail_above_percent,
                      "Exit status 1 where more than this many percent of the records come to their\n"
                      "outcome for unknown facts alone")
      ->check(CLI::Range(0, 100).description("0 to 100"));
  command->add_flag("--json", words->json, "Print the whole report as one JSON object");
  command->footer(
      "Judges the book and records nothing. A column that is empty, or that the source does not name,\n"
      "shows here before it blocks every order.\n\n"
      "  probity ready --rules rulesets/cn --source book.probity --data csv:FOLDER --as-of 2026-01-15");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
