#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/base/check.h"
#include "engine/syntax/clause_parser.h"
#include "engine/syntax/layout.h"
#include "engine/syntax/parse.h"
#include "engine/syntax/written.h"

namespace probity::syntax {

using diagnostics::DiagnosticId;
using diagnostics::PhraseId;
using Parser = ClauseParser::Parser;

/// One file being read: its tokens, and how a clause of them is parsed or found wrong.
class Reader {
 public:
  Reader(const DecodedText& text, std::vector<Token> tokens, std::uint32_t file,
         diagnostics::Diagnostics& diagnostics, const Limits& limits)
      : text_(text), tokens_(std::move(tokens)), file_(file), diagnostics_(diagnostics), limits_(limits) {}

  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] std::uint32_t file() const { return file_; }

  /// The token as the file has it, but for full-width forms.
  [[nodiscard]] std::string text_of(const Token& token) const;
  [[nodiscard]] std::string text_of(TokenRange range) const;
  /// The same with a text's quotes taken off and its escapes read; mistakes are reported.
  [[nodiscard]] std::string unquoted(const Token& token);
  [[nodiscard]] SourceSpan span_of(std::size_t token) const;
  [[nodiscard]] SourceSpan span_of(TokenRange range) const;
  [[nodiscard]] ast::Name name_of(std::size_t token) const;

  /// More than `kMistakesMax` of one file tell a reader nothing new; the last says so.
  template <typename... Args>
  diagnostics::Diagnostic& report(DiagnosticId id, SourceSpan span, const Args&... args) {
    if (++mistakes_ <= kMistakesMax) return diagnostics_.report(id, span, args...);
    if (mistakes_ == kMistakesMax + 1) {
      diagnostics_.report(DiagnosticId::kTooManyMistakes, span, std::to_string(kMistakesMax));
    }
    return unseen_;
  }
  [[nodiscard]] bool is_hopeless() const { return mistakes_ > kMistakesMax; }
  static constexpr std::size_t kMistakesMax = 200;
  [[nodiscard]] std::size_t mistakes() const { return mistakes_; }
  /// A clause that was just refused may hold another, which is then not missing.
  void clause_in_doubt() { in_doubt_ = true; }
  [[nodiscard]] bool take_doubt() { return std::exchange(in_doubt_, false); }

  /// From here on the tree of each clause that is read is kept.
  void keep_trees() { keeps_trees_ = true; }
  [[nodiscard]] std::map<std::size_t, WrittenNode> take_trees() { return std::move(trees_); }
  [[nodiscard]] std::vector<Token> take_tokens() { return std::move(tokens_); }

  /// Treats a misspelt keyword as the one it is taken for, so that what follows is still read.
  void take_for(std::size_t token, TokenType type) { tokens_[token].type = type; }

  /// Runs a rule of the grammar on a clause. Null where it does not fit: that is reported.
  /// `begins_clause` knows the words that begin clauses in this kind of block.
  template <typename Tree>
  Tree* parse(Tree* (Parser::*rule)(), TokenRange range, Context context,
              bool (*begins_clause)(TokenType) = nullptr) {
    if (!may_be_parsed(range)) return nullptr;
    const std::vector<TokenType> types = types_of(tokens_, range, text_.points);
    std::vector<TokenType> meant = types;
    apply_context(meant, context);
    if (Tree* tree = parser_.parse(rule, meant)) {
      clause_begin_ = range.begin;
      if (keeps_trees_) trees_.insert_or_assign(range.begin, as_written(*tree));
      return tree;
    }
    if (is_hopeless()) return nullptr;
    const std::size_t failed_at = parser_.failed_at();
    std::size_t tries = kTriedTokensOfClause;
    const auto try_again = [this, rule, context, &tries](std::vector<TokenType> other) -> std::optional<std::size_t> {
      if (other.size() > tries || other.size() > tried_tokens_left_) return std::nullopt;
      tries -= other.size();
      tried_tokens_left_ -= other.size();
      apply_context(other, context);
      return parser_.accepts(rule, other) ? kParsed : parser_.failed_at();
    };
    explain({range, types, failed_at, context, try_again, begins_clause});
    return nullptr;
  }

  /// Of the last tree that `parse` gave: a node's tokens within the file.
  [[nodiscard]] TokenRange range_of(const antlr4::ParserRuleContext& node) const;
  [[nodiscard]] SourceSpan span_of(const antlr4::ParserRuleContext& node) const {
    return span_of(range_of(node));
  }
  [[nodiscard]] std::size_t index_of(const antlr4::Token& token) const {
    return clause_begin_ + token.getTokenIndex();
  }

  /// Reports what no clause may hold: stray signs, open texts, too many tokens, too deep nesting.
  [[nodiscard]] bool may_be_parsed(TokenRange range);

  static constexpr std::size_t kParsed = static_cast<std::size_t>(-1);
  // Finding good words for a mistake means trying what would fit, which a hostile file could make
  // long: past these many tokens the words are plainer.
  static constexpr std::size_t kTriedTokensOfClause = 12'000;
  static constexpr std::size_t kTriedTokensOfFile = 300'000;
  /// A clause that did not parse, and the means to find out what would.
  struct Failure {
    TokenRange range;
    std::vector<TokenType> types;  ///< as the lexer has them
    std::size_t at = 0;
    Context context = Context::kPlain;
    /// Where other tokens would fail; nothing where enough has been tried.
    std::function<std::optional<std::size_t>(std::vector<TokenType>)> parse;
    bool (*begins_clause)(TokenType) = nullptr;
  };

 private:
  void explain(const Failure& failure);
  [[nodiscard]] WrittenNode as_written(antlr4::tree::ParseTree& tree) const;
  [[nodiscard]] bool has_stray(TokenRange range);
  void explain_stray(std::size_t token);
  [[nodiscard]] SourceSpan end_of_line_at(std::size_t token) const;  ///< the empty place behind it
  [[nodiscard]] bool has_wrong_number(TokenRange range);
  [[nodiscard]] bool is_wrong_day(std::size_t token);
  [[nodiscard]] bool is_wrong_unit(std::size_t token, std::size_t end);
  [[nodiscard]] bool has_wrong_comma(TokenRange range);
  [[nodiscard]] bool is_too_deep(TokenRange range);

  const DecodedText& text_;
  std::vector<Token> tokens_;
  std::uint32_t file_;
  diagnostics::Diagnostics& diagnostics_;
  Limits limits_;
  ClauseParser parser_;
  std::size_t clause_begin_ = 0;
  bool keeps_trees_ = false;
  std::map<std::size_t, WrittenNode> trees_;
  std::size_t mistakes_ = 0;
  bool in_doubt_ = false;
  std::size_t tried_tokens_left_ = kTriedTokensOfFile;
  diagnostics::Diagnostic unseen_;
};

}  // namespace probity::syntax
