#include "engine/format/shape.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ProbityLexer.h"
#include "ProbityParser.h"

namespace probity::format {
namespace {

using Lexer = syntax::generated::ProbityLexer;
using Parser = syntax::generated::ProbityParser;

Node leaf(std::size_t type) {
  Node node;
  node.type = static_cast<TokenType>(type);
  return node;
}

Node tree(std::size_t rule) {
  Node node;
  node.rule = rule;
  return node;
}

template <typename... Nodes>
Node tree(std::size_t rule, Nodes... children) {
  Node node = tree(rule);
  (node.children.push_back(std::move(children)), ...);
  return node;
}

Node group(Node child) { return tree(kGroup, std::move(child)); }

/// Takes the child at `place` out of a node that is thrown away afterwards.
Node taken(Node& node, std::size_t place) { return std::move(node.children.at(place)); }

TokenType type_at(const Node& node, std::size_t place) {
  if (place >= node.children.size() || !is_leaf(node.children[place])) return 0;
  return node.children[place].type;
}

/// `count of [other] LIST [where C]` and its kin: what the two orders have in common.
struct ListParts {
  bool other = false;
  Node list;
  std::optional<Node> by;
  std::optional<Node> window;
  std::optional<Node> where;
};

ListParts list_parts(Node& node) {
  ListParts parts;
  parts.other = type_at(node, 0) == Lexer::OTHER;
  const std::size_t list = parts.other ? 1 : 0;
  parts.list = taken(node, list);
  if (const std::size_t sorted = find_leaf(node, Lexer::SORTED_WORD); sorted != npos) parts.by = taken(node, sorted + 1);
  for (Node& child : node.children) {
    const bool is_window = child.rule == Parser::RuleWindow || child.rule == Parser::RuleWindowIn;
    if (is_window) parts.window = std::move(child);
  }
  const std::size_t in = find_leaf(node, Lexer::IN_LIST_WORD);
  if (in == npos) return parts;
  const bool some = type_at(node, in + 1) == Lexer::SOME || type_at(node, in + 1) == Lexer::NO;
  parts.where = taken(node, in + (some ? 2 : 1));
  return parts;
}

void add_list(Node& into, ListParts&& parts) {
  if (parts.other) into.children.push_back(leaf(Lexer::OTHER));
  into.children.push_back(std::move(parts.list));
  if (parts.by) {
    into.children.push_back(leaf(Lexer::BY));
    into.children.push_back(std::move(*parts.by));
  }
  if (parts.window) into.children.push_back(std::move(*parts.window));
}

void add_where(Node& into, std::optional<Node>&& where) {
  if (!where) return;
  into.children.push_back(leaf(Lexer::WHERE));
  into.children.push_back(std::move(*where));
}

std::size_t english_end(TokenType type) {
  switch (type) {
    case Lexer::TOTAL_WORD: return Lexer::TOTAL;
    case Lexer::AVERAGE_WORD: return Lexer::AVERAGE;
    case Lexer::LARGEST_WORD: return Lexer::LARGEST;
    default: return Lexer::SMALLEST;
  }
}

Node elapsed(Node& node) {
  Node result = tree(Parser::RuleAtom);
  const bool leap_in_march = node.children.back().type == Lexer::LEAP_IN_MARCH_WORD;
  const TokenType word = node.children[node.children.size() - (leap_in_march ? 2 : 1)].type;
  switch (word) {
    case Lexer::FULL_MONTHS_WORD:
    case Lexer::FULL_YEARS_WORD:
      result.children.push_back(leaf(Lexer::FULL));
      result.children.push_back(leaf(word == Lexer::FULL_MONTHS_WORD ? Lexer::MONTH : Lexer::YEAR));
      break;
    case Lexer::HOURS_WORD: result.children.push_back(leaf(Lexer::HOUR)); break;
    case Lexer::BUSINESS_DAYS_WORD:
      result.children.push_back(tree(Parser::RuleDayUnit, leaf(Lexer::BUSINESS), leaf(Lexer::DAY)));
      break;
    case Lexer::TRADING_DAYS_WORD:
      result.children.push_back(tree(Parser::RuleDayUnit, leaf(Lexer::TRADING), leaf(Lexer::DAY)));
      break;
    default: result.children.push_back(tree(Parser::RuleDayUnit, leaf(Lexer::DAY))); break;
  }
  for (std::size_t i = 0; i < 4; ++i) result.children.push_back(taken(node, i));  // FROM a TO b
  if (leap_in_march) {
    for (const TokenType each : {Lexer::WITH, Lexer::LEAP, Lexer::DAY, Lexer::IN, Lexer::MARCH}) {
      result.children.push_back(leaf(each));
    }
  }
  return result;
}

Node atom_in_english_order(Node node) {
  const TokenType first = type_at(node, 0);
  const TokenType last = type_at(node, node.children.size() - 1);
  if (first == Lexer::LPAREN && node.children.size() == 3) return group(taken(node, 1));
  if (first == Lexer::TAKE_WORD) {
    Node result = tree(Parser::RuleAtom, leaf(Lexer::THE), leaf(last == Lexer::LARGER_WORD ? Lexer::LARGER : Lexer::SMALLER),
                       leaf(Lexer::OF));
    const std::size_t end = node.children.size() - 1;
    for (std::size_t i = 1; i < end; i += 2) {
      if (i > 1) result.children.push_back(leaf(i + 2 >= end ? Lexer::AND : Lexer::COMMA));
      result.children.push_back(taken(node, i));
    }
    return result;
  }
  if (first == Lexer::FROM) return elapsed(node);
  if (last == Lexer::COMPLETED_WORD) return tree(Parser::RuleAtom, leaf(Lexer::EVIDENCE), leaf(Lexer::OF), taken(node, 0));
  if (last == Lexer::SAME_WORD) {
    return tree(Parser::RuleAtom, leaf(Lexer::ALL), taken(node, 1), leaf(Lexer::SHARE), taken(node, 3));
  }
  const std::size_t in = find_leaf(node, Lexer::IN_LIST_WORD);
  if (first == Lexer::EVERY) {
    for (Node& child : node.children) {
      if (is_leaf(child) && child.type == Lexer::SORTED_WORD) child = leaf(Lexer::BY);
    }
    if (in == npos) return node;
    node.children[in] = leaf(Lexer::WHERE);
    node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(in + 2));  // `的`
    return node;
  }
  if (in != npos && (type_at(node, in + 1) == Lexer::SOME || type_at(node, in + 1) == Lexer::NO)) {
    const TokenType word = type_at(node, in + 1);
    ListParts parts = list_parts(node);
    Node result = tree(Parser::RuleAtom, leaf(word));
    std::optional<Node> where = std::move(parts.where);
    add_list(result, std::move(parts));
    add_where(result, std::move(where));
    return result;
  }
  const bool counts = last == Lexer::COUNT_WORD;
  const bool totals = last == Lexer::TOTAL_WORD || last == Lexer::AVERAGE_WORD || last == Lexer::LARGEST_WORD ||
                      last == Lexer::SMALLEST_WORD;
  const std::size_t newest = has_leaf(node, Lexer::LATEST) ? find_leaf(node, Lexer::LATEST) : find_leaf(node, Lexer::EARLIEST);
  const bool sorts = has_leaf(node, Lexer::SORTED_WORD) && newest != npos;
  if (!counts && !totals && !sorts) return node;
  Node result = tree(Parser::RuleAtom);
  if (counts) {
    result.children.push_back(leaf(Lexer::COUNT));
  } else if (totals) {
    result.children.push_back(leaf(english_end(last)));
    result.children.push_back(taken(node, node.children.size() - 3));
  } else {
    result.children.push_back(leaf(type_at(node, newest)));
    result.children.push_back(taken(node, node.children.size() - 1));
  }
  result.children.push_back(leaf(Lexer::OF));
  ListParts parts = list_parts(node);
  std::optional<Node> where = std::move(parts.where);
  add_list(result, std::move(parts));
  add_where(result, std::move(where));
  return result;
}

Node shifted(Node length, TokenType word, Node anchor) {
  // The length is `[NUMBER, unit]`, a path or a call with its unit, or a bracket with one.
  Node result = tree(Parser::RuleAtom);
  if (length.rule != Parser::RuleDuration) {
    result.children.push_back(std::move(length));  // a parameter
  } else {
    for (Node& child : length.children) result.children.push_back(std::move(child));
  }
  const bool after = word == Lexer::AFTER_WORD || word == Lexer::SINCE_WORD;
  result.children.push_back(tree(Parser::RuleShift, leaf(after ? Lexer::AFTER : Lexer::BEFORE), std::move(anchor)));
  return result;
}

Node with_suffix(Node operand, Node suffix) {
  const TokenType word = type_at(suffix, 0);
  if (word == Lexer::OF_WORD) {
    switch (type_at(suffix, 1)) {
      case Lexer::DATE: return tree(Parser::RuleAtom, leaf(Lexer::DATE), leaf(Lexer::OF), std::move(operand));
      case Lexer::CURRENCY: return tree(Parser::RuleAtom, leaf(Lexer::CURRENCY), leaf(Lexer::OF), std::move(operand));
      case Lexer::CLOSE_WORD:
        return tree(Parser::RuleAtom, leaf(Lexer::CLOSE), leaf(Lexer::OF), leaf(Lexer::BUSINESS), leaf(Lexer::ON),
                    std::move(operand));
      default: break;
    }
    Node share = taken(suffix, type_at(suffix, 1) == Lexer::LPAREN ? 2 : 1);
    Node result = tree(Parser::RuleProduct);
    if (share.rule == Parser::RuleProduct) {
      result.children = std::move(share.children);
    } else {
      result.children.push_back(std::move(share));
    }
    result.children.push_back(leaf(Lexer::OF));
    result.children.push_back(std::move(operand));
    return result;
  }
  if (type_at(suffix, 1) == Lexer::ORDINAL_LITERAL) {
    Node result = tree(Parser::RuleAtom, leaf(Lexer::THE), taken(suffix, 1), taken(suffix, 2));
    result.children.push_back(tree(Parser::RuleShift, leaf(word == Lexer::AFTER_WORD ? Lexer::AFTER : Lexer::BEFORE),
                                   std::move(operand)));
    return result;
  }
  return shifted(taken(suffix, 1), word, std::move(operand));
}

Node window_in_english_order(Node node) {
  if (has_leaf(node, Lexer::AT_WORD)) {
    return tree(Parser::RuleWindow, leaf(Lexer::WITHIN), taken(node, 3), leaf(Lexer::BEFORE), taken(node, 1));
  }
  if (!has_leaf(node, Lexer::RECENT_WORD)) return tree(Parser::RuleWindow, leaf(Lexer::TODAY));
  Node result = tree(Parser::RuleWindow, leaf(Lexer::OVER), leaf(Lexer::THE), leaf(Lexer::LAST), taken(node, 1));
  if (has_leaf(node, Lexer::AND_TODAY_WORD)) {
    result.children.push_back(leaf(Lexer::AND));
    result.children.push_back(leaf(Lexer::TODAY));
  }
  return result;
}

Node due_in_english_order(Node node) {
  const std::size_t since = find_leaf(node, Lexer::SINCE_WORD);
  if (since == npos) return node;
  Node result = tree(Parser::RuleDue, shifted(taken(node, since + 1), Lexer::SINCE_WORD, taken(node, since - 1)));
  const std::size_t inside = find_leaf(node, Lexer::INSIDE_WORD);
  for (std::size_t i = inside + 1; i < node.children.size(); ++i) result.children.push_back(taken(node, i));
  return result;
}

/// `于 3日 内`, `自 X 起 3日 内`, `于 X 之前`: `within 3 days`, `within 3 days after X`, `by X`.
Node response_time_in_english_order(Node node) {
  const std::size_t inside = find_leaf(node, Lexer::INSIDE_WORD);
  const bool ends = type_at(node, 2) == Lexer::BEFORE_WORD;
  if (inside == npos && !ends) return node;
  Node result = tree(Parser::RuleResponseTime);
  if (ends) {
    result.children.push_back(leaf(Lexer::BY));
    result.children.push_back(taken(node, 1));
  } else {
    result.children.push_back(leaf(Lexer::WITHIN));
    result.children.push_back(taken(node, inside - 1));
    if (has_leaf(node, Lexer::SINCE_WORD)) {
      result.children.push_back(leaf(Lexer::AFTER));
      result.children.push_back(taken(node, 1));
    }
  }
  for (std::size_t i = (ends ? 2 : inside) + 1; i < node.children.size(); ++i) result.children.push_back(taken(node, i));
  return result;
}

/// `X 的 月份` is `month of X`.
Node group_key_in_english_order(Node node) {
  if (type_at(node, 1) != Lexer::OF_WORD) return node;
  std::size_t unit = Lexer::QUARTER;
  if (type_at(node, 2) == Lexer::MONTH_OF_WORD) unit = Lexer::MONTH;
  if (type_at(node, 2) == Lexer::YEAR_OF_WORD) unit = Lexer::YEAR;
  return tree(Parser::RuleGroupKey, leaf(unit), leaf(Lexer::OF), taken(node, 0));
}

/// `于 X 之前` is `before X`.
void before_in_english_order(Node& node) {
  const std::size_t at = find_leaf(node, Lexer::AT_WORD);
  if (at == npos) return;
  node.children[at] = leaf(Lexer::BEFORE);
  node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(at + 2));
}

