#include <algorithm>
#include <map>

#include "engine/check/rules.h"
#include "engine/ir/walk.h"

namespace probity::check {
namespace {

void roots_of(const ir::Node& node, std::vector<ir::ExprId>& roots) {
  const auto add = [&](const ir::OptExpr& expr) {
    if (expr) roots.push_back(*expr);
  };
  add(node.guard);
  add(node.requirement);
  for (const auto& [language, pieces] : node.because) {
    for (const ir::ReasonPiece& piece : pieces) add(piece.value);
  }
  if (node.deadline) {
    const ir::DeadlineClauses& deadline = *node.deadline;
    roots.push_back(deadline.starts);
    roots.push_back(deadline.due.value);
    if (deadline.extended) {
      roots.push_back(deadline.extended->due.value);
      add(deadline.extended->condition);
    }
    if (deadline.restarts) {
      roots.push_back(deadline.restarts->from);
      add(deadline.restarts->condition);
    }
    add(deadline.paused_from);
    add(deadline.paused_to);
    roots.insert(roots.end(), deadline.met_by.begin(), deadline.met_by.end());
    add(deadline.unless);
  }
  for (const ir::Response& response : node.responses) {
    if (response.due) roots.push_back(response.due->value);
    for (const ir::Response::Who& who : response.who) add(who.value);
    for (const auto& [language, pieces] : response.what) {
      for (const ir::ReasonPiece& piece : pieces) add(piece.value);
    }
  }
  for (const ir::Node& exception : node.exceptions) roots_of(exception, roots);
}

/// The deadlines whose results a rule reads, with the place where each is read first.
std::map<std::string, SourceSpan> deadlines_read(const ir::Program& program, const ir::Rule& rule) {
  std::map<std::string, SourceSpan> read;
  std::vector<ir::ExprId> roots;
  roots_of(rule.node, roots);
  if (rule.in_force_by) roots.push_back(*rule.in_force_by);
  for (const ir::ExprId root : roots) {
    ir::for_each_below(program, root, [&](ir::ExprId id) {
      const ir::Expr& expr = program.exprs[id];
      if (const auto* of = std::get_if<ir::OfDeadline>(&expr.node)) read.emplace(of->rule, expr.span);
    });
  }
  return read;
}

/// Depth first, so that what a deadline uses stands before it.
class Order {
 public:
  explicit Order(Context& context) : context_(context) {
    for (const ir::Rule& rule : context.program.rules) {
      auto& uses = uses_[rule.qualified_name];
      for (const auto& [name, span] : deadlines_read(context.program, rule)) uses.emplace(name, span);
    }
  }

  /// The place in the order for each deadline that something uses.
  std::map<std::string, std::size_t> places() {
    for (const auto& [rule, uses] : uses_) {
      for (const auto& [used, span] : uses) visit(used);
    }
    return places_;
  }

 private:
  enum class State : std::uint8_t { kNew, kOpen, kDone };

  void visit(const std::string& start) {
    if (states_[start] != State::kNew) return;
    // An explicit stack: chains of deadlines may be as long as the ruleset.
    struct Frame {
      std::string rule;
      std::vector<std::pair<std::string, SourceSpan>> uses;
      std::size_t next = 0;
    };
    std::vector<Frame> stack;
    const auto open = [&](const std::string& rule) {
      states_[rule] = State::kOpen;
      Frame frame{rule, {}, 0};
      if (const auto found = uses_.find(rule); found != uses_.end()) {
        frame.uses.assign(found->second.begin(), found->second.end());
      }
      stack.push_back(std::move(frame));
    };
    open(start);
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next == frame.uses.size()) {
        states_[frame.rule] = State::kDone;
        const std::size_t place = places_.size();
        places_.emplace(frame.rule, place);
        stack.pop_back();
        continue;
      }
      const auto [used, span] = frame.uses[frame.next++];
      if (states_[used] == State::kOpen) context_.report(DiagnosticId::kDeadlineCircle, span, used);
      if (states_[used] == State::kNew) open(used);
    }
  }

  Context& context_;
  std::map<std::string, std::map<std::string, SourceSpan>> uses_;
  std::map<std::string, State> states_;
  std::map<std::string, std::size_t> places_;
};

}  // namespace

void order_rules(Context& context) {
  const std::map<std::string, std::size_t> places = Order(context).places();
  const auto key = [&](const ir::Rule& rule) {
    const auto found = places.find(rule.qualified_name);
    return found == places.end() ? places.size() : found->second;
  };
  std::vector<std::pair<std::size_t, std::size_t>> order;
  auto& rules = context.program.rules;
  for (std::size_t i = 0; i < rules.size(); ++i) order.emplace_back(key(rules[i]), i);
  std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    const ir::Rule& one = rules[a.second];
    const ir::Rule& two = rules[b.second];
    if (one.qualified_name != two.qualified_name) {
      const auto& sets = context.program.rulesets;
      const std::string& first = sets[one.ruleset].name;
      const std::string& second = sets[two.ruleset].name;
      return first != second ? first < second : one.name < two.name;
    }
    return one.node.period.from < two.node.period.from;
  });
  std::vector<ir::Rule> sorted;
  sorted.reserve(rules.size());
  for (const auto& [place, index] : order) sorted.push_back(std::move(rules[index]));
  rules = std::move(sorted);
}

}  // namespace probity::check
