#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/sql/connection.h"
#include "engine/ports/tables.h"

namespace probity::sql {

/// The columns of a table in their order. Errors: `kNotFound` naming the nearest table.
[[nodiscard]] Result<std::vector<std::string>> columns_of(soci::session& session, const DatabaseUrl& url,
                                                          const std::string& table);

/// `select` of all columns as text, sorted: by `first`, then by all others, as bytes.
[[nodiscard]] std::string sorted_query(const DatabaseUrl& url, const std::string& table,
                                       const std::vector<std::string>& columns,
                                       const std::vector<std::string>& first);

/// Reads the rows of a query by the database's own interface. The session outlives the reader.
[[nodiscard]] Result<std::unique_ptr<ports::TableReader>> read_sqlite(soci::session& session,
                                                                      const DatabaseUrl& url,
                                                                      const std::string& query,
                                                                      std::vector<std::string> columns);
[[nodiscard]] Result<std::unique_ptr<ports::TableReader>> read_postgresql(
    soci::session& session, const DatabaseUrl& url, const std::string& query,
    std::vector<std::string> columns, int number);

/// One row into a chunk: its cells with their sizes, null as an empty cell. A row that is too long or
/// is no UTF-8 becomes a faulty one.
class RowFiller {
 public:
  RowFiller(ports::TableChunk& chunk, std::uint64_t row) : chunk_(chunk), row_(row), begin_(chunk.text().size()) {}
  void add(const char* bytes, std::size_t size);
  void end();

 private:
  ports::TableChunk& chunk_;
  std::uint64_t row_;
  std::size_t begin_;
  std::size_t bytes_ = 0;
  std::uint32_t fault_column_ = 0;
  const char* fault_ = nullptr;
};

/// Bytes after which a chunk is full.
inline constexpr std::size_t kChunkBytesMax = std::size_t{4} << 20;

}  // namespace probity::sql
