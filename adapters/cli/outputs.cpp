#include "adapters/cli/outputs.h"

#include "adapters/files/csv_reader.h"
#include "adapters/files/log_folder.h"
#include "adapters/files/whole_file.h"
#include "adapters/sql/database.h"
#include "audit/record/decision_json.h"
#include "audit/record/entry.h"

namespace probity::cli {
namespace {

constexpr std::string_view kCsvUrl = "csv:";

Result<std::unique_ptr<ports::TextWriter>> open_text(const std::string& path,
                                                     const std::shared_ptr<WrittenDigest>& digest) {
  PROBITY_TRY(std::unique_ptr<ports::TextWriter> file, files::write_whole_file(path));
  return std::unique_ptr<ports::TextWriter>(std::make_unique<DigestingText>(std::move(file), digest));
}

Result<std::unique_ptr<ports::RowWriter>> open_table(const std::string& url, const std::vector<std::string>& columns,
                                                     const std::shared_ptr<WrittenDigest>& digest) {
  PROBITY_TRY(std::unique_ptr<ports::RowWriter> table, sql::write_database_table(url, columns));
  return std::unique_ptr<ports::RowWriter>(std::make_unique<DigestingRows>(std::move(table), digest));
}

Error unknown_kind(const std::string& out, std::string_view kinds) {
  return {ErrorCode::kInvalidArgument, "--out `" + out + "`: what kind is it? It must be " + std::string(kinds)};
}

std::string decision_text(const decision::Decision& decision, const std::string& logged_as) {
  return audit::decision_line(decision, logged_as);
}

/// `20250314T101500Z`, as calendar files have it.
std::string calendar_stamp() {
  std::string stamp;
  for (const char each : audit::utc_text(files::system_clock().now_ns()).substr(0, 19)) {
    if (each != '-' && each != ':') stamp += each;
  }
  return stamp + "Z";
}

}  // namespace

Result<void> DigestingRows::write(const std::vector<std::optional<std::string>>& cells) {
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const std::optional<std::string>& cell : cells) texts.push_back(cell.value_or(std::string()));
  digest_->add(service::csv_line(texts));
  return writer_->write(cells);
}

Result<OpenedOutput<service::DecisionOutput>> open_findings(const std::string& out, const std::string& language) {
  OpenedOutput<service::DecisionOutput> opened;
  opened.digest = std::make_shared<WrittenDigest>();
  if (sql::is_database_url(out)) {
    PROBITY_TRY(std::unique_ptr<ports::RowWriter> table, open_table(out, service::finding_columns(), opened.digest));
    opened.rows = service::rows_of_table(std::move(table), language);
  } else if (out.ends_with(".csv")) {
    PROBITY_TRY(std::unique_ptr<ports::TextWriter> file, open_text(out, opened.digest));
    opened.rows = service::rows_of_csv(std::move(file), language);
  } else if (out.ends_with(".jsonl")) {
    PROBITY_TRY(std::unique_ptr<ports::TextWriter> file, open_text(out, opened.digest));
    opened.rows = service::lines_of_json(std::move(file), decision_text, false);
  } else {
    return unknown_kind(out, "a file .csv or .jsonl, or the URL of a database");
  }
  return opened;
}

Result<OpenedOutput<service::DueOutput>> open_deadlines(const std::string& out) {
  OpenedOutput<service::DueOutput> opened;
  opened.digest = std::make_shared<WrittenDigest>();
  if (sql::is_database_url(out)) {
    PROBITY_TRY(std::unique_ptr<ports::RowWriter> table, open_table(out, service::due_columns(), opened.digest));
    opened.rows = service::due_table(std::move(table));
    return opened;
  }
  const bool known = out.ends_with(".csv") || out.ends_with(".jsonl") || out.ends_with(".ics");
  if (!known) return unknown_kind(out, "a file .csv, .jsonl or .ics, or the URL of a database");
  PROBITY_TRY(std::unique_ptr<ports::TextWriter> file, open_text(out, opened.digest));
  if (out.ends_with(".csv")) opened.rows = service::due_csv(std::move(file));
  if (out.ends_with(".jsonl")) opened.rows = service::due_json(std::move(file));
  if (out.ends_with(".ics")) opened.rows = service::due_calendar(std::move(file), calendar_stamp());
  return opened;
}

Result<std::unique_ptr<ports::TableStore>> open_tables(const std::string& url) {
  if (sql::is_database_url(url)) return sql::open_database(url);
  if (url.starts_with(kCsvUrl)) return files::open_csv_folder(url.substr(kCsvUrl.size()));
  return Error{ErrorCode::kInvalidArgument, "--data `" + url +
                                                "`: it must be csv:FOLDER, sqlite:FILE or postgresql://…"};
}

}  // namespace probity::cli
