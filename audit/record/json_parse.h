#pragma once

#include <cstddef>
#include <string_view>

#include "audit/record/json.h"
#include "engine/base/result.h"

namespace probity::audit {

/// Objects and arrays within each other, at most; entries of the log need fewer than ten.
inline constexpr int kJsonDepthMax = 32;

/// Reads one JSON value as entries of the log hold it: numbers are integers that fit, keys stand
/// once, text is UTF-8, nothing follows the value. Blanks are allowed (and are not canonical).
/// Errors: `kInvalidArgument` with the byte offset; `kLimit` for depth.
[[nodiscard]] Result<Json> parse_record_json(std::string_view text);

/// The tree of an entry, or `kCorrupt` where its bytes are not the canonical form of what they say.
[[nodiscard]] Result<Json> parse_canonical(std::string_view entry);

}  // namespace probity::audit
