#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "engine/values/decimal.h"
#include "engine/values/money.h"
#include "engine/values/time.h"

namespace probity {

/// One value of an enumeration: which enumeration (index in the schema) and which value in it.
struct Symbol {
  std::uint32_t enumeration = 0;
  std::uint32_t index = 0;
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

/// A known value. `Date` is a day by type; `Moment` may be a day alone for want of a time.
using Value = std::variant<bool, Decimal, Money, Rate, Date, Moment, Duration, Symbol, std::string>;

}  // namespace probity
