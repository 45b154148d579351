#include <algorithm>
#include <set>
#include <unordered_map>

#include "engine/check/analysis.h"
#include "engine/ir/walk.h"
#include "engine/solve/intervals.h"

namespace probity::check {
namespace {

using solve::Cut;
using solve::Line;

/// In which way a condition's truth leads to a permit.
enum Danger : unsigned { kNone = 0, kTrueIsDanger = 1, kFalseIsDanger = 2, kBothAreDanger = 3 };

unsigned turned(unsigned danger) { return ((danger & 1U) << 1U) | ((danger & 2U) >> 1U); }

bool is_danger(bool truth, unsigned danger) { return (danger & (truth ? kTrueIsDanger : kFalseIsDanger)) != 0; }

/// A comparison's outcome from the order of its sides.
bool holds(ir::Compare op, std::strong_ordering order) {
  switch (op) {
    case ir::Compare::kEqual: return order == 0;
    case ir::Compare::kNotEqual: return order != 0;
    case ir::Compare::kLess: return order < 0;
    case ir::Compare::kLessOrEqual: return order <= 0;
    case ir::Compare::kGreater: return order > 0;
    case ir::Compare::kGreaterOrEqual: return order >= 0;
  }
  return false;
}

class Fallbacks {
 public:
  explicit Fallbacks(Context& context) : context_(context) {}

  void node(const ir::Node& node, const ir::Node* parent) {
    if (node.guard) condition(*node.guard, guard_danger(node, parent));
    if (node.requirement) condition(*node.requirement, kTrueIsDanger);
    if (node.deadline) deadline(*node.deadline);
    for (const ir::Node& exception : node.exceptions) this->node(exception, &node);
  }

  /// A value that may lead either way.
  void value(ir::ExprId root) {
    ir::for_each_below(context_.program, root, [&](ir::ExprId id) {
      if (stand_in(id)) report(id);
    });
  }

 private:
  /// A rule that does not apply permits. An exception that only strengthens permits where it does
  /// not apply; one that only loosens, where it does.
  static unsigned guard_danger(const ir::Node& node, const ir::Node* parent) {
    if (parent == nullptr) return kFalseIsDanger;
    if (!node.exceptions.empty()) return kBothAreDanger;
    if (loosens(*parent, node)) return kTrueIsDanger;
    const bool only_stronger = node.requirement == parent->requirement && !node.deadline &&
                               node.otherwise.outcome >= parent->otherwise.outcome && !node.otherwise.procedure;
    return only_stronger ? kFalseIsDanger : kBothAreDanger;
  }

  void deadline(const ir::DeadlineClauses& clauses) {
    value(clauses.starts);
    value(clauses.due.value);
    if (clauses.extended) {
      value(clauses.extended->due.value);
      if (clauses.extended->condition) condition(*clauses.extended->condition, kTrueIsDanger);
    }
    if (clauses.restarts) {
      value(clauses.restarts->from);
      if (clauses.restarts->condition) condition(*clauses.restarts->condition, kBothAreDanger);
    }
    if (clauses.paused_from) value(*clauses.paused_from);
    if (clauses.paused_to) value(*clauses.paused_to);
    for (const ir::ExprId met : clauses.met_by) value(met);
    if (clauses.unless) condition(*clauses.unless, kTrueIsDanger);
  }

