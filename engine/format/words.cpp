#include "engine/format/words.h"

#include <algorithm>

#include "ProbityLexer.h"
#include "ProbityParser.h"
#include "engine/format/sentences.h"
#include "engine/syntax/provisions.h"
#include "engine/syntax/words.h"

namespace probity::format {
namespace {

using Lexer = syntax::generated::ProbityLexer;
using Parser = syntax::generated::ProbityParser;

class Writer final : Sentences {
 public:
  using Sentences::Sentences;

  std::vector<Word> write(const Node& node) {
    emit(node, {}, 1);
    return std::move(words_);
  }

 private:
  // ---------------------------------------------------------------- clauses

  void texts(const Node& node, std::size_t depth) override {
    const Node* locals = node.children.size() > 1 ? &node.children[1] : nullptr;
    if (locals != nullptr && options_.translates && swapped(node, *locals)) return;
    leaf(node.children[0]);
    if (locals != nullptr) local_names(*locals, depth);
  }

  /// `"…" zh "…"` as `"…" en "…"`, and back: the text of the language written stands first.
  bool swapped(const Node& node, const Node& locals) {
    const std::string first = chinese_ ? "zh" : "en";
    std::size_t at = npos;
    bool has_english = false;
    for (std::size_t i = 0; i + 1 < locals.children.size(); i += 2) {
      const std::string language = source_text(first_token(locals.children[i]));
      if (language == first) at = i;
      has_english = has_english || language == "en";
    }
    if (at == npos || has_english == chinese_) return false;
    leaf(locals.children[at + 1]);
    std::vector<std::pair<std::string, std::size_t>> rest;
    rest.emplace_back(chinese_ ? "en" : "zh", node.children[0].token);
    for (std::size_t i = 0; i + 1 < locals.children.size(); i += 2) {
      if (i == at) continue;
      rest.emplace_back(source_text(first_token(locals.children[i])), locals.children[i + 1].token);
    }
    for (const auto& [language, token] : rest) put_local(language, token);
    return true;
  }

  void put_local(const std::string& language, std::size_t token) {
    may_break(kLocalLevel);
    extra_ = 1;
    put(language, Lexer::NAME, Node::kNoToken);
    text(token);
  }

  void local_names(const Node& node, std::size_t) override {
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      put_local(source_text(first_token(node.children[i])), node.children[i + 1].token);
    }
  }

