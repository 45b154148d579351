#include "engine/format/precedence.h"

#include "ProbityLexer.h"
#include "ProbityParser.h"

namespace probity::format {
namespace {

using Lexer = syntax::generated::ProbityLexer;
using Parser = syntax::generated::ProbityParser;

TokenType type_at(const Node& node, std::size_t place) {
  if (place >= node.children.size() || !is_leaf(node.children[place])) return 0;
  return node.children[place].type;
}

const Node& inside(const Node& operand) { return operand.rule == kGroup ? operand.children[0] : operand; }

bool is_chinese(Language language) { return language == Language::kChinese; }

std::size_t level_of(const Node& node, Language language) {
  if (node.rule == Parser::RuleAtom) {
    if (!is_chinese(language)) return kAtom;
    switch (atom_kind(node)) {
      case AtomKind::kShift: case AtomKind::kDateOf: case AtomKind::kClose: case AtomKind::kCurrencyOf: return kSuffix;
      default: return kAtom;
    }
  }
  if (node.rule == Parser::RuleProduct && is_chinese(language)) {
    // `a 的 3‰` alone is one thing; with a further factor it is a product.
    return type_at(node, node.children.size() - 2) == Lexer::OF ? kSuffix : kProduct;
  }
  return level_of_rule(node.rule);
}

/// The last of the conditions that `and`, `or` and `not` join.
const Node& last_condition(const Node& node) {
  switch (node.rule) {
    case Parser::RuleExpr: case Parser::RuleAndExpr: case Parser::RuleNotExpr:
    case Parser::RuleElementOr: case Parser::RuleElementAnd: case Parser::RuleElementNot:
      return last_condition(node.children.back());
    default: return node;
  }
}

bool is_comparison(const Node& node) {
  return node.rule == Parser::RuleComparison || node.rule == Parser::RuleElementComparison;
}

bool swallows(const Node& operand, std::size_t op, Language language);

/// Would an operator behind a sentence that ends with this operand be read as part of it?
bool absorbs(const Node& last, std::size_t slot, bool rounds, std::size_t op, Language language) {
  if (op < slot || (op == kRounded && !rounds)) return false;
  if (op != kComparison) return true;
  const Node& condition = last_condition(inside(last));
  return last.rule == kGroup || !is_comparison(condition) || swallows(condition, op, language);
}

bool atom_swallows(const Node& atom, std::size_t op, Language language) {
  const bool chinese = is_chinese(language);
  const Node& last = atom.children.back();
  switch (atom_kind(atom)) {
    case AtomKind::kEvery: return absorbs(last, kOr, false, op, language);
    case AtomKind::kChoose: return absorbs(last, kOr, true, op, language);
    case AtomKind::kSome: case AtomKind::kCount: case AtomKind::kTotal: case AtomKind::kLatest:
      if (chinese && list_sentence(atom, atom_kind(atom))) return false;
      return has_leaf(atom, Lexer::WHERE) && absorbs(last, kOr, false, op, language);
    case AtomKind::kElapsed: return !chinese && op >= kSum;
    case AtomKind::kExtreme: return !chinese && op >= kRounded;
    case AtomKind::kShift: return !chinese && op >= kNegation;
    default: return false;
  }
}

/// Only sentences do. What a chain ends with is written with the operator behind the chain in view, and
/// takes brackets of its own.
bool swallows(const Node& operand, std::size_t op, Language language) {
  return op != 0 && operand.rule == Parser::RuleAtom && atom_swallows(operand, op, language);
}

bool needs_brackets(const Node& node, const Levels& least, const Follow& follow, Language language) {
  const bool chinese = is_chinese(language);
  if (level_of(node, language) < (chinese ? least.chinese : least.english)) return true;
  return swallows(node, chinese ? follow.chinese : follow.english, language);
}

}  // namespace

AtomKind atom_kind(const Node& atom) {
  const Node& last = atom.children.back();
  if (last.rule == Parser::RuleShift) return AtomKind::kShift;
  switch (type_at(atom, 0)) {
    case Lexer::SOME: case Lexer::NO: return atom.children.size() > 1 ? AtomKind::kSome : AtomKind::kOther;
    case Lexer::EVERY: return AtomKind::kEvery;
    case Lexer::COUNT: return AtomKind::kCount;
    case Lexer::TOTAL: case Lexer::AVERAGE: case Lexer::LARGEST: case Lexer::SMALLEST: return AtomKind::kTotal;
    case Lexer::LATEST: case Lexer::EARLIEST: return AtomKind::kLatest;
    case Lexer::ALL: return AtomKind::kShare;
    case Lexer::THE: return AtomKind::kExtreme;
    case Lexer::IF: return AtomKind::kChoose;
    case Lexer::DATE: return AtomKind::kDateOf;
    case Lexer::CLOSE: return AtomKind::kClose;
    case Lexer::CURRENCY: return AtomKind::kCurrencyOf;
    case Lexer::EVIDENCE: return AtomKind::kEvidence;
    default: break;
  }
  const std::size_t from = find_leaf(atom, Lexer::FROM);
  return from != npos && type_at(atom, from + 2) == Lexer::TO ? AtomKind::kElapsed : AtomKind::kOther;
}

std::size_t level_of_rule(std::size_t rule) {
  switch (rule) {
    case Parser::RuleExpr: case Parser::RuleElementOr: return kOr;
    case Parser::RuleAndExpr: case Parser::RuleElementAnd: return kAnd;
    case Parser::RuleNotExpr: case Parser::RuleElementNot: return kNot;
    case Parser::RuleComparison: case Parser::RuleElementComparison: return kComparison;
    case Parser::RuleRounded: return kRounded;
    case Parser::RuleSum: return kSum;
    case Parser::RuleProduct: return kProduct;
    case Parser::RuleOrElse: return kOrElse;
    case Parser::RuleNegation: return kNegation;
    default: return kAtom;
  }
}

Levels operand_levels(std::size_t rule) {
  switch (rule) {
    case Parser::RuleNotExpr: case Parser::RuleElementNot: return levels(kNot);
    case Parser::RuleElementComparison: return levels(kSum);
    default: return levels(level_of_rule(rule) + 1);
  }
}

Levels slot_levels(const Node& atom, AtomKind kind, std::size_t place) {
  switch (kind) {
    case AtomKind::kSome: case AtomKind::kEvery: case AtomKind::kCount: case AtomKind::kTotal: case AtomKind::kLatest:
      return kAnyLevel;
    case AtomKind::kChoose: return levels(kOr);
    case AtomKind::kExtreme: return levels(kRounded);
    case AtomKind::kElapsed: return place < find_leaf(atom, Lexer::FROM) ? kAnyLevel : levels(kSum);
    case AtomKind::kDateOf: case AtomKind::kClose: case AtomKind::kCurrencyOf: return {kNegation, kSuffix};
    default: return kAnyLevel;
  }
}

Follow slot_follow(const Node& atom, std::size_t place) {
  if (atom_kind(atom) == AtomKind::kExtreme && type_at(atom, place + 1) == Lexer::AND) return {kAnd, 0};
  return {};
}

bool prints_brackets(const Node& operand, const Levels& least, const Follow& follow, Language language) {
  const bool written = operand.rule == kGroup;
  const Node& node = inside(operand);
  const Language other = is_chinese(language) ? Language::kEnglish : Language::kChinese;
  if (needs_brackets(node, least, follow, language)) return true;
  return written && !needs_brackets(node, least, follow, other);
}

std::optional<ListSentence> list_sentence(const Node& atom, AtomKind kind) {
  ListSentence parts;
  std::size_t at = 1;
  const std::size_t count = atom.children.size();
  const auto next_is = [&](TokenType word) { return type_at(atom, at) == word; };
  const auto next = [&]() -> const Node* { return at < count ? &atom.children[at++] : nullptr; };
  if (kind == AtomKind::kTotal || kind == AtomKind::kLatest) parts.value = next();
  if (kind != AtomKind::kSome && !next_is(Lexer::OF)) return std::nullopt;
  if (kind != AtomKind::kSome) ++at;
  if (next_is(Lexer::OTHER)) parts.other = next();
  parts.list = next();
  if (next_is(Lexer::BY)) {
    ++at;
    parts.by = next();
  }
  if (at < count && (atom.children[at].rule == Parser::RuleWindow || next_is(Lexer::TODAY))) parts.window = next();
  if (next_is(Lexer::WHERE)) {
    ++at;
    parts.where = next();
  }
  if (at != count || parts.list == nullptr || is_leaf(*parts.list)) return std::nullopt;
  return parts;
}

}  // namespace probity::format
