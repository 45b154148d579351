#include "engine/ir/walk.h"

#include <unordered_set>

namespace probity::ir {
namespace {

using Visit = std::function<void(ExprId)>;

void maybe(const OptExpr& expr, const Visit& visit) {
  if (expr) visit(*expr);
}
void all(const std::vector<ExprId>& exprs, const Visit& visit) {
  for (const ExprId expr : exprs) visit(expr);
}

void operands(const Constant&, const Visit&) {}
void operands(const Read&, const Visit&) {}
void operands(const UseDefine&, const Visit&) {}
void operands(const SubjectDate&, const Visit&) {}
void operands(const EvidenceOf&, const Visit&) {}
void operands(const OfDeadline&, const Visit&) {}
void operands(const OwnDue&, const Visit&) {}
void operands(const UseParameter&, const Visit&) {}
void operands(const Graded& node, const Visit& visit) {
  for (const Graded::Version& version : node.versions) maybe(version.guard, visit), visit(version.value);
}
void operands(const Not& node, const Visit& visit) { visit(node.operand); }
void operands(const And& node, const Visit& visit) { all(node.operands, visit); }
void operands(const Or& node, const Visit& visit) { all(node.operands, visit); }
void operands(const Comparison& node, const Visit& visit) { visit(node.left), visit(node.right); }
void operands(const IsKnown& node, const Visit& visit) { visit(node.operand); }
void operands(const IsOneOf& node, const Visit& visit) { visit(node.operand), all(node.options, visit); }
void operands(const Calculation& node, const Visit& visit) { visit(node.left), visit(node.right); }
void operands(const Negation& node, const Visit& visit) { visit(node.operand); }
void operands(const Division& node, const Visit& visit) { visit(node.left), visit(node.right); }
void operands(const Rounded& node, const Visit& visit) { visit(node.operand); }
void operands(const Extreme& node, const Visit& visit) { all(node.options, visit); }
void operands(const Choose& node, const Visit& visit) {
  visit(node.condition), visit(node.then_value), visit(node.else_value);
}
void operands(const OrElse& node, const Visit& visit) { visit(node.operand), visit(node.fallback); }
void operands(const Shift& node, const Visit& visit) { visit(node.count), visit(node.anchor); }
void operands(const Elapsed& node, const Visit& visit) { visit(node.from), visit(node.to); }
void operands(const DateOf& node, const Visit& visit) { visit(node.operand); }
void operands(const CloseOfBusiness& node, const Visit& visit) { visit(node.day); }
void operands(const Collection& node, const Visit& visit) {
  maybe(node.where, visit), maybe(node.has, visit), maybe(node.value, visit), maybe(node.by, visit);
  if (!node.window) return;
  maybe(node.window->count, visit), maybe(node.window->anchor, visit), visit(node.window->date);
}
void operands(const Mentions& node, const Visit& visit) { visit(node.operand); }
void operands(const Lookup& node, const Visit& visit) { all(node.arguments, visit), maybe(node.on, visit); }
void operands(const CurrencyOf& node, const Visit& visit) { visit(node.operand); }
void operands(const Acknowledged& node, const Visit& visit) { maybe(node.before, visit); }

}  // namespace

void for_each_operand(const Expr& expr, const Visit& visit) {
  std::visit([&](const auto& node) { operands(node, visit); }, expr.node);
}

void for_each_below(const Program& program, ExprId expr, const Visit& visit) {
  std::unordered_set<std::uint32_t> seen;
  std::vector<ExprId> waiting{expr};
  while (!waiting.empty()) {
    const ExprId next = waiting.back();
    waiting.pop_back();
    if (!seen.insert(next.index()).second) continue;
    visit(next);
    const Expr& node = program.exprs[next];
    for_each_operand(node, [&](ExprId operand) { waiting.push_back(operand); });
    if (const auto* use = std::get_if<UseDefine>(&node.node)) {
      waiting.push_back(program.defines[use->define].value);
    }
  }
}

}  // namespace probity::ir
