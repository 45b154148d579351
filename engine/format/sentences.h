#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "engine/format/precedence.h"
#include "engine/format/single_words.h"

namespace probity::format {

/// Writes trees: expressions in the order of the language, everything else child by child.
class Sentences : protected SingleWords {
 public:
  using SingleWords::SingleWords;
  virtual ~Sentences() = default;

 protected:
  /// Clauses in which more than the order of words matters; false where nothing is special.
  virtual bool clause(const Node& node, std::size_t depth) = 0;
  virtual void texts(const Node& node, std::size_t depth) = 0;
  virtual void local_names(const Node& node, std::size_t depth) = 0;

  void emit(const Node& node, const Follow& follow, std::size_t depth) {
    depth_ = depth;
    if (is_leaf(node)) return leaf(node);
    switch (node.rule) {
      case kGroup: return operand(node, kAnyLevel, follow, depth);
      case Parser::RuleName: return name(node);
      case Parser::RulePath: case Parser::RuleDotted: case Parser::RuleSubject: case Parser::RuleReferenceName:
        if (renamed(node)) return;
        break;
      case Parser::RuleZoneName: return closed_up(node);
      case Parser::RuleExpr: case Parser::RuleElementOr: case Parser::RuleAndExpr: case Parser::RuleElementAnd:
      case Parser::RuleSum: case Parser::RuleOrElse: case Parser::RuleNotExpr: case Parser::RuleElementNot:
      case Parser::RuleComparison: case Parser::RuleElementComparison:
        return chain(node, follow, depth);
      case Parser::RuleProduct:
        if (!chinese_) return chain(node, follow, depth);
        return product_in_chinese(node, node.children.size(), follow, depth);
      case Parser::RuleRounded: return rounded(node, depth);
      case Parser::RuleNegation:
        leaf(node.children[0]);
        glued_ = true;
        return operand(node.children[1], levels(kNegation), follow, depth);
      case Parser::RuleAtom: return atom(node, follow, depth);
      case Parser::RuleTexts: return texts(node, depth);
      case Parser::RuleLocalNames: return local_names(node, depth);
      default: break;
    }
    if (clause(node, depth)) return;
    in_order(node, 0, node.children.size(), depth);
  }

  /// Children one after another, with several words that Chinese has one for written as that one.
  void in_order(const Node& node, std::size_t begin, std::size_t end, std::size_t depth) {
    for (std::size_t i = begin; i < end;) {
      const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
      if (phrase != nullptr) {
        for (std::size_t k = 0; k < phrase->chinese.size(); ++k) {
          keyword(phrase->chinese[k], k == 0 ? node.children[i].token : Node::kNoToken);
        }
        i += phrase->english.size();
        continue;
      }
      child(node.children[i++], depth);
    }
  }

  [[nodiscard]] static const Phrase* phrase_at(const Node& node, std::size_t at) {
    const Phrase* found = nullptr;
    for (const Phrase& phrase : phrases()) {
      if (!holds_in(phrase, node.rule) || at + phrase.english.size() > node.children.size()) continue;
      bool same = true;
      for (std::size_t k = 0; k < phrase.english.size(); ++k) {
        const Node& each = node.children[at + k];
        same = same && is_leaf(each) && each.type == phrase.english[k];
      }
      if (same && (found == nullptr || phrase.english.size() > found->english.size())) found = &phrase;
    }
    return found;
  }

  void child(const Node& node, std::size_t depth) {
    if (is_leaf(node)) {
      if (node.type == Lexer::LPAREN || node.type == Lexer::LBRACE || node.type == Lexer::LBRACKET) ++brackets_;
      if (node.type == Lexer::RPAREN || node.type == Lexer::RBRACE || node.type == Lexer::RBRACKET) --brackets_;
      depth_ = depth;
      return leaf(node);
    }
    emit(node, {}, depth);
  }

  void closed_up(const Node& node) {
    for (const Node& each : node.children) {
      emit(each, {}, depth_);
      glued_ = true;
    }
    glued_ = false;
  }

  // ---------------------------------------------------------------- expressions

  /// An operand with brackets round it where the language written needs them, or where they were
  /// written and neither language does.
  void operand(const Node& written, const Levels& least, const Follow& follow, std::size_t depth) {
    const bool bracketed = written.rule == kGroup;
    const Node& node = bracketed ? written.children[0] : written;
    if (!prints_brackets(written, least, follow, options_.language)) return emit(node, follow, depth);
    put("(", Lexer::LPAREN, Node::kNoToken);
    ++brackets_;
    emit(node, {}, depth + 1);
    --brackets_;
    put(")", Lexer::RPAREN, Node::kNoToken);
  }

