#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/ingest/book.h"

namespace probity::ingest {

/// Fills a book: reads each table that is needed, then links the records to each other.
class Loader {
 public:
  Loader(ports::TableStore& store, const ir::Mapping& mapping, const Schema& schema, Id<Entity> scanned,
         const LoadOptions& options, const OnFinding& on_finding)
      : store_(store), mapping_(mapping), schema_(schema), scanned_(scanned), options_(options),
        on_finding_(on_finding), book_(new Book(mapping, schema)) {}

  [[nodiscard]] Result<std::unique_ptr<Book>> run();

 private:
  void find_needed();
  void need(Id<Entity> entity);
  void need_of_table(const ir::TableMap& table);
  void find_instant_dependent();
  [[nodiscard]] bool refers_to_dependent(const ir::TableMap& table) const;
  [[nodiscard]] Result<void> read_table(std::uint32_t index);
  [[nodiscard]] Result<void> read_rows(std::uint32_t index, ports::TableReader& reader,
                                       const RowMapper& mapper, TableCount& count);
  [[nodiscard]] Result<void> add_row(const RowPlace& place, const RowMapper& mapper, TableCount& count);
  [[nodiscard]] Result<void> add_entity(const RowPlace& place, const RowMapper& mapper, Draft draft,
                                        TableCount& count);
  [[nodiscard]] Result<void> add_element(const RowPlace& place, const RowMapper& mapper, Draft draft,
                                         TableCount& count);
  [[nodiscard]] Result<void> add_broken(const RowPlace& place, const RowMapper& mapper, TableCount& count);
  void add_in_doubt(const RowPlace& place, const RowMapper& mapper);
  void add_version_in_doubt(const RowPlace& place, const RowMapper& mapper);
  [[nodiscard]] VersionTime version_time(const RowPlace& place, const RowMapper& mapper) const;
  void add_to_list(const RowPlace& place, const RowMapper& mapper, const std::string& owner, Draft draft, bool dead);
  std::uint32_t append(RecordStore& store, const RowPlace& place, const RowMapper& mapper, Draft draft);
  [[nodiscard]] bool same_record(const EntityStore& store, std::uint32_t record, const Draft& draft);
  [[nodiscard]] Result<void> report(const Finding& finding);
  [[nodiscard]] Result<void> link();
  [[nodiscard]] Result<bool> refuse_dangling();
  [[nodiscard]] Result<void> link_references(RecordStore& store);
  [[nodiscard]] Result<void> link_lists();
  void link_owned(EntityStore& store);
  [[nodiscard]] bool reads(Id<Entity> entity, std::uint32_t field) const;
  void need_filled(Id<Entity> owner);
  void add_ghost(const RowPlace& place, const RowMapper& mapper);
  [[nodiscard]] Result<void> fill_lists();
  void fill(FilledList& filled);
  [[nodiscard]] Finding dangling(const RecordStore& store, const StoredReference& reference) const;
  [[nodiscard]] bool dangles(const StoredReference& reference) const;
  [[nodiscard]] Result<bool> refuse_dangling(RecordStore& store);
  /// The scan itself reports and counts this table's rows.
  [[nodiscard]] bool is_left_to_scan(const ir::TableMap& table) const;

  ports::TableStore& store_;
  const ir::Mapping& mapping_;
  const Schema& schema_;
  Id<Entity> scanned_;
  const LoadOptions& options_;
  const OnFinding& on_finding_;
  std::unique_ptr<Book> book_;
  std::set<Id<Entity>> reached_;   // entities whose own rows are needed
  std::set<std::uint32_t> tables_; // of the mapping, to be read
  /// A row that was refused and names who it belongs to: one more element, of which nothing is known.
  struct Ghost {
    const FilledList* of;
    std::uint32_t owner;
  };
  std::vector<Ghost> ghosts_;
  std::uint32_t table_ = 0;        // being read
  std::vector<Book::RowList> row_lists_;
  bool quiet_ = false;             // it is left to the scan
};

}  // namespace probity::ingest
