#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/schema/schema.h"
#include "engine/values/value.h"

namespace probity::facts {

struct Record;
/// Shared between the subjects of a scan: a client appears in thousands of orders. Never changed
/// once it is reachable from two places.
using RecordPtr = std::shared_ptr<const Record>;
using RecordList = std::shared_ptr<const std::vector<RecordPtr>>;

/// One field: unknown (`monostate`), a value, a reference, or a list (an empty list is known).
using Fact = std::variant<std::monostate, Value, RecordPtr, RecordList>;

/// One entity's facts. `fields` has one entry for each field of the schema's entity; entry 0 is the key.
struct Record {
  Id<Entity> entity;
  std::vector<Fact> fields;
};

/// A subject to judge: its record with everything it refers to.
struct SubjectFacts {
  std::string id;
  Subject subject;
  std::optional<Moment> as_of;  ///< given beside the facts; see language.md, *Time*
  RecordPtr record;             ///< never null
};

/// A record of `entity` with every field unknown.
[[nodiscard]] Record unknown_record(const Schema& schema, Id<Entity> entity);

}  // namespace probity::facts
