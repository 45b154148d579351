#include "adapters/pretrade/window_plan.h"

#include <algorithm>

namespace probity::pretrade {

WindowPlan::WindowPlan(const Schema& schema, const ir::FieldSet& reaches) {
  for (std::uint32_t e = 0; e < schema.entities.size(); ++e) {
    const Id<Entity> entity(e);
    const std::vector<Field>& fields = schema.entities[entity].fields;
    for (std::uint32_t r = 0; r < fields.size(); ++r) {
      const Type& type = fields[r].type;
      if (type.kind != TypeKind::kList || type.entity != entity || !reaches.contains({entity, r})) continue;
      own_lists_[entity].push_back(r);
    }
  }
  for (std::uint32_t e = 0; e < schema.entities.size(); ++e) {
    const Id<Entity> entity(e);
    const std::vector<Field>& fields = schema.entities[entity].fields;
    for (std::uint32_t r = 0; r < fields.size(); ++r) {
      const Type& type = fields[r].type;
      if (type.kind != TypeKind::kReference || type.entity == entity) continue;
      const std::vector<Field>& owned = schema.entities[type.entity].fields;
      for (std::uint32_t l = 0; l < owned.size(); ++l) {
        if (owned[l].type.kind != TypeKind::kList) continue;
        // What stands in an order's own list is found by its client.
        const bool by_own_list = owned[l].type.entity == entity && own_lists_.contains(entity);
        if (!by_own_list && !reaches.contains({type.entity, l})) continue;
        // Evidence and other lists of plain records belong to whoever gives them.
        if (schema.entities[owned[l].type.entity].is_record) continue;
        std::vector<std::uint32_t>& owners = owners_[entity];
        if (std::find(owners.begin(), owners.end(), r) == owners.end()) owners.push_back(r);
        in_[type.entity][l] = owned[l].type.entity;
        if (owned[l].type.entity == entity) lists_[entity].push_back({r, type.entity, l});
      }
    }
  }
}

const std::vector<OwnedList>& WindowPlan::lists_of(Id<Entity> entity) const {
  static const std::vector<OwnedList> kNone;
  const auto found = lists_.find(entity);
  return found == lists_.end() ? kNone : found->second;
}

const std::vector<std::uint32_t>& WindowPlan::own_lists_of(Id<Entity> entity) const {
  static const std::vector<std::uint32_t> kNone;
  const auto found = own_lists_.find(entity);
  return found == own_lists_.end() ? kNone : found->second;
}

const std::vector<std::uint32_t>& WindowPlan::owners_of(Id<Entity> entity) const {
  static const std::vector<std::uint32_t> kNone;
  const auto found = owners_.find(entity);
  return found == owners_.end() ? kNone : found->second;
}

const std::map<std::uint32_t, Id<Entity>>& WindowPlan::lists_in(Id<Entity> owner) const {
  static const std::map<std::uint32_t, Id<Entity>> kNone;
  const auto found = in_.find(owner);
  return found == in_.end() ? kNone : found->second;
}

std::string owner_key(const Schema& schema, const facts::Record& record, std::uint32_t reference) {
  const auto* owner = std::get_if<facts::RecordPtr>(&record.fields[reference]);
  if (owner == nullptr || *owner == nullptr) return {};
  const auto* key = std::get_if<Value>(&(*owner)->fields[0]);
  const auto* text = key == nullptr ? nullptr : std::get_if<std::string>(key);
  if (text == nullptr) return {};
  return schema.entities[(*owner)->entity].name + '\x1f' + *text;
}

}  // namespace probity::pretrade
