#pragma once

#include <string>
#include <string_view>

namespace probity::audit {

/// The page's own words in `zh` or `en`, by their English; what has no Chinese is given back.
[[nodiscard]] std::string page_word(std::string_view english, const std::string& language);

}  // namespace probity::audit
