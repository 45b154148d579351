#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace probity::audit {

/// A value in a JSON text and where it stands.
struct JsonSpan {
  std::vector<std::string> path;  ///< keys and places from the outside in
  std::size_t begin = 0, size = 0;
};

/// Calls `visit` with each value below the top, the outer ones first; true says that what is inside it is not
/// of interest. Errors: `kInvalidArgument` where the text is no JSON.
[[nodiscard]] Result<void> visit_json(std::string_view text, const std::function<bool(const JsonSpan&)>& visit);

/// A string's value, or the text of any other scalar as it stands.
[[nodiscard]] Result<std::string> scalar_text(std::string_view token);

}  // namespace probity::audit
