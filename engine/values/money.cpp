#include "engine/values/money.h"

#include <algorithm>

namespace probity {
namespace {

Error currency_mismatch(const Currency& a, const Currency& b) {
  return {ErrorCode::kCurrencyMismatch, "amounts of " + std::string(a.code()) + " and " +
                                            std::string(b.code()) + " cannot be combined"};
}

std::string_view without_trailing_spaces(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Takes `suffix` and the spaces before it off the end of `text`.
bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() < suffix.size() || text.substr(text.size() - suffix.size()) != suffix) {
    return false;
  }
  text = without_trailing_spaces(text.substr(0, text.size() - suffix.size()));
  return true;
}

}  // namespace

std::optional<Currency> Currency::from_code(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  if (!std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return std::nullopt;
  }
  Currency currency;
  std::copy(code.begin(), code.end(), currency.code_.begin());
  return currency;
}

int Currency::places() const {
  // The minor units of ISO 4217 that are not two. Each list is sorted.
  constexpr std::array<std::string_view, 17> kNone = {
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
      "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
  constexpr std::array<std::string_view, 7> kThree = {"BHD", "IQD", "JOD", "KWD",
                                                      "LYD", "OMR", "TND"};
  constexpr std::array<std::string_view, 2> kFour = {"CLF", "UYW"};
  if (std::binary_search(kNone.begin(), kNone.end(), code())) return 0;
  if (std::binary_search(kThree.begin(), kThree.end(), code())) return 3;
  if (std::binary_search(kFour.begin(), kFour.end(), code())) return 4;
  return 2;
}

Result<Money> Money::parse(std::string_view text) {
  const std::size_t space = text.rfind(' ');
  if (space != std::string_view::npos) {
    const auto currency = Currency::from_code(text.substr(space + 1));
    if (currency) {
      PROBITY_TRY(const Decimal amount,
                  Decimal::parse_grouped(without_trailing_spaces(text.substr(0, space))));
      return Money{amount, *currency};
    }
  }
  return Error{ErrorCode::kInvalidArgument,
               "'" + std::string(text.substr(0, 60)) + "' is not an amount such as 500000.00 CNY"};
}

Result<Money> Money::plus(const Money& other) const {
  if (currency != other.currency) return currency_mismatch(currency, other.currency);
  PROBITY_TRY(const Decimal sum, amount.plus(other.amount));
  return Money{sum, currency};
}

Result<Money> Money::minus(const Money& other) const {
  if (currency != other.currency) return currency_mismatch(currency, other.currency);
  PROBITY_TRY(const Decimal difference, amount.minus(other.amount));
  return Money{difference, currency};
}

std::string Money::to_string() const {
  return amount.to_string(currency.places()) + ' ' + std::string(currency.code());
}

Result<Rate> Rate::parse(std::string_view text) {
  struct Suffix {
    std::string_view text;
    int scale;
  };
  constexpr std::array<Suffix, 3> kSuffixes = {{{"%", 2}, {"\u2030", 3}, {"bps", 4}}};
  for (const Suffix& suffix : kSuffixes) {
    std::string_view digits = text;
    if (!take_suffix(digits, suffix.text)) continue;
    PROBITY_TRY(const Decimal number, Decimal::parse_grouped(digits));
    PROBITY_TRY(const Decimal one, Decimal::from_parts(1, suffix.scale));
    PROBITY_TRY(const Decimal fraction, number.times(one));
    return Rate{fraction};
  }
  PROBITY_TRY(const Decimal fraction, Decimal::parse(text));
  return Rate{fraction};
}

std::string Rate::to_string() const {
  // The point moves by two places in the text, so that no digit can be lost.
  std::string text = fraction.to_string();
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
  } else {
    text.erase(point, 1);
  }
  while (text.size() < point + 2) text += '0';
  point += 2;
  if (point < text.size()) text.insert(point, ".");
  const std::size_t lead = std::min(text.find_first_not_of('0'), point - 1);
  text.erase(0, lead);
  return (negative ? "-" : "") + text + '%';
}

}  // namespace probity
