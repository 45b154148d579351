#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ProbityLexer.h"
#include "ProbityParser.h"
#include "engine/format/text_words.h"
#include "engine/format/words.h"
#include "engine/syntax/words.h"

namespace probity::format {

/// Writes words one after another: how each is spelled, and what stands between it and the last.
class SingleWords {
 public:
  SingleWords(const syntax::WrittenFile& file, const WordsOptions& options)
      : file_(file), options_(options), chinese_(options.language == Language::kChinese) {}

 protected:
  using Lexer = syntax::generated::ProbityLexer;
  using Parser = syntax::generated::ProbityParser;

  static bool is_unit_word(TokenType type) { return type >= Lexer::SECOND && type <= Lexer::YEAR; }

  void put(std::string text, TokenType type, std::size_t token, std::size_t level = 0, bool fills = false) {
    if (next_level_ != 0 && level == 0) {
      level = next_level_;
      fills = next_fills_;
    }
    next_level_ = 0;
    words_.push_back({std::move(text), blanks_before(type), level, fills, token});
    last_type_ = type;
    glued_ = false;
    extra_ = 0;
  }

  /// The next word may begin a line.
  void may_break(std::size_t level, bool fills = false) {
    next_level_ = level;
    next_fills_ = fills;
  }

  [[nodiscard]] std::size_t blanks_before(TokenType type) const {
    if (glued_) return 0;
    switch (type) {
      case Lexer::COMMA: case Lexer::RPAREN: case Lexer::RBRACKET: case Lexer::PERCENT: case Lexer::PERMILLE:
      case Lexer::DOT: case Lexer::COLON:
        return 0;
      case Lexer::RBRACE: return last_type_ == Lexer::LBRACE ? 0 : 1;
      default: break;
    }
    switch (last_type_) {
      case Lexer::LPAREN: case Lexer::LBRACKET: case Lexer::DOT: return 0;
      default: break;
    }
    return 1 + extra_;
  }

  [[nodiscard]] std::string source_text(std::size_t token) const {
    const syntax::Token& each = file_.tokens[token];
    return syntax::to_composed_utf8(
        std::u32string_view(file_.text.points).substr(each.begin, each.end - each.begin));
  }

  void keyword(TokenType type, std::size_t token, std::size_t level = 0) {
    std::string text;
    if (chinese_) text = std::string(syntax::chinese_of(type));
    if (chinese_ && type == Lexer::NO && no_of_list_) text = "没有";
    if (chinese_ && (type == Lexer::AND) && separates_) text = "和";
    no_of_list_ = false;
    if (text.empty()) {
      text = syntax::spelling(type);
      if (is_unit_word(type) && is_plural()) text += "s";
      if (text.empty() && token != Node::kNoToken) text = source_text(token);
    } else if (is_unit_word(type) || type == Lexer::BUSINESS_DAY_WORD || type == Lexer::TRADING_DAY_WORD) {
      glued_ = last_type_ == Lexer::NUMBER_LITERAL;
    }
    put(std::move(text), type, token, level);
  }

  /// `1 day`, `the 3rd business day`, `month of`; else `days`.
  [[nodiscard]] bool is_plural() const {
    if (singular_) return false;
    for (std::size_t i = words_.size(); i-- > 0;) {
      const std::string& before = words_[i].text;
      if (before == "business" || before == "trading" || before == "full") continue;
      if (before == "1" || before == "next" || before == "last") return false;
      return !before.ends_with("st") && !before.ends_with("nd") && !before.ends_with("rd") && !before.ends_with("th");
    }
    return true;
  }

  void leaf(const Node& node, std::size_t level = 0) {
    const TokenType type = node.type;
    switch (type) {
      case Lexer::TEXT_LITERAL: return text(node.token);
      case Lexer::NUMBER_LITERAL: case Lexer::CODE_LITERAL: case Lexer::DATE_LITERAL: case Lexer::TIME_LITERAL:
      case Lexer::NAME:
        return put(source_text(node.token), type, node.token, level);
      case Lexer::MOMENT_LITERAL: return put(one_blank(source_text(node.token)), type, node.token, level);
      case Lexer::ORDINAL_LITERAL: return put(ordinal(source_text(node.token)), type, node.token, level);
      case Lexer::COMMA: return comma(node.token);
      case Lexer::LPAREN: return put("(", type, node.token, level);
      case Lexer::RPAREN: return put(")", type, node.token, level);
      case Lexer::LBRACE: return put("{", type, node.token, level);
      case Lexer::RBRACE: return put("}", type, node.token, level);
      case Lexer::LBRACKET: return put("[", type, node.token, level);
      case Lexer::RBRACKET: return put("]", type, node.token, level);
      case Lexer::DOT: return put(".", type, node.token);
      case Lexer::COLON: return put(":", type, node.token);
      case Lexer::PIPE: return put("|", type, node.token);
      case Lexer::PLUS: return put("+", type, node.token, level);
      case Lexer::MINUS: return put("-", type, node.token, level);
      case Lexer::STAR: return put(chinese_ ? "×" : "*", type, node.token, level);
      case Lexer::SLASH: return put("/", type, node.token, level);
      case Lexer::PERCENT: return put("%", type, node.token);
      case Lexer::PERMILLE: return put("‰", type, node.token);
      case Lexer::ARROW: return put("->", type, node.token);
      case Lexer::EQUALS: return put("=", type, node.token);
      default: return keyword(type, node.token, level);
    }
  }

