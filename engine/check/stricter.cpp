// What a lower layer adds to an upper rule. It is a rule of its own beside the upper one, so that
// nothing can be loosened by it; what would be weaker than the upper rule is refused.
#include <algorithm>

#include "engine/check/analysis.h"
#include "engine/check/rules.h"
#include "engine/check/rulesets.h"

namespace probity::check {
namespace {

ast::Layer layer_of(const RulesetNames& ruleset) { return ruleset.header->layer.value_or(ast::Layer::kLaw); }

/// Is it the name of something stricter, here or by its whole name?
bool names_stricter(const Context& context, const RulesetNames& ruleset, const std::string& name) {
  if (ruleset.stricter.contains(name)) return true;
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return false;
  const auto other = context.ruleset_index.find(name.substr(0, dot));
  return other != context.ruleset_index.end() &&
         context.rulesets[other->second].stricter.contains(name.substr(dot + 1));
}

class StricterRule {
 public:
  StricterRule(Context& context, RulesetNames& ruleset, const ast::Stricter& source)
      : context_(context), ruleset_(ruleset), source_(source), own_(source.clauses) {}

  /// Whether what it adds to is in the program, or will never be.
  [[nodiscard]] bool ready() const {
    const auto rule = find_deadline_rule(context_, ruleset_, source_.of.text);
    if (!rule) return !names_stricter(context_, ruleset_, source_.of.text);
    const std::string& name = rule->qualified_name;
    const bool plain_rule = name.substr(name.rfind('.') + 1) == rule->rule->name.text;
    return plain_rule || std::any_of(context_.program.rules.begin(), context_.program.rules.end(),
                                     [&](const ir::Rule& each) { return each.qualified_name == name; });
  }

  void report_circle() {
    context_.report(DiagnosticId::kStricterCircle, source_.of.span, source_.name.text);
    leave_out();
  }

  void check() {
    const std::size_t before = context_.reported;
    if (ruleset_.rules.contains(source_.name.text) || ruleset_.exceptions.contains(source_.name.text)) {
      context_.report(DiagnosticId::kDeclaredTwice, source_.name.span, "rule or exception", source_.name.text);
      return leave_out();
    }
    const std::vector<ir::Rule> versions = upper_versions();
    if (versions.empty() || !fits(versions.front())) return leave_out();
    check_clauses();
    check_fitting(context_, static_cast<ast::RuleKind>(versions.front().kind), own_, source_.name.span, /*stricter=*/true);
    const ir::Rule& first = versions.front();
    RuleLowering lowering(context_, ruleset_, static_cast<ast::RuleKind>(first.kind), first.subject);
    const ir::Period own = checked_period(context_, own_.in_force);
    const Clauses clauses = Clauses{}.with(own_);
    ir::Node node = lowering.node(source_.name, own_, clauses, own);
    const ir::OptExpr also = own_.also_when ? lowering.guard(*own_.also_when) : std::nullopt;
    if (!lowering.whole() || (own_.also_when && !also)) return leave_out();
    bool in_force = false;
    for (const ir::Rule& upper : versions) {
      if (!periods_overlap(own, upper.node.period)) continue;
      in_force = true;
      ir::Rule rule = upper;
      rule.name = source_.name.text;
      rule.qualified_name = ruleset_.name + "." + source_.name.text;
      rule.stricter_than = upper.qualified_name;
      rule.names = local_names(source_.names);
      rule.ruleset = ruleset_.id;
      rule.observe_until = own_.observe_until;
      if (!narrow(rule.node, upper.node, node, also, clauses, lowering)) return leave_out();
      rule.node.name = source_.name.text;
      rule.node.span = source_.name.span;
      rule.node.period = both_periods(own, upper.node.period);
      if (context_.reported == before) analyse_rule(context_, rule);
      context_.program.rules.push_back(std::move(rule));
    }
    if (!in_force) {
      context_.report(DiagnosticId::kExceptionOutsidePeriod, source_.name.span, source_.name.text, source_.of.text);
    }
  }

 private:
  void leave_out() { context_.left_out = true; }