  void chain(const Node& node, const Follow& follow, std::size_t depth) {
    const std::size_t op = level_of_rule(node.rule);
    const std::size_t count = node.children.size();
    const Levels least = operand_levels(node.rule);
    std::size_t last = count - 1;
    while (last > 0 && is_leaf(node.children[last])) --last;
    const bool joins = node.rule == Parser::RuleExpr || node.rule == Parser::RuleAndExpr ||
                       node.rule == Parser::RuleElementOr || node.rule == Parser::RuleElementAnd;
    for (std::size_t i = 0; i < count;) {
      const Node& each = node.children[i];
      depth_ = depth;
      const bool is_word = is_leaf(each) && i > 0 && each.type != Lexer::TEXT_LITERAL;
      if (is_word && joins) may_break(depth);
      if (is_word && !joins && each.type != Lexer::COMMA) may_break(depth + kFillLevel, true);
      if (is_leaf(each) || each.rule == Parser::RuleCompareOp) {
        const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
        if (phrase != nullptr) {
          for (const TokenType word : phrase->chinese) keyword(word, each.token);
          i += phrase->english.size();
        } else {
          child(each, depth);
          ++i;
        }
        continue;
      }
      const Follow after = i == last ? follow : Follow{op, op};
      operand(each, least, after, depth + 1);
      ++i;
    }
  }

  /// `3‰ of a * b` is `a 的 3‰ × b`: what `of` joins changes its place.
  void product_in_chinese(const Node& node, std::size_t count, const Follow& follow, std::size_t depth) {
    std::size_t of = count;
    while (of > 0 && !(is_leaf(node.children[of - 1]) && node.children[of - 1].type == Lexer::OF)) --of;
    if (of == 0) {
      for (std::size_t i = 0; i < count; ++i) {
        if (is_leaf(node.children[i])) {
          may_break(depth + kFillLevel, true);
          child(node.children[i], depth);
        } else {
          operand(node.children[i], levels(kProduct + 1), i + 1 == count ? follow : Follow{kProduct, kProduct}, depth + 1);
        }
      }
      return;
    }
    // [0, of-1) is the share, `of` what it is taken of, and what follows goes on.
    operand(node.children[of], {kProduct + 1, kSuffix}, {kProduct, kSuffix}, depth + 1);
    keyword(Lexer::OF_WORD, node.children[of - 1].token);
    const bool plain = of - 1 == 1 && node.children[0].rule == Parser::RuleNumber;
    if (plain) {
      emit(node.children[0], {}, depth);
    } else {
      put("(", Lexer::LPAREN, Node::kNoToken);
      ++brackets_;
      if (of - 1 == 1) {
        const Node& share = node.children[0];
        emit(share.rule == kGroup ? share.children[0] : share, {}, depth + 1);
      } else {
        product_in_chinese(node, of - 1, {}, depth + 1);
      }
      --brackets_;
      put(")", Lexer::RPAREN, Node::kNoToken);
    }
    for (std::size_t i = of + 1; i < count; ++i) {
      if (is_leaf(node.children[i])) {
        may_break(depth + kFillLevel, true);
        child(node.children[i], depth);
      } else {
        operand(node.children[i], levels(kProduct + 1), i + 1 == count ? follow : Follow{kProduct, kProduct}, depth + 1);
      }
    }
  }

  /// [operand, ROUNDED, TO, number, mode]
  void rounded(const Node& node, std::size_t depth) {
    operand(node.children[0], levels(kSum), {kRounded, kRounded}, depth);
    may_break(depth + kFillLevel, true);
    if (!chinese_) {
      for (std::size_t i = 1; i < node.children.size(); ++i) child(node.children[i], depth);
      return;
    }
    in_order(node.children[4], 0, node.children[4].children.size(), depth);
    child(node.children[2], depth);
    child(node.children[3], depth);
  }

  void atom(const Node& node, const Follow& follow, std::size_t depth) {
    const AtomKind kind = atom_kind(node);
    if (chinese_) {
      switch (kind) {
        case AtomKind::kShift: return shift_in_chinese(node, depth);
        case AtomKind::kDateOf: return behind(node.children[2], Lexer::DATE, depth);
        case AtomKind::kCurrencyOf: return behind(node.children[2], Lexer::CURRENCY, depth);
        case AtomKind::kClose: return behind(node.children[4], Lexer::CLOSE_WORD, depth);
        case AtomKind::kExtreme: return extreme_in_chinese(node, follow, depth);
        case AtomKind::kElapsed: return elapsed_in_chinese(node, depth);
        case AtomKind::kSome: case AtomKind::kCount: case AtomKind::kTotal: case AtomKind::kLatest:
          if (list_in_chinese(node, kind, depth)) return;
          break;
        case AtomKind::kEvery: return every_in_chinese(node, follow, depth);
        case AtomKind::kShare:
          keyword(Lexer::ALL, node.children[0].token);
          child(node.children[1], depth);
          keyword(Lexer::OF_WORD, Node::kNoToken);
          child(node.children[3], depth);
          return keyword(Lexer::SAME_WORD, node.children[2].token);
        case AtomKind::kEvidence:
          child(node.children[2], depth);
          return keyword(Lexer::COMPLETED_WORD, node.children[0].token);
        default: break;
      }
    }
    english_atom(node, kind, follow, depth);
  }

