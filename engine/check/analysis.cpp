#include "engine/check/analysis.h"

#include <algorithm>

#include "engine/check/formulas.h"

namespace probity::check {
namespace {

using decision::Outcome;
using solve::FormulaId;
using solve::Satisfiable;

/// Exceptions to one node that are compared with each other; what is not shown here is found when
/// a subject is judged.
constexpr std::size_t kSiblingsMax = 200;

bool same_effect(const ir::Node& a, const ir::Node& b) {
  if (a.exempt || b.exempt) return a.exempt == b.exempt;
  return a.requirement == b.requirement && a.otherwise.outcome == b.otherwise.outcome &&
         a.otherwise.procedure == b.otherwise.procedure && !a.deadline && !b.deadline;
}

/// A node where no exception to it applies.
struct Applied {
  const ir::Node* node;
  std::vector<ir::ExprId> guards;  ///< its own and those of all nodes above it
};

/// An exception and all that are exceptions to it, in turn.
void add_branch(const ir::Node& node, std::vector<ir::ExprId> guards, std::vector<Applied>& branch) {
  if (!node.guard || branch.size() >= kSiblingsMax) return;
  guards.push_back(*node.guard);
  branch.push_back({&node, guards});
  for (const ir::Node& exception : node.exceptions) add_branch(exception, guards, branch);
}

class RuleAnalysis {
 public:
  RuleAnalysis(Context& context, const ir::Rule& rule) : context_(context), rule_(rule), formulas_(context, rule) {}

  /// A node with its exceptions, under the guards of all nodes above it.
  void node(const ir::Node& node, const ir::Node* parent, std::vector<ir::ExprId> guards) {
    if (node.guard) guards.push_back(*node.guard);
    if (never_applies(node, guards)) return;
    if (node.requirement) check_requirement(node, parent, guards);
    const std::size_t siblings = std::min(node.exceptions.size(), kSiblingsMax);
    std::vector<std::vector<Applied>> branches(siblings);
    for (std::size_t i = 0; i < siblings; ++i) {
      add_branch(node.exceptions[i], guards, branches[i]);
      for (std::size_t j = 0; j < i; ++j) report_conflict(node, branches[j], branches[i]);
    }
    for (const ir::Node& exception : node.exceptions) this->node(exception, &node, guards);
  }

 private:
  solve::Answer ask(std::vector<FormulaId> goals) {
    goals.insert(goals.end(), formulas_.background().begin(), formulas_.background().end());
    return formulas_.problem().solve(goals, &context_.analysis_cases);
  }

  [[nodiscard]] bool impossible(const ir::Node& node, bool on_its_days, const std::vector<ir::ExprId>& conditions,
                                const std::vector<FormulaId>& more) {
    std::vector<FormulaId> goals = more;
    if (on_its_days) goals.push_back(formulas_.in_force(node.period));
    for (const ir::ExprId condition : conditions) goals.push_back(formulas_.holds(condition));
    return ask(std::move(goals)).found == Satisfiable::kNo;
  }

  /// The conditions that all must hold, each by itself.
  std::vector<ir::ExprId> conjuncts(const std::vector<ir::ExprId>& conditions) const {
    std::vector<ir::ExprId> result;
    for (const ir::ExprId condition : conditions) {
      const auto* all = std::get_if<ir::And>(&context_.expr(condition).node);
      if (all == nullptr) {
        result.push_back(condition);
        continue;
      }
      const auto parts = conjuncts(all->operands);
      result.insert(result.end(), parts.begin(), parts.end());
    }
    return result;
  }

  /// As few of the conditions as are impossible by themselves; and whether the node's period is needed.
  std::vector<ir::ExprId> least(const ir::Node& node, std::vector<ir::ExprId> conditions,
                                const std::vector<FormulaId>& more, bool& needs_days) {
    for (std::size_t i = conditions.size(); i-- > 0;) {
      std::vector<ir::ExprId> without = conditions;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      if (impossible(node, true, without, more)) conditions = std::move(without);
    }
    needs_days = !impossible(node, false, conditions, more);
    return conditions;
  }

  bool never_applies(const ir::Node& node, const std::vector<ir::ExprId>& guards) {
    if (guards.empty() || !impossible(node, true, guards, {})) return false;
    bool needs_days = false;
    const auto core = least(node, conjuncts(guards), {}, needs_days);
    auto& diagnostic = context_.report(DiagnosticId::kNeverApplies, node.span, node.name);
    const bool alone = core.size() == 1 && !needs_days;
    for (const ir::ExprId condition : core) {
      const SourceSpan place = context_.expr(condition).span;
      if (alone) diagnostic.label(place, PhraseId::kCannotHold);
      else if (core.size() > 1) diagnostic.label(place, PhraseId::kCannotHoldTogether);
      else diagnostic.label(place, PhraseId::kCannotHoldInForce, period_text(node.period.from, node.period.to));
    }
    return true;
  }

  void check_requirement(const ir::Node& node, const ir::Node* parent, const std::vector<ir::ExprId>& guards) {
    const auto never_fails = [&](ir::ExprId condition) {
      const FormulaId fails = formulas_.fails(condition);
      if (!impossible(node, true, guards, {fails})) return false;
      auto& diagnostic = context_.report(DiagnosticId::kNeverFails, context_.expr(condition).span, node.name);
      bool needs_days = false;
      for (const ir::ExprId because : least(node, conjuncts(guards), {fails}, needs_days)) {
        diagnostic.label(context_.expr(because).span, PhraseId::kWhereThisHolds);
      }
      return true;
    };
    if (never_fails(*node.requirement)) return;
    if (parent != nullptr && parent->requirement == node.requirement) return;  // what it inherits was not written for it
    const auto* all = std::get_if<ir::And>(&context_.expr(*node.requirement).node);
    if (all == nullptr) return;
    for (const ir::ExprId condition : all->operands) static_cast<void>(never_fails(condition));
  }

