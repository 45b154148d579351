// Rules and their exceptions; see *Outcomes* and *Exceptions* in the reference.
#include "engine/eval/reference/rules.h"

#include <algorithm>

namespace probity::eval::reference {
namespace {

class Judge {
 public:
  Judge(Evaluation& evaluation, Verdict& verdict) : evaluation_(evaluation), verdict_(verdict) {}

  void run(Truth in_force, const Evaluated& force_why) {
    find_exceptions(0);
    const std::size_t sure_depth = deepest_sure();
    bool first = true;
    for (std::size_t depth = sure_depth; depth <= deepest(); ++depth) join_depth(depth, first);
    const bool guard_unknown = in_force != Truth::kTrue || verdict_.guard.truth() != Truth::kTrue;
    if (guard_unknown) verdict_.low = Outcome::kPermit;
    verdict_.undetermined = conflict_ || verdict_.low != verdict_.high;
    if (verdict_.high == Outcome::kPermit) verdict_.undetermined = false;
    choose_decisive(sure_depth);
    if (!verdict_.undetermined) return;
    verdict_.missing.add(verdict_.guard);
    verdict_.missing.add(force_why);
    for (const Candidate& candidate : verdict_.candidates) {
      if (candidate.depth < sure_depth) continue;
      if (candidate.applies != Truth::kTrue) verdict_.missing.add(candidate.guard);
      if (candidate.low != candidate.high) verdict_.missing.add(candidate.why);
    }
  }

 private:
  /// Adds the exceptions of candidate `place` that are in force and may apply, and theirs.
  void find_exceptions(std::size_t place) {
    const ir::Node& node = *verdict_.candidates[place].node;
    for (const ir::Node& exception : node.exceptions) {
      const Truth period = in_force(exception.period, evaluation_.judged_day());
      if (period == Truth::kFalse) continue;
      const Evaluated guard = evaluation_.evaluate_condition(exception.guard);
      const Truth applies = both(both(period, guard.truth()), verdict_.candidates[place].applies);
      if (applies == Truth::kFalse) {
        if (evaluation_.options().coverage != nullptr) verdict_.passed_over.push_back(&exception);
        continue;
      }
      Candidate candidate;
      candidate.node = &exception;
      candidate.parent = place;
      candidate.depth = verdict_.candidates[place].depth + 1;
      candidate.applies = applies;
      candidate.guard = guard;
      verdict_.candidates.push_back(std::move(candidate));
      find_exceptions(verdict_.candidates.size() - 1);
    }
  }

  std::size_t deepest_sure() const {
    std::size_t depth = 0;
    for (const Candidate& candidate : verdict_.candidates) {
      if (candidate.applies == Truth::kTrue) depth = std::max(depth, candidate.depth);
    }
    return depth;
  }
  std::size_t deepest() const {
    std::size_t depth = 0;
    for (const Candidate& candidate : verdict_.candidates) depth = std::max(depth, candidate.depth);
    return depth;
  }

  /// What can come of the exceptions of one depth, where none deeper applies.
  void join_depth(std::size_t depth, bool& first) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < verdict_.candidates.size(); ++i) {
      if (verdict_.candidates[i].depth == depth) places.push_back(i);
    }
    if (places.empty()) return;
    Outcome low_of_sure = Outcome::kPermit;
    Outcome low_of_any = Outcome::kBlock;
    Outcome high = Outcome::kPermit;
    bool any_sure = false;
    for (const std::size_t place : places) {
      judge_candidate(place);
      const Candidate& candidate = verdict_.candidates[place];
      high = std::max(high, candidate.high);
      low_of_any = std::min(low_of_any, candidate.low);
      if (candidate.applies != Truth::kTrue) continue;
      any_sure = true;
      low_of_sure = std::max(low_of_sure, candidate.low);  // of several that only strengthen
    }
    Outcome low = any_sure ? low_of_sure : low_of_any;
    if (places.size() > 1 && differ(places) &&
        std::any_of(places.begin(), places.end(), [this](std::size_t place) { return loosens(place); })) {
      conflict_ = true;
      low = low_of_any;
      if (evaluation_.recording()) verdict_.missing.add(conflict_text(places));
    }
    verdict_.low = first ? low : std::min(verdict_.low, low);
    verdict_.high = first ? high : std::max(verdict_.high, high);
    first = false;
  }

  /// Fills in what comes of a candidate if it applies.
  void judge_candidate(std::size_t place) {
    Candidate& candidate = verdict_.candidates[place];
    if (candidate.judged) return;
    candidate.judged = true;
    const ir::Node& node = *candidate.node;
    if (node.exempt) return;
    if (node.requirement) {
      const Evaluated requirement = evaluation_.evaluate(*node.requirement);
      if (requirement.truth() != Truth::kTrue) candidate.high = outcome_of_failure(evaluation_, candidate);
      if (requirement.truth() == Truth::kFalse) candidate.low = candidate.high;
      if (requirement.truth() == Truth::kUnknown) candidate.why = requirement;
    }
    if (node.deadline) judge_deadline(candidate);
  }

