#include "adapters/pretrade/reply.h"

#include <set>
#include <utility>

#include "audit/record/entry.h"
#include "engine/values/time.h"

namespace probity::pretrade {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

constexpr std::int64_t kSecondNs = 1'000'000'000;

std::string_view proceed_name(Proceed proceed) {
  switch (proceed) {
    case Proceed::kYes: return "yes";
    case Proceed::kAfterDisclosure: return "after_disclosure";
    case Proceed::kAfterConfirmation: return "after_confirmation";
    case Proceed::kNo: break;
  }
  return "no";
}

const Json* find_member(const JsonObject& object, std::string_view key) {
  for (const auto& [name, value] : object) {
    if (name == key) return &value;
  }
  return nullptr;
}

/// Documents that are still to be handed over.
std::string documents_of(const Json& decision) {
  std::set<std::string> names;
  const Json* obligations = decision.find("obligations");
  const JsonArray* all = obligations == nullptr ? nullptr : obligations->as_array();
  for (const Json& each : all == nullptr ? JsonArray() : *all) {
    if (each.text_of("kind") == "disclose") names.insert(std::string(each.text_of("what")));
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

Proceed proceed_after(std::string_view outcome) {
  if (outcome == "permit" || outcome == "record" || outcome == "warn") return Proceed::kYes;
  if (outcome == "disclose") return Proceed::kAfterDisclosure;
  if (outcome == "confirm") return Proceed::kAfterConfirmation;
  return Proceed::kNo;
}

Json words_for_client(const Json& decision) {
  const std::string documents = documents_of(decision);
  switch (proceed_after(decision.text_of("outcome"))) {
    case Proceed::kYes:
      return JsonObject{{"en", "Your instruction has been accepted for processing."},
                        {"zh", "您的委托已受理。"}};
    case Proceed::kAfterDisclosure:
      return JsonObject{
          {"en", "Before this instruction can go on, please read and acknowledge: " + documents + "."},
          {"zh", "在继续办理前，请阅读并确认以下文件：" + documents + "。"}};
    case Proceed::kAfterConfirmation:
      return JsonObject{
          {"en", "This instruction needs a further confirmation from you. We will guide you through it."},
          {"zh", "该委托需要您进一步确认，请按提示办理。"}};
    case Proceed::kNo: break;
  }
  return JsonObject{{"en", "We cannot accept this instruction. Please contact your branch for help."},
                    {"zh", "该委托暂不能受理，如有疑问请联系您的营业部。"}};
}

JsonObject reply_json(const Json& decision, const std::string& logged_as, const JsonObject& request,
                      std::int64_t decided_ns) {
  JsonObject reply;
  const JsonObject& members = *decision.as_object();
  reply.reserve(members.size() + 8);
  for (const auto& [key, value] : members) {
    reply.emplace_back(key, value);
    if (key == "id") reply.emplace_back("decision", logged_as);
  }
  reply.emplace_back("proceed", proceed_name(proceed_after(decision.text_of("outcome"))));
  reply.emplace_back("for_client", words_for_client(decision));
  if (const Json* loaded = find_member(request, "reference"); loaded != nullptr && loaded->as_string() != nullptr) {
    const std::int64_t age_ns = decided_ns - time_of_text(*loaded->as_string());
    reply.emplace_back("reference", JsonObject{{"loaded_at", *loaded}, {"age_s", age_ns > 0 ? age_ns / kSecondNs : 0}});
  } else {
    reply.emplace_back("reference", Json());
  }
  for (const char* key : {"reserved_until", "follows", "faults", "not_found", "passed_while_away", "degraded"}) {
    if (const Json* value = find_member(request, key)) reply.emplace_back(key, *value);
  }
  return reply;
}

std::string time_text(std::int64_t time_ns) {
  // The log's own form, to the second.
  return audit::utc_text(time_ns).substr(0, 19) + "Z";
}

std::int64_t time_of_text(std::string_view text) {
  static const Zone* const kUtc = Zone::find("UTC").value();
  const Result<Moment> moment = Moment::parse(text, *kUtc);
  return moment.ok() && moment.value().instant_ns ? *moment.value().instant_ns : 0;
}

}  // namespace probity::pretrade
