#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace probity::adapters {

/// Is the first character that is no blank a `[`?
[[nodiscard]] bool is_json_array(std::string_view text);

/// The elements of a JSON array as they are written, without the blanks around them. They are cut apart,
/// not read: whoever reads one finds what is wrong in it. Errors: `kInvalidArgument` where the array is
/// not closed, an element is missing or something follows; `kLimit` for more than `elements_max`.
[[nodiscard]] Result<std::vector<std::string_view>> split_json_array(std::string_view text,
                                                                     std::size_t elements_max);

/// The object or array that a text begins with, as far as its brackets reach; the whole text where they
/// do not close.
[[nodiscard]] std::string_view first_json_value(std::string_view text);

}  // namespace probity::adapters