  void judge_deadline(Candidate& candidate) {
    candidate.deadline = count_deadline(evaluation_, *candidate.node->deadline);
    const DeadlineResult& deadline = *candidate.deadline;
    if (deadline.missed == Truth::kFalse || deadline.lifted) return;
    Outcome outcome = Outcome::kWarn;
    if (deadline.missed != Truth::kTrue || deadline.state != decision::DeadlineState::kDueSoon) {
      outcome = outcome_of_failure(evaluation_, candidate);
      const bool may_warn = deadline.missed == Truth::kUnknown && candidate.node->deadline->warn_at;
      if (may_warn) outcome = std::max(outcome, Outcome::kWarn);
    }
    candidate.high = std::max(candidate.high, outcome);
    if (deadline.missed == Truth::kTrue) {
      candidate.low = std::max(candidate.low, outcome);
    } else {
      candidate.why = deadline.why;
    }
  }

  bool differ(const std::vector<std::size_t>& places) const {
    const Candidate& first = verdict_.candidates[places.front()];
    return std::any_of(places.begin(), places.end(), [&](std::size_t place) {
      const Candidate& other = verdict_.candidates[place];
      return other.low != other.high || first.low != first.high || other.high != first.high;
    });
  }

  /// Makes the outcome weaker than what it is an exception to, as written or on this subject.
  bool loosens(std::size_t place) {
    const std::size_t parent = verdict_.candidates[place].parent;
    judge_candidate(parent);
    const Candidate& candidate = verdict_.candidates[place];
    const Candidate& above = verdict_.candidates[parent];
    if (place == parent) return false;
    return candidate.node->exempt || candidate.node->otherwise.outcome < above.node->otherwise.outcome ||
           candidate.low < above.low || candidate.high < above.high;
  }

  std::string conflict_text(const std::vector<std::size_t>& places) const {
    std::string text;
    for (const std::size_t place : places) {
      if (!text.empty()) text += " and ";
      text += verdict_.candidates[place].node->name;
    }
    return "exceptions " + text + " hold at once and differ";
  }

  /// The candidate whose outcome the finding has, or counts as; the surest and shallowest of equals.
  void choose_decisive(std::size_t sure_depth) {
    const auto weakened = [](const Candidate& candidate) {
      const std::optional<Outcome>& limit = candidate.node->if_unknown;
      return limit ? std::min(candidate.high, *limit) : candidate.high;
    };
    bool chosen = false;
    Outcome strongest = Outcome::kPermit;
    for (const bool sure : {true, false}) {
      for (std::size_t i = 0; i < verdict_.candidates.size(); ++i) {
        const Candidate& candidate = verdict_.candidates[i];
        if (candidate.depth < sure_depth || (candidate.applies == Truth::kTrue) != sure) continue;
        // A conflict of exceptions is no want of facts: `if unknown` does not speak of it.
        const Outcome outcome = verdict_.undetermined && !conflict_ ? weakened(candidate) : candidate.high;
        if (chosen && outcome <= strongest) continue;
        chosen = true;
        strongest = outcome;
        verdict_.applied = i;
      }
    }
    // `if unknown` never weakens below what is sure.
    verdict_.counts_as = verdict_.undetermined ? std::max(strongest, verdict_.low) : verdict_.high;
  }

  Evaluation& evaluation_;
  Verdict& verdict_;
  bool conflict_ = false;
};

}  // namespace

Outcome outcome_of_failure(Evaluation& evaluation, Candidate& candidate) {
  const ir::OutcomeClause& otherwise = candidate.node->otherwise;
  if (otherwise.outcome != Outcome::kConfirm || !otherwise.procedure) return otherwise.outcome;
  if (!candidate.evidence) {
    candidate.evidence = find_evidence(evaluation, evaluation.program().procedures[*otherwise.procedure]);
  }
  return candidate.evidence->complete ? Outcome::kRecord : Outcome::kConfirm;
}

Verdict judge(Evaluation& evaluation, const ir::Rule& rule, Truth force, const Evaluated& force_why) {
  Verdict verdict;
  verdict.guard = evaluation.evaluate_condition(rule.node.guard);
  if (verdict.guard.truth() == Truth::kFalse) return verdict;
  Candidate base;
  base.node = &rule.node;
  verdict.candidates.push_back(std::move(base));
  Judge(evaluation, verdict).run(force, force_why);
  return verdict;
}

}  // namespace probity::eval::reference
