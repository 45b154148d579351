#include "adapters/http/metrics.h"

#include <sstream>

namespace probity::http {

void Metrics::count(const std::string& route, int status, std::int64_t took_ns) {
  // Seconds for a chart; nothing is decided by them.
  const double seconds = static_cast<double>(took_ns) / 1e9;
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  const std::lock_guard lock(mutex_);
  Route& counts = routes_[route];
  ++counts.statuses[status];
  ++counts.took[bucket];
  ++counts.count;
  counts.sum_ns += took_ns;
}

std::string Metrics::text(const std::string& more) const {
  std::ostringstream out;
  out << "# TYPE probity_in_flight gauge\nprobity_in_flight " << in_flight.load() << "\n"
      << "# TYPE probity_turned_away_total counter\nprobity_turned_away_total " << turned_away.load() << "\n"
      << "# TYPE probity_rate_limited_total counter\nprobity_rate_limited_total " << limited.load() << "\n" << more;
  const std::lock_guard lock(mutex_);
  out << "# TYPE probity_requests_total counter\n";
  for (const auto& [route, counts] : routes_) {
    for (const auto& [status, number] : counts.statuses) {
      out << "probity_requests_total{route=\"" << route << "\",status=\"" << status << "\"} " << number << "\n";
    }
  }
  out << "# TYPE probity_request_seconds histogram\n";
  for (const auto& [route, counts] : routes_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < counts.took.size(); ++i) {
      sum += counts.took[i];
      out << "probity_request_seconds_bucket{route=\"" << route << "\",le=\"";
      if (i < kBounds.size()) {
        out << kBounds[i];
      } else {
        out << "+Inf";
      }
      out << "\"} " << sum << "\n";
    }
    out << "probity_request_seconds_sum{route=\"" << route << "\"} " << static_cast<double>(counts.sum_ns) / 1e9 << "\n"
        << "probity_request_seconds_count{route=\"" << route << "\"} " << counts.count << "\n";
  }
  return out.str();
}

}  // namespace probity::http