  bool clause(const Node& node, std::size_t depth) override {
    switch (node.rule) {
      case Parser::RuleHeadRule: head_rule(node, depth); return true;
      case Parser::RuleHeadException: {
        const std::size_t to = find_leaf(node, Lexer::TO);
        in_order(node, 0, to, depth);
        extra_ = 1;
        in_order(node, to, node.children.size(), depth);
        return true;
      }
      case Parser::RuleHeadProcedure: head_procedure(node, depth); return true;
      case Parser::RuleOutcome: outcome(node, depth); return true;
      case Parser::RuleClauseMay:
        choice(node.children[0], syntax::kLayers);
        in_order(node, 1, node.children.size(), depth);
        return true;
      case Parser::RuleClauseContains: case Parser::RuleClauseNoRule: places_clause(node, depth); return true;
      case Parser::RuleProvisions: case Parser::RuleProvisionGroup: provisions(node); return true;
      case Parser::RuleClauseVersion:
        for (const Node& each : node.children) {
          if (is_leaf(each) && (each.type == Lexer::DIGEST || each.type == Lexer::UNVERIFIED)) extra_ = 1;
          child(each, depth);
        }
        return true;
      case Parser::RuleHeadInstrument:
        in_order(node, 0, 2, depth);
        extra_ = 1;
        in_order(node, 2, node.children.size(), depth);
        return true;
      case Parser::RuleClauseCites: case Parser::RuleClauseLayer:
        for (std::size_t i = 0; i < node.children.size(); ++i) {
          const Node& each = node.children[i];
          if (is_leaf(each) && each.type == Lexer::UNVERIFIED) extra_ = 1;
          const Node* next = i + 1 < node.children.size() ? &node.children[i + 1] : nullptr;
          const bool of_instrument = node.rule == Parser::RuleClauseCites &&
                                     (next == nullptr || !is_leaf(*next) || next->type != Lexer::TEXT_LITERAL);
          if (is_leaf(each) && each.type == Lexer::PROVISION_LITERAL) {
            alone(each);
          } else if (each.rule == Parser::RuleName && !of_instrument) {
            choice(each, syntax::kLayers);
          } else {
            child(each, depth);
          }
        }
        return true;
      case Parser::RuleExpectation: expectation(node, depth); return true;
      case Parser::RuleClauseExpect:
        child(node.children[0], depth);
        if (node.children[1].rule == Parser::RuleName) {
          choice(node.children[1], syntax::kOutcomes);
        } else {
          child(node.children[1], depth);
        }
        return true;
      case Parser::RuleClauseOtherwise: case Parser::RuleClauseIfUnknown:
        for (std::size_t i = 0; i + 1 < node.children.size();) {
          const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
          if (phrase != nullptr) {
            keyword(phrase->chinese[0], node.children[i].token);
            i += phrase->english.size();
          } else {
            child(node.children[i++], depth);
          }
        }
        if (node.children.back().children.size() == 1) {
          choice(node.children.back(), syntax::kOutcomes);
        } else {
          child(node.children.back(), depth);
        }
        return true;
      case Parser::RuleResponseTime: response_time(node, depth); return true;
      case Parser::RuleGroupKey: group_key(node, depth); return true;
      case Parser::RuleClauseOutcome:
        child(node.children[0], depth);
        outcome(node.children[1], depth);
        return true;
      case Parser::RuleDue: due(node, depth); return true;
      case Parser::RuleClauseDue: case Parser::RuleClauseExtended: due_clause(node, depth); return true;
      case Parser::RuleClauseDisclose: case Parser::RuleClauseSteps: case Parser::RuleClauseDocument:
        spaced_clause(node, depth);
        return true;
      case Parser::RuleClauseWarn:
        if (!chinese_) return false;
        child(node.children[0], depth);
        keyword(Lexer::PERIOD, Node::kNoToken);
        keyword(Lexer::OF_WORD, Node::kNoToken);
        child(node.children[2], depth);
        return true;
      case Parser::RuleClauseField: case Parser::RuleCellHeading:
        for (std::size_t i = 0; i < node.children.size(); ++i) {
          const bool is_type = i > 0 && node.children[i].rule == Parser::RuleName;
          if (is_type) {
            choice(node.children[i], syntax::kPlainTypes);
          } else {
            child(node.children[i], depth);
          }
        }
        return true;
      case Parser::RuleType:
        if (!has_leaf(node, Lexer::LIST)) {
          choice(node.children[0], syntax::kPlainTypes);
          in_order(node, 1, node.children.size(), depth);
          return true;
        }
        if (!chinese_) return false;
        child(node.children[2], depth);
        keyword(Lexer::OF_WORD, Node::kNoToken);
        keyword(Lexer::LIST_WORD, Node::kNoToken);
        return true;
      case Parser::RuleMappingOption: case Parser::RuleMappedOption:
        may_break(depth + kFillLevel, true);
        extra_ = 1;
        return false;
      case Parser::RuleHeadDefine:
        in_order(node, 0, node.children.size() - 1, depth);
        may_break(depth);
        operand(node.children.back(), kAnyLevel, {}, depth);
        return true;
      case Parser::RuleClauseCharge: case Parser::RuleClauseRestarts:
        for (std::size_t i = 0; i < node.children.size();) {
          const Node& each = node.children[i];
          if (is_leaf(each) && i > 1 && each.type != Lexer::EQUALS && each.type != Lexer::AND && each.type != Lexer::FROM) {
            extra_ = each.type == Lexer::WHERE ? 0 : 1;
            may_break(depth + 1);
          }
          const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
          if (phrase != nullptr) {
            for (const TokenType word : phrase->chinese) keyword(word, each.token);
            i += phrase->english.size();
            continue;
          }
          // `and` joins what is included; a condition in it needs its brackets.
          if (is_leaf(each)) {
            child(each, depth);
          } else {
            operand(each, slot_of_clause(node, i), Follow{kAnd, kAnd}, depth);
          }
          ++i;
        }
        return true;
      default: return false;
    }
  }

  static Levels slot_of_clause(const Node& node, std::size_t at) {
    const Node* before = at > 0 ? &node.children[at - 1] : nullptr;
    const bool condition = before != nullptr && is_leaf(*before) && (before->type == Lexer::WHERE || before->type == Lexer::IF);
    return condition ? kAnyLevel : levels(kRounded);
  }

  void collect(const Node& node, std::vector<syntax::ProvisionPiece>& pieces, std::vector<std::size_t>& tokens) const {
    if (!is_leaf(node)) {
      for (const Node& each : node.children) collect(each, pieces, tokens);
      return;
    }
    pieces.push_back({node.type, source_text(node.token)});
    tokens.push_back(node.token);
  }

  /// `contains articles 1 to 43`, `no rule for articles 1, 2  because "…"`
  void places_clause(const Node& node, std::size_t depth) {
    plural_ = true;
    for (std::size_t i = 0; i < node.children.size();) {
      const Node& each = node.children[i];
      const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
      if (phrase != nullptr) {
        keyword(phrase->chinese[0], each.token);
        i += phrase->english.size();
        continue;
      }
      if (is_leaf(each) && each.type == Lexer::BECAUSE) {
        extra_ = 1;
        may_break(depth);
      }
      if (is_leaf(each) && each.type == Lexer::PROVISION_LITERAL) alone(each);
      else child(each, depth);
      ++i;
    }
    plural_ = false;
  }

