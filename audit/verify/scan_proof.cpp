#include "audit/verify/scan_proof.h"

#include <utility>

#include "audit/record/json_parse.h"

namespace probity::audit {

Result<DecisionPack> pack_of_scan(const Json& entry, const LoadText& load) {
  if (entry.text_of("kind") != "scan") return Error{ErrorCode::kInvalidArgument, "the entry is no scan"};
  const std::string pack(entry.text_of("pack"));
  if (pack.empty()) return Error{ErrorCode::kNotFound, "the scan's decisions were not kept; only their root was"};
  const Json* decisions = entry.find("decisions");
  if (decisions == nullptr || decisions->as_integer() == nullptr || *decisions->as_integer() < 0) {
    return Error{ErrorCode::kCorrupt, "the scan's entry does not say how many decisions it has"};
  }
  return DecisionPack::open(pack, static_cast<std::uint64_t>(*decisions->as_integer()),
                            std::string(entry.text_of("decisions_root")), load);
}

Result<std::vector<std::uint64_t>> decisions_on(DecisionPack& pack, std::string_view subject_id) {
  std::vector<std::uint64_t> numbers;
  PROBITY_TRY(const std::string quoted, canonical_text(Json(subject_id)));
  const std::string wanted = "\"id\":" + quoted;
  PROBITY_TRY_VOID(pack.each([&](const PackedDecision& each) -> Result<bool> {
    // Most are told apart without reading them.
    if (each.text.find(wanted) == std::string::npos) return true;
    PROBITY_TRY(const Json decision, parse_record_json(each.text));
    if (decision.text_of("id") == subject_id) numbers.push_back(each.number);
    return true;
  }));
  return numbers;
}

std::string ScanDecisionProof::text() const {
  JsonArray hashes;
  for (const TreeHash& hash : proof) hashes.emplace_back(base64_hash(hash));
  return readable_text(JsonObject{{"format", 1},
                                  {"kind", "scan decision proof"},
                                  {"decision", decision},
                                  {"number", static_cast<std::int64_t>(number)},
                                  {"of", static_cast<std::int64_t>(of)},
                                  {"proof", std::move(hashes)},
                                  {"entry", entry},
                                  {"entry_proof", entry_proof.text()}}) +
         "\n";
}

Result<ScanDecisionProof> prove_scan_decision(LogView& view, const LoadText& load, std::uint64_t index,
                                              std::uint64_t number) {
  ScanDecisionProof made;
  PROBITY_TRY(made.entry, view.entry(index));
  PROBITY_TRY(const Json entry, parse_canonical(made.entry));
  PROBITY_TRY(DecisionPack pack, pack_of_scan(entry, load));
  PROBITY_TRY(PackedDecision decision, pack.at(number));
  PROBITY_TRY(made.proof, pack.prove(number));
  PROBITY_TRY(made.entry_proof, view.prove(index));
  made.decision = std::move(decision.text);
  made.number = number;
  made.of = pack.size();
  return made;
}

}  // namespace probity::audit
