#include <sstream>

#include "adapters/http/api.h"
#include "adapters/http/shadow.h"
#include "adapters/pretrade/reply.h"
#include "engine/decision/decision.h"

namespace probity::http {
namespace {

using audit::Json;
using audit::JsonObject;

constexpr unsigned kWhoReads = kOrderSystem | kAuditor | kOperator | kApprover | kAuthor;
constexpr std::size_t kKeyBytesMax = 255;

Response answer(const Result<std::string>& result) {
  return result.ok() ? json_response(result.value()) : problem_of(result.error());
}

Response decide(pretrade::Desk& desk, Call& call) {
  if (call.request.idempotency_key.size() > kKeyBytesMax) {
    return problem(400, "key", "an idempotency key has at most " + std::to_string(kKeyBytesMax) + " bytes");
  }
  if (call.request.body.empty()) return problem(400, "empty", "the body is a subject and its facts, or an array of them");
  return answer(desk.decide(call.request.body, call.asker()));
}

std::string desk_metrics(const pretrade::Desk& desk, const audit::Log* log, const Shadow* shadow) {
  const pretrade::DeskCounts& counts = desk.counts();
  std::ostringstream out;
  out << "# TYPE probity_decisions_total counter\n";
  for (std::size_t i = 0; i < 6; ++i) {
    out << "probity_decisions_total{outcome=\"" << decision::outcome_name(static_cast<decision::Outcome>(i)) << "\"} "
        << counts.decisions[i].load() << "\n";
  }
  const auto counter = [&](const char* name, std::uint64_t value) {
    out << "# TYPE probity_" << name << "_total counter\nprobity_" << name << "_total " << value << "\n";
  };
  const auto gauge = [&](const char* name, std::uint64_t value) {
    out << "# TYPE probity_" << name << " gauge\nprobity_" << name << " " << value << "\n";
  };
  counter("refused_subjects", counts.refused);
  counter("repeated_questions", counts.repeated);
  counter("order_events", counts.events);
  counter("trades", counts.trades);
  counter("obligations_met", counts.obligations);
  counter("log_failures", counts.log_failures);
  counter("degraded_decisions", counts.degraded);
  if (shadow != nullptr) {
    counter("shadow_left_out", shadow->left_out());
    counter("findings_not_filed", shadow->not_filed());
  }
  gauge("kept_records", desk.kept());
  if (log != nullptr) gauge("log_entries", log->size());
  const pretrade::Snapshot snapshot = desk.snapshot();
  if (snapshot.data != nullptr) {
    gauge("reference_loaded_at_seconds", static_cast<std::uint64_t>(snapshot.data->loaded_ns / 1'000'000'000));
    gauge("reference_records", snapshot.data->records);
    gauge("reference_faults", snapshot.data->faults);
  }
  out << "# TYPE probity_ruleset info\nprobity_ruleset{digest=\"" << snapshot.rules->digest() << "\"} 1\n";
  return out.str();
}

Json readiness(pretrade::Desk& desk, const Health& health, const audit::Log* log, bool ready) {
  const pretrade::Snapshot snapshot = desk.snapshot();
  JsonObject text{{"ready", ready}};
  if (health.draining) text.emplace_back("why", "the service is ending");
  if (snapshot.rules != nullptr) text.emplace_back("ruleset", snapshot.rules->digest());
  if (log != nullptr) {
    text.emplace_back("log_entries", static_cast<std::int64_t>(log->size()));
    if (const std::string fault = log->checkpoint_fault(); !fault.empty()) text.emplace_back("checkpoint_fault", fault);
  } else {
    text.emplace_back("log_entries", Json());
  }
  if (snapshot.data != nullptr) {
    text.emplace_back("reference", JsonObject{{"loaded_at", pretrade::time_text(snapshot.data->loaded_ns)},
                                              {"records", static_cast<std::int64_t>(snapshot.data->records)},
                                              {"faults", static_cast<std::int64_t>(snapshot.data->faults)}});
  }
  return text;
}

}  // namespace

void add_decision_routes(Api& api, pretrade::Desk& desk) {
  api.add("POST", "/v1/decisions", kOrderSystem, [&desk](Call& call) { return decide(desk, call); });
  api.add("GET", "/v1/decisions/{id}", kWhoReads, [&desk](Call& call) {
    return answer(desk.decision(call.parts[0], call.query("explain") != "false"));
  });
  api.add("POST", "/v1/decisions/{id}/obligations", kOrderSystem, [&desk](Call& call) {
    return answer(desk.obligation(call.parts[0], call.request.body, call.asker()));
  });
  api.add("POST", "/v1/orders/{id}/events", kOrderSystem, [&desk](Call& call) {
    return answer(desk.order_event(call.parts[0], call.request.body, call.asker()));
  });
  api.add("POST", "/v1/trades", kOrderSystem, [&desk](Call& call) {
    return answer(desk.trades(call.request.body, call.asker()));
  });
}

void add_health_routes(Api& api, pretrade::Desk& desk, const Health& health, const audit::Log* log,
                       const Shadow* shadow) {
  api.add("GET", "/healthz", kNobodyAsked, [](Call&) { return json_response("{\"alive\": true}"); });
  api.add("GET", "/readyz", kNobodyAsked, [&desk, &health, log](Call&) {
    const bool ready = health.ready && !health.draining;
    return json_response(audit::readable_text(readiness(desk, health, log, ready)), ready ? 200 : 503);
  });
  api.add("GET", "/metrics", kOperator | kAuditor, [&desk, &api, log, shadow](Call&) {
    Response response;
    response.type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = api.metrics().text(desk_metrics(desk, log, shadow));
    return response;
  });
}

}  // namespace probity::http
