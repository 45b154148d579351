#include "adapters/http/api.h"

namespace probity::http {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json deadline_json(const sql::StoredDeadline& each) {
  return JsonObject{{"id", each.subject_id},
                    {"on", each.subject_on},
                    {"rule", each.rule},
                    {"clock_from", text_or_null(each.clock_from)},
                    {"due", text_or_null(each.due)},
                    {"state", each.state},
                    {"met_at", text_or_null(each.met_at)},
                    {"extended_to", text_or_null(each.extended_to)},
                    {"decision", each.decision}};
}

Json finding_json(const sql::StoredFinding& each) {
  return JsonObject{{"decision", each.decision}, {"id", each.subject_id},     {"on", each.subject_on},
                    {"as_of", each.as_of},       {"rule", each.rule},         {"kind", each.kind},
                    {"outcome", each.outcome},   {"undetermined", each.undetermined == "yes"},
                    {"because", each.because}};
}

}  // namespace

void add_store_routes(Api& api, sql::ServiceStore& store) {
  api.add("GET", "/v1/deadlines", kAnyRole, [&store](Call& call) {
    const auto rows = store.deadlines(call.query("state"), call.query("subject"));
    if (!rows.ok()) return problem_of(rows.error());
    JsonArray all;
    for (const sql::StoredDeadline& each : rows.value()) all.push_back(deadline_json(each));
    return json_response(audit::readable_text(JsonObject{{"deadlines", std::move(all)}}));
  });
  api.add("GET", "/v1/findings", kAuditor | kApprover | kOperator, [&store](Call& call) {
    const auto rows = store.findings(call.query("rule"), call.query("subject"));
    if (!rows.ok()) return problem_of(rows.error());
    JsonArray all;
    for (const sql::StoredFinding& each : rows.value()) all.push_back(finding_json(each));
    return json_response(audit::readable_text(JsonObject{{"findings", std::move(all)}}));
  });
}

}  // namespace probity::http
