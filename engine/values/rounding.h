#pragma once

#include "engine/values/decimal.h"

namespace probity {

/// `dividend / divisor` (divisor > 0) to a whole number.
template <typename Integer>
Integer rounded_quotient(const Integer& dividend, const Integer& divisor, Rounding mode) {
  const Integer quotient = dividend / divisor;
  const Integer rest = dividend - quotient * divisor;
  if (rest == 0) return quotient;
  const bool negative = rest < 0;
  const Integer distance = negative ? Integer(-rest) : rest;
  const Integer other_distance = divisor - distance;
  bool away = false;  // from zero
  switch (mode) {
    case Rounding::kHalfUp: away = distance >= other_distance; break;
    case Rounding::kHalfDown: away = distance > other_distance; break;
    case Rounding::kHalfEven:
      away = distance > other_distance || (distance == other_distance && quotient % 2 != 0);
      break;
    case Rounding::kUp: away = true; break;
    case Rounding::kDown: break;
    case Rounding::kCeiling: away = !negative; break;
    case Rounding::kFloor: away = negative; break;
  }
  if (!away) return quotient;
  return negative ? Integer(quotient - 1) : Integer(quotient + 1);
}

}  // namespace probity
