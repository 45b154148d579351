// Says, in the words of the person who wrote it, why a clause could not be read.
#include <algorithm>
#include <functional>

#include "ProbityLexer.h"
#include "engine/syntax/habits.h"
#include "engine/syntax/reader.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

constexpr std::size_t kProbedTokensMax = 400;  // longer clauses get a plainer message
constexpr std::size_t kFollowingMax = 12;      // tokens behind the place that are tried
constexpr std::size_t kOfferedMax = 4;

struct SignWords {
  std::string_view sign;
  std::string_view words;
};
constexpr SignWords kSigns[] = {
    {"=", "is"},           {"==", "is"},          {"!=", "is not"}, {"<>", "is not"}, {"≠", "is not"},
    {">=", "is at least"}, {"≥", "is at least"},  {"<=", "is at most"}, {"≤", "is at most"},
    {">", "is above"},     {"<", "is below"},
};

bool compares(TokenType type) {
  return type == Lexer::IS || (type >= Lexer::IS_NOT_WORD && type <= Lexer::IS_KNOWN_WORD);
}

bool is_unit(TokenType type) {
  return (type >= Lexer::SECOND && type <= Lexer::BPS) || type == Lexer::BUSINESS || type == Lexer::TRADING;
}

bool opens(TokenType type) {
  return type == Lexer::LPAREN || type == Lexer::LBRACE || type == Lexer::LBRACKET;
}
bool closes(TokenType type) {
  return type == Lexer::RPAREN || type == Lexer::RBRACE || type == Lexer::RBRACKET;
}

class Explanation {
 public:
  Explanation(Reader& reader, const Reader::Failure& failure)
      : reader_(reader), failure_(failure), at_(failure.at), token_(failure.range.begin + failure.at) {}

  void give() {
    go_on();
    if (clause_too_deep() || kind_missing() || if_for_when() || rounding_mode()) return;
    if (Habits(reader_, failure_, at_).explained()) return;
    if (bracket() || sign() || chained() || percent() || unit() || reserved() || missing_branch()) return;
    expected();
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= failure_.types.size(); }
  [[nodiscard]] TokenType type() const { return at_end() ? TokenType{0} : failure_.types[at_]; }
  [[nodiscard]] TokenType before(std::size_t back = 1) const {
    return at_ >= back ? failure_.types[at_ - back] : TokenType{0};
  }
  [[nodiscard]] std::string text() const { return reader_.text_of(reader_.tokens()[token_]); }
  /// The end of the clause is marked behind its last token.
  [[nodiscard]] SourceSpan span() const {
    if (!at_end()) return reader_.span_of(token_);
    SourceSpan last = reader_.span_of(failure_.range.end - 1);
    last.line = last.end_line;
    last.column = last.end_column;
    return last;
  }

  [[nodiscard]] std::vector<TokenType> beginning(std::size_t count) const {
    return {failure_.types.begin(), failure_.types.begin() + static_cast<std::ptrdiff_t>(count)};
  }

  /// Can a token of this type stand where the parse ended? ANTLR leaves a loop where the words after
  /// its first one are missing, and then blames that first one; so it is tried with what follows it.
  [[nodiscard]] bool fits(TokenType candidate) const {
    if (fits_before_a_name(candidate)) return true;
    if (at_ > kProbedTokensMax) return false;
    std::vector<TokenType> types = beginning(at_);
    types.push_back(candidate);
    if (goes_past(types)) return true;
    if (at_end()) return false;
    types = failure_.types;
    types.resize(std::min(types.size(), at_ + kFollowingMax));
    types[at_] = candidate;
    return goes_past(types);
  }

  /// The same by one trial only, which is right for nearly every keyword.
  [[nodiscard]] bool fits_before_a_name(TokenType candidate) const {
    if (at_ > kProbedTokensMax) return false;
    std::vector<TokenType> types = beginning(at_);
    types.push_back(candidate);
    types.push_back(Lexer::NAME);
    return goes_past(types);
  }