  void english_atom(const Node& node, AtomKind kind, const Follow& follow, std::size_t depth) {
    singular_ = false;
    for (std::size_t i = 0; i < node.children.size();) {
      const Node& each = node.children[i];
      const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
      if (phrase != nullptr) {
        for (const TokenType word : phrase->chinese) keyword(word, each.token);
        i += phrase->english.size();
        continue;
      }
      if (is_leaf(each)) {
        if (each.type == Lexer::THEN || each.type == Lexer::ELSE || each.type == Lexer::WHERE || each.type == Lexer::HAS) {
          may_break(depth + 1);
        }
        if (each.type == Lexer::NO) no_of_list_ = node.children.size() > 1;
        // A table's or a list's bracket stands close to its name.
        if (each.type == Lexer::LPAREN && i > 0) glued_ = !is_leaf(node.children[i - 1]);
        child(each, depth);
      } else if (each.rule == Parser::RuleShift) {
        child(each.children[0], depth);
        operand(each.children[1], {kNegation, kSuffix}, follow, depth + 1);
      } else {
        const Follow after = i + 1 == node.children.size() ? follow : slot_follow(node, i);
        // The `and` of a list's condition stands deeper than its `where`: it is asked of the elements.
        const bool of_elements = i > 0 && is_leaf(node.children[i - 1]) && node.children[i - 1].type == Lexer::WHERE;
        operand(each, slot_levels(node, kind, i), after, depth + (of_elements ? 2 : 1));
      }
      ++i;
    }
  }

  /// `X 之后 15个工作日`
  void shift_in_chinese(const Node& node, std::size_t depth) {
    const Node& shift = node.children.back();
    const bool after = shift.children[0].type == Lexer::AFTER;
    operand(shift.children[1], {kNegation, kSuffix}, {0, kSuffix}, depth);
    keyword(after ? Lexer::AFTER_WORD : Lexer::BEFORE_WORD, shift.children[0].token);
    length(node, depth);
  }

  /// What is counted in a shift, without the shift's word and anchor.
  void length(const Node& node, std::size_t depth) {
    for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
      const Node& each = node.children[i];
      if (is_leaf(each) && each.type == Lexer::THE) continue;
      if (is_leaf(each) && each.type == Lexer::LPAREN && i > 0) glued_ = true;
      child(each, depth);
    }
  }

  /// `X 的 日期`
  void behind(const Node& of, TokenType word, std::size_t depth) {
    operand(of, {kNegation, kSuffix}, {0, kSuffix}, depth);
    keyword(Lexer::OF_WORD, Node::kNoToken);
    keyword(word, Node::kNoToken);
  }

  /// `取 a、b 中的较大者`
  void extreme_in_chinese(const Node& node, const Follow& follow, std::size_t depth) {
    const bool larger = node.children[1].type == Lexer::LARGER;
    keyword(Lexer::TAKE_WORD, node.children[0].token);
    const auto separates = std::exchange(brackets_, 0);
    for (std::size_t i = 3; i < node.children.size(); ++i) {
      if (is_leaf(node.children[i])) {
        comma(node.children[i].token);
      } else {
        Follow after{slot_follow(node, i).english, 0};
        if (i + 1 == node.children.size()) after.english = follow.english;
        operand(node.children[i], levels(kRounded), after, depth + 1);
      }
    }
    brackets_ = separates;
    keyword(larger ? Lexer::LARGER_WORD : Lexer::SMALLER_WORD, node.children[1].token);
  }

  /// `自 a 至 b 的 整月数`
  void elapsed_in_chinese(const Node& node, std::size_t depth) {
    const std::size_t from = find_leaf(node, Lexer::FROM);
    keyword(Lexer::FROM, node.children[from].token);
    operand(node.children[from + 1], levels(kSum), {}, depth + 1);
    keyword(Lexer::TO, node.children[from + 2].token);
    operand(node.children[from + 3], levels(kSum), {}, depth + 1);
    keyword(Lexer::OF_WORD, Node::kNoToken);
    keyword(elapsed_word(node), Node::kNoToken);
    if (has_leaf(node, Lexer::LEAP)) keyword(Lexer::LEAP_IN_MARCH_WORD, Node::kNoToken);
  }

