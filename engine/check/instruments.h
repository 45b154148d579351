#pragma once

#include <string>
#include <vector>

#include "engine/check/context.h"

namespace probity::check {

/// Reads every instrument that the units declare, wherever they declare it.
void build_instruments(Context& context);

/// What a clause `cites` says, with its instrument found and its places looked up in it. Reports what is
/// wrong once, however often the clause is inherited. `by` and `period` are the rule's.
[[nodiscard]] ir::Citation read_citation(Context& context, const ast::Citation& source, const std::string& layer,
                                         const std::string& by, const ir::Period& period);

/// A rule above the firm's layer that rests on nothing but the firm's own rules.
void check_layer_of_citations(Context& context, const ast::Name& rule, const std::string& layer,
                              const std::vector<ir::Citation>& cites);

/// After all rules: places that are said to have no rule and have one, and what is never in force with its rule.
void check_citations(Context& context);

}  // namespace probity::check
