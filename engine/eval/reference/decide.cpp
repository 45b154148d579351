// One subject under all rules on it; see *Words*, *Time* in the reference.
#include <algorithm>
#include <set>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"
#include "engine/eval/reference/findings.h"
#include "engine/eval/reference/rules.h"

namespace probity::eval::reference {
namespace {

using decision::Decision;

/// The day that a version of a rule is judged by, or the period that it lies in.
struct JudgedDay {
  ir::Period day;
  bool known = false;
  Evaluated why;  ///< where it is not
};

class Decider {
 public:
  Decider(const ir::Program& program, const facts::SubjectFacts& subject, const Options& options)
      : program_(program), subject_(subject), options_(options), evaluation_(program, subject, options) {}

  Result<Decision> run() {
    decision_.id = subject_.id;
    decision_.on = subject_name(program_.schema, subject_.subject);
    decision_.ruleset = program_.digest;
    const std::size_t count = options_.only != nullptr ? options_.only->size() : program_.rules.size();
    for (std::size_t at = 0; at < count; ++at) {
      const std::size_t i = options_.only != nullptr ? (*options_.only)[at] : at;
      const ir::Rule& rule = program_.rules[i];
      if (!ir::is_on(rule, subject_.subject)) {
        if (rule.population && rule.subject == subject_.subject) leave_to_scan(rule);
        continue;
      }
      PROBITY_TRY_VOID(enter(program_.rulesets[rule.ruleset]));
      judge_rule(i);
    }
    if (ruleset_ == nullptr && program_.rulesets.size() > 0) {
      PROBITY_TRY_VOID(enter(program_.rulesets[Id<ir::Ruleset>(0)]));
    }
    finish();
    return std::move(decision_);
  }

 private:
  /// The subject's day in the ruleset's zone, and whether `as of` agrees with it.
  Result<void> enter(const ir::Ruleset& ruleset) {
    if (ruleset_ == &ruleset) return {};
    ruleset_ = &ruleset;
    PROBITY_CHECK(ruleset.zone != nullptr);
    evaluation_.judge_by(ruleset, ir::Period());
    own_day_ = evaluation_.subject_day();
    if (!own_day_) return {};
    if (decision_.as_of.empty()) decision_.as_of = own_day_->to_string();
    if (subject_.as_of && subject_.as_of->day_in(*ruleset.zone) != *own_day_) {
      return Error{ErrorCode::kInvalidArgument,
                   "as_of " + subject_.as_of->day_in(*ruleset.zone).to_string() + " disagrees with " +
                       evaluation_.subject_date_path() + ", which is on " + own_day_->to_string()};
    }
    return {};
  }

  JudgedDay judged_day(const ir::Rule& rule) {
    JudgedDay judged;
    std::optional<Date> day = own_day_;
    if (rule.in_force_by) {
      evaluation_.judge_by(*ruleset_, ir::Period());
      const Evaluated by = evaluation_.evaluate(*rule.in_force_by);
      const std::optional<Moment> moment = by.known() ? as_moment(*by.value) : std::nullopt;
      day = moment ? std::optional<Date>(moment->day_in(*ruleset_->zone)) : std::nullopt;
      judged.why = by;
    } else if (!day) {
      judged.why = evaluation_.subject_date_unknown();
    }
    judged.known = day.has_value();
    judged.day = judged.known ? ir::Period{*day, *day} : rule.node.period;
    return judged;
  }

  void judge_rule(std::size_t index) {
    const ir::Rule& rule = program_.rules[index];
    const JudgedDay judged = judged_day(rule);
    if (!judged.known) {
      judge_versions(index);
      return;
    }
    if (!rule.node.period.covers(*judged.day.from)) {
      consider(rule, "not in force");
      return;
    }
    const Verdict verdict = judge_version(rule, judged, Truth::kTrue);
    if (options_.coverage != nullptr) count_coverage(index, verdict);
    note(rule, verdict, true);
    if (verdict.guard.truth() != Truth::kFalse) note_grade(rule, judged);
    if (options_.explain || verdict.has_finding()) report(rule, judged, Truth::kTrue);
  }

  Verdict judge_version(const ir::Rule& rule, const JudgedDay& judged, Truth force) {
    evaluation_.judge_by(*ruleset_, judged.day);
    Verdict verdict = judge(evaluation_, rule, force, judged.why);
    // Without its own date nothing about a subject is determined.
    if (!evaluation_.subject_moment() && verdict.has_finding()) {
      verdict.undetermined = true;
      if (evaluation_.recording()) verdict.missing.add(evaluation_.subject_date_path());
    }
    return verdict;
  }

