#include "adapters/sql/database.h"

#include "adapters/sql/connection.h"
#include "adapters/sql/query.h"

namespace probity::sql {
namespace {

class Database final : public ports::TableStore {
 public:
  Database(DatabaseUrl url, std::shared_ptr<soci::session> session)
      : url_(std::move(url)), session_(std::move(session)) {}

  Result<std::unique_ptr<ports::TableReader>> open(const std::string& table,
                                                   const ports::TableOptions& options) override {
    PROBITY_TRY(std::vector<std::string> columns, columns_of(*session_, url_, table));
    const std::string query = sorted_query(url_, table, columns, options.order_by);
    return url_.kind == DatabaseUrl::Kind::kSqlite
               ? read_sqlite(*session_, url_, query, std::move(columns))
               : read_postgresql(*session_, url_, query, std::move(columns), ++readers_);
  }
  std::string place_name(const std::string& table) const override { return table; }

 private:
  DatabaseUrl url_;
  std::shared_ptr<soci::session> session_;
  int readers_ = 0;
};

}  // namespace

Result<std::unique_ptr<ports::TableStore>> open_database(const std::string& url) {
  PROBITY_TRY(const DatabaseUrl parsed, parse_url(url));
  PROBITY_TRY(std::unique_ptr<soci::session> session, connect(parsed, false));
  return std::unique_ptr<ports::TableStore>(std::make_unique<Database>(parsed, std::move(session)));
}

}  // namespace probity::sql
