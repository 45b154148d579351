#include "audit/verify/verify.h"

#include <utility>

#include "audit/record/entry.h"
#include "audit/record/json.h"
#include "audit/record/json_parse.h"

namespace probity::audit {
namespace {

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

/// The kind of a sound entry that stands at this index.
Result<std::string> kind_of_entry(const WalkedEntry& walked) {
  PROBITY_TRY(const Json entry, parse_canonical(walked.text));
  if (entry.as_object() == nullptr) return corrupt("the entry is no JSON object");
  const Json* format = entry.find("format");
  if (format == nullptr || format->as_integer() == nullptr || *format->as_integer() < 1) {
    return corrupt("the entry does not name its format");
  }
  const Json* index = entry.find("index");
  if (index == nullptr || index->as_integer() == nullptr ||
      static_cast<std::uint64_t>(*index->as_integer()) != walked.index) {
    return corrupt("the entry names another index than its place in the log");
  }
  if (entry.text_of("kind").empty()) return corrupt("the entry does not name its kind");
  return std::string(entry.text_of("kind"));
}

Json integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Json damage_json(const Damage& damage) {
  return JsonObject{{"torn_tail", damage.torn_tail},
                    {"index", integer(damage.index)},
                    {"file", damage.segment},
                    {"byte", integer(damage.offset)},
                    {"batch_byte", integer(damage.batch_offset)},
                    {"bytes_behind", integer(damage.bytes_behind)},
                    {"what", damage.what}};
}

}  // namespace

std::string VerifyReport::text() const {
  const std::string unnamed = damage ? "(its first batch does not hold)" : "(no entry yet)";
  std::string out = "log      " + (log_id.empty() ? unnamed : log_id) + "\n";
  out += "entries  " + std::to_string(entries);
  std::string separator = " (";
  for (const auto& [kind, count] : kinds) {
    out += separator + std::to_string(count) + " " + kind;
    separator = ", ";
  }
  if (!kinds.empty()) out += ")";
  out += " in " + std::to_string(batches) + (batches == 1 ? " batch, " : " batches, ") +
         std::to_string(bytes) + " bytes\n";
  out += "root     " + root + "\n";
  if (!damage) return out + "the log holds\n";
  if (damage->torn_tail) {
    return out + "torn tail: the last " + std::to_string(damage->bytes_behind) + " bytes of " +
           damage->segment + " are a batch that was not written whole (" + damage->what +
           "); opening the log to append cuts them off and keeps a copy\n";
  }
  return out + "the log does NOT hold from entry " + std::to_string(damage->index) + " on: " +
         damage->segment + ", byte " + std::to_string(damage->offset) + ": " + damage->what + "\n";
}

std::string VerifyReport::json() const {
  JsonObject by_kind;
  for (const auto& [kind, count] : kinds) by_kind.emplace_back(kind, integer(count));
  return readable_text(JsonObject{{"holds", holds()},
                                  {"log", log_id},
                                  {"entries", integer(entries)},
                                  {"kinds", std::move(by_kind)},
                                  {"batches", integer(batches)},
                                  {"bytes", integer(bytes)},
                                  {"root", root},
                                  {"damage", damage ? damage_json(*damage) : Json()}});
}

Result<VerifyReport> verify(ports::LogSource& source, const WalkProgress& progress,
                            const ports::StopRequested& stop) {
  VerifyReport report;
  // The tree may reach past a damaged entry of a sound batch; this one ends before it.
  CompactRange sound;
  const EntryVisitor visit = [&](const WalkedEntry& walked) -> Result<bool> {
    PROBITY_TRY(const std::string kind, kind_of_entry(walked));
    ++report.kinds[kind];
    sound.append(walked.leaf);
    return true;
  };
  PROBITY_TRY(WalkResult walked, walk_log(source, visit, {0, {}, progress, stop}));
  if (walked.log_id) report.log_id = log_id_text(*walked.log_id);
  report.entries = sound.size();
  report.root = digest_text(sound.root());
  report.batches = walked.batches;
  report.bytes = walked.bytes;
  report.damage = std::move(walked.damage);
  return report;
}

}  // namespace probity::audit
