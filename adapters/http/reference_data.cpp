#include "adapters/http/reference_data.h"

#include <utility>

#include "adapters/logging/log.h"
#include "adapters/pretrade/reply.h"

namespace probity::http {
namespace {

using audit::Json;
using audit::JsonObject;

Response tell(const pretrade::Desk& desk, std::int64_t now_ns) {
  const pretrade::Snapshot snapshot = desk.snapshot();
  if (snapshot.data == nullptr) {
    return json_response(audit::readable_text(JsonObject{{"loaded_at", Json()}, {"records", 0}, {"faults", 0}}));
  }
  return json_response(audit::readable_text(
      JsonObject{{"loaded_at", pretrade::time_text(snapshot.data->loaded_ns)},
                 {"age_s", (now_ns - snapshot.data->loaded_ns) / 1'000'000'000},
                 {"records", static_cast<std::int64_t>(snapshot.data->records)},
                 {"faults", static_cast<std::int64_t>(snapshot.data->faults)}}));
}

}  // namespace

Result<std::shared_ptr<const pretrade::ReferenceData>> ReferenceKeeper::load(
    const std::shared_ptr<const pretrade::LiveRules>& rules) const {
  PROBITY_TRY(const std::unique_ptr<ports::TableStore> tables, open_());
  return pretrade::load_reference(rules, *tables, on_, clock_.now_ns(), stop_);
}

Result<void> ReferenceKeeper::refresh() {
  const std::lock_guard lock(one_);
  const pretrade::Snapshot before = desk_.snapshot();
  auto data = load(before.rules);
  if (!data.ok()) {
    desk_.tell_degraded("the data source could not be read again: what is known of clients and products may be old");
    logging::event(logging::Severity::kWarning, "reference_not_read", {{"why", data.error().message}});
    return data.error();
  }
  const bool published = desk_.publish_data(std::move(data).value());
  desk_.tell_degraded({});
  if (!published) return {};
  const pretrade::Snapshot after = desk_.snapshot();
  logging::event(logging::Severity::kInfo, "reference_read",
                 {{"records", std::to_string(after.data->records)}, {"faults", std::to_string(after.data->faults)}});
  return {};
}

void add_reference_routes(Api& api, pretrade::Desk& desk, ReferenceKeeper* keeper) {
  api.add("GET", "/v1/reference", kAnyRole, [&desk](Call&) { return tell(desk, desk.clock().now_ns()); });
  api.add("POST", "/v1/reference/refresh", kOperator, [&desk, keeper](Call&) {
    if (keeper == nullptr) return problem(409, "no-source", "the service was started without --source and --data");
    const Result<void> refreshed = keeper->refresh();
    return refreshed.ok() ? tell(desk, desk.clock().now_ns()) : problem_of(refreshed.error());
  });
}

}  // namespace probity::http