  /// The day is unknown: all versions of the rule are possible. The same result of all, with no day
  /// between them on which none is in force, is the result.
  void judge_versions(std::size_t index) {
    const ir::Rule& rule = program_.rules[index];
    std::vector<const ir::Rule*> versions;
    std::vector<ir::Period> periods;
    for (std::size_t i = 0; i < program_.rules.size(); ++i) {
      const ir::Rule& other = program_.rules[i];
      if (other.qualified_name != rule.qualified_name || !ir::is_on(other, subject_.subject)) continue;
      if (i < index && !judged_day(other).known) return;  // judged with the first of them
      if (judged_day(other).known) continue;
      versions.push_back(&other);
      periods.push_back(other.node.period);
    }
    const bool always = cover_all(ir::Period(), periods);
    const ir::Rule* strongest = nullptr;
    Outcome counts_as = Outcome::kPermit, low = Outcome::kBlock, high = Outcome::kPermit;
    bool undetermined = !always;
    for (const ir::Rule* version : versions) {
      const Verdict verdict = judge_version(*version, judged_day(*version), Truth::kTrue);
      low = std::min(low, verdict.low);
      high = std::max(high, verdict.high);
      undetermined = undetermined || verdict.undetermined;
      if (verdict.has_finding() && (strongest == nullptr || verdict.counts_as > counts_as)) {
        strongest = version;
        counts_as = verdict.counts_as;
      }
      note(*version, verdict, versions.size() == 1 && always);
      if (version == versions.front()) note_grade(*version, judged_day(*version));
    }
    if (undetermined || low != high) {
      // Each version counts as what its own `if unknown` makes of it; the strongest of them stands.
      strongest = nullptr;
      for (const ir::Rule* version : versions) {
        const Verdict verdict = judge_version(*version, judged_day(*version), Truth::kUnknown);
        if (!verdict.has_finding() || (strongest != nullptr && verdict.counts_as <= counts_as)) continue;
        strongest = version;
        counts_as = verdict.counts_as;
      }
    }
    if (strongest == nullptr) {
      if (options_.explain) report(rule, judged_day(rule), Truth::kUnknown);
      return;
    }
    const bool decided = !undetermined && low == high;
    report(*strongest, judged_day(*strongest), decided ? Truth::kTrue : Truth::kUnknown);
  }

  /// Whether an exception that may apply could give another deadline than the one that decides.
  static bool in_doubt(const Verdict& verdict) {
    return verdict.conflict ||
           std::any_of(verdict.candidates.begin(), verdict.candidates.end(), [](const Candidate& candidate) {
             return candidate.may_decide && candidate.applies != Truth::kTrue;
           });
  }

  /// Keeps a deadline's result for the clauses of other rules, and lists it. What is not certain about it
  /// is unknown to them.
  void note(const ir::Rule& rule, const Verdict& verdict, bool certain) {
    if (rule.kind != ir::RuleKind::kDeadline || verdict.candidates.empty()) return;
    const Candidate& candidate = verdict.decisive();
    if (!candidate.deadline && !in_doubt(verdict)) return;
    DeadlineResult result = candidate.deadline.value_or(DeadlineResult());
    result.applies = certain && !in_doubt(verdict) ? verdict.guard.truth() : Truth::kUnknown;
    if (!candidate.deadline) {
      evaluation_.deadlines().insert_or_assign(rule.qualified_name, std::move(result));
      return;
    }
    const bool first = deadlines_listed_.insert(rule.qualified_name).second;
    if (!result.lifted && first) {
      decision_.deadlines.push_back(deadline_text(rule, result));
      const bool open = result.state == decision::DeadlineState::kRunning ||
                        result.state == decision::DeadlineState::kDueSoon ||
                        result.state == decision::DeadlineState::kOverdue ||
                        result.state == decision::DeadlineState::kPaused;
      if (open && !result.met_at && !observed(rule)) {
        decision::Obligation obligation;
        obligation.kind = "meet";
        obligation.what = obligation.rule = rule.qualified_name;
        oblige(std::move(obligation));
      }
    }
    evaluation_.deadlines().insert_or_assign(rule.qualified_name, std::move(result));
  }

  /// Lists a grading's grade, known or not, with its reason.
  void note_grade(const ir::Rule& rule, const JudgedDay& judged) {
    if (!rule.node.grading) return;
    Recorder recorder;
    evaluation_.record_into(&recorder);
    evaluation_.judge_by(*ruleset_, judged.known ? judged.day : ir::Period());
    decision_.grades.push_back(grade_of(evaluation_, rule, recorder));
    evaluation_.record_into(nullptr);
  }

  /// On this day of the subject the rule is only observed.
  bool observed(const ir::Rule& rule) const {
    return rule.observe_until && own_day_ && *own_day_ < *rule.observe_until;
  }

  /// Judges once more with the facts recorded, and writes down what was found.
  void report(const ir::Rule& rule, const JudgedDay& judged, Truth force) {
    Recorder recorder;
    evaluation_.record_into(&recorder);
    JudgedDay recorded = judged;
    if (rule.in_force_by || !judged.known) recorded = judged_day(rule);
    Verdict verdict = judge_version(rule, recorded, force);
    if (verdict.has_finding()) {
      if (force != Truth::kTrue) {
        verdict.undetermined = true;
        verdict.missing.add(recorded.why);
      }
      const bool counts = !observed(rule);
      if (counts) {
        for (decision::Obligation& obligation : obligations_of(evaluation_, rule, verdict)) oblige(std::move(obligation));
      }
      decision_.findings.push_back(make_finding(evaluation_, rule, verdict, recorder));
      decision_.findings.back().observed = !counts;
    }
    evaluation_.record_into(nullptr);
    if (options_.explain) {
      decision_.considered.push_back({rule.qualified_name, result_text(rule, verdict), recorder.texts()});
    }
  }

