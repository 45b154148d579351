#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "engine/ir/program.h"

/// Counting in days, months and hours under a ruleset's zone and calendars; see *Time* in the reference.
namespace probity::eval::reference {

/// Errors: `kNotFound` where the ruleset names no such calendar.
[[nodiscard]] Result<const Calendar*> calendar_of(const ir::Ruleset& ruleset, bool trading);

/// A date or a moment moved by `count` units; whole days keep the local time of day of a moment.
[[nodiscard]] Result<Value> shift(const ir::Ruleset& ruleset, const Value& anchor, std::int64_t count,
                                  DurationUnit unit);

/// Completed units from one day to another; no hours.
[[nodiscard]] Result<std::int64_t> elapsed_days(const ir::Ruleset& ruleset, ir::SpanUnit unit, LeapDay leap_day,
                                                Date from, Date to);

}  // namespace probity::eval::reference
