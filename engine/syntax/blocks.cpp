#include "engine/syntax/blocks.h"

#include <algorithm>

#include "ProbityLexer.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

constexpr TokenType kBlockWords[] = {
    Lexer::RULESET, Lexer::VOCABULARY, Lexer::SOURCE, Lexer::CONTINUES, Lexer::RULE, Lexer::EXCEPTION,
    Lexer::TABLE, Lexer::PROCEDURE, Lexer::DEFINE, Lexer::SCENARIO, Lexer::ORDERED, Lexer::ENUMERATION,
    Lexer::ENTITY, Lexer::RECORD, Lexer::DOCUMENT, Lexer::ACT, Lexer::PARAMETER, Lexer::SET,
    Lexer::STRICTER, Lexer::INSTRUMENT,
};

bool begins_unit(TokenType type) {
  return type == Lexer::RULESET || type == Lexer::VOCABULARY || type == Lexer::SOURCE || type == Lexer::CONTINUES;
}

}  // namespace

bool Blocks::begins_block(TokenType type) {
  return std::find(std::begin(kBlockWords), std::end(kBlockWords), type) != std::end(kBlockWords);
}

bool Blocks::begins_clause(TokenType type) {
  switch (type) {
    case Lexer::STEPS: case Lexer::EVIDENCE: case Lexer::GIVEN: case Lexer::EXPECT: case Lexer::LAYER:
    case Lexer::ZONE: case Lexer::USES: case Lexer::CALENDAR: case Lexer::PIPE: case Lexer::AS: case Lexer::NOW:
      return true;
    default: break;
  }
  for (const ClauseWord& word : rule_clauses()) {
    if (word.type == type) return true;
  }
  return false;
}

void Blocks::read(Block& block) {
  const TokenType first = reader_.tokens()[block.head.begin].type;
  if (!begins_block(first) && !misspelt_block(block)) return;
  const TokenType type = reader_.tokens()[block.head.begin].type;
  if (!has_name(block)) return;
  if (begins_unit(type)) return read_unit(block);
  needs_header(block);
  switch (type) {
    case Lexer::RULE: return read_rule(block);
    case Lexer::EXCEPTION: return read_exception(block);
    case Lexer::TABLE: return read_table(block);
    case Lexer::PROCEDURE: return read_procedure(block);
    case Lexer::DEFINE: return read_define(block);
    case Lexer::SCENARIO: return read_scenario(block);
    case Lexer::PARAMETER: return read_parameter(block);
    case Lexer::SET: return read_setting(block);
    case Lexer::STRICTER: return read_stricter(block);
    case Lexer::INSTRUMENT: return read_instrument(block);
    case Lexer::ORDERED: case Lexer::ENUMERATION: return read_enumeration(block);
    case Lexer::ENTITY: case Lexer::RECORD: return read_entity(block);
    case Lexer::DOCUMENT: return read_document(block);
    default: return read_act(block);
  }
}

/// A misspelt block word is reported and the block read as what it was meant to be; false where
/// nothing is near.
bool Blocks::misspelt_block(Block& block) {
  const std::size_t first = block.head.begin;
  if (!reader_.may_be_parsed({first, first + 1})) return false;
  std::vector<std::string> words;
  for (const TokenType type : kBlockWords) {
    words.push_back(spelling(type));
    words.emplace_back(chinese_of(type));
  }
  const std::string text = reader_.text_of(reader_.tokens()[first]);
  const std::optional<std::string> near = diagnostics::nearest(text, words);
  auto& diagnostic = reader_.report(DiagnosticId::kUnknownBlock, reader_.span_of(first), text);
  if (!near) {
    diagnostic.suggest(PhraseId::kBlocksAtFirstColumn);
    if (block.head.size() > 1) broken(first + 1);
    return false;
  }
  diagnostic.suggest(PhraseId::kDidYouMean, *near).replace_with(*near);
  for (const TokenType type : kBlockWords) {
    if (spelling(type) == *near || chinese_of(type) == *near) reader_.take_for(first, type);
  }
  return true;
}

bool Blocks::has_name(const Block& block) {
  if (block.head.size() > 1) return true;
  const std::size_t first = block.head.begin;
  const std::string word = reader_.text_of(reader_.tokens()[first]);
  const bool is_scenario = reader_.tokens()[first].type == Lexer::SCENARIO;
  reader_.report(DiagnosticId::kBlockWithoutName, reader_.span_of(first), word)
      .suggest(is_scenario ? PhraseId::kScenarioName : PhraseId::kBlockName, word);
  return false;
}

void Blocks::needs_header(const Block& block) {
  if (!units_.empty()) return;
  if (!header_missing_) {
    reader_.report(DiagnosticId::kMissingHeader, reader_.span_of(block.head.begin))
        .suggest(PhraseId::kBeginWithHeader);
    header_missing_ = true;
  }
  units_.emplace_back();
  unit().header.kind = ast::UnitHeader::Kind::kContinues;
  unit().header.span = reader_.span_of(block.head.begin);
}

void Blocks::refuse_clauses(const Block& block, const std::string& name) {
  if (block.clauses.empty()) return;
  reader_.report(DiagnosticId::kNoClausesHere, reader_.span_of(block.clauses.front().tokens.begin), name)
      .suggest(PhraseId::kBelongsAtFirstColumn);
}

void Blocks::broken(std::size_t name_token) {
  if (name_token >= reader_.tokens().size() || !is_word(reader_.tokens()[name_token].type)) return;
  if (!units_.empty()) unit().broken.push_back(reader_.name_of(name_token));
}

