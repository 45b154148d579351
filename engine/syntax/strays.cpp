// Signs and numbers that are written otherwise elsewhere: `&&`, `'x'`, `￥5`, `1.000,00`, `50万元`, `2025/3/1`.
#include <algorithm>

#include "ProbityLexer.h"
#include "engine/syntax/reader.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// Numbers of at most four digits with one sign between each: `2025/3/1`, `2025年3月1日`.
struct Parts {
  std::vector<int> numbers;
  std::vector<std::size_t> lengths;
  std::u32string signs;
  std::size_t end = 0;
};

Parts parts_at(std::u32string_view text) {
  Parts parts;
  std::size_t at = 0;
  while (parts.numbers.size() < 3) {
    const std::size_t begin = at;
    int number = 0;
    while (at < text.size() && is_digit(text[at]) && at - begin < 4) number = number * 10 + static_cast<int>(text[at++] - '0');
    if (at == begin) break;
    parts.numbers.push_back(number);
    parts.lengths.push_back(at - begin);
    parts.end = at;
    if (at < text.size() && (text[at] == '/' || text[at] == '.' || text[at] == U'年' || text[at] == U'月')) {
      parts.signs += text[at++];
    } else if (at < text.size() && (text[at] == U'日' || text[at] == U'号')) {
      parts.end = at + 1;
      break;
    } else {
      break;
    }
  }
  return parts;
}

/// The day that is meant, as it is written here; empty where it could be two, or none.
std::string day_of(const Parts& parts) {
  if (parts.numbers.size() != 3 || parts.signs.size() != 2) return {};
  const bool chinese = parts.signs == U"年月";
  const bool alike = parts.signs[0] == parts.signs[1] && (parts.signs[0] == '/' || parts.signs[0] == '.');
  if (!chinese && !alike) return {};
  int year = parts.numbers[0];
  int month = parts.numbers[1];
  int day = parts.numbers[2];
  if (parts.lengths[0] != 4) {
    if (parts.lengths[2] != 4) return {};
    year = parts.numbers[2];
    day = parts.numbers[0];
    if (parts.signs[0] == '/' && day > 12) std::swap(day, month);  // month first: turned back below
    if (parts.signs[0] == '/') std::swap(day, month);
  }
  return std::to_string(year) + "-" + two_digits(month) + "-" + two_digits(day);
}

bool could_be_two_days(const Parts& parts) {
  return parts.signs == U"//" && parts.numbers.size() == 3 && parts.lengths[2] == 4 && parts.numbers[0] <= 12 &&
         parts.numbers[1] <= 12 && parts.numbers[0] != parts.numbers[1];
}

/// `1234567` as `1,234,567`.
std::string grouped(const std::string& digits) {
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += ",";
    result += digits[i];
  }
  return result;
}

/// The number with so many zeros more: `1.5` with 4 is `15,000`.
std::string with_zeros(std::string number, std::size_t zeros) {
  number.erase(std::remove(number.begin(), number.end(), ','), number.end());
  const std::size_t point = number.find('.');
  std::string whole = number.substr(0, point);
  std::string rest = point == std::string::npos ? "" : number.substr(point + 1);
  while (rest.size() < zeros) rest += "0";
  whole += rest.substr(0, zeros);
  rest.erase(0, zeros);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
  return grouped(whole) + (rest.empty() ? "" : "." + rest);
}

struct Unit {
  std::string_view written;
  std::size_t zeros;
  bool is_money;
};
constexpr Unit kUnits[] = {
    {"万元", 4, true}, {"萬元", 4, true}, {"亿元", 8, true}, {"億元", 8, true}, {"千元", 3, true}, {"百万元", 6, true},
    {"万", 4, false}, {"萬", 4, false}, {"亿", 8, false}, {"億", 8, false}, {"千", 3, false}, {"百万", 6, false},
    {"元", 0, true}, {"圆", 0, true}, {"块", 0, true}, {"人民币", 0, true}, {"k", 3, false}, {"K", 3, false},
    {"M", 6, false}, {"m", 6, false}, {"RMB", 0, true}, {"rmb", 0, true}, {"yuan", 0, true}, {"Yuan", 0, true},
};

