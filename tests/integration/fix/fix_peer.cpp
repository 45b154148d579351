// Both neighbours of the gateway in one process: an order system that connects to it, and a market that it connects
// to; QuickFIX on both sides. Says what arrived where, one line each, and ends when all is seen.
//
//   fix_peer GATEWAY_PORT MARKET_PORT
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/FixFields.h>
#include <quickfix/FixValues.h>
#include <quickfix/MessageStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketAcceptor.h>
#include <quickfix/SocketInitiator.h>

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string field(const FIX::FieldMap& fields, int tag) { return fields.isSetField(tag) ? fields.getField(tag) : std::string(); }

class Peer : public FIX::Application {
 public:
  explicit Peer(bool answers) : answers_(answers) {}
  void onCreate(const FIX::SessionID& session) override { session_ = session; }
  void onLogon(const FIX::SessionID&) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    logged_on_ = true;
    changed_.notify_all();
  }
  void onLogout(const FIX::SessionID&) override {}
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message&, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                   FIX::IncorrectTagValue, FIX::RejectLogon) override {}
  void fromApp(const FIX::Message& message, const FIX::SessionID& session) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                                 FIX::IncorrectTagValue,
                                                                                 FIX::UnsupportedMessageType) override {
    if (answers_) answer(message, session);
    const std::lock_guard<std::mutex> lock(mutex_);
    messages_.push_back(message);
    changed_.notify_all();
  }

  bool wait_for_logon() {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [this] { return logged_on_; });
  }
  std::vector<FIX::Message> wait_for(std::size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return messages_.size() >= count; });
    return messages_;
  }
  const FIX::SessionID& session() const { return session_; }

 private:
  /// The market takes every order.
  static void answer(const FIX::Message& message, const FIX::SessionID& session) {
    FIX::Message report;
    report.getHeader().setField(FIX::MsgType(FIX::MsgType_ExecutionReport));
    report.setField(FIX::OrderID("M-1"));
    report.setField(FIX::ExecID("E-1"));
    report.setField(FIX::ExecType(FIX::ExecType_NEW));
    report.setField(FIX::OrdStatus(FIX::OrdStatus_NEW));
    report.setField(FIX::FIELD::ClOrdID, field(message, FIX::FIELD::ClOrdID));
    report.setField(FIX::Text("taken by the market"));
    FIX::Session::sendToTarget(report, session);
  }

  bool answers_;
  FIX::SessionID session_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool logged_on_ = false;
  std::vector<FIX::Message> messages_;
};

std::string settings_text(const char* kind, const std::string& port, const char* sender, const char* target) {
  std::string text = "[DEFAULT]\nHeartBtInt=30\nStartTime=00:00:00\nEndTime=00:00:00\nReconnectInterval=1\nUseDataDictionary=N\n";
  text += std::string("ConnectionType=") + kind +
          "\n[SESSION]\nBeginString=FIX.4.4\nSenderCompID=" + sender + "\nTargetCompID=" + target +
          "\n";
  text += std::string(kind) == "initiator" ? "SocketConnectHost=127.0.0.1\nSocketConnectPort=" + port + "\n"
                                           : "SocketAcceptPort=" + port + "\nSocketReuseAddress=Y\n";
  return text;
}

FIX::Message order(const char* type, const char* number, const char* risk) {
  FIX::Message message;
  message.getHeader().setField(FIX::MsgType(type));
  message.setField(FIX::ClOrdID(number));
  if (std::string(type) == FIX::MsgType_OrderCancelReplaceRequest) message.setField(FIX::OrigClOrdID("A-1"));
  message.setField(FIX::Symbol("600000"));
  message.setField(FIX::Side(FIX::Side_BUY));
  message.setField(FIX::OrderQty(100));
  message.setField(FIX::OrdType(FIX::OrdType_LIMIT));
  message.setField(FIX::Price(10));
  message.setField(60, "20250314-02:15:00");
  if (*risk != '\0') message.setField(20001, risk);
  message.setField(20002, "C2");
  return message;
}

void show(const char* who, const std::vector<FIX::Message>& messages) {
  for (const FIX::Message& message : messages) {
    std::cout << who << " " << field(message.getHeader(), FIX::FIELD::MsgType) << " "
              << field(message, FIX::FIELD::ClOrdID) << " " << field(message, FIX::FIELD::OrdStatus)
              << " " << field(message, FIX::FIELD::Text) << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::istringstream market_text(settings_text("acceptor", argv[2], "MARKET", "PROBITY"));
  std::istringstream system_text(settings_text("initiator", argv[1], "OMS", "PROBITY"));
  const FIX::SessionSettings market_settings(market_text);
  const FIX::SessionSettings system_settings(system_text);
  Peer market(true);
  Peer system(false);
  FIX::MemoryStoreFactory store;
  FIX::SocketAcceptor acceptor(market, store, market_settings);
  FIX::SocketInitiator initiator(system, store, system_settings);
  acceptor.start();
  initiator.start();
  if (!market.wait_for_logon() || !system.wait_for_logon()) {
    std::cout << "no logon\n";
    return 1;
  }
  for (FIX::Message message : {order("D", "A-1", "C1"), order("D", "A-2", "C3"), order("G", "A-3", "C2"), order("G", "A-4", "C3"),
                               order("D", "A-5", "")}) {
    FIX::Session::sendToTarget(message, system.session());
  }
  show("market", market.wait_for(2));
  show("system", system.wait_for(5));
  initiator.stop();
  acceptor.stop();
  return 0;
}