  /// The rule's versions as they are in the program; empty where there is none, which is reported.
  std::vector<ir::Rule> upper_versions() {
    const auto rule = find_deadline_rule(context_, ruleset_, source_.of.text);
    std::vector<ir::Rule> versions;
    if (rule) {
      for (const ir::Rule& each : context_.program.rules) {
        if (each.qualified_name == rule->qualified_name) versions.push_back(each);
      }
      upper_name_ = rule->rule->name;
      return versions;
    }
    std::vector<std::string> candidates;
    for (const RulesetNames& each : context_.rulesets) {
      for (const auto& [name, rules] : each.rules) candidates.push_back(each.name + "." + name);
    }
    std::sort(candidates.begin(), candidates.end());
    auto& diagnostic = context_.report_unknown(DiagnosticId::kUnknownRule, source_.of, candidates, source_.of.text);
    const std::string upper = source_.of.text.substr(0, source_.of.text.find_last_of('.'));
    const bool is_read = std::any_of(context_.rulesets.begin(), context_.rulesets.end(),
                                     [&](const RulesetNames& each) { return each.name == upper; });
    if (!is_read && upper != source_.of.text)
      diagnostic.suggest(PhraseId::kNameFilesToo, upper);
    return versions;
  }

  /// The upper rule's conditions keep their meaning only under the same zone and calendars.
  bool fits(const ir::Rule& upper) {
    const ir::Ruleset& own = context_.program.rulesets[ruleset_.id];
    const ir::Ruleset& above = context_.program.rulesets[upper.ruleset];
    for (const RulesetNames& each : context_.rulesets) {
      if (each.id != upper.ruleset || layer_of(each) <= layer_of(ruleset_)) continue;
      context_
          .report(DiagnosticId::kStricterOfLower, source_.of.span, source_.of.text, std::string(layer_name(layer_of(each))),
                  std::string(layer_name(layer_of(ruleset_))))
          .label(upper_name_.span, PhraseId::kIsDeclaredHere);
      return false;
    }
    const auto differs = [&](const char* what, bool differ) {
      if (!differ) return false;
      context_.report(DiagnosticId::kStricterHeader, source_.of.span, ruleset_.name, what, above.name)
          .label(ruleset_.header->name.span, PhraseId::kIsTheHeader)
          .suggest(PhraseId::kSameInBothHeaders, what);
      return true;
    };
    const auto same_calendar = [](const auto& a, const auto& b) { return !b || (a && a->digest() == b->digest()); };
    return !differs("zone", own.zone != above.zone) &&
           !differs("calendar", !same_calendar(own.business_days, above.business_days)) &&
           !differs("trading calendar", !same_calendar(own.trading_days, above.trading_days)) &&
           !differs("close of business", above.close_of_business_s && own.close_of_business_s != above.close_of_business_s);
  }

  void check_clauses() {
    if (own_.cites.empty() && !own_.places.contains("cites") && !own_.places.contains("?")) {
      context_.report(DiagnosticId::kMissingCitation, source_.name.span, source_.name.text)
          .suggest(PhraseId::kAddCites);
    }
    const auto& d = own_.deadline;
    const struct { const char* keyword; bool given; } uses[] = {
        {"exempt", own_.exempt},         {"in force by", own_.in_force_by != nullptr},
        {"if unknown", own_.if_unknown.has_value()}, {"starts", d.starts != nullptr},
        {"restarts", d.restarts.has_value()}, {"paused", d.paused_from != nullptr},
        {"met by", !d.met_by.empty()},   {"unless", d.unless != nullptr}};
    for (const auto& use : uses) {
      if (!use.given) continue;
      context_
          .report(DiagnosticId::kStricterClause, clause_place(own_, use.keyword, source_.name.span), use.keyword,
                  source_.name.text, source_.of.text)
          .label(upper_name_.span, PhraseId::kIsTheRuleAbove);
    }
    const bool changes = own_.also_when || !own_.require.empty() || own_.otherwise || !own_.disclose.empty() ||
                         own_.charge || d.due || d.extended || d.warn_at;
    if (!changes) {
      context_.report(DiagnosticId::kExceptionChangesNothing, source_.name.span, source_.name.text)
          .suggest(PhraseId::kAddSomethingStricter);
    }
  }

  /// `into` is a copy of the upper rule's node, `own` what stands here.
  bool narrow(ir::Node& into, const ir::Node& upper, const ir::Node& own, const ir::OptExpr& also,
              const Clauses& clauses, RuleLowering& lowering) {
    if (own_.otherwise && own.otherwise.outcome < upper.otherwise.outcome) {
      context_
          .report(DiagnosticId::kStricterWeaker, own_.otherwise->span, source_.name.text,
                  decision::outcome_name(own.otherwise.outcome), source_.of.text,
                  decision::outcome_name(upper.otherwise.outcome))
          .label(upper_name_.span, PhraseId::kIsTheRuleAbove)
          .suggest(PhraseId::kWriteStrongerOutcome, std::string(decision::outcome_name(upper.otherwise.outcome)));
      return false;
    }
    if (also && into.guard) into.guard = joined<ir::Or>(*into.guard, *also);
    if (own.guard) into.guard = into.guard ? joined<ir::And>(*own.guard, *into.guard) : *own.guard;
    return narrow_node(into, own, clauses, lowering, /*is_rule=*/true);
  }

