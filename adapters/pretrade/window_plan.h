#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/facts/facts.h"
#include "engine/ir/program.h"

namespace probity::pretrade {

/// A list that records of one entity stand in because they refer to its owner: a client's `orders`.
struct OwnedList {
  std::uint32_t reference = 0;  ///< of the record: its owner
  Id<Entity> owner;
  std::uint32_t list = 0;       ///< of the owner
};

/// Which lists the service keeps up to date while orders and trades come in: those that rules reach,
/// whose elements are of the record's entity.
class WindowPlan {
 public:
  WindowPlan() = default;
  WindowPlan(const Schema& schema, const ir::FieldSet& reaches);

  [[nodiscard]] const std::vector<OwnedList>& lists_of(Id<Entity> entity) const;
  /// The lists of an entity's own kind in itself: an order's `orders`.
  [[nodiscard]] const std::vector<std::uint32_t>& own_lists_of(Id<Entity> entity) const;
  /// Fields that refer to something that has lists: by these a subject is held while it is judged.
  [[nodiscard]] const std::vector<std::uint32_t>& owners_of(Id<Entity> entity) const;
  [[nodiscard]] bool keeps(Id<Entity> entity) const { return !lists_of(entity).empty(); }
  /// All lists of an owner that are kept: field -> entity of its elements.
  [[nodiscard]] const std::map<std::uint32_t, Id<Entity>>& lists_in(Id<Entity> owner) const;

 private:
  std::map<Id<Entity>, std::vector<OwnedList>> lists_;
  std::map<Id<Entity>, std::vector<std::uint32_t>> own_lists_, owners_;
  std::map<Id<Entity>, std::map<std::uint32_t, Id<Entity>>> in_;
};

/// `Client` and its key, as one word; empty where the reference or its key is unknown.
[[nodiscard]] std::string owner_key(const Schema& schema, const facts::Record& record, std::uint32_t reference);

}  // namespace probity::pretrade
