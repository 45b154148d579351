#include <soci/postgresql/soci-postgresql.h>

#include "adapters/sql/query.h"

namespace probity::sql {
namespace {

constexpr int kRowsInFetch = 2048;

/// Reads by a cursor, so that neither side holds the whole table and several readers can be open.
class PostgresqlReader final : public ports::TableReader {
 public:
  PostgresqlReader(PGconn* connection, std::string cursor, DatabaseUrl url, std::vector<std::string> columns)
      : connection_(connection), cursor_(std::move(cursor)), url_(std::move(url)), columns_(std::move(columns)) {}
  ~PostgresqlReader() override {
    drop_rows();
    ::PQclear(::PQexec(connection_, ("close " + cursor_).c_str()));
  }
  PostgresqlReader(const PostgresqlReader&) = delete;
  PostgresqlReader& operator=(const PostgresqlReader&) = delete;

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<bool> next(ports::TableChunk& chunk, std::size_t rows_max) override {
    chunk.clear(row_ + 1, true);
    while (!done_ && chunk.row_count() < rows_max && chunk.text().size() < kChunkBytesMax) {
      if (fetched_ == nullptr || at_ == ::PQntuples(fetched_)) {
        PROBITY_TRY_VOID(fetch());
        continue;
      }
      RowFiller filler(chunk, ++row_);
      for (int column = 0; column < static_cast<int>(columns_.size()); ++column) {
        filler.add(::PQgetvalue(fetched_, at_, column),
                   static_cast<std::size_t>(::PQgetlength(fetched_, at_, column)));
      }
      filler.end();
      ++at_;
    }
    return chunk.row_count() > 0;
  }

 private:
  [[nodiscard]] Result<void> fetch() {
    drop_rows();
    const std::string command = "fetch " + std::to_string(kRowsInFetch) + " from " + cursor_;
    fetched_ = ::PQexec(connection_, command.c_str());
    if (::PQresultStatus(fetched_) != PGRES_TUPLES_OK) {
      return unavailable(url_, "cannot read on in", ::PQerrorMessage(connection_));
    }
    done_ = ::PQntuples(fetched_) == 0;
    return {};
  }
  void drop_rows() {
    ::PQclear(fetched_);
    fetched_ = nullptr;
    at_ = 0;
  }

  PGconn* connection_;
  std::string cursor_;
  DatabaseUrl url_;
  std::vector<std::string> columns_;
  PGresult* fetched_ = nullptr;
  int at_ = 0;
  std::uint64_t row_ = 0;
  bool done_ = false;
};

}  // namespace

Result<std::unique_ptr<ports::TableReader>> read_postgresql(soci::session& session, const DatabaseUrl& url,
                                                            const std::string& query,
                                                            std::vector<std::string> columns, int number) {
  auto* const backend = static_cast<soci::postgresql_session_backend*>(session.get_backend());
  const std::string cursor = "probity_rows_" + std::to_string(number);
  const std::string command = "declare " + cursor + " no scroll cursor for " + query;
  PGresult* const declared = ::PQexec(backend->conn_, command.c_str());
  const bool is_declared = ::PQresultStatus(declared) == PGRES_COMMAND_OK;
  ::PQclear(declared);
  if (!is_declared) return unavailable(url, "cannot read", ::PQerrorMessage(backend->conn_));
  return std::unique_ptr<ports::TableReader>(
      std::make_unique<PostgresqlReader>(backend->conn_, cursor, url, std::move(columns)));
}

}  // namespace probity::sql