  [[nodiscard]] bool goes_past(const std::vector<TokenType>& types) const {
    return failure_.parse(types).value_or(0) > at_;
  }

  /// The place that was blamed may be too early, for the same reason.
  void go_on() {
    for (std::size_t i = 0; i < kFollowingMax && !at_end() && at_ <= kProbedTokensMax; ++i) {
      std::vector<TokenType> types = beginning(at_ + 1);
      types.push_back(Lexer::NAME);
      if (!goes_past(types)) return;
      ++at_;
      ++token_;
    }
  }

  /// Could the clause end here?
  [[nodiscard]] bool may_end() const {
    if (at_ > kProbedTokensMax) return true;
    return failure_.parse(beginning(at_)).value_or(Reader::kParsed) == Reader::kParsed;
  }

  /// `rule tested on Order`: the word before `on` is the name or the kind, and the other is missing.
  bool kind_missing() {
    if (failure_.types.size() < 3 || failure_.types[0] != Lexer::RULE || failure_.types[2] != Lexer::ON) return false;
    if (at_ < 2 || at_ > 4) return false;
    const std::size_t place = failure_.range.begin + 1;
    reader_.report(DiagnosticId::kKindMissing, reader_.span_of(place), reader_.text_of(reader_.tokens()[place]))
        .suggest(PhraseId::kRuleHead);
    return true;
  }

  /// `if A then …` as a clause of a rule.
  bool if_for_when() {
    if (failure_.types[0] != Lexer::IF || failure_.begins_clause == nullptr) return false;
    if (failure_.types.size() > 1 && failure_.types[1] == Lexer::UNKNOWN) return false;
    reader_.report(DiagnosticId::kWrittenOtherwise, reader_.span_of(failure_.range.begin), "if")
        .suggest(PhraseId::kWriteWhenAndRequire);
    reader_.clause_in_doubt();
    return true;
  }

  /// `rounded to 0.01` without its mode.
  bool rounding_mode() {
    std::size_t number = at_;
    for (std::size_t back = 1; back <= 2 && number == at_; ++back) {
      if (at_ >= back + 2 && before(back) == Lexer::NUMBER_LITERAL && before(back + 1) == Lexer::TO &&
          before(back + 2) == Lexer::ROUNDED) {
        number = at_ - back;
      }
    }
    if (number == at_ || !fits(Lexer::CEILING)) return false;
    const TokenRange unit{failure_.range.begin + number, failure_.range.begin + at_};
    if (!at_end() && is_word(type()) && misspelt()) return true;
    reader_.report(DiagnosticId::kRoundingMode, reader_.span_of(unit)).suggest(PhraseId::kWriteRoundingMode);
    return true;
  }

  bool clause_too_deep() {
    if (at_end() || at_ == 0 || failure_.begins_clause == nullptr) return false;
    const auto& tokens = reader_.tokens();
    if (tokens[token_].line == tokens[token_ - 1].end_line) return false;
    if (!failure_.begins_clause(tokens[token_].type) || !may_end()) return false;
    SourceSpan indent = span();
    indent.end_line = indent.line;
    indent.end_column = indent.column;
    indent.column = 1;
    const std::size_t depth = tokens[failure_.range.begin].column - 1;
    reader_.report(DiagnosticId::kClauseTooDeep, span(), text())
        .suggest(PhraseId::kGiveItTheIndent)
        .edit(indent, std::string(depth, ' '));
    reader_.clause_in_doubt();
    return true;
  }

