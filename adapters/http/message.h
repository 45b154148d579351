#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// A request and its answer, whatever carries them.
namespace probity::http {

struct Request {
  std::string method;
  std::string path;                          ///< unescaped, without the query
  std::map<std::string, std::string> query;  ///< unescaped
  std::string body;
  std::string authorization;                 ///< the header as it came
  std::string certificate;                   ///< common name of the client's certificate, where TLS checked one
  std::string idempotency_key;
  std::string user;                          ///< `X-Probity-User`, believed only without authentication
  std::string request_id;                    ///< the caller's, or ours
  std::int64_t arrived_ns = 0;               ///< steady clock
  std::int64_t deadline_ns = 0;              ///< steady clock
};

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

using Handler = std::function<Response(Request&)>;

/// RFC 9457. `kind` ends the problem's type: `overloaded`.
[[nodiscard]] Response problem(int status, const std::string& kind, const std::string& detail);

}  // namespace probity::http
