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
struct List;
using RecordList = std::shared_ptr<const List>;

/// Unknown in another way than absent: something was given, and it cannot be read, or it is not known
/// which of several things it is. What is absent may not have happened; this may have.
struct InDoubt {
  friend bool operator==(const InDoubt&, const InDoubt&) = default;
};

/// One field: absent (`monostate`) or in doubt, which are both unknown; a value, a reference, or a
/// list (an empty list is known).
using Fact = std::variant<std::monostate, InDoubt, Value, RecordPtr, RecordList>;
[[nodiscard]] inline bool is_unknown(const Fact& fact) { return fact.index() <= 1; }

/// One entity's facts. `fields` has one entry for each field of the schema's entity; entry 0 is the key.
struct Record {
  Id<Entity> entity;
  std::vector<Fact> fields;
};

/// A list's records, in no order that means anything.
struct List {
  std::vector<RecordPtr> records;
  /// Set where the records stand in the order of this field's `coarse_day`, those without one first: a
  /// window over a long list then finds its part of it.
  std::optional<std::uint32_t> sorted_by;

  [[nodiscard]] auto begin() const { return records.begin(); }
  [[nodiscard]] auto end() const { return records.end(); }
  [[nodiscard]] std::size_t size() const { return records.size(); }
  [[nodiscard]] bool empty() const { return records.empty(); }
  [[nodiscard]] const RecordPtr& operator[](std::size_t at) const { return records[at]; }
};

/// The day of a date or moment, in whatever zone: at most one day away from its local day.
[[nodiscard]] std::optional<std::int32_t> coarse_day(const Fact& fact);
/// Puts the list in the order of a field's day.
void sort_by_day(List& list, std::uint32_t field);

/// A subject to judge: its record with everything it refers to.
struct SubjectFacts {
  std::string id;
  Subject subject;
  std::optional<Moment> as_of;  ///< given beside the facts; see language.md, *Time*
  RecordPtr record;             ///< never null
};

/// A record of `entity` with every field absent.
[[nodiscard]] Record unknown_record(const Schema& schema, Id<Entity> entity);
/// A record of `entity` of which something was given that cannot be read.
[[nodiscard]] Record record_in_doubt(const Schema& schema, Id<Entity> entity);

}  // namespace probity::facts
