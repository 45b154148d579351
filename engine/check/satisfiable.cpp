#include <algorithm>
#include <map>

#include "engine/check/analysis.h"

namespace probity::check {
namespace {

/// What a conjunction leaves to each fact that is compared with constants.
struct Fact {
  std::string key;
  std::string text;
  Type type;
};
using Limits = std::map<std::string, std::pair<Fact, IntervalSet>>;

/// Conditions that are more than this many choices of alternatives are left open.
constexpr std::size_t kBranchesMax = 2'000;
/// Exceptions to one rule that are compared with each other; what is not shown here is found when
/// a subject is judged.
constexpr std::size_t kSiblingsMax = 200;

class Solver {
 public:
  explicit Solver(const Context& context) : context_(context) {}

  Satisfiable solve(const std::vector<ir::ExprId>& must, const std::vector<ir::ExprId>& must_not) {
    std::vector<Goal> goals;
    for (const ir::ExprId expr : must) goals.push_back({expr, true});
    for (const ir::ExprId expr : must_not) goals.push_back({expr, false});
    return next(std::move(goals), {}, /*exact=*/true);
  }
  [[nodiscard]] const std::string& example() const { return example_; }

 private:
  struct Goal {
    ir::ExprId expr;
    bool wanted;
  };

  /// Takes one goal after another; alternatives are tried in turn.
  Satisfiable next(std::vector<Goal> goals, Limits limits, bool exact) {
    while (!goals.empty()) {
      const Goal goal = goals.back();
      goals.pop_back();
      const ir::Expr& expr = context_.expr(goal.expr);
      if (const auto* negated = std::get_if<ir::Not>(&expr.node)) {
        goals.push_back({negated->operand, !goal.wanted});
        continue;
      }
      const auto* both = std::get_if<ir::And>(&expr.node);
      const auto* either = std::get_if<ir::Or>(&expr.node);
      if (both != nullptr || either != nullptr) {
        const auto& operands = both != nullptr ? both->operands : either->operands;
        if ((both != nullptr) == goal.wanted) {
          for (const ir::ExprId operand : operands) goals.push_back({operand, goal.wanted});
          continue;
        }
        return any_of(operands, goal.wanted, goals, limits, exact);
      }
      if (const auto* constant = std::get_if<ir::Constant>(&expr.node)) {
        if (std::get<bool>(constant->value) != goal.wanted) return Satisfiable::kNo;
        continue;
      }
      if (!limit(goal.expr, goal.wanted, limits)) {
        exact = false;  // nothing is known about this one; it can only take away
        continue;
      }
      for (const auto& [key, left] : limits) {
        if (left.second.empty()) return Satisfiable::kNo;
      }
    }
    if (!exact) return Satisfiable::kOpen;
    describe(limits);
    return Satisfiable::kYes;
  }

  Satisfiable any_of(const std::vector<ir::ExprId>& operands, bool wanted, const std::vector<Goal>& goals,
                     const Limits& limits, bool exact) {
    bool open = false;
    for (const ir::ExprId operand : operands) {
      if (++branches_ > kBranchesMax) return Satisfiable::kOpen;
      auto with = goals;
      // The alternatives are looked at first: what they limit makes the rest fail sooner.
      with.push_back({operand, wanted});
      const Satisfiable found = next(std::move(with), limits, exact);
      if (found == Satisfiable::kYes) return found;
      open = open || found == Satisfiable::kOpen;
    }
    return open ? Satisfiable::kOpen : Satisfiable::kNo;
  }

  /// The fact that an expression reads, if it reads one and nothing else.
  std::optional<Fact> fact(ir::ExprId id) const {
    const ir::Expr& expr = context_.expr(id);
    const auto key_of = [](const ir::Path& path) {
      std::string key = std::to_string(static_cast<int>(path.root)) + ":" + std::to_string(path.level);
      for (const std::uint32_t step : path.steps) key += "." + std::to_string(step);
      return key;
    };
    if (const auto* read = std::get_if<ir::Read>(&expr.node)) {
      return Fact{key_of(read->path), read->path.text, expr.type};
    }
    return std::nullopt;
  }

