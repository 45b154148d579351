#include "engine/values/decimal.h"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <limits>
#include <utility>

#include "engine/values/rounding.h"

namespace probity {
namespace {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;
// Division multiplies up to five 38-digit numbers: 10^152 needs 505 bits.
using Huge = boost::multiprecision::int512_t;

constexpr int kMaxDigits = 38;
constexpr int kMaxScale = 38;
constexpr int kSmallPowers = 18;  // 10^18 is the largest power whose product with int64 fits Wide

constexpr std::array<Wide, kMaxDigits + 1> kPowers = [] {
  std::array<Wide, kMaxDigits + 1> powers{};
  Wide power = 1;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    powers[i] = power;
    if (i + 1 < powers.size()) power *= 10;
  }
  return powers;
}();
constexpr Wide kLimit = kPowers[kMaxDigits];  // every coefficient lies between -kLimit and kLimit

constexpr Wide power_of_ten(int exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

constexpr bool is_small(Wide value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

Error overflow() { return {ErrorCode::kOverflow, "the exact number needs more than 38 digits"}; }

Huge to_huge(Wide value) {
  const bool negative = value < 0;
  const UnsignedWide magnitude =
      negative ? -static_cast<UnsignedWide>(value) : static_cast<UnsignedWide>(value);
  Huge huge = static_cast<std::uint64_t>(magnitude >> 64U);
  huge <<= 64;
  huge += static_cast<std::uint64_t>(magnitude);
  return negative ? Huge(-huge) : huge;
}

/// Only for values between -kLimit and kLimit.
Wide to_wide(const Huge& huge) {
  const bool negative = huge < 0;
  const Huge magnitude = negative ? Huge(-huge) : huge;
  const auto high = static_cast<std::uint64_t>(magnitude >> 64);
  const auto low =
      static_cast<std::uint64_t>(magnitude & std::numeric_limits<std::uint64_t>::max());
  const Wide value = static_cast<Wide>((static_cast<UnsignedWide>(high) << 64U) | low);
  return negative ? -value : value;
}

Huge huge_power_of_ten(int exponent) {
  Huge power = 1;
  for (; exponent > kMaxDigits; exponent -= kMaxDigits) power *= to_huge(kLimit);
  return power * to_huge(power_of_ten(exponent));
}

template <typename Integer>
void strip_zeros(Integer& coefficient, int& scale) {
  while (scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

/// The bridge between the two stored halves and one 128-bit coefficient.
struct DecimalParts {
  static Wide coefficient(const Decimal& decimal) {
    return static_cast<Wide>(
        (static_cast<UnsignedWide>(static_cast<std::uint64_t>(decimal.high_)) << 64U) |
        decimal.low_);
  }
  static int scale(const Decimal& decimal) { return decimal.scale_; }

  /// Takes parts that are normalised and in range.
  static Decimal stored(Wide coefficient, int scale) {
    Decimal decimal;
    const auto bits = static_cast<UnsignedWide>(coefficient);
    decimal.low_ = static_cast<std::uint64_t>(bits);
    decimal.high_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(bits >> 64U));
    decimal.scale_ = scale;
    return decimal;
  }
  static Result<Decimal> make(Wide coefficient, int scale) {
    if (coefficient == 0) return Decimal();
    if (is_small(coefficient)) {
      auto small = static_cast<std::int64_t>(coefficient);
      strip_zeros(small, scale);
      coefficient = small;
    } else {
      strip_zeros(coefficient, scale);
    }
    if (coefficient >= kLimit || coefficient <= -kLimit || scale > kMaxScale) return overflow();
    return stored(coefficient, scale);
  }
  static Result<Decimal> make(Huge coefficient, int scale) {
    if (coefficient == 0) return Decimal();
    strip_zeros(coefficient, scale);
    const Huge limit = to_huge(kLimit);
    if (coefficient >= limit || coefficient <= -limit || scale > kMaxScale) return overflow();
    return stored(to_wide(coefficient), scale);
  }
};

namespace {

/// `coefficient` at a scale that is larger by `steps`; for sums and comparisons of two scales.
Huge scaled_up(Wide coefficient, int steps) {
  return to_huge(coefficient) * huge_power_of_ten(steps);
}

Result<Decimal> sum(Wide a, int a_scale, Wide b, int b_scale) {
  if (a_scale > b_scale) {
    std::swap(a, b);
    std::swap(a_scale, b_scale);
  }
  const int steps = b_scale - a_scale;
  Wide same_scale = 0;  // two 38-digit numbers can pass 128 bits
  if (steps == 0 && !__builtin_add_overflow(a, b, &same_scale)) {
    return DecimalParts::make(same_scale, b_scale);
  }
  if (steps <= kSmallPowers && is_small(a) && is_small(b)) {
    return DecimalParts::make(a * power_of_ten(steps) + b, b_scale);
  }
  return DecimalParts::make(scaled_up(a, steps) + to_huge(b), b_scale);
}

struct Number {
  Wide coefficient;
  int scale;
};

/// `dividend / divisor` in whole units, times `unit`; all small enough for 128 bits, or nothing.
bool divide_small(Number dividend, Number divisor, Number unit, Rounding mode,
                  Result<Decimal>& answer) {
  if (!is_small(dividend.coefficient) || !is_small(divisor.coefficient) ||
      !is_small(unit.coefficient)) {
    return false;
  }
  Wide above = dividend.coefficient;
  Wide below = divisor.coefficient * unit.coefficient;
  const int steps = divisor.scale + unit.scale - dividend.scale;
  if (steps > kSmallPowers || steps < -kSmallPowers) return false;
  if (steps >= 0) {
    above *= power_of_ten(steps);
  } else {
    if (!is_small(below)) return false;
    below *= power_of_ten(-steps);
  }
  if (below < 0) {
    above = -above;
    below = -below;
  }
  const Wide units = rounded_quotient(above, below, mode);
  if (!is_small(units)) return false;
  answer = DecimalParts::make(units * unit.coefficient, unit.scale);
  return true;
}

Result<Decimal> divide(Number dividend, Number divisor, Number unit, Rounding mode) {
  Result<Decimal> answer = Decimal();
  if (divide_small(dividend, divisor, unit, mode, answer)) return answer;
  Huge above = to_huge(dividend.coefficient);
  Huge below = to_huge(divisor.coefficient) * to_huge(unit.coefficient);
  const int steps = divisor.scale + unit.scale - dividend.scale;
  if (steps >= 0) {
    above *= huge_power_of_ten(steps);
  } else {
    below *= huge_power_of_ten(-steps);
  }
  if (below < 0) {
    above = -above;
    below = -below;
  }
  const Huge units = rounded_quotient(above, below, mode);
  return DecimalParts::make(Huge(units * to_huge(unit.coefficient)), unit.scale);
}

Number number_of(const Decimal& decimal) {
  return {DecimalParts::coefficient(decimal), DecimalParts::scale(decimal)};
}

Error not_a_number(std::string_view text) {
  return {ErrorCode::kInvalidArgument,
          "'" + std::string(text.substr(0, 60)) + "' is not a decimal number"};
}

/// Digits of a number as written, split at its point and its exponent.
struct WrittenNumber {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

/// Reads `[eE][+-]digits` at the end of a number; a huge exponent is held at a bound that
/// overflows all the same.
bool take_exponent(std::string_view& text, std::int64_t& exponent) {
  text.remove_prefix(1);
  bool negative = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::string_view digits = take_digits(text);
  if (digits.empty()) return false;
  constexpr std::int64_t kBound = std::int64_t{1} << 40;
  for (const char c : digits) exponent = std::min(exponent * 10 + (c - '0'), kBound);
  if (negative) exponent = -exponent;
  return true;
}

bool split(std::string_view text, WrittenNumber& number) {
  if (!text.empty() && text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  number.whole = take_digits(text);
  if (number.whole.empty()) return false;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    number.fraction = take_digits(text);
    if (number.fraction.empty()) return false;
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    if (!take_exponent(text, number.exponent)) return false;
  }
  return text.empty();
}

}  // namespace

Decimal Decimal::from_integer(std::int64_t value) { return DecimalParts::stored(value, 0); }

Result<Decimal> Decimal::from_parts(std::int64_t coefficient, int scale) {
  if (coefficient == 0) return Decimal();
  if (scale < -kMaxDigits) return overflow();
  if (scale >= 0) return DecimalParts::make(Wide{coefficient}, scale);
  return DecimalParts::make(scaled_up(coefficient, -scale), 0);
}

Result<Decimal> Decimal::parse(std::string_view text) {
  WrittenNumber number;
  if (!split(text, number)) return not_a_number(text);
  // Leading and trailing zeros say nothing; what remains are the significant digits.
  Wide coefficient = 0;
  int digits = 0;
  std::int64_t zeros_held_back = 0;
  for (const std::string_view part : {number.whole, number.fraction}) {
    for (const char c : part) {
      if (c == '0') {
        if (digits > 0) ++zeros_held_back;
        continue;
      }
      if (digits + zeros_held_back + 1 > kMaxDigits) return overflow();
      coefficient = coefficient * power_of_ten(static_cast<int>(zeros_held_back) + 1) + (c - '0');
      digits += static_cast<int>(zeros_held_back) + 1;
      zeros_held_back = 0;
    }
  }
  if (coefficient == 0) return Decimal();
  if (number.negative) coefficient = -coefficient;
  const std::int64_t scale =
      static_cast<std::int64_t>(number.fraction.size()) - zeros_held_back - number.exponent;
  if (scale > kMaxScale || digits - scale > kMaxDigits) return overflow();
  if (scale >= 0) return DecimalParts::stored(coefficient, static_cast<int>(scale));
  return DecimalParts::stored(coefficient * power_of_ten(static_cast<int>(-scale)), 0);
}

Result<Decimal> Decimal::parse_grouped(std::string_view text) {
  const std::size_t first_comma = text.find(',');
  if (first_comma == std::string_view::npos) {
    if (text.find_first_of("eE") != std::string_view::npos) return not_a_number(text);
    return parse(text);
  }
  std::string_view rest = text;
  std::string plain;
  plain.reserve(text.size());
  if (rest.front() == '-') {
    plain += '-';
    rest.remove_prefix(1);
  }
  const std::string_view head = take_digits(rest);
  if (head.empty() || head.size() > 3) return not_a_number(text);
  plain += head;
  while (!rest.empty() && rest.front() == ',') {
    rest.remove_prefix(1);
    const std::string_view group = take_digits(rest);
    if (group.size() != 3) return not_a_number(text);
    plain += group;
  }
  if (rest.find_first_not_of(".0123456789") != std::string_view::npos) return not_a_number(text);
  plain += rest;
  return parse(plain);
}

Result<Decimal> Decimal::plus(const Decimal& other) const {
  return sum(DecimalParts::coefficient(*this), scale_, DecimalParts::coefficient(other),
             other.scale_);
}

Result<Decimal> Decimal::minus(const Decimal& other) const {
  return sum(DecimalParts::coefficient(*this), scale_, -DecimalParts::coefficient(other),
             other.scale_);
}

Result<Decimal> Decimal::times(const Decimal& other) const {
  const Wide a = DecimalParts::coefficient(*this);
  const Wide b = DecimalParts::coefficient(other);
  if (is_small(a) && is_small(b)) return DecimalParts::make(a * b, scale_ + other.scale_);
  return DecimalParts::make(Huge(to_huge(a) * to_huge(b)), scale_ + other.scale_);
}

Result<Decimal> Decimal::divided_by(const Decimal& divisor, const Decimal& unit,
                                    Rounding mode) const {
  if (divisor.is_zero()) return Error{ErrorCode::kDivisionByZero, "division by zero"};
  if (unit.is_zero() || unit.is_negative()) {
    return Error{ErrorCode::kInvalidArgument, "can only round to a unit above zero"};
  }
  return divide(number_of(*this), number_of(divisor), number_of(unit), mode);
}

Result<Decimal> Decimal::rounded_to(const Decimal& unit, Rounding mode) const {
  return divided_by(from_integer(1), unit, mode);
}

Decimal Decimal::negated() const {
  return DecimalParts::stored(-DecimalParts::coefficient(*this), scale_);
}

std::optional<std::int64_t> Decimal::coefficient_at(int scale) const {
  const Wide coefficient = DecimalParts::coefficient(*this);
  const int steps = scale - scale_;
  if (steps < 0 || steps > kSmallPowers || !is_small(coefficient)) return std::nullopt;
  const Wide scaled = coefficient * power_of_ten(steps);
  if (!is_small(scaled)) return std::nullopt;
  return static_cast<std::int64_t>(scaled);
}

Result<std::int64_t> Decimal::to_integer() const {
  const Wide coefficient = DecimalParts::coefficient(*this);
  if (scale_ != 0) {
    return Error{ErrorCode::kInvalidArgument, to_string() + " is not a whole number"};
  }
  if (!is_small(coefficient)) {
    return Error{ErrorCode::kOverflow, to_string() + " does not fit a 64-bit integer"};
  }
  return static_cast<std::int64_t>(coefficient);
}

std::string Decimal::to_string() const { return to_string(0); }

std::string Decimal::to_string(int places) const {
  const Wide coefficient = DecimalParts::coefficient(*this);
  const auto scale = static_cast<std::size_t>(scale_);
  std::array<char, kMaxDigits + 1> reversed{};  // at least one digit stands before the point
  std::size_t length = 0;
  const auto write_digits = [&](auto magnitude) {
    while (magnitude != 0 || length <= scale) {
      reversed[length++] = static_cast<char>('0' + static_cast<int>(magnitude % 10));
      magnitude /= 10;
    }
  };
  const auto magnitude = static_cast<UnsignedWide>(coefficient < 0 ? -coefficient : coefficient);
  if (is_small(coefficient)) {
    write_digits(static_cast<std::uint64_t>(magnitude));
  } else {
    write_digits(magnitude);
  }
  std::string text;
  text.reserve(length + 2);
  if (coefficient < 0) text += '-';
  while (length > scale) text += reversed[--length];
  if (scale > 0) text += '.';
  while (length > 0) text += reversed[--length];
  const std::size_t wanted = places > 0 ? static_cast<std::size_t>(places) : 0;
  if (wanted > scale) {
    if (scale == 0) text += '.';
    text.append(wanted - scale, '0');
  }
  return text;
}

std::strong_ordering Decimal::order(const Decimal& other) const {
  const Wide a = DecimalParts::coefficient(*this);
  const Wide b = DecimalParts::coefficient(other);
  const auto compare = [](const auto& x, const auto& y) {
    if (x < y) return std::strong_ordering::less;
    return y < x ? std::strong_ordering::greater : std::strong_ordering::equal;
  };
  if (scale_ == other.scale_) return compare(a, b);
  if ((a < 0) != (b < 0)) return a < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
  const int steps = std::max(scale_, other.scale_) - std::min(scale_, other.scale_);
  if (steps <= kSmallPowers && is_small(a) && is_small(b)) {
    return scale_ < other.scale_ ? compare(a * power_of_ten(steps), b)
                                 : compare(a, b * power_of_ten(steps));
  }
  return scale_ < other.scale_ ? compare(scaled_up(a, steps), to_huge(b))
                               : compare(to_huge(a), scaled_up(b, steps));
}

}  // namespace probity
