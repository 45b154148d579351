#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/format/format.h"
#include "engine/service/check.h"

namespace probity::service {

/// A file that was named, in its one form.
struct FormattedFile {
  std::string path;
  std::string before;
  std::string after;         ///< as `before` where `fault` says why nothing was changed
  bool has_errors = false;   ///< its mistakes are in `FormattedRulesets::checked`
  std::string fault;         ///< what was written again would not have said the same
  [[nodiscard]] bool changes() const { return before != after; }
};

struct FormattedRulesets {
  CheckedRulesets checked;
  std::vector<FormattedFile> files;
};

/// Writes what the store's caller named in its one form, or in one language. Nothing is written to the
/// store. Each new text is read again before it is given: it must compile to the same program and say
/// the same in every clause. Errors: as `check_rulesets`.
[[nodiscard]] Result<FormattedRulesets> format_rulesets(ports::RulesetStore& store,
                                                        std::optional<format::Language> language,
                                                        const ports::StopRequested& stop);

}  // namespace probity::service
