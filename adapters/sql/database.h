#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/tables.h"

namespace probity::sql {

/// Is it `sqlite:…`, `postgresql://…` or `postgres://…`?
[[nodiscard]] bool is_database_url(std::string_view url);

/// Opens a database for reading: one transaction that only reads, so that all tables are seen as they
/// stood at one time. Rows come sorted by the columns that are asked for and then by all others, as
/// bytes; a reader keeps few rows in memory however long its table is. The readers of one store work on
/// one connection: one thread uses them.
///
/// Errors: `kInvalidArgument` for another URL; `kUnavailable` where the database is not there, does not
/// let us in or is none. A password of the URL is in no message.
[[nodiscard]] Result<std::unique_ptr<ports::TableStore>> open_database(const std::string& url);

/// Writes a table of text columns into a database in one transaction: everything is there after `commit`,
/// nothing before. `URL#table` names the table, else it is `probity_findings`. A table that is there
/// already and has exactly these columns is emptied first; another one is an error and stays as it is.
///
/// Errors: as `open_database`; a SQLite file that is not there is made.
[[nodiscard]] Result<std::unique_ptr<ports::RowWriter>> write_database_table(
    const std::string& url, const std::vector<std::string>& columns);

}  // namespace probity::sql
