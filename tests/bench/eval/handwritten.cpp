#include "tests/bench/eval/handwritten.h"

#include <limits>

namespace probity::bench {
namespace {

enum Board : std::uint8_t { kMain, kStar, kChinext, kBeijing, kElsewhere };
constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

}  // namespace

std::size_t check_by_hand(const HandOrder& order, const HandClient& client, const HandProduct& product,
                          HandFinding* findings) {
  std::size_t count = 0;
  const auto found = [&](std::uint8_t rule, bool undetermined, std::uint32_t facts) {
    findings[count++] = {rule, undetermined, facts};
  };
  if (!client.professional && product.risk > client.risk_class) {
    found(1, false, kHandCategory | kHandRisk | kHandClass);
  }
  if (client.lowest && product.risk != 0) found(2, false, kHandLowest | kHandRisk);
  const auto access = [&](std::uint8_t rule, std::int64_t assets_fen) {
    const bool poor = client.assets_fen >= 0 && client.assets_fen < assets_fen;
    const bool new_here = client.months >= 0 && client.months < 24;
    if (poor || new_here) {
      found(rule, false, kHandBoard | kHandAssets | kHandMonths);
    } else if (client.assets_fen < 0 || client.months < 0) {
      found(rule, true, kHandBoard | kHandAssets | kHandMonths);
    }
  };
  switch (product.board) {
    case kStar: access(3, 50'000'000); break;
    case kChinext: access(4, 10'000'000); break;
    case kBeijing: access(5, 50'000'000); break;
    default: break;
  }
  if (client.rated_on == kNoDay) {
    found(6, true, kHandRatedOn | kHandPlacedOn);
  } else if (order.placed_on - client.rated_on > 730) {
    found(6, false, kHandRatedOn | kHandPlacedOn);
  }
  if (product.paper != 0 && ((client.acknowledged >> product.paper) & 1U) == 0) {
    found(7, false, kHandPaper | kHandAcknowledged);
  }
  std::int64_t commission_scaled = 0, amount_scaled = 0;
  const std::uint32_t of_commission = kHandCommission | kHandAmount;
  if (__builtin_mul_overflow(order.commission_fen, 1'000, &commission_scaled) ||
      __builtin_mul_overflow(order.amount_fen, 3, &amount_scaled)) {
    found(8, true, of_commission);
  } else if (commission_scaled > amount_scaled) {
    found(8, false, of_commission);
  }
  if (order.commission_fen < 500) found(9, false, kHandCommission);
  if (__builtin_mul_overflow(order.commission_fen, 10'000'000, &commission_scaled) ||
      __builtin_mul_overflow(order.amount_fen, 541, &amount_scaled)) {
    found(10, true, of_commission);
  } else if (commission_scaled < amount_scaled) {
    found(10, false, of_commission);
  }
  if (product.risk_warning) {
    std::int64_t together = 0;
    if (order.bought < 0 || __builtin_add_overflow(order.bought, order.quantity, &together)) {
      found(11, true, kHandBought | kHandQuantity);
    } else if (together > 500'000) {
      found(11, false, kHandBought | kHandQuantity);
    }
  }
  if (product.professionals_only && !client.professional) found(12, false, kHandProfessionals | kHandCategory);
  return count;
}

}  // namespace probity::bench