  bool bracket() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < std::min(at_, failure_.types.size()); ++i) {
      if (opens(failure_.types[i])) open.push_back(i);
      if (closes(failure_.types[i]) && !open.empty()) open.pop_back();
    }
    if (at_end() && !open.empty()) {
      const std::size_t place = failure_.range.begin + open.back();
      reader_.report(DiagnosticId::kUnclosedBracket, reader_.span_of(place),
                     reader_.text_of(reader_.tokens()[place]));
      return true;
    }
    if (!at_end() && closes(type()) && open.empty()) {
      reader_.report(DiagnosticId::kUnmatchedBracket, span(), text());
      return true;
    }
    return false;
  }

  bool sign() {
    if (type() != Lexer::COMPARE_SIGN && type() != Lexer::EQUALS) return false;
    if (!fits(Lexer::IS)) return false;
    const std::string sign = text();
    auto& diagnostic = reader_.report(DiagnosticId::kComparisonSign, span(), sign);
    for (const SignWords& each : kSigns) {
      if (each.sign != sign) continue;
      diagnostic.suggest(PhraseId::kWrite, std::string(each.words)).replace_with(std::string(each.words));
    }
    return true;
  }

  /// `a is at least b is at most c`
  bool chained() {
    if (!compares(type())) return false;
    for (std::size_t i = at_; i-- > 0;) {
      const TokenType earlier = failure_.types[i];
      if (earlier == Lexer::AND || earlier == Lexer::OR || earlier == Lexer::LPAREN) return false;
      if (!compares(earlier)) continue;
      reader_.report(DiagnosticId::kChainedComparison, span())
          .label(reader_.span_of(failure_.range.begin + i), PhraseId::kTheFirstOne)
          .suggest(PhraseId::kJoinWithAnd);
      return true;
    }
    return false;
  }

  bool percent() {
    if (type() != Lexer::PERCENT && type() != Lexer::PERMILLE && type() != Lexer::BPS) return false;
    if (before() == Lexer::NUMBER_LITERAL) return false;
    reader_.report(DiagnosticId::kPercentWithoutNumber, span(), text()).suggest(PhraseId::kRateReads);
    return true;
  }

  bool unit() {
    if (at_ == 0 || before() != Lexer::NUMBER_LITERAL || at_end()) return false;
    const std::size_t number = token_ - 1;
    const std::string digits = reader_.text_of(reader_.tokens()[number]);
    const bool shifts = type() == Lexer::BEFORE || type() == Lexer::AFTER;
    const bool needs_percent = type() == Lexer::OF && fits(Lexer::PERCENT);
    if (shifts || needs_percent) {
      auto& missing = reader_.report(DiagnosticId::kMissingUnit, reader_.span_of(number), digits);
      if (shifts) missing.suggest(PhraseId::kWriteUnit, digits);
      else missing.suggest(PhraseId::kWrite, digits + "%").replace_with(digits + "%");
      return true;
    }
    if (type() != Lexer::NAME || !fits(Lexer::CODE_LITERAL)) return false;
    const std::string word = text();
    auto& diagnostic = reader_.report(DiagnosticId::kUnknownUnit, span(), word);
    std::string code = word;
    for (char& c : code) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    const auto unit = diagnostics::nearest(
        word, {"days", "weeks", "months", "years", "hours", "minutes", "seconds", "bps"});
    if (unit) {
      diagnostic.suggest(PhraseId::kDidYouMean, *unit).replace_with(*unit);
    } else if (code.size() == 3 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos) {
      diagnostic.suggest(PhraseId::kCurrencyInCapitals, code).replace_with(code);
    } else {
      diagnostic.suggest(PhraseId::kBehindANumber);
    }
    return true;
  }

  /// A word of the language where a name is meant: with a name in its place the clause would read.
  bool reserved() {
    if (at_end() || !is_word(type()) || !is_reserved(type()) || at_ > kProbedTokensMax) return false;
    std::vector<TokenType> types = failure_.types;
    types[at_] = Lexer::NAME;
    if (failure_.parse(types) != Reader::kParsed) return false;
    auto& diagnostic = reader_.report(DiagnosticId::kReservedWord, span(), text());
    const bool may_be_quoted = failure_.context == Context::kPlain && fits(Lexer::TEXT_LITERAL);
    if (may_be_quoted) diagnostic.suggest(PhraseId::kWriteInQuotes, text()).replace_with("\"" + text() + "\"");
    else diagnostic.suggest(PhraseId::kChooseAnotherName, text());
    return true;
  }

  bool missing_branch() {
    std::size_t ifs = 0;
    std::size_t place = 0;
    for (std::size_t i = 1; i < std::min(at_, failure_.types.size()); ++i) {
      if (failure_.types[i] != Lexer::IF) continue;
      ++ifs;
      place = i;
    }
    if (ifs == 0) return false;
    const bool no_then = fits(Lexer::THEN);
    if (!no_then && !fits(Lexer::ELSE)) return false;
    if (!at_end() && is_misspelt({no_then ? Lexer::THEN : Lexer::ELSE})) return false;
    reader_.report(DiagnosticId::kIfWithoutElse, reader_.span_of(failure_.range.begin + place),
                   no_then ? "then" : "else")
        .suggest(PhraseId::kChoiceReads);
    return true;
  }

  [[nodiscard]] bool is_misspelt(std::initializer_list<std::size_t> keywords) const {
    for (const std::size_t keyword : keywords) {
      if (diagnostics::nearest(text(), {spelling(static_cast<TokenType>(keyword))})) return true;
    }
    return false;
  }

  void expected() {
    if (!at_end() && is_word(type()) && misspelt()) return;
    if (half_keyword()) return;
    const bool complete = may_end();
    const std::string what = complete ? std::string() : description();
    const std::string after = text_before();
    if (at_end()) {
      reader_.report(DiagnosticId::kIncomplete, span(), after, what.empty() ? std::string("more") : what);
      return;
    }
    if (!what.empty()) {
      reader_.report(DiagnosticId::kExpected, span(), after, what, text());
      return;
    }
    auto& diagnostic = reader_.report(DiagnosticId::kUnexpectedWord, span(), text(), after);
    const bool two_names = type() == Lexer::NAME && (before() == Lexer::NAME || is_word(before()));
    if (two_names) {
      diagnostic.suggest(PhraseId::kNameIsOneWord);
    }
  }

  /// `one C2`: the word before is no keyword without the one that belongs to it.
  bool half_keyword() {
    if (at_ == 0 || at_ > kProbedTokensMax || !is_word(before()) || before() == Lexer::NAME) return false;
    std::vector<TokenType> fitting;
    std::vector<TokenType> types = beginning(at_);
    types.push_back(at_end() ? TokenType{Lexer::NAME} : type());
    apply_context(types, failure_.context);
    if (types[at_ - 1] != Lexer::NAME) return false;
    for (const TokenType each : keyword_types()) {
      types = beginning(at_);
      types.push_back(each);
      types.push_back(Lexer::NAME);
      apply_context(types, failure_.context);
      if (types[at_ - 1] != Lexer::NAME && types[at_] == each && fits_before_a_name(each)) fitting.push_back(each);
    }
    if (fitting.empty() || fitting.size() > kOfferedMax || at_end()) return false;
    reader_.report(DiagnosticId::kExpected, span(), text_before(), listed(fitting), text());
    return true;
  }

  /// A word close to a keyword that could stand here is taken for a slip of the pen.
  bool misspelt() {
    const std::string word = text();
    std::vector<std::string> near;
    for (const TokenType each : keyword_types()) {
      const std::string& other = spelling(each);
      // `si`, `fo`, `ad`: too short for a distance.
      const bool swapped = word.size() == 2 && other.size() == 2 && word[0] == other[1] && word[1] == other[0];
      const bool cut_short = word.size() == 2 && other.size() == 3 && other.substr(0, 2) == word;
      if (!swapped && !cut_short && !diagnostics::nearest(word, {other})) continue;
      if (!fits(each)) continue;
      if (fits(Lexer::NAME) && !is_reserved(each)) continue;  // a name as good as any other
      if (swapped || cut_short) return offer(word, other);
      near.push_back(other);
    }
    const std::optional<std::string> found = diagnostics::nearest(word, near);
    return found.has_value() && offer(word, *found);
  }

  bool offer(const std::string& word, const std::string& instead) {
    reader_.report(DiagnosticId::kUnexpectedWord, span(), word, text_before())
        .suggest(PhraseId::kDidYouMean, instead)
        .replace_with(instead);
    return true;
  }

  [[nodiscard]] std::vector<TokenType> fitting_keywords() const {
    std::vector<TokenType> result;
    if (at_ > kProbedTokensMax) return result;
    const bool name_fits = fits(Lexer::NAME);
    for (const TokenType each : keyword_types()) {
      // Where a name fits, so does every keyword that can be one; that says nothing.
      if (name_fits && !is_reserved(each)) continue;
      if (fits_before_a_name(each)) result.push_back(each);
    }
    return result;
  }

  static std::string listed(const std::vector<TokenType>& words) {
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) result += i + 1 == words.size() ? " or " : ", ";
      result += "`" + spelling(words[i]) + "`";
    }
    return result;
  }

  [[nodiscard]] std::string description() const {
    const bool name = fits(Lexer::NAME);
    const bool number = fits(Lexer::NUMBER_LITERAL);
    const bool text = fits(Lexer::TEXT_LITERAL);
    const bool compared = at_ > 0 && before() == Lexer::IS;
    if (name && number) return fits(Lexer::NOT) && !compared ? "a condition or a value" : "a value";
    if (name && text) return "a name or a text in quotes";
    if (name) return "a name";
    const std::vector<TokenType> words = fitting_keywords();
    if (!words.empty() && words.size() <= kOfferedMax) return listed(words);
    if (text) return "a text in quotes";
    if (fits(Lexer::DATE_LITERAL)) return "a date such as `2025-03-14`";
    if (fits(Lexer::TIME_LITERAL)) return "a time such as `17:00`";
    if (number) return "a number";
    std::vector<TokenType> rarer;  // what joins and compares may stand nearly everywhere
    for (const TokenType each : words) {
      const bool common = each == Lexer::AND || each == Lexer::OR || each == Lexer::IS || each == Lexer::OF ||
                          each == Lexer::ROUNDED || each == Lexer::MENTIONS || is_unit(each) ||
                          ((each == Lexer::BEFORE || each == Lexer::AFTER) && !is_unit(before()));
      if (!common) rarer.push_back(each);
    }
    if (!rarer.empty() && rarer.size() <= kOfferedMax) return listed(rarer);
    struct Sign { std::size_t type; std::string_view words; };
    for (const Sign& sign : {Sign{Lexer::EQUALS, "`=`"}, Sign{Lexer::LBRACE, "`{`"}, Sign{Lexer::COLON, "`:`"},
                             Sign{Lexer::ARROW, "`->`"}, Sign{Lexer::RPAREN, "`)`"}, Sign{Lexer::PERCENT, "`%`"}}) {
      if (fits(static_cast<TokenType>(sign.type))) return std::string(sign.words);
    }
    return {};
  }

  /// What stands before the place: one token, or a comparison's words together.
  [[nodiscard]] std::string text_before() const {
    if (at_ == 0) return "the beginning";
    std::size_t begin = at_ - 1;
    for (std::size_t back = 1; back <= 4 && back <= at_; ++back) {
      const TokenType each = failure_.types[at_ - back];
      if (!is_word(each) || each == Lexer::NAME) break;
      if (each != Lexer::IS) continue;
      begin = at_ - back;
      break;
    }
    return reader_.text_of(TokenRange{failure_.range.begin + begin, failure_.range.begin + at_});
  }

  Reader& reader_;
  const Reader::Failure& failure_;
  std::size_t at_;
  std::size_t token_;
};

}  // namespace

void Reader::explain(const Failure& failure) { Explanation(*this, failure).give(); }

}  // namespace probity::syntax
