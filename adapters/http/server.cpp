#include "adapters/http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/X509Certificate.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace probity::http {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::size_t kAddressBytesMax = 4096;
constexpr std::size_t kRequestIdMax = 64;

std::int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/// The caller's id for the request where it is a plain word, else one of ours.
std::string request_id(const std::string& given) {
  static std::atomic<std::uint64_t> number{0};
  static const std::string kBegin = std::to_string(steady_ns() / 1'000'000);
  if (!given.empty() && given.size() <= kRequestIdMax && std::all_of(given.begin(), given.end(), is_plain)) return given;
  return kBegin + "-" + std::to_string(++number);
}

/// What became of the body.
enum class Arrived : std::uint8_t { kWhole, kTooLarge, kTooLate, kBroken };

Arrived read_body(HTTPServerRequest& request, const ServerOptions& options, std::int64_t begin_ns, std::string& body) {
  if (request.hasContentLength()) {
    const auto length = static_cast<std::uint64_t>(request.getContentLength64());
    if (length > options.body_bytes_max) return Arrived::kTooLarge;
    body.reserve(static_cast<std::size_t>(length));
  }
  std::istream& stream = request.stream();
  char chunk[16384];
  while (stream.good()) {
    stream.read(chunk, sizeof chunk);
    const auto count = static_cast<std::size_t>(stream.gcount());
    if (body.size() + count > options.body_bytes_max) return Arrived::kTooLarge;
    body.append(chunk, count);
    if (steady_ns() - begin_ns > std::int64_t{options.request_ms} * 1'000'000) return Arrived::kTooLate;
  }
  const bool short_of_length =
      request.hasContentLength() && body.size() < static_cast<std::uint64_t>(request.getContentLength64());
  return short_of_length ? Arrived::kBroken : Arrived::kWhole;
}

std::string common_name(HTTPServerRequest& request) {
  auto& with_socket = static_cast<Poco::Net::HTTPServerRequestImpl&>(request);
  const Poco::Net::SecureStreamSocket socket(with_socket.socket());
  return socket.havePeerCertificate() ? socket.peerCertificate().commonName() : std::string();
}

class OneRequest final : public Poco::Net::HTTPRequestHandler {
 public:
  OneRequest(const ServerOptions& options, const Handler& handler, std::atomic<int>& busy, const std::atomic<bool>& draining)
      : options_(options), handler_(handler), busy_(busy), draining_(draining) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    ++busy_;
    try {
      answer(request, response);
    } catch (const std::exception&) {
      // The connection is gone or never spoke HTTP: there is nobody to tell.
      response.setKeepAlive(false);
    }
    --busy_;
  }

 private:
  void answer(HTTPServerRequest& request, HTTPServerResponse& response) {
    Request asked;
    asked.arrived_ns = steady_ns();
    asked.method = request.getMethod();
    asked.request_id = request_id(request.get("X-Request-Id", ""));
    const Arrived arrived = read_body(request, options_, asked.arrived_ns, asked.body);
    Response answer = arrived == Arrived::kWhole ? answer_to(request, asked) : problem_of(arrived);
    // What was not read to its end cannot be followed by another request.
    response.setKeepAlive(request.getKeepAlive() && arrived == Arrived::kWhole && !draining_);
    response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType(answer.type);
    response.set("X-Request-Id", asked.request_id);
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.sendBuffer(answer.body.data(), answer.body.size());
  }

  Response answer_to(HTTPServerRequest& request, Request& asked) {
    const std::string& address = request.getURI();
    if (address.size() > kAddressBytesMax) return problem(414, "address", "the address is too long");
    try {
      const Poco::URI uri(address);
      asked.path = uri.getPath();
      for (auto& [name, value] : uri.getQueryParameters()) asked.query[name] = value;
    } catch (const Poco::Exception&) {
      return problem(400, "address", "the address does not read as one");
    }
    asked.authorization = request.get("Authorization", "");
    asked.idempotency_key = request.get("Idempotency-Key", "");
    asked.user = request.get("X-Probity-User", "");
    asked.deadline_ns = steady_ns() + std::int64_t{options_.deadline_ms} * 1'000'000;
    if (request.secure()) asked.certificate = common_name(request);
    return handler_(asked);
  }

  Response problem_of(Arrived arrived) const {
    if (arrived == Arrived::kTooLarge) {
      return problem(413, "too-large", "a request has at most " + std::to_string(options_.body_bytes_max) + " bytes");
    }
    if (arrived == Arrived::kTooLate) {
      return problem(408, "too-slow", "a request arrives within " + std::to_string(options_.request_ms) + " ms");
    }
    return problem(400, "broken", "the request's body is not as long as it says");
  }

  const ServerOptions& options_;
  const Handler& handler_;
  std::atomic<int>& busy_;
  const std::atomic<bool>& draining_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Factory(const ServerOptions& options, const Handler& handler, std::atomic<int>& busy, const std::atomic<bool>& draining)
      : options_(options), handler_(handler), busy_(busy), draining_(draining) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new OneRequest(options_, handler_, busy_, draining_);
  }

 private:
  const ServerOptions& options_;
  const Handler& handler_;
  std::atomic<int>& busy_;
  const std::atomic<bool>& draining_;
};

