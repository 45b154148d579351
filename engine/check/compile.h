#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/diagnostics/diagnostics.h"
#include "engine/facts/facts.h"
#include "engine/ir/program.h"

namespace probity::check {

/// Finds a published calendar by name; null where there is none.
using FindCalendar = std::function<std::shared_ptr<const Calendar>(std::string_view name)>;

/// A scenario with its names and types resolved.
struct Scenario {
  std::string name;
  Id<ir::Ruleset> ruleset;
  facts::SubjectFacts subject;
  std::vector<facts::SubjectFacts> others;  ///< where several subjects are given: those behind the first
  std::optional<Moment> now;
  std::map<std::uint32_t, Value> parameters;  ///< what it sets, by the parameter's index
  struct Expectation {
    ast::Expectation::Kind kind{};
    std::optional<decision::Outcome> outcome;
    std::string rule;  ///< qualified; empty: the whole decision
    std::string text;  ///< missing path, due date or moment, state, grade
    bool observed = false;
    SourceSpan span;
  };
  std::vector<Expectation> expect;
  SourceSpan span;
};

/// A name that was looked up: where it stands, and what the thing found is called in each language.
struct NameUse {
  SourceSpan span;
  std::string name;
  LocalNames names;
};

struct Compiled {
  ir::Program program;  ///< holds every ruleset that could be checked, even where errors were found
  std::vector<Scenario> scenarios;
};

/// Checks units (vocabularies, rulesets; sources are passed over) together. All mistakes are
/// reported; where any is an error the result must not be used to decide. Into `names`, where it is
/// given, goes every name that was looked up.
[[nodiscard]] Compiled compile(const std::vector<ast::Unit>& units, const SourceSet& sources,
                               const FindCalendar& find_calendar,
                               diagnostics::Diagnostics& diagnostics,
                               std::vector<NameUse>* names = nullptr);

}  // namespace probity::check
