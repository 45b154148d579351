#include "adapters/sql/query.h"

#include <simdjson.h>

#include <algorithm>

#include "engine/diagnostics/diagnostics.h"

namespace probity::sql {

Result<std::vector<std::string>> columns_of(soci::session& session, const DatabaseUrl& url,
                                            const std::string& table) {
  try {
    const bool is_sqlite = url.kind == DatabaseUrl::Kind::kSqlite;
    // Both parts of a name with a dot; without one, what the database's search path finds.
    const std::size_t dot = table.find('.');
    const std::string schema = dot == std::string::npos ? "" : table.substr(0, dot);
    const std::string name = dot == std::string::npos ? table : table.substr(dot + 1);
    const char* const query =
        is_sqlite ? "select name from pragma_table_info(:table) where :schema = '' or :schema = 'main' "
                    "order by cid"
                  : "select attname from pg_attribute where attnum > 0 and not attisdropped and attrelid = "
                    "to_regclass(case when :schema = '' then quote_ident(:table) else quote_ident(:schema) "
                    "|| '.' || quote_ident(:table) end) order by attnum";
    std::vector<std::string> columns;
    soci::rowset<std::string> found =
        (session.prepare << query, soci::use(schema, "schema"), soci::use(name, "table"));
    for (const std::string& column : found) columns.push_back(column);
    if (!columns.empty()) return columns;

    std::vector<std::string> tables;
    soci::rowset<std::string> names =
        (session.prepare << (is_sqlite ? "select name from sqlite_master where type in ('table', 'view')"
                                       : "select relname::text from pg_class where relkind in ('r', 'v', "
                                         "'m', 'p', 'f') and pg_table_is_visible(oid)"));
    for (const std::string& each : names) tables.push_back(each);
    std::string message = "`" + url.shown + "` has no table `" + table + "`";
    if (const auto near = diagnostics::nearest(table, tables)) message += "; is `" + *near + "` meant?";
    return Error{ErrorCode::kNotFound, message};
  } catch (const std::exception& failure) {
    return unavailable(url, "cannot look for `" + table + "` in", failure.what());
  }
}

std::string sorted_query(const DatabaseUrl& url, const std::string& table,
                         const std::vector<std::string>& columns, const std::vector<std::string>& first) {
  const bool is_sqlite = url.kind == DatabaseUrl::Kind::kSqlite;
  const auto as_text = [&](const std::string& column) {
    return is_sqlite ? "cast(" + quoted_name(column) + " as text)" : quoted_name(column) + "::text";
  };
  std::string query = "select ";
  for (std::size_t at = 0; at < columns.size(); ++at) query += (at > 0 ? ", " : "") + as_text(columns[at]);
  query += " from " + quoted_table(table) + " order by ";
  std::vector<std::string> order;
  for (const std::string& column : first) {
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) order.push_back(column);
  }
  for (const std::string& column : columns) {
    if (std::find(order.begin(), order.end(), column) == order.end()) order.push_back(column);
  }
  for (std::size_t at = 0; at < order.size(); ++at) {
    query += (at > 0 ? ", " : "") + as_text(order[at]) + (is_sqlite ? " collate binary" : " collate \"C\"");
  }
  return query;
}

void RowFiller::add(const char* bytes, std::size_t size) {
  const std::size_t column = chunk_.open_cells();
  bytes_ += size;
  if (fault_ == nullptr && bytes_ > ports::kTableRecordBytesMax) {
    fault_ = "this row is longer than 1 MiB";
    fault_column_ = static_cast<std::uint32_t>(column + 1);
  } else if (fault_ == nullptr && !simdjson::validate_utf8(bytes, size)) {
    fault_ = "this cell is no text";
    fault_column_ = static_cast<std::uint32_t>(column + 1);
  }
  if (fault_ != nullptr) return;
  const std::size_t begin = chunk_.text().size();
  chunk_.text().append(bytes, size);
  chunk_.add_cell(begin, size);
}

void RowFiller::end() {
  if (fault_ == nullptr) {
    chunk_.end_row(row_, begin_);
  } else {
    chunk_.end_broken_row(row_, begin_, fault_column_ - 1, {{row_, fault_column_}, fault_});
  }
}

}  // namespace probity::sql
