#include "audit/verify/object_check.h"

#include "audit/packs/objects.h"
#include "audit/record/json_parse.h"
#include "audit/redact/redactor.h"
#include "audit/verify/scan_proof.h"

namespace probity::audit {
namespace {

const JsonArray& array_of(const Json& object, std::string_view key) {
  static const JsonArray kNone;
  const Json* member = object.find(key);
  return member == nullptr || member->as_array() == nullptr ? kNone : *member->as_array();
}

}  // namespace

Result<void> ObjectCheck::take(const Json& entry, std::uint64_t index) {
  const auto look = [&](const Result<void>& looked) -> Result<void> {
    if (looked.ok() || looked.error().code == ErrorCode::kUnavailable) return looked;
    if (faults_.size() < kFaultsMax) faults_.push_back("entry " + std::to_string(index) + ": " + looked.error().message);
    return {};
  };
  if (const std::string digest(entry.text_of("basis")); !digest.empty()) PROBITY_TRY_VOID(look(basis(digest)));
  if (entry.find("redaction") != nullptr) PROBITY_TRY_VOID(look(sealed(entry)));
  if (entry.text_of("kind") != "scan") return {};
  if (const std::string digest(entry.text_of("tables")); !digest.empty()) PROBITY_TRY_VOID(look(tables(digest)));
  return entry.text_of("pack").empty() ? Result<void>() : look(decisions(entry));
}

/// Needs no key: the entry says what the sealed bytes are.
Result<void> ObjectCheck::sealed(const Json& entry) {
  PROBITY_TRY(const std::optional<RedactionId> id, redaction_of(entry));
  PROBITY_TRY(const std::optional<std::string> there, vault_.find(*id));
  if (there && sealed_fits(entry, *there)) return {};
  return Error{ErrorCode::kCorrupt, "its personal values are lost or changed in the vault"};
}

Result<std::string> ObjectCheck::object(const std::string& digest) {
  if (!seen_.insert(digest).second) return std::string();
  PROBITY_TRY(std::string text, read_object(source_, digest));
  ++sound_;
  return text;
}

Result<void> ObjectCheck::basis(const std::string& digest) {
  PROBITY_TRY(const std::string list, object(digest));
  if (list.empty()) return {};
  PROBITY_TRY(const Json json, parse_canonical(list));
  for (const Json& file : array_of(json, "files")) {
    PROBITY_TRY(const std::string text, object(std::string(file.text_of("digest"))));
  }
  return {};
}

Result<void> ObjectCheck::tables(const std::string& digest) {
  PROBITY_TRY(const std::string list, object(digest));
  if (list.empty()) return {};
  PROBITY_TRY(const Json json, parse_canonical(list));
  for (const Json& table : array_of(json, "tables")) {
    for (const Json& part : array_of(table, "parts")) {
      if (part.as_string() == nullptr) continue;
      PROBITY_TRY(const std::string text, object(*part.as_string()));
    }
  }
  return {};
}

Result<void> ObjectCheck::decisions(const Json& entry) {
  const LoadText load = [this](const std::string& digest) -> Result<std::string> {
    PROBITY_TRY(std::string text, read_object(source_, digest));
    if (seen_.insert(digest).second) ++sound_;
    return text;
  };
  PROBITY_TRY(DecisionPack pack, pack_of_scan(entry, load));
  return pack.each([](const PackedDecision&) -> Result<bool> { return true; });
}

}  // namespace probity::audit
