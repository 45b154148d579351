#include "audit/record/entry.h"

#include <utility>

#include "audit/record/decision_json.h"

namespace probity::audit {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86'400 * kSecondNs;

Json integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

JsonObject head_json(const EntryHead& head, const char* kind) {
  JsonObject object;
  object.emplace_back("format", kEntryFormat);
  object.emplace_back("kind", kind);
  object.emplace_back("index", integer(head.index));
  object.emplace_back("time", utc_text(head.time_ns));
  object.emplace_back("actor", head.actor);
  object.emplace_back("engine", head.engine);
  return object;
}

Result<std::string> within_limit(const Json& entry, const std::string& what) {
  PROBITY_TRY(std::string text, canonical_text(entry));
  if (text.size() <= kEntryBytesMax) return text;
  return Error{ErrorCode::kLimit, what + " needs an entry of " + std::to_string(text.size()) +
                                      " bytes and the log takes at most " +
                                      std::to_string(kEntryBytesMax) +
                                      ": it is not recorded and so not released"};
}

std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

Result<std::string> entry_text(const EntryHead& head, const DecisionEntry& entry) {
  JsonObject object = head_json(head, "decision");
  object.emplace_back("subject",
                      JsonObject{{"id", entry.subject_id}, {"on", entry.subject_on}});
  object.emplace_back("digest", entry.decision->ruleset);
  object.emplace_back("facts", entry.facts_verbatim);
  if (entry.now) object.emplace_back("now", entry.now->to_string());
  object.emplace_back("decision", recorded_decision_json(*entry.decision));
  return within_limit(object, "the decision on " + std::string(entry.subject_on) + " `" +
                                  std::string(entry.subject_id.substr(0, 200)) + "`");
}

Result<std::string> entry_text(const EntryHead& head, const ScanEntry& entry) {
  JsonObject digests;
  for (const auto& [name, digest] : entry.digests) digests.emplace_back(name, digest);
  JsonObject counts;
  for (const auto& [name, count] : entry.counts) counts.emplace_back(name, count);
  JsonObject period;
  if (entry.from) period.emplace_back("from", entry.from->to_string());
  if (entry.to) period.emplace_back("to", entry.to->to_string());
  JsonObject object = head_json(head, "scan");
  object.emplace_back("on", entry.on);
  object.emplace_back("period", std::move(period));
  if (entry.now) object.emplace_back("now", entry.now->to_string());
  object.emplace_back("digests", std::move(digests));
  object.emplace_back("counts", std::move(counts));
  object.emplace_back("decisions", integer(entry.decisions));
  object.emplace_back("decisions_root", entry.decisions_root);
  return within_limit(object, "the scan of " + entry.on);
}

Result<std::string> entry_text(const EntryHead& head, const RecoveryEntry& entry) {
  JsonObject object = head_json(head, "recovery");
  object.emplace_back("segment", entry.segment);
  object.emplace_back("offset", integer(entry.offset));
  object.emplace_back("bytes", integer(entry.bytes));
  object.emplace_back("digest", entry.digest);
  object.emplace_back("kept_as", entry.kept_as);
  return within_limit(object, "the recovery");
}

Result<std::string> decision_leaf(const decision::Decision& decision) {
  return canonical_text(recorded_decision_json(decision));
}

std::string utc_text(std::int64_t time_ns) {
  std::int64_t days = time_ns / kDayNs;
  std::int64_t rest = time_ns % kDayNs;
  if (rest < 0) {
    rest += kDayNs;
    --days;
  }
  const std::int64_t seconds = rest / kSecondNs;
  return Date::from_days(static_cast<std::int32_t>(days)).to_string() + "T" +
         digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":" +
         digits(seconds % 60, 2) + "." + digits(rest % kSecondNs, 9) + "Z";
}

}  // namespace probity::audit