/// `1.000,00` is `1,000.00`, `1,00,000` is `100,000`; `5,00` is `5.00` where a currency or `%` follows.
std::string with_other_comma(const std::string& text, bool unit_follows) {
  const auto commas = std::count(text.begin(), text.end(), ',');
  const std::size_t comma = text.find(',');
  const std::size_t point = text.find('.');
  if (commas == 1 && point < comma) {
    std::string whole = text.substr(0, comma);
    whole.erase(std::remove(whole.begin(), whole.end(), '.'), whole.end());
    return grouped(whole) + "." + text.substr(comma + 1);
  }
  if (commas == 1 && point == std::string::npos) {
    return unit_follows && text.size() - comma <= 3 ? text.substr(0, comma) + "." + text.substr(comma + 1) : std::string();
  }
  std::string whole = text.substr(0, point);
  whole.erase(std::remove(whole.begin(), whole.end(), ','), whole.end());
  return grouped(whole) + (point == std::string::npos ? "" : text.substr(point));
}

}  // namespace

SourceSpan Reader::end_of_line_at(std::size_t token) const {
  SourceSpan place = span_of(token);
  place.line = place.end_line;
  place.column = place.end_column;
  return place;
}

void Reader::explain_stray(std::size_t i) {
  const std::string text = text_of(tokens_[i]);
  const auto next_is = [&](std::size_t other, const std::string& wanted) {
    return other < tokens_.size() && text_of(tokens_[other]) == wanted;
  };
  const bool touches_next = i + 1 < tokens_.size() && tokens_[i].end == tokens_[i + 1].begin;
  const bool touches_last = i > 0 && tokens_[i - 1].end == tokens_[i].begin;
  const bool ends_line = i + 1 == tokens_.size() || tokens_[i + 1].line != tokens_[i].line;
  auto& diagnostic = report(DiagnosticId::kUnexpectedCharacter, span_of(i), text);
  if (text == "&") {
    SourceSpan both = touches_next && next_is(i + 1, "&") ? span_of(TokenRange{i, i + 2}) : span_of(i);
    diagnostic.suggest(PhraseId::kWrite, "and").edit(both, "and");
  } else if (text == "!") {
    diagnostic.suggest(PhraseId::kWriteNot).replace_with("not ");
  } else if (text == ";" && ends_line) {
    diagnostic.suggest(PhraseId::kClauseEndsWithLine).replace_with("");
  } else if (text == ";") {
    diagnostic.suggest(PhraseId::kCommentBeginsWith).replace_with("#");
  } else if (text == "^") {
    diagnostic.suggest(PhraseId::kWriteProduct);
  } else if (text == "$" || text == "¥" || text == "€" || text == "￥" || text == "£") {
    diagnostic.suggest(PhraseId::kCurrencyBehind);
    const bool yuan = text == "¥" || text == "￥";
    if (yuan && i + 1 < tokens_.size() && tokens_[i + 1].type == Lexer::NUMBER_LITERAL) {
      const std::string instead = text_of(tokens_[i + 1]) + " CNY";
      diagnostic.suggest(PhraseId::kWrite, instead).edit(span_of(TokenRange{i, i + 2}), instead);
    }
  } else if ((text == "'" || text == "’") && touches_last && touches_next && next_is(i + 1, "s") && !ends_line) {
    SourceSpan gap = span_of(i);
    gap.end_column = span_of(i + 2).column;
    diagnostic.suggest(PhraseId::kWrite, text_of(tokens_[i - 1]) + "." + text_of(tokens_[i + 2])).edit(gap, ".");
  } else if (text == "'" || text == "‘" || text == "’" || text == "「" || text == "『" || text == "《") {
    const std::string close = text == "‘" ? "’" : text == "「" ? "」" : text == "『" ? "』" : text == "《" ? "》" : text;
    diagnostic.suggest(PhraseId::kDoubleQuotes);
    for (std::size_t k = i + 1; k < tokens_.size() && tokens_[k].line == tokens_[i].line; ++k) {
      if (!next_is(k, close)) continue;
      diagnostic.edit(span_of(i), "\"").edit(span_of(k), "\"");
      break;
    }
  }
}

