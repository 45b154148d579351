#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/record/json.h"
#include "audit/redact/policy.h"
#include "audit/redact/seal.h"
#include "engine/base/result.h"
#include "engine/ports/client_keys.h"

namespace probity::audit {

/// A decision as it goes into the log where a policy names personal data.
struct Redacted {
  std::string client;         ///< empty: none is named, and nothing was personal
  std::string facts;          ///< each personal value's bytes replaced by `{"redacted":"…"}`
  Json decision;              ///< each text that repeats one replaced by `redacted:…`
  std::optional<RedactionId> id;  ///< nothing: nothing was personal
  std::string sealed;         ///< the values, for the vault
};

/// Makes commitments of personal values, and values of commitments again.
///
/// Thread-safety: any number of threads.
class Redactor {
 public:
  using RandomBytes = std::function<Result<void>(std::span<std::uint8_t>)>;

  Redactor(AuditPolicy policy, std::shared_ptr<ports::ClientKeys> keys, RandomBytes random)
      : policy_(std::move(policy)), keys_(std::move(keys)), random_(std::move(random)) {}

  /// `on` and `subject_id` are the subject's. Errors: `kInvalidArgument` where personal values are there and no
  /// client is named; `kUnavailable`.
  [[nodiscard]] Result<Redacted> redact(std::string_view on, std::string_view subject_id, std::string_view facts,
                                        Json decision) const;

  [[nodiscard]] const AuditPolicy& policy() const { return policy_; }

 private:
  struct Personal {
    std::string name;   ///< `facts/client/name`
    std::string value;  ///< the bytes as they stand
    std::size_t begin = 0;
  };
  [[nodiscard]] Result<std::vector<Personal>> personal_values(std::string_view facts, std::string& client) const;

  AuditPolicy policy_;
  std::shared_ptr<ports::ClientKeys> keys_;
  RandomBytes random_;
};

/// One value of a redacted entry, for someone who may see it: with these three anyone checks the commitment.
struct Disclosure {
  std::string name;
  Sha256Digest salt{};
  std::string value;
};

/// An entry's values again.
class Restored {
 public:
  /// Errors: `kCorrupt` where what was sealed does not fit the entry.
  [[nodiscard]] static Result<Restored> open(const Json& entry, const ports::ClientKey& key, std::string_view sealed);

  /// The line of facts in the bytes in which it came.
  [[nodiscard]] const std::string& facts() const { return facts_; }
  [[nodiscard]] const Json& decision() const { return decision_; }
  [[nodiscard]] const std::vector<Disclosure>& disclosures() const { return disclosures_; }

 private:
  std::string facts_;
  Json decision_;
  std::vector<Disclosure> disclosures_;
};

/// The redaction's id in an entry; nothing where nothing in it is redacted. Errors: `kCorrupt`.
[[nodiscard]] Result<std::optional<RedactionId>> redaction_of(const Json& entry);
/// Does the vault hold what the entry says? `sealed` is what is there for it.
[[nodiscard]] bool sealed_fits(const Json& entry, std::string_view sealed);
/// The entry's member `redaction`.
[[nodiscard]] Json redaction_json(const RedactionId& id, std::string_view sealed);

}  // namespace probity::audit
