#pragma once

#include <soci/soci.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

/// What the files of this folder share; the only header of ours that names SOCI.
namespace probity::sql {

struct DatabaseUrl {
  enum class Kind { kSqlite, kPostgresql } kind = Kind::kSqlite;
  std::string address;   ///< the file, or the URL as libpq takes it
  std::string table;     ///< behind `#`, or empty
  std::string shown;     ///< without a password, for messages
};
[[nodiscard]] Result<DatabaseUrl> parse_url(const std::string& url);

/// Errors: `kUnavailable`.
[[nodiscard]] Result<std::unique_ptr<soci::session>> connect(const DatabaseUrl& url, bool for_writing);

/// `"a ""name"""`: both databases quote names alike.
[[nodiscard]] std::string quoted_name(std::string_view name);
/// `schema.table` where the name has a dot, each part quoted.
[[nodiscard]] std::string quoted_table(std::string_view table);

[[nodiscard]] Error unavailable(const DatabaseUrl& url, std::string_view what, std::string_view why);

}  // namespace probity::sql
