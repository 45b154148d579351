#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

void Blocks::read_parameter(Block& block) {
  ast::Parameter parameter;
  parameter.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headParameter, block.head, Context::kExpression);
  bool is_whole = head != nullptr;
  if (is_whole) {
    parameter.name = name(head->name());
    for (Parser::LocalNamesContext* names : head->localNames()) local_names(names, parameter.names);
    if (Parser::ParameterTypeContext* written = head->parameterType()) {
      if (written->unit() != nullptr) parameter.unit = Expressions::unit_of(*written->unit());
      else parameter.type = type(*written->type());
    }
    if (head->rounded() != nullptr) {
      const SourceSpan place = reader_.span_of(*head->rounded());
      ast::ExprPtr value = exprs_.of(*head->rounded());
      is_whole = value != nullptr;
      if (is_whole) parameter.values.push_back({std::nullopt, std::move(value), place});
    }
  }
  const std::size_t before = reader_.mistakes();
  read_parameter_clauses(block, parameter, /*declares=*/true);
  // With a value or a direction left out it would be another parameter.
  if (!is_whole || reader_.mistakes() != before) return broken(block.head.begin + 1);
  unit().parameters.push_back(std::move(parameter));
}

void Blocks::read_setting(Block& block) {
  ast::Parameter read;
  ast::ParameterSetting setting;
  setting.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headSet, block.head, Context::kExpression);
  bool is_whole = head != nullptr;
  if (is_whole) {
    setting.target = dotted(*head->dotted());
    const SourceSpan place = reader_.span_of(*head->rounded());
    ast::ExprPtr value = exprs_.of(*head->rounded());
    is_whole = value != nullptr;
    if (is_whole) read.values.push_back({std::nullopt, std::move(value), place});
  }
  const std::size_t before = reader_.mistakes();
  read_parameter_clauses(block, read, /*declares=*/false);
  if (!is_whole || reader_.mistakes() != before) return;
  setting.title = std::move(read.title);
  setting.values = std::move(read.values);
  setting.cites = std::move(read.cites);
  unit().settings.push_back(std::move(setting));
}

/// `title`, `cites`, `from … is …`, and where a parameter is declared `firm may only raise`.
void Blocks::read_parameter_clauses(const Block& block, ast::Parameter& into, bool declares) {
  clauses_ = {};
  places_.clear();
  for (const ClauseLines& clause : block.clauses) {
    if (reader_.is_hopeless()) return;
    const std::size_t first = clause.tokens.begin;
    const TokenType word = reader_.tokens()[first].type;
    if (word == Lexer::TITLE) {
      if (!clause_title(clause)) continue;
      const auto [earlier, is_first] = places_.emplace("title", reader_.span_of(first));
      if (is_first) continue;
      reader_.report(DiagnosticId::kClauseTwice, reader_.span_of(first), "title")
          .label(earlier->second, PhraseId::kHereFirst)
          .suggest(PhraseId::kKeepOne);
    } else if (word == Lexer::CITES) {
      static_cast<void>(clause_cites(clause));
    } else if (word == Lexer::FROM) {
      static_cast<void>(parameter_value(clause, into));
    } else if (declares && meaning_of(kLayers, reader_.text_of(reader_.tokens()[first]))) {
      static_cast<void>(parameter_right(clause, into));
    } else if (reader_.may_be_parsed({first, first + 1})) {
      reader_.report(DiagnosticId::kUnknownClause, reader_.span_of(first), reader_.text_of(reader_.tokens()[first]))
          .suggest(declares ? PhraseId::kParameterHolds : PhraseId::kSettingHolds);
    }
  }
  into.title = std::move(clauses_.title);
  into.cites = std::move(clauses_.cites);
}

bool Blocks::parameter_right(const ClauseLines& clause, ast::Parameter& into) {
  auto* node = reader_.parse(&Parser::clauseMay, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  const std::optional<ast::Layer> layer = meaning(kLayers, *node->name(), "layer");
  if (!layer) return false;
  ast::ParameterRight right;
  right.layer = *layer;
  right.span = reader_.span_of(clause.tokens);
  if (node->RAISE() != nullptr) right.direction = ast::ParameterRight::Direction::kRaise;
  if (node->LOWER() != nullptr) right.direction = ast::ParameterRight::Direction::kLower;
  into.rights.push_back(right);
  return true;
}

bool Blocks::parameter_value(const ClauseLines& clause, ast::Parameter& into) {
  auto* node = reader_.parse(&Parser::clauseFromIs, clause.tokens, Context::kExpression);
  if (node == nullptr) return false;
  const std::optional<Date> from = exprs_.date(token(node->DATE_LITERAL()));
  const SourceSpan place = reader_.span_of(*node->rounded());
  ast::ExprPtr value = exprs_.of(*node->rounded());
  if (!from || value == nullptr) return false;
  into.values.push_back({from, std::move(value), place});
  return true;
}

}  // namespace probity::syntax
