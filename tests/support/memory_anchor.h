#pragma once

#include <optional>
#include <string>

#include "engine/ports/log_folder.h"

namespace probity::tests {

/// An anchor in memory, which can be out of reach.
class MemoryAnchor final : public ports::Anchor {
 public:
  std::optional<std::string> checkpoint;
  bool out_of_reach = false;

  std::string name() const override { return "in memory"; }
  Result<std::optional<std::string>> read() override {
    if (out_of_reach) return fault();
    return checkpoint;
  }
  Result<bool> swap(const std::optional<std::string>& expected, const std::string& next) override {
    if (out_of_reach) return fault();
    if (checkpoint != expected) return false;
    checkpoint = next;
    return true;
  }

 private:
  static Error fault() { return {ErrorCode::kUnavailable, "the anchor is out of reach"}; }
};

}  // namespace probity::tests
