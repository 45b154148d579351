#pragma once

#include <quickfix/Application.h>
#include <quickfix/Message.h>
#include <quickfix/SessionID.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "adapters/fix/mapping.h"

namespace probity_fix {

/// Stands between those who send orders and the session they go to: each NewOrderSingle and
/// OrderCancelReplaceRequest is judged before it is passed on. A refused one is answered with an ExecutionReport
/// (OrdStatus rejected) with the reason and the decision's id in its text. Everything else goes through as it is.
class Gateway : public FIX::Application {
 public:
  /// `rules` outlives the gateway. `next` is the session that orders go to. Each decision is a line of `decisions`
  /// (JSON, with its id in front), written and synced before the order goes on or is refused.
  Gateway(const probity_rules* rules, const Mapping& mapping, const FIX::SessionID& next, int decisions);

  void onCreate(const FIX::SessionID&) override {}
  void onLogon(const FIX::SessionID&) override {}
  void onLogout(const FIX::SessionID&) override {}
  void toAdmin(FIX::Message&, const FIX::SessionID&) override {}
  void toApp(FIX::Message&, const FIX::SessionID&) throw(FIX::DoNotSend) override {}
  void fromAdmin(const FIX::Message&, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                   FIX::IncorrectTagValue, FIX::RejectLogon) override {}
  void fromApp(const FIX::Message& message, const FIX::SessionID& from) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                              FIX::IncorrectTagValue,
                                                                              FIX::UnsupportedMessageType) override;

 private:
  struct Judged {
    bool may_go = false;
    std::string id, reason;
  };
  Judged judge(const FIX::Message& message);
  bool keep(const std::string& line);
  void refuse(const FIX::Message& message, const FIX::SessionID& to, const Judged& judged);
  void pass_on(const FIX::Message& message, const FIX::SessionID& from);
  void pass_back(const FIX::Message& message);

  const probity_rules* rules_;
  Mapping mapping_;
  FIX::SessionID next_;
  int decisions_;
  std::mutex mutex_;
  std::uint64_t number_ = 0;
  std::map<std::string, FIX::SessionID> senders_;  // by ClOrdID: who sent it
};

}  // namespace probity_fix
