#pragma once

#include "engine/syntax/expressions.h"
#include "engine/syntax/words.h"

namespace probity::syntax {

/// Reads a file's blocks, one after another, into units.
class Blocks {
 public:
  explicit Blocks(Reader& reader) : reader_(reader), exprs_(reader) {}

  void read(Block& block);
  [[nodiscard]] std::vector<ast::Unit> take() { return std::move(units_); }

  [[nodiscard]] static bool begins_block(TokenType type);
  /// In any block: what stands at the first column by mistake.
  [[nodiscard]] static bool begins_clause(TokenType type);

 private:
  /// What a block's clauses are, by the word that each begins with.
  struct ClauseWord {
    TokenType type;
    const char* key;                          ///< for `places`; null where it may come again
    bool (Blocks::*read)(const ClauseLines&);  ///< into the block that is being read; false: reported
  };
  using ClauseWords = std::vector<ClauseWord>;

  // blocks.cpp: what blocks have in common
  void read_clauses(const Block& block, const ClauseWords& words);
  const ClauseWord* find_clause(const ClauseLines& clause, const ClauseWords& words);
  bool has_name(const Block& block);
  bool misspelt_block(Block& block);
  void refuse_clauses(const Block& block, const std::string& name);
  void needs_header(const Block& block);
  void broken(std::size_t name_token);
  ast::Unit& unit() { return units_.back(); }
  template <typename Meaning, std::size_t kCount>
  std::optional<Meaning> meaning(const Word<Meaning> (&words)[kCount], Parser::NameContext& node, const char* noun);
  ast::Name name(Parser::NameContext* node) const { return exprs_.name(*node); }
  ast::Name whole(const antlr4::ParserRuleContext& node) const;
  ast::Name dotted(Parser::DottedContext& node) const;
  ast::Name subject(Parser::SubjectContext& node) const;
  ast::Texts texts(Parser::TextsContext& node);
  void local_names(Parser::LocalNamesContext* node, ast::Texts& into);
  std::size_t token(antlr4::tree::TerminalNode* node) const { return reader_.index_of(*node->getSymbol()); }
  std::string unquoted(antlr4::tree::TerminalNode* node);

  // header_blocks.cpp
  void read_unit(Block& block);
  bool header_title(const ClauseLines& clause);
  bool header_language(const ClauseLines& clause);
  bool header_layer(const ClauseLines& clause);
  bool header_zone(const ClauseLines& clause);
  bool header_calendar(const ClauseLines& clause);
  bool header_trading(const ClauseLines& clause);
  bool header_currency(const ClauseLines& clause);
  bool header_close(const ClauseLines& clause);
  bool header_uses(const ClauseLines& clause);
  bool header_encoding(const ClauseLines& clause);
  bool header_delimiter(const ClauseLines& clause);

  // vocabulary_blocks.cpp
  void read_enumeration(Block& block);
  void read_entity(Block& block);
  void read_document(Block& block);
  void read_act(Block& block);
  std::optional<ast::TypeName> type(Parser::TypeContext& node) const;
  bool document_version(const ClauseLines& clause);
  bool act_on(const ClauseLines& clause);
  bool act_date(const ClauseLines& clause);

  // instrument_blocks.cpp
  void read_instrument(Block& block);
  bool instrument_authority(const ClauseLines& clause);
  bool instrument_title(const ClauseLines& clause);
  bool instrument_layer(const ClauseLines& clause);
  bool instrument_contains(const ClauseLines& clause);
  bool instrument_version(const ClauseLines& clause);
  bool instrument_without_rule(const ClauseLines& clause);
  std::optional<std::vector<ast::PlacedProvision>> provisions(const antlr4::ParserRuleContext& node);
  std::optional<ast::DocumentVersion> version(const ClauseLines& clause);

  // rule_blocks.cpp
  void read_rule(Block& block);
  void read_exception(Block& block);
  void read_stricter(Block& block);
  void read_define(Block& block);
  static const ClauseWords& rule_clauses();
  std::optional<ast::Outcome> outcome(Parser::OutcomeContext& node);
  std::optional<ast::DeadlineDue> due(Parser::DueContext& node);
  template <typename Tree>
  bool expression(const ClauseLines& clause, Tree* (Parser::*rule)(), ast::ExprPtr& into);
  bool clause_title(const ClauseLines& clause);
  bool clause_cites(const ClauseLines& clause);
  bool clause_in_force(const ClauseLines& clause);
  bool clause_when(const ClauseLines& clause);
  bool clause_require(const ClauseLines& clause);
  bool clause_compare(const ClauseLines& clause);
  bool group_keys(Parser::HeadRuleContext& head, std::vector<ast::GroupKey>& keys);
  bool clause_otherwise(const ClauseLines& clause);
  bool clause_if_unknown(const ClauseLines& clause);
  bool clause_because(const ClauseLines& clause);
  bool clause_exempt(const ClauseLines& clause);
  bool clause_disclose(const ClauseLines& clause);
  bool clause_charge(const ClauseLines& clause);
  bool clause_bound(const ClauseLines& clause);
  bool clause_starts(const ClauseLines& clause);
  bool clause_due(const ClauseLines& clause);
  bool clause_extended(const ClauseLines& clause);
  bool clause_restarts(const ClauseLines& clause);
  bool clause_paused(const ClauseLines& clause);
  bool clause_met(const ClauseLines& clause);
  bool clause_unless(const ClauseLines& clause);
  bool clause_warn(const ClauseLines& clause);