void warn_in_english_order(Node& node) {
  if (!has_leaf(node, Lexer::OF_WORD)) return;
  Node share = taken(node, 3);
  Node word = taken(node, 0);
  node = tree(Parser::RuleClauseWarn, std::move(word), leaf(Lexer::AT), std::move(share), leaf(Lexer::OF),
              leaf(Lexer::THE), leaf(Lexer::PERIOD));
}

void procedure_in_english_order(Node& node) {
  const std::size_t of = find_leaf(node, Lexer::OF_WORD);
  if (of == npos) {  // the article is written anew
    const std::size_t article = find_leaf(node, Lexer::OF);
    for (std::size_t i = article + 1; i < node.children.size(); ++i) {
      if (node.children[i].rule != Parser::RuleArticle) continue;
      node.children.erase(node.children.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
    return;
  }
  std::swap(node.children[of - 1], node.children[of + 1]);
  node.children[of] = leaf(Lexer::OF);
}

void expand_phrases(Node& node) {
  std::vector<Node> expanded;
  for (std::size_t i = 0; i < node.children.size();) {
    const Phrase* found = nullptr;
    for (const Phrase& phrase : phrases()) {
      if (!holds_in(phrase, node.rule) || i + phrase.chinese.size() > node.children.size()) continue;
      bool same = true;
      for (std::size_t k = 0; k < phrase.chinese.size(); ++k) same = same && type_at(node, i + k) == phrase.chinese[k];
      // The longest wins: `不为 已知` before `不为`.
      if (same && (found == nullptr || phrase.chinese.size() > found->chinese.size())) found = &phrase;
    }
    if (found == nullptr) {
      expanded.push_back(std::move(node.children[i++]));
      continue;
    }
    for (std::size_t k = 0; k < found->english.size(); ++k) {
      Node word = leaf(found->english[k]);
      // The first stands where the phrase stood, so that a comment beside it finds its place.
      if (k == 0) word.token = node.children[i].token;
      expanded.push_back(std::move(word));
    }
    i += found->chinese.size();
  }
  node.children = std::move(expanded);
}

}  // namespace

std::size_t find_leaf(const Node& node, TokenType type) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (is_leaf(node.children[i]) && node.children[i].type == type) return i;
  }
  return npos;
}

