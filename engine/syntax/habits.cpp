// What is written as in other languages, in spreadsheets or in everyday speech, and how it is written here.
#include "engine/syntax/habits.h"

#include <algorithm>

#include "ProbityLexer.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

struct Habit {
  std::string_view written;
  std::string_view instead;  ///< words of the language; empty: left out
};

// Longer ones first: the first that makes the clause read further is taken.
constexpr Habit kHabits[] = {
    {"is greater than or equal to", "is at least"}, {"is less than or equal to", "is at most"},
    {"is not greater than", "is at most"}, {"is not more than", "is at most"}, {"is no greater than", "is at most"},
    {"is no more than", "is at most"}, {"is not above", "is at most"}, {"is not over", "is at most"},
    {"is not less than", "is at least"}, {"is no less than", "is at least"}, {"is not below", "is at least"},
    {"is not fewer than", "is at least"}, {"is no fewer than", "is at least"}, {"is not later than", "is at or before"},
    {"is no later than", "is at or before"}, {"is not after", "is at or before"}, {"is not earlier than", "is at or after"},
    {"is no earlier than", "is at or after"}, {"is not before", "is at or after"}, {"is on or before", "is at or before"},
    {"is on or after", "is at or after"}, {"is greater than", "is above"}, {"is more than", "is above"},
    {"is larger than", "is above"}, {"is higher than", "is above"}, {"is over", "is above"}, {"is less than", "is below"},
    {"is fewer than", "is below"}, {"is smaller than", "is below"}, {"is lower than", "is below"}, {"is under", "is below"},
    {"is later than", "is after"}, {"is earlier than", "is before"}, {"is not equal to", "is not"}, {"is equal to", "is"},
    {"is the same as", "is"}, {"is least", "is at least"}, {"is most", "is at most"}, {"is one", "is one of"},
    {"does not equal", "is not"}, {"does not exceed", "is at most"}, {"equals", "is"}, {"exceeds", "is above"},
    {"not is", "is not"}, {"not equal", "is not"}, {"contains", "mentions any of"}, {"mentions", "mentions any of"},
    {"divided by", "/"}, {"multiplied by", "*"}, {"times", "*"}, {"plus", "+"}, {"minus", "-"}, {"x", "*"},
    {"per mille", "‰"}, {"per thousand", "‰"}, {"permille", "‰"}, {"per cent", "%"}, {"percent", "%"},
    {"basis points", "bps"}, {"basis point", "bps"}, {"bp", "bps"},
    {"half - up", "half up"}, {"half - even", "half even"}, {"half - down", "half down"},
    {"working days", "business days"}, {"working day", "business day"}, {"workdays", "business days"},
    {"workday", "business day"}, {"banking days", "business days"}, {"calendar days", "days"}, {"calendar day", "day"},
    {"business days from", "business days after"}, {"days from", "days after"}, {"months from", "months after"},
    {"the maximum of", "the larger of"}, {"the max of", "the larger of"}, {"the greater of", "the larger of"},
    {"the higher of", "the larger of"}, {"maximum of", "the larger of"}, {"larger of", "the larger of"},
    {"the minimum of", "the smaller of"}, {"the min of", "the smaller of"}, {"the lesser of", "the smaller of"},
    {"the lower of", "the smaller of"}, {"minimum of", "the smaller of"}, {"smaller of", "the smaller of"},
    {"in its latest version", "in its current version"}, {"in the current version", "in its current version"},
    {"in current version", "in its current version"}, {"or the next trading day", "or the next business day"},
    {"or next business day", "or the next business day"}, {"or the following business day", "or the next business day"},
    {"in the last", "over the last"}, {"during the last", "over the last"}, {"in the past", "over the last"},
    {"over the past", "over the last"}, {"number of", "count of"}, {"sum of", "total of"}, {"all", "every"}, {"any", "some"},
    {"each", "every"}, {"none of", "no"}, {"where", "has"}, {"since", "from"}, {"until", "to"}, {"till", "to"},
    {"starting", "from"}, {"with", "where"}, {"that", "where"}, {"such that", "where"}, {"whose", "where"},
    {"小于等于", "不高于"}, {"小于或等于", "不高于"}, {"不大于", "不高于"}, {"不多于", "不高于"}, {"大于等于", "不低于"},
    {"大于或等于", "不低于"}, {"不小于", "不低于"}, {"多于", "高于"}, {"少于", "低于"}, {"等于", "为"}, {"不等于", "不为"},
    {"不等於", "不为"}, {"等於", "为"}, {"低於", "低于"}, {"高於", "高于"}, {"不低於", "不低于"}, {"不高於", "不高于"}, {"為", "为"},
    {"不為", "不为"}, {"屬於", "属于"}, {"早於", "早于"}, {"晚於", "晚于"}, {"含有", "提及"}, {"包含", "提及"},
    {"非", "不为"}, {"个 工作天", "工作日"}, {"工作天", "工作日"}, {"个工作天", "工作日"}, {"個工作日", "工作日"},
    {"&", "and"}, {"| |", "or"}, {"|", "or"}, {"->", "."},
};

