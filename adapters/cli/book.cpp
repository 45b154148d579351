#include "adapters/cli/book.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "adapters/files/log_folder.h"
#include "adapters/files/whole_file.h"

namespace probity::cli {
namespace {

/// Of each kind.
constexpr std::uint64_t kFaultsShownMax = 5;
constexpr std::size_t kColumns = 80;

std::string place_of(const ingest::Finding& finding) {
  std::string place = finding.file;
  if (finding.line > 0) place += ":" + std::to_string(finding.line);
  if (finding.line > 0 && finding.column > 0) place += ":" + std::to_string(finding.column);
  return place;
}

std::string fault_line(const ingest::Finding& finding) {
  std::string line = place_of(finding) + ": " + (finding.refused ? "refused" : "unknown") + "[" +
                     std::string(ingest::code_of(finding.kind)) + "]: ";
  if (finding.field.empty() && line.size() + finding.what.size() <= kColumns) {
    line += finding.what;
  } else {
    line += finding.field + "\n    " + finding.what;
  }
  if (!finding.remedy.empty()) line += "\n    " + finding.remedy;
  return line + "\n";
}

}  // namespace

void add_book_words(CLI::App& command, BookWords& words) {
  command.add_option("--rules", words.rules, "Ruleset files, or folders that hold them")->required();
  command.add_option("--source", words.source, "The file that says which column is which fact")->required();
  command.add_option("--data", words.data, "csv:FOLDER, sqlite:FILE or postgresql://…")->required();
  command.add_option("--as-of", words.as_of,
                     "The day that decides deadlines' states, and that subjects without a date of their\n"
                     "own are judged by");
  command.add_option("--ingest-out", words.ingest_out, "All faults of the data to this file (.csv)");
  command.add_flag("--strict", words.strict, "Refuse a record with any fault, not only one that cannot be read");
}

Result<Subject> subject_of(const Schema& schema, const std::string& on) {
  if (const auto entity = schema.find_entity(on)) return Subject{*entity, std::nullopt};
  if (const auto act = schema.find_act(on)) return Subject{schema.acts[*act].on, act};
  std::vector<std::string> names;
  for (const Entity& entity : schema.entities) {
    if (!entity.is_record) names.push_back(entity.name);
  }
  for (const Act& act : schema.acts) names.push_back(act.name);
  const auto meant = diagnostics::nearest(on, names);
  return Error{ErrorCode::kInvalidArgument, "--on `" + on + "`: the vocabulary has no such entity or act" +
                                                (meant ? "; did you mean `" + *meant + "`?" : "")};
}

bool has_own_day(const Schema& schema, const Subject& subject) {
  return subject.act.has_value() ? schema.acts[*subject.act].date.has_value()
                                 : schema.entities[subject.entity].subject_date.has_value();
}

Result<std::optional<Date>> day_of(const std::string& option, const std::string& word) {
  if (word.empty()) return std::optional<Date>();
  const Result<Date> day = Date::parse(word);
  if (!day.ok()) return Error{ErrorCode::kInvalidArgument, option + ": " + day.error().message};
  return std::optional<Date>(day.value());
}

Result<DecidingDay> deciding_day(const std::string& as_of, const Zone& zone) {
  if (as_of.empty()) {
    return DecidingDay{Moment::on(zone.local_day(files::system_clock().now_ns())), true};
  }
  const Result<Moment> given = Moment::parse(as_of, zone);
  if (!given.ok()) return Error{ErrorCode::kInvalidArgument, "--as-of: " + given.error().message};
  return DecidingDay{given.value(), false};
}

std::string deciding_day_line(const DecidingDay& day, const Zone& zone) {
  std::string line = "as of " + day.moment.to_string();
  if (day.from_clock) line += ", today by this machine's clock in " + zone.name() + "\n(--as-of sets another day)";
  return line + "\n";
}

Result<void> IngestReport::open(const std::string& out) {
  if (out.empty()) return {};
  if (!out.ends_with(".csv")) {
    return Error{ErrorCode::kInvalidArgument, "--ingest-out `" + out + "`: it must be a file .csv"};
  }
  PROBITY_TRY(std::unique_ptr<ports::TextWriter> file, files::write_whole_file(out));
  PROBITY_TRY(file_, service::IngestOutput::begin(std::move(file)));
  path_ = out;
  return {};
}

Result<void> IngestReport::add(const ingest::Finding& finding, Progress& progress) {
  std::uint64_t& shown = shown_[static_cast<std::size_t>(finding.kind)];
  if (shown < kFaultsShownMax) {
    progress.clear();
    say_plain(fault_line(finding));
    ++shown;
  } else {
    ++not_shown_;
  }
  return file_.has_value() ? file_->write(finding) : Result<void>();
}

Result<void> IngestReport::finish() {
  if (not_shown_ > 0) {
    say("and " + counted(not_shown_, "fault", "faults") + " more; " +
        (file_.has_value() ? "`" + path_ + "` has them all" : "--ingest-out FILE.csv has them all"));
  }
  return file_.has_value() ? file_->commit() : Result<void>();
}

std::string number_cell(std::uint64_t number) {
  const std::string text = grouped(number);
  return std::string(10 - std::min<std::size_t>(10, text.size()), ' ') + text + "  ";
}

std::string ingest_table(const ingest::Counts& counts, std::uint64_t all) {
  if (all == 0) return "faults of the data: none\n";
  std::string text = "faults of the data: " + grouped(all) + "\n";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const auto kind = static_cast<ingest::FindingKind>(i);
    text += number_cell(counts[i]) + std::string(ingest::code_of(kind)) + " " + std::string(ingest::name_of(kind)) +
            (ingest::refuses(kind) ? " (refused)" : "") + "\n";
  }
  return text;
}

std::function<void(const std::string&, std::uint64_t, std::optional<double>)> reading_progress(Progress& progress) {
  return [&progress](const std::string& file, std::uint64_t rows, std::optional<double> share) {
    // The bar shows the share of the file; how many rows that makes is not known before its end.
    const auto total = share.has_value() && *share > 0.01
                           ? static_cast<std::uint64_t>(static_cast<double>(rows) / *share)
                           : std::uint64_t{0};
    progress.relabel(file);
    progress.show(rows, total);
  };
}

}  // namespace probity::cli
