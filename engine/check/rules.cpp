#include "engine/check/rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/check/analysis.h"
#include "engine/check/populations.h"
#include "engine/check/rulesets.h"

namespace probity::check {
namespace {

/// All rules and exceptions of one ruleset.
class RulesetRules {
 public:
  RulesetRules(Context& context, RulesetNames& ruleset) : context_(context), ruleset_(ruleset) {}

  void check() {
    collect_exceptions();
    std::set<const ast::Rule*> done;
    for (const ast::Unit* unit : ruleset_.units) {
      for (const ast::Rule& rule : unit->rules) {
        if (done.contains(&rule)) continue;
        std::vector<const ast::Rule*> versions;
        for (const ast::Rule* version : ruleset_.rules.at(rule.name.text)) {
          if (version->name.text == rule.name.text) versions.push_back(version);
        }
        done.insert(versions.begin(), versions.end());
        check_versions(versions);
      }
    }
    for (const auto& [exception, attached] : attached_) {
      if (attached || skipped_.contains(exception)) continue;
      skip_exceptions_of(exception->name.text);  // what is an exception to it is no second mistake
    }
    for (const auto& [exception, attached] : attached_) {
      if (attached || skipped_.contains(exception)) continue;
      context_.report(DiagnosticId::kExceptionOutsidePeriod, exception->name.span, exception->name.text,
                      exception->to.text);
    }
  }

 private:
  // -------------------------------------------------------------- exceptions by what they are to

  void collect_exceptions() {
    std::vector<std::string> targets;
    for (const auto& [name, rules] : ruleset_.rules) targets.push_back(name);
    for (const auto& [name, exceptions] : ruleset_.exceptions) targets.push_back(name);
    std::sort(targets.begin(), targets.end());
    for (const ast::Unit* unit : ruleset_.units) {
      for (const ast::Exception& exception : unit->exceptions) {
        if (ruleset_.rules.contains(exception.name.text)) {
          context_.report(DiagnosticId::kDeclaredTwice, exception.name.span, "rule or exception", exception.name.text);
          continue;
        }
        if (reported_elsewhere(exception)) continue;
        const bool known = ruleset_.rules.contains(exception.to.text) || ruleset_.exceptions.contains(exception.to.text);
        if (!known) {
          context_.report_unknown(DiagnosticId::kUnknownExceptionTarget, exception.to, targets, exception.to.text);
          continue;
        }
        if (const auto rule = ruleset_.rules.find(exception.to.text); rule != ruleset_.rules.end()) {
          const ast::Rule& target = *rule->second.front();
          context_.used(exception.to, target.name.text, local_names(target.names));
        }
        if (in_circle(exception)) continue;
        to_[target_name(exception.to.text)].push_back(&exception);
        attached_.emplace(&exception, false);
        check_exception_clauses(exception);
      }
    }
    for (const auto& [name, exceptions] : ruleset_.exceptions) check_exception_versions(exceptions);
  }

  /// Rules of other rulesets, and gradings, have no exceptions here.
  bool reported_elsewhere(const ast::Exception& exception) {
    if (const auto own = ruleset_.rules.find(exception.to.text); own != ruleset_.rules.end()) {
      if (own->second.front()->kind != ast::RuleKind::kGrading) return false;
      context_.report(DiagnosticId::kExceptionToGrading, exception.to.span, exception.to.text)
          .suggest(PhraseId::kWriteFurtherGrade);
      return true;
    }
    if (ruleset_.exceptions.contains(exception.to.text)) return false;
    const auto other = find_deadline_rule(context_, ruleset_, exception.to.text);
    if (!other) return false;
    context_.report(DiagnosticId::kExceptionOfOtherRuleset, exception.to.span, exception.name.text, exception.to.text)
        .label(other->rule->name.span, PhraseId::kIsTheRule)
        .suggest(PhraseId::kWriteStricter, exception.name.text, exception.to.text);
    return true;
  }

  /// A rule may be named in any language; its exceptions are kept under its own name.
  std::string target_name(const std::string& written) const {
    const auto rule = ruleset_.rules.find(written);
    return rule == ruleset_.rules.end() ? written : rule->second.front()->name.text;
  }

  bool in_circle(const ast::Exception& exception) {
    std::set<std::string> seen{exception.name.text};
    std::string at = exception.to.text;
    while (!ruleset_.rules.contains(at)) {
      const auto next = ruleset_.exceptions.find(at);
      if (next == ruleset_.exceptions.end()) return false;
      if (!seen.insert(at).second) {
        // Reported at the first of the circle only; what hangs on it is silent.
        if (at == exception.name.text && circle_reported_.insert(*seen.begin()).second) {
          context_.report(DiagnosticId::kExceptionCircle, exception.to.span, exception.name.text);
        }
        return true;
      }
      at = next->second.front()->to.text;
    }
    return false;
  }

