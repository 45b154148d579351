#include "adapters/http/api.h"

#include <chrono>
#include <sstream>
#include <utility>

#include "adapters/logging/log.h"

namespace probity::http {
namespace {

constexpr std::int64_t kSlowNs = 250'000'000;

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<std::string> segments_of(const std::string& path) {
  std::vector<std::string> segments;
  std::istringstream stream(path);
  std::string segment;
  while (std::getline(stream, segment, '/')) {
    if (!segment.empty()) segments.push_back(segment);
  }
  return segments;
}

/// Does the path fit the pattern? Then `parts` are what stood in its places.
bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path, std::vector<std::string>& parts) {
  parts.clear();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].ends_with("+}")) {
      if (i >= path.size()) return false;
      std::string rest;
      for (std::size_t j = i; j < path.size(); ++j) rest += (rest.empty() ? "" : "/") + path[j];
      parts.push_back(std::move(rest));
      return true;
    }
    if (i >= path.size()) return false;
    if (pattern[i].front() == '{') {
      parts.push_back(path[i]);
    } else if (pattern[i] != path[i]) {
      return false;
    }
  }
  return pattern.size() == path.size();
}

}  // namespace

std::string Call::query(const std::string& name) const {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string() : found->second;
}

pretrade::Asker Call::asker() const {
  return {caller.name, request.idempotency_key, request.deadline_ns, query("passed_while_away") == "true"};
}

void Api::add(std::string method, std::string pattern, unsigned roles, CallHandler handler) {
  std::vector<std::string> segments = segments_of(pattern);
  routes_.push_back({std::move(method), std::move(pattern), std::move(segments), roles, std::move(handler)});
}

Response Api::handle(Request& request) {
  std::string route = "none";
  std::string caller;
  Response response = dispatch(request, route, caller);
  if (response.status == 503 && turned_away_ && route == turned_away_route_) turned_away_(request, response);
  const std::int64_t took = steady_ns() - request.arrived_ns;
  metrics_.count(route, response.status, took);
  // Neither headers nor bodies: tokens and clients' facts are in them.
  if (options_.log_every_request || response.status >= 500 || took > kSlowNs) {
    logging::event(response.status >= 500 ? logging::Severity::kWarning : logging::Severity::kInfo, "request",
                   {{"request", request.request_id}, {"method", request.method}, {"route", route}, {"caller", caller},
                    {"status", std::to_string(response.status)}, {"took_us", std::to_string(took / 1000)},
                    {"bytes", std::to_string(request.body.size())}});
  }
  return response;
}

Response Api::dispatch(Request& request, std::string& route_name, std::string& caller) {
  const std::vector<std::string> path = segments_of(request.path);
  std::vector<std::string> parts;
  std::string allowed;
  for (const Route& route : routes_) {
    if (!fits(route.segments, path, parts)) continue;
    if (route.method != request.method) {
      allowed += (allowed.empty() ? "" : ", ") + route.method;
      continue;
    }
    route_name = route.method + " " + route.pattern;
    return run(route, request, std::move(parts), caller);
  }
  if (allowed.empty()) return problem(404, "no-such-address", "nothing is at this address; openapi.yaml lists what there is");
  Response response = problem(405, "method", "this address takes " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Response Api::run(const Route& route, Request& request, std::vector<std::string> parts, std::string& caller) {
  Call call{request, {}, std::move(parts)};
  if (route.roles != kNobodyAsked) {
    std::optional<Caller> known = callers_.find(request);
    if (!known) return problem(401, "unknown-caller", "show a bearer token or a client certificate that is known here");
    caller = known->name;
    if ((known->roles & route.roles) == 0) return problem(403, "role", "this needs another role than the caller has");
    if (!limit_.takes(known->name, steady_ns())) {
      ++metrics_.limited;
      return problem(429, "rate", "a caller has " + std::to_string(options_.rate_per_second) + " requests a second");
    }
    call.caller = std::move(*known);
    // Early rather than late: whoever is turned away at once can still do something else.
    if (metrics_.in_flight.fetch_add(1) >= options_.in_flight_max) {
      --metrics_.in_flight;
      ++metrics_.turned_away;
      return problem(503, "overloaded", "as many requests are being worked on as there is room for; try again shortly");
    }
    Response response = route.handler(call);
    --metrics_.in_flight;
    return response;
  }
  return route.handler(call);
}

Response problem_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "not-found", error.message);
    case ErrorCode::kUnavailable: return problem(503, "unavailable", error.message);
    case ErrorCode::kInterrupted: return problem(503, "deadline", error.message);
    case ErrorCode::kLimit: return problem(413, "too-large", error.message);
    case ErrorCode::kCorrupt: return problem(409, "conflict", error.message);
    default: return problem(422, "invalid", error.message);
  }
}

Response json_response(std::string body, int status) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace probity::http
