#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/pretrade/facts_join.h"
#include "adapters/pretrade/live_rules.h"

namespace probity::pretrade {

/// One thing that was shown for an order: a document acknowledged, steps of a procedure taken.
struct Evidence {
  std::string kind;      ///< `disclose`, `step`, `confirm`
  std::string what;      ///< document, or procedure
  std::map<std::string, std::string> members;  ///< fields of the record of evidence: `at`, `version`, `told_at`, …
};

/// A subject whose decision asked for something: its first decision, and what was shown since. Evidence
/// serves this subject alone, and only as long as it names the same parties.
struct Case {
  std::string first;     ///< id of the decision that asked first
  std::string ties;      ///< the parties that it named
  std::vector<Evidence> evidence;
  std::int64_t since_ns = 0;
};

/// The subjects with open obligations. Thread-safe.
class Cases {
 public:
  /// The case of this subject, if there is one and its parties are these.
  [[nodiscard]] std::optional<Case> find(const std::string& on, const std::string& id, const std::string& ties) const;
  /// Begins a case, unless there is one with these parties.
  void open(const std::string& on, const std::string& id, const std::string& ties, const std::string& decision,
            std::int64_t at_ns);
  /// False where there is no such case, or it is of another decision's parties.
  bool add(const std::string& on, const std::string& id, const Evidence& evidence);
  [[nodiscard]] bool holds(const std::string& on, const std::string& id) const;
  void prune(std::int64_t before_ns);

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Case> cases_;
};

/// What ties evidence to a subject: the keys of all that it refers to.
[[nodiscard]] std::string ties_of(const Schema& schema, const facts::SubjectFacts& subject);

/// Whether the evidence can be put where rules look for it: at least one list takes it, and each member
/// reads as what its field is. The error says which does not.
[[nodiscard]] Result<void> check_evidence(const facts::SubjectFacts& subject, const LiveRules& rules,
                                          const Evidence& evidence);

/// Adds the evidence to the lists in which rules look for it.
void add_evidence_to(FactsJoin& join, const facts::SubjectFacts& subject, const LiveRules& rules,
                     const std::vector<Evidence>& evidence);

}  // namespace probity::pretrade