  void comma(std::size_t token) {
    // Within brackets and braces `, `; between the values of a sentence Chinese has `、`.
    const bool enumerates = chinese_ && brackets_ == 0;
    put(enumerates ? "、" : ",", Lexer::COMMA, token);
    glued_ = enumerates;
    may_break(depth_ + kFillLevel, true);
  }

  static std::string one_blank(std::string text) {
    const std::size_t blank = text.find(' ');
    if (blank != std::string::npos) text.erase(blank + 1, text.find_first_not_of(' ', blank) - blank - 1);
    return text;
  }

  [[nodiscard]] std::string ordinal(const std::string& written) const {
    std::string digits;
    for (const char c : written) {
      if (c >= '0' && c <= '9') digits += c;
    }
    if (chinese_) return "第" + digits;
    const bool teen = digits.size() > 1 && digits[digits.size() - 2] == '1';
    switch (teen ? '0' : digits.back()) {
      case '1': return digits + "st";
      case '2': return digits + "nd";
      case '3': return digits + "rd";
      default: return digits + "th";
    }
  }

  /// A text is cut where a line may end inside it.
  void text(std::size_t token) {
    const syntax::Token& each = file_.tokens[token];
    const std::vector<TextPiece> pieces =
        pieces_of_text(std::u32string_view(file_.text.points).substr(each.begin, each.end - each.begin));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      put(pieces[i].text, Lexer::TEXT_LITERAL, token, i == 0 ? 0 : kTextLevel, i > 0);
      if (i > 0) words_.back().blanks = pieces[i].blank_before ? 1 : 0;
    }
  }

  // ---------------------------------------------------------------- names

  /// The name in the language written, where this node is exactly what has one.
  bool renamed(const Node& node) {
    if (!options_.translates || options_.names == nullptr) return false;
    const std::size_t first = first_token(node);
    if (first == Node::kNoToken) return false;
    const syntax::Token& begin = file_.tokens[first];
    const auto found = options_.names->find({begin.line, begin.column});
    if (found == options_.names->end()) return false;
    const syntax::Token& end = file_.tokens[last_token(node)];
    if (end.end_line != found->second.end_line || end.end_column != found->second.end_column) return false;
    put(found->second.text, Lexer::NAME, first);
    return true;
  }

  static std::size_t last_token(const Node& node) {
    if (is_leaf(node)) return node.token;
    std::size_t last = 0;
    for (const Node& child : node.children) {
      const std::size_t of_child = last_token(child);
      if (of_child != Node::kNoToken) last = std::max(last, of_child);
    }
    return last;
  }

  void name(const Node& node) {
    if (renamed(node)) return;
    put(source_text(first_token(node)), Lexer::NAME, first_token(node));
  }

  /// A word that chooses one of a few meanings, such as an outcome.
  template <typename Meaning, std::size_t kCount>
  void choice(const Node& node, const syntax::Word<Meaning> (&words)[kCount]) {
    const std::string written = source_text(first_token(node));
    if (options_.translates) {
      for (const auto& word : words) {
        if (written != word.english && written != word.chinese) continue;
        return put(chinese_ ? word.chinese : word.english, Lexer::NAME, first_token(node));
      }
    }
    name(node);
  }

  static constexpr std::size_t kLocalLevel = 1;
  static constexpr std::size_t kFillLevel = 40;
  static constexpr std::size_t kTextLevel = 90;

  const syntax::WrittenFile& file_;
  const WordsOptions& options_;
  bool chinese_;
  std::vector<Word> words_;
  TokenType last_type_ = 0;
  bool glued_ = false;        // the next word stands close to the last
  bool no_of_list_ = false;   // the next `no` is of a list
  bool separates_ = false;    // `and` stands between names
  bool singular_ = false;
  std::size_t extra_ = 0;     // further blanks before the next word
  std::size_t next_level_ = 0;
  bool next_fills_ = false;
  std::size_t depth_ = 1;
  std::size_t brackets_ = 0;
};

}  // namespace probity::format