  void check_exception_versions(const std::vector<const ast::Exception*>& exceptions) {
    for (std::size_t i = 1; i < exceptions.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const auto period = [](const ast::Exception* exception) {
          const auto& written = exception->clauses.in_force;
          return written ? ir::Period{written->from, written->to} : ir::Period{};
        };
        if (exceptions[i]->to.text == exceptions[j]->to.text &&
            periods_overlap(period(exceptions[i]), period(exceptions[j]))) {
          context_.report(DiagnosticId::kVersionsOverlap, exceptions[i]->name.span, exceptions[i]->name.text)
              .label(exceptions[j]->name.span, PhraseId::kInForceOnTheSameDays);
          return;
        }
      }
    }
  }

  void check_exception_clauses(const ast::Exception& exception) {
    const ast::Clauses& own = exception.clauses;
    if (!own.when && !own.places.contains("when") && !own.places.contains("?")) {
      context_.report(DiagnosticId::kExceptionWithoutWhen, exception.name.span, exception.name.text);
    }
    if (own.observe_until) {
      context_.report(DiagnosticId::kClauseNotForException, clause_place(own, "observe until", exception.name.span),
                      "observe until");
    }
    if (own.in_force_by) {
      context_.report(DiagnosticId::kClauseNotForException, clause_place(own, "in force by", own.in_force_by->span),
                      "in force by");
    }
    const bool requires_something = !own.require.empty() ||
                         !own.raise.empty() || own.otherwise || !own.disclose.empty() || own.charge;
    if (own.exempt && requires_something) {
      context_.report(DiagnosticId::kExemptWithClauses, clause_place(own, "exempt", exception.name.span));
    }
    const bool changes = own.exempt || requires_something || own.if_unknown || own.because || own.at_least ||
                         own.at_most || own.deadline.starts || own.deadline.due || own.deadline.extended ||
                         own.deadline.restarts || own.deadline.paused_from || !own.deadline.met_by.empty() ||
                         own.deadline.unless || own.deadline.warn_at || !own.raise.empty() || !own.responses.empty() ||
                         has_broken_clause(own);
    if (!changes) {
      context_.report(DiagnosticId::kExceptionChangesNothing, exception.name.span, exception.name.text)
          .suggest(PhraseId::kReplaceSomething);
    }
  }

  /// A clause that was read as such and left out by the parser, which reported it.
  static bool has_broken_clause(const ast::Clauses& own) {
    for (const auto& [keyword, span] : own.places) {
      if (keyword != "when" && keyword != "cites" && keyword != "in force" && keyword != "title") return true;
    }
    return false;
  }

  // -------------------------------------------------------------- rules and their versions

