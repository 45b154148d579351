#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <thread>

#include "adapters/cli/book.h"
#include "adapters/cli/command.h"
#include "adapters/cli/outputs.h"
#include "adapters/cli/scan_summary.h"
#include "adapters/cli/stop.h"

namespace probity::cli {
namespace {

using decision::DeadlineState;

constexpr DeadlineState kStates[] = {DeadlineState::kNotStarted, DeadlineState::kRunning, DeadlineState::kDueSoon,
                                     DeadlineState::kOverdue,    DeadlineState::kMet,     DeadlineState::kMetLate,
                                     DeadlineState::kPaused};

struct Words {
  BookWords book;
  std::vector<std::string> states;
  bool json = false;
};

std::vector<std::string> state_names() {
  std::vector<std::string> names;
  for (const DeadlineState state : kStates) names.emplace_back(decision::deadline_state_name(state));
  return names;
}

std::string line_of(const service::DueRow& row) {
  const auto padded = [](std::string text, std::size_t columns) {
    return text + std::string(columns - std::min(columns, text.size()), ' ') + "  ";
  };
  return padded(std::string(decision::deadline_state_name(row.deadline.state)), 11) +
         padded(row.deadline.due.empty() ? "not known" : row.deadline.due, 10) + padded(row.id, 12) +
         row.deadline.rule + "\n" +
         (row.missing.empty() ? std::string() : "             undetermined, missing " + row.missing + "\n");
}

class DueRun {
 public:
  DueRun(const Words& words, const LoadedBook& book) : words_(words), book_(book), progress_("reading") {}

  Result<ExitStatus> run() {
    PROBITY_TRY_VOID(prepare());
    Result<service::DueSummary> done = service::due(request_);
    progress_.clear();
    if (!done.ok()) return done.error();
    if (rows_.rows != nullptr) PROBITY_TRY_VOID(rows_.rows->commit());
    PROBITY_TRY_VOID(ingest_.finish());
    if (words_.json) {
      PROBITY_TRY_VOID(output_.write(due_json(done.value())));
    } else {
      PROBITY_TRY_VOID(output_.write(due_text(done.value())));
      PROBITY_TRY_VOID(output_.write(deciding_day_line(day_, zone_of(program()))));
    }
    PROBITY_TRY_VOID(output_.flush());
    return done.value().refused == 0 ? ExitStatus::kDone : ExitStatus::kDoesNotHold;
  }

 private:
  [[nodiscard]] const ir::Program& program() const { return book_.rulesets->compiled.program; }

  Result<void> prepare() {
    PROBITY_TRY(day_, deciding_day(words_.book.as_of, zone_of(program())));
    PROBITY_TRY(tables_, open_tables(words_.book.data));
    PROBITY_TRY_VOID(ingest_.open(words_.book.ingest_out));
    if (!words_.book.out.empty()) {
      PROBITY_TRY(rows_, open_deadlines(words_.book.out));
    }
    for (const DeadlineState state : kStates) {
      for (const std::string& name : words_.states) {
        if (name == decision::deadline_state_name(state)) request_.states.insert(state);
      }
    }
    service::ScanRequest& scan = request_.scan;
    scan.program = &program();
    scan.mapping = book_.mapping;
    scan.tables = tables_.get();
    scan.now = day_.moment;
    scan.strict = words_.book.strict;
    scan.threads = std::max(1U, std::thread::hardware_concurrency());
    scan.stop = stop_asked();
    scan.progress = reading_progress(progress_);
    scan.on_finding = [this](const ingest::Finding& finding) { return ingest_.add(finding, progress_); };
    request_.on_row = [this](const service::DueRow& row) { return take(row); };
    return {};
  }

  Result<void> take(const service::DueRow& row) {
    if (rows_.rows != nullptr) return rows_.rows->write(row);
    return words_.json ? Result<void>() : output_.write(line_of(row));
  }

  const Words& words_;
  const LoadedBook& book_;
  service::DueRequest request_;
  DecidingDay day_;
  std::unique_ptr<ports::TableStore> tables_;
  OpenedOutput<service::DueOutput> rows_;
  IngestReport ingest_;
  Output output_;
  Progress progress_;
};

ExitStatus run(const Words& words) {
  const LoadedBook book = load_book(words.book.rules, words.book.source);
  if (!book.rulesets.has_value()) return book.status;
  const Result<ExitStatus> status = DueRun(words, book).run();
  return status.ok() ? status.value() : fail(status.error());
}

}  // namespace

void add_due(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("due", "List every deadline with its state on a day");
  add_book_words(*command, words->book);
  command->add_option("--state", words->states, "Only these states, with commas: overdue,due_soon; and what is undetermined")
      ->delimiter(',')
      ->check(CLI::IsMember(state_names()));
  command->add_option("--out", words->book.out,
                      "Rows to a file (.csv, .jsonl, .ics) or a database URL; else to standard output");
  command->add_flag("--json", words->json, "Print the summary as one JSON object");
  command->footer(
      "Without --as-of the day is today by this machine's clock, and the output says so.\n\n"
      "  probity due --rules rulesets/cn/complaint --source desk.probity --data csv:FOLDER \\\n"
      "      --as-of 2026-01-15 --state overdue,due_soon --out due.ics");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
