#pragma once

#include <string>

#include "engine/service/ready.h"

namespace probity::cli {

/// What `ready` ends with, within 80 columns but for long names.
[[nodiscard]] std::string ready_text(const service::ReadyReport& report);

/// The same, whole, as one JSON object.
[[nodiscard]] std::string ready_json(const service::ReadyReport& report);

/// Records whose outcome rests on unknown facts alone, and how many were judged, over all subjects.
struct ReadyShare {
  std::uint64_t only_by_unknown = 0;
  std::uint64_t judged = 0;
};
[[nodiscard]] ReadyShare ready_share(const service::ReadyReport& report);

}  // namespace probity::cli
