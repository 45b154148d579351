#pragma once

#include "engine/syntax/reader.h"

namespace probity::syntax {

[[nodiscard]] inline bool has(antlr4::tree::TerminalNode* node) { return node != nullptr; }

inline SourceSpan joined_span(const SourceSpan& first, const SourceSpan& last) {
  SourceSpan span = first;
  span.end_line = last.end_line;
  span.end_column = last.end_column;
  return span;
}


/// Makes the syntax tree of expressions from ANTLR's. A null result means that something in it was
/// reported, and the clause is left out.
class Expressions {
 public:
  explicit Expressions(Reader& reader) : reader_(reader) {}

  [[nodiscard]] ast::ExprPtr of(Parser::ExprContext& node);
  [[nodiscard]] ast::ExprPtr of(Parser::SumContext& node);
  [[nodiscard]] ast::ExprPtr of(Parser::RoundedContext& node);
  [[nodiscard]] ast::Path path_of(Parser::PathContext& node) const;
  [[nodiscard]] ast::ExprPtr of(Parser::PathContext& node) const;
  [[nodiscard]] ast::ExprPtr of(Parser::InstantContext& node);
  [[nodiscard]] ast::ExprPtr of(Parser::NumberContext& node);
  [[nodiscard]] ast::ExprPtr of(Parser::LengthContext& node);
  [[nodiscard]] ast::ExprPtr of(Parser::NegationContext& node);
  [[nodiscard]] ast::ExprPtr truth(TokenRange range, bool value) const;
  [[nodiscard]] ast::ExprPtr text(std::size_t token);
  /// A number, money or rate of two tokens at most; `negative` where a minus stands before it.
  [[nodiscard]] ast::ExprPtr amount(TokenRange range, bool negative = false);
  [[nodiscard]] std::optional<Date> date(std::size_t token);
  /// A date or a moment as it is written, once it is known to be one.
  [[nodiscard]] std::optional<std::string> instant_text(Parser::InstantContext& node);
  /// `20 days after X` as the Chinese due clause has it: `自 X 起 20日 内`.
  [[nodiscard]] ast::ExprPtr counted_from(Parser::RoundedContext& anchor, Parser::DurationContext& duration,
                                          const antlr4::ParserRuleContext& at);
  [[nodiscard]] std::vector<std::string> texts_of(const std::vector<antlr4::tree::TerminalNode*>& nodes);
  [[nodiscard]] ast::Name name(Parser::NameContext& node) const;
  [[nodiscard]] static DurationUnit unit_of(Parser::UnitContext& node);
  [[nodiscard]] Reader& reader() { return reader_; }

 private:
  using Exprs = std::vector<ast::ExprPtr>;

  template <typename Node>
  ast::ExprPtr make(const antlr4::ParserRuleContext& at, Node node) const;
  /// `of` each node; the first that was reported ends it.
  template <typename Node>
  std::optional<Exprs> all(const std::vector<Node*>& nodes, std::size_t from = 0);

  ast::ExprPtr of(Parser::AndExprContext& node);
  ast::ExprPtr of(Parser::NotExprContext& node);
  ast::ExprPtr of(Parser::ComparisonContext& node);
  ast::ExprPtr of(Parser::ElementOrContext& node);
  ast::ExprPtr of(Parser::ElementAndContext& node);
  ast::ExprPtr of(Parser::ElementNotContext& node);
  ast::ExprPtr of(Parser::ElementComparisonContext& node);
  ast::ExprPtr of(Parser::ProductContext& node);
  ast::ExprPtr of(Parser::OrElseContext& node);
  ast::ExprPtr of(Parser::SuffixContext& node, ast::ExprPtr operand);
  ast::ExprPtr of(Parser::DurationContext& node);
  ast::ExprPtr of(Parser::AtomContext& node);
  ast::ExprPtr of(Parser::ElementContext& node);