struct Sign { std::string_view text; std::size_t type; };
constexpr Sign kSigns[] = {{"/", Lexer::SLASH}, {"*", Lexer::STAR}, {"+", Lexer::PLUS}, {"-", Lexer::MINUS},
                           {"为", Lexer::IS}, {"不为", Lexer::IS_NOT_WORD}, {"不高于", Lexer::IS_AT_MOST_WORD},
                           {"不低于", Lexer::IS_AT_LEAST_WORD}, {"高于", Lexer::IS_ABOVE_WORD}, {"低于", Lexer::IS_BELOW_WORD},
                           {"属于", Lexer::IS_ONE_OF_WORD}, {"早于", Lexer::IS_BEFORE_WORD}, {"晚于", Lexer::IS_AFTER_WORD},
                           {"提及", Lexer::MENTIONS_ANY_WORD}, {"工作日", Lexer::BUSINESS_DAY_WORD},
                           {"%", Lexer::PERCENT}, {"‰", Lexer::PERMILLE}, {".", Lexer::DOT}};

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    words.emplace_back(text.substr(0, blank));
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  return words;
}

/// `days` is the keyword `day`; nothing where a word is none of the language.
std::optional<TokenType> type_of(const std::string& word) {
  for (const Sign& sign : kSigns) {
    if (sign.text == word) return static_cast<TokenType>(sign.type);
  }
  const std::string one = word == "days" ? "day" : word == "months" ? "month" : word;
  for (const TokenType type : keyword_types()) {
    if (spelling(type) == one) return type;
  }
  return std::nullopt;
}

bool joins(TokenType type) {
  return type == Lexer::AND || type == Lexer::OR || type == Lexer::NOT || type == Lexer::WHERE || type == Lexer::HAS ||
         type == Lexer::IF || type == Lexer::THEN || type == Lexer::ELSE || type == Lexer::COMMA || type == Lexer::LPAREN;
}

}  // namespace

Habits::Habits(Reader& reader, const Reader::Failure& failure, std::size_t at)
    : reader_(reader), failure_(failure), at_(at) {
  for (std::size_t i = 0; i < failure.types.size(); ++i) {
    words_.push_back(lower(reader.text_of(reader.tokens()[failure.range.begin + i])));
  }
}

bool Habits::explained() {
  return comment() || wrong_way_round() || between() || second_bound() || in_brackets() || either() || code_before_number() ||
         looked_up_in_square_brackets() || phrase() || quotes() || joined_name() || left_over() || one_word();
}

SourceSpan Habits::span(std::size_t begin, std::size_t end) const {
  return reader_.span_of(TokenRange{failure_.range.begin + begin, failure_.range.begin + end});
}

std::string Habits::text(std::size_t begin, std::size_t end) const {
  return reader_.text_of(TokenRange{failure_.range.begin + begin, failure_.range.begin + end});
}

