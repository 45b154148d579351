#pragma once

#include "engine/syntax/written.h"

namespace probity::format {

using syntax::TokenType;
using Node = syntax::WrittenNode;

[[nodiscard]] inline bool is_leaf(const Node& node) { return node.rule == Node::kLeaf; }
/// The place of the first leaf of this type among a node's children; `npos` where there is none.
inline constexpr std::size_t npos = static_cast<std::size_t>(-1);
[[nodiscard]] std::size_t find_leaf(const Node& node, TokenType type);
[[nodiscard]] inline bool has_leaf(const Node& node, TokenType type) { return find_leaf(node, type) != npos; }
/// The first token of a node; `Node::kNoToken` where all its leaves were put in.
[[nodiscard]] std::size_t first_token(const Node& node);

/// Brackets round an expression that are not part of a sentence: a node of this rule with one child.
inline constexpr std::size_t kGroup = static_cast<std::size_t>(-2);

/// The same tree with every Chinese sentence in the order of the English one, Chinese words that take
/// several English ones as those, and brackets as `kGroup`. So there is one shape to write from.
[[nodiscard]] Node in_english_order(Node node);

/// A Chinese word and the English words that it stands for, in one rule of the grammar or in any.
struct Phrase {
  std::vector<TokenType> english;
  std::vector<TokenType> chinese;
  std::vector<std::size_t> rules;  ///< empty: any
};
[[nodiscard]] const std::vector<Phrase>& phrases();
[[nodiscard]] bool holds_in(const Phrase& phrase, std::size_t rule);

}  // namespace probity::format
