#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/facts/facts.h"
#include "engine/ingest/finding.h"
#include "engine/ingest/join_table.h"
#include "engine/ir/mapping.h"
#include "engine/ports/tables.h"

namespace probity::ingest {

/// Where a mapping's column is found in one row.
struct BoundColumn {
  enum class Kind : std::uint8_t { kOwn, kJoined, kUnpivoted, kPosition } kind = Kind::kOwn;
  std::uint32_t index = 0;  ///< in the table, or among the joined table's columns
  std::uint32_t join = 0;
};

/// One row, and which of its unpivoted columns.
struct RowPlace {
  const ports::TableChunk* chunk = nullptr;
  std::size_t row = 0;
  std::uint32_t unpivot = 0;
};

/// A reference as a row gives it: the other record's key, not yet looked for.
struct PendingReference {
  std::uint32_t field = 0;
  Id<Entity> entity;
  std::string key;
  ports::TablePlace place;
};

/// What one row says, before its references are looked up.
struct Draft {
  std::string key;
  std::vector<facts::Fact> fields;
  std::vector<PendingReference> references;
  std::vector<Finding> findings;
};

/// One table's mapping with its columns found. Immutable, so threads share it.
class RowMapper {
 public:
  /// Errors: `kNotFound` naming every column that the table lacks, each with the nearest;
  /// what reading a joined table gives.
  [[nodiscard]] static Result<RowMapper> bind(const ir::Mapping& mapping, const ir::TableMap& table,
                                              const Schema& schema, ports::TableStore& store,
                                              const std::vector<std::string>& columns,
                                              const OnFinding& on_finding);

  /// Records that one row makes: 1, or the unpivoted columns.
  [[nodiscard]] std::uint32_t records_in_row() const {
    return unpivoted_.empty() ? 1 : static_cast<std::uint32_t>(unpivoted_.size());
  }
  [[nodiscard]] bool passes_filters(const RowPlace& place) const;
  [[nodiscard]] bool is_blank_unpivot(const RowPlace& place) const;
  /// The record's key; empty where a part of it is.
  [[nodiscard]] std::string key(const RowPlace& place) const;
  /// A list's row: its owner's key, empty where a part of it is or the row broke before it.
  [[nodiscard]] std::string owner_key(const RowPlace& place) const;
  /// The key that the row's reference gives, empty where a part of it is or the row broke before it.
  [[nodiscard]] std::string reference_key(const RowPlace& place, std::uint32_t field) const;
  /// Values and pending references of a sound row. Faults become findings.
  [[nodiscard]] Draft draft(const RowPlace& place) const;
  /// The key under which this row's record owns elements of a list, where that is not its own key.
  [[nodiscard]] std::string cells_key(const RowPlace& place, const std::vector<BoundColumn>& columns) const;
  /// The version's date text and its reading.
  [[nodiscard]] Result<Moment> version_date(const RowPlace& place) const;
  [[nodiscard]] ports::TablePlace version_place(const RowPlace& place) const;
  [[nodiscard]] ports::TablePlace key_place(const RowPlace& place) const;
  [[nodiscard]] ports::TablePlace owner_place(const RowPlace& place) const;
  /// Where the row gives the other record's key, or should.
  [[nodiscard]] ports::TablePlace reference_place(const RowPlace& place, std::uint32_t field) const;
  /// A finding on this row, its file filled in.
  [[nodiscard]] Finding finding(FindingKind kind, ports::TablePlace place, std::string what,
                                std::string remedy) const;
  [[nodiscard]] Finding broken_line(const RowPlace& place) const;

  /// Columns of this table by name, for lists that its records own. Errors: `kNotFound`.
  [[nodiscard]] Result<std::vector<BoundColumn>> find_columns(const std::vector<ir::Column>& names) const;
  [[nodiscard]] const ir::TableMap& table() const { return *table_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  /// How the rows of the tables joined to it ended.
  [[nodiscard]] std::vector<TableCount> joined_counts() const;

 private:
  struct Cell {
    std::string_view text;
    JoinTable::State state = JoinTable::State::kOne;
  };
  struct BoundField {
    BoundColumn column;
    std::optional<BoundColumn> currency;
  };
  [[nodiscard]] Cell cell(const RowPlace& place, const BoundColumn& column) const;
  [[nodiscard]] bool reaches(const RowPlace& place, const BoundColumn& column) const;
  [[nodiscard]] ports::TablePlace place_of(const RowPlace& place, const BoundColumn& column) const;
  void read_field(const RowPlace& place, std::size_t field, Draft& draft) const;
  void read_reference(const RowPlace& place, std::size_t reference, Draft& draft) const;
  [[nodiscard]] std::string fact_name(std::uint32_t field) const;

  class Binder;
  const ir::TableMap* table_ = nullptr;
  const Schema* schema_ = nullptr;
  std::string file_;
  std::vector<std::string> columns_;
  std::vector<std::shared_ptr<const JoinTable>> joins_;
  std::vector<BoundColumn> join_left_;
  std::vector<BoundColumn> key_, owner_;
  std::vector<BoundColumn> unpivoted_;
  std::vector<BoundColumn> filters_;
  std::optional<BoundColumn> version_;
  std::vector<std::vector<BoundColumn>> references_;
  std::vector<BoundField> fields_;  // beside table_->fields; of a constant, unused
};

/// Several key parts as one text: joined by `/`, a `/` or `\` inside a part behind a `\`.
[[nodiscard]] std::string joined_key(const std::vector<std::string_view>& parts);

}  // namespace probity::ingest
