#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/cli/exit_status.h"
#include "audit/replay/basis.h"
#include "engine/service/check.h"

namespace probity::cli {

/// What the commands that judge need of `--rules`: a program without errors.
struct LoadedRulesets {
  std::optional<service::CheckedRulesets> rulesets;  ///< empty: `status` says why, and it was told
  ExitStatus status = ExitStatus::kDone;
  audit::Basis basis{};                              ///< all that was read, for the log
};

/// For `--verbose`: each file and each ruleset's digest.
void tell_what_was_read(const service::CheckedRulesets& checked);

/// Compiles the rulesets at these paths. Diagnostics go to standard error; where one is an error, or
/// something could not be read, or there is no rule, there is no ruleset to judge by. Warnings are
/// `check`'s business and are not repeated here.
[[nodiscard]] LoadedRulesets load_rulesets(const std::vector<std::string>& paths);

/// The same with a source file beside them; `mapping` is the source that it holds.
struct LoadedBook {
  std::optional<service::CheckedRulesets> rulesets;  ///< empty: `status` says why, and it was told
  const ir::Mapping* mapping = nullptr;              ///< inside `rulesets`
  ExitStatus status = ExitStatus::kDone;
  audit::Basis basis{};
};
[[nodiscard]] LoadedBook load_book(const std::vector<std::string>& paths, const std::string& source_path);

/// The zone of times that are written without one: that of the first ruleset by name. Says so on
/// standard error where the rulesets have several.
[[nodiscard]] const Zone& zone_of(const ir::Program& program);

}  // namespace probity::cli
