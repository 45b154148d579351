#pragma once

#include <string_view>
#include <vector>

namespace probity::audit {

/// A file that goes into each export as it stands in the source.
struct ShippedFile {
  std::string_view name;
  std::string_view text;
};
[[nodiscard]] const std::vector<ShippedFile>& shipped_files();

}  // namespace probity::audit
