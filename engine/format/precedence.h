#pragma once

#include <cstdint>
#include <optional>

#include "engine/format/words.h"

namespace probity::format {

// How tightly each kind of expression binds, loosest first. Between two of them an operand may be.
inline constexpr std::size_t kOr = 2;
inline constexpr std::size_t kAnd = 4;
inline constexpr std::size_t kNot = 6;
inline constexpr std::size_t kComparison = 8;
inline constexpr std::size_t kRounded = 10;
inline constexpr std::size_t kSum = 12;
inline constexpr std::size_t kProduct = 14;
inline constexpr std::size_t kOrElse = 16;
inline constexpr std::size_t kNegation = 18;
inline constexpr std::size_t kSuffix = 19;  ///< `X 的 3‰`: only Chinese has it
inline constexpr std::size_t kAtom = 20;

/// A number for each language: how tight an operand must be, where the two sentences differ.
struct Levels {
  std::size_t english = 0;
  std::size_t chinese = 0;
};
[[nodiscard]] constexpr Levels levels(std::size_t both) { return {both, both}; }
/// Brackets stay as they are written.
inline constexpr Levels kAnyLevel = {0, 0};

/// The operator that stands right behind an operand; 0 where none does.
struct Follow {
  std::size_t english = 0;
  std::size_t chinese = 0;
};

enum class AtomKind : std::uint8_t {
  kOther, kShift, kSome, kEvery, kCount, kTotal, kLatest, kShare, kExtreme, kChoose, kElapsed, kDateOf, kClose,
  kCurrencyOf, kEvidence,
};
[[nodiscard]] AtomKind atom_kind(const Node& atom);

[[nodiscard]] std::size_t level_of_rule(std::size_t rule);
/// What the operands of a chain of this rule must be.
[[nodiscard]] Levels operand_levels(std::size_t rule);
/// What the expression at this place of an atom must be, and what follows it there.
[[nodiscard]] Levels slot_levels(const Node& atom, AtomKind kind, std::size_t place);
[[nodiscard]] Follow slot_follow(const Node& atom, std::size_t place);

/// Are brackets written round this operand (which may be a `kGroup`)? Where a language needs them they
/// are; where only the other does they are not; else as they were.
[[nodiscard]] bool prints_brackets(const Node& operand, const Levels& least, const Follow& follow, Language language);

/// The parts of `count of [other] LIST [by D] [where C]` and its kin. Nothing where there are more.
struct ListSentence {
  const Node* value = nullptr;
  const Node* other = nullptr;
  const Node* list = nullptr;
  const Node* by = nullptr;
  const Node* window = nullptr;
  const Node* where = nullptr;
};
[[nodiscard]] std::optional<ListSentence> list_sentence(const Node& atom, AtomKind kind);

}  // namespace probity::format