  std::string result_text(const ir::Rule& rule, const Verdict& verdict) const {
    if (verdict.candidates.empty()) return "guard is false";
    if (verdict.has_finding()) return "finding";
    const ir::Node& node = *verdict.decisive().node;
    return node.exempt && &node != &rule.node ? "exempt by " + node.name : "holds";
  }

  void consider(const ir::Rule& rule, const char* result) {
    if (options_.explain) decision_.considered.push_back({rule.qualified_name, result, {}});
  }

  /// A rule across groups says nothing of one subject alone; nor is it passed over in silence.
  void leave_to_scan(const ir::Rule& rule) {
    auto& rules = decision_.not_judged;
    if (std::find(rules.begin(), rules.end(), rule.qualified_name) == rules.end()) {
      rules.push_back(rule.qualified_name);
    }
    consider(rule, "judged in a scan");
  }

  void oblige(decision::Obligation obligation) {
    auto& all = decision_.obligations;
    if (std::find(all.begin(), all.end(), obligation) == all.end()) all.push_back(std::move(obligation));
  }

  void count_coverage(std::size_t index, const Verdict& verdict) {
    const std::string key = rule_key(program_, index);
    auto& nodes = options_.coverage->nodes;
    if (verdict.candidates.empty()) {
      ++nodes[key].guard_false;
      return;
    }
    const ir::Node* base = &program_.rules[index].node;
    const auto sides_of = [&](const ir::Node& node) -> Coverage::Sides& {
      return nodes[&node == base ? key : key + "/" + node.name];
    };
    for (const ir::Node* node : verdict.passed_over) {
      ++sides_of(*node).guard_false;
      if (node->exempt && verdict.has_finding() && !verdict.undetermined) ++sides_of(*node).failed;
    }
    if (verdict.undetermined) return;
    if (base->grading && !base->grading->recorded) ++nodes[key].held;  // its grade is always a finding
    Coverage::Sides& sides = sides_of(*verdict.decisive().node);
    ++(verdict.has_finding() ? sides.failed : sides.held);
  }

  void finish() {
    std::stable_sort(decision_.findings.begin(), decision_.findings.end(),
                     [](const decision::Finding& a, const decision::Finding& b) {
                       if (a.observed != b.observed) return b.observed;
                       if (a.outcome != b.outcome) return a.outcome > b.outcome;
                       return a.rule < b.rule;
                     });
    std::set<std::string> missing;
    for (const decision::Finding& finding : decision_.findings) {
      if (finding.observed) continue;
      decision_.outcome = std::max(decision_.outcome, finding.outcome);
      missing.insert(finding.missing.begin(), finding.missing.end());
    }
    decision_.missing.assign(missing.begin(), missing.end());
    keep_one_version();
    std::sort(decision_.grades.begin(), decision_.grades.end(),
              [](const decision::Grade& a, const decision::Grade& b) { return a.rule < b.rule; });
    std::sort(decision_.deadlines.begin(), decision_.deadlines.end(),
              [](const decision::Deadline& a, const decision::Deadline& b) { return a.rule < b.rule; });
  }

  /// A version that is not in force says nothing where another one is.
  void keep_one_version() {
    std::vector<decision::Considered> kept;
    for (decision::Considered& considered : decision_.considered) {
      const auto same = [&](const decision::Considered& other) { return other.rule == considered.rule; };
      const auto before = std::find_if(kept.begin(), kept.end(), same);
      if (before == kept.end()) {
        kept.push_back(std::move(considered));
      } else if (before->result == "not in force") {
        *before = std::move(considered);
      }
    }
    decision_.considered = std::move(kept);
  }

  const ir::Program& program_;
  const facts::SubjectFacts& subject_;
  const Options& options_;
  Evaluation evaluation_;
  const ir::Ruleset* ruleset_ = nullptr;
  std::optional<Date> own_day_;
  std::set<std::string> deadlines_listed_;
  Decision decision_;
};

}  // namespace

std::string rule_key(const ir::Program& program, std::size_t rule) {
  const std::string& name = program.rules[rule].qualified_name;
  std::size_t version = 1;
  for (std::size_t i = 0; i < rule; ++i) {
    if (program.rules[i].qualified_name == name) ++version;
  }
  return version == 1 ? name : name + "#" + std::to_string(version);
}

Result<Decision> decide(const ir::Program& program, const facts::SubjectFacts& subject, const Options& options) {
  PROBITY_CHECK(subject.record != nullptr);
  return Decider(program, subject, options).run();
}

}  // namespace probity::eval::reference
