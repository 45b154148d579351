#include "engine/facts/facts.h"

namespace probity::facts {

Record unknown_record(const Schema& schema, Id<Entity> entity) {
  return Record{entity, std::vector<Fact>(schema.entities[entity].fields.size())};
}

}  // namespace probity::facts
