#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

void Blocks::read_enumeration(Block& block) {
  auto* head = reader_.parse(&Parser::headEnumeration, block.head, Context::kPlain);
  ast::Enumeration enumeration;
  if (head != nullptr) {
    enumeration.name = name(head->name());
    enumeration.ordered = head->ORDERED() != nullptr;
    local_names(head->localNames(), enumeration.names);
  } else {
    broken(block.head.begin + 1);
  }
  const bool is_whole = head != nullptr;
  for (const ClauseLines& clause : block.clauses) {
    if (reader_.is_hopeless()) return;
    auto* node = reader_.parse(&Parser::clauseValue, clause.tokens, Context::kPlain);
    if (node == nullptr) {
      broken(clause.tokens.begin);
      continue;
    }
    ast::EnumerationValue value;
    value.name = name(node->name());
    local_names(node->localNames(), value.names);
    enumeration.values.push_back(std::move(value));
  }
  if (is_whole) unit().enumerations.push_back(std::move(enumeration));
}

std::optional<ast::TypeName> Blocks::type(Parser::TypeContext& node) const {
  ast::TypeName type;
  type.span = reader_.span_of(node);
  type.list = node.LIST() != nullptr || node.LIST_WORD() != nullptr;
  const ast::Name base = name(node.name());
  type.base = base.text;
  type.base_span = base.span;
  for (const auto& word : kPlainTypes) {
    if (base.text == word.chinese) type.base = word.english;
  }
  if (node.CODE_LITERAL() != nullptr) type.currency = reader_.text_of(reader_.tokens()[token(node.CODE_LITERAL())]);
  return type;
}

void Blocks::read_entity(Block& block) {
  ast::Entity entity;
  auto* head = reader_.parse(&Parser::headEntity, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) {
    entity.name = name(head->name());
    entity.is_record = head->RECORD() != nullptr;
    local_names(head->localNames(), entity.names);
  } else {
    broken(block.head.begin + 1);
  }
  for (const ClauseLines& clause : block.clauses) {
    if (reader_.is_hopeless()) return;
    const TokenRange range = clause.tokens;
    const auto type_at = [&](std::size_t i) {
      return range.begin + i < range.end ? reader_.tokens()[range.begin + i].type : TokenType{0};
    };
    // `subject date placed_at`; but `subject date zh "…"` is a field of that name.
    const bool is_subject_date =
        (type_at(0) == Lexer::SUBJECT && type_at(1) == Lexer::DATE && type_at(3) != Lexer::TEXT_LITERAL && range.size() > 2) ||
        (type_at(0) == Lexer::SUBJECT_DATE_WORD && range.size() == 2);
    if (is_subject_date) {
      if (auto* node = reader_.parse(&Parser::clauseSubjectDate, range, Context::kPlain)) {
        entity.subject_date = name(node->name());
      }
      continue;
    }
    auto* node = reader_.parse(&Parser::clauseField, range, Context::kPlain);
    if (node == nullptr) {
      broken(range.begin);
      continue;
    }
    ast::Field field;
    field.name = name(node->name());
    field.type = *type(*node->type());
    local_names(node->localNames(), field.names);
    entity.fields.push_back(std::move(field));
  }
  if (is_whole) unit().entities.push_back(std::move(entity));
}

void Blocks::read_document(Block& block) {
  static const ClauseWords kWords = {{Lexer::VERSION, nullptr, &Blocks::document_version}};
  document_ = {};
  auto* head = reader_.parse(&Parser::headDocument, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) {
    document_.name = name(head->name());
    local_names(head->localNames(), document_.names);
  } else {
    broken(block.head.begin + 1);
  }
  read_clauses(block, kWords);
  if (is_whole) unit().documents.push_back(std::move(document_));
}

bool Blocks::document_version(const ClauseLines& clause) {
  std::optional<ast::DocumentVersion> read = version(clause);
  if (!read) return false;
  document_.versions.push_back(std::move(*read));
  return true;
}

std::optional<ast::DocumentVersion> Blocks::version(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseVersion, clause.tokens, Context::kPlain);
  if (node == nullptr) return std::nullopt;
  ast::DocumentVersion version;
  version.span = reader_.span_of(clause.tokens);
  version.version = unquoted(node->TEXT_LITERAL(0));
  version.unverified = node->UNVERIFIED() != nullptr;
  version.period.span = version.span;
  if (node->DIGEST() != nullptr) {
    version.digest = unquoted(node->TEXT_LITERAL(1));
    version.digest_span = reader_.span_of(token(node->TEXT_LITERAL(1)));
  }
  std::size_t next = 0;
  for (const bool is_from : {true, false}) {
    if ((is_from ? node->FROM() : node->TO()) == nullptr) continue;
    const std::optional<Date> day = exprs_.date(token(node->DATE_LITERAL(next++)));
    if (!day) return std::nullopt;
    (is_from ? version.period.from : version.period.to) = day;
  }
  return version;
}

void Blocks::read_act(Block& block) {
  static const ClauseWords kWords = {
      {Lexer::ON, "on", &Blocks::act_on},
      {Lexer::DATE, "date", &Blocks::act_date},
  };
  act_ = {};
  act_.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headAct, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) {
    act_.name = head->subject() != nullptr ? subject(*head->subject()).text : unquoted(head->TEXT_LITERAL());
    local_names(head->localNames(), act_.names);
  }
  read_clauses(block, kWords);
  if (is_whole) unit().acts.push_back(std::move(act_));
}

bool Blocks::act_on(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseActOn, clause.tokens, Context::kPlain);
  if (node != nullptr) act_.on = name(node->name());
  return node != nullptr;
}

bool Blocks::act_date(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseActDate, clause.tokens, Context::kPlain);
  if (node != nullptr) act_.date = name(node->name());
  return node != nullptr;
}

}  // namespace probity::syntax
