#pragma once

#include <string>

#include "engine/ir/mapping.h"
#include "engine/ir/program.h"

namespace probity::ir {

/// The mapping as text, without places: what its digest is taken over.
[[nodiscard]] std::string dump(const Mapping& mapping, const Schema& schema);
/// `sha256:` and 64 hex digits.
[[nodiscard]] std::string mapping_digest(const Mapping& mapping, const Schema& schema);
/// Of all that a decision on mapped data rests on: the program's digest and the mapping's.
[[nodiscard]] std::string digest_of(const Program& program, const Mapping& mapping);

}  // namespace probity::ir
