#include <soci/sqlite3/soci-sqlite3.h>

#include "adapters/sql/query.h"

namespace probity::sql {
namespace {

using sqlite_api::sqlite3_stmt;

class SqliteReader final : public ports::TableReader {
 public:
  SqliteReader(sqlite_api::sqlite3* connection, sqlite3_stmt* statement, DatabaseUrl url,
               std::vector<std::string> columns)
      : connection_(connection), statement_(statement), url_(std::move(url)), columns_(std::move(columns)) {}
  ~SqliteReader() override { sqlite_api::sqlite3_finalize(statement_); }
  SqliteReader(const SqliteReader&) = delete;
  SqliteReader& operator=(const SqliteReader&) = delete;

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<bool> next(ports::TableChunk& chunk, std::size_t rows_max) override {
    chunk.clear(rows_ + 1, true);
    while (!done_ && chunk.row_count() < rows_max && chunk.text().size() < kChunkBytesMax) {
      const int step = sqlite_api::sqlite3_step(statement_);
      done_ = step == SQLITE_DONE;
      if (done_) break;
      if (step != SQLITE_ROW) {
        return unavailable(url_, "cannot read on in", sqlite_api::sqlite3_errmsg(connection_));
      }
      RowFiller filler(chunk, ++rows_);
      for (int column = 0; column < static_cast<int>(columns_.size()); ++column) {
        // A blob's bytes are looked at like a text's: they are a fault where they are none.
        const void* const text = sqlite_api::sqlite3_column_blob(statement_, column);
        const int size = sqlite_api::sqlite3_column_bytes(statement_, column);
        filler.add(text == nullptr ? "" : static_cast<const char*>(text), static_cast<std::size_t>(size));
      }
      filler.end();
    }
    return chunk.row_count() > 0;
  }

 private:
  sqlite_api::sqlite3* connection_;
  sqlite3_stmt* statement_;
  DatabaseUrl url_;
  std::vector<std::string> columns_;
  std::uint64_t rows_ = 0;
  bool done_ = false;
};

}  // namespace

Result<std::unique_ptr<ports::TableReader>> read_sqlite(soci::session& session, const DatabaseUrl& url,
                                                        const std::string& query,
                                                        std::vector<std::string> columns) {
  // SOCI copies each cell into a string of its own; SQLite's interface lends it.
  auto* const backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite_api::sqlite3_prepare_v2(backend->conn_, query.c_str(), -1, &statement, nullptr);
  if (prepared != SQLITE_OK) {
    return unavailable(url, "cannot read", sqlite_api::sqlite3_errmsg(backend->conn_));
  }
  return std::unique_ptr<ports::TableReader>(
      std::make_unique<SqliteReader>(backend->conn_, statement, url, std::move(columns)));
}

}  // namespace probity::sql