bool Reader::has_wrong_number(TokenRange range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (tokens_[i].type != Lexer::NUMBER_LITERAL) continue;
    if (is_wrong_day(i) || is_wrong_unit(i, range.end)) return true;
  }
  return has_wrong_comma(range);
}

/// `2025/3/1`, `2025年3月1日`, `01.03.2025`
bool Reader::is_wrong_day(std::size_t token) {
  const std::u32string_view text = std::u32string_view(text_.points).substr(tokens_[token].begin, 12);
  const Parts parts = parts_at(text);
  const std::string day = day_of(parts);
  if (day.empty()) return false;
  SourceSpan span = span_of(token);
  span.end_line = span.line;
  span.end_column = span.column + static_cast<std::uint32_t>(parts.end);
  const std::string written = to_utf8(text.substr(0, parts.end));
  auto& diagnostic = report(DiagnosticId::kWrittenOtherwise, span, written).suggest(PhraseId::kDayReads, day);
  if (!could_be_two_days(parts)) diagnostic.replace_with(day);
  return true;
}

/// `50万元`, `5k`, `5 RMB`
bool Reader::is_wrong_unit(std::size_t token, std::size_t end) {
  if (token + 1 >= end || !is_word(tokens_[token + 1].type)) return false;
  const std::string word = text_of(tokens_[token + 1]);
  const auto found = std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& unit) { return unit.written == word; });
  if (found == std::end(kUnits)) return false;
  const bool touches = tokens_[token].end == tokens_[token + 1].begin;
  if (!touches && found->zeros > 0) return false;  // `5 m` may be anything
  const std::string number = text_of(tokens_[token]);
  const std::string instead =
      (found->zeros > 0 ? with_zeros(number, found->zeros) : number) + (found->is_money ? " CNY" : "");
  report(DiagnosticId::kUnknownUnit, span_of(token + 1), word)
      .suggest(PhraseId::kWrite, instead)
      .edit(span_of(TokenRange{token, token + 2}), instead);
  return true;
}

bool Reader::has_wrong_comma(TokenRange range) {
  const auto touches = [this](std::size_t i) { return tokens_[i].end == tokens_[i + 1].begin; };
  for (std::size_t i = range.begin; i + 1 < range.end; ++i) {
    if (tokens_[i].type != Lexer::NUMBER_LITERAL || !touches(i)) continue;
    std::size_t last = i;
    if (tokens_[i + 1].type == Lexer::NUMBER_LITERAL) last = i + 1;
    if (i + 2 < range.end && tokens_[i + 1].type == Lexer::COMMA && touches(i + 1) &&
        tokens_[i + 2].type == Lexer::NUMBER_LITERAL) {
      last = i + 2;
    }
    if (last == i) continue;
    const TokenRange number{i, last + 1};
    auto& diagnostic = report(DiagnosticId::kCommaInNumber, span_of(number), text_of(number)).suggest(PhraseId::kCommaGroups);
    const bool unit = last + 1 < range.end && (is_word(tokens_[last + 1].type) || tokens_[last + 1].type == Lexer::PERCENT ||
                                               tokens_[last + 1].type == Lexer::PERMILLE);
    const std::string instead = with_other_comma(text_of(number), unit);
    if (!instead.empty()) diagnostic.suggest(PhraseId::kWrite, instead).replace_with(instead);
    return true;
  }
  return false;
}

}  // namespace probity::syntax
