#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

void Blocks::read_unit(Block& block) {
  using Kind = ast::UnitHeader::Kind;
  static const ClauseWords kRuleset = {
      {Lexer::TITLE, "title", &Blocks::header_title},          {Lexer::LANGUAGE, "language", &Blocks::header_language},
      {Lexer::LAYER, "layer", &Blocks::header_layer},          {Lexer::ZONE, "zone", &Blocks::header_zone},
      {Lexer::CALENDAR, "calendar", &Blocks::header_calendar}, {Lexer::TRADING, "trading", &Blocks::header_trading},
      {Lexer::TRADING_CALENDAR_WORD, "trading", &Blocks::header_trading},
      {Lexer::CURRENCY, "currency", &Blocks::header_currency}, {Lexer::CLOSE, "close", &Blocks::header_close},
      {Lexer::CLOSE_WORD, "close", &Blocks::header_close},
      {Lexer::USES, nullptr, &Blocks::header_uses},
  };
  static const ClauseWords kVocabulary = {
      {Lexer::TITLE, "title", &Blocks::header_title},
      {Lexer::LANGUAGE, "language", &Blocks::header_language},
      {Lexer::USES, nullptr, &Blocks::header_uses},
  };
  static const ClauseWords kSource = {
      {Lexer::TITLE, "title", &Blocks::header_title},
      {Lexer::LANGUAGE, "language", &Blocks::header_language},
      {Lexer::ZONE, "zone", &Blocks::header_zone},
      {Lexer::CURRENCY, "currency", &Blocks::header_currency},
      {Lexer::USES, nullptr, &Blocks::header_uses},
      {Lexer::ENCODING, "encoding", &Blocks::header_encoding},
      {Lexer::DELIMITER, "delimiter", &Blocks::header_delimiter},
  };
  const TokenType word = reader_.tokens()[block.head.begin].type;
  auto* head = reader_.parse(&Parser::headUnit, block.head, Context::kPlain);
  header_ = {};
  header_.span = reader_.span_of(block.head);
  header_.kind = word == Lexer::RULESET      ? Kind::kRuleset
                 : word == Lexer::VOCABULARY ? Kind::kVocabulary
                 : word == Lexer::SOURCE     ? Kind::kSource
                                             : Kind::kContinues;
  if (head != nullptr) {
    header_.name = dotted(*head->dotted());
    ast::Texts names;
    local_names(head->localNames(), names);
    if (!names.by_language.empty()) header_.title = std::move(names);
  } else {
    header_.name = reader_.name_of(block.head.begin + 1);
  }
  units_.emplace_back();
  switch (header_.kind) {
    case Kind::kRuleset: read_clauses(block, kRuleset); break;
    case Kind::kVocabulary: read_clauses(block, kVocabulary); break;
    case Kind::kContinues: refuse_clauses(block, "continues"); break;
    case Kind::kSource: {
      Block clauses = block;
      // What begins with no word of the header maps an entity: `Client from "customers" …`.
      const auto is_mapping = [this](const ClauseLines& clause) {
        const TokenRange tokens = clause.tokens;
        const auto from = [&](std::size_t at) {
          return at < tokens.end && reader_.tokens()[at].type == Lexer::FROM;
        };
        const bool dot = tokens.size() > 3 && reader_.tokens()[tokens.begin + 1].type == Lexer::DOT;
        return is_word(reader_.tokens()[tokens.begin].type) &&
               (from(tokens.begin + 1) || (dot && from(tokens.begin + 3)) || clause.lines.size() > 1);
      };
      clauses.clauses.clear();
      std::vector<const ClauseLines*> mappings;
      for (const ClauseLines& clause : block.clauses) {
        if (is_mapping(clause)) {
          mappings.push_back(&clause);
        } else {
          clauses.clauses.push_back(clause);
        }
      }
      read_clauses(clauses, kSource);
      for (const ClauseLines* mapping : mappings) read_mapping(*mapping);
      break;
    }
  }
  header_.places = places_;
  unit().header = std::move(header_);
}

bool Blocks::header_title(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseTitle, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  const std::optional<ast::Texts> of_head = std::move(header_.title);
  header_.title = texts(*node->texts());
  if (of_head) header_.title->by_language.insert(of_head->by_language.begin(), of_head->by_language.end());
  return true;
}

bool Blocks::header_language(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseLanguage, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  const std::size_t number = token(node->NUMBER_LITERAL());
  const std::string text = reader_.text_of(reader_.tokens()[number]);
  const Result<Decimal> value = Decimal::parse(text);
  if (value.ok() && value.value().to_integer().ok()) {
    header_.language = value.value().to_integer().value();
    header_.language_span = reader_.span_of(number);
    return true;
  }
  reader_.report(DiagnosticId::kUnknownWord, reader_.span_of(number), text, "version of the language")
      .suggest(PhraseId::kWriteLanguage, "1");
  return false;
}

bool Blocks::header_layer(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseLayer, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  header_.layer = meaning(kLayers, *node->name(), "layer");
  return header_.layer.has_value();
}

bool Blocks::header_zone(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseZone, clause.tokens, Context::kPlain);
  if (node != nullptr) header_.zone = whole(*node->zoneName());
  return node != nullptr;
}

bool Blocks::header_calendar(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseCalendar, clause.tokens, Context::kPlain);
  if (node != nullptr) header_.calendar = dotted(*node->dotted());
  return node != nullptr;
}

bool Blocks::header_trading(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseCalendar, clause.tokens, Context::kPlain);
  if (node != nullptr) header_.trading_calendar = dotted(*node->dotted());
  return node != nullptr;
}

bool Blocks::header_currency(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseCurrency, clause.tokens, Context::kPlain);
  if (node != nullptr) header_.currency = name(node->name());
  return node != nullptr;
}

bool Blocks::header_close(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseClose, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  const std::size_t place = token(node->TIME_LITERAL());
  const std::string text = reader_.text_of(reader_.tokens()[place]);
  const std::size_t colon = text.find(':');
  const std::size_t second = text.find(':', colon + 1);
  const int hour = std::stoi(text.substr(0, colon));
  const int minute = std::stoi(text.substr(colon + 1, 2));
  const int seconds = second == std::string::npos ? 0 : std::stoi(text.substr(second + 1, 2));
  if (hour > 23 || minute > 59 || seconds > 59 || text.find('.') != std::string::npos) {
    reader_.report(DiagnosticId::kBadTime, reader_.span_of(place), text).suggest(PhraseId::kTimeReads);
    return false;
  }
  header_.close_of_business_s = hour * 3600 + minute * 60 + seconds;
  return true;
}

bool Blocks::header_uses(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseUses, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  for (Parser::DottedContext* each : node->dotted()) header_.uses.push_back(dotted(*each));
  return true;
}

bool Blocks::header_encoding(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseEncoding, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  const ast::Name encoding = whole(*node->zoneName());
  header_.encoding = encoding.text;
  header_.encoding_span = encoding.span;
  return true;
}

bool Blocks::header_delimiter(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseDelimiter, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  header_.delimiter = unquoted(node->TEXT_LITERAL());
  header_.delimiter_span = reader_.span_of(token(node->TEXT_LITERAL()));
  return true;
}

}  // namespace probity::syntax
