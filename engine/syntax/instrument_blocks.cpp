#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"
#include "engine/syntax/provisions.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

void Blocks::read_instrument(Block& block) {
  static const ClauseWords kWords = {
      {Lexer::AUTHORITY, "authority", &Blocks::instrument_authority},
      {Lexer::TITLE, "title", &Blocks::instrument_title},
      {Lexer::LAYER, "layer", &Blocks::instrument_layer},
      {Lexer::CONTAINS, nullptr, &Blocks::instrument_contains},
      {Lexer::VERSION, nullptr, &Blocks::instrument_version},
      {Lexer::NO, nullptr, &Blocks::instrument_without_rule},
      {Lexer::NO_RULE_WORD, nullptr, &Blocks::instrument_without_rule},
  };
  instrument_ = {};
  instrument_.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headInstrument, block.head, Context::kPlain);
  if (head != nullptr) {
    instrument_.name = name(head->name());
    instrument_.names = texts(*head->texts());
  } else {
    broken(block.head.begin + 1);
  }
  const bool is_whole = head != nullptr;
  read_clauses(block, kWords);
  instrument_.places = places_;
  if (is_whole) unit().instruments.push_back(std::move(instrument_));
}

bool Blocks::instrument_authority(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseAuthority, clause.tokens, Context::kPlain);
  if (node != nullptr) instrument_.authority = texts(*node->texts());
  return node != nullptr;
}

bool Blocks::instrument_title(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseTitle, clause.tokens, Context::kPlain);
  if (node != nullptr) instrument_.title = texts(*node->texts());
  return node != nullptr;
}

bool Blocks::instrument_layer(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseLayer, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  instrument_.layer = meaning(kLayers, *node->name(), "layer");
  return instrument_.layer.has_value();
}

bool Blocks::instrument_contains(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseContains, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  auto read = provisions(*node->provisions());
  if (!read) return false;
  for (ast::PlacedProvision& each : *read) instrument_.contains.push_back(std::move(each));
  return true;
}

bool Blocks::instrument_version(const ClauseLines& clause) {
  std::optional<ast::DocumentVersion> read = version(clause);
  if (!read) return false;
  instrument_.versions.push_back(std::move(*read));
  return true;
}

bool Blocks::instrument_without_rule(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseNoRule, clause.tokens, Context::kPlain);
  if (node == nullptr) return false;
  auto read = provisions(*node->provisions());
  if (!read) return false;
  instrument_.without_rule.push_back({std::move(*read), texts(*node->texts()), reader_.span_of(clause.tokens)});
  return true;
}

std::optional<std::vector<ast::PlacedProvision>> Blocks::provisions(const antlr4::ParserRuleContext& node) {
  const TokenRange range = reader_.range_of(node);
  std::vector<ProvisionPiece> pieces;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Token& each = reader_.tokens()[i];
    const bool is_text = each.type == Lexer::TEXT_LITERAL;
    pieces.push_back({each.type, is_text ? reader_.unquoted(each) : reader_.text_of(each)});
  }
  std::vector<ast::PlacedProvision> result;
  for (WrittenProvision& each : read_provisions(pieces)) {
    const SourceSpan place = reader_.span_of(TokenRange{range.begin + each.first, range.begin + each.end});
    if (!each.unknown_word.empty()) {
      std::vector<std::string> known = {"paragraph"};
      for (const ProvisionWord& word : kProvisionWords) known.insert(known.end(), {word.english, word.plural});
      auto& diagnostic = reader_.report(DiagnosticId::kUnknownWord, reader_.span_of(range.begin + each.unknown_at),
                                        each.unknown_word, "part of a text");
      if (const auto near = diagnostics::nearest(each.unknown_word, known)) {
        diagnostic.suggest(PhraseId::kDidYouMean, *near).replace_with(*near);
      } else {
        diagnostic.suggest(PhraseId::kPartsOfText);
      }
      return std::nullopt;
    }
    // `article 198,209` without a blank is one number to the reader of numbers.
    const Provision& read = each.provision;
    for (const std::string* number : {&read.first, &read.last, &read.paragraph, &read.item, &read.last_item}) {
      if (read.is_label || number->find(',') == std::string::npos) continue;
      std::string apart;
      for (const char c : *number) apart += c == ',' ? std::string(", ") : std::string(1, c);
      reader_.report(DiagnosticId::kProvisionComma, place, *number).suggest(PhraseId::kWrite, apart);
      return std::nullopt;
    }
    const bool ends = !read.last.empty() || !read.last_item.empty();
    const bool two_places = !read.last.empty() && (!read.item.empty() || !read.last_item.empty());
    if (ends && (two_places || !is_range(read))) {
      reader_.report(DiagnosticId::kProvisionRange, place, number_text(read))
          .suggest(PhraseId::kRangeGoesUp);
      return std::nullopt;
    }
    result.push_back({std::move(each.provision), place});
  }
  return result;
}

}  // namespace probity::syntax
