#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/values/decimal.h"

namespace probity {

/// An ISO 4217 code: three letters A to Z. Default: no currency (`XXX`).
class Currency {
 public:
  constexpr Currency() = default;
  [[nodiscard]] static std::optional<Currency> from_code(std::string_view code);
  [[nodiscard]] std::string_view code() const { return {code_.data(), 3}; }
  /// Digits after the point that amounts are written with (2; 0 for JPY, KRW, …).
  [[nodiscard]] int places() const;
  friend bool operator==(const Currency&, const Currency&) = default;

 private:
  std::array<char, 3> code_{'X', 'X', 'X'};
};

/// An exact amount of one currency. Amounts of two currencies have no order and no sum.
struct Money {
  Decimal amount;
  Currency currency;

  /// Reads `500000.00 CNY` or `500,000.00 CNY`.
  [[nodiscard]] static Result<Money> parse(std::string_view text);
  /// Errors: `kCurrencyMismatch`, `kOverflow`. Never rounds.
  [[nodiscard]] Result<Money> plus(const Money& other) const;
  [[nodiscard]] Result<Money> minus(const Money& other) const;
  /// `500000.00 CNY`: at least the currency's places, more where the exact amount needs them.
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Money&, const Money&) = default;
};

/// A share of something, held as a plain fraction: 3‰ is 0.003.
struct Rate {
  Decimal fraction;

  /// Reads `0.3%`, `3‰`, `30bps`, `30 bps`, or a bare fraction `0.003`.
  [[nodiscard]] static Result<Rate> parse(std::string_view text);
  /// In percent: `0.3%`.
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Rate&, const Rate&) = default;
  friend std::strong_ordering operator<=>(const Rate& a, const Rate& b) {
    return a.fraction <=> b.fraction;
  }
};

}  // namespace probity
