#pragma once

#include <optional>
#include <vector>

#include "engine/eval/reference/evaluation.h"
#include "engine/eval/reference/procedures.h"

namespace probity::eval::reference {

using decision::Outcome;

/// A rule's node or an exception that may apply, with what comes of it if it does.
struct Candidate {
  const ir::Node* node = nullptr;
  std::size_t parent = 0;  ///< place in `Verdict::candidates`; the rule's own node is its own parent
  Truth holds = Truth::kTrue;    ///< given that what it is an exception to applies; never false
  Truth applies = Truth::kTrue;  ///< given that the rule's guard holds; never false
  Evaluated guard;               ///< why that is unknown
  bool may_decide = false;       ///< no exception to it surely holds

  bool judged = false;
  /// What comes of it lies between the two: permit is no finding.
  Outcome low = Outcome::kPermit, high = Outcome::kPermit;
  bool confirmed = false;  ///< `high` is a record because what was to be confirmed is
  Evaluated why;  ///< where they differ
  std::optional<Evidence> evidence;
  std::optional<DeadlineResult> deadline;
};

/// What one version of a rule comes to on one subject.
struct Verdict {
  bool in_force = true;
  Evaluated guard;  ///< the rule's own; false: nothing else is filled in
  std::vector<Candidate> candidates;
  std::size_t applied = 0;  ///< the candidate that decides, or that an undetermined finding counts as
  Outcome low = Outcome::kPermit, high = Outcome::kPermit;
  Outcome counts_as = Outcome::kPermit;  ///< `high`, or what `if unknown` weakens it to
  bool undetermined = false;
  bool conflict = false;  ///< exceptions meet of which one loosens
  Missing missing;
  std::vector<const ir::Node*> passed_over;  ///< exceptions whose guard is false; only for coverage

  [[nodiscard]] const Candidate& decisive() const { return candidates[applied]; }
  [[nodiscard]] bool has_finding() const { return undetermined || high != Outcome::kPermit; }
};

/// Judges the subject by a rule's version. `force` is whether it is in force on the judged day, and
/// `force_why` why that is unknown.
[[nodiscard]] Verdict judge(Evaluation& evaluation, const ir::Rule& rule, Truth force, const Evaluated& force_why);

/// The outcome where the node's requirement does not hold: `confirm by` is a record once confirmed.
[[nodiscard]] Outcome outcome_of_failure(Evaluation& evaluation, Candidate& candidate);

}  // namespace probity::eval::reference
