#pragma once

#include <optional>
#include <string>

#include "audit/record/acts.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"
#include "engine/ports/ports.h"

namespace probity::audit {

/// Where a program stands, by the newest act of each step that the log holds.
struct RulesetLife {
  std::optional<std::string> published_by, approved_by, withdrawn_by;  ///< since it was published last
};
/// Reads the log. Errors: as `show`.
[[nodiscard]] Result<RulesetLife> ruleset_life(ports::LogSource& source, const std::string& program,
                                               const ports::StopRequested& stop = {});

/// May this step follow? Approved is what was published, and by someone else than who published it;
/// withdrawn what was published and was not withdrawn yet. Errors: `kInvalidArgument`, saying why not.
[[nodiscard]] Result<void> may_follow(const RulesetLife& life, const RulesetAct& act);

/// An override of the decision of this entry. Errors: `kInvalidArgument` where it is no decision of this log;
/// those of `override_entry` and of reading.
[[nodiscard]] Result<EventEntry> override_of(ports::LogSource& source, const std::string& entry_id,
                                             const std::string& outcome, const std::string& by, const std::string& reason,
                                             const ports::StopRequested& stop = {});

}  // namespace probity::audit
