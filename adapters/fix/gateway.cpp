#include "adapters/fix/gateway.h"

#include <quickfix/FixFields.h>
#include <quickfix/FixValues.h>
#include <quickfix/Session.h>
#include <unistd.h>

#include <utility>

namespace probity_fix {
namespace {

constexpr std::size_t kTextMax = 400;
constexpr std::size_t kSendersMax = 1000000;

std::string field_of(const FIX::FieldMap& fields, int tag) {
  return fields.isSetField(tag) ? fields.getField(tag) : std::string();
}

bool is_order(const std::string& type) {
  return type == FIX::MsgType_NewOrderSingle || type == FIX::MsgType_OrderCancelReplaceRequest;
}

/// FIX text holds no field separator, and not everybody takes a long one.
std::string plain(std::string text) {
  for (char& c : text) {
    if (c == '\001' || c == '\n') c = ' ';
  }
  if (text.size() > kTextMax) {
    std::size_t end = kTextMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  return text;
}

struct Freed {
  void operator()(probity_subject* subject) const { probity_subject_free(subject); }
  void operator()(probity_decision* decision) const { probity_decision_free(decision); }
};

}  // namespace

Gateway::Gateway(const probity_rules* rules, const Mapping& mapping, const FIX::SessionID& next, int decisions)
    : rules_(rules), mapping_(mapping), next_(next), decisions_(decisions) {}

bool Gateway::keep(const std::string& line) {
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t count = ::write(decisions_, line.data() + written, line.size() - written);
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return ::fdatasync(decisions_) == 0;
}

Gateway::Judged Gateway::judge(const FIX::Message& message) {
  Judged judged;
  const std::string order = field_of(message, FIX::FIELD::ClOrdID);
  judged.id = "F-" + std::to_string(::getpid()) + "-" + std::to_string(++number_);
  probity_subject* made = nullptr;
  if (order.empty() || probity_subject_new(rules_, mapping_.on.c_str(), order.c_str(), &made, nullptr) != PROBITY_OK) {
    judged.reason = "the order has no ClOrdID";
    return judged;
  }
  const std::unique_ptr<probity_subject, Freed> subject(made);
  for (const auto& each : mapping_.empty_lists) probity_set_empty(subject.get(), each.second);
  for (const TagFact& each : mapping_.tags) {
    std::string text = field_of(message, each.tag);
    // What is not sent is unknown, which is never a permit.
    if (text.empty()) continue;
    const auto value = each.values.find(text);
    if (value != each.values.end()) text = value->second;
    if (each.form == "utc") text = moment_of(text);
    if (each.form.compare(0, 6, "money ") == 0) text += each.form.substr(5);
    probity_set_text(subject.get(), each.field, text.c_str());
  }
  probity_decision* decided = nullptr;
  probity_error* error = nullptr;
  if (probity_decide(rules_, subject.get(), &decided, &error) != PROBITY_OK) {
    judged.reason = probity_error_text(error);
    probity_error_free(error);
    return judged;
  }
  const std::unique_ptr<probity_decision, Freed> decision(decided);
  judged.may_go = probity_decision_outcome(decision.get()) <= PROBITY_WARN;
  probity_finding finding;
  if (probity_decision_finding(decision.get(), 0, "en", &finding) == PROBITY_OK) {
    judged.reason = std::string(finding.rule) + ": " + finding.because;
  }
  // Kept before anything leaves; where it cannot be kept, nothing goes on.
  if (!keep("{\"decision\": \"" + judged.id + "\", \"of\": " + probity_decision_json(decision.get()) + "}\n")) {
    judged.may_go = false;
    judged.reason = "the decision could not be kept";
  }
  return judged;
}

void Gateway::fromApp(const FIX::Message& message, const FIX::SessionID& from) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                                     FIX::IncorrectTagValue,
                                                                                     FIX::UnsupportedMessageType) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (from == next_) {
    pass_back(message);
    return;
  }
  if (!is_order(field_of(message.getHeader(), FIX::FIELD::MsgType))) {
    pass_on(message, from);
    return;
  }
  const Judged judged = judge(message);
  if (judged.may_go) {
    pass_on(message, from);
  } else {
    refuse(message, from, judged);
  }
}

void Gateway::refuse(const FIX::Message& message, const FIX::SessionID& to, const Judged& judged) {
  FIX::Message report;
  report.getHeader().setField(FIX::BeginString(to.getBeginString()));
  report.getHeader().setField(FIX::MsgType(FIX::MsgType_ExecutionReport));
  report.setField(FIX::OrderID("NONE"));
  report.setField(FIX::ExecID(judged.id));
  report.setField(FIX::ExecType(FIX::ExecType_REJECTED));
  report.setField(FIX::OrdStatus(FIX::OrdStatus_REJECTED));
  report.setField(FIX::OrdRejReason(FIX::OrdRejReason_OTHER));
  for (const int tag : {FIX::FIELD::ClOrdID, FIX::FIELD::OrigClOrdID, FIX::FIELD::Symbol, FIX::FIELD::Side, FIX::FIELD::OrderQty,
                        FIX::FIELD::Account}) {
    const std::string value = field_of(message, tag);
    if (!value.empty()) report.setField(tag, value);
  }
  report.setField(FIX::LeavesQty(0));
  report.setField(FIX::CumQty(0));
  report.setField(FIX::AvgPx(0));
  report.setField(FIX::TransactTime());
  report.setField(FIX::Text(plain("[" + judged.id + "] " + judged.reason)));
  FIX::Session::sendToTarget(report, to);
}

void Gateway::pass_on(const FIX::Message& message, const FIX::SessionID& from) {
  const std::string order = field_of(message, FIX::FIELD::ClOrdID);
  if (senders_.size() >= kSendersMax) senders_.clear();
  if (!order.empty()) senders_[order] = from;
  FIX::Message copy = message;
  if (FIX::Session::doesSessionExist(next_) && FIX::Session::lookupSession(next_)->isLoggedOn()) {
    FIX::Session::sendToTarget(copy, next_);
    return;
  }
  // Better told now than sent some time later, when the market is another one.
  Judged away;
  away.id = "NONE";
  away.reason = "the session that orders go to is not connected";
  refuse(message, from, away);
}

void Gateway::pass_back(const FIX::Message& message) {
  const auto sender = senders_.find(field_of(message, FIX::FIELD::ClOrdID));
  if (sender == senders_.end()) return;
  FIX::Message copy = message;
  FIX::Session::sendToTarget(copy, sender->second);
}

}  // namespace probity_fix
