#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/pretrade/live_rules.h"
#include "audit/record/json.h"
#include "audit/replay/basis.h"
#include "engine/ports/ports.h"

namespace probity::http {

/// A text of a proposal.
struct ProposedText {
  std::string path, text;
};

/// What is compiled, with texts put in the place of those at the same path, or beside them, and others left
/// out. Errors: `kInvalidArgument` for a path that cannot be one.
[[nodiscard]] Result<audit::Basis> changed_basis(const audit::Basis& live, const std::vector<ProposedText>& texts,
                                                 const std::vector<std::string>& removed);

/// Looks in `first`, and for what that does not have in `second`.
[[nodiscard]] std::unique_ptr<ports::RulesetStore> one_before_the_other(std::unique_ptr<ports::RulesetStore> first,
                                                                        std::unique_ptr<ports::RulesetStore> second);

/// How one ruleset differs from another: rules that came and went, rulesets that changed, lines of each file.
[[nodiscard]] audit::Json difference(const pretrade::LiveRules& before, const audit::Basis& after_texts,
                                     const ir::Program* after);

/// A basis with its texts as JSON, and back. Errors: `kCorrupt`.
[[nodiscard]] std::string basis_json(const audit::Basis& basis);
[[nodiscard]] Result<audit::Basis> basis_of_json(std::string_view text);

}  // namespace probity::http
