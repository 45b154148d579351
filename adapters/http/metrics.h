#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace probity::http {

/// Counts of requests, in the text form that Prometheus reads. Thread-safe.
class Metrics {
 public:
  void count(const std::string& route, int status, std::int64_t took_ns);
  /// The counts so far; `more` are lines of the caller's own.
  [[nodiscard]] std::string text(const std::string& more) const;

  std::atomic<std::int64_t> in_flight{0};
  std::atomic<std::uint64_t> turned_away{0};  ///< for want of room
  std::atomic<std::uint64_t> limited{0};      ///< by the caller's rate

 private:
  static constexpr std::array<double, 13> kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.025,  0.05,    0.1,    0.25,  1.0,    5.0};
  struct Route {
    std::map<int, std::uint64_t> statuses;
    std::array<std::uint64_t, kBounds.size() + 1> took{};
    std::uint64_t count = 0;
    std::int64_t sum_ns = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Route> routes_;
};

}  // namespace probity::http