SourceSpan Habits::behind(std::size_t token) const {
  SourceSpan place = span(token, token + 1);
  place.line = place.end_line;
  place.column = place.end_column;
  return place;
}

SourceSpan Habits::before(std::size_t token) const {
  SourceSpan place = span(token, token + 1);
  place.end_line = place.line;
  place.end_column = place.column;
  return place;
}

SourceSpan Habits::from_end_of(std::size_t token, std::size_t next) const {
  SourceSpan place = behind(token);
  const SourceSpan to = before(next);
  place.end_line = to.line;
  place.end_column = to.column;
  return place;
}

bool Habits::touch(std::size_t first) const {
  const auto& tokens = reader_.tokens();
  const std::size_t i = failure_.range.begin + first;
  return first + 1 < failure_.types.size() && tokens[i].end == tokens[i + 1].begin;
}

/// Where the clause's parse would end with these tokens in the place of [begin, end).
bool Habits::reads(std::size_t begin, std::size_t end, const std::vector<TokenType>& instead, bool whole) const {
  std::vector<TokenType> types(failure_.types.begin(), failure_.types.begin() + static_cast<std::ptrdiff_t>(begin));
  types.insert(types.end(), instead.begin(), instead.end());
  types.insert(types.end(), failure_.types.begin() + static_cast<std::ptrdiff_t>(end), failure_.types.end());
  const auto reached = failure_.parse(types);
  if (!reached) return false;
  if (*reached == Reader::kParsed) return true;
  // Further than before, by as much as the text grew.
  const std::size_t now = *reached + end - begin;
  return !whole && now > at_ + instead.size() && now > end;
}

diagnostics::Diagnostic& Habits::report(std::size_t begin, std::size_t end) {
  return reader_.report(DiagnosticId::kWrittenOtherwise, span(begin, end), text(begin, end));
}

std::string Habits::left_of(std::size_t compare) const {
  std::size_t begin = compare;
  std::size_t closed = 0;
  while (begin > 1) {
    const TokenType each = failure_.types[begin - 1];
    if (each == Lexer::RPAREN) ++closed;
    if (each == Lexer::LPAREN && closed > 0) --closed;
    else if (closed == 0 && joins(each)) break;
    --begin;
  }
  return text(begin, compare);
}

/// `// …` and `-- …`: what stands behind a clause is a comment.
bool Habits::comment() {
  for (std::size_t i = 1; i + 1 < failure_.types.size() && i <= at_; ++i) {
    const bool slashes = failure_.types[i] == Lexer::SLASH && failure_.types[i + 1] == Lexer::SLASH;
    const bool dashes = failure_.types[i] == Lexer::MINUS && failure_.types[i + 1] == Lexer::MINUS;
    if ((!slashes && !dashes) || !touch(i)) continue;
    const auto all = std::vector<TokenType>(failure_.types.begin(), failure_.types.begin() + static_cast<std::ptrdiff_t>(i));
    if (failure_.parse(all) != Reader::kParsed) continue;
    report(i, i + 2).suggest(PhraseId::kCommentBeginsWith).replace_with("#");
    return true;
  }
  return false;
}

/// `=>` and `=<`
bool Habits::wrong_way_round() {
  const bool signs = at_ + 1 < failure_.types.size() && failure_.types[at_] == Lexer::EQUALS && touch(at_);
  if (!signs || (words_[at_ + 1] != ">" && words_[at_ + 1] != "<")) return false;
  const std::string instead = words_[at_ + 1] == ">" ? "is at least" : "is at most";
  reader_.report(DiagnosticId::kComparisonSign, span(at_, at_ + 2), text(at_, at_ + 2))
      .suggest(PhraseId::kWrite, instead)
      .replace_with(instead);
  return true;
}

