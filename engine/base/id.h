#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/check.h"

namespace probity {

/// The place of a `T` in its `Store<T>`; says by its type what it points to.
template <typename T>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t index) : index_(index) {}
  [[nodiscard]] constexpr std::uint32_t index() const { return index_; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  std::uint32_t index_ = 0;
};

/// A growing sequence addressed by typed ids, which stay valid as it grows.
template <typename T>
class Store {
 public:
  Id<T> add(T value) {
    values_.push_back(std::move(value));
    return Id<T>(static_cast<std::uint32_t>(values_.size() - 1));
  }
  [[nodiscard]] const T& operator[](Id<T> id) const {
    PROBITY_CHECK(id.index() < values_.size());
    return values_[id.index()];
  }
  [[nodiscard]] T& operator[](Id<T> id) {
    PROBITY_CHECK(id.index() < values_.size());
    return values_[id.index()];
  }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] auto begin() const { return values_.begin(); }
  [[nodiscard]] auto end() const { return values_.end(); }
  [[nodiscard]] auto begin() { return values_.begin(); }
  [[nodiscard]] auto end() { return values_.end(); }

 private:
  std::vector<T> values_;
};

}  // namespace probity
