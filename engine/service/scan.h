#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/decision/decision.h"
#include "engine/ingest/book.h"
#include "engine/ir/mapping.h"
#include "engine/ir/program.h"
#include "engine/ports/ports.h"
#include "engine/ports/tables.h"
#include "engine/service/judge.h"

namespace probity::service {

/// A whole book to judge. What is pointed to outlives the call.
struct ScanRequest {
  const ir::Program* program = nullptr;
  const ir::Mapping* mapping = nullptr;
  ports::TableStore* tables = nullptr;
  Subject subject;
  std::optional<Date> from, to;  ///< subjects of these days only, both inclusive; one without a date is judged
  std::optional<Moment> as_of;   ///< of entities without a date of their own; needed for those
  std::optional<Moment> now;     ///< decides a deadline's state; else the subject's own date
  bool strict = false;           ///< a record with an unknown fact by fault is refused too
  bool explain = false;          ///< decisions tell of each rule that was looked at
  unsigned threads = 1;
  Evaluator evaluator = Evaluator::kFast;
  bool groups = true;            ///< judge the rules across groups too
  ports::StopRequested stop;     ///< may be empty
  /// Called on the calling thread: what is being read, rows so far, and the share of the table's file.
  std::function<void(const std::string& file, std::uint64_t rows, std::optional<double> share)> progress;
  ports::DecisionSink* sink = nullptr;                                ///< may be null
  std::function<std::string(const facts::SubjectFacts&)> facts_text;  ///< for the sink
  /// Each decision, in the order of the rows, and behind them one for each group, in the order of their keys;
  /// `logged_as` is its id in the log, or empty.
  std::function<Result<void>(const decision::Decision& decision, const std::string& logged_as)> on_decision;
  ingest::OnFinding on_finding;  ///< may be empty
};

/// read = judged + refused. What is counted apart belongs to no record that was to be judged.
struct ScanSummary {
  std::uint64_t read = 0, judged = 0, refused = 0;
  std::uint64_t passed_over = 0;    ///< rows that the mapping's `where` leaves out
  std::uint64_t blank = 0;          ///< unpivoted cells without a value
  std::uint64_t superseded = 0;     ///< rows or versions for which another one stands
  std::uint64_t out_of_period = 0;  ///< outside `from` and `to`, or not there yet at `as_of`
  std::map<decision::Outcome, std::uint64_t> decisions;
  struct RuleCount {
    std::map<decision::Outcome, std::uint64_t> findings;  ///< undetermined ones by what they count as
    std::uint64_t undetermined = 0;                       ///< among them
    std::uint64_t observed = 0;                           ///< beside them: of a rule that is only observed
  };
  std::map<std::string, RuleCount> rules;
  /// Of each rule across groups: the subjects in them and those that its `when` leaves out are all that were
  /// judged. `decisions` are of subjects alone.
  struct GroupCount {
    std::uint64_t groups = 0, members = 0, left_out = 0;
    std::map<decision::Outcome, std::uint64_t> decisions;
  };
  std::map<std::string, GroupCount> groups;
  std::uint64_t undetermined_subjects = 0;  ///< with at least one undetermined finding
  ingest::Counts ingest{};
  std::uint64_t ingest_findings = 0;
  std::vector<ingest::TableCount> tables;   ///< the others that were read
};

/// Maps, judges and hands out every record of the subject's entity. The same bytes go in and out in the
/// same order whatever the number of threads.
///
/// Errors: what the tables give; `kInvalidArgument` where the mapping does not map the entity or a day is
/// needed and not given; `kInterrupted`; what the sink and the callbacks return.
[[nodiscard]] Result<ScanSummary> scan(const ScanRequest& request);

}  // namespace probity::service
