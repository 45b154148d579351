#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/record/entry.h"
#include "audit/redact/policy.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"
#include "engine/ports/ports.h"

/// Legal hold, the end of the business with a client, erasure: entries of the log, which is where their state
/// is read from.
namespace probity::audit {

/// What the log says of one client.
struct ClientLife {
  std::string client;
  std::uint64_t entries = 0;            ///< decisions that name the client
  std::uint64_t open_entries = 0;       ///< of them, those without any redaction
  std::map<std::string, Date> last_record;  ///< by class of records: the day of the newest
  std::optional<Date> ended;            ///< the end of the business, as it was recorded last
  std::vector<std::string> holds;       ///< why, each legal hold that is not released: of the client or of all
  std::optional<std::uint64_t> erased;  ///< the newest erasure's index
};
/// Reads the log. Errors: as `show`.
[[nodiscard]] Result<ClientLife> client_life(ports::LogSource& source, const AuditPolicy& policy, const std::string& client,
                                             const ports::StopRequested& stop = {});

/// One clock of one class of records and its last day; nothing where it does not run yet.
struct ClockState {
  RetentionClock clock;
  std::string record_class;
  std::optional<Date> last_day;
};
/// Every clock that applies; the longest decides.
[[nodiscard]] Result<std::vector<ClockState>> clock_states(const ClientLife& life, const AuditPolicy& policy);

/// May the client's data be erased on this day? Errors: `kInvalidArgument` with the hold or the clock that says no,
/// or where there is nothing to erase.
[[nodiscard]] Result<void> may_erase(const ClientLife& life, const AuditPolicy& policy, const Date& today);

/// The erasure's entry: who, why, how many entries, which clocks had run out.
[[nodiscard]] Result<EventEntry> erasure_entry(const ClientLife& life, const AuditPolicy& policy, const std::string& by,
                                               const std::string& reason);
/// `client` empty: a hold on everything. Errors: `kInvalidArgument` without a person or a reason.
[[nodiscard]] Result<EventEntry> hold_entry(const std::string& client, bool release, const std::string& by,
                                            const std::string& reason);
/// The business with the client ended on that day: what retention clocks count from.
[[nodiscard]] Result<EventEntry> end_entry(const std::string& client, const Date& on, const std::string& by,
                                           const std::string& reason);

}  // namespace probity::audit
