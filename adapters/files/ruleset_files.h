#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ports/ports.h"

namespace probity::files {

struct RulesetPlaces {
  /// Files or folders as the caller wrote them; folders are walked for `*.probity` and `*.calendar`.
  std::vector<std::string> paths;
  /// Looked in last for what a ruleset uses; see `shipped_rulesets`.
  std::string shipped;
};

/// Rulesets in a file system. What a ruleset uses is looked for in the folder of its file, then in
/// each folder above, then among the shipped rulesets: the vocabulary `cn.vocabulary` as
/// `cn/vocabulary.probity` or in `cn/vocabulary/`, the calendar `xshg` as `calendars/xshg.calendar`.
[[nodiscard]] std::unique_ptr<ports::RulesetStore> make_ruleset_files(RulesetPlaces places);

/// The folder of the rulesets that come with this program: beside the installed executable, else
/// where it was built; empty where there is neither.
[[nodiscard]] std::string shipped_rulesets();

}  // namespace probity::files
