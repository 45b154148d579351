#include "adapters/http/away.h"

#include <algorithm>
#include <utility>

#include "adapters/json/json_array.h"
#include "adapters/json/json_tree.h"
#include "adapters/logging/log.h"
#include "adapters/pretrade/reply.h"
#include "audit/record/json_parse.h"

namespace probity::http {
namespace {

using adapters::JsonNode;
using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

constexpr std::size_t kSubjectsMax = 10'000;
constexpr std::size_t kPassedMax = 100'000;
constexpr const char* kCaller = "away policy";

Error wrong(std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; }

const JsonNode* member_of(const JsonNode& node, std::string_view key) {
  const auto* member = node.find(key);
  return member == nullptr ? nullptr : &member->value;
}

std::string text_of(const JsonNode& node, std::string_view key) {
  const JsonNode* member = member_of(node, key);
  return member != nullptr && member->kind == JsonNode::Kind::kText ? member->text : std::string();
}

/// The subject's own facts: the member of `facts` that is named like it, `order` for `Order`.
const JsonNode* own_facts(const JsonNode& subject, const std::string& variable) {
  const JsonNode* facts = member_of(subject, "facts");
  return facts == nullptr ? nullptr : member_of(*facts, variable);
}

}  // namespace

Result<std::vector<AwayPolicy::Act>> AwayPolicy::read_acts(const std::string& text) {
  PROBITY_TRY(const JsonNode node, adapters::parse_json_line(text));
  const JsonNode* acts = member_of(node, "acts");
  if (acts == nullptr || acts->kind != JsonNode::Kind::kArray) return wrong("a policy has a list `acts`");
  std::vector<Act> read;
  for (const JsonNode& each : acts->elements) {
    Act act{text_of(each, "on"), {}, false};
    if (act.on.empty()) return wrong("each act says what it is `on`: `Order`");
    const JsonNode* may = member_of(each, "may_pass");
    if (may == nullptr || may->kind != JsonNode::Kind::kTruth) return wrong("each act says whether it `may_pass`: true or false");
    act.may_pass = may->truth;
    if (const JsonNode* when = member_of(each, "when")) {
      for (const auto& condition : when->members) {
        if (condition.value.kind != JsonNode::Kind::kText) return wrong("`when` gives texts: {\"side\": \"sell\"}");
        act.when.emplace_back(condition.key, condition.value.text);
      }
    }
    if (act.may_pass && act.when.empty()) return wrong("an act that may pass says `when`: not everything passes unjudged");
    read.push_back(std::move(act));
  }
  return read;
}

Result<void> AwayPolicy::take_up() {
  if (store_ == nullptr) return {};
  PROBITY_TRY(const std::optional<sql::StoredPolicy> stored, store_->policy());
  if (!stored) return {};
  PROBITY_TRY(std::vector<Act> acts, read_acts(stored->text));
  const std::lock_guard lock(mutex_);
  policy_ = std::make_shared<const Policy>(Policy{stored->at, stored->person, stored->reason, stored->text, std::move(acts)});
  return {};
}

std::shared_ptr<const AwayPolicy::Policy> AwayPolicy::policy() const {
  const std::lock_guard lock(mutex_);
  return policy_;
}

std::size_t AwayPolicy::waiting() const {
  const std::lock_guard lock(mutex_);
  return passed_.size();
}

Response AwayPolicy::show() const {
  const auto now = policy();
  if (now == nullptr) return json_response(audit::readable_text(JsonObject{{"acts", JsonArray()}, {"stated_by", Json()}}));
  JsonObject shown{{"stated_by", now->person}, {"stated_at", now->at}, {"reason", now->reason},
                   {"waiting_for_judgement", static_cast<std::int64_t>(waiting())}};
  const auto given = audit::parse_record_json(now->text);
  if (const Json* acts = given.ok() ? given.value().find("acts") : nullptr) shown.emplace_back("acts", *acts);
  return json_response(audit::readable_text(shown));
}

Response AwayPolicy::state(Call& call) {
  const auto node = adapters::parse_json_line(call.request.body);
  if (!node.ok()) return problem(400, "broken", node.error().message);
  const std::string reason = text_of(node.value(), "reason");
  if (reason.empty()) return problem(422, "invalid", "a policy has a `reason`");
  auto acts = read_acts(call.request.body);
  if (!acts.ok()) return problem_of(acts.error());
  const auto parsed = audit::parse_record_json(call.request.body);
  if (!parsed.ok()) return problem_of(parsed.error());
  const std::string at = pretrade::time_text(desk_.clock().now_ns());
  const auto logged = desk_.record_act(call.caller.name, "away policy stated",
                                       {{"by", call.caller.name}, {"reason", reason}, {"policy", parsed.value()}});
  if (!logged.ok()) return problem_of(logged.error());
  if (store_ != nullptr) {
    if (const auto kept = store_->add(sql::StoredPolicy{at, call.caller.name, reason, call.request.body}); !kept.ok()) {
      return problem_of(kept.error());
    }
  }
  {
    const std::lock_guard lock(mutex_);
    policy_ = std::make_shared<const Policy>(Policy{at, call.caller.name, reason, call.request.body, std::move(acts).value()});
  }
  return show();
}

void AwayPolicy::answer(const Request& request, Response& response) {
  const auto stated = policy();
  if (stated == nullptr) return;
  std::vector<std::string_view> lines = {request.body};
  if (adapters::is_json_array(request.body)) {
    auto split = adapters::split_json_array(request.body, kSubjectsMax);
    if (!split.ok()) return;
    lines = std::move(split).value();
  }
  JsonArray told;
  std::vector<std::string> passed;
  for (const std::string_view line : lines) {
    const auto subject = adapters::parse_json_line(line);
    if (!subject.ok()) continue;
    const std::string on = text_of(subject.value(), "on");
    std::string variable = on;
    if (!variable.empty() && variable.front() >= 'A' && variable.front() <= 'Z')
      variable.front() = static_cast<char>(variable.front() - 'A' + 'a');
    const JsonNode* facts = own_facts(subject.value(), variable);
    const auto fits = [&](const Act& act) {
      return act.on == on && std::all_of(act.when.begin(), act.when.end(), [&](const auto& condition) {
        return facts != nullptr && text_of(*facts, condition.first) == condition.second;
      });
    };
    // The first that fits decides; what none speaks of is held.
    const auto act = std::find_if(stated->acts.begin(), stated->acts.end(), fits);
    const bool may_pass = act != stated->acts.end() && act->may_pass;
    told.push_back(JsonObject{{"id", text_of(subject.value(), "id")}, {"may_pass", may_pass}});
    if (may_pass) passed.emplace_back(line);
  }
  {
    const std::lock_guard lock(mutex_);
    // What could not be judged afterwards does not pass.
    if (passed_.size() + passed.size() > kPassedMax) return;
    for (std::string& line : passed) passed_.push_back(std::move(line));
  }
  response.body.pop_back();
  response.body += ", \"while_away\": " + audit::readable_text(JsonObject{{"stated_by", stated->person},
                                                                         {"stated_at", stated->at},
                                                                         {"subjects", std::move(told)}}) + "}";
  logging::event(logging::Severity::kWarning, "answered_by_away_policy", {{"request", request.request_id},
                                                                         {"may_pass", std::to_string(passed.size())}});
}

void AwayPolicy::judge_afterwards() {
  while (true) {
    std::string line;
    {
      const std::lock_guard lock(mutex_);
      if (passed_.empty()) return;
      line = passed_.front();
    }
    const auto answer = desk_.decide(line, {kCaller, {}, 0, true});
    if (!answer.ok() && answer.error().code == ErrorCode::kUnavailable) return;
    const std::lock_guard lock(mutex_);
    passed_.pop_front();
  }
}

void add_away_routes(Api& api, AwayPolicy& policy) {
  api.add("GET", "/v1/away-policy", kAnyRole, [&policy](Call&) { return policy.show(); });
  api.add("PUT", "/v1/away-policy", kApprover, [&policy](Call& call) { return policy.state(call); });
  api.on_turned_away("POST /v1/decisions", [&policy](const Request& request, Response& response) {
    policy.answer(request, response);
  });
}

}  // namespace probity::http
