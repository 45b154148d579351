#include "adapters/pretrade/order_event.h"

#include <set>
#include <utility>

#include "adapters/json/json_tree.h"

namespace probity::pretrade {
namespace {

Error wrong(std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; }

std::string_view text_member(const adapters::JsonNode& node, std::string_view key) {
  const auto* member = node.find(key);
  if (member == nullptr) return {};
  const auto kind = member->value.kind;
  const bool is_word = kind == adapters::JsonNode::Kind::kText || kind == adapters::JsonNode::Kind::kNumber;
  return is_word ? std::string_view(member->value.text) : std::string_view();
}

}  // namespace

Result<OrderEvent> read_order_event(std::string_view body) {
  PROBITY_TRY(const adapters::JsonNode node, adapters::parse_json_line(body));
  OrderEvent event;
  event.name = text_member(node, "event");
  static const std::set<std::string> kNames = {"accept", "fill", "cancel", "reject", "replace"};
  if (!kNames.contains(event.name)) {
    return wrong("`event` is " + (event.name.empty() ? "missing" : "`" + event.name + "`") +
                 ": write accept, fill, cancel, reject or replace");
  }
  for (const auto& member : node.members) {
    static const std::set<std::string> kMembers = {"event", "quantity", "amount", "done", "order"};
    if (!kMembers.contains(member.key)) return wrong("`" + member.key + "` is no member of an order's event");
  }
  if (event.name == "fill") {
    const auto quantity = Decimal::parse(text_member(node, "quantity"));
    if (!quantity.ok() || quantity.value().is_negative() || quantity.value().is_zero()) {
      return wrong("a fill has a `quantity` above 0: how much was executed by it");
    }
    event.quantity = quantity.value();
  }
  if (const std::string_view amount = text_member(node, "amount"); !amount.empty()) {
    const auto money = Money::parse(amount);
    if (!money.ok()) return wrong("`amount` is no amount: write \"12.50 CNY\"");
    event.amount = money.value();
  }
  const auto* done = node.find("done");
  event.done = done != nullptr && done->value.truth;
  if (const auto* order = node.find("order"); order != nullptr) {
    event.order_begin = order->value.offset;
    event.has_order = true;
  }
  if (event.name == "replace" && !event.has_order) {
    return wrong("a replace has an `order`: the new order as a subject, with its id and facts");
  }
  return event;
}

}  // namespace probity::pretrade
