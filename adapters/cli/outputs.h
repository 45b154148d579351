#pragma once

#include <memory>
#include <string>

#include "adapters/cli/digesting_writers.h"
#include "engine/base/result.h"
#include "engine/service/due.h"
#include "engine/service/findings_output.h"

namespace probity::cli {

/// A file or table for results, which shows them only once all are there, with the digest of what was
/// written. The kind is told by `OUT`: `….csv`, `….jsonl`, a database URL; deadlines also `….ics`.
template <typename Output>
struct OpenedOutput {
  std::unique_ptr<Output> rows;
  std::shared_ptr<WrittenDigest> digest;
};

/// `language` is that of reasons in rows; JSON holds all. Errors: `kInvalidArgument` for another kind;
/// `kUnavailable`.
[[nodiscard]] Result<OpenedOutput<service::DecisionOutput>> open_findings(const std::string& out,
                                                                          const std::string& language);
[[nodiscard]] Result<OpenedOutput<service::DueOutput>> open_deadlines(const std::string& out);

/// Tables to read: `csv:FOLDER`, `sqlite:FILE`, `postgresql://…`. Errors: `kInvalidArgument` for another
/// URL; what opening them gives.
[[nodiscard]] Result<std::unique_ptr<ports::TableStore>> open_tables(const std::string& url);

}  // namespace probity::cli
