#pragma once

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

namespace probity::pretrade {

/// Lets one at a time in for each name: an order that is being judged and recorded is not judged a
/// second time beside it, so that the log and what is kept in memory have one order.
class Gate {
 public:
  /// Names that are held as long as it lives.
  class Pass {
   public:
    Pass(Gate& gate, std::vector<std::string> names) : gate_(gate), names_(std::move(names)) {}
    ~Pass() { gate_.leave(names_); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Gate& gate_;
    std::vector<std::string> names_;
  };
  /// Waits until nobody else holds any of the names.
  [[nodiscard]] std::unique_ptr<Pass> enter(std::vector<std::string> names);

 private:
  struct Shard {
    std::mutex mutex;
    std::condition_variable left;
    std::unordered_set<std::string> inside;
  };
  void leave(const std::vector<std::string>& names);
  [[nodiscard]] Shard& shard_of(const std::string& name);

  std::array<Shard, 64> shards_;
};

}  // namespace probity::pretrade
