#include "engine/syntax/clause_parser.h"

#include <algorithm>

#include "ProbityLexer.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

/// The tokens of one clause, as ANTLR wants to see them. Token objects are used again and again.
class ClauseParser::Stream : public antlr4::TokenStream {
 public:
  void load(const std::vector<TokenType>& types) {
    while (pool_.size() < types.size() + 1) {
      pool_.push_back(std::make_unique<antlr4::CommonToken>(0));
      pool_.back()->setTokenIndex(pool_.size() - 1);
    }
    for (std::size_t i = 0; i < types.size(); ++i) pool_[i]->setType(types[i]);
    pool_[types.size()]->setType(antlr4::Token::EOF);
    count_ = types.size() + 1;
    at_ = 0;
  }

  antlr4::Token* LT(ssize_t k) override {
    const ssize_t wanted = static_cast<ssize_t>(at_) + (k > 0 ? k - 1 : k);
    if (k == 0 || wanted < 0) return nullptr;
    return pool_[std::min(static_cast<std::size_t>(wanted), count_ - 1)].get();
  }
  antlr4::Token* get(std::size_t index) const override { return pool_[std::min(index, count_ - 1)].get(); }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

  void consume() override {
    if (at_ + 1 < count_) ++at_;
  }
  std::size_t LA(ssize_t i) override {
    const antlr4::Token* token = LT(i);
    return token == nullptr ? 0 : token->getType();
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, count_ - 1); }
  std::size_t size() override { return count_; }
  std::string getSourceName() const override { return "clause"; }

 private:
  std::vector<std::unique_ptr<antlr4::CommonToken>> pool_;
  std::size_t count_ = 0;
  std::size_t at_ = 0;
};

/// Ends the parse at the first token that does not fit and notes which it was.
class ClauseParser::StopAtFirst : public antlr4::BailErrorStrategy {
 public:
  std::size_t failed_at = 0;

  void recover(antlr4::Parser* parser, std::exception_ptr failure) override {
    failed_at = parser->getCurrentToken()->getTokenIndex();
    try {
      std::rethrow_exception(failure);
    } catch (const antlr4::RecognitionException& exception) {
      if (const antlr4::Token* token = exception.getOffendingToken()) failed_at = token->getTokenIndex();
    }
    antlr4::BailErrorStrategy::recover(parser, failure);
  }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    failed_at = parser->getCurrentToken()->getTokenIndex();
    return antlr4::BailErrorStrategy::recoverInline(parser);
  }
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
};

ClauseParser::ClauseParser() : stream_(std::make_unique<Stream>()), strategy_(std::make_shared<StopAtFirst>()) {
  stream_->load({});
  parser_ = std::make_unique<Parser>(stream_.get());
  parser_->removeErrorListeners();
  parser_->setErrorHandler(strategy_);
}

ClauseParser::~ClauseParser() = default;

std::size_t ClauseParser::failed_at() const { return strategy_->failed_at; }

void ClauseParser::load(const std::vector<TokenType>& types, bool fast) {
  stream_->load(types);
  parser_->reset();
  parser_->getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
      fast ? antlr4::atn::PredictionMode::SLL : antlr4::atn::PredictionMode::LL);
}

