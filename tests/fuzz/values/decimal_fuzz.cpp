#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/check.h"
#include "engine/values/decimal.h"
#include "engine/values/money.h"

using probity::Decimal;
using probity::Money;
using probity::Rate;
using probity::Rounding;

namespace {

/// Laws that hold for any two numbers, whatever fits 38 digits.
void check_laws(const Decimal& a, const Decimal& b) {
  PROBITY_CHECK(Decimal::parse(a.to_string()).value() == a);
  PROBITY_CHECK(a.negated().negated() == a);
  PROBITY_CHECK((a < b) == (b > a));
  if (const auto sum = a.plus(b); sum.ok()) {
    PROBITY_CHECK(b.plus(a).value() == sum.value());
    PROBITY_CHECK(sum.value().minus(b).value() == a);
  }
  if (const auto product = a.times(b); product.ok()) {
    PROBITY_CHECK(b.times(a).value() == product.value());
    if (!b.is_zero()) {
      const Decimal finest = Decimal::from_parts(1, 38).value();
      const auto quotient = product.value().divided_by(b, finest, Rounding::kHalfEven);
      PROBITY_CHECK(quotient.ok() && quotient.value() == a);
    }
  }
  const Decimal cent = Decimal::from_parts(1, 2).value();
  const auto floor = a.rounded_to(cent, Rounding::kFloor);
  const auto ceiling = a.rounded_to(cent, Rounding::kCeiling);
  if (floor.ok() && ceiling.ok()) {
    PROBITY_CHECK(floor.value() <= a && a <= ceiling.value());
    PROBITY_CHECK((floor.value() == a) == (ceiling.value() == a));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t split = text.find('|');
  const auto a = Decimal::parse(text.substr(0, split));
  const auto b = Decimal::parse(split == std::string_view::npos ? "1" : text.substr(split + 1));
  if (a.ok() && b.ok()) check_laws(a.value(), b.value());
  if (const auto grouped = Decimal::parse_grouped(text); grouped.ok()) {
    PROBITY_CHECK(Decimal::parse_grouped(grouped.value().to_string()).value() == grouped.value());
  }
  if (const auto money = Money::parse(text); money.ok()) {
    PROBITY_CHECK(Money::parse(money.value().to_string()).value() == money.value());
  }
  if (const auto rate = Rate::parse(text); rate.ok()) {
    // Percent of a number near the 38 digits may need two more than can be read.
    const auto again = Rate::parse(rate.value().to_string());
    PROBITY_CHECK(!again.ok() || again.value() == rate.value());
  }
  return 0;
}
