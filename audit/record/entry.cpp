#include "audit/record/entry.h"

#include <algorithm>
#include <utility>

#include "audit/record/decision_json.h"
#include "audit/record/utf8.h"

namespace probity::audit {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86'400 * kSecondNs;

Json integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

JsonObject head_json(const EntryAuthor& author, std::string_view kind) {
  JsonObject object;
  object.emplace_back("format", kEntryFormat);
  object.emplace_back("kind", kind);
  object.emplace_back("actor", author.actor);
  object.emplace_back("engine", author.engine);
  return object;
}

std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

Result<EntryDraft> EntryDraft::of(JsonObject members, std::string what) {
  members.emplace_back("index", Json());
  members.emplace_back("time", Json());
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return utf16_less(a.first, b.first); });
  EntryDraft made;
  made.what_ = std::move(what);
  std::string* part = &made.before_index_;
  *part = "{";
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [key, value] = members[i];
    if (i > 0 && members[i - 1].first == key) {
      return Error{ErrorCode::kInvalidArgument, "the entry has the member `" + key + "` twice"};
    }
    PROBITY_TRY(const std::string name, canonical_text(key));
    *part += (i > 0 ? "," : "") + name + ":";
    if (key == "index") {
      part = &made.before_time_;
    } else if (key == "time") {
      part = &made.after_time_;
    } else {
      PROBITY_TRY(const std::string text, canonical_text(value));
      *part += text;
    }
  }
  *part += "}";
  return made;
}

Result<std::string> EntryDraft::finish(std::uint64_t index, std::int64_t time_ns) const {
  std::string text = before_index_;
  text.reserve(before_index_.size() + before_time_.size() + after_time_.size() + 64);
  text += std::to_string(index);
  text += before_time_;
  text += '"' + utc_text(time_ns) + '"';
  text += after_time_;
  if (text.size() <= kEntryBytesMax) return text;
  return Error{ErrorCode::kLimit, what_ + " needs an entry of " + std::to_string(text.size()) +
                                      " bytes and the log takes at most " + std::to_string(kEntryBytesMax) +
                                      ": it is not recorded and so not released"};
}

Result<EntryDraft> draft(const EntryAuthor& author, const DecisionEntry& entry) {
  return draft(author, RedactedDecisionEntry{entry.subject_id, entry.subject_on, entry.decision->ruleset, entry.now, entry.basis,
                                             {}, entry.facts_verbatim, recorded_decision_json(*entry.decision), {},
                                             entry.request});
}

Result<EntryDraft> draft(const EntryAuthor& author, const RedactedDecisionEntry& entry) {
  JsonObject object = head_json(author, "decision");
  object.emplace_back("subject",
                      JsonObject{{"id", entry.subject_id}, {"on", entry.subject_on}});
  object.emplace_back("digest", entry.digest);
  if (!entry.client.empty()) object.emplace_back("client", entry.client);
  if (!entry.redaction.is_null()) object.emplace_back("redaction", entry.redaction);
  if (!entry.basis.empty()) object.emplace_back("basis", entry.basis);
  object.emplace_back("facts", entry.facts);
  if (entry.now) object.emplace_back("now", entry.now->to_string());
  if (entry.request != nullptr) object.emplace_back("request", *entry.request);
  object.emplace_back("decision", entry.decision);
  return EntryDraft::of(std::move(object), "the decision on " + std::string(entry.subject_on) + " `" +
                                               std::string(entry.subject_id.substr(0, 200)) + "`");
}

Result<EntryDraft> draft(const EntryAuthor& author, const ScanEntry& entry) {
  JsonObject digests;
  for (const auto& [name, digest] : entry.digests) digests.emplace_back(name, digest);
  JsonObject counts;
  for (const auto& [name, count] : entry.counts) counts.emplace_back(name, count);
  JsonObject period;
  if (entry.from) period.emplace_back("from", entry.from->to_string());
  if (entry.to) period.emplace_back("to", entry.to->to_string());
  JsonObject object = head_json(author, "scan");
  object.emplace_back("on", entry.on);
  object.emplace_back("period", std::move(period));
  if (entry.now) object.emplace_back("now", entry.now->to_string());
  if (!entry.basis.empty()) object.emplace_back("basis", entry.basis);
  if (!entry.pack.empty()) object.emplace_back("pack", entry.pack);
  if (!entry.tables.empty()) object.emplace_back("tables", entry.tables);
  if (entry.strict) object.emplace_back("strict", true);
  object.emplace_back("digests", std::move(digests));
  object.emplace_back("counts", std::move(counts));
  object.emplace_back("decisions", integer(entry.decisions));
  object.emplace_back("decisions_root", entry.decisions_root);
  return EntryDraft::of(std::move(object), "the scan of " + entry.on);
}

Result<EntryDraft> draft(const EntryAuthor& author, const RecoveryEntry& entry) {
  JsonObject object = head_json(author, "recovery");
  object.emplace_back("segment", entry.segment);
  object.emplace_back("offset", integer(entry.offset));
  object.emplace_back("bytes", integer(entry.bytes));
  object.emplace_back("digest", entry.digest);
  object.emplace_back("kept_as", entry.kept_as);
  return EntryDraft::of(std::move(object), "the recovery");
}

Result<EntryDraft> draft(const EntryAuthor& author, const EventEntry& entry) {
  JsonObject object = head_json(author, entry.kind);
  object.insert(object.end(), entry.members.begin(), entry.members.end());
  return EntryDraft::of(std::move(object), "the entry of kind " + entry.kind);
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