  bool narrow_node(ir::Node& into, const ir::Node& own, const Clauses& clauses, RuleLowering& lowering, bool is_rule) {
    if (!into.exempt) {
      if (own.requirement) {
        into.requirement = into.requirement ? joined<ir::And>(*into.requirement, *own.requirement) : *own.requirement;
      }
      into.responses.insert(into.responses.end(), own.responses.begin(), own.responses.end());
      into.disclosures.insert(into.disclosures.end(), own.disclosures.begin(), own.disclosures.end());
      if (own_.otherwise && own.otherwise.outcome >= into.otherwise.outcome) into.otherwise = own.otherwise;
      if (into.deadline) {
        if (is_rule && later(clauses, *into.deadline, lowering)) return false;
        auto narrowed = lowering.narrowed(clauses, *into.deadline);
        if (!narrowed) return false;
        into.deadline = std::move(*narrowed);
      }
    }
    if (is_rule || !own.because.empty()) {
      if (!own.because.empty()) into.because = own.because;
    }
    into.cites.insert(into.cites.begin(), own.cites.begin(), own.cites.end());
    for (ir::Node& exception : into.exceptions) {
      if (!narrow_node(exception, own, clauses, lowering, /*is_rule=*/false)) return false;
    }
    return true;
  }

  /// A due date that can be seen to lie behind the upper rule's: the same unit from the same day.
  bool later(const Clauses& clauses, const ir::DeadlineClauses& upper, RuleLowering& lowering) {
    if (clauses.due == nullptr) return false;
    const auto own = lowering.narrowed(clauses, upper);
    if (!own) return true;
    const auto shift_of = [&](ir::ExprId id) {
      const auto* day = std::get_if<ir::DateOf>(&context_.expr(id).node);
      return std::get_if<ir::Shift>(&context_.expr(day != nullptr ? day->operand : id).node);
    };
    const auto* mine = shift_of(own->due.value);
    const auto* above = shift_of(upper.due.value);
    if (mine == nullptr || above == nullptr || mine->unit != above->unit || !mine->forward || !above->forward ||
        ir::dump(context_.program, mine->anchor) != ir::dump(context_.program, above->anchor)) {
      return false;
    }
    const auto* count = std::get_if<ir::Constant>(&context_.expr(mine->count).node);
    const auto* limit = std::get_if<ir::Constant>(&context_.expr(above->count).node);
    if (count == nullptr || limit == nullptr) return false;
    if (std::get<Decimal>(count->value) <= std::get<Decimal>(limit->value)) return false;
    context_
        .report(DiagnosticId::kStricterLater, own_.deadline.due->value->span, source_.name.text, source_.of.text)
        .label(context_.expr(upper.due.value).span, PhraseId::kIsDueEarlier);
    return true;
  }

  template <typename Join>
  ir::ExprId joined(ir::ExprId a, ir::ExprId b) {
    return context_.add(plain(TypeKind::kTruth), SourceSpan(context_.expr(b).span), Join{{a, b}});
  }

  Context& context_;
  RulesetNames& ruleset_;
  const ast::Stricter& source_;
  const ast::Clauses& own_;
  ast::Name upper_name_;
};

}  // namespace

void check_stricter(Context& context) {
  // From the top down: a firm may add to what an association adds.
  std::vector<std::pair<RulesetNames*, const ast::Stricter*>> all;
  for (RulesetNames& ruleset : context.rulesets) {
    for (const ast::Unit* unit : ruleset.units) {
      for (const ast::Stricter& source : unit->stricter) {
        const auto found = ruleset.stricter.find(source.name.text);
        if (found != ruleset.stricter.end() && found->second == &source) all.emplace_back(&ruleset, &source);
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return layer_of(*a.first) < layer_of(*b.first); });
  // What is stricter than a stricter rule waits for it.
  while (!all.empty()) {
    std::vector<std::pair<RulesetNames*, const ast::Stricter*>> waiting;
    for (const auto& [ruleset, source] : all) {
      StricterRule rule(context, *ruleset, *source);
      if (rule.ready()) rule.check();
      else waiting.emplace_back(ruleset, source);
    }
    if (waiting.size() == all.size()) {
      StricterRule(context, *waiting.front().first, *waiting.front().second).report_circle();
      return;
    }
    all = std::move(waiting);
  }
}

}  // namespace probity::check