  /// Narrows the fact of a comparison with constants; false where the expression is another thing.
  bool limit(ir::ExprId id, bool wanted, Limits& limits) {
    const ir::Expr& expr = context_.expr(id);
    if (const auto* one_of = std::get_if<ir::IsOneOf>(&expr.node)) {
      const auto about = fact(one_of->operand);
      if (!about) return false;
      const Line* line = line_of(*about);
      if (line == nullptr) return false;
      IntervalSet set;
      for (const ir::ExprId option : one_of->options) {
        const auto* constant = std::get_if<ir::Constant>(&context_.expr(option).node);
        if (constant == nullptr) return false;
        set.add({line->before(constant->value), line->after(constant->value)});
      }
      narrow(limits, *about, *line, set, wanted);
      return true;
    }
    if (const auto* compared = std::get_if<ir::Comparison>(&expr.node)) return compare(*compared, wanted, limits);
    if (const auto about = fact(id)) {  // a truth field alone
      const Line* line = line_of(*about);
      if (line == nullptr) return false;
      IntervalSet set(Interval{line->before(Value(true)), line->after(Value(true))});
      narrow(limits, *about, *line, set, wanted);
      return true;
    }
    return false;
  }

  bool compare(const ir::Comparison& comparison, bool wanted, Limits& limits) {
    ir::Compare op = comparison.op;
    auto about = fact(comparison.left);
    const auto* constant = std::get_if<ir::Constant>(&context_.expr(comparison.right).node);
    if (!about) {
      about = fact(comparison.right);
      constant = std::get_if<ir::Constant>(&context_.expr(comparison.left).node);
      op = turned(op);
    }
    if (!about || constant == nullptr) return false;
    // An amount of an open currency may be of another one: it is not on this line.
    if (about->type.kind == TypeKind::kMoney && !about->type.currency) return false;
    const Line* line = line_of(*about);
    if (line == nullptr) return false;
    const Cut before = line->before(constant->value);
    const Cut after = line->after(constant->value);
    IntervalSet set;
    switch (op) {
      case ir::Compare::kEqual: set.add({before, after}); break;
      case ir::Compare::kNotEqual: set = IntervalSet(Interval{before, after}).rest_of(line->whole()); break;
      case ir::Compare::kLess: set.add({line->whole().from, before}); break;
      case ir::Compare::kLessOrEqual: set.add({line->whole().from, after}); break;
      case ir::Compare::kGreater: set.add({after, line->whole().to}); break;
      case ir::Compare::kGreaterOrEqual: set.add({before, line->whole().to}); break;
    }
    narrow(limits, *about, *line, set, wanted);
    return true;
  }

  static ir::Compare turned(ir::Compare op) {
    switch (op) {
      case ir::Compare::kLess: return ir::Compare::kGreater;
      case ir::Compare::kLessOrEqual: return ir::Compare::kGreaterOrEqual;
      case ir::Compare::kGreater: return ir::Compare::kLess;
      case ir::Compare::kGreaterOrEqual: return ir::Compare::kLessOrEqual;
      default: return op;
    }
  }

  /// One line for each fact, so that texts keep their places.
  const Line* line_of(const Fact& fact) {
    const auto found = lines_.find(fact.key);
    if (found != lines_.end()) return found->second ? &*found->second : nullptr;
    const auto& made = lines_.emplace(fact.key, Line::of(context_.schema(), fact.type)).first->second;
    return made ? &*made : nullptr;
  }

  static void narrow(Limits& limits, const Fact& fact, const Line& line, const IntervalSet& set, bool wanted) {
    const IntervalSet kept = wanted ? set : set.rest_of(line.whole());
    const auto [found, fresh] = limits.try_emplace(fact.key, fact, kept);
    if (!fresh) found->second.second = found->second.second.both(kept);
  }

  void describe(const Limits& limits) {
    example_.clear();
    for (const auto& [key, left] : limits) {
      const Line* line = line_of(left.first);
      const auto value = line->example(left.second.parts().front());
      if (!example_.empty()) example_ += " and ";
      example_ += left.first.text + " is " + (value ? value_text(context_.schema(), *value) : "another text");
    }
  }