  void check_versions(std::vector<const ast::Rule*> versions) {
    const ast::Rule& first = *versions.front();
    for (const ast::Rule* version : versions) {
      const auto named = subject_named(context_.schema(), version->subject.text);
      const bool same_subject = version->subject.text == first.subject.text ||
                                (named && named == subject_named(context_.schema(), first.subject.text));
      if (version->kind != first.kind || !same_subject) {
        context_.report(DiagnosticId::kVersionsDiffer, version->name.span, version->name.text)
            .label(first.name.span, PhraseId::kIsTheFirstVersion);
        skip_exceptions_of(first.name.text);
        return;
      }
    }
    const auto subject = find_subject(context_, first.subject);
    if (!subject) {
      context_.left_out = true;
      skip_exceptions_of(first.name.text);
      return;
    }
    std::vector<std::pair<ir::Period, const ast::Rule*>> by_day;
    for (const ast::Rule* version : versions) {
      if (version != &first) static_cast<void>(find_subject(context_, version->subject));  // notes the name
      by_day.emplace_back(checked_period(context_, version->clauses.in_force), version);
    }
    std::stable_sort(by_day.begin(), by_day.end(),
                     [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
    check_periods(by_day);
    RuleLowering lowering(context_, ruleset_, first.kind, *subject);
    const std::size_t lowered = context_.program.rules.size();
    for (const auto& [period, version] : by_day) {
      if (version->across.empty()) lower(lowering, *version, *subject, period);
      else lower_across(*version, *subject, period);
    }
    check_same_date(by_day, lowered);
  }

  /// Versions that are judged by different dates could both be in force for one subject, or none.
  void check_same_date(const std::vector<std::pair<ir::Period, const ast::Rule*>>& by_day, std::size_t lowered) {
    const auto date_of = [&](std::size_t version) {
      const ir::OptExpr& by = context_.program.rules[lowered + version].in_force_by;
      return by ? ir::dump(context_.program, *by) : std::string();
    };
    const auto place = [&](std::size_t version) {
      const ast::Rule& rule = *by_day[version].second;
      return rule.clauses.in_force_by ? rule.clauses.in_force_by->span : rule.name.span;
    };
    const auto is_broken = [&](std::size_t version) {
      const ast::Clauses& own = by_day[version].second->clauses;
      return date_of(version).empty() && (own.in_force_by || own.places.contains("in force by"));
    };
    for (std::size_t i = 1; i < by_day.size(); ++i) {
      if (is_broken(0) || is_broken(i) || date_of(i) == date_of(0)) continue;
      const bool says = by_day[0].second->clauses.in_force_by != nullptr;
      context_.report(DiagnosticId::kVersionsByDifferentDates, place(i), by_day[i].second->name.text)
          .label(place(0), says ? PhraseId::kDateOfFirstVersion : PhraseId::kGoesByOwnDate)
          .suggest(PhraseId::kSameInForceBy);
      return;
    }
  }

  void check_periods(const std::vector<std::pair<ir::Period, const ast::Rule*>>& by_day) {
    std::size_t reach = 0;  // of those so far, the version that is in force for longest
    for (std::size_t i = 1; i < by_day.size(); ++i) {
      const auto& [before, earlier] = by_day[reach];
      const auto& [after, later] = by_day[i];
      if (before.to && (!after.to || *before.to < *after.to)) reach = i;
      if (periods_overlap(before, after)) {
        const ir::Period both = both_periods(before, after);
        context_.report(DiagnosticId::kVersionsOverlap, later->name.span, later->name.text)
            .label(earlier->name.span, PhraseId::kInForceToo, period_text(both.from, both.to));
        continue;
      }
      const auto next = before.to->plus_days(1);
      if (next.ok() && after.from && next.value() < *after.from) {
        const auto last = after.from->plus_days(-1);
        context_.report(DiagnosticId::kVersionGap, later->name.span, later->name.text, next.value().to_string(),
                        last.ok() ? last.value().to_string() : after.from->to_string())
            .label(earlier->name.span, PhraseId::kEndsBeforeIt);
      }
    }
  }

  void lower(RuleLowering& lowering, const ast::Rule& source, const Subject& subject, const ir::Period& period) {
    const std::size_t before = context_.reported;
    check_rule_clauses(source);
    check_fitting(context_, source.kind, source.clauses, source.name.span);
    ir::Rule rule;
    rule.name = source.name.text;
    rule.qualified_name = ruleset_.name + "." + source.name.text;
    rule.names = local_names(source.names);
    rule.kind = static_cast<ir::RuleKind>(source.kind);
    rule.subject = subject;
    rule.ruleset = ruleset_.id;
    rule.in_force_by = lowering.in_force_by(source.clauses);
    rule.observe_until = source.clauses.observe_until;
    const Clauses clauses = Clauses{}.with(source.clauses);
    rule.node = lowering.node(source.name, source.clauses, clauses, period);
    bool whole = lowering.whole();
    whole = attach(lowering, rule.node, source.kind, clauses, source.name.text) && whole;
    if (!whole) context_.left_out = true;
    else if (context_.reported == before && !rule.node.grading) analyse_rule(context_, rule);
    context_.program.rules.push_back(std::move(rule));
  }

  /// A rule across groups: its guard and keys are of each subject, all else is of the group.
  void lower_across(const ast::Rule& source, const Subject& subject, const ir::Period& period) {
    const std::size_t before = context_.reported;
    check_rule_clauses(source);
    check_fitting(context_, source.kind, source.clauses, source.name.span);
    report_exceptions_across(source);
    ir::Rule rule;
    rule.name = source.name.text;
    rule.qualified_name = ruleset_.name + "." + source.name.text;
    rule.names = local_names(source.names);
    rule.kind = static_cast<ir::RuleKind>(source.kind);
    rule.subject = subject;
    rule.ruleset = ruleset_.id;
    rule.population = check_population(context_, ruleset_, source, subject);
    if (!rule.population) {
      context_.left_out = true;
      return;
    }
    const Subject group{rule.population->group, std::nullopt};
    RuleLowering lowering(context_, ruleset_, source.kind, group);
    lowering.without_guard();
    rule.node = lowering.node(source.name, source.clauses, Clauses{}.with(source.clauses), period);
    if (!rule.node.requirement && rule.population->compare) {
      const std::uint32_t alike = rule.population->alike;
      rule.node.requirement = context_.add(plain(TypeKind::kTruth), source.clauses.compare->span,
                                           ir::Read{{ir::Root::kSelf, 0, {alike}, "group.alike"}});
    }
    rule.subject = group;  // for the analysis, whose facts are the group's
    if (!lowering.whole()) context_.left_out = true;
    else if (context_.reported == before) analyse_rule(context_, rule);
    rule.subject = subject;
    context_.program.rules.push_back(std::move(rule));
  }

  void report_exceptions_across(const ast::Rule& source) {
    const auto found = to_.find(source.name.text);
    if (found == to_.end()) return;
    for (const ast::Exception* exception : found->second) {
      if (!std::exchange(attached_[exception], true)) {
        context_.report(DiagnosticId::kExceptionToGroups, exception->to.span, source.name.text)
            .label(source.name.span, PhraseId::kJudgesGroups)
            .suggest(PhraseId::kLeaveOutByWhen);
      }
    }
  }

  bool attach(RuleLowering& lowering, ir::Node& parent, ast::RuleKind kind, const Clauses& inherited,
              const std::string& name) {
    bool whole = true;
    const auto found = to_.find(name);
    if (found == to_.end()) return true;
    for (const ast::Exception* exception : found->second) {
      const auto& written = exception->clauses.in_force;
      const ir::Period own = written ? ir::Period{written->from, written->to} : ir::Period{};
      if (!periods_overlap(own, parent.period)) continue;
      const bool first_time = !std::exchange(attached_[exception], true);
      if (first_time) {
        static_cast<void>(checked_period(context_, written));
        check_fitting(context_, kind, exception->clauses, exception->name.span);
      }
      const Clauses clauses = inherited.with(exception->clauses);
      ir::Node node = lowering.node(exception->name, exception->clauses, clauses, both_periods(own, parent.period));
      whole = lowering.whole() && whole;
      whole = attach(lowering, node, kind, clauses, exception->name.text) && whole;
      parent.exceptions.push_back(std::move(node));
    }
    return whole;
  }

  /// Exceptions to a rule that could not be read are no mistakes of their own.
  void skip_exceptions_of(const std::string& name) {
    const auto found = to_.find(name);
    if (found == to_.end()) return;
    for (const ast::Exception* exception : found->second) {
      if (skipped_.insert(exception).second) skip_exceptions_of(exception->name.text);
    }
  }

  // -------------------------------------------------------------- clauses that a kind needs

  void check_rule_clauses(const ast::Rule& rule) {
    const ast::Clauses& own = rule.clauses;
    const bool compares = own.compare || own.places.contains("compare");
    if (compares && rule.across.empty()) {
      context_.report(DiagnosticId::kCompareAlone, clause_place(own, "compare", rule.name.span), rule.subject.text)
          .suggest(PhraseId::kWriteAcross, rule.subject.text, rule.subject.text);
    }
    const auto missing = [&](DiagnosticId id, const char* keyword, bool given, PhraseId remedy) {
      // A clause that could not be read is reported; one without a keyword may be the one that is missing.
      if (given || own.places.contains(keyword) || own.places.contains("?")) return;
      context_.report(id, rule.name.span, rule.name.text).suggest(remedy);
    };
    missing(DiagnosticId::kMissingCitation, "cites", !own.cites.empty(),
            PhraseId::kAddCites);
    const bool has_default = rule.kind == ast::RuleKind::kDisclosure || rule.kind == ast::RuleKind::kAlert ||
                             rule.kind == ast::RuleKind::kGrading;
    if (!has_default) {
      missing(DiagnosticId::kMissingOtherwise, "otherwise", own.otherwise.has_value(),
              PhraseId::kAddOtherwise);
    }
    switch (rule.kind) {
      case ast::RuleKind::kSuitability:
      case ast::RuleKind::kLimit:
      case ast::RuleKind::kConduct:
        missing(DiagnosticId::kMissingRequire, "require", !own.require.empty() || compares, PhraseId::kAddRequire);
        break;
      case ast::RuleKind::kDisclosure:
        missing(DiagnosticId::kMissingDisclose, "disclose", !own.disclose.empty(),
                PhraseId::kAddDisclose);
        break;
      case ast::RuleKind::kCommission:
        missing(DiagnosticId::kMissingCharge, "charge", own.charge.has_value() || !rule.across.empty(),
                PhraseId::kAddCharge);
        if (!rule.across.empty() && !own.charge) {
          missing(DiagnosticId::kMissingRequire, "require", !own.require.empty() || compares, PhraseId::kAddRequire);
        }
        if (own.charge && own.require.empty() && !own.places.contains("at most")) {
          missing(DiagnosticId::kMissingLimit, "at least", own.at_least || own.at_most,
                  PhraseId::kAddLimit);
        }
        break;
      case ast::RuleKind::kDeadline:
        missing(DiagnosticId::kMissingStarts, "starts", own.deadline.starts != nullptr, PhraseId::kAddStarts);
        missing(DiagnosticId::kMissingDue, "due", own.deadline.due.has_value(), PhraseId::kAddDue);
        missing(DiagnosticId::kMissingMetBy, "met by", !own.deadline.met_by.empty(), PhraseId::kAddMetBy);
        break;
      case ast::RuleKind::kGrading:
        break;  // what a grading needs is looked at with the value that it gives
      case ast::RuleKind::kAlert:
        missing(DiagnosticId::kMissingRaise, "raise", !own.raise.empty(), PhraseId::kAddRaise);
        break;
    }
    if (own.exempt) {
      context_.report(DiagnosticId::kExemptRule, clause_place(own, "exempt", rule.name.span));
    }
  }

  Context& context_;
  RulesetNames& ruleset_;
  std::unordered_map<std::string, std::vector<const ast::Exception*>> to_;
  std::map<const ast::Exception*, bool> attached_;
  std::set<const ast::Exception*> skipped_;
  std::set<std::string> circle_reported_;
};

}  // namespace

void check_rules(Context& context) {
  for (RulesetNames& ruleset : context.rulesets) RulesetRules(context, ruleset).check();
}

void check_fitting(Context& context, ast::RuleKind kind, const ast::Clauses& own, SourceSpan span, bool stricter) {
  const bool disclosure = kind == ast::RuleKind::kDisclosure;
  const bool commission = kind == ast::RuleKind::kCommission;
  const bool deadline = kind == ast::RuleKind::kDeadline;
  const bool grading = kind == ast::RuleKind::kGrading;
  const bool alert = kind == ast::RuleKind::kAlert;
  const auto& d = own.deadline;
  const struct { const char* keyword; bool given; bool fits; const char* of; } uses[] = {
      {"require", !own.require.empty(), !deadline && !grading && !alert, "other"},
      {"disclose", !own.disclose.empty(), disclosure, "disclosure"},
      {"charge", own.charge.has_value(), commission, "commission"},
      {"at least", own.at_least != nullptr, commission, "commission"},
      {"at most", own.at_most != nullptr, commission, "commission"},
      {"starts", d.starts != nullptr, deadline, "deadline"},
      {"due", d.due.has_value(), deadline, "deadline"},
      {"extended", d.extended.has_value(), deadline, "deadline"},
      {"restarts", d.restarts.has_value(), deadline, "deadline"},
      {"paused", d.paused_from != nullptr, deadline, "deadline"},
      {"met by", !d.met_by.empty(), deadline, "deadline"},
      {"unless", d.unless != nullptr, deadline, "deadline"},
      {"warn at", d.warn_at.has_value(), deadline, "deadline"},
      {"gives", own.grading.gives.has_value(), grading, "grading"},
      {"grade", !own.grading.steps.empty(), grading, "grading"},
      {"points", !own.grading.points.empty(), grading, "grading"},
      {"recorded", own.grading.recorded != nullptr, grading, "grading"},
      {"raise", !own.raise.empty(), alert, "alert"},
      {"outcome", own.places.contains("outcome"), alert, "alert"},
      {"otherwise", own.places.contains("otherwise"), !alert, "other"},
      {"also when", own.also_when != nullptr, stricter, "stricter"}};
  for (const auto& use : uses) {
    if (!use.given || use.fits) continue;
    context.report(DiagnosticId::kClauseNotForKind, clause_place(own, use.keyword, span), use.keyword,
                   std::string(kind_name(kind)), use.of);
  }
  if (d.warn_at && (*d.warn_at <= Decimal() || *d.warn_at >= Decimal::from_integer(1))) {
    context.report(DiagnosticId::kWarnAt, clause_place(own, "warn at", span))
        .suggest(PhraseId::kWriteAShare);
  }
}

}  // namespace probity::check