const Blocks::ClauseWord* Blocks::find_clause(const ClauseLines& clause, const ClauseWords& words) {
  const std::size_t first = clause.tokens.begin;
  // Two clauses begin with `at`, and `warn at` is one only in a rule: the first word is enough.
  for (const ClauseWord& word : words) {
    if (word.type == reader_.tokens()[first].type) return &word;
  }
  if (!reader_.may_be_parsed({first, first + 1})) return nullptr;
  std::vector<std::string> spellings;
  for (const ClauseWord& word : words) {
    spellings.push_back(spelling(word.type));
    spellings.emplace_back(chinese_of(word.type));
  }
  const std::string text = reader_.text_of(reader_.tokens()[first]);
  const std::optional<std::string> near = diagnostics::nearest(text, spellings);
  auto& diagnostic = reader_.report(DiagnosticId::kUnknownClause, reader_.span_of(first), text);
  if (!near) return nullptr;
  diagnostic.suggest(PhraseId::kDidYouMean, *near).replace_with(*near);
  for (const ClauseWord& word : words) {
    if (spelling(word.type) != *near && chinese_of(word.type) != *near) continue;
    reader_.take_for(first, word.type);
    return &word;
  }
  return nullptr;
}

void Blocks::read_clauses(const Block& block, const ClauseWords& words) {
  places_.clear();
  for (const ClauseLines& clause : block.clauses) {
    if (reader_.is_hopeless()) return;
    const ClauseWord* word = find_clause(clause, words);
    if (word == nullptr) {
      places_.emplace("?", reader_.span_of(clause.tokens.begin));
      continue;
    }
    const std::string key = word->key != nullptr ? word->key : spelling(word->type);
    const SourceSpan place = reader_.span_of(clause.tokens.begin);
    if (!(this->*word->read)(clause)) {
      places_.emplace(key, place);
      if (reader_.take_doubt()) places_.emplace("?", place);
      continue;
    }
    const auto [earlier, is_first] = places_.emplace(key, place);
    if (is_first || word->key == nullptr) continue;
    reader_.report(DiagnosticId::kClauseTwice, place, key)
        .label(earlier->second, PhraseId::kHereFirst)
        .suggest(PhraseId::kKeepOne);
  }
}

template <typename Meaning, std::size_t kCount>
std::optional<Meaning> Blocks::meaning(const Word<Meaning> (&words)[kCount], Parser::NameContext& node,
                                       const char* noun) {
  const ast::Name word = name(&node);
  if (const std::optional<Meaning> found = meaning_of(words, word.text)) return found;
  auto& diagnostic = reader_.report(DiagnosticId::kUnknownWord, word.span, word.text, noun);
  const std::vector<std::string> known = english_of(words);
  if (const auto near = diagnostics::nearest(word.text, known)) {
    diagnostic.suggest(PhraseId::kDidYouMean, *near).replace_with(*near);
    return std::nullopt;
  }
  std::string list;
  for (std::size_t i = 0; i < known.size(); ++i) {
    list += (i == 0 ? "`" : i + 1 == known.size() ? " or `" : ", `") + known[i] + "`";
  }
  diagnostic.suggest(PhraseId::kItIs, list);
  return std::nullopt;
}

template std::optional<ast::RuleKind> Blocks::meaning(const Word<ast::RuleKind> (&)[std::size(kRuleKinds)],
                                                      Parser::NameContext&, const char*);
template std::optional<ast::OutcomeWord> Blocks::meaning(const Word<ast::OutcomeWord> (&)[std::size(kOutcomes)],
                                                         Parser::NameContext&, const char*);
template std::optional<ast::Layer> Blocks::meaning(const Word<ast::Layer> (&)[std::size(kLayers)],
                                                   Parser::NameContext&, const char*);

// ---------------------------------------------------------------- names and texts

ast::Name Blocks::whole(const antlr4::ParserRuleContext& node) const {
  const TokenRange range = reader_.range_of(node);
  return {reader_.text_of(range), reader_.span_of(range)};
}

ast::Name Blocks::dotted(Parser::DottedContext& node) const {
  ast::Name result{"", reader_.span_of(node)};
  for (Parser::NameContext* part : node.name()) {
    if (!result.text.empty()) result.text += ".";
    result.text += name(part).text;
  }
  return result;
}

/// `Order`, or `closing of Complaint` with one blank between its words.
ast::Name Blocks::subject(Parser::SubjectContext& node) const {
  ast::Name result{"", reader_.span_of(node)};
  for (Parser::NameContext* part : node.name()) {
    if (!result.text.empty()) result.text += " of ";
    result.text += name(part).text;
  }
  return result;
}

std::string Blocks::unquoted(antlr4::tree::TerminalNode* node) {
  return reader_.unquoted(reader_.tokens()[token(node)]);
}

ast::Texts Blocks::texts(Parser::TextsContext& node) {
  ast::Texts result;
  result.span = reader_.span_of(node);
  // Unmarked is English, unless English is given beside it: then it is Chinese.
  bool has_english = false;
  for (Parser::NameContext* language : node.localNames()->name()) has_english |= name(language).text == "en";
  result.by_language.emplace(has_english ? "zh" : "en", unquoted(node.TEXT_LITERAL()));
  local_names(node.localNames(), result);
  return result;
}

void Blocks::local_names(Parser::LocalNamesContext* node, ast::Texts& into) {
  if (node == nullptr) return;
  const std::vector<Parser::NameContext*> languages = node->name();
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const ast::Name language = name(languages[i]);
    const std::string text = unquoted(node->TEXT_LITERAL(i));
    if (into.span.line == 0) into.span = reader_.span_of(*node);
    if (into.by_language.emplace(language.text, text).second) continue;
    reader_.report(DiagnosticId::kClauseTwice, language.span, language.text).suggest(PhraseId::kKeepOne);
  }
}

}  // namespace probity::syntax