  // -------------------------------------------------------------- exceptions that conflict

  /// Two exceptions to one node, each with its own, that can hold at once while one of them loosens it.
  void report_conflict(const ir::Node& above, const std::vector<Applied>& first, const std::vector<Applied>& second) {
    for (const Applied& one : first) {
      for (const Applied& two : second) {
        if (same_effect(*one.node, *two.node) || !periods_overlap(one.node->period, two.node->period)) continue;
        if (one.node->name == two.node->name) continue;  // two versions of one exception: reported as such
        const std::vector<FormulaId> both = together(one, two);
        // Only where the guards can meet at all is it worth while to look for results that differ.
        if (ask(both).found == Satisfiable::kNo) continue;
        auto example = results_that_conflict(above, one, two, both);
        const bool loose = loosens(above, *one.node) || loosens(above, *two.node);
        if (!example && !(loose && guards_meet(one, two))) continue;
        auto& diagnostic = context_.report(DiagnosticId::kExceptionsConflict, two.node->span, one.node->name, two.node->name)
                               .label(one.node->span, PhraseId::kAppliesToo)
                               .suggest(PhraseId::kOneExceptionToTheOther);
        if (example) diagnostic.show(scenario(one, two, *example));
        return;
      }
    }
  }

  /// Both apply, with none of the exceptions to them.
  std::vector<FormulaId> together(const Applied& one, const Applied& two) {
    std::vector<FormulaId> goals;
    for (const Applied* applied : {&one, &two}) {
      goals.push_back(formulas_.in_force(applied->node->period));
      for (const ir::ExprId guard : applied->guards) goals.push_back(formulas_.holds(guard));
      for (const ir::Node& exception : applied->node->exceptions) {
        if (!exception.guard) continue;
        goals.push_back(formulas_.problem().any(
            {formulas_.fails(*exception.guard), formulas_.out_of_force(exception.period)}));
      }
    }
    return goals;
  }

  /// Whether both guards can hold, shown. Exceptions to them that are in force on part of the days only
  /// leave the others.
  bool guards_meet(const Applied& one, const Applied& two) {
    return ask(together(one, two)).found == Satisfiable::kYes;
  }

  /// Facts on which the two come to different results, one of them weaker than what they are
  /// exceptions to: what makes the finding undetermined.
  std::optional<solve::Example> results_that_conflict(const ir::Node& above, const Applied& one, const Applied& two,
                                                      const std::vector<FormulaId>& both) {
    const bool written = loosens_as_written(above, *one.node) || loosens_as_written(above, *two.node);
    for (const Result& first : results(*one.node)) {
      for (const Result& second : results(*two.node)) {
        if (first.outcome == second.outcome) continue;
        for (const Result& weaker : results(above)) {
          if (!written && first.outcome >= weaker.outcome && second.outcome >= weaker.outcome) continue;
          std::vector<FormulaId> goals = both;
          goals.insert(goals.end(), {first.where, second.where});
          if (!written) goals.push_back(weaker.where);
          solve::Answer answer = ask(std::move(goals));
          if (answer.found == Satisfiable::kYes) return std::move(answer.example);
          if (written) break;  // what it is an exception to does not matter
        }
      }
    }
    return std::nullopt;
  }

  /// What a node comes to, and where.
  struct Result {
    Outcome outcome;
    FormulaId where;
  };
  std::vector<Result> results(const ir::Node& node) {
    if (node.exempt) return {{Outcome::kPermit, formulas_.problem().always()}};
    if (!node.requirement || node.deadline) return {};
    return {{node.otherwise.outcome, formulas_.fails(*node.requirement)},
            {Outcome::kPermit, formulas_.holds(*node.requirement)}};
  }

  static bool loosens_as_written(const ir::Node& above, const ir::Node& exception) {
    return exception.exempt || exception.otherwise.outcome < above.otherwise.outcome;
  }

  std::string scenario(const Applied& one, const Applied& two, const solve::Example& example) const {
    std::string text = "pasted into the ruleset, this shows it:\nscenario \"" + one.node->name + " and " +
                       two.node->name + "\"\n";
    const std::string clauses = formulas_.scenario(example);
    for (std::size_t at = 0; at < clauses.size();) {
      const std::size_t end = clauses.find('\n', at);
      text += "  " + clauses.substr(at, end - at) + "\n";
      at = end + 1;
    }
    return text + "  expect undetermined from " + rule_.name;
  }

  Context& context_;
  const ir::Rule& rule_;
  Formulas formulas_;
};

}  // namespace

bool loosens(const ir::Node& parent, const ir::Node& exception) {
  if (exception.exempt) return true;
  if (exception.requirement != parent.requirement) return false;  // stricter or looser: not shown
  return exception.otherwise.outcome < parent.otherwise.outcome;
}

void analyse_rule(Context& context, const ir::Rule& rule) {
  RuleAnalysis(context, rule).node(rule.node, nullptr, {});
  check_fallbacks(context, rule);
}

}  // namespace probity::check