Poco::Net::ServerSocket listening(const ServerOptions& options) {
  const Poco::Net::SocketAddress address(options.host, options.port);
  constexpr int kBacklog = 256;
  if (!options.is_secure()) {
    Poco::Net::ServerSocket socket;
    socket.bind(address, true);
    socket.listen(kBacklog);
    return socket;
  }
  const bool mutual = !options.client_authority.empty();
  Poco::Net::Context::Params params;
  params.certificateFile = options.certificate;
  params.privateKeyFile = options.key;
  params.caLocation = options.client_authority;
  params.verificationMode = mutual ? Poco::Net::Context::VERIFY_STRICT : Poco::Net::Context::VERIFY_NONE;
  params.loadDefaultCAs = false;
  params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES";
  Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params);
  context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
  // A certificate of another key takes the key's place without a word.
  if (SSL_CTX_check_private_key(context->sslContext()) != 1) {
    throw Poco::Net::SSLException("the key is not that of the certificate");
  }
  // Every client shows its certificate; none is taken back from an earlier session.
  context->disableStatelessSessionResumption();
  Poco::Net::SecureServerSocket socket(context);
  socket.bind(address, true);
  socket.listen(kBacklog);
  return socket;
}

class PocoServer final : public Server {
 public:
  PocoServer(const ServerOptions& options, Handler handler)
      : options_(options), handler_(std::move(handler)), socket_(listening(options_)),
        pool_(4, static_cast<int>(options_.connections_max)) {
    Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
    params->setMaxThreads(static_cast<int>(options_.connections_max));
    params->setMaxQueued(static_cast<int>(options_.connections_max / 4 + 8));
    params->setKeepAlive(true);
    params->setMaxKeepAliveRequests(0);
    params->setKeepAliveTimeout(Poco::Timespan(std::int64_t{options_.idle_ms} * 1000));
    params->setTimeout(Poco::Timespan(std::int64_t{options_.request_ms} * 1000));
    params->setSoftwareVersion("probity");
    server_ = std::make_unique<Poco::Net::HTTPServer>(new Factory(options_, handler_, busy_, draining_), pool_, socket_, params);
    server_->start();
  }
  ~PocoServer() override { drain(0); }

  std::uint16_t port() const override { return socket_.address().port(); }
  int connections() const override { return server_->currentConnections(); }

  void drain(unsigned wait_ms) override {
    if (draining_.exchange(true)) return;
    server_->stop();
    const std::int64_t until = steady_ns() + std::int64_t{wait_ms} * 1'000'000;
    // Idle connections are closed at once, busy ones once they are answered.
    while (busy_ > 0 && steady_ns() < until) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    server_->stopAll(true);
    pool_.joinAll();
  }

 private:
  const ServerOptions options_;
  const Handler handler_;
  std::atomic<int> busy_{0};
  std::atomic<bool> draining_{false};
  Poco::Net::ServerSocket socket_;
  Poco::ThreadPool pool_;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler) {
  try {
    return std::unique_ptr<Server>(std::make_unique<PocoServer>(options, std::move(handler)));
  } catch (const Poco::Net::SSLException& failure) {
    return Error{ErrorCode::kInvalidArgument, "the certificate or key for TLS cannot be used: " + failure.displayText()};
  } catch (const Poco::Exception& failure) {
    return Error{ErrorCode::kUnavailable, "cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " +
                                              failure.displayText()};
  }
}

}  // namespace probity::http
