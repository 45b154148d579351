#include "engine/syntax/reader.h"

#include <algorithm>

#include "ProbityLexer.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

std::string Reader::text_of(const Token& token) const {
  return to_composed_utf8(std::u32string_view(text_.points).substr(token.begin, token.end - token.begin));
}

std::string Reader::text_of(TokenRange range) const {
  if (range.empty()) return {};
  const std::uint32_t begin = tokens_[range.begin].begin;
  return to_composed_utf8(std::u32string_view(text_.points).substr(begin, tokens_[range.end - 1].end - begin));
}

std::string Reader::unquoted(const Token& token) {
  const std::u32string raw =
      in_one_line(std::u32string_view(text_.points).substr(token.begin + 1, token.end - token.begin - 2));
  if (raw.find(U'\\') == std::u32string::npos) return to_composed_utf8(raw);
  std::u32string result;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      result += raw[i];
      continue;
    }
    const char32_t escaped = raw[++i];
    if (escaped == 'n') {
      result += U'\n';
    } else if (escaped == '"' || escaped == '\\' || escaped == U'“' || escaped == U'”') {
      result += escaped;
    } else {
      SourceSpan span = syntax::span_of(token, file_);
      span.column += static_cast<std::uint32_t>(i);
      span.end_column = span.column + 2;
      report(DiagnosticId::kUnknownEscape, span, to_utf8(std::u32string(1, escaped)))
          .suggest(PhraseId::kTextEscapes);
    }
  }
  return to_composed_utf8(result);
}

SourceSpan Reader::span_of(std::size_t token) const { return syntax::span_of(tokens_[token], file_); }

SourceSpan Reader::span_of(TokenRange range) const {
  if (range.empty()) return {file_, 0, 0, 0, 0};
  SourceSpan span = span_of(range.begin);
  const SourceSpan last = span_of(range.end - 1);
  span.end_line = last.end_line;
  span.end_column = last.end_column;
  return span;
}

ast::Name Reader::name_of(std::size_t token) const { return {text_of(tokens_[token]), span_of(token)}; }

TokenRange Reader::range_of(const antlr4::ParserRuleContext& node) const {
  const std::size_t begin = index_of(*node.start);
  // An empty node has its stop before its start.
  const std::size_t end = node.stop == nullptr ? begin : index_of(*node.stop) + 1;
  return {begin, std::max(begin, end)};
}

WrittenNode Reader::as_written(antlr4::tree::ParseTree& tree) const {
  WrittenNode node;
  if (auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(&tree)) {
    node.type = static_cast<TokenType>(terminal->getSymbol()->getType());
    node.token = index_of(*terminal->getSymbol());
    return node;
  }
  for (antlr4::tree::ParseTree* child : tree.children) {
    auto* terminal = dynamic_cast<antlr4::tree::TerminalNode*>(child);
    if (terminal != nullptr && terminal->getSymbol()->getType() == antlr4::Token::EOF) continue;
    WrittenNode made = as_written(*child);
    const bool is_empty = made.rule != WrittenNode::kLeaf && made.children.empty();
    if (!is_empty) node.children.push_back(std::move(made));
  }
  node.rule = static_cast<antlr4::ParserRuleContext&>(tree).getRuleIndex();
  const bool is_link = node.children.size() == 1 && node.children.front().rule != WrittenNode::kLeaf;
  if (!is_link) return node;
  WrittenNode only = std::move(node.children.front());
  return only;
}

bool Reader::may_be_parsed(TokenRange range) {
  if (range.size() > limits_.clause_tokens_max) {
    report(DiagnosticId::kClauseTooLong, span_of(range.begin), std::to_string(limits_.clause_tokens_max))
        .suggest(PhraseId::kSplitIt);
    return false;
  }
  return !has_stray(range) && !has_wrong_number(range) && !is_too_deep(range);
}

bool Reader::has_stray(TokenRange range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Token& token = tokens_[i];
    if (token.type == Lexer::UNCLOSED_TEXT) {
      report(DiagnosticId::kUnclosedText, span_of(i)).suggest(PhraseId::kEndWithQuote).edit(end_of_line_at(i), "\"");
      return true;
    }
    if (token.type != Lexer::STRAY) continue;
    explain_stray(i);
    return true;
  }
  return false;
}

/// An upper bound of how deep the parser and all that walks its tree must call themselves: open
/// brackets, conditions that hold others, and words that take what follows them.
bool Reader::is_too_deep(TokenRange range) {
  struct Level {
    std::size_t holders = 0;   // where, if, has: what follows is inside, up to the bracket's end
    std::size_t prefixes = 0;  // not, -, date of, before: up to the next joining word
  };
  std::vector<Level> levels(1);
  std::size_t holders = 0;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    switch (tokens_[i].type) {
      case Lexer::LPAREN: case Lexer::LBRACE: case Lexer::LBRACKET:
        holders += levels.back().prefixes;
        levels.back().holders += levels.back().prefixes;
        levels.back().prefixes = 0;
        levels.emplace_back();
        break;
      case Lexer::RPAREN: case Lexer::RBRACE: case Lexer::RBRACKET:
        if (levels.size() == 1) break;
        holders -= levels.back().holders;
        levels.pop_back();
        break;
      case Lexer::WHERE: case Lexer::IF: case Lexer::HAS: case Lexer::THE: case Lexer::IN_LIST_WORD: case Lexer::TAKE_WORD:
        ++levels.back().holders;
        ++holders;
        break;
      case Lexer::NOT: case Lexer::MINUS: case Lexer::OF: case Lexer::BEFORE: case Lexer::AFTER: case Lexer::ON:
        ++levels.back().prefixes;
        break;
      case Lexer::AND: case Lexer::OR: case Lexer::COMMA: case Lexer::PLUS: case Lexer::STAR:
      case Lexer::SLASH: case Lexer::IS:
        levels.back().prefixes = 0;
        break;
      default: break;
    }
    if (levels.size() - 1 + holders + levels.back().prefixes > limits_.nesting_max) {
      report(DiagnosticId::kNestingTooDeep, span_of(i), std::to_string(limits_.nesting_max))
          .suggest(PhraseId::kNameInnerParts);
      return true;
    }
  }
  return false;
}

}  // namespace probity::syntax