  void condition(ir::ExprId id, unsigned danger) {
    const ir::Expr& expr = context_.expr(id);
    const auto& node = expr.node;
    if (const auto* negated = std::get_if<ir::Not>(&node)) {
      condition(negated->operand, turned(danger));
    } else if (const auto* both = std::get_if<ir::And>(&node)) {
      for (const ir::ExprId operand : both->operands) condition(operand, danger);
    } else if (const auto* either = std::get_if<ir::Or>(&node)) {
      for (const ir::ExprId operand : either->operands) condition(operand, danger);
    } else if (const auto* choose = std::get_if<ir::Choose>(&node)) {
      condition(choose->condition, kBothAreDanger);
      if (const auto found = stand_in(id)) constant_condition(id, *found, danger);
      condition(choose->then_value, danger);
      condition(choose->else_value, danger);
    } else if (const auto* use = std::get_if<ir::UseDefine>(&node)) {
      condition(context_.program.defines[use->define].value, danger);
    } else if (const auto* or_else = std::get_if<ir::OrElse>(&node)) {
      if (const auto found = stand_in(id)) {
        constant_condition(id, *found, danger);
      } else {
        condition(or_else->fallback, danger);
      }
      condition(or_else->operand, danger);
    } else if (const auto* collection = std::get_if<ir::Collection>(&node)) {
      quantified(*collection, danger);
    } else if (std::holds_alternative<ir::Comparison>(node) || std::holds_alternative<ir::IsOneOf>(node)) {
      comparison(expr, danger);
    } else {
      value(id);
    }
  }

  void quantified(const ir::Collection& collection, unsigned danger) {
    const unsigned where_danger = collection.quantifier == ir::Quantifier::kSome  ? danger
                                  : collection.quantifier == ir::Quantifier::kNo ||
                                          collection.quantifier == ir::Quantifier::kEvery
                                      ? turned(danger)
                                      : unsigned{kBothAreDanger};
    if (collection.where) condition(*collection.where, where_danger);
    if (collection.has) condition(*collection.has, danger);
    if (collection.value) value(*collection.value);
    if (collection.by) value(*collection.by);
    if (!collection.window) return;
    if (collection.window->count) value(*collection.window->count);
    if (collection.window->anchor) value(*collection.window->anchor);
    value(collection.window->date);
  }

  // -------------------------------------------------------------- comparisons

  void comparison(const ir::Expr& expr, unsigned danger) {
    std::vector<ir::ExprId> sides;
    if (const auto* compared = std::get_if<ir::Comparison>(&expr.node)) sides = {compared->left, compared->right};
    if (const auto* one_of = std::get_if<ir::IsOneOf>(&expr.node)) {
      sides = one_of->options;
      sides.insert(sides.begin(), one_of->operand);
    }
    std::vector<std::pair<std::size_t, ir::ExprId>> found;
    for (std::size_t side = 0; side < sides.size(); ++side) {
      ir::for_each_below(context_.program, sides[side], [&](ir::ExprId id) {
        if (stand_in(id)) found.emplace_back(side, id);
      });
    }
    for (const auto& [side, or_else] : found) {
      if (found.size() > 1 || !harmless(expr, side, or_else, danger)) report(or_else);
    }
  }

  /// Whether the comparison goes towards a permit with the default only where it does so with each
  /// other value of the fact.
  bool harmless(const ir::Expr& expr, std::size_t side, ir::ExprId or_else, unsigned danger) {
    const auto fallback = evaluate(stand_in(or_else)->constant, or_else, std::nullopt, std::nullopt);
    if (!fallback) return false;
    const std::vector<Value> others = values_of(context_.type(or_else));
    const bool finite = !others.empty();
    for (const auto& day : days(expr)) {
      const auto outcome = [&](const Value& value) { return outcomes(expr, side, or_else, value, others, day); };
      const auto with_default = outcome(*fallback);
      if (!with_default) return false;
      for (std::size_t i = 0; i < with_default->size(); ++i) {
        if (!is_danger((*with_default)[i], danger)) continue;
        if (!finite) return false;
        for (const Value& other : others) {
          const auto with_other = outcome(other);
          if (!with_other || !is_danger((*with_other)[i], danger)) return false;
        }
      }
    }
    return true;
  }

