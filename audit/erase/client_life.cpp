#include "audit/erase/client_life.h"

#include <algorithm>
#include <utility>

#include "audit/record/acts.h"
#include "audit/verify/show.h"

namespace probity::audit {
namespace {

constexpr const char* kHold = "legal hold";
constexpr const char* kReleased = "legal hold released";
constexpr const char* kEnded = "business ended";
constexpr const char* kErasure = "erasure";
constexpr std::size_t kDayChars = 10;

Error refused(std::string why) { return Error{ErrorCode::kInvalidArgument, std::move(why)}; }

class Reading {
 public:
  Reading(const AuditPolicy& policy, ClientLife& life) : policy_(policy), life_(life) {}

  void take(const Json& entry, std::uint64_t index) {
    const std::string_view kind = entry.text_of("kind");
    const std::string_view client = entry.text_of("client");
    const bool of_all = entry.find("client") == nullptr;
    if (kind == kHold && (of_all || client == life_.client)) {
      holds_[of_all].push_back(std::string(entry.text_of("reason")) + " (" + std::string(entry.text_of("by")) + ", entry " +
                               std::to_string(index) + (of_all ? ", of all clients)" : ")"));
    }
    if (kind == kReleased && (of_all || client == life_.client)) holds_[of_all].clear();
    if (client != life_.client) return;
    if (kind == kEnded) life_.ended = day_of(entry.text_of("on"));
    if (kind == kErasure) life_.erased = index;
    if (kind == "decision") take_decision(entry);
  }

  void finish() {
    for (auto& [of_all, reasons] : holds_) {
      for (std::string& reason : reasons) life_.holds.push_back(std::move(reason));
    }
  }

 private:
  static std::optional<Date> day_of(std::string_view text) {
    const auto day = Date::parse(text.substr(0, kDayChars));
    return day.ok() ? std::optional(day.value()) : std::nullopt;
  }

  void take_decision(const Json& entry) {
    ++life_.entries;
    if (entry.find("redaction") == nullptr) ++life_.open_entries;
    const Json* decision = entry.find("decision");
    const Json* subject = entry.find("subject");
    std::optional<Date> day = decision == nullptr ? std::nullopt : day_of(decision->text_of("as_of"));
    if (!day) day = day_of(entry.text_of("time"));
    if (!day || subject == nullptr) return;
    const auto at = life_.last_record.try_emplace(policy_.class_of(subject->text_of("on")), *day).first;
    at->second = std::max(at->second, *day);
  }

  const AuditPolicy& policy_;
  ClientLife& life_;
  std::map<bool, std::vector<std::string>> holds_;  // of all clients, or of this one
};

std::string clock_words(const ClockState& state) {
  const char* from = state.clock.from_end ? "the end of the business" : "the newest record";
  return std::to_string(state.clock.years) + " years from " + from + " for records of class `" + state.record_class + "`";
}

}  // namespace

Result<ClientLife> client_life(ports::LogSource& source, const AuditPolicy& policy, const std::string& client,
                               const ports::StopRequested& stop) {
  ClientLife life;
  life.client = client;
  Reading reading(policy, life);
  const auto take = [&](const ShownEntry& entry) {
    reading.take(*entry.json, entry.index);
    return true;
  };
  PROBITY_TRY(const std::uint64_t shown, show(source, {}, take, stop));
  (void)shown;
  reading.finish();
  return life;
}

Result<std::vector<ClockState>> clock_states(const ClientLife& life, const AuditPolicy& policy) {
  std::vector<ClockState> states;
  for (const auto& [record_class, newest] : life.last_record) {
    for (const RetentionClock& clock : policy.clocks_of(record_class)) {
      ClockState state{clock, record_class, std::nullopt};
      // What was recorded after the end is kept from its own day.
      const std::optional<Date> start = clock.from_end ? life.ended : newest;
      if (start) {
        PROBITY_TRY(state.last_day, last_day_kept(std::max(*start, newest), clock.years));
      }
      states.push_back(std::move(state));
    }
  }
  return states;
}

Result<void> may_erase(const ClientLife& life, const AuditPolicy& policy, const Date& today) {
  if (life.entries == 0) return refused("the log has no decision that names the client `" + life.client + "`");
  if (!life.holds.empty()) return refused("a legal hold forbids it: " + life.holds.front());
  PROBITY_TRY(const std::vector<ClockState> states, clock_states(life, policy));
  const ClockState* longest = nullptr;
  for (const ClockState& state : states) {
    if (!state.last_day) {
      return refused("its end is not recorded (`probity audit end`), and " + clock_words(state) + " count from it");
    }
    if (longest == nullptr || *state.last_day > *longest->last_day) longest = &state;
  }
  if (longest == nullptr || today > *longest->last_day) return {};
  return refused("it must be kept until " + longest->last_day->to_string() + ": " + clock_words(*longest));
}

Result<EventEntry> erasure_entry(const ClientLife& life, const AuditPolicy& policy, const std::string& by,
                                 const std::string& reason) {
  PROBITY_TRY_VOID(check_act(by, reason));
  PROBITY_TRY(const std::vector<ClockState> states, clock_states(life, policy));
  JsonArray clocks;
  for (const ClockState& state : states) {
    clocks.push_back(JsonObject{{"class", state.record_class},
                                {"years", state.clock.years},
                                {"from", state.clock.from_end ? "end" : "record"},
                                {"until", state.last_day ? Json(state.last_day->to_string()) : Json()}});
  }
  return EventEntry{kErasure,
                    {{"client", life.client},
                     {"entries", static_cast<std::int64_t>(life.entries)},
                     {"not_redacted", static_cast<std::int64_t>(life.open_entries)},
                     {"clocks", std::move(clocks)},
                     {"by", by},
                     {"reason", reason}}};
}

Result<EventEntry> hold_entry(const std::string& client, bool release, const std::string& by, const std::string& reason) {
  PROBITY_TRY_VOID(check_act(by, reason));
  EventEntry entry{release ? kReleased : kHold, {{"by", by}, {"reason", reason}}};
  if (!client.empty()) entry.members.emplace_back("client", client);
  return entry;
}

Result<EventEntry> end_entry(const std::string& client, const Date& on, const std::string& by, const std::string& reason) {
  PROBITY_TRY_VOID(check_act(by, reason));
  return EventEntry{kEnded, {{"client", client}, {"on", on.to_string()}, {"by", by}, {"reason", reason}}};
}

}  // namespace probity::audit