std::size_t first_token(const Node& node) {
  if (is_leaf(node)) return node.token;
  std::size_t first = Node::kNoToken;
  for (const Node& child : node.children) first = std::min(first, first_token(child));
  return first;
}

const std::vector<Phrase>& phrases() {
  using L = Lexer;
  using P = Parser;
  static const std::vector<std::size_t> kAny;
  static const std::vector<Phrase> kPhrases = {
      {{L::IS, L::NOT, L::ONE, L::OF}, {L::IS_NOT_ONE_OF_WORD}, kAny},
      {{L::IS, L::ONE, L::OF}, {L::IS_ONE_OF_WORD}, {P::RuleComparison, P::RuleElementComparison, P::RuleMappingOption}},
      {{L::ONE, L::OF}, {L::IS_ONE_OF_WORD}, {P::RuleCell}},
      {{L::IS, L::NOT, L::KNOWN}, {L::IS_NOT_WORD, L::IS_KNOWN_WORD}, kAny},
      {{L::IS, L::NOT, L::UNKNOWN}, {L::IS_NOT_WORD, L::UNKNOWN}, kAny},
      {{L::IS, L::KNOWN}, {L::IS_KNOWN_WORD}, kAny},
      {{L::IS, L::AT, L::OR, L::BEFORE}, {L::IS_AT_OR_BEFORE_WORD}, kAny},
      {{L::IS, L::AT, L::OR, L::AFTER}, {L::IS_AT_OR_AFTER_WORD}, kAny},
      {{L::IS, L::AT, L::LEAST}, {L::IS_AT_LEAST_WORD}, {P::RuleCompareOp}},
      {{L::IS, L::AT, L::MOST}, {L::IS_AT_MOST_WORD}, {P::RuleCompareOp}},
      {{L::IS, L::ABOVE}, {L::IS_ABOVE_WORD}, {P::RuleCompareOp}},
      {{L::IS, L::BELOW}, {L::IS_BELOW_WORD}, {P::RuleCompareOp}},
      {{L::IS, L::BEFORE}, {L::IS_BEFORE_WORD}, kAny},
      {{L::IS, L::AFTER}, {L::IS_AFTER_WORD}, kAny},
      {{L::IS, L::NOT}, {L::IS_NOT_WORD}, kAny},
      {{L::AT, L::LEAST}, {L::AT_LEAST_WORD}, {P::RuleClauseBound, P::RuleCell}},
      {{L::AT, L::MOST}, {L::AT_MOST_WORD}, {P::RuleClauseBound, P::RuleCell}},
      {{L::AT, L::LEAST}, {L::IS_AT_LEAST_WORD}, {P::RuleCell}},
      {{L::AT, L::MOST}, {L::IS_AT_MOST_WORD}, {P::RuleCell}},
      {{L::BELOW}, {L::IS_BELOW_WORD}, {P::RuleCell}},
      {{L::ABOVE}, {L::IS_ABOVE_WORD}, {P::RuleCell}},
      {{L::IN, L::FORCE}, {L::IN_FORCE_WORD}, kAny},
      {{L::MAY, L::ONLY}, {L::MAY_ONLY_WORD}, kAny},
      {{L::IF, L::UNKNOWN}, {L::IF_UNKNOWN_WORD}, kAny},
      {{L::MET, L::BY}, {L::MET_BY_WORD}, kAny},
      {{L::AS, L::OF}, {L::AS_OF_WORD}, kAny},
      {{L::BUSINESS, L::DAY}, {L::BUSINESS_DAY_WORD}, {P::RuleDayUnit}},
      {{L::TRADING, L::DAY}, {L::TRADING_DAY_WORD}, {P::RuleDayUnit}},
      {{L::HALF, L::UP}, {L::HALF_UP_WORD}, {P::RuleRoundingMode}},
      {{L::HALF, L::EVEN}, {L::HALF_EVEN_WORD}, {P::RuleRoundingMode}},
      {{L::HALF, L::DOWN}, {L::HALF_DOWN_WORD}, {P::RuleRoundingMode}},
      {{L::UP}, {L::UP_WORD}, {P::RuleRoundingMode}},
      {{L::DOWN}, {L::DOWN_WORD}, {P::RuleRoundingMode}},
      {{L::CEILING}, {L::CEILING_WORD}, {P::RuleRoundingMode}},
      {{L::FLOOR}, {L::FLOOR_WORD}, {P::RuleRoundingMode}},
      {{L::SUBJECT, L::DATE}, {L::SUBJECT_DATE_WORD}, kAny},
      {{L::OR, L::ELSE}, {L::OR_ELSE_WORD}, {P::RuleOrElse}},
      {{L::MENTIONS, L::ANY, L::OF}, {L::MENTIONS_ANY_WORD}, kAny},
      {{L::IN, L::ITS, L::CURRENT, L::VERSION}, {L::CURRENT_WORD}, kAny},
      {{L::IN, L::ORDER}, {L::IN_ORDER_WORD}, {P::RuleClauseSteps}},
      {{L::COVERS, L::ONLY, L::WHAT, L::IS, L::LISTED}, {L::COVERS_WORD}, kAny},
      {{L::OR, L::THE, L::NEXT, L::BUSINESS, L::DAY}, {L::NEXT_DAY_WORD}, kAny},
      {{L::TRADING, L::CALENDAR}, {L::TRADING_CALENDAR_WORD}, kAny},
      {{L::CLOSE, L::OF, L::BUSINESS}, {L::CLOSE_WORD}, {P::RuleClauseClose}},
      {{L::ROW}, {L::KEY_ROW_WORD}, {P::RuleMappingOption}},
      {{L::LAST, L::ROW, L::WINS}, {L::LAST_WINS_WORD}, kAny},
      {{L::FIRST, L::ROW, L::WINS}, {L::FIRST_WINS_WORD}, kAny},
      {{L::REFUSE, L::REPEATS}, {L::REFUSE_WORD}, kAny},
      {{L::EXCEL, L::DATE}, {L::EXCEL_DATE_WORD}, kAny},
      {{L::IGNORING, L::OFFSET}, {L::IGNORING_OFFSET_WORD}, kAny},
      {{L::STARTS, L::WITH}, {L::STARTS_WITH_WORD}, kAny},
      {{L::ENDS, L::WITH}, {L::ENDS_WITH_WORD}, kAny},
      {{L::IN, L::COLUMN}, {L::IN_COLUMN_WORD}, kAny},
      {{L::OF}, {L::OWNER_WORD}, {P::RuleMappingOption}},
      {{L::ELSE}, {L::OTHERWISE}, {P::RuleAtom, P::RuleValueEntry}},
      {{L::WHERE}, {L::IF}, {P::RuleClauseCharge}},
      {{L::TO}, {L::EXCEPTION_TO_WORD}, {P::RuleHeadException}},
      {{L::BY}, {L::SORTED_WORD}, {P::RuleClauseInForce, P::RuleHeadRule}},
      {{L::ALSO, L::WHEN}, {L::ALSO_WHEN_WORD}, kAny},
      {{L::RAISE, L::WHERE}, {L::RAISE_WHERE_WORD}, kAny},
      {{L::UNTIL}, {L::TO}, {P::RuleClauseObserve}},
      {{L::OF}, {L::EXCEPTION_TO_WORD}, {P::RuleHeadStricter}},
      {{L::FOR}, {L::SUBMIT_WORD}, {P::RuleClauseAsk}},
      {{L::WHERE}, {L::IF}, {P::RuleClauseGrade}},
      {{L::NO, L::RULE, L::FOR}, {L::NO_RULE_WORD}, {P::RuleClauseNoRule}},
  };
  return kPhrases;
}

