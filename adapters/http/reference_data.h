#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/http/api.h"
#include "adapters/pretrade/desk.h"
#include "engine/ports/tables.h"

namespace probity::http {

/// Opens the data source anew: each refresh sees it as it stands then.
using OpenTables = std::function<Result<std::unique_ptr<ports::TableStore>>()>;

/// Keeps the desk's reference data fresh. Thread-safe; one refresh at a time.
class ReferenceKeeper {
 public:
  ReferenceKeeper(pretrade::Desk& desk, OpenTables open, std::vector<std::string> on, const ports::Clock& clock,
                  ports::StopRequested stop)
      : desk_(desk), open_(std::move(open)), on_(std::move(on)), clock_(clock), stop_(std::move(stop)) {}

  /// Reads the source for these rules. Errors: what the tables give.
  [[nodiscard]] Result<std::shared_ptr<const pretrade::ReferenceData>> load(
      const std::shared_ptr<const pretrade::LiveRules>& rules) const;
  /// Reads it for the live rules and puts it in the place of what was there. Where it cannot be read, what was
  /// there stays, decisions go on with it and what orders carry, and say so. Errors: as `load`.
  [[nodiscard]] Result<void> refresh();

 private:
  pretrade::Desk& desk_;
  OpenTables open_;
  std::vector<std::string> on_;
  const ports::Clock& clock_;
  ports::StopRequested stop_;
  std::mutex one_;
};

void add_reference_routes(Api& api, pretrade::Desk& desk, ReferenceKeeper* keeper);

}  // namespace probity::http
