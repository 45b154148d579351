#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// The twelve-rule check as a good engineer writes it for these twelve rules and nothing else, with the
/// duties of the engine: facts that are unknown, sums that do not fit, findings that name rule and facts.
namespace probity::bench {

/// Amounts are in fen; -1 is unknown where a fact may be.
struct HandClient {
  std::int64_t assets_fen;
  std::uint64_t acknowledged;  ///< a bit for each paper
  std::int32_t rated_on;       ///< INT32_MIN: unknown
  std::int16_t months;         ///< -1: unknown
  std::uint8_t risk_class;     ///< 0 to 4
  bool professional, lowest;
};
struct HandProduct {
  std::uint8_t risk, board, paper;
  bool risk_warning, professionals_only;
};
struct HandOrder {
  std::int64_t amount_fen, commission_fen, quantity;
  std::int64_t bought;  ///< -1: unknown
  std::int32_t placed_on;
  std::uint32_t client, product;
};

/// A rule that does not hold, or of which a fact is missing.
struct HandFinding {
  std::uint8_t rule = 0;  ///< from 1
  bool undetermined = false;
  std::uint32_t facts = 0;  ///< those it read, as bits of `HandFact`
};
enum HandFact : std::uint32_t {
  kHandCategory = 1, kHandRisk = 2, kHandClass = 4, kHandLowest = 8, kHandAssets = 16, kHandMonths = 32,
  kHandRatedOn = 64, kHandPlacedOn = 128, kHandAcknowledged = 256, kHandPaper = 512, kHandCommission = 1024,
  kHandAmount = 2048, kHandQuantity = 4096, kHandBought = 8192, kHandBoard = 16384, kHandWarning = 32768,
  kHandProfessionals = 65536,
};

/// At most twelve findings; returns how many.
[[nodiscard]] std::size_t check_by_hand(const HandOrder& order, const HandClient& client, const HandProduct& product,
                                        HandFinding* findings);

}  // namespace probity::bench
