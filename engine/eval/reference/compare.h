#pragma once

#include "engine/base/result.h"
#include "engine/eval/reference/evaluated.h"
#include "engine/ir/program.h"

namespace probity::eval::reference {

/// Compares two values of one type. Moments may leave it unknown (a day alone against an instant of
/// that day). Enumeration values compare by their place, texts by code point.
///
/// Errors: `kCurrencyMismatch`; `kInvalidArgument` where the type has no such comparison.
[[nodiscard]] Result<Truth> compare(ir::Compare op, const Value& left, const Value& right,
                                    const Zone& zone);

/// Compares values of which bounds may be all that is known: true or false where every value between
/// them gives that.
[[nodiscard]] Result<Truth> compare_bounds(ir::Compare op, const Evaluated& left, const Evaluated& right,
                                           const Zone& zone);

/// Surely the same value.
[[nodiscard]] bool surely_same(const Value& left, const Value& right, const Zone& zone);

/// A date or a moment as a moment.
[[nodiscard]] std::optional<Moment> as_moment(const Value& value);

}  // namespace probity::eval::reference
