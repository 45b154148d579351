#pragma once

#include <string>

#include "engine/ir/mapping.h"

namespace probity::ir {

/// The mapping as text, without places: what its digest is taken over.
[[nodiscard]] std::string dump(const Mapping& mapping, const Schema& schema);
/// `sha256:` and 64 hex digits.
[[nodiscard]] std::string mapping_digest(const Mapping& mapping, const Schema& schema);

}  // namespace probity::ir
