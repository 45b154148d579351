#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/rulesets.h"
#include "adapters/cli/table_digest.h"
#include "adapters/cli/terminal.h"
#include "engine/service/findings_output.h"
#include "engine/service/scan.h"

namespace CLI {
class App;
}

/// What `scan` and `due` share: a book's words, its tables, the day that decides, its faults.
namespace probity::cli {

struct BookWords {
  std::vector<std::string> rules;
  std::string source, data, as_of, out, ingest_out;
  bool strict = false;
};
void add_book_words(CLI::App& command, BookWords& words);

/// What `--on` names. Errors: `kInvalidArgument`, with the nearest name.
[[nodiscard]] Result<Subject> subject_of(const Schema& schema, const std::string& on);

/// Has the subject a date of its own, or is it judged by a day that someone gives?
[[nodiscard]] bool has_own_day(const Schema& schema, const Subject& subject);

/// The day that an option gives, if it is given. Errors: `kInvalidArgument`.
[[nodiscard]] Result<std::optional<Date>> day_of(const std::string& option, const std::string& word);

/// The day that decides deadlines' states, and that subjects without a date are judged by.
struct DecidingDay {
  Moment moment;
  bool from_clock = false;  ///< nothing else said, so the output must
};
/// Errors: `kInvalidArgument`.
[[nodiscard]] Result<DecidingDay> deciding_day(const std::string& as_of, const Zone& zone);
/// The line that tells where the day came from.
[[nodiscard]] std::string deciding_day_line(const DecidingDay& day, const Zone& zone);

/// Faults of the data: the first ones of each kind to standard error, each with its place; all of them
/// to `--ingest-out`. One thread.
class IngestReport {
 public:
  /// `out` may be empty. Errors: `kInvalidArgument`, `kUnavailable`.
  Result<void> open(const std::string& out);
  Result<void> add(const ingest::Finding& finding, Progress& progress);
  /// Makes the file appear, and says what was not shown. Errors: `kUnavailable`.
  Result<void> finish();

 private:
  std::optional<service::IngestOutput> file_;
  std::string path_;
  ingest::Counts shown_{};
  std::uint64_t not_shown_ = 0;
};

/// `12  broken line` for each kind that there was; empty where there was none.
[[nodiscard]] std::string ingest_table(const ingest::Counts& counts, std::uint64_t all);

/// A bar of what is being read.
[[nodiscard]] std::function<void(const std::string&, std::uint64_t, std::optional<double>)> reading_progress(
    Progress& progress);

/// A number right-aligned to ten columns, then two blanks.
[[nodiscard]] std::string number_cell(std::uint64_t number);

}  // namespace probity::cli
