#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/check/compile.h"

namespace probity::test {

/// The published calendar of that name from `rulesets/calendars`; null where there is none.
[[nodiscard]] std::shared_ptr<const Calendar> shipped_calendar(std::string_view name);

struct CompiledText {
  check::Compiled compiled;
  std::string diagnostics;  ///< as text, empty where there are none
  bool has_errors = false;
};
/// Parses and checks texts, each a name and its content, together.
[[nodiscard]] CompiledText compile_texts(const std::vector<std::pair<std::string, std::string>>& files);

[[nodiscard]] std::string read_whole_file(const std::string& path);

}  // namespace probity::test
