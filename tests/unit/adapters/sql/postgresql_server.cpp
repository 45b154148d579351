#include "tests/unit/adapters/sql/postgresql_server.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace probity::sql {
namespace {

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::optional<std::filesystem::path> PostgresqlServer::find_programs() {
  const std::filesystem::path versions = "/usr/lib/postgresql";
  if (!std::filesystem::is_directory(versions)) return std::nullopt;
  for (const auto& version : std::filesystem::directory_iterator(versions)) {
    if (std::filesystem::exists(version.path() / "bin" / "initdb")) return version.path() / "bin";
  }
  return std::nullopt;
}

// The server refuses to run as root.
bool PostgresqlServer::as_owner(const std::string& command) const {
  const std::string quiet = "(cd " + quoted(folder_.string()) + " && " + command + ") >>" +
                            quoted((folder_ / "log").string()) + " 2>&1";
  const std::string full = ::getuid() == 0 ? "runuser -u postgres -- sh -c " + quoted(quiet) : quiet;
  return std::system(full.c_str()) == 0;  // NOLINT: a test's own command
}

PostgresqlServer::PostgresqlServer(std::filesystem::path programs) : programs_(std::move(programs)) {
  std::string pattern = (std::filesystem::temp_directory_path() / "probity-pg-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  if (::getuid() == 0) {
    const std::string command = "chown postgres " + quoted(folder_.string());
    if (std::system(command.c_str()) != 0) return;  // NOLINT
  }
  const std::string data = quoted((folder_ / "data").string());
  if (!as_owner(quoted((programs_ / "initdb").string()) + " -D " + data +
                " -U probity --auth=trust --no-sync -E UTF8 --locale=C.UTF-8")) {
    return;
  }
  const std::string options = "-c listen_addresses= -c fsync=off -c unix_socket_directories=" + folder_.string();
  running_ = as_owner(quoted((programs_ / "pg_ctl").string()) + " -D " + data + " -w -t 60 -o " +
                      quoted(options) + " start");
}

PostgresqlServer::~PostgresqlServer() {
  const std::string data = quoted((folder_ / "data").string());
  if (running_) {
    running_ = !as_owner(quoted((programs_ / "pg_ctl").string()) + " -D " + data + " -m immediate stop");
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresqlServer::url() const {
  std::string host;
  for (const char c : folder_.string()) host += c == '/' ? std::string("%2F") : std::string(1, c);
  return "postgresql://probity:secret@" + host + "/postgres";
}

bool PostgresqlServer::run(const std::string& statements) const {
  const std::string command = quoted((programs_ / "psql").string()) + " -q -v ON_ERROR_STOP=1 -h " +
                              quoted(folder_.string()) + " -U probity -d postgres -c " + quoted(statements);
  return as_owner(command);
}

}  // namespace probity::sql
