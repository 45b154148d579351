#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/service/scan.h"

namespace probity::service {

/// What going live on a firm's data would meet: which facts are unknown, how often, and what that does.

/// Where a fact that a rule reads should come from.
enum class FactOrigin : std::uint8_t {
  kMapped,     ///< the source gives it a column
  kNotMapped,  ///< the source says nothing of it, so it is unknown in every record
  kDerived,    ///< no field of the vocabulary: a definition, or a list's count
};

struct ReadyFact {
  FactOrigin origin = FactOrigin::kDerived;
  std::uint64_t read = 0;          ///< records of which some rule read it
  std::uint64_t unknown = 0;       ///< among them, where it was unknown
  std::uint64_t undetermined = 0;  ///< records with a finding that it leaves undetermined
  std::uint64_t alone = 0;         ///< among them, where nothing else is missing
  std::map<decision::Outcome, std::uint64_t> counts_as;  ///< what those records' strongest such finding counts as
  std::set<std::string> rules;     ///< that it leaves undetermined
};

struct ReadyRule {
  std::uint64_t looked_at = 0;     ///< records on whose day it was in force
  std::uint64_t undetermined = 0;
  std::map<decision::Outcome, std::uint64_t> counts_as;
  std::map<std::string, std::uint64_t> missing;  ///< fact -> undetermined findings that name it
};

struct ReadySubject {
  std::string on;
  ScanSummary scan;
  /// Records whose outcome rests on undetermined findings alone: with all facts known it could be weaker.
  std::map<decision::Outcome, std::uint64_t> only_by_unknown;
  std::map<std::string, ReadyFact> facts;  ///< those that were unknown somewhere
  std::map<std::string, ReadyRule> rules;  ///< those that were undetermined somewhere
  std::uint64_t rules_looked_at = 0;       ///< all that were in force for some record
};

struct ReadyReport {
  std::vector<ReadySubject> subjects;    ///< in the order of their names
  std::vector<std::string> not_mapped;   ///< what rules are checked on and the source does not map
};

/// `scan.subject`, `scan.explain` and `scan.on_decision` are passed over; `on` empty: everything that rules
/// are checked on and the source maps.
///
/// Errors: as `scan`; `kInvalidArgument` where the source maps nothing that a rule is checked on.
[[nodiscard]] Result<ReadyReport> ready(const ScanRequest& scan, const std::vector<Subject>& on);

}  // namespace probity::service
