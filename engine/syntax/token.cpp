#include "engine/syntax/token.h"

#include <cctype>
#include <memory>

#include "ProbityLexer.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

/// Gives ANTLR the code points as they are, without a way round over UTF-8.
class PointStream : public antlr4::ANTLRInputStream {
 public:
  explicit PointStream(const std::u32string& points) { _data = points; }
};

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

struct Spellings {
  std::vector<std::string> by_type;
  std::vector<TokenType> keywords;
};

/// A keyword's symbol is its spelling in capitals: see the lexer's grammar.
Spellings make_spellings() {
  Spellings result;
  antlr4::ANTLRInputStream nothing;
  Lexer lexer(&nothing);
  const antlr4::dfa::Vocabulary& vocabulary = lexer.getVocabulary();
  result.by_type.resize(vocabulary.getMaxTokenType() + 1);
  for (std::size_t type = Lexer::RULESET; type <= Lexer::BPS; ++type) {
    std::string symbol = vocabulary.getSymbolicName(type);
    if (ends_with(symbol, "_WORD")) continue;
    for (char& c : symbol) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    result.by_type[type] = std::move(symbol);
    result.keywords.push_back(static_cast<TokenType>(type));
  }
  return result;
}

const Spellings& spellings() {
  static const Spellings kSpellings = make_spellings();
  return kSpellings;
}

}  // namespace

namespace {

/// Gives places their lines and columns; each place must not be before the one asked for last.
class Places {
 public:
  explicit Places(const DecodedText& text) : text_(text) {}

  void go_to(std::size_t offset) {
    for (; at_ < offset; ++at_) {
      if (text_.points[at_] != '\n') continue;
      ++line_;
      line_begin_ = at_ + 1;
    }
  }
  [[nodiscard]] std::uint32_t line() const { return line_; }
  [[nodiscard]] std::uint32_t column() const {
    const std::size_t mark = line_ == 1 && text_.has_byte_order_mark ? 1 : 0;
    return static_cast<std::uint32_t>(at_ - line_begin_ - mark + 1);
  }

 private:
  const DecodedText& text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

std::vector<Token> tokenize(const DecodedText& text) {
  PointStream stream(text.lexed);
  Lexer lexer(&stream);
  lexer.removeErrorListeners();
  Places places(text);
  std::vector<Token> tokens;
  tokens.reserve(text.lexed.size() / 5);
  while (true) {
    const std::unique_ptr<antlr4::Token> next = lexer.nextToken();
    if (next->getType() == antlr4::Token::EOF) break;
    Token token;
    token.type = static_cast<TokenType>(next->getType());
    token.begin = static_cast<std::uint32_t>(next->getStartIndex());
    token.end = static_cast<std::uint32_t>(next->getStopIndex() + 1);
    places.go_to(token.begin);
    token.line = places.line();
    token.column = places.column();
    places.go_to(token.end);
    token.end_line = places.line();
    token.end_column = places.column();
    tokens.push_back(token);
  }
  return tokens;
}

const std::string& spelling(TokenType type) {
  static const std::string kNone;
  const auto& all = spellings().by_type;
  return type < all.size() ? all[type] : kNone;
}

std::string_view chinese_of(TokenType type) {
  switch (type) {
#define PROBITY_CHINESE(symbol, word) \
  case Lexer::symbol: return word;
#include "chinese_words.def"
#undef PROBITY_CHINESE
    default: return {};
  }
}

const std::vector<TokenType>& keyword_types() { return spellings().keywords; }

bool is_word(TokenType type) {
  return type == Lexer::NAME || type == Lexer::CODE_LITERAL ||
         (type >= Lexer::RULESET && type <= Lexer::BPS);
}

bool is_reserved(TokenType type) {
  switch (type) {
    case Lexer::AND: case Lexer::OR: case Lexer::NOT: case Lexer::IS: case Lexer::ABOVE: case Lexer::BELOW:
    case Lexer::BEFORE: case Lexer::AFTER: case Lexer::KNOWN: case Lexer::UNKNOWN: case Lexer::OF:
    case Lexer::IF: case Lexer::THEN: case Lexer::ELSE: case Lexer::WHERE: case Lexer::HAS: case Lexer::YES:
    case Lexer::NO: case Lexer::SOME: case Lexer::EVERY: case Lexer::OTHER: case Lexer::MENTIONS:
    case Lexer::THE: case Lexer::ROUNDED: case Lexer::ANY:
    case Lexer::IS_NOT_WORD: case Lexer::IS_AT_LEAST_WORD: case Lexer::IS_AT_MOST_WORD:
    case Lexer::IS_ABOVE_WORD: case Lexer::IS_BELOW_WORD: case Lexer::IS_BEFORE_WORD:
    case Lexer::IS_AFTER_WORD: case Lexer::IS_AT_OR_BEFORE_WORD: case Lexer::IS_AT_OR_AFTER_WORD:
    case Lexer::IS_ONE_OF_WORD: case Lexer::IS_NOT_ONE_OF_WORD: case Lexer::IS_KNOWN_WORD:
    case Lexer::AT_LEAST_WORD: case Lexer::AT_MOST_WORD: case Lexer::MENTIONS_ANY_WORD:
    case Lexer::HALF_UP_WORD: case Lexer::HALF_EVEN_WORD: case Lexer::HALF_DOWN_WORD: case Lexer::UP_WORD:
    case Lexer::DOWN_WORD: case Lexer::CEILING_WORD: case Lexer::FLOOR_WORD: case Lexer::OF_WORD:
    case Lexer::IN_LIST_WORD: case Lexer::SORTED_WORD: case Lexer::TAKE_WORD: case Lexer::LARGER_WORD: case Lexer::SMALLER_WORD:
    case Lexer::BEFORE_WORD: case Lexer::AFTER_WORD: case Lexer::NEXT_DAY_WORD: case Lexer::COMPLETED_WORD:
    case Lexer::IF_UNKNOWN_WORD: case Lexer::OR_ELSE_WORD: case Lexer::AT_WORD: case Lexer::VIA_WORD:
    case Lexer::RECENT_WORD: case Lexer::TODAY_WORD: case Lexer::AND_TODAY_WORD:
    case Lexer::LAST_WINS_WORD: case Lexer::FIRST_WINS_WORD: case Lexer::IGNORING_OFFSET_WORD:
    case Lexer::STARTS_WITH_WORD: case Lexer::ENDS_WITH_WORD:
      return true;
    default: return false;
  }
}

}  // namespace probity::syntax
