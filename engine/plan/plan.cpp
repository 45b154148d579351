#include "engine/plan/plan.h"

#include <algorithm>
#include <set>

#include "engine/ir/walk.h"
#include "engine/plan/lowering.h"

namespace probity::plan {
namespace {

void add_starts(const ir::Period& period, std::set<std::int32_t>& starts) {
  if (period.from) starts.insert(period.from->days_since_1970());
  if (period.to) starts.insert(period.to->days_since_1970() + 1);
}

void add_starts(const ir::Node& node, std::set<std::int32_t>& starts) {
  add_starts(node.period, starts);
  for (const ir::Node& exception : node.exceptions) add_starts(exception, starts);
}

/// A path's list of a row, `some … where FIELD is X`, is asked for by a set; see *kSetHas*.
void add_sets(const ir::Program& program, facts::Layout& layout) {
  for (const ir::Expr& expr : program.exprs) {
    const auto* node = std::get_if<ir::Collection>(&expr.node);
    if (node == nullptr || node->list.steps.empty() || !node->where) continue;
    const auto* where = std::get_if<ir::Comparison>(&program.exprs[*node->where].node);
    if (where == nullptr || where->op != ir::Compare::kEqual) continue;
    for (const ir::ExprId side : {where->left, where->right}) {
      const auto* read = std::get_if<ir::Read>(&program.exprs[side].node);
      const Type& type = program.exprs[side].type;
      if (read == nullptr || read->path.root != ir::Root::kElement || read->path.level != 0) continue;
      if (read->path.steps.size() != 1 || type.kind != TypeKind::kEnumeration) continue;
      if (program.schema.enumerations[type.enumeration].values.size() > 64) continue;
      for (std::uint32_t entity = 0; entity < program.schema.entities.size(); ++entity) {
        const Id<Entity> id(entity);
        const auto& fields = program.schema.entities[id].fields;
        const std::uint32_t list = node->list.steps.back();
        if (list >= fields.size() || fields[list].type.kind != TypeKind::kList) continue;
        const auto& element = program.schema.entities[fields[list].type.entity].fields;
        const std::uint32_t field = read->path.steps[0];
        if (field < element.size() && element[field].type == type) layout.add_set(id, list, field);
      }
    }
  }
}

}  // namespace

SubjectPlan::SubjectPlan(const ir::Program& program, const facts::Layout& layout, const Subject& subject)
    : program_(program), layout_(layout), subject_(subject) {
  date_field_ = subject.act ? program.schema.acts[*subject.act].date
                            : program.schema.entities[subject.entity].subject_date;
  const auto& fields = program.schema.entities[subject.entity].fields;
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const std::uint16_t cell = layout[subject.entity].cell_of[field];
    if (fields[field].type.kind == TypeKind::kReference && cell != facts::Layout::kNone) reference_cells_.push_back(cell);
  }
  find_groups();
}

void SubjectPlan::find_groups() {
  for (std::uint32_t i = 0; i < program_.rules.size(); ++i) {
    const ir::Rule& rule = program_.rules[i];
    if (rule.subject != subject_) continue;
    if (rule.population) {
      const auto& known = not_judged_;
      if (std::find(known.begin(), known.end(), rule.qualified_name) == known.end()) {
        not_judged_.push_back(rule.qualified_name);
      }
      continue;
    }
    const Zone* const zone = program_.rulesets[rule.ruleset].zone;
    PROBITY_CHECK(zone != nullptr);
    if (first_zone_ == nullptr) first_zone_ = zone;
    const auto same = [&](const Group& group) { return group.zone_ == zone; };
    auto group = std::find_if(groups_.begin(), groups_.end(), same);
    if (group == groups_.end()) {
      groups_.emplace_back();
      group = std::prev(groups_.end());
      group->owner_ = this;
      group->zone_ = zone;
    }
    group->rules_.push_back(i);
  }
  std::set<std::int32_t> of_values;
  for (const ir::Table& table : program_.tables) {
    for (const ir::Row& row : table.rows) add_starts(row.period, of_values);
  }
  for (const ir::Parameter& parameter : program_.parameters) {
    for (const ir::DatedValue& value : parameter.values) add_starts(value.period, of_values);
  }
  for (Group& group : groups_) {
    std::set<std::int32_t> starts = of_values;
    for (const std::uint32_t rule : group.rules_) add_starts(program_.rules[rule].node, starts);
    group.starts_.assign(starts.begin(), starts.end());
    group.made_.resize(group.starts_.size() + 1);
  }
}

const Segment& Group::on(Date day) const {
  const auto place = static_cast<std::size_t>(
      std::upper_bound(starts_.begin(), starts_.end(), day.days_since_1970()) - starts_.begin());
  if (const Segment* made = made_[place].load(std::memory_order_acquire)) return *made;
  const std::lock_guard lock(mutex_);
  if (const Segment* made = made_[place].load(std::memory_order_acquire)) return *made;
  segments_.push_back(make_segment(*owner_, *zone_, rules_, day));
  made_[place].store(segments_.back().get(), std::memory_order_release);
  return *segments_.back();
}

Plan::Plan(const ir::Program& program) : program_(program), layout_(program.schema, program.reads) {
  add_sets(program_, layout_);
  for (const ir::Rule& rule : program_.rules) {
    if (!rule.population && of(rule.subject) == nullptr) subjects_.emplace_back(program_, layout_, rule.subject);
  }
}

const SubjectPlan* Plan::of(const Subject& subject) const {
  for (const SubjectPlan& plan : subjects_) {
    if (plan.subject() == subject) return &plan;
  }
  return nullptr;
}

}  // namespace probity::plan
