// Which conditions made the difference; see *Coverage* in the reference.
#include "engine/eval/reference/coverage.h"

#include <algorithm>
#include <set>

#include "engine/eval/reference/evaluation.h"
#include "engine/ir/walk.h"

namespace probity::eval::reference {
namespace {

using Part = ConditionPlace::Part;

class Collector {
 public:
  explicit Collector(const ir::Program& program) : program_(program) {}

  void node(const ir::Node& node, const std::string& of) {
    condition(node.guard, of);
    below(node.requirement, of);
    if (node.deadline) deadline(*node.deadline, of);
    if (node.otherwise.procedure) below(program_.procedures[*node.otherwise.procedure].before, of);
    for (const ir::Node& exception : node.exceptions) this->node(exception, of + "/" + exception.name);
  }
  /// Whatever conditions a value rests on.
  void below(const ir::OptExpr& root, const std::string& of) {
    if (root) walk(*root, of);
  }
  std::vector<ConditionPlace> take() { return std::move(places_); }

 private:
  void deadline(const ir::DeadlineClauses& clauses, const std::string& of) {
    walk(clauses.starts, of);
    walk(clauses.due.value, of);
    if (clauses.extended) {
      walk(clauses.extended->due.value, of);
      condition(clauses.extended->condition, of);
    }
    if (clauses.restarts) {
      walk(clauses.restarts->from, of);
      condition(clauses.restarts->condition, of);
    }
    below(clauses.paused_from, of);
    below(clauses.paused_to, of);
    for (const ir::ExprId met : clauses.met_by) walk(met, of);
    condition(clauses.unless, of);
  }

  void condition(const ir::OptExpr& root, const std::string& of) {
    if (!root) return;
    if (!is_joined(*root)) add(*root, Part::kAlone, of);
    walk(*root, of);
  }

  /// Its sides are those of its operands.
  [[nodiscard]] bool is_joined(ir::ExprId id) const {
    const auto& node = program_.exprs[id].node;
    if (const auto* negated = std::get_if<ir::Not>(&node)) return is_joined(negated->operand);
    return std::holds_alternative<ir::And>(node) || std::holds_alternative<ir::Or>(node);
  }

  void operands(const std::vector<ir::ExprId>& ids, Part part, const std::string& of) {
    for (const ir::ExprId id : ids) add(id, part, of);
  }

  void walk(ir::ExprId id, const std::string& of) {
    if (!seen_.insert(id).second) return;
    const ir::Expr& expr = program_.exprs[id];
    if (const auto* all = std::get_if<ir::And>(&expr.node)) operands(all->operands, Part::kOfAll, of);
    if (const auto* any = std::get_if<ir::Or>(&expr.node)) operands(any->operands, Part::kOfAny, of);
    if (const auto* choose = std::get_if<ir::Choose>(&expr.node)) {
      if (!is_joined(choose->condition)) add(choose->condition, Part::kAlone, of);
    }
    if (const auto* use = std::get_if<ir::UseDefine>(&expr.node)) {
      const ir::Define& define = program_.defines[use->define];
      walk(define.value, define.name);
    }
    if (const auto* lookup = std::get_if<ir::Lookup>(&expr.node)) {
      const ir::Table& table = program_.tables[lookup->table];
      if (tables_.insert(lookup->table).second) {
        for (const ir::Row& row : table.rows) below(row.gives, table.name);
      }
    }
    ir::for_each_operand(expr, [&](ir::ExprId operand) { walk(operand, of); });
  }

  void add(ir::ExprId id, Part part, const std::string& of) {
    if (std::holds_alternative<ir::Constant>(program_.exprs[id].node)) return;
    if (added_.insert(id).second) places_.push_back({id, part, of});
  }

  const ir::Program& program_;
  std::set<ir::ExprId> seen_, added_;
  std::set<Id<ir::Table>> tables_;
  std::vector<ConditionPlace> places_;
};

}  // namespace

std::vector<ConditionPlace> conditions_of(const ir::Program& program) {
  Collector collector(program);
  for (const ir::Rule& rule : program.rules) {
    collector.below(rule.in_force_by, rule.qualified_name);
    collector.node(rule.node, rule.qualified_name);
  }
  return collector.take();
}

void Evaluation::count_condition(ir::ExprId id, Truth truth) {
  if (truth == Truth::kUnknown) return;
  Coverage::Condition& condition = options_.coverage->conditions[id];
  ++(truth == Truth::kTrue ? condition.held : condition.failed);
}

/// `deciding` is the truth by which one operand settles the whole: false for `and`. An operand counts
/// on that side where no other settles it too, and on the other where all are on the other. What is
/// below an operand counts only where the operand does.
void Evaluation::count_operands(const std::vector<ir::ExprId>& operands, Truth deciding) {
  const std::uint64_t steps = steps_;
  std::vector<Truth> truths;
  {
    const Quiet quiet(*this);
    for (const ir::ExprId id : operands) truths.push_back(evaluate(id).truth());
  }
  const auto settled = std::count(truths.begin(), truths.end(), deciding);
  const auto opposite = std::count(truths.begin(), truths.end(), !deciding);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const bool alone = settled == (truths[i] == deciding ? 1 : 0);
    if (!alone) continue;
    (void)evaluate(operands[i]);  // for what is counted below it
    const bool all = static_cast<std::size_t>(opposite) == operands.size();
    if (truths[i] == deciding || all) count_condition(operands[i], truths[i]);
  }
  steps_ = steps;
}

}  // namespace probity::eval::reference
