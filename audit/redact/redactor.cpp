#include "audit/redact/redactor.h"

#include <algorithm>
#include <utility>

#include "audit/record/json_parse.h"
#include "audit/redact/json_spans.h"
#include "audit/redact/vault.h"

namespace probity::audit {
namespace {

constexpr std::string_view kInDecision = "redacted:";
constexpr std::string_view kFactsBegin = "{\"redacted\":\"";
constexpr std::string_view kFactsEnd = "\"}";
constexpr std::size_t kDigits = 64;
/// A shorter text says nothing of a person by itself and stands in many others.
constexpr std::size_t kRepeatedMin = 2;

/// Do the last keys of a path name the fact? Places in lists are passed over.
bool ends_with(std::vector<std::string> path, const FactName& name) {
  path.erase(std::remove_if(path.begin(), path.end(), [](const std::string& key) {
               return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
             }), path.end());
  if (path.size() < name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::string& key = path[path.size() - name.size() + i];
    if (std::none_of(name[i].begin(), name[i].end(), [&](const std::string& each) { return same_word(each, key); })) return false;
  }
  return true;
}

bool is_one_of(const std::vector<std::string>& path, const std::vector<FactName>& names) {
  return std::any_of(names.begin(), names.end(), [&](const FactName& name) { return ends_with(path, name); });
}

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('.', at), path.size());
    parts.emplace_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// Replaces texts of a decision that say what is personal.
class DecisionRedactor {
 public:
  using Commit = std::function<std::string(const std::string& name, const std::string& value)>;

  DecisionRedactor(const std::vector<FactName>& personal, std::vector<std::string> texts, Commit commit)
      : personal_(personal), texts_(std::move(texts)), commit_(std::move(commit)) {}

  void redact(Json& json, const std::string& name, bool all) {
    if (const std::string* text = json.as_string()) {
      if (all || repeats(*text)) json = Json(std::string(kInDecision) + commit_(name, *text));
    } else if (const JsonArray* array = json.as_array()) {
      JsonArray changed = *array;
      for (std::size_t i = 0; i < changed.size(); ++i) redact(changed[i], name + "/" + std::to_string(i), all);
      json = Json(std::move(changed));
    } else if (const JsonObject* object = json.as_object()) {
      const bool reads_personal = reads(json);
      JsonObject changed = *object;
      for (auto& [key, value] : changed) {
        // Who a decision is on and by which rules is never personal, whatever their names are.
        if (kPlain.find("," + key + ",") != std::string_view::npos) continue;
        const bool is_read_value = name.ends_with("/read") && is_one_of(parts_of(key), personal_);
        redact(value, name + "/" + key, all || is_read_value || (reads_personal && key == "because"));
      }
      json = Json(std::move(changed));
    }
  }

 private:
  static constexpr std::string_view kPlain = ",id,on,outcome,ruleset,rule,kind,counts_as,at,state,exception,cites,missing,what,";

  [[nodiscard]] bool reads(const Json& finding) const {
    const Json* read = finding.find("read");
    const JsonObject* values = read == nullptr ? nullptr : read->as_object();
    return values != nullptr && std::any_of(values->begin(), values->end(), [&](const auto& each) {
             return is_one_of(parts_of(each.first), personal_);
           });
  }
  [[nodiscard]] bool repeats(const std::string& text) const {
    const auto is_in = [&](const std::string& each) { return text.find(each) != std::string::npos; };
    return std::any_of(texts_.begin(), texts_.end(), is_in);
  }

