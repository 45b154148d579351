#pragma once

#include <cstdint>
#include <initializer_list>

namespace sample_book {

/// Numbers from a seed, the same on every machine (the standard library's distributions are not).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }

  /// From `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    const auto width = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<std::int64_t>(next() % width);
  }

  /// True in `count` of `of` cases.
  bool chance(std::int64_t count, std::int64_t of) { return between(1, of) <= count; }

  /// The place of one of these weights.
  std::size_t weighted(std::initializer_list<std::int64_t> weights) {
    std::int64_t sum = 0;
    for (const std::int64_t weight : weights) sum += weight;
    std::int64_t left = between(1, sum);
    std::size_t place = 0;
    for (const std::int64_t weight : weights) {
      left -= weight;
      if (left <= 0) return place;
      ++place;
    }
    return place - 1;
  }

 private:
  std::uint64_t state_;
};

}  // namespace sample_book
