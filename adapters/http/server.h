#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http/message.h"
#include "engine/base/result.h"

namespace probity::http {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8480;            ///< 0: a free one
  unsigned connections_max = 512;       ///< each has a thread while it is open; more wait, and then are refused
  std::size_t body_bytes_max = std::size_t{16} << 20;
  unsigned request_ms = 10'000;         ///< a request must have arrived whole within this
  unsigned idle_ms = 30'000;            ///< an open connection without a request is closed after this
  unsigned deadline_ms = 2'000;         ///< work begins within this after the request arrived, or not at all

  std::string certificate, key;         ///< PEM files; empty: no TLS
  std::string client_authority;         ///< PEM file: clients must show a certificate of this authority
  [[nodiscard]] bool is_secure() const { return !certificate.empty(); }
};

/// Takes requests on a socket and hands them to one function, on many threads.
class Server {
 public:
  virtual ~Server() = default;
  /// Errors: `kUnavailable` where the address cannot be taken, `kInvalidArgument` for keys that do not read.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler handler);
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Takes no more connections; requests that are in get their answers, for at most so long.
  virtual void drain(unsigned wait_ms) = 0;
  [[nodiscard]] virtual int connections() const = 0;
};

}  // namespace probity::http
