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
    const Range range = range_of(0);
    verdict_.low = range.low;
    verdict_.high = range.high;
    const bool guard_unknown = in_force != Truth::kTrue || verdict_.guard.truth() != Truth::kTrue;
    if (guard_unknown) verdict_.low = Outcome::kPermit;
    verdict_.undetermined = verdict_.conflict || verdict_.low != verdict_.high;
    if (verdict_.high == Outcome::kPermit) verdict_.undetermined = false;
    choose_decisive();
    if (!verdict_.undetermined) return;
    verdict_.missing.add(verdict_.guard);
    verdict_.missing.add(force_why);
    for (const Candidate& candidate : verdict_.candidates) {
      if (!candidate.may_decide) continue;
      if (candidate.applies != Truth::kTrue) add_guards(candidate);
      if (candidate.low != candidate.high) verdict_.missing.add(candidate.why);
    }
  }

 private:
  /// What can come of a candidate and its exceptions together.
  struct Range {
    Outcome low = Outcome::kPermit, high = Outcome::kPermit;
    /// The same before anything was confirmed: a confirmation that was taken loosens nothing.
    Outcome asked_low = Outcome::kPermit, asked_high = Outcome::kPermit;
    bool loosens = false;  ///< than what it is an exception to, as written or on this subject

    friend bool operator==(const Range& a, const Range& b) { return a.low == b.low && a.high == b.high; }
  };

  /// Adds the exceptions of candidate `place` that are in force and may apply, and theirs.
  void find_exceptions(std::size_t place) {
    const ir::Node& node = *verdict_.candidates[place].node;
    for (const ir::Node& exception : node.exceptions) {
      const Truth period = in_force(exception.period, evaluation_.judged_day());
      if (period == Truth::kFalse) continue;
      const Evaluated guard = evaluation_.evaluate_condition(exception.guard);
      const Truth holds = both(period, guard.truth());
      if (holds == Truth::kFalse) {
        if (evaluation_.options().coverage != nullptr) verdict_.passed_over.push_back(&exception);
        continue;
      }
      Candidate candidate;
      candidate.node = &exception;
      candidate.parent = place;
      candidate.holds = holds;
      candidate.applies = both(holds, verdict_.candidates[place].applies);
      candidate.guard = guard;
      verdict_.candidates.push_back(std::move(candidate));
      find_exceptions(verdict_.candidates.size() - 1);
    }
  }

  std::vector<std::size_t> exceptions_of(std::size_t place) const {
    std::vector<std::size_t> places;
    for (std::size_t i = place + 1; i < verdict_.candidates.size(); ++i) {
      if (verdict_.candidates[i].parent == place) places.push_back(i);
    }
    return places;
  }

  /// An exception replaces what it is an exception to and nothing else: what comes of two that are
  /// exceptions to one thing, each with its own exceptions, is joined.
  Range range_of(std::size_t place) {
    const std::vector<std::size_t> exceptions = exceptions_of(place);
    std::vector<Range> ranges;
    bool any_sure = false;
    Range range{Outcome::kBlock, Outcome::kPermit, Outcome::kBlock, Outcome::kPermit};
    Outcome low_of_sure = Outcome::kPermit, asked_low_of_sure = Outcome::kPermit;
    for (const std::size_t exception : exceptions) {
      ranges.push_back(range_of(exception));
      range.low = std::min(range.low, ranges.back().low);
      range.high = std::max(range.high, ranges.back().high);
      range.asked_low = std::min(range.asked_low, ranges.back().asked_low);
      range.asked_high = std::max(range.asked_high, ranges.back().asked_high);
      if (verdict_.candidates[exception].holds != Truth::kTrue) continue;
      any_sure = true;
      low_of_sure = std::max(low_of_sure, ranges.back().low);  // of several that only strengthen
      asked_low_of_sure = std::max(asked_low_of_sure, ranges.back().asked_low);
    }
    if (conflict(place, exceptions, ranges)) {
      verdict_.conflict = true;
      if (evaluation_.recording()) verdict_.missing.add(conflict_text(exceptions));
    } else if (any_sure) {
      range.low = low_of_sure;
      range.asked_low = asked_low_of_sure;
    }
    if (!any_sure) {
      const Range own = own_range(place);
      range.low = std::min(range.low, own.low);
      range.high = std::max(range.high, own.high);
      range.asked_low = std::min(range.asked_low, own.asked_low);
      range.asked_high = std::max(range.asked_high, own.asked_high);
    }
    range.loosens = loosens_as_written(place);
    return range;
  }

  /// What can come of a candidate where none of its exceptions applies.
  Range own_range(std::size_t place) {
    judge_candidate(place);
    Candidate& candidate = verdict_.candidates[place];
    candidate.may_decide = true;
    return {candidate.low, candidate.high, asked(candidate, candidate.low), asked(candidate, candidate.high), false};
  }

  static Outcome asked(const Candidate& candidate, Outcome outcome) {
    return candidate.confirmed && outcome == candidate.high ? Outcome::kConfirm : outcome;
  }

  bool conflict(std::size_t place, const std::vector<std::size_t>& exceptions, const std::vector<Range>& ranges) {
    if (exceptions.size() < 2) return false;
    const bool differ = std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
      return range.low != range.high || !(range == ranges.front());
    });
    if (!differ) return false;
    judge_candidate(place);
    const Candidate& above = verdict_.candidates[place];
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
      return range.loosens || range.asked_low < asked(above, above.low) || range.asked_high < asked(above, above.high);
    });
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
    const bool only_soon = deadline.missed == Truth::kTrue && deadline.state == decision::DeadlineState::kDueSoon;
    if (!only_soon && !deadline.surely_in_time) {
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

  /// Does the branch of `place` say that it makes the outcome weaker than what it is an exception to?
  bool loosens_as_written(std::size_t place) const {
    const ir::Node& above = *verdict_.candidates[verdict_.candidates[place].parent].node;
    const auto weaker = [&](std::size_t at) {
      const Candidate& candidate = verdict_.candidates[at];
      return candidate.may_decide &&
             (candidate.node->exempt || candidate.node->otherwise.outcome < above.otherwise.outcome);
    };
    for (std::size_t i = place; i < verdict_.candidates.size(); ++i) {
      if (weaker(i) && is_within(i, place)) return true;
    }
    return false;
  }

  bool is_within(std::size_t place, std::size_t branch) const {
    while (place > branch) place = verdict_.candidates[place].parent;
    return place == branch;
  }

  std::string conflict_text(const std::vector<std::size_t>& places) const {
    std::string text;
    for (const std::size_t place : places) {
      if (!text.empty()) text += " and ";
      text += verdict_.candidates[place].node->name;
    }
    return "exceptions " + text + " hold at once and differ";
  }

  /// Why it is unknown whether the candidate applies: its guard, or one above it.
  void add_guards(const Candidate& candidate) {
    verdict_.missing.add(candidate.guard);
    for (std::size_t place = candidate.parent; place != 0; place = verdict_.candidates[place].parent) {
      verdict_.missing.add(verdict_.candidates[place].guard);
    }
  }

  /// The candidate whose outcome the finding has, or counts as; the surest and shallowest of equals.
  void choose_decisive() {
    const auto weakened = [](const Candidate& candidate) {
      const std::optional<Outcome>& limit = candidate.node->if_unknown;
      return limit ? std::min(candidate.high, *limit) : candidate.high;
    };
    bool chosen = false;
    Outcome strongest = Outcome::kPermit;
    for (const bool sure : {true, false}) {
      for (std::size_t i = 0; i < verdict_.candidates.size(); ++i) {
        const Candidate& candidate = verdict_.candidates[i];
        if (!candidate.may_decide || (candidate.applies == Truth::kTrue) != sure) continue;
        // A conflict of exceptions is no want of facts: `if unknown` does not speak of it.
        const Outcome outcome = verdict_.undetermined && !verdict_.conflict ? weakened(candidate) : candidate.high;
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
};

}  // namespace

Outcome outcome_of_failure(Evaluation& evaluation, Candidate& candidate) {
  const ir::OutcomeClause& otherwise = candidate.node->otherwise;
  if (otherwise.outcome != Outcome::kConfirm || !otherwise.procedure) return otherwise.outcome;
  if (!candidate.evidence) {
    candidate.evidence = find_evidence(evaluation, evaluation.program().procedures[*otherwise.procedure]);
  }
  candidate.confirmed = candidate.evidence->complete;
  return candidate.confirmed ? Outcome::kRecord : Outcome::kConfirm;
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