  const Context& context_;
  std::map<std::string, std::optional<Line>> lines_;
  std::size_t branches_ = 0;
  std::string example_;
};

bool same_effect(const ir::Node& a, const ir::Node& b) {
  if (a.exempt || b.exempt) return a.exempt == b.exempt;
  return a.requirement == b.requirement && a.otherwise.outcome == b.otherwise.outcome &&
         a.otherwise.procedure == b.otherwise.procedure && !a.deadline && !b.deadline;
}

/// A node where no exception to it applies, with the conditions that say so.
struct Applied {
  const ir::Node* node;
  std::vector<ir::ExprId> must, must_not;
};

/// An exception and all that are exceptions to it, in turn.
void add_branch(const ir::Node& node, std::vector<ir::ExprId> guards, std::vector<Applied>& branch) {
  if (!node.guard || branch.size() >= kSiblingsMax) return;
  guards.push_back(*node.guard);
  Applied applied{&node, guards, {}};
  for (const ir::Node& exception : node.exceptions) {
    // One that is in force on part of the days only leaves the others.
    const bool always = exception.period.from == node.period.from && exception.period.to == node.period.to;
    if (always && exception.guard) applied.must_not.push_back(*exception.guard);
  }
  branch.push_back(std::move(applied));
  for (const ir::Node& exception : node.exceptions) add_branch(exception, guards, branch);
}

/// Two exceptions to one node, each with its own, that can hold at once while one of them loosens it.
void report_conflict(Context& context, const ir::Node& parent, const std::vector<Applied>& first,
                     const std::vector<Applied>& second) {
  for (const Applied& one : first) {
    for (const Applied& two : second) {
      if (same_effect(*one.node, *two.node) || !periods_overlap(one.node->period, two.node->period)) continue;
      if (!loosens(parent, *one.node) && !loosens(parent, *two.node)) continue;
      auto must = one.must;
      must.insert(must.end(), two.must.begin(), two.must.end());
      auto must_not = one.must_not;
      must_not.insert(must_not.end(), two.must_not.begin(), two.must_not.end());
      std::string example;
      if (satisfiable(context, must, must_not, &example) != Satisfiable::kYes) continue;
      context.report(DiagnosticId::kExceptionsConflict, two.node->span, one.node->name, two.node->name)
          .label(one.node->span, "applies too where " + example)
          .suggest("make one an exception to the other, or let their conditions exclude each other");
      return;
    }
  }
}

/// A node with its exceptions, under the guards of all nodes above it.
void analyse_node(Context& context, const ir::Node& node, std::vector<ir::ExprId> guards) {
  if (node.guard) guards.push_back(*node.guard);
  if (!guards.empty() && satisfiable(context, guards, {}) == Satisfiable::kNo) {
    const char* note = guards.size() > 1 ? "cannot hold together with what it is an exception to" : "cannot hold";
    context.report(DiagnosticId::kNeverApplies, node.span, node.name).label(context.expr(guards.back()).span, note);
    return;
  }
  if (node.requirement && satisfiable(context, guards, {*node.requirement}) == Satisfiable::kNo) {
    context.report(DiagnosticId::kNeverFails, context.expr(*node.requirement).span, node.name);
  }
  const std::size_t siblings = std::min(node.exceptions.size(), kSiblingsMax);
  std::vector<std::vector<Applied>> branches(siblings);
  for (std::size_t i = 0; i < siblings; ++i) {
    add_branch(node.exceptions[i], guards, branches[i]);
    for (std::size_t j = 0; j < i; ++j) report_conflict(context, node, branches[j], branches[i]);
  }
  for (const ir::Node& exception : node.exceptions) analyse_node(context, exception, guards);
}

}  // namespace

bool loosens(const ir::Node& parent, const ir::Node& exception) {
  if (exception.exempt) return true;
  if (exception.requirement != parent.requirement) return false;  // stricter or looser: not shown
  return exception.otherwise.outcome < parent.otherwise.outcome;
}

Satisfiable satisfiable(const Context& context, const std::vector<ir::ExprId>& must,
                        const std::vector<ir::ExprId>& must_not, std::string* example) {
  Solver solver(context);
  const Satisfiable found = solver.solve(must, must_not);
  if (found == Satisfiable::kYes && example != nullptr) *example = solver.example();
  return found;
}

void analyse_rule(Context& context, const ir::Rule& rule) {
  analyse_node(context, rule.node, {});
  check_fallbacks(context, rule);
}

}  // namespace probity::check
