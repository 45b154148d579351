#include "engine/decision/decision.h"

#include <array>

#include "engine/base/check.h"

namespace probity::decision {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 6> kOutcomes = {"permit",   "record",  "warn",
                                                       "disclose", "confirm", "block"};
constexpr std::array<std::string_view, 7> kDeadlineStates = {
    "not_started", "running", "due_soon", "overdue", "met", "met_late", "paused"};

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  const auto place = static_cast<std::size_t>(outcome);
  PROBITY_CHECK(place < kOutcomes.size());
  return kOutcomes[place];
}

std::optional<Outcome> outcome_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kOutcomes.size(); ++i) {
    if (kOutcomes[i] == name) return static_cast<Outcome>(i);
  }
  return std::nullopt;
}

std::string_view deadline_state_name(DeadlineState state) {
  const auto place = static_cast<std::size_t>(state);
  PROBITY_CHECK(place < kDeadlineStates.size());
  return kDeadlineStates[place];
}

}  // namespace probity::decision