/// `a is between 1 and 5`
bool Habits::between() {
  for (std::size_t i = 1; i + 3 < failure_.types.size() && i <= at_; ++i) {
    const bool chinese = words_[i] == "介于";
    if (!chinese && (failure_.types[i - 1] != Lexer::IS || words_[i] != "between")) continue;
    const auto joint = std::find(failure_.types.begin() + static_cast<std::ptrdiff_t>(i), failure_.types.end(), Lexer::AND);
    if (joint == failure_.types.end()) return false;
    const auto second = static_cast<std::size_t>(joint - failure_.types.begin());
    const std::string left = left_of(chinese ? i : i - 1);
    if (chinese) {
      report(i, i + 1)
          .suggest(PhraseId::kWrite, left + " 不低于 … 且 " + left + " 不高于 …")
          .edit(span(i, i + 1), "不低于")
          .edit(span(second, second + 1), "且 " + left + " 不高于");
      return true;
    }
    report(i, i + 1)
        .suggest(PhraseId::kWrite, left + " is at least … and " + left + " is at most …")
        .edit(span(i, i + 1), "at least")
        .edit(behind(second), " " + left + " is at most");
    return true;
  }
  return false;
}

/// `a is at least 1 and at most 5`: what is compared is said again.
bool Habits::second_bound() {
  for (std::size_t i = at_; i + 1 > 1 && at_ - i < 2; --i) {
    if (i >= failure_.types.size() || failure_.types[i - 1] != Lexer::AND) continue;
    const std::string& word = words_[i];
    if (word != "at" && word != "above" && word != "below" && word != "before" && word != "after" && word != "not") continue;
    for (std::size_t k = i - 1; k-- > 1;) {
      if (failure_.types[k] == Lexer::AND || failure_.types[k] == Lexer::OR) return false;
      if (failure_.types[k] != Lexer::IS) continue;
      const std::string said = left_of(k) + " is ";
      const std::size_t end = word == "at" && i + 1 < words_.size() ? i + 2 : i + 1;
      reader_.report(DiagnosticId::kChainedComparison, span(i, end))
          .label(span(k, k + 1), PhraseId::kTheFirstOne)
          .suggest(PhraseId::kSayAgain, said + text(i, end))
          .edit(before(i), said);
      return true;
    }
  }
  return false;
}

/// `a in (x, y)`, `a is in [x, y]`
bool Habits::in_brackets() {
  for (std::size_t i = 1; i + 2 < failure_.types.size() && i <= at_ + 1; ++i) {
    const TokenType bracket = failure_.types[i + 1];
    const bool opens = bracket == Lexer::LPAREN || bracket == Lexer::LBRACKET || bracket == Lexer::LBRACE;
    if (words_[i] != "in" || !opens) continue;
    std::size_t close = i + 2;
    while (close < words_.size() && words_[close] != ")" && words_[close] != "]" && words_[close] != "}") ++close;
    if (close == words_.size()) return false;
    const bool has_is = failure_.types[i - 1] == Lexer::IS;
    const bool has_not = failure_.types[i - 1] == Lexer::NOT;
    const std::size_t begin = has_is || has_not ? i - 1 : i;
    const std::string instead = has_not ? "is not one of " : "is one of ";
    SourceSpan opening = span(begin, i + 2);
    report(begin, i + 1)
        .suggest(PhraseId::kWrite, instead + text(i + 2, close))
        .edit(opening, instead)
        .edit(span(close, close + 1), "");
    return true;
  }
  return false;
}

/// `is either x or y`, `is neither x nor y`
bool Habits::either() {
  for (std::size_t i = 1; i + 3 < failure_.types.size() && i <= at_; ++i) {
    const bool is_either = words_[i] == "either";
    if (failure_.types[i - 1] != Lexer::IS || (!is_either && words_[i] != "neither")) continue;
    const auto joint = std::find(words_.begin() + static_cast<std::ptrdiff_t>(i), words_.end(), is_either ? "or" : "nor");
    if (joint == words_.end() || joint + 1 == words_.end()) return false;
    const auto second = static_cast<std::size_t>(joint - words_.begin());
    const std::string instead = is_either ? "one of" : "not one of";
    report(i, i + 1)
        .suggest(PhraseId::kWrite, "is " + instead + " " + text(i + 1, second) + ", " + text(second + 1, second + 2))
        .edit(span(i, i + 1), instead)
        .edit(from_end_of(second - 1, second + 1), ", ");
    return true;
  }
  return false;
}

