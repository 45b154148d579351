#include "audit/verify/verify.h"

#include <algorithm>
#include <utility>

#include "audit/note/checkpoint.h"
#include "audit/record/entry.h"
#include "audit/record/json.h"
#include "audit/record/json_parse.h"
#include "audit/verify/object_check.h"

namespace probity::audit {
namespace {

Error corrupt(std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; }

/// A sound entry that stands at this index.
Result<Json> sound_entry(const WalkedEntry& walked) {
  PROBITY_TRY(Json entry, parse_canonical(walked.text));
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
  return entry;
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

/// Holds the roots of a growing tree against what checkpoints say of them.
class ClaimCheck {
 public:
  explicit ClaimCheck(const VerifyOptions& options) {
    for (const Claim& claim : options.claims) {
      ClaimResult result;
      result.where = claim.where;
      const auto parsed = parse_signed_checkpoint(claim.bytes);
      TreeHash root{};
      if (parsed.ok()) {
        result.size = parsed.value().checkpoint.size;
        root = parsed.value().checkpoint.root;
        result.fault = check_signatures(parsed.value().note, options, result.signers);
      } else {
        result.fault = parsed.error().message;
      }
      if (result.size > 0) wanted_.emplace(result.size, results_.size());
      results_.push_back(std::move(result));
      roots_.push_back(root);
    }
  }

  void at(CompactRange& tree) {
    if (wanted_.empty() || wanted_.begin()->first != tree.size()) return;
    const TreeHash root = tree.root();
    while (!wanted_.empty() && wanted_.begin()->first == tree.size()) {
      const std::size_t place = wanted_.begin()->second;
      if (roots_[place] != root) {
        results_[place].fault = "the first " + std::to_string(tree.size()) + " entries are not those that it saw";
      }
      wanted_.erase(wanted_.begin());
    }
  }

  std::vector<ClaimResult> finish(std::uint64_t entries) {
    for (const auto& [size, place] : wanted_) {
      results_[place].fault = "it saw " + std::to_string(size) + " entries, and only " + std::to_string(entries) +
                              " hold: the end was taken away, or an older copy was put back";
    }
    return std::move(results_);
  }

 private:
  static std::string check_signatures(const SignedNote& note, const VerifyOptions& options,
                                      std::vector<std::string>& signers) {
    const NoteCheck by_keys = check_note(note, options.keys);
    const NoteCheck by_witnesses = check_note(note, options.witnesses);
    for (const auto* check : {&by_keys, &by_witnesses}) {
      for (const VerifierKey& key : check->good) signers.push_back(key.name);
      for (const VerifierKey& key : check->bad) return "the signature of " + key.name + " does not hold";
    }
    return options.keys.empty() || by_keys.holds() ? "" : "it is signed by none of the keys that are trusted here";
  }

  std::vector<ClaimResult> results_;
  std::vector<TreeHash> roots_;
  std::multimap<std::uint64_t, std::size_t> wanted_;  // size -> place
};

std::string claim_text(const ClaimResult& claim, bool signatures_checked) {
  std::string out = claim.where + ": ";
  if (!claim.fault.empty()) return out + "does NOT fit: " + claim.fault + "\n";
  out += std::to_string(claim.size) + " entries, as it says; ";
  if (!signatures_checked) return out + "who signed it was not checked (no key was given)\n";
  std::string names;
  for (const std::string& name : claim.signers) names += (names.empty() ? "" : ", ") + name;
  return out + "signed by " + names + "\n";
}

Json claim_json(const ClaimResult& claim) {
  return JsonObject{{"where", claim.where},
                    {"entries", integer(claim.size)},
                    {"signers", JsonArray(claim.signers.begin(), claim.signers.end())},
                    {"fault", claim.fault.empty() ? Json() : Json(claim.fault)}};
}

}  // namespace

bool VerifyReport::holds() const {
  return !damage && object_faults.empty() &&
         std::all_of(claims.begin(), claims.end(), [](const ClaimResult& each) { return each.fault.empty(); });
}

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
  if (objects > 0) out += "beside   " + std::to_string(objects) + " kept texts and rows that entries name, as they were\n";
  for (const ClaimResult& claim : claims) out += claim_text(claim, signatures_checked);
  for (const std::string& fault : object_faults) out += "beside the log: " + fault + "\n";
  if (!damage) return out + (holds() ? "the log holds\n" : "the log does NOT hold\n");
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
  JsonArray held_against;
  for (const ClaimResult& claim : claims) held_against.push_back(claim_json(claim));
  return readable_text(JsonObject{{"holds", holds()},
                                  {"log", log_id},
                                  {"entries", integer(entries)},
                                  {"kinds", std::move(by_kind)},
                                  {"batches", integer(batches)},
                                  {"bytes", integer(bytes)},
                                  {"root", root},
                                  {"objects", integer(objects)},
                                  {"object_faults", JsonArray(object_faults.begin(), object_faults.end())},
                                  {"claims", std::move(held_against)},
                                  {"signatures_checked", signatures_checked},
                                  {"damage", damage ? damage_json(*damage) : Json()}});
}

Result<VerifyReport> verify(ports::LogSource& source, const VerifyOptions& options) {
  VerifyReport report;
  ClaimCheck claims(options);
  ObjectCheck objects(source);
  // The tree may reach past a damaged entry of a sound batch; this one ends before it.
  CompactRange sound;
  const EntryVisitor visit = [&](const WalkedEntry& walked) -> Result<bool> {
    PROBITY_TRY(const Json entry, sound_entry(walked));
    ++report.kinds[std::string(entry.text_of("kind"))];
    if (options.objects) PROBITY_TRY_VOID(objects.take(entry, walked.index));
    sound.append(walked.leaf);
    claims.at(sound);
    return true;
  };
  PROBITY_TRY(WalkResult walked, walk_log(source, visit, {0, {}, options.progress, options.stop}));
  if (walked.log_id) report.log_id = log_id_text(*walked.log_id);
  report.entries = sound.size();
  report.root = digest_text(sound.root());
  report.batches = walked.batches;
  report.bytes = walked.bytes;
  report.damage = std::move(walked.damage);
  report.claims = claims.finish(report.entries);
  report.objects = objects.sound();
  report.object_faults = objects.faults();
  report.signatures_checked = !options.keys.empty();
  return report;
}

}  // namespace probity::audit
