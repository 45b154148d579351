#pragma once

#include <string>

#include "adapters/json/json_tree.h"
#include "engine/base/result.h"
#include "engine/schema/schema.h"
#include "engine/values/time.h"
#include "engine/values/value.h"

namespace probity::adapters {

/// The value that a node writes for a field of this type, which is neither a reference nor a list.
/// Errors: `kInvalidArgument` with what is wrong and what to write instead.
[[nodiscard]] Result<Value> read_fact_value(const JsonNode& node, const Type& type,
                                            const Schema& schema, const Zone& zone);

/// `"C9"`, `12.50`, `a list`: how a message shows what stood there, cut where it is long.
[[nodiscard]] std::string shown(const JsonNode& node);

}  // namespace probity::adapters