  void alone(const Node& literal) {
    Node node;
    node.rule = Parser::RuleProvisions;
    node.children.push_back(literal);
    provisions(node);
  }

  /// `article 18, 19 (3)`, `第18条、第19条第3项`
  void provisions(const Node& node) {
    std::vector<syntax::ProvisionPiece> pieces;
    std::vector<std::size_t> tokens;
    collect(node, pieces, tokens);
    std::optional<ProvisionUnit> unit;
    bool first = true;
    for (const syntax::WrittenProvision& each : syntax::read_provisions(pieces)) {
      const Provision& place = each.provision;
      const std::size_t token = tokens[each.first];
      if (!first) comma(Node::kNoToken);
      first = false;
      const ProvisionWord& word = provision_word(place.unit);
      if (chinese_ && !place.is_label) {
        put(chinese_text(place), Lexer::NAME, token);
        continue;
      }
      if (chinese_ || unit != place.unit) {
        put(chinese_ ? word.chinese : plural_ ? word.plural : word.english, Lexer::NAME, token);
      }
      unit = place.unit;
      put(number_text(place), Lexer::NUMBER_LITERAL, token);
    }
  }

  void head_rule(const Node& node, std::size_t depth) {
    const std::size_t on = std::min(find_leaf(node, Lexer::ON), find_leaf(node, Lexer::ACROSS));
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (on != npos && i + 1 == on && node.children[i].rule == Parser::RuleName) {
        extra_ = 1;
        choice(node.children[i], syntax::kRuleKinds);
      } else {
        in_order(node, i, i + 1, depth);
      }
    }
  }

  /// `month of traded_on`, `traded_on 的 月份`
  void group_key(const Node& node, std::size_t depth) {
    may_break(depth + kFillLevel, true);
    if (node.children.size() < 3) return operand(node.children[0], levels(kSum), {}, depth);
    if (!chinese_) {
      singular_ = true;
      child(node.children[0], depth);
      child(node.children[1], depth);
      singular_ = false;
      return operand(node.children[2], levels(kSum), {}, depth);
    }
    operand(node.children[2], {kNegation, kSuffix}, {0, kSuffix}, depth);
    keyword(Lexer::OF_WORD, node.children[1].token);
    const TokenType unit = node.children[0].type;
    keyword(unit == Lexer::MONTH ? Lexer::MONTH_OF_WORD : unit == Lexer::YEAR ? Lexer::YEAR_OF_WORD : Lexer::QUARTER,
            node.children[0].token);
  }

  /// `for client and product of an Order`, `用于 委托 的 客户 和 产品`
  void head_procedure(const Node& node, std::size_t depth) {
    const std::size_t word = find_leaf(node, Lexer::FOR);
    const std::size_t of = find_leaf(node, Lexer::OF);
    in_order(node, 0, word, depth);
    extra_ = 1;
    child(node.children[word], depth);
    separates_ = true;
    if (chinese_) {
      child(node.children[of + 1], depth);
      keyword(Lexer::OF_WORD, node.children[of].token);
      child(node.children[of - 1], depth);
    } else {
      child(node.children[of - 1], depth);
      child(node.children[of], depth);
      const std::size_t article = words_.size();
      put("a", Lexer::A, Node::kNoToken);
      child(node.children[of + 1], depth);
      if (std::string("AEIOUaeiou").find(words_[article + 1].text[0]) != std::string::npos) words_[article].text = "an";
    }
    separates_ = false;
    in_order(node, of + 2, node.children.size(), depth);
  }

  /// [word, BY, procedure]
  void outcome(const Node& node, std::size_t depth) {
    if (node.children.size() < 3) {
      choice(node.children[0], syntax::kOutcomes);
    } else if (chinese_) {
      keyword(Lexer::VIA_WORD, node.children[1].token);
      child(node.children[2], depth);
      choice(node.children[0], syntax::kOutcomes);
    } else {
      choice(node.children[0], syntax::kOutcomes);
      child(node.children[1], depth);
      child(node.children[2], depth);
    }
  }

  void expectation(const Node& node, std::size_t depth) {
    if (is_leaf(node.children[0]) && node.children[0].type == Lexer::STATE) {
      child(node.children[0], depth);
      choice(node.children[1], syntax::kDeadlineStates);
      return in_order(node, 2, node.children.size(), depth);
    }
    if (node.children[0].rule != Parser::RuleName) return in_order(node, 0, node.children.size(), depth);
    choice(node.children[0], syntax::kOutcomes);
    in_order(node, 1, node.children.size(), depth);
  }

  // ---------------------------------------------------------------- deadlines

