#include "engine/syntax/provisions.h"

#include <optional>
#include <string_view>

#include "ProbityLexer.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;

/// The next sign of a UTF-8 text.
std::string_view sign_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return text.substr(at, size);
}

/// `二十二` is 22, `一百零三` 103; digits stay.
std::string in_digits(std::string_view words) {
  if (words.empty() || static_cast<unsigned char>(words[0]) < 0x80) return std::string(words);
  static constexpr std::string_view kDigits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  std::size_t total = 0;
  std::size_t digit = 0;
  std::string row;  // `二〇` stands digit by digit
  bool by_tens = false;
  for (std::size_t at = 0; at < words.size();) {
    const std::string_view sign = sign_at(words, at);
    at += sign.size();
    if (sign == "十" || sign == "百") {
      total += (digit == 0 ? 1 : digit) * (sign == "十" ? 10U : 100U);
      digit = 0;
      by_tens = true;
      continue;
    }
    for (std::size_t value = 0; value < 10; ++value) {
      if (sign != kDigits[value] && !(value == 0 && sign == "零")) continue;
      digit = value;
      row += static_cast<char>('0' + value);
    }
  }
  return by_tens ? std::to_string(total + digit) : row;
}

std::optional<ProvisionUnit> unit_of(std::string_view word) {
  for (const ProvisionWord& each : kProvisionWords) {
    if (word == each.english || word == each.plural || word == each.chinese) return each.unit;
  }
  return std::nullopt;
}

/// `第22条第2款第(三)项`, sign by sign.
class ChineseProvision {
 public:
  explicit ChineseProvision(std::string_view text) : text_(text) {}

  Provision read() {
    Provision provision;
    if (take("附件")) {
      provision.unit = ProvisionUnit::kAnnex;
      provision.first = number();
      if (take("至附件")) provision.last = number();
      return provision;
    }
    static_cast<void>(take("第"));
    provision.first = number();
    provision.unit = unit();
    while (at_ < text_.size()) {
      const bool is_end = take("至");
      static_cast<void>(take("第"));
      const std::string place = number();
      if (take("款")) provision.paragraph = place;
      else if (take("项")) (is_end ? provision.last_item : provision.item) = place;
      else if (provision.last = place; unit() != provision.unit) provision.last = provision.first;  // turned, and said so
    }
    return provision;
  }

 private:
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  ProvisionUnit unit() {
    for (const ProvisionWord& each : kProvisionWords) {
      if (take(each.chinese)) return each.unit;
    }
    at_ = text_.size();
    return ProvisionUnit::kArticle;
  }
  std::string number() {
    static constexpr std::string_view kNumerals = "一二三四五六七八九十百零〇";
    const bool bracket = take("(");
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      const std::string_view sign = sign_at(text_, at_);
      const bool digit = sign.size() == 1 && ((sign[0] >= '0' && sign[0] <= '9') || sign[0] == '.');
      if (!digit && (sign.size() == 1 || kNumerals.find(sign) == std::string_view::npos)) break;
      at_ += sign.size();
    }
    const std::string digits = in_digits(text_.substr(begin, at_ - begin));
    if (bracket) static_cast<void>(take(")"));
    return digits;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Pieces {
 public:
  explicit Pieces(const std::vector<ProvisionPiece>& pieces) : pieces_(pieces) {}

  std::vector<WrittenProvision> read() {
    std::vector<WrittenProvision> result;
    ProvisionUnit unit = ProvisionUnit::kArticle;
    while (at_ < pieces_.size()) {
      WrittenProvision next;
      next.first = at_;
      const TokenType type = pieces_[at_].type;
      if (type == Lexer::COMMA || type == Lexer::AND) {
        ++at_;
        continue;
      }
      if (type == Lexer::PROVISION_LITERAL) {
        next.provision = ChineseProvision(pieces_[at_++].text).read();
      } else {
        if (!begins_number()) {
          const auto known = unit_of(pieces_[at_].text);
          if (!known) mark(next);
          unit = known.value_or(unit);
          ++at_;
        }
        next.provision.unit = unit;
        read_number(next, next.provision.first, next.provision.item);
        if (is(Lexer::TO)) {
          ++at_;
          if (is(Lexer::LPAREN)) next.provision.last_item = bracket();
          else read_number(next, next.provision.last, next.provision.last_item);
        }
      }
      next.end = at_;
      result.push_back(std::move(next));
    }
    return result;
  }

 private:
  [[nodiscard]] bool is(TokenType type) const { return at_ < pieces_.size() && pieces_[at_].type == type; }
  [[nodiscard]] bool begins_number() const { return is(Lexer::NUMBER_LITERAL) || is(Lexer::TEXT_LITERAL); }
  void mark(WrittenProvision& into) const {
    into.unknown_word = pieces_[at_].text;
    into.unknown_at = at_;
  }
  std::string bracket() {
    std::string number = pieces_[at_ + 1].text;
    at_ += 3;
    return number;
  }
  void read_number(WrittenProvision& into, std::string& number, std::string& item) {
    into.provision.is_label = into.provision.is_label || is(Lexer::TEXT_LITERAL);
    number = pieces_[at_++].text;
    while (is(Lexer::DOT)) {
      number += "." + pieces_[at_ + 1].text;
      at_ += 2;
    }
    if (at_ + 1 < pieces_.size() && is_word(pieces_[at_].type) && pieces_[at_ + 1].type == Lexer::NUMBER_LITERAL &&
        !is(Lexer::TO) && !is(Lexer::AND)) {
      if (pieces_[at_].text != "paragraph" && pieces_[at_].text != "款") mark(into);
      into.provision.paragraph = pieces_[at_ + 1].text;
      at_ += 2;
    }
    if (is(Lexer::LPAREN)) item = bracket();
  }

  const std::vector<ProvisionPiece>& pieces_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<WrittenProvision> read_provisions(const std::vector<ProvisionPiece>& pieces) { return Pieces(pieces).read(); }

}  // namespace probity::syntax