namespace {

/// Could a path begin with it? (A name, or a keyword that is one wherever a name is expected.)
bool begins_path(TokenType type) { return is_word(type) && !is_reserved(type); }

/// Does the word at `i` do its work as a keyword, going by its neighbours?
bool is_keyword_here(const std::vector<TokenType>& types, std::size_t i) {
  const auto at = [&](std::size_t index) -> TokenType { return index < types.size() ? types[index] : TokenType{0}; };
  const TokenType next = at(i + 1);
  const TokenType previous = i > 0 ? types[i - 1] : TokenType{0};
  switch (types[i]) {
    case Lexer::COUNT: case Lexer::EVIDENCE: case Lexer::ONE:
      return next == Lexer::OF;
    case Lexer::CURRENCY: return next == Lexer::OF || previous == Lexer::OF_WORD;
    // What Chinese puts at a sentence's end stands behind `的`.
    case Lexer::COUNT_WORD: case Lexer::TOTAL_WORD: case Lexer::AVERAGE_WORD: case Lexer::LARGEST_WORD:
    case Lexer::SMALLEST_WORD: case Lexer::FULL_MONTHS_WORD: case Lexer::FULL_YEARS_WORD: case Lexer::DAYS_WORD:
    case Lexer::BUSINESS_DAYS_WORD: case Lexer::TRADING_DAYS_WORD: case Lexer::HOURS_WORD: case Lexer::CLOSE_WORD:
      return previous == Lexer::OF_WORD;
    case Lexer::DATE: return next == Lexer::OF || previous == Lexer::SUBJECT || previous == Lexer::OF_WORD;
    case Lexer::SUBJECT: return next == Lexer::DATE;
    case Lexer::CLOSE: return next == Lexer::OF && at(i + 2) == Lexer::BUSINESS;
    case Lexer::LEAP: return next == Lexer::DAY;
    case Lexer::MARCH: return previous == Lexer::IN;
    case Lexer::FULL: return next == Lexer::MONTH || next == Lexer::YEAR;
    case Lexer::BUSINESS: case Lexer::TRADING:
      return next == Lexer::DAY || (previous == Lexer::OF && i > 1 && types[i - 2] == Lexer::CLOSE);
    case Lexer::TOTAL: case Lexer::AVERAGE: case Lexer::LARGEST: case Lexer::SMALLEST: case Lexer::LATEST:
    case Lexer::EARLIEST:
      return begins_path(next) || next == Lexer::LPAREN || next == Lexer::OF_WORD;
    case Lexer::ALL: case Lexer::ACKNOWLEDGED: return begins_path(next);
    case Lexer::AT:
      return next == Lexer::LEAST || next == Lexer::MOST || next == Lexer::NUMBER_LITERAL ||
             (next == Lexer::OR && (at(i + 2) == Lexer::BEFORE || at(i + 2) == Lexer::AFTER));
    case Lexer::SECOND: case Lexer::MINUTE: case Lexer::HOUR: case Lexer::DAY: case Lexer::WEEK:
    case Lexer::MONTH: case Lexer::YEAR: case Lexer::BUSINESS_DAY_WORD: case Lexer::TRADING_DAY_WORD:
      return next == Lexer::FROM || previous == Lexer::LEAP || previous == Lexer::NUMBER_LITERAL ||
             previous == Lexer::ORDINAL_LITERAL || previous == Lexer::RPAREN || begins_path(previous);
    default: return true;
  }
}

bool is_currency_code(std::u32string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char32_t c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

void apply_context(std::vector<TokenType>& types, Context context) {
  for (std::size_t i = 1; i < types.size(); ++i) {
    if (!is_word(types[i])) continue;
    if (types[i - 1] == Lexer::DOT) {
      types[i] = Lexer::NAME;
    } else if (context == Context::kExpression && !is_keyword_here(types, i)) {
      types[i] = Lexer::NAME;
    }
  }
}

std::vector<TokenType> types_of(const std::vector<Token>& tokens, TokenRange range, const std::u32string& points) {
  std::vector<TokenType> types;
  types.reserve(range.size());
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Token& token = tokens[i];
    TokenType type = token.type;
    // `500.00 CNY`, and `money CNY` as a field's type.
    if (type == Lexer::NAME && i > range.begin) {
      const Token& previous = tokens[i - 1];
      const auto text = [&](const Token& which) {
        return std::u32string_view(points).substr(which.begin, which.end - which.begin);
      };
      const bool holds_money = previous.type == Lexer::NUMBER_LITERAL ||
                               (previous.type == Lexer::NAME && (text(previous) == U"money" || text(previous) == U"金额"));
      if (holds_money && is_currency_code(text(token))) type = Lexer::CODE_LITERAL;
    }
    types.push_back(type);
  }
  return types;
}

}  // namespace probity::syntax
