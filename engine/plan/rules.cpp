// Rules as they stand on one day.
#include <algorithm>
#include <map>

#include "engine/plan/lowering.h"

namespace probity::plan {

Lowering::Lowering(const SubjectPlan& subject, const Zone& zone, Date day, Segment& segment)
    : program_(subject.program()), subject_(subject), layout_(subject.layout()), zone_(zone), day_(day), segment_(segment) {
  segment_.records.push_back({0, 0, 0, subject.subject().entity});
}

RuleNode Lowering::rule_node(const ir::Node& node, const Scope& scope) {
  RuleNode made;
  made.source = &node;
  if (node.guard) made.guard = condition(*node.guard, scope);
  if (node.requirement) made.requirement = condition(*node.requirement, scope);
  // Deadlines and grades are told of whatever comes of the rule.
  made.to_reference = node.deadline.has_value() || node.grading.has_value();
  for (const ir::Node& exception : node.exceptions) {
    if (scope.judged == nullptr && !exception.period.covers(day_)) continue;
    RuleNode child = rule_node(exception, scope);
    const bool always = !exception.period.from && !exception.period.to;
    if (scope.judged != nullptr && !always) {
      Node in_force;
      in_force.op = Op::kDayIn;
      in_force.a = scope.judged;
      in_force.period = exception.period;
      Node both;
      both.op = Op::kAnd;
      both.list.push_back(add(std::move(in_force)));
      if (child.guard != nullptr) both.list.push_back(child.guard);
      child.guard = both.list.size() == 1 ? both.list[0] : add(std::move(both));
    }
    made.exceptions.push_back(std::move(child));
  }
  return made;
}

void Lowering::add_rule(std::uint32_t place) {
  const ir::Rule& rule = program_.rules[place];
  const ir::Ruleset& ruleset = program_.rulesets[rule.ruleset];
  Scope scope;
  scope.ruleset = &ruleset;
  RulePlan plan;
  plan.rule = place;
  if (rule.in_force_by) {
    Made by = value(*rule.in_force_by, scope);
    if (by->form == Form::kMoment) {
      Node day;
      day.op = Op::kDateOf;
      day.form = Form::kWhole;
      day.a = by;
      day.ruleset = &ruleset;
      by = add(std::move(day));
    }
    Node in_force;
    in_force.op = Op::kDayIn;
    in_force.a = by;
    in_force.period = rule.node.period;
    plan.in_force = by->form == Form::kWhole ? add(std::move(in_force)) : ask();
    scope.judged = by->form == Form::kWhole ? by : nullptr;
    // Without the day there is nothing to judge by; the reference finds it.
    if (scope.judged == nullptr) {
      plan.node.source = &rule.node;
      plan.node.to_reference = true;
      segment_.rules.push_back(std::move(plan));
      return;
    }
  } else if (!rule.node.period.covers(day_)) {
    return;
  }
  plan.node = rule_node(rule.node, scope);
  if (plan.node.guard != nullptr && plan.node.guard->op == Op::kTruth && plan.node.guard->answer == Answer::kFalse) return;
  segment_.rules.push_back(std::move(plan));
}

/// Rules are told apart by the cells that their guards look at; those of most rules first.
void Lowering::choose_keys() {
  std::map<std::uint16_t, std::size_t> uses;
  for (const RulePlan& rule : segment_.rules) {
    if (rule.node.guard == nullptr) continue;
    std::vector<std::uint16_t> cells;
    const auto take = [&](const Node* part) {
      if (part->only_small) cells.insert(cells.end(), part->small.begin(), part->small.end());
    };
    if (rule.node.guard->op == Op::kAnd) {
      for (const Node* part : rule.node.guard->list) take(part);
    } else {
      take(rule.node.guard);
    }
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    for (const std::uint16_t cell : cells) ++uses[cell];
  }
  std::vector<std::pair<std::size_t, std::uint16_t>> order;
  for (const auto& [cell, count] : uses) order.emplace_back(count, cell);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  // As many as keep the number of their combinations within bounds.
  constexpr std::uint64_t kCombinationsMax = 1'000'000;
  std::uint64_t combinations = 1;
  for (const auto& [count, cell] : order) {
    const std::uint64_t values = segment_.small_cells[cell].values + std::uint64_t{2};
    // A cell of many values that few rules look at makes more combinations than it spares tests.
    const bool pays = count * 8 >= values;
    if (!pays || combinations * values > kCombinationsMax) continue;
    combinations *= values;
    segment_.keys.push_back(cell);
  }
}

void Lowering::finish() { choose_keys(); }

std::unique_ptr<Segment> make_segment(const SubjectPlan& subject, const Zone& zone,
                                      const std::vector<std::uint32_t>& rules, Date day) {
  auto segment = std::make_unique<Segment>();
  Lowering lowering(subject, zone, day, *segment);
  for (const std::uint32_t rule : rules) lowering.add_rule(rule);
  lowering.finish();
  return segment;
}

}  // namespace probity::plan
