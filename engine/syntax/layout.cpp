#include "engine/syntax/layout.h"

#include <algorithm>

#include "ProbityLexer.h"

namespace probity::syntax {
namespace {

using diagnostics::DiagnosticId;
using diagnostics::PhraseId;
using Lexer = generated::ProbityLexer;

constexpr std::size_t kMistakesMax = 50;  // of the indent

class Layout {
 public:
  Layout(const std::vector<Token>& tokens, const DecodedText& text, std::uint32_t file,
         const LayoutWords& words, diagnostics::Diagnostics& diagnostics)
      : tokens_(tokens), text_(text), file_(file), words_(words), diagnostics_(diagnostics) {}

  std::vector<Block> run() {
    std::size_t at = 0;
    while (at < tokens_.size()) {
      std::size_t end = at + 1;
      while (end < tokens_.size() && tokens_[end].line == tokens_[end - 1].end_line) ++end;
      add_line({at, end});
      at = end;
    }
    return std::move(blocks_);
  }

 private:
  void add_line(TokenRange line) {
    const Token& first = tokens_[line.begin];
    if (first.column == 1) {
      // A clause that lost its indent still belongs to the block above it.
      const bool is_clause = !words_.begins_block(first.type) && words_.begins_clause(first.type);
      if (is_clause && !blocks_.empty()) {
        if (++mistakes_ <= kMistakesMax) {
          diagnostics_.report(DiagnosticId::kClauseNotIndented, span_of(first, file_), text_at(first))
              .suggest(PhraseId::kIndentLikeOthers)
              .edit({file_, first.line, 1, first.line, 1}, std::string(indent_ > 1 ? indent_ - 1 : 2, ' '));
        }
        return add_clause(line);
      }
      blocks_.push_back({line, {}});
      indent_ = 0;
      return;
    }
    if (blocks_.empty()) {
      if (!indented_first_) {
        diagnostics_.report(DiagnosticId::kIndentedFirst, span_of(first, file_))
            .suggest(PhraseId::kBlockBeginsAtFirstColumn);
      }
      indented_first_ = true;
      return;
    }
    if (is_indented_block(line)) {
      diagnostics_.report(DiagnosticId::kUnknownClause, span_of(first, file_), text_at(first))
          .suggest(PhraseId::kBlockBeginsAtFirstColumn)
          .edit({file_, first.line, 1, first.line, first.column}, "");
      blocks_.push_back({line, {}});
      indent_ = 0;
      return;
    }
    if (indent_ == 0) indent_ = first.column;
    const bool continues = first.column > indent_ && !blocks_.back().clauses.empty() &&
                           !is_table_row(first) && !(text_.has_tab_indent && words_.begins_clause(first.type));
    if (continues) {
      ClauseLines& clause = blocks_.back().clauses.back();
      clause.tokens.end = line.end;
      clause.lines.push_back(line);
      return;
    }
    if (first.column < indent_ && !text_.has_tab_indent && !is_table_row(first) && ++mistakes_ <= kMistakesMax) {
      diagnostics_.report(DiagnosticId::kBadIndent, span_of(first, file_))
          .suggest(PhraseId::kIndentBy, std::to_string(indent_ - 1))
          .edit({file_, first.line, 1, first.line, first.column}, std::string(indent_ - 1, ' '));
    }
    add_clause(line);
  }

  void add_clause(TokenRange line) { blocks_.back().clauses.push_back({line, {line}}); }

  /// `rule NAME KIND on …` that lost its place at the first column.
  [[nodiscard]] bool is_indented_block(TokenRange line) const {
    const TokenType head = tokens_[blocks_.back().head.begin].type;
    if (head != Lexer::RULESET && head != Lexer::RULE && head != Lexer::EXCEPTION && head != Lexer::SCENARIO) return false;
    const TokenType type = tokens_[line.begin].type;
    return (type == Lexer::RULE && line.size() >= 5) || (type == Lexer::EXCEPTION && line.size() >= 4) ||
           (type == Lexer::SCENARIO && line.size() == 2);
  }

  /// Rows of a table stand one below the other, however they are indented.
  [[nodiscard]] bool is_table_row(const Token& first) const {
    return first.type == Lexer::PIPE && tokens_[blocks_.back().head.begin].type == Lexer::TABLE;
  }

  [[nodiscard]] std::string text_at(const Token& token) const {
    return to_utf8(std::u32string_view(text_.points).substr(token.begin, token.end - token.begin));
  }

  const std::vector<Token>& tokens_;
  const DecodedText& text_;
  std::uint32_t file_;
  const LayoutWords& words_;
  diagnostics::Diagnostics& diagnostics_;
  std::vector<Block> blocks_;
  std::uint32_t indent_ = 0;  // column of the current block's first clause; 0 before there is one
  bool indented_first_ = false;
  std::size_t mistakes_ = 0;
};

}  // namespace

std::vector<Block> lay_out(const std::vector<Token>& tokens, const DecodedText& text, std::uint32_t file,
                           const LayoutWords& words, diagnostics::Diagnostics& diagnostics) {
  return Layout(tokens, text, file, words, diagnostics).run();
}

SourceSpan span_of(const Token& token, std::uint32_t file) {
  return {file, token.line, token.column, token.end_line, token.end_column};
}

}  // namespace probity::syntax
