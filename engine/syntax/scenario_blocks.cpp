#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

void Blocks::read_scenario(Block& block) {
  static const ClauseWords kWords = {
      {Lexer::ON, "on", &Blocks::scenario_on},
      {Lexer::AS, "as of", &Blocks::scenario_as_of},
      {Lexer::AS_OF_WORD, "as of", &Blocks::scenario_as_of},
      {Lexer::NOW, "now", &Blocks::scenario_now},
      {Lexer::GIVEN, nullptr, &Blocks::scenario_given},
      {Lexer::SET, nullptr, &Blocks::scenario_set},
      {Lexer::EXPECT, nullptr, &Blocks::scenario_expect},
  };
  scenario_ = {};
  scenario_.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headScenario, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) scenario_.name = unquoted(head->TEXT_LITERAL());
  const std::size_t before = reader_.mistakes();
  read_clauses(block, kWords);
  // With a fact left out it would show something else than was written.
  if (is_whole && reader_.mistakes() == before) unit().scenarios.push_back(std::move(scenario_));
}

bool Blocks::scenario_on(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseOn, clause.tokens, Context::kPlain);
  if (node != nullptr) scenario_.subject = subject(*node->subject());
  return node != nullptr;
}

bool Blocks::scenario_as_of(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseAsOf, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  scenario_.as_of = exprs_.instant_text(*node->instant());
  return scenario_.as_of.has_value();
}

bool Blocks::scenario_now(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseNow, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  scenario_.now = exprs_.instant_text(*node->instant());
  return scenario_.now.has_value();
}

bool Blocks::scenario_set(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::headSet, clause.tokens, Context::kExpression);
  if (node == nullptr) return false;
  ast::ParameterSetting setting;
  setting.span = reader_.span_of(clause.tokens);
  setting.target = dotted(*node->dotted());
  const SourceSpan place = reader_.span_of(*node->rounded());
  ast::ExprPtr value = exprs_.of(*node->rounded());
  if (value == nullptr) return false;
  setting.values.push_back({std::nullopt, std::move(value), place});
  scenario_.settings.push_back(std::move(setting));
  return true;
}

bool Blocks::scenario_given(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseGiven, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  for (Parser::GivenEntityContext* each : node->givenEntity()) {
    if (each->givenList() != nullptr) {
      std::optional<ast::GivenList> list = given(*each->givenList());
      if (!list) return false;
      scenario_.given.push_back({name(each->name()), {}, std::move(*list)});
      continue;
    }
    std::optional<ast::GivenRecord> record = given(*each->givenRecord());
    if (!record) return false;
    scenario_.given.push_back({name(each->name()), std::move(*record), std::nullopt});
  }
  return true;
}

std::optional<ast::GivenRecord> Blocks::given(Parser::GivenRecordContext& node) {
  ast::GivenRecord record;
  for (Parser::GivenFieldContext* field : node.givenField()) {
    std::optional<ast::GivenValue> value = given(*field->givenValue());
    if (!value) return std::nullopt;
    record.fields.push_back({name(field->name()), std::make_unique<ast::GivenValue>(std::move(*value))});
  }
  return record;
}

std::optional<ast::GivenList> Blocks::given(Parser::GivenListContext& node) {
  ast::GivenList list;
  for (Parser::GivenValueContext* each : node.givenValue()) {
    std::optional<ast::GivenValue> item = given(*each);
    if (!item) return std::nullopt;
    list.items.push_back(std::move(*item));
  }
  return list;
}

std::optional<ast::GivenValue> Blocks::given(Parser::GivenValueContext& node) {
  ast::GivenValue result;
  result.span = reader_.span_of(node);
  if (node.givenRecord() != nullptr) {
    std::optional<ast::GivenRecord> record = given(*node.givenRecord());
    if (!record) return std::nullopt;
    result.node = std::move(*record);
    return result;
  }
  if (node.givenList() != nullptr) {
    std::optional<ast::GivenList> list = given(*node.givenList());
    if (!list) return std::nullopt;
    result.node = std::move(*list);
    return result;
  }
  ast::ExprPtr value = scalar(node);
  if (value == nullptr) return std::nullopt;
  result.node = std::move(value);
  return result;
}

ast::ExprPtr Blocks::scalar(Parser::GivenValueContext& node) {
  const TokenRange range = reader_.range_of(node);
  if (node.path() != nullptr) return exprs_.of(*node.path());
  if (node.instant() != nullptr) return exprs_.of(*node.instant());
  if (node.TEXT_LITERAL() != nullptr) return exprs_.text(range.begin);
  if (node.number() != nullptr) return exprs_.amount(reader_.range_of(*node.number()), node.MINUS() != nullptr);
  if (node.UNKNOWN() == nullptr) return exprs_.truth(range, node.YES() != nullptr);
  auto unknown = std::make_unique<ast::Expr>();
  unknown->span = reader_.span_of(range);
  unknown->node = ast::Path{{ast::Name{"unknown", unknown->span}}};
  return unknown;
}

bool Blocks::scenario_expect(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseExpect, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  std::optional<ast::Expectation> made = expectation(*node->expectation());
  if (!made) return false;
  made->span = reader_.span_of(clause.tokens);
  scenario_.expect.push_back(std::move(*made));
  return true;
}

std::optional<ast::Expectation> Blocks::expectation(Parser::ExpectationContext& node) {
  using Kind = ast::Expectation::Kind;
  ast::Expectation result;
  if (node.dotted() != nullptr) result.from = dotted(*node.dotted());
  if (node.NOTHING() != nullptr) {
    result.kind = Kind::kNothing;
  } else if (node.UNDETERMINED() != nullptr) {
    result.kind = Kind::kUndetermined;
  } else if (node.MISSING() != nullptr) {
    result.kind = Kind::kMissing;
    result.missing = exprs_.path_of(*node.path());
  } else if (node.DUE() != nullptr) {
    result.kind = Kind::kDue;
    const std::optional<std::string> instant = exprs_.instant_text(*node.instant());
    if (!instant) return std::nullopt;
    result.text = *instant;
  } else if (node.STATE() != nullptr) {
    result.kind = Kind::kState;
    result.text = name(node.name()).text;
  } else if (node.GRADE() != nullptr && node.givenValue() != nullptr) {
    result.kind = Kind::kGrade;
    std::optional<ast::GivenValue> value = given(*node.givenValue());
    if (!value) return std::nullopt;
    auto* scalar = std::get_if<ast::ExprPtr>(&value->node);
    if (scalar == nullptr) {
      reader_.report(DiagnosticId::kIncomplete, reader_.span_of(node), "grade", "a grade, a number or `unknown`");
      return std::nullopt;
    }
    result.grade = std::move(*scalar);
  } else if (reader_.tokens()[reader_.range_of(node).begin].type == Lexer::NOTHING) {
    reader_.report(DiagnosticId::kIncomplete, reader_.span_of(node), "nothing", "`from` and the name of a rule");
    return std::nullopt;
  } else {
    result.observed = node.OBSERVED() != nullptr;
    result.outcome = meaning(kOutcomes, *node.name(), "outcome");
    if (!result.outcome) return std::nullopt;
  }
  return result;
}

}  // namespace probity::syntax
