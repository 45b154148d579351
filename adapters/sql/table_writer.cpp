#include "adapters/sql/connection.h"
#include "adapters/sql/database.h"
#include "adapters/sql/query.h"

namespace probity::sql {
namespace {

constexpr std::size_t kRowsInInsert = 1000;
constexpr const char* kDefaultTable = "probity_findings";

/// The session's transaction began with the connection; what is not committed is rolled back with it.
class TableWriter final : public ports::RowWriter {
 public:
  TableWriter(DatabaseUrl url, std::unique_ptr<soci::session> session, std::string insert, std::size_t columns)
      : url_(std::move(url)), session_(std::move(session)), insert_(std::move(insert)), cells_(columns),
        nulls_(columns) {}
  ~TableWriter() override {
    try {
      if (!committed_) *session_ << "rollback";
    } catch (const std::exception&) {
      // The connection is gone, and with it the transaction.
      committed_ = false;
    }
  }
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;

  Result<void> write(const std::vector<std::optional<std::string>>& row) override {
    for (std::size_t column = 0; column < cells_.size(); ++column) {
      cells_[column].push_back(row[column].value_or(""));
      nulls_[column].push_back(row[column] ? soci::i_ok : soci::i_null);
    }
    return cells_.front().size() < kRowsInInsert ? Result<void>() : flush();
  }

  Result<void> commit() override {
    PROBITY_TRY_VOID(flush());
    try {
      *session_ << "commit";
      committed_ = true;
      return {};
    } catch (const std::exception& failure) {
      return unavailable(url_, "cannot write", failure.what());
    }
  }

 private:
  [[nodiscard]] Result<void> flush() {
    if (cells_.front().empty()) return {};
    try {
      soci::statement statement(*session_);
      statement.alloc();
      statement.prepare(insert_);
      for (std::size_t column = 0; column < cells_.size(); ++column) {
        statement.exchange(soci::use(cells_[column], nulls_[column]));
      }
      statement.define_and_bind();
      statement.execute(true);
    } catch (const std::exception& failure) {
      return unavailable(url_, "cannot write", failure.what());
    }
    for (std::size_t column = 0; column < cells_.size(); ++column) {
      cells_[column].clear();
      nulls_[column].clear();
    }
    return {};
  }

  DatabaseUrl url_;
  std::unique_ptr<soci::session> session_;
  std::string insert_;
  std::vector<std::vector<std::string>> cells_;
  std::vector<std::vector<soci::indicator>> nulls_;
  bool committed_ = false;
};

}  // namespace

Result<std::unique_ptr<ports::RowWriter>> write_database_table(const std::string& url,
                                                               const std::vector<std::string>& columns) {
  PROBITY_TRY(const DatabaseUrl parsed, parse_url(url));
  const std::string name = parsed.table.empty() ? kDefaultTable : parsed.table;
  PROBITY_TRY(std::unique_ptr<soci::session> session, connect(parsed, true));
  const auto existing = columns_of(*session, parsed, name);
  if (existing.ok() && existing.value() != columns) {
    return unavailable(parsed, "cannot write to", "its table `" + name + "` has other columns");
  }
  if (!existing.ok() && existing.error().code != ErrorCode::kNotFound) return existing.error();
  std::string names;
  std::string definitions;
  std::string places;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const std::string comma = at > 0 ? ", " : "";
    names += comma + quoted_name(columns[at]);
    definitions += comma + quoted_name(columns[at]) + " text";
    places += comma + ":c" + std::to_string(at);
  }
  const std::string table = quoted_table(name);
  try {
    *session << (existing.ok() ? "delete from " + table : "create table " + table + " (" + definitions + ")");
  } catch (const std::exception& failure) {
    return unavailable(parsed, "cannot write to", failure.what());
  }
  const std::string insert = "insert into " + table + " (" + names + ") values (" + places + ")";
  return std::unique_ptr<ports::RowWriter>(
      std::make_unique<TableWriter>(parsed, std::move(session), insert, columns.size()));
}

}  // namespace probity::sql
