#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace probity::sql {

/// A PostgreSQL server of the test's own, in a folder that goes away with it; it listens on a socket in
/// that folder only.
class PostgresqlServer {
 public:
  /// Nothing where PostgreSQL's programs are not installed.
  [[nodiscard]] static std::optional<std::filesystem::path> find_programs();
  explicit PostgresqlServer(std::filesystem::path programs);
  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  [[nodiscard]] bool is_running() const { return running_; }
  [[nodiscard]] std::string url() const;
  /// Runs SQL with psql; true if it went well.
  [[nodiscard]] bool run(const std::string& statements) const;

 private:
  [[nodiscard]] bool as_owner(const std::string& command) const;
  std::filesystem::path programs_;
  std::filesystem::path folder_;
  bool running_ = false;
};

}  // namespace probity::sql
