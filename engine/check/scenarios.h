#pragma once

#include "engine/check/context.h"

namespace probity::check {

/// Binds every scenario's facts and expectations. A scenario with a mistake is left out.
[[nodiscard]] std::vector<Scenario> check_scenarios(Context& context);

}  // namespace probity::check
