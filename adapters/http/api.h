#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "adapters/http/access.h"
#include "adapters/http/message.h"
#include "adapters/http/metrics.h"
#include "adapters/pretrade/desk.h"
#include "adapters/sql/service_store.h"

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

class Shadow;

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
  /// Asked to add to each 503 of this route (`POST /v1/decisions`) what the caller may do all the same.
  void on_turned_away(std::string route, std::function<void(const Request&, Response&)> add) {
    turned_away_route_ = std::move(route);
    turned_away_ = std::move(add);
  }
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
  std::string turned_away_route_;
  std::function<void(const Request&, Response&)> turned_away_;
};

/// The answer for an error of the desk or of a store.
[[nodiscard]] Response problem_of(const Error& error);
[[nodiscard]] Response json_response(std::string body, int status = 200);

/// Decisions, orders, trades, obligations.
void add_decision_routes(Api& api, pretrade::Desk& desk);
/// Deadlines and findings of decisions, from the store.
void add_store_routes(Api& api, sql::ServiceStore& store);

/// What tells whether the service is well.
struct Health {
  std::atomic<bool> ready{false};
  std::atomic<bool> draining{false};
};
/// `shadow` may be null.
void add_health_routes(Api& api, pretrade::Desk& desk, const Health& health, const audit::Log* log, const Shadow* shadow);

}  // namespace probity::http