  /// The comparison's truth where the fact has this value, for each place where the other side may
  /// lie; nothing where that cannot be said.
  std::optional<std::vector<bool>> outcomes(const ir::Expr& expr, std::size_t side, ir::ExprId or_else,
                                            const Value& value, const std::vector<Value>& others,
                                            const std::optional<Date>& day) {
    if (const auto* one_of = std::get_if<ir::IsOneOf>(&expr.node)) {
      if (side != 0) return std::nullopt;
      const auto left = evaluate(one_of->operand, or_else, value, day);
      if (!left) return std::nullopt;
      bool found = false;
      for (const ir::ExprId option : one_of->options) {
        const auto* constant = std::get_if<ir::Constant>(&context_.expr(option).node);
        if (constant == nullptr) return std::nullopt;
        found = found || constant->value == *left;
      }
      return std::vector<bool>{found};
    }
    const auto& compared = std::get<ir::Comparison>(expr.node);
    const ir::ExprId mine = side == 0 ? compared.left : compared.right;
    const ir::ExprId theirs = side == 0 ? compared.right : compared.left;
    const auto line = Line::of(context_.schema(), context_.type(mine));
    const auto own = evaluate(mine, or_else, value, day);
    if (!line || !own) return std::nullopt;
    const Cut at = line->before(*own);
    const auto truth = [&](const Cut& other) {
      return holds(compared.op, side == 0 ? at <=> other : other <=> at);
    };
    if (const auto known = evaluate(theirs, or_else, value, day)) return std::vector<bool>{truth(line->before(*known))};
    // The other side may be anything: what matters is where it lies among this side's values.
    std::vector<bool> found;
    for (const Value& other : others) {
      const auto result = evaluate(mine, or_else, other, day);
      if (!result) return std::nullopt;
      for (const Cut& place : {before_all(line->before(*result)), line->before(*result), line->after(*result)}) {
        found.push_back(truth(place));
      }
    }
    if (found.empty()) return std::nullopt;  // endless values have no strictest one
    return found;
  }

  /// Just below a value: no value lies on it.
  static Cut before_all(Cut cut) {
    const auto half = Decimal::from_parts(5, 1);
    const auto below = half.ok() ? cut.at.minus(half.value()) : Result<Decimal>(cut.at);
    if (below.ok()) cut.at = below.value();
    return cut;
  }

  /// The value of a side that rests on the one fact only, over tables and definitions.
  std::optional<Value> evaluate(ir::ExprId id, ir::ExprId or_else, const std::optional<Value>& value,
                                const std::optional<Date>& day) {
    if (id == or_else) return value;
    const ir::Expr& expr = context_.expr(id);
    if (const auto* constant = std::get_if<ir::Constant>(&expr.node)) return constant->value;
    if (const auto* use = std::get_if<ir::UseDefine>(&expr.node)) {
      return evaluate(context_.program.defines[use->define].value, or_else, value, day);
    }
    const auto* lookup = std::get_if<ir::Lookup>(&expr.node);
    if (lookup == nullptr || lookup->on) return std::nullopt;
    std::vector<Value> arguments;
    for (const ir::ExprId argument : lookup->arguments) {
      auto known = evaluate(argument, or_else, value, day);
      if (!known) return std::nullopt;
      arguments.push_back(std::move(*known));
    }
    const ir::Table& table = context_.program.tables[lookup->table];
    for (const ir::Row& row : table.rows) {
      if (day && !row.period.covers(*day)) continue;
      if (!day && (row.period.from || row.period.to)) return std::nullopt;
      if (matches(table, row, arguments) && row.gives) return evaluate(*row.gives, or_else, value, day);
    }
    return std::nullopt;
  }

  bool matches(const ir::Table& table, const ir::Row& row, const std::vector<Value>& arguments) const {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const auto line = Line::of(context_.schema(), table.inputs[i]);
      const ir::Cell& cell = row.cells[i];
      if (!line) return false;
      const Cut at = line->before(arguments[i]);
      if (cell.kind == ir::Cell::Kind::kOneOf &&
          std::find(cell.values.begin(), cell.values.end(), arguments[i]) == cell.values.end()) {
        return false;
      }
      if (cell.kind != ir::Cell::Kind::kRange) continue;
      if (cell.low && at < (cell.low_open ? line->after(*cell.low) : line->before(*cell.low))) return false;
      if (cell.high && !(at < (cell.high_open ? line->before(*cell.high) : line->after(*cell.high)))) return false;
    }
    return true;
  }

