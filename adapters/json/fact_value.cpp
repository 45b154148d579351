#include "adapters/json/fact_value.h"

#include <optional>
#include <vector>

#include "engine/diagnostics/diagnostics.h"

namespace probity::adapters {
namespace {

constexpr std::size_t kShownBytesMax = 60;
constexpr std::size_t kValuesListedMax = 12;

Error wrong(std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; }

Result<Value> truth_of_node(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::kTruth) return Value(node.truth);
  if (node.kind == JsonNode::Kind::kText) {
    if (node.text == "yes" || node.text == "是") return Value(true);
    if (node.text == "no" || node.text == "否") return Value(false);
  }
  return wrong(shown(node) + " is no truth value: write true, false, \"yes\" or \"no\"");
}

Result<Value> number_of_node(const JsonNode& node) {
  if (node.kind != JsonNode::Kind::kNumber && node.kind != JsonNode::Kind::kText) {
    return wrong(shown(node) + " is no number");
  }
  const auto number = Decimal::parse(node.text);
  if (!number.ok()) return wrong(shown(node) + " is no number: " + number.error().message);
  return Value(number.value());
}

Result<Value> money_of_node(const JsonNode& node, const std::optional<Currency>& currency) {
  const std::string code = currency ? std::string(currency->code()) : "CNY";
  if (node.kind == JsonNode::Kind::kNumber) {
    return wrong(shown(node) + " is an amount without its currency: write \"" +
                 node.text.substr(0, kShownBytesMax) + " " + code + "\"");
  }
  const auto money = Money::parse(node.kind == JsonNode::Kind::kText ? node.text : std::string());
  if (!money.ok()) {
    return wrong(shown(node) + " is no amount: write it as \"12.50 " + code + "\"");
  }
  if (currency && money.value().currency != *currency) {
    return wrong(shown(node) + " is not in " + code + ", the only currency of this field");
  }
  return Value(money.value());
}

Result<Value> rate_of_node(const JsonNode& node) {
  const bool written = node.kind == JsonNode::Kind::kNumber || node.kind == JsonNode::Kind::kText;
  const auto rate = Rate::parse(written ? node.text : std::string());
  if (!rate.ok()) {
    return wrong(shown(node) + " is no rate: write \"0.03%\", \"0.3‰\", \"3 bps\" or \"0.0003\"");
  }
  return Value(rate.value());
}

Result<Value> date_of_node(const JsonNode& node) {
  if (node.kind != JsonNode::Kind::kText) {
    return wrong(shown(node) + " is no date: write \"2025-03-14\"");
  }
  const auto date = Date::parse(node.text);
  if (!date.ok()) return wrong(shown(node) + " is no date: " + date.error().message);
  return Value(date.value());
}

Result<Value> moment_of_node(const JsonNode& node, const Zone& zone) {
  if (node.kind != JsonNode::Kind::kText) {
    return wrong(shown(node) + " is no moment: write \"2025-03-14T10:15:00+08:00\"");
  }
  const auto moment = Moment::parse(node.text, zone);
  if (!moment.ok()) return wrong(shown(node) + " is no moment: " + moment.error().message);
  return Value(moment.value());
}

Result<Value> text_of_node(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::kText) return Value(node.text);
  return wrong(shown(node) + " is no text: write it in quotes");
}

Result<Value> symbol_of_node(const JsonNode& node, const Type& type, const Schema& schema) {
  const Enumeration& enumeration = schema.enumerations[type.enumeration];
  if (node.kind == JsonNode::Kind::kText) {
    const auto index = schema.find_value(type.enumeration, node.text);
    if (index) return Value(Symbol{type.enumeration.index(), *index});
  }
  std::vector<std::string> names;
  for (const auto& value : enumeration.values) {
    names.push_back(value.name);
    for (const auto& [language, name] : value.names) names.push_back(name);
  }
  std::string message = shown(node) + " is no value of " + enumeration.name;
  const auto near = diagnostics::nearest(node.text, names);
  if (near) return wrong(message + "; is it `" + *near + "`?");
  message += ": ";
  for (std::size_t i = 0; i < enumeration.values.size() && i < kValuesListedMax; ++i) {
    message += (i > 0 ? ", " : "") + enumeration.values[i].name;
  }
  if (enumeration.values.size() > kValuesListedMax) message += ", …";
  return wrong(std::move(message));
}

}  // namespace

std::string shown(const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::kNull: return "null";
    case JsonNode::Kind::kTruth: return node.truth ? "true" : "false";
    case JsonNode::Kind::kArray: return "a list";
    case JsonNode::Kind::kObject: return "an object";
    case JsonNode::Kind::kNumber:
    case JsonNode::Kind::kText: break;
  }
  std::size_t cut = std::min(node.text.size(), kShownBytesMax);
  while (cut < node.text.size() && (node.text[cut] & 0xC0) == 0x80) --cut;
  const std::string text = node.text.substr(0, cut) + (cut < node.text.size() ? "…" : "");
  return node.kind == JsonNode::Kind::kNumber ? text : "\"" + text + "\"";
}

Result<Value> read_fact_value(const JsonNode& node, const Type& type, const Schema& schema,
                              const Zone& zone) {
  switch (type.kind) {
    case TypeKind::kTruth: return truth_of_node(node);
    case TypeKind::kNumber: return number_of_node(node);
    case TypeKind::kMoney: return money_of_node(node, type.currency);
    case TypeKind::kRate: return rate_of_node(node);
    case TypeKind::kDate: return date_of_node(node);
    case TypeKind::kMoment: return moment_of_node(node, zone);
    case TypeKind::kText: return text_of_node(node);
    case TypeKind::kEnumeration: return symbol_of_node(node, type, schema);
    case TypeKind::kDuration: return wrong("a length of time cannot be given as a fact");
    case TypeKind::kReference:
    case TypeKind::kList: break;
  }
  PROBITY_CHECK(false);
}

}  // namespace probity::adapters
