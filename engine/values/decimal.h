#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace probity {

/// How a tie and what lies beside it are rounded. `kHalfUp` rounds a tie away from zero.
enum class Rounding : std::uint8_t { kHalfUp, kHalfEven, kHalfDown, kUp, kDown, kCeiling, kFloor };

/// An exact decimal number of at most 38 significant digits and a scale of 0 to 38.
///
/// Always normalised (no trailing zeros after the point), so equal numbers have equal bits.
/// Arithmetic never rounds: a result that needs more digits is `kOverflow`.
class Decimal {
 public:
  constexpr Decimal() = default;
  [[nodiscard]] static Decimal from_integer(std::int64_t value);
  /// `coefficient * 10^-scale`.
  [[nodiscard]] static Result<Decimal> from_parts(std::int64_t coefficient, int scale);
  /// Reads `-?digits[.digits][(e|E)[+-]digits]`, no grouping, no spaces.
  /// Errors: `kInvalidArgument`, `kOverflow`.
  [[nodiscard]] static Result<Decimal> parse(std::string_view text);
  /// As people write it: `1,000.50` or `1000.50`. A comma stands only between groups of three
  /// digits before the point; no exponent. Errors: `kInvalidArgument`, `kOverflow`.
  [[nodiscard]] static Result<Decimal> parse_grouped(std::string_view text);

  [[nodiscard]] Result<Decimal> plus(const Decimal& other) const;
  [[nodiscard]] Result<Decimal> minus(const Decimal& other) const;
  [[nodiscard]] Result<Decimal> times(const Decimal& other) const;
  /// The quotient rounded to a multiple of `unit` (> 0). Errors: `kDivisionByZero`, `kOverflow`.
  [[nodiscard]] Result<Decimal> divided_by(const Decimal& divisor, const Decimal& unit,
                                           Rounding mode) const;
  /// The nearest multiple of `unit` (> 0).
  [[nodiscard]] Result<Decimal> rounded_to(const Decimal& unit, Rounding mode) const;
  [[nodiscard]] Decimal negated() const;

  [[nodiscard]] bool is_zero() const { return low_ == 0 && high_ == 0; }
  [[nodiscard]] bool is_negative() const { return high_ < 0; }
  /// Digits after the point; the smallest number of them that holds the value.
  [[nodiscard]] int scale() const { return scale_; }
  /// The coefficient at a scale of 0 to 18, where the value is a multiple of 10^-scale that fits; nothing
  /// else. What the fast evaluators hold numbers as.
  [[nodiscard]] std::optional<std::int64_t> coefficient_at(int scale) const;
  /// Whole number within int64, or nothing.
  [[nodiscard]] Result<std::int64_t> to_integer() const;
  /// Plain digits, never an exponent: `-12.5`, `0`, `1000`.
  [[nodiscard]] std::string to_string() const;
  /// The same with at least `places` digits after the point: `12.50`.
  [[nodiscard]] std::string to_string(int places) const;

  friend bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) { return a.order(b); }

 private:
  [[nodiscard]] std::strong_ordering order(const Decimal& other) const;
  // A 128-bit two's complement coefficient in two halves keeps __int128 out of the header.
  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  std::int32_t scale_ = 0;
  friend struct DecimalParts;
};

}  // namespace probity