  /// The days on which a table below the comparison changes; one entry without a day where none does.
  std::vector<std::optional<Date>> days(const ir::Expr& expr) {
    std::set<Date> found;
    const auto add = [&](ir::ExprId root) {
      ir::for_each_below(context_.program, root, [&](ir::ExprId id) {
        const auto* lookup = std::get_if<ir::Lookup>(&context_.expr(id).node);
        if (lookup == nullptr) return;
        for (const ir::Row& row : context_.program.tables[lookup->table].rows) {
          if (row.period.from) found.insert(*row.period.from);
          const auto next = row.period.to ? row.period.to->plus_days(1) : Result<Date>(Error{});
          if (next.ok()) found.insert(next.value());
        }
      });
    };
    ir::for_each_operand(expr, add);
    if (found.empty()) return {std::nullopt};
    return {found.begin(), found.end()};
  }

  /// All values of a type, where they can be listed.
  std::vector<Value> values_of(const Type& type) const {
    std::vector<Value> values;
    if (type.kind == TypeKind::kTruth) values = {Value(false), Value(true)};
    if (type.kind == TypeKind::kEnumeration) {
      const auto count = context_.schema().enumerations[type.enumeration].values.size();
      for (std::uint32_t i = 0; i < count; ++i) values.emplace_back(Symbol{type.enumeration.index(), i});
    }
    return values;
  }

  // -------------------------------------------------------------- defaults

  /// A constant that is taken where a fact is missing: `a or else 0`, `if a is known then a else 0`.
  struct StandIn {
    ir::ExprId constant, missing;
  };

  std::optional<StandIn> stand_in(ir::ExprId id) {
    const auto known = stand_ins_.find(id.index());
    if (known != stand_ins_.end()) return known->second;
    return stand_ins_.emplace(id.index(), find_stand_in(id)).first->second;
  }

  std::optional<StandIn> find_stand_in(ir::ExprId id) {
    const auto& node = context_.expr(id).node;
    if (const auto* or_else = std::get_if<ir::OrElse>(&node)) {
      if (is_constant(or_else->fallback)) return StandIn{or_else->fallback, or_else->operand};
    }
    const auto* choose = std::get_if<ir::Choose>(&node);
    if (choose == nullptr) return std::nullopt;
    std::optional<StandIn> found;
    ir::for_each_below(context_.program, choose->condition, [&](ir::ExprId below) {
      const auto* asked = std::get_if<ir::IsKnown>(&context_.expr(below).node);
      if (asked == nullptr || found) return;
      const std::set<std::string> facts = facts_below(asked->operand);
      Truths truths;
      const Truth when_missing = truth_without(choose->condition, facts, truths);
      const auto stands = [&](Truth never, ir::ExprId taken, ir::ExprId instead_of) {
        if (when_missing != never && is_constant(taken) && meet(facts, facts_below(instead_of))) {
          found = StandIn{taken, asked->operand};
        }
      };
      stands(Truth::kFalse, choose->then_value, choose->else_value);
      stands(Truth::kTrue, choose->else_value, choose->then_value);
    });
    return found;
  }

  /// The facts that an expression reads, by name: over definitions one fact is reached by several paths.
  std::set<std::string> facts_below(ir::ExprId root) const {
    std::set<std::string> facts;
    const auto add = [&](const std::string& path) { facts.insert(path.substr(path.rfind('.') + 1)); };
    ir::for_each_below(context_.program, root, [&](ir::ExprId id) {
      const auto& node = context_.expr(id).node;
      if (const auto* read = std::get_if<ir::Read>(&node)) add(read->path.text);
      if (const auto* collection = std::get_if<ir::Collection>(&node)) add(collection->list.text);
    });
    return facts;
  }

