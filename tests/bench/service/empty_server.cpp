// An HTTP server of Poco that reads a request and answers nothing in particular: what `probity serve` is compared with.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>
#include <unistd.h>

#include <iostream>
#include <string>

namespace {

class Nothing final : public Poco::Net::HTTPRequestHandler {
 public:
  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
    char bytes[16384];
    while (request.stream().read(bytes, sizeof bytes) || request.stream().gcount() > 0) continue;
    response.setContentType("application/json");
    response.sendBuffer("{}", 2);
  }
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override { return new Nothing; }
};

}  // namespace

int main(int argc, char** argv) {
  Poco::ThreadPool pool(4, 512);
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setMaxThreads(512);
  params->setKeepAlive(true);
  params->setMaxKeepAliveRequests(0);
  const Poco::Net::ServerSocket socket(
      Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(argc > 1 ? std::stoi(argv[1]) : 0)));
  Poco::Net::HTTPServer server(new Factory, pool, socket, params);
  server.start();
  std::cerr << "listening on http://127.0.0.1:" << socket.address().port() << std::endl;
  ::pause();
}
