#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace probity::ingest {

/// Numbers texts from 0 in the order in which they come, compactly: a million keys of twenty bytes take
/// about 45 MB.
class KeyIndex {
 public:
  /// The key's number, and whether it is new.
  std::pair<std::uint32_t, bool> add(std::string_view key) {
    if ((ends_.size() + 1) * 10 > slots_.size() * 7) grow();
    const std::size_t slot = slot_of(key);
    if (slots_[slot] != 0) return {slots_[slot] - 1, false};
    bytes_.append(key);
    ends_.push_back(bytes_.size());
    slots_[slot] = static_cast<std::uint32_t>(ends_.size());
    return {slots_[slot] - 1, true};
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t number = slots_[slot_of(key)];
    if (number == 0) return std::nullopt;
    return number - 1;
  }
  [[nodiscard]] std::string_view key(std::uint32_t number) const {
    const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
    return std::string_view(bytes_).substr(begin, ends_[number] - begin);
  }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }

 private:
  [[nodiscard]] std::size_t slot_of(std::string_view text) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(text) & mask;
    while (slots_[slot] != 0 && key(slots_[slot] - 1) != text) slot = (slot + 1) & mask;
    return slot;
  }
  void grow() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
    for (std::uint32_t number = 0; number < ends_.size(); ++number) {
      slots_[slot_of(key(number))] = number + 1;
    }
  }

  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<std::uint32_t> slots_;  // number + 1; 0 is free
};

}  // namespace probity::ingest