  const std::vector<FactName>& personal_;
  std::vector<std::string> texts_;
  Commit commit_;
};

std::string_view bytes_of(const RedactionId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kHex[static_cast<unsigned char>(c) >> 4U];
    text += kHex[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

}  // namespace

Result<std::vector<Redactor::Personal>> Redactor::personal_values(std::string_view facts, std::string& client) const {
  std::vector<Personal> found;
  Result<std::string> named = client;
  PROBITY_TRY_VOID(visit_json(facts, [&](const JsonSpan& span) {
    const std::string_view value = facts.substr(span.begin, span.size);
    if (span.path.front() != "facts" || value == "null") return false;
    if (named.ok() && named.value().empty() && is_one_of(span.path, policy_.client)) named = scalar_text(value);
    if (!is_one_of(span.path, policy_.personal)) return false;
    std::string name;
    for (const std::string& key : span.path) name += (name.empty() ? "" : "/") + key;
    found.push_back({std::move(name), std::string(value), span.begin});
    return true;
  }));
  PROBITY_TRY(client, std::move(named));
  return found;
}

Result<Redacted> Redactor::redact(std::string_view on, std::string_view subject_id, std::string_view facts,
                                  Json decision) const {
  Redacted made;
  const auto& subjects = policy_.client_subjects;
  // An act on a client is `closing of Client`.
  const std::size_t of = on.rfind(" of ");
  const std::string_view entity = of == std::string_view::npos ? on : on.substr(of + 4);
  if (std::find(subjects.begin(), subjects.end(), entity) != subjects.end()) made.client = subject_id;
  PROBITY_TRY(const std::vector<Personal> personal, personal_values(facts, made.client));
  made.decision = std::move(decision);
  if (personal.empty()) {
    made.facts = facts;
    return made;
  }
  if (made.client.empty()) {
    return Error{ErrorCode::kInvalidArgument, "its facts hold personal data and do not name the client, so it is not recorded "
                                              "and not released"};
  }
  PROBITY_TRY(const ports::ClientKey key, keys_->find_or_make(made.client));
  RedactionId id{};
  PROBITY_TRY_VOID(random_(id));
  JsonObject values;
  const auto commit = [&](const std::string& name, const std::string& value) {
    values.emplace_back(name, value);
    return to_hex(commitment(salt_of(key, id, name), name, value));
  };
  std::vector<std::string> texts;
  std::size_t copied = 0;
  for (const Personal& each : personal) {
    made.facts += facts.substr(copied, each.begin - copied);
    made.facts += std::string(kFactsBegin) + commit(each.name, each.value) + std::string(kFactsEnd);
    copied = each.begin + each.value.size();
    if (each.value.front() != '"') continue;
    PROBITY_TRY(std::string text, scalar_text(each.value));
    if (text.size() >= kRepeatedMin) texts.push_back(std::move(text));
  }
  made.facts += facts.substr(copied);
  DecisionRedactor(policy_.personal, std::move(texts), commit).redact(made.decision, "decision", false);
  PROBITY_TRY(const std::string text, canonical_text(values));
  made.id = id;
  made.sealed = seal(key, id, text);
  if (made.sealed.size() <= kSealedBytesMax) return made;
  return Error{ErrorCode::kLimit, "its personal values have " + std::to_string(text.size()) +
                                      " bytes and can be sealed up to " + std::to_string(kSealedBytesMax) +
                                      ": it is not recorded and so not released"};
}

Json redaction_json(const RedactionId& id, std::string_view sealed) {
  return JsonObject{{"id", hex_of(bytes_of(id))}, {"sealed", digest_text(sha256(sealed))}};
}

Result<std::optional<RedactionId>> redaction_of(const Json& entry) {
  const Json* redaction = entry.find("redaction");
  if (redaction == nullptr) return std::optional<RedactionId>();
  const std::string_view text = redaction->text_of("id");
  RedactionId id{};
  const Error bad{ErrorCode::kCorrupt, "the entry's redaction has no id"};
  if (text.size() != 2 * id.size()) return bad;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(text[i]);
    if (digit == std::string_view::npos) return bad;
    id[i / 2] = static_cast<std::uint8_t>(id[i / 2] * 16 + digit);
  }
  return std::optional(id);
}

bool sealed_fits(const Json& entry, std::string_view sealed) {
  const Json* redaction = entry.find("redaction");
  return redaction != nullptr && redaction->text_of("sealed") == digest_text(sha256(sealed));
}

namespace {

using ByCommitment = std::map<std::string, std::string, std::less<>>;

Error does_not_fit() { return Error{ErrorCode::kCorrupt, "what was sealed for the entry does not fit it"}; }

Result<std::string> restored_facts(std::string_view facts, const ByCommitment& values) {
  std::string text;
  while (true) {
    const std::size_t begin = facts.find(kFactsBegin);
    text += facts.substr(0, begin);
    if (begin == std::string_view::npos) return text;
    facts.remove_prefix(begin);
    const std::string_view digits = facts.substr(std::min(facts.size(), kFactsBegin.size())).substr(0, kDigits);
    const auto found = values.find(digits);
    const std::string_view behind = facts.substr(std::min(facts.size(), kFactsBegin.size() + kDigits));
    if (found == values.end() || !behind.starts_with(kFactsEnd)) {
      // The client's own facts may look like this.
      text += kFactsBegin;
      facts.remove_prefix(kFactsBegin.size());
      continue;
    }
    text += found->second;
    facts.remove_prefix(kFactsBegin.size() + kDigits + kFactsEnd.size());
  }
}

Json restored_json(const Json& json, const ByCommitment& values) {
  if (const std::string* text = json.as_string()) {
    if (!text->starts_with(kInDecision)) return json;
    const auto found = values.find(std::string_view(*text).substr(kInDecision.size()));
    return found == values.end() ? json : Json(found->second);
  }
  if (const JsonArray* array = json.as_array()) {
    JsonArray changed;
    for (const Json& each : *array) changed.push_back(restored_json(each, values));
    return changed;
  }
  if (const JsonObject* object = json.as_object()) {
    JsonObject changed;
    for (const auto& [key, value] : *object) changed.emplace_back(key, restored_json(value, values));
    return changed;
  }
  return json;
}

}  // namespace

Result<Restored> Restored::open(const Json& entry, const ports::ClientKey& key, std::string_view sealed) {
  PROBITY_TRY(const std::optional<RedactionId> id, redaction_of(entry));
  if (!id || !sealed_fits(entry, sealed)) return does_not_fit();
  const std::optional<std::string> text = unseal(key, *id, sealed);
  if (!text) return does_not_fit();
  PROBITY_TRY(const Json values, parse_record_json(*text));
  if (values.as_object() == nullptr) return does_not_fit();
  Restored restored;
  ByCommitment by_commitment;
  for (const auto& [name, value] : *values.as_object()) {
    if (value.as_string() == nullptr) return does_not_fit();
    Disclosure disclosure{name, salt_of(key, *id, name), *value.as_string()};
    by_commitment[to_hex(commitment(disclosure.salt, name, disclosure.value))] = disclosure.value;
    restored.disclosures_.push_back(std::move(disclosure));
  }
  PROBITY_TRY(restored.facts_, restored_facts(entry.text_of("facts"), by_commitment));
  const Json* decision = entry.find("decision");
  restored.decision_ = decision == nullptr ? Json() : restored_json(*decision, by_commitment);
  return restored;
}

}  // namespace probity::audit