  ast::ExprPtr of(Parser::AtomGroupContext& node);
  ast::ExprPtr of(Parser::AtomDurationContext& node);
  ast::ExprPtr of(Parser::AtomSomeContext& node);
  ast::ExprPtr of(Parser::AtomEveryContext& node);
  ast::ExprPtr of(Parser::AtomExtremeContext& node);
  ast::ExprPtr of(Parser::AtomOrdinalContext& node);
  ast::ExprPtr of(Parser::AtomChooseContext& node);
  ast::ExprPtr of(Parser::AtomElapsedContext& node);
  ast::ExprPtr of(Parser::AtomCountContext& node);
  ast::ExprPtr of(Parser::AtomTotalContext& node);
  ast::ExprPtr of(Parser::AtomLatestContext& node);
  ast::ExprPtr of(Parser::AtomShareContext& node);
  ast::ExprPtr of(Parser::AtomTakeContext& node);
  ast::ExprPtr of(Parser::AtomElapsedWordContext& node);
  ast::ExprPtr of(Parser::AtomEveryInContext& node);
  ast::ExprPtr of(Parser::AtomSomeInContext& node);
  ast::ExprPtr of(Parser::AtomCountInContext& node);
  ast::ExprPtr of(Parser::AtomTotalInContext& node);
  ast::ExprPtr of(Parser::AtomLatestInContext& node);
  ast::ExprPtr of(Parser::AtomCallContext& node);
  ast::ExprPtr of_other_atom(Parser::AtomContext& node);
  ast::ExprPtr of_chinese_atom(Parser::AtomContext& node);
  ast::ExprPtr counted_in(const antlr4::ParserRuleContext& at, std::size_t number, Parser::DayUnitContext& unit);

  template <typename Node, typename Operand>
  ast::ExprPtr comparison(Node& node, const std::vector<Operand*>& operands);
  template <typename Node, typename Operand>
  ast::ExprPtr logic(Node& node, const std::vector<Operand*>& operands, ast::BinaryOp op);
  template <typename Node, typename Operand>
  ast::ExprPtr chain(Node& node, const std::vector<Operand*>& operands);
  ast::ExprPtr balanced(std::vector<ast::ExprPtr>& operands, const std::vector<SourceSpan>& places,
                        std::size_t begin, std::size_t end, ast::BinaryOp op) const;
  ast::ExprPtr joined(const antlr4::ParserRuleContext& at, std::size_t op_token, ast::ExprPtr left, ast::ExprPtr right);
  ast::ExprPtr with_unit(const antlr4::ParserRuleContext& at, ast::ExprPtr count, Parser::UnitContext* unit,
                         Parser::ShiftContext* shift);
  template <typename Node>
  bool read_list(Node& node, ast::Collection& collection);
  template <typename Node>
  bool read_list_in(Node& node, ast::Collection& collection);
  std::optional<ast::Window> window_of(Parser::WindowInContext& node);
  template <typename Node>
  std::optional<ast::Window> with_length(Node& node, ast::Window window);
  template <typename Node>
  bool read_filtered(Node& node, ast::Collection& collection);
  std::optional<ast::Window> window_of(Parser::WindowContext& node);
  ast::ExprPtr shifted(const antlr4::ParserRuleContext& at, ast::ExprPtr duration, Parser::ShiftContext& shift);
  std::optional<ast::ExprPtr> where_of(Parser::ElementOrContext* node);
  std::optional<Decimal> number_at(std::size_t token);
  void report_bad_date(std::size_t token, const std::string& text);

  Reader& reader_;
  std::size_t depth_ = 0;
};

template <typename Node>
ast::ExprPtr Expressions::make(const antlr4::ParserRuleContext& at, Node node) const {
  auto result = std::make_unique<ast::Expr>();
  result->span = reader_.span_of(at);
  result->node = std::move(node);
  return result;
}

template <typename Node>
std::optional<Expressions::Exprs> Expressions::all(const std::vector<Node*>& nodes, std::size_t from) {
  Exprs result;
  for (std::size_t i = from; i < nodes.size(); ++i) {
    ast::ExprPtr each = of(*nodes[i]);
    if (each == nullptr) return std::nullopt;
    result.push_back(std::move(each));
  }
  return result;
}

}  // namespace probity::syntax
