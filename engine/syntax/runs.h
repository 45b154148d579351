#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/syntax/token.h"

namespace probity::syntax {

/// Every name that is declared somewhere: what a run of Chinese without blanks is parted by.
using KnownNames = std::set<std::u32string>;

/// Adds the names that a unit declares, in all languages, and the words of choice of the language.
void add_names(const ast::Unit& unit, KnownNames& names);

/// Parts words such as `类别为普通` into the names and keywords that they are made of, where there is one
/// way to do so with the fewest parts, and no two names side by side; a name that is known stays whole.
/// True where anything was parted.
bool part_runs(std::vector<Token>& tokens, const DecodedText& text, const KnownNames& names);

}  // namespace probity::syntax