  static TokenType elapsed_word(const Node& node) {
    if (has_leaf(node, Lexer::FULL)) {
      return has_leaf(node, Lexer::MONTH) ? Lexer::FULL_MONTHS_WORD : Lexer::FULL_YEARS_WORD;
    }
    if (has_leaf(node, Lexer::HOUR)) return Lexer::HOURS_WORD;
    const Node& unit = node.children[0];
    if (has_leaf(unit, Lexer::BUSINESS)) return Lexer::BUSINESS_DAYS_WORD;
    return has_leaf(unit, Lexer::TRADING) ? Lexer::TRADING_DAYS_WORD : Lexer::DAYS_WORD;
  }

  /// `L 中 C 的 笔数` and its kin; false where the sentence has more in it than these parts.
  bool list_in_chinese(const Node& node, AtomKind kind, std::size_t depth) {
    const std::optional<ListSentence> parts = list_sentence(node, kind);
    if (!parts) return false;
    if (kind == AtomKind::kSome && parts->where == nullptr) return false;  // `有 L` has the same order
    if (parts->other != nullptr) child(*parts->other, depth);
    child(*parts->list, depth);
    list_tail(*parts, depth);
    if (parts->where != nullptr) {
      keyword(Lexer::IN_LIST_WORD, Node::kNoToken);
      if (kind == AtomKind::kSome) {
        no_of_list_ = node.children[0].type == Lexer::NO;
        child(node.children[0], depth);
      }
      operand(*parts->where, levels(kOr), {}, depth + 1);
    }
    switch (kind) {
      case AtomKind::kSome: keyword(Lexer::OF_WORD, Node::kNoToken); break;
      case AtomKind::kCount:
        keyword(Lexer::OF_WORD, Node::kNoToken);
        keyword(Lexer::COUNT_WORD, node.children[0].token);
        break;
      case AtomKind::kTotal:
        keyword(Lexer::OF_WORD, Node::kNoToken);
        child(*parts->value, depth);
        keyword(Lexer::OF_WORD, Node::kNoToken);
        keyword(total_word(node.children[0].type), node.children[0].token);
        break;
      default:
        child(node.children[0], depth);
        keyword(Lexer::OF_WORD, Node::kNoToken);
        child(*parts->value, depth);
        break;
    }
    return true;
  }

  /// `按 D`, and the window: `于 T 之前 12个月 内`, `最近 20个交易日 及今日`.
  void list_tail(const ListSentence& parts, std::size_t depth) {
    if (parts.by != nullptr) {
      keyword(Lexer::SORTED_WORD, Node::kNoToken);
      child(*parts.by, depth);
    }
    if (parts.window != nullptr) window_in_chinese(*parts.window, depth);
  }

  void window_in_chinese(const Node& window, std::size_t depth) {
    if (has_leaf(window, Lexer::WITHIN)) {
      keyword(Lexer::AT_WORD, window.children[0].token);
      operand(window.children[3], {kNegation, kSuffix}, {0, kSuffix}, depth + 1);
      keyword(Lexer::BEFORE_WORD, window.children[2].token);
      child(window.children[1], depth);
      keyword(Lexer::INSIDE_WORD, Node::kNoToken);
    } else if (has_leaf(window, Lexer::OVER)) {
      keyword(Lexer::RECENT_WORD, window.children[0].token);
      child(window.children[3], depth);
      if (has_leaf(window, Lexer::AND)) keyword(Lexer::AND_TODAY_WORD, Node::kNoToken);
    } else {
      keyword(Lexer::TODAY_WORD, window.children[0].token);
    }
  }

  static TokenType total_word(TokenType english) {
    switch (english) {
      case Lexer::TOTAL: return Lexer::TOTAL_WORD;
      case Lexer::AVERAGE: return Lexer::AVERAGE_WORD;
      case Lexer::LARGEST: return Lexer::LARGEST_WORD;
      default: return Lexer::SMALLEST_WORD;
    }
  }

  /// `每一 L 中 F 的 都 C`
  void every_in_chinese(const Node& node, const Follow& follow, std::size_t depth) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& each = node.children[i];
      const TokenType word = is_leaf(each) ? each.type : TokenType{0};
      if (word == Lexer::WHERE) {
        keyword(Lexer::IN_LIST_WORD, each.token);
        operand(node.children[++i], levels(kOr), {}, depth + 1);
        keyword(Lexer::OF_WORD, Node::kNoToken);
      } else if (word == Lexer::BY) {
        keyword(Lexer::SORTED_WORD, each.token);
      } else if (each.rule == Parser::RuleWindow) {
        window_in_chinese(each, depth);
      } else if (word == Lexer::HAS) {
        may_break(depth + 1);
        child(each, depth);
        operand(node.children[++i], levels(kOr), follow, depth + 1);
      } else {
        child(each, depth);
      }
    }
  }
};

}  // namespace probity::format
