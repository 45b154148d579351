#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "adapters/http/access.h"
#include "adapters/http/message.h"
#include "adapters/http/metrics.h"
#include "adapters/pretrade/desk.h"

namespace probity::http {

/// One request on its way through: who asks, and what stood in the address's places.
struct Call {
  Request& request;
  Caller caller;
  std::vector<std::string> parts;  ///< of `/v1/decisions/{id}`: the id

  [[nodiscard]] std::string query(const std::string& name) const;
  [[nodiscard]] pretrade::Asker asker() const;
};
using CallHandler = std::function<Response(Call&)>;

struct ApiOptions {
  int in_flight_max = 256;       ///< requests that are worked on at once; more are turned away at once
  unsigned rate_per_second = 0;  ///< of each caller; 0: no limit
  bool log_every_request = false;
};

/// Finds what an address stands for, and lets in who may. Thread-safe once all routes are added.
class Api {
 public:
  Api(ApiOptions options, Callers callers) : options_(options), callers_(std::move(callers)), limit_(options.rate_per_second) {}

  /// `pattern` is as in openapi.yaml; a last part `{name+}` takes all that follows.
  void add(std::string method, std::string pattern, unsigned roles, CallHandler handler);
  [[nodiscard]] Response handle(Request& request);
  [[nodiscard]] Metrics& metrics() { return metrics_; }

 private:
  struct Route {
    std::string method, pattern;
    std::vector<std::string> segments;
    unsigned roles = 0;
    CallHandler handler;
  };
  [[nodiscard]] Response dispatch(Request& request, std::string& route_name, std::string& caller);
  [[nodiscard]] Response run(const Route& route, Request& request, std::vector<std::string> parts, std::string& caller);

  ApiOptions options_;
  Callers callers_;
  RateLimit limit_;
  Metrics metrics_;
  std::vector<Route> routes_;
};

/// The answer for an error of the desk or of a store.
[[nodiscard]] Response problem_of(const Error& error);
[[nodiscard]] Response json_response(std::string body, int status = 200);

/// Decisions, orders, trades, obligations.
void add_decision_routes(Api& api, pretrade::Desk& desk);

/// What tells whether the service is well.
struct Health {
  std::atomic<bool> ready{false};
  std::atomic<bool> draining{false};
};
void add_health_routes(Api& api, pretrade::Desk& desk, const Health& health, const audit::Log* log);

}  // namespace probity::http