  static bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
    return std::any_of(a.begin(), a.end(), [&](const std::string& fact) { return b.contains(fact); });
  }

  using Truths = std::unordered_map<std::uint32_t, Truth>;

  /// A condition where these facts are missing and nothing is known of the others.
  Truth truth_without(ir::ExprId id, const std::set<std::string>& facts, Truths& truths) const {
    const auto known = truths.find(id.index());
    if (known != truths.end()) return known->second;
    const auto of = [&](ir::ExprId operand) { return truth_without(operand, facts, truths); };
    const auto& node = context_.expr(id).node;
    Truth result = Truth::kUnknown;
    if (const auto* asked = std::get_if<ir::IsKnown>(&node)) {
      if (meet(facts, facts_below(asked->operand))) result = Truth::kFalse;
    } else if (const auto* negated = std::get_if<ir::Not>(&node)) {
      result = !of(negated->operand);
    } else if (const auto* use = std::get_if<ir::UseDefine>(&node)) {
      result = of(context_.program.defines[use->define].value);
    } else if (const auto* all = std::get_if<ir::And>(&node)) {
      result = Truth::kTrue;
      for (const ir::ExprId operand : all->operands) result = both(result, of(operand));
    } else if (const auto* any = std::get_if<ir::Or>(&node)) {
      result = Truth::kFalse;
      for (const ir::ExprId operand : any->operands) result = either(result, of(operand));
    }
    truths.emplace(id.index(), result);
    return result;
  }

  /// One of several constants, whatever chooses between them, is a constant too.
  bool is_constant(ir::ExprId id) {
    const auto known = constants_.find(id.index());
    if (known != constants_.end()) return known->second;
    return constants_.emplace(id.index(), find_constant(id)).first->second;
  }

  bool find_constant(ir::ExprId id) {
    const ir::Expr& expr = context_.expr(id);
    const auto& node = expr.node;
    if (const auto* choose = std::get_if<ir::Choose>(&node)) {
      return is_constant(choose->then_value) && is_constant(choose->else_value);
    }
    if (const auto* use = std::get_if<ir::UseDefine>(&node)) {
      return is_constant(context_.program.defines[use->define].value);
    }
    const bool is_fact = std::holds_alternative<ir::Read>(node) || std::holds_alternative<ir::SubjectDate>(node) ||
                         std::holds_alternative<ir::Collection>(node) || std::holds_alternative<ir::EvidenceOf>(node) ||
                         std::holds_alternative<ir::Acknowledged>(node) ||
                         std::holds_alternative<ir::OfDeadline>(node) || std::holds_alternative<ir::OwnDue>(node);
    bool constant = !is_fact;
    ir::for_each_operand(expr, [&](ir::ExprId operand) { constant = constant && is_constant(operand); });
    return constant;
  }

  void constant_condition(ir::ExprId id, const StandIn& found, unsigned danger) {
    const auto* constant = std::get_if<ir::Constant>(&context_.expr(found.constant).node);
    if (constant == nullptr || is_danger(std::get<bool>(constant->value), danger)) report(id);
  }

  void report(ir::ExprId id) {
    if (!reported_.insert(id.index()).second) return;
    const auto found = stand_in(id);
    PROBITY_CHECK(found.has_value());
    context_.report(DiagnosticId::kFallbackPermits, context_.expr(found->constant).span)
        .label(context_.expr(found->missing).span, PhraseId::kMayBeMissing)
        .suggest(PhraseId::kLeaveTheDefaultOut);
  }

  Context& context_;
  std::set<std::uint32_t> reported_;
  std::unordered_map<std::uint32_t, std::optional<StandIn>> stand_ins_;
  std::unordered_map<std::uint32_t, bool> constants_;
};

}  // namespace

void check_fallbacks(Context& context, const ir::Rule& rule) {
  Fallbacks fallbacks(context);
  if (rule.in_force_by) fallbacks.value(*rule.in_force_by);
  fallbacks.node(rule.node, nullptr);
}

}  // namespace probity::check
