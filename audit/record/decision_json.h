#pragma once

#include <string>

#include "audit/record/json.h"
#include "engine/decision/decision.h"

namespace probity::audit {

/// A decision as other programs read it, members in the order in which people do. `logged_as` is its
/// id in the log, empty where it was not recorded; it is printed as `decision`, beside `id`.
[[nodiscard]] Json decision_json(const decision::Decision& decision,
                                 const std::string& logged_as = {});

/// The same without what `--explain` adds: what the log keeps, since the rest can be made again.
[[nodiscard]] Json recorded_decision_json(const decision::Decision& decision);

/// A decision's line of output, without the line's end.
[[nodiscard]] std::string decision_line(const decision::Decision& decision,
                                        const std::string& logged_as = {});

}  // namespace probity::audit
