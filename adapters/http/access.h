#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/http/message.h"
#include "engine/base/result.h"

namespace probity::http {

/// What a caller may do; several at once.
enum Role : unsigned {
  kOrderSystem = 1, kAuthor = 2, kApprover = 4, kAuditor = 8, kOperator = 16,
  kAnyRole = 31,
  kNobodyAsked = 32,  ///< open to everybody
};
/// `order_system`, …; nothing for another word.
[[nodiscard]] std::optional<unsigned> role_from_name(const std::string& name);

struct Caller {
  std::string name;
  unsigned roles = 0;
};

/// Who may call. A file has one caller a line: its name, its roles, and how it shows who it is; `#` begins
/// a remark:
///
///     oms      order_system        sha256:5e88…
///     li.wei   author,auditor      sha256:03ac…
///     gateway  order_system        cert:gateway.example
///
/// The hash is SHA-256 of a bearer token (32 random bytes, so nothing slower is needed), the last is the
/// common name of a client certificate. Immutable; thread-safe.
class Callers {
 public:
  /// Errors: `kInvalidArgument` with the line.
  [[nodiscard]] static Result<Callers> parse(const std::string& text);
  /// Without authentication everybody may do everything, under the name that they give.
  [[nodiscard]] static Callers anybody();
  /// Nothing where nobody is known by this.
  [[nodiscard]] std::optional<Caller> find(const Request& request) const;
  [[nodiscard]] bool is_anybody() const { return anybody_; }
  [[nodiscard]] bool has_tokens() const { return !by_token_.empty() || !by_certificate_.empty(); }

 private:
  bool anybody_ = false;
  std::map<std::string, Caller> by_token_, by_certificate_;  // by digest, by common name
};

/// So many requests a second for each caller, in bursts of as many. Thread-safe.
class RateLimit {
 public:
  explicit RateLimit(unsigned per_second) : per_second_(per_second) {}
  [[nodiscard]] bool takes(const std::string& caller, std::int64_t now_ns);

 private:
  struct Bucket {
    std::int64_t left_ns = 0;  ///< time saved up: a request costs its share of a second
    std::int64_t at_ns = 0;
  };
  unsigned per_second_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace probity::http
