#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace probity::sql {

/// Rulesets on their way: what was proposed, what became of it. Times are texts in UTC.
struct StoredProposal {
  std::string id;
  std::string state;        ///< `failed`, `proposed`, `approved`, `live`, `replaced`, `withdrawn`
  std::string title, reason;
  std::string program;      ///< digest of what was compiled; empty where it did not compile
  std::string proposed_by, proposed_at;
  std::string live_at;      ///< when it is to go live, or did; empty: not said
  std::string files;        ///< JSON: the texts
  std::string report;       ///< JSON: diagnostics, scenarios, difference against what was live
};
struct StoredApproval {
  std::string proposal, person, verdict, reason, at;  ///< verdict: `approved`, `withdrawn`, `live`, `rolled back`
};
struct StoredDeadline {
  std::string subject_on, subject_id, rule, clock_from, due, state, met_at, extended_to, decision;
};
struct StoredFinding {
  std::string decision;     ///< its id in the log
  std::string place;        ///< among the decision's findings, from 1
  std::string subject_on, subject_id, as_of, rule, kind, outcome, undetermined, because;
};

/// What an officer lets pass while nothing can be decided.
struct StoredPolicy {
  std::string at, person, reason, text;
};

/// Where the service keeps what is neither decided nor recorded by the log: SQLite by default, PostgreSQL by its
/// URL. Each call has a connection and a transaction of its own, so a database may be restarted in between.
/// Thread-safe. Errors everywhere: `kUnavailable`.
class ServiceStore {
 public:
  virtual ~ServiceStore() = default;
  /// Opens it and brings its tables to this version's form. Errors: `kInvalidArgument` for another URL;
  /// `kUnavailable`; `kCorrupt` where a later version has written there.
  [[nodiscard]] static Result<std::unique_ptr<ServiceStore>> open(const std::string& url);

  [[nodiscard]] virtual Result<void> put(const StoredProposal& proposal) = 0;
  /// By when they were proposed, the newest first.
  [[nodiscard]] virtual Result<std::vector<StoredProposal>> proposals() = 0;
  [[nodiscard]] virtual Result<void> add(const StoredApproval& approval) = 0;
  [[nodiscard]] virtual Result<std::vector<StoredApproval>> approvals(const std::string& proposal) = 0;
  /// Puts what decisions found in the place of what the same decision or deadline had.
  [[nodiscard]] virtual Result<void> put_judged(const std::vector<StoredFinding>& findings,
                                                const std::vector<StoredDeadline>& deadlines) = 0;
  /// In the order of their due dates. Empty: any.
  [[nodiscard]] virtual Result<std::vector<StoredDeadline>> deadlines(const std::string& state,
                                                                      const std::string& subject_id) = 0;
  [[nodiscard]] virtual Result<void> add(const StoredPolicy& policy) = 0;
  /// The newest one.
  [[nodiscard]] virtual Result<std::optional<StoredPolicy>> policy() = 0;
  [[nodiscard]] virtual Result<std::vector<StoredFinding>> findings(const std::string& rule,
                                                                    const std::string& subject_id) = 0;
};

}  // namespace probity::sql
