#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/values/decimal.h"
#include "engine/values/money.h"

namespace probity::pretrade {

/// What happened to an order, as it was told.
struct OrderEvent {
  std::string name;        ///< `accept`, `fill`, `cancel`, `reject`, `replace`
  Decimal quantity;        ///< of a fill: how much was executed by it
  std::optional<Money> amount;
  bool done = false;       ///< of a fill: nothing more will come
  bool has_order = false;
  std::size_t order_begin = 0;  ///< of a replace: where the new order begins in the body
};

/// Errors: `kInvalidArgument` with what to write instead.
[[nodiscard]] Result<OrderEvent> read_order_event(std::string_view body);

}  // namespace probity::pretrade
