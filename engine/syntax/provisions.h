#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/syntax/token.h"
#include "engine/values/provision.h"

/// `article 18, 19 (3)`, `第18条、第19条第3项`: both shapes as one list.
namespace probity::syntax {

/// A token of what the grammar calls `provisions`; a text without its quotes.
struct ProvisionPiece {
  TokenType type = 0;
  std::string text;
};

struct WrittenProvision {
  Provision provision;
  std::size_t first = 0;  ///< its pieces: from `first` up to `end`
  std::size_t end = 0;
  std::string unknown_word;  ///< what stands where `article` or `paragraph` should; the rest was read all the same
  std::size_t unknown_at = 0;
};

/// The pieces fit the grammar. Numbers in Chinese words become digits.
[[nodiscard]] std::vector<WrittenProvision> read_provisions(const std::vector<ProvisionPiece>& pieces);

}  // namespace probity::syntax