  // response_blocks.cpp: clauses of gradings, alerts and responses
  bool clause_also_when(const ClauseLines& clause);
  bool clause_observe(const ClauseLines& clause);
  bool clause_gives(const ClauseLines& clause);
  bool clause_grade(const ClauseLines& clause);
  bool clause_points(const ClauseLines& clause);
  bool clause_recorded(const ClauseLines& clause);
  bool clause_raise(const ClauseLines& clause);
  bool clause_outcome(const ClauseLines& clause);
  bool clause_tell(const ClauseLines& clause);
  bool clause_ask(const ClauseLines& clause);
  std::optional<ast::Who> who(Parser::WhoContext& node);
  bool response_time(Parser::ResponseTimeContext* node, ast::Response& into);

  // parameter_blocks.cpp
  void read_parameter(Block& block);
  void read_setting(Block& block);
  void read_parameter_clauses(const Block& block, ast::Parameter& into, bool declares);
  bool parameter_right(const ClauseLines& clause, ast::Parameter& into);
  bool parameter_value(const ClauseLines& clause, ast::Parameter& into);

  // table_blocks.cpp
  void read_table(Block& block);
  void read_procedure(Block& block);
  std::vector<TokenRange> cells_of(TokenRange row) const;
  std::optional<ast::TableColumn> column(TokenRange cell);
  std::optional<ast::TableCell> cell(TokenRange cell, SourceSpan place);
  std::optional<ast::TableCell> simple_cell(TokenRange cell);
  std::optional<ast::TableRow> row(TokenRange tokens);
  bool procedure_steps(const ClauseLines& clause);
  bool procedure_document(const ClauseLines& clause);
  bool procedure_evidence(const ClauseLines& clause);

  // scenario_blocks.cpp
  void read_scenario(Block& block);
  bool scenario_on(const ClauseLines& clause);
  bool scenario_as_of(const ClauseLines& clause);
  bool scenario_now(const ClauseLines& clause);
  bool scenario_set(const ClauseLines& clause);
  bool scenario_given(const ClauseLines& clause);
  bool scenario_expect(const ClauseLines& clause);
  std::optional<ast::GivenList> given(Parser::GivenListContext& node);
  std::optional<ast::GivenValue> given(Parser::GivenValueContext& node);
  std::optional<ast::GivenRecord> given(Parser::GivenRecordContext& node);
  ast::ExprPtr scalar(Parser::GivenValueContext& node);
  std::optional<ast::Expectation> expectation(Parser::ExpectationContext& node);

  // source_blocks.cpp
  void read_mapping(const ClauseLines& clause);
  bool mapping_head(TokenRange tokens, ast::EntityMapping& mapping);
  bool mapping_option(Parser::MappingOptionContext& node, ast::EntityMapping& mapping);
  void read_mapped(TokenRange tokens, ast::EntityMapping& mapping);
  bool mapped_option(Parser::MappedOptionContext& node, ast::FieldMapping& mapping);
  bool value_map(Parser::ValueMapContext& node, ast::FieldMapping& mapping);
  ast::ColumnRef column_of(Parser::ColumnContext& node);
  std::vector<ast::ColumnRef> columns_of(Parser::ColumnsContext& node);
  ast::FieldMapping::As form_of(Parser::FormContext& node, std::string& format);

  Reader& reader_;
  Expressions exprs_;
  std::vector<ast::Unit> units_;
  bool header_missing_ = false;  // reported once a file
  std::size_t rules_ = 0;
  std::size_t rows_ = 0;

  // The block being read, for the readers of its clauses.
  ast::UnitHeader header_;
  ast::Document document_;
  ast::Instrument instrument_;
  ast::Act act_;
  ast::Clauses clauses_;
  ast::Procedure procedure_;
  ast::Scenario scenario_;
  std::map<std::string, SourceSpan> places_;
};

}  // namespace probity::syntax
