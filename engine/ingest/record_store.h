#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/facts/facts.h"
#include "engine/ingest/key_index.h"
#include "engine/ir/mapping.h"
#include "engine/ports/tables.h"
#include "engine/values/time.h"

namespace probity::ingest {

inline constexpr std::uint32_t kNoRecord = UINT32_MAX;

/// A reference of a loaded record. The other record's key has its number there, loaded or not.
struct StoredReference {
  std::uint32_t record = 0;
  std::uint32_t field = 0;
  Id<Entity> entity;
  std::uint32_t key = 0;
  std::uint64_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t table = 0;  ///< of the mapping
};

/// A list that a loaded record owns by other columns than its key.
struct StoredList {
  std::uint32_t record = 0;
  std::uint32_t list = 0;
  std::uint32_t owner = 0;
};

/// Where a record was read.
struct StoredPlace {
  ports::TablePlace place;
  std::uint32_t table = 0;  ///< of the mapping
};

/// Records in memory with what they refer to; both in the order of records.
struct RecordStore {
  Id<Entity> entity;
  std::vector<facts::Record> records;
  std::vector<StoredPlace> places;  ///< by record
  /// By record: refused or superseded. A list keeps such an element, and a key such a version, as one of
  /// which nothing is known.
  std::vector<bool> dead;
  std::vector<StoredReference> references;
  std::vector<StoredList> lists;
  bool depends_on_instant = false;
};

/// When a version begins: a day alone counts from its first instant.
struct VersionTime {
  std::optional<Moment> from;  ///< empty: its date does not read
  std::int64_t order_ns = 0;
};

struct EntityStore : RecordStore {
  bool versioned = false;
  KeyIndex keys;
  std::vector<std::uint32_t> latest;    ///< by key: its record, or its last version; else kNoRecord
  std::vector<std::uint32_t> previous;  ///< by record: another version of its key; else kNoRecord
  std::vector<VersionTime> times;       ///< by record, where versioned

  std::uint32_t number_of(std::string_view key) {
    const auto [number, is_new] = keys.add(key);
    if (is_new) latest.push_back(kNoRecord);
    return number;
  }
  /// Has the key a record, or a version, that is not refused?
  [[nodiscard]] bool is_there(std::uint32_t key) const {
    std::uint32_t at = latest[key];
    while (at != kNoRecord && dead[at]) at = previous[at];
    return at != kNoRecord;
  }
};

struct ListStore : RecordStore {
  Id<Entity> owner;
  std::uint32_t field = 0;
  bool by_key = true;                   ///< else by columns of the owner's row
  KeyIndex owners;
  std::vector<std::uint32_t> owner_of;  ///< by record
  std::vector<std::vector<std::uint32_t>> elements;     ///< by owner
  std::vector<facts::List> pointers;  ///< by owner; only where the same for all subjects

  std::uint32_t number_of(std::string_view key) {
    const auto [number, is_new] = owners.add(key);
    if (is_new) elements.emplace_back();
    return number;
  }
};

/// A list whose elements are the records of an entity that refer to the owner.
struct FilledList {
  Id<Entity> owner, entity;
  std::uint32_t field = 0, reference = 0;
  bool depends_on_instant = false;
  std::vector<std::vector<std::uint32_t>> keys;  ///< by owner's key: those of `entity`; where they depend on the instant
  std::vector<std::uint32_t> ghosts;             ///< beside them: elements of which nothing is known
  std::vector<facts::List> lists;                ///< by owner's key, else
  /// Records that say of no owner that they are its own, and where they should.
  std::vector<std::pair<std::uint32_t, ports::TablePlace>> unowned;
};

}  // namespace probity::ingest
