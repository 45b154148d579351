#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/facts/facts.h"
#include "engine/ingest/finding.h"
#include "engine/ingest/record_store.h"
#include "engine/ingest/row_mapper.h"
#include "engine/ir/mapping.h"
#include "engine/ir/program.h"
#include "engine/ports/ports.h"
#include "engine/ports/tables.h"

namespace probity::ingest {

/// Memory of the records made for single subjects; they live as long as it does.
struct Arena {
  std::deque<facts::Record> records;
  std::deque<facts::List> lists;
};

struct LoadOptions {
  bool strict = false;
  /// Fields that the rules read: a list filled from every row of an entity is made only where they read
  /// it. Null: all.
  const ir::FieldSet* reads = nullptr;
  /// Entities whose records are loaded whatever the scanned one refers to: subjects that come from elsewhere
  /// name them.
  std::vector<Id<Entity>> also;
  ports::StopRequested stop;                        ///< may be empty
  std::function<void(const std::string& file, std::uint64_t rows, std::optional<double> share)> progress;
};

/// Everything that a scanned entity's records refer to, in memory: the records of other entities, all
/// versions of them, and the lists. Read by many threads once loaded.
///
/// Records that are the same for every subject are shared. Those that depend on the subject's instant
/// (they have versions, or refer to what has) are put together for each subject.
class Book {
 public:
  /// Loads what `scanned` reaches by references and lists, and `scanned` itself where it is reached or
  /// comes in versions. Findings come in the order of the mapping's lines and the tables' rows.
  /// Errors: as `TableStore::open` and `RowMapper::bind`; `kInterrupted`.
  [[nodiscard]] static Result<std::unique_ptr<Book>> load(ports::TableStore& store,
                                                          const ir::Mapping& mapping,
                                                          const Schema& schema, Id<Entity> scanned,
                                                          const LoadOptions& options,
                                                          const OnFinding& on_finding);

  /// A list of the scanned entity that is found by other columns of the row than its key.
  struct RowList {
    std::uint32_t list = 0;
    std::vector<BoundColumn> columns;
  };
  /// Errors: `kNotFound` where the table lacks a column.
  [[nodiscard]] Result<std::vector<RowList>> row_lists(const RowMapper& mapper) const;

  /// Puts a scanned row's record together as it stood at `instant`. What its references meet that is not
  /// there becomes a finding.
  [[nodiscard]] facts::RecordPtr complete(const RowMapper& mapper, const RowPlace& place,
                                          const std::vector<RowList>& lists, Draft& draft,
                                          const std::optional<Moment>& instant, Arena& arena) const;

  /// A finding for each owner that lists of the entity name and that is not there, at the first of its
  /// rows; with `strict` each of them is refused.
  [[nodiscard]] Result<void> report_ownerless(Id<Entity> owner,
                                              const std::function<bool(std::string_view key)>& is_there,
                                              bool strict, const OnFinding& on_finding);
  [[nodiscard]] bool holds(Id<Entity> entity) const { return find(entity) != nullptr; }

  /// Keys of a loaded entity in the order in which they came, and its record as it stood at `instant`
  /// (null where it had none then).
  [[nodiscard]] std::vector<std::string> keys(Id<Entity> entity) const;
  [[nodiscard]] facts::RecordPtr record(Id<Entity> entity, const std::string& key,
                                        const std::optional<Moment>& instant, Arena& arena) const;

  /// A finding on a loaded record, at the row that gives its last version.
  [[nodiscard]] Finding finding_on(FindingKind kind, Id<Entity> entity, const std::string& key) const;

  [[nodiscard]] const std::vector<TableCount>& counts() const { return counts_; }

 private:
  friend class Loader;
  friend class Resolver;
  Book(const ir::Mapping& mapping, const Schema& schema) : mapping_(&mapping), schema_(&schema) {}
  [[nodiscard]] const EntityStore* find(Id<Entity> entity) const;
  [[nodiscard]] bool leaves_rows_out(Id<Entity> entity) const;
  /// `customers.csv:3`
  [[nodiscard]] std::string place_text(const StoredPlace& place) const;
  void put_place(const StoredPlace& place, Finding& finding) const;
  void count_refused(std::uint32_t table);

  const ir::Mapping* mapping_;
  const Schema* schema_;
  std::vector<std::unique_ptr<EntityStore>> entities_;  // by entity; null where it is not loaded
  std::vector<std::unique_ptr<ListStore>> lists_;
  std::vector<std::string> files_;                   // by table of the mapping: how findings name it
  std::vector<TableCount> counts_;
  std::map<std::uint32_t, std::size_t> count_of_;    // by table of the mapping
  std::deque<facts::Record> stubs_;  // records known by their key alone
  facts::List empty_;
  std::vector<std::unique_ptr<FilledList>> filled_;
};

}  // namespace probity::ingest
