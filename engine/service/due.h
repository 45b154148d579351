#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/service/findings_output.h"
#include "engine/service/scan.h"

namespace probity::service {

/// One deadline of one record.
struct DueRow {
  std::string id;
  std::string on;
  decision::Deadline deadline;
  std::string missing;  ///< facts that leave it undetermined, joined by `; `
};

/// What `due` takes: a scan request whose `subject` is passed over; `now` is the day that decides the states.
struct DueRequest {
  ScanRequest scan;
  std::set<decision::DeadlineState> states;  ///< empty: all; undetermined deadlines are listed whatever is asked for
  std::function<Result<void>(const DueRow&)> on_row;
};

struct DueSummary {
  std::uint64_t read = 0, judged = 0, refused = 0;
  std::map<std::string, std::map<decision::DeadlineState, std::uint64_t>> rules;  ///< all, whatever is asked for
  std::map<std::string, std::uint64_t> undetermined;  ///< by rule, those of them that facts are missing for
  ingest::Counts ingest{};
  std::uint64_t ingest_findings = 0;
  std::vector<std::string> not_mapped;  ///< subjects of deadline rules that the source does not map
};

/// Every deadline of every record, in the order of subjects' names and of rows.
///
/// Errors: as `scan`; `kInvalidArgument` without `now`, or where no mapped entity has a deadline rule.
[[nodiscard]] Result<DueSummary> due(const DueRequest& request);

/// Writers of rows: `.csv`, `.jsonl`, a table, and `.ics` (RFC 5545: one event for each due date that is
/// known; `stamp` is when the calendar was made, as `20250314T101500Z`).
class DueOutput {
 public:
  virtual ~DueOutput() = default;
  [[nodiscard]] virtual Result<void> write(const DueRow& row) = 0;
  [[nodiscard]] virtual Result<void> commit() = 0;
};
[[nodiscard]] std::unique_ptr<DueOutput> due_csv(std::unique_ptr<ports::TextWriter> writer);
[[nodiscard]] std::unique_ptr<DueOutput> due_json(std::unique_ptr<ports::TextWriter> writer);
[[nodiscard]] std::unique_ptr<DueOutput> due_table(std::unique_ptr<ports::RowWriter> writer);
[[nodiscard]] std::unique_ptr<DueOutput> due_calendar(std::unique_ptr<ports::TextWriter> writer, std::string stamp);
[[nodiscard]] const std::vector<std::string>& due_columns();

}  // namespace probity::service