bool holds_in(const Phrase& phrase, std::size_t rule) {
  return phrase.rules.empty() || std::find(phrase.rules.begin(), phrase.rules.end(), rule) != phrase.rules.end();
}

Node in_english_order(Node node) {
  if (is_leaf(node)) return node;
  for (Node& child : node.children) child = in_english_order(std::move(child));
  switch (node.rule) {
    case Parser::RuleAtom: node = atom_in_english_order(std::move(node)); break;
    case Parser::RuleNegation:
      if (type_at(node, 0) != Lexer::MINUS) {
        Node operand = taken(node, 0);
        for (std::size_t i = 1; i < node.children.size(); ++i) {
          operand = with_suffix(std::move(operand), taken(node, i));
        }
        node = std::move(operand);
      }
      break;
    case Parser::RuleRounded:
      if (type_at(node, 1) != Lexer::ROUNDED) {
        node = tree(Parser::RuleRounded, taken(node, 0), leaf(Lexer::ROUNDED), leaf(Lexer::TO), taken(node, 3),
                    taken(node, 1));
      }
      break;
    case Parser::RuleProduct:
      // `a 的 3‰ × 2` is `3‰ of a * 2`, one chain.
      if (node.children.front().rule == Parser::RuleProduct) {
        Node first = taken(node, 0);
        node.children.erase(node.children.begin());
        node.children.insert(node.children.begin(), std::make_move_iterator(first.children.begin()),
                             std::make_move_iterator(first.children.end()));
      }
      break;
    case Parser::RuleWindowIn: node = window_in_english_order(std::move(node)); break;
    case Parser::RuleResponseTime: node = response_time_in_english_order(std::move(node)); break;
    case Parser::RuleGroupKey: node = group_key_in_english_order(std::move(node)); break;
    case Parser::RuleDue: node = due_in_english_order(std::move(node)); break;
    case Parser::RuleOutcome:
      if (type_at(node, 0) == Lexer::VIA_WORD) {
        node = tree(Parser::RuleOutcome, taken(node, 2), leaf(Lexer::BY), taken(node, 1));
      }
      break;
    case Parser::RuleClauseDisclose: case Parser::RuleClauseSteps: before_in_english_order(node); break;
    case Parser::RuleClauseWarn: warn_in_english_order(node); break;
    case Parser::RuleHeadProcedure: procedure_in_english_order(node); break;
    case Parser::RuleType:
      if (has_leaf(node, Lexer::LIST_WORD)) {
        node = tree(Parser::RuleType, leaf(Lexer::LIST), leaf(Lexer::OF), taken(node, 0));
      }
      break;
    default: break;
  }
  expand_phrases(node);
  return node;
}

}  // namespace probity::format
