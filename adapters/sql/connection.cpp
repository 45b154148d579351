#include "adapters/sql/connection.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>

#include "adapters/sql/database.h"

namespace probity::sql {
namespace {

constexpr int kBusyTimeoutS = 10;

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

/// `postgresql://user:***@host/base` for `postgresql://user:secret@host/base?password=secret`.
std::string without_password(const std::string& url) {
  std::string shown = url.substr(0, url.find('?'));
  const std::size_t start = shown.find("://") + 3;
  const std::size_t at = shown.rfind('@');
  if (at == std::string::npos) return shown;
  const std::size_t colon = shown.find(':', start);
  if (colon == std::string::npos || colon > at) return shown;
  return shown.replace(colon + 1, at - colon - 1, "***");
}

Result<std::unique_ptr<soci::session>> connect_sqlite(const DatabaseUrl& url, bool for_writing) {
  struct stat status {};
  const bool is_there = ::stat(url.address.c_str(), &status) == 0;
  if (!for_writing && (!is_there || !S_ISREG(status.st_mode))) {
    return unavailable(url, "cannot open", is_there ? "it is no file" : "no such file");
  }
  if (url.address.find('"') != std::string::npos) {
    return unavailable(url, "cannot open", "a quote stands in the file's name");
  }
  const std::string options = "db=\"" + url.address + "\" timeout=" + std::to_string(kBusyTimeoutS) +
                              (for_writing ? "" : " readonly=true");
  auto session = std::make_unique<soci::session>(soci::sqlite3, options);
  *session << (for_writing ? "begin immediate" : "begin");
  int tables = 0;  // the first read fails where the file is no database
  *session << "select count(*) from sqlite_master", soci::into(tables);
  return session;
}

Result<std::unique_ptr<soci::session>> connect_postgresql(const DatabaseUrl& url, bool for_writing) {
  std::string address = url.address;
  if (address.find("connect_timeout=") == std::string::npos) {
    address += (address.find('?') == std::string::npos ? "?" : "&") + std::string("connect_timeout=10");
  }
  auto session = std::make_unique<soci::session>(soci::postgresql, address);
  *session << "set client_encoding to 'UTF8'";
  *session << "set datestyle to 'ISO, YMD'";
  *session << "set timezone to 'UTC'";
  *session << "set bytea_output to 'hex'";
  *session << "set cursor_tuple_fraction to 1.0";
  *session << (for_writing ? "begin" : "begin isolation level repeatable read, read only");
  return session;
}

}  // namespace

bool is_database_url(std::string_view url) {
  return starts_with(url, "sqlite:") || starts_with(url, "postgresql://") ||
         starts_with(url, "postgres://");
}

Result<DatabaseUrl> parse_url(const std::string& url) {
  if (!is_database_url(url)) {
    return Error{ErrorCode::kInvalidArgument,
                 "`" + url.substr(0, url.find(':')) + ":…` is no database: sqlite:FILE or postgresql://…"};
  }
  DatabaseUrl parsed;
  std::string rest = url;
  if (const std::size_t hash = rest.rfind('#'); hash != std::string::npos) {
    parsed.table = rest.substr(hash + 1);
    rest.resize(hash);
  }
  if (starts_with(rest, "sqlite:")) {
    parsed.kind = DatabaseUrl::Kind::kSqlite;
    parsed.address = rest.substr(7);
    parsed.shown = rest;
    if (parsed.address.empty()) {
      return Error{ErrorCode::kInvalidArgument, "`sqlite:` names no file"};
    }
  } else {
    parsed.kind = DatabaseUrl::Kind::kPostgresql;
    parsed.address = rest;
    parsed.shown = without_password(rest);
  }
  return parsed;
}

Result<std::unique_ptr<soci::session>> connect(const DatabaseUrl& url, bool for_writing) {
  try {
    return url.kind == DatabaseUrl::Kind::kSqlite ? connect_sqlite(url, for_writing)
                                                  : connect_postgresql(url, for_writing);
  } catch (const std::exception& failure) {
    return unavailable(url, "cannot open", failure.what());
  }
}

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string quoted_table(std::string_view table) {
  const std::size_t dot = table.find('.');
  if (dot == std::string_view::npos) return quoted_name(table);
  return quoted_name(table.substr(0, dot)) + "." + quoted_name(table.substr(dot + 1));
}

Error unavailable(const DatabaseUrl& url, std::string_view what, std::string_view why) {
  std::string reason(why);
  while (!reason.empty() && (reason.back() == '\n' || reason.back() == '.')) reason.pop_back();
  return {ErrorCode::kUnavailable, std::string(what) + " `" + url.shown + "`: " + reason};
}

}  // namespace probity::sql