/// `CNY 5`
bool Habits::code_before_number() {
  if (at_ == 0 || at_ >= failure_.types.size() || failure_.types[at_] != Lexer::NUMBER_LITERAL) return false;
  const std::string code = text(at_ - 1, at_);
  const bool is_code = code.size() == 3 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
  if (!is_code || !reads(at_ - 1, at_ + 1, {Lexer::NUMBER_LITERAL, Lexer::CODE_LITERAL}, false)) return false;
  const std::string instead = text(at_, at_ + 1) + " " + (code == "RMB" ? "CNY" : code);
  report(at_ - 1, at_ + 1).suggest(PhraseId::kWrite, instead).replace_with(instead);
  return true;
}

/// `cap[order.side]`
bool Habits::looked_up_in_square_brackets() {
  if (at_ == 0 || at_ >= failure_.types.size() || failure_.types[at_] != Lexer::LBRACKET) return false;
  const auto end = std::find(failure_.types.begin() + static_cast<std::ptrdiff_t>(at_), failure_.types.end(), Lexer::RBRACKET);
  if (end == failure_.types.end()) return false;
  const auto close = static_cast<std::size_t>(end - failure_.types.begin());
  report(at_, at_ + 1)
      .suggest(PhraseId::kWrite, text(at_ - 1, at_) + "(" + text(at_ + 1, close) + ")")
      .edit(span(at_, at_ + 1), "(")
      .edit(span(close, close + 1), ")");
  return true;
}

bool Habits::phrase() {
  for (const Habit& habit : kHabits) {
    const std::vector<std::string> written = words_of(habit.written);
    std::vector<TokenType> instead;
    bool known = true;
    for (const std::string& word : words_of(habit.instead)) {
      const auto type = type_of(word);
      known = known && type.has_value();
      if (type) instead.push_back(*type);
    }
    if (!known) continue;
    for (std::size_t i = 1; i + written.size() <= words_.size() && i <= at_ + 1; ++i) {
      const std::size_t end = i + written.size();
      if (end + 2 < at_) continue;  // far from where it went wrong
      if (!std::equal(written.begin(), written.end(), words_.begin() + static_cast<std::ptrdiff_t>(i))) continue;
      if (!reads(i, end, instead, false)) continue;
      const bool touches = habit.instead == "." ;
      auto& diagnostic = report(i, end).suggest(PhraseId::kWrite, std::string(habit.instead));
      if (touches || !touch(i - 1)) diagnostic.replace_with(std::string(habit.instead));
      else diagnostic.replace_with((habit.instead == "%" || habit.instead == "‰" ? "" : " ") + std::string(habit.instead));
      return true;
    }
  }
  return false;
}

/// `because Too many.`: a text without its quotes, up to the clause's end.
bool Habits::quotes() {
  if (failure_.context != Context::kPlain) return false;
  for (std::size_t i = at_; i < std::min(at_ + 2, failure_.types.size()); ++i) {
    if (i == 0 || !is_word(failure_.types[i])) continue;
    if (std::find(failure_.types.begin() + static_cast<std::ptrdiff_t>(i), failure_.types.end(), Lexer::TEXT_LITERAL) !=
        failure_.types.end()) {
      continue;
    }
    if (!reads(i, failure_.types.size(), {Lexer::TEXT_LITERAL}, true)) continue;
    const std::string quoted = "\"" + text(i, failure_.types.size()) + "\"";
    reader_.report(DiagnosticId::kTextWithoutQuotes, span(i, failure_.types.size()))
        .suggest(PhraseId::kWrite, quoted)
        .replace_with(quoted);
    return true;
  }
  return false;
}