  void due_clause(const Node& node, std::size_t depth) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Node& each = node.children[i];
      if (is_leaf(each)) {
        if (each.type == Lexer::IF) {
          extra_ = 1;
          may_break(depth);
        }
        child(each, depth);
      } else if (i > 0 && is_leaf(node.children[i - 1]) && node.children[i - 1].type == Lexer::IF) {
        emit(each, {}, depth + 1);
      } else if (each.rule == Parser::RuleDue) {
        due(each, depth + 1);
      } else {
        due_value(each, depth + 1);
      }
    }
  }

  void due(const Node& node, std::size_t depth) {
    due_value(node.children[0], depth);
    if (node.children.size() == 1) return;
    extra_ = 1;
    may_break(depth);
    singular_ = true;
    in_order(node, 1, node.children.size(), depth);
    singular_ = false;
  }

  /// `自 X 起 15个工作日 内`
  void due_value(const Node& written, std::size_t depth) {
    const Node& node = written;
    const bool is_shift = node.rule == Parser::RuleAtom && atom_kind(node) == AtomKind::kShift;
    const bool from_start = is_shift && !has_leaf(node, Lexer::THE) && node.children.back().children[0].type == Lexer::AFTER;
    if (!chinese_ || !from_start) return operand(node, levels(kRounded), {}, depth);
    keyword(Lexer::FROM, Node::kNoToken);
    operand(node.children.back().children[1], {kNegation, kRounded}, {}, depth);
    keyword(Lexer::SINCE_WORD, node.children.back().children[0].token);
    length(node, depth);
    keyword(Lexer::INSIDE_WORD, Node::kNoToken);
  }

  /// `within 3 days after X`, `自 X 起 3日 内`
  void response_time(const Node& node, std::size_t depth) {
    extra_ = 1;
    may_break(depth);
    std::size_t rest = 2;
    if (node.children[0].type == Lexer::BY) {
      keyword(chinese_ ? Lexer::AT_WORD : Lexer::BY, node.children[0].token);
      operand(node.children[1], levels(kRounded), {}, depth);
      if (chinese_) keyword(Lexer::BEFORE_WORD, Node::kNoToken);
    } else {
      const bool after = node.children.size() > 2 && is_leaf(node.children[2]) && node.children[2].type == Lexer::AFTER;
      if (after) rest = 4;
      if (chinese_) {
        keyword(after ? Lexer::FROM : Lexer::AT_WORD, node.children[0].token);
        if (after) operand(node.children[3], {kNegation, kRounded}, {}, depth);
        if (after) keyword(Lexer::SINCE_WORD, node.children[2].token);
        child(node.children[1], depth);
        keyword(Lexer::INSIDE_WORD, Node::kNoToken);
      } else {
        child(node.children[0], depth);
        child(node.children[1], depth);
        if (after) child(node.children[2], depth);
        if (after) operand(node.children[3], {kNegation, kRounded}, {}, depth);
      }
    }
    if (rest == node.children.size()) return;
    extra_ = 1;
    may_break(depth);
    singular_ = true;
    in_order(node, rest, node.children.size(), depth);
    singular_ = false;
  }

  /// `…  in its current version`, `…  in order, before X`
  void spaced_clause(const Node& node, std::size_t depth) {
    for (std::size_t i = 0; i < node.children.size();) {
      const Node& each = node.children[i];
      if (is_leaf(each) && each.type == Lexer::IN) extra_ = 1;
      if (is_leaf(each) && each.type == Lexer::BEFORE) {
        if (chinese_) {
          keyword(Lexer::AT_WORD, each.token);
          operand(node.children[i + 1], levels(kRounded), {}, depth + 1);
          keyword(Lexer::BEFORE_WORD, Node::kNoToken);
          i += 2;
          continue;
        }
        if (node.rule == Parser::RuleClauseSteps && last_type_ != Lexer::COMMA) put(",", Lexer::COMMA, Node::kNoToken);
      }
      // A comma before `before` is written in English only.
      const bool before_next = i + 1 < node.children.size() && is_leaf(node.children[i + 1]) &&
                               node.children[i + 1].type == Lexer::BEFORE;
      if (is_leaf(each) && each.type == Lexer::COMMA && before_next) {
        ++i;
        continue;
      }
      const Phrase* phrase = chinese_ ? phrase_at(node, i) : nullptr;
      if (phrase != nullptr) {
        for (const TokenType word : phrase->chinese) keyword(word, each.token);
        i += phrase->english.size();
        continue;
      }
      child(each, depth);
      ++i;
    }
  }

  bool plural_ = false;  // `articles`, where an instrument says what it contains
};

}  // namespace

std::vector<Word> words_of(const Node& node, const syntax::WrittenFile& file, const WordsOptions& options) {
  return Writer(file, options).write(node);
}

}  // namespace probity::format
