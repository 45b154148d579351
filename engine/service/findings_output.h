#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/decision/decision.h"
#include "engine/ingest/finding.h"
#include "engine/ports/tables.h"

namespace probity::service {

/// Where the decisions of a scan go. Nothing is left behind without `commit`.
class DecisionOutput {
 public:
  virtual ~DecisionOutput() = default;
  [[nodiscard]] virtual Result<void> write(const decision::Decision& decision,
                                           const std::string& logged_as) = 0;
  [[nodiscard]] virtual Result<void> commit() = 0;
};

/// One decision a line; `line` gives its JSON. Decisions without findings are left out unless `all`.
[[nodiscard]] std::unique_ptr<DecisionOutput> lines_of_json(
    std::unique_ptr<ports::TextWriter> writer,
    std::function<std::string(const decision::Decision&, const std::string& logged_as)> line, bool all);

/// One finding a row, in the columns of `finding_columns()`; `language` is that of the reasons.
[[nodiscard]] std::unique_ptr<DecisionOutput> rows_of_csv(std::unique_ptr<ports::TextWriter> writer,
                                                          std::string language);
[[nodiscard]] std::unique_ptr<DecisionOutput> rows_of_table(std::unique_ptr<ports::RowWriter> writer,
                                                            std::string language);
[[nodiscard]] const std::vector<std::string>& finding_columns();

/// Ingest findings as CSV, one a row.
class IngestOutput {
 public:
  /// Errors: as the writer's.
  [[nodiscard]] static Result<IngestOutput> begin(std::unique_ptr<ports::TextWriter> writer);
  [[nodiscard]] Result<void> write(const ingest::Finding& finding);
  [[nodiscard]] Result<void> commit() { return writer_->commit(); }

 private:
  explicit IngestOutput(std::unique_ptr<ports::TextWriter> writer) : writer_(std::move(writer)) {}
  std::unique_ptr<ports::TextWriter> writer_;
};

/// Cells as one line of CSV with its end; a cell is quoted where it must be.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);

}  // namespace probity::service