/// `risk class`, `my-rule`, `client risk_class`: a name is one word, and a field stands behind a dot.
bool Habits::joined_name() {
  const auto names = [this](std::size_t i) { return is_word(failure_.types[i]) && !is_reserved(failure_.types[i]); };
  for (const std::size_t first : {at_ - 1, at_ - 2, at_}) {
    if (first >= failure_.types.size() || first == 0 || !names(first)) continue;
    const bool hyphen = first + 2 < failure_.types.size() && failure_.types[first + 1] == Lexer::MINUS && touch(first) &&
                        touch(first + 1) && is_word(failure_.types[first + 2]);
    const std::size_t end = hyphen ? first + 3 : first + 2;
    if (end > failure_.types.size() || !names(end - 1)) continue;
    const bool starts_path = first > 0 && failure_.types[first - 1] != Lexer::DOT && failure_.context == Context::kExpression;
    if (starts_path && !hyphen && reads(first, end, {Lexer::NAME, Lexer::DOT, Lexer::NAME}, true)) {
      const std::string path = text(first, first + 1) + "." + text(first + 1, end);
      reader_.report(DiagnosticId::kUnexpectedWord, span(end - 1, end), text(end - 1, end), text(first, first + 1))
          .suggest(PhraseId::kWrite, path)
          .edit(from_end_of(first, end - 1), ".");
      return true;
    }
    if (!reads(first, end, {Lexer::NAME}, true)) continue;
    const std::string name = text(first, first + 1) + "_" + text(end - 1, end);
    reader_.report(DiagnosticId::kUnexpectedWord, span(first + 1, end), text(first + 1, end), text(first, first + 1))
        .suggest(PhraseId::kNameIsOneWordAs, name)
        .edit(from_end_of(first, end - 1), "_");
    return true;
  }
  return false;
}

/// A sign that can be left out: a colon behind a keyword, a full stop or a comma at the end.
bool Habits::left_over() {
  if (at_ >= failure_.types.size() || at_ == 0 || is_word(failure_.types[at_])) return false;
  const TokenType type = failure_.types[at_];
  const bool sign = type == Lexer::COLON || type == Lexer::COMMA || type == Lexer::DOT || type == Lexer::RPAREN ||
                    type == Lexer::EQUALS;
  if (!sign || !reads(at_, at_ + 1, {}, true)) return false;
  const bool closes_nothing = type == Lexer::RPAREN;
  auto& diagnostic = closes_nothing
                         ? reader_.report(DiagnosticId::kUnmatchedBracket, span(at_, at_ + 1), words_[at_])
                         : reader_.report(DiagnosticId::kUnexpectedWord, span(at_, at_ + 1), words_[at_], text(at_ - 1, at_));
  diagnostic.suggest(PhraseId::kLeaveOut, words_[at_]).replace_with("");
  return true;
}

/// One short word more, or another in the place of one, and the clause would read.
bool Habits::one_word() {
  constexpr std::size_t kShort[] = {Lexer::IS, Lexer::OF, Lexer::ON, Lexer::TO, Lexer::FROM, Lexer::BY,
                                    Lexer::DOCUMENT, Lexer::THE, Lexer::AND, Lexer::WHERE, Lexer::ANY};
  if (at_ >= failure_.types.size() || at_ == 0) return false;
  for (const bool replaces : {false, true}) {
    std::vector<TokenType> fitting;
    for (const std::size_t word : kShort) {
      const auto type = static_cast<TokenType>(word);
      if (replaces && is_word(failure_.types[at_]) && type == Lexer::THE) continue;
      if (reads(at_, replaces ? at_ + 1 : at_, {type}, true)) fitting.push_back(type);
    }
    if (fitting.size() != 1) continue;
    const std::string word = spelling(fitting.front());
    auto& diagnostic = reader_.report(DiagnosticId::kExpected, span(at_, at_ + 1), text(at_ - 1, at_), "`" + word + "`",
                                      text(at_, at_ + 1));
    if (replaces) diagnostic.suggest(PhraseId::kWrite, word).replace_with(word);
    else diagnostic.suggest(PhraseId::kWrite, word + " " + text(at_, at_ + 1)).edit(before(at_), word + " ");
    return true;
  }
  return false;
}

}  // namespace probity::syntax
