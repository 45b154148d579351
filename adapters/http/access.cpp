#include "adapters/http/access.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "engine/values/sha256.h"

namespace probity::http {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::size_t kCallersMax = 100'000;
constexpr std::size_t kNameMax = 64;

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= kNameMax && std::all_of(name.begin(), name.end(), [](char c) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return plain || c == '.' || c == '_' || c == '-' || c == '@';
  });
}

Result<unsigned> roles_of(const std::string& words) {
  unsigned roles = 0;
  std::istringstream stream(words);
  std::string word;
  while (std::getline(stream, word, ',')) {
    const auto role = role_from_name(word);
    if (!role) {
      return Error{ErrorCode::kInvalidArgument,
                   "`" + word + "` is no role: order_system, author, approver, auditor or operator"};
    }
    roles |= *role;
  }
  return roles;
}

bool is_digest(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::optional<unsigned> role_from_name(const std::string& name) {
  if (name == "order_system") return kOrderSystem;
  if (name == "author") return kAuthor;
  if (name == "approver") return kApprover;
  if (name == "auditor") return kAuditor;
  if (name == "operator") return kOperator;
  return std::nullopt;
}

Callers Callers::anybody() {
  Callers callers;
  callers.anybody_ = true;
  return callers;
}

Result<Callers> Callers::parse(const std::string& text) {
  Callers callers;
  std::istringstream lines(text);
  std::string line;
  std::size_t number = 0;
  while (std::getline(lines, line)) {
    ++number;
    const auto wrong = [&](const std::string& what) {
      return Error{ErrorCode::kInvalidArgument, "line " + std::to_string(number) + ": " + what};
    };
    std::istringstream words(line.substr(0, line.find('#')));
    Caller caller;
    std::string roles, proof, more;
    if (!(words >> caller.name)) continue;
    if (!(words >> roles >> proof) || (words >> more)) return wrong("write a name, its roles and `sha256:…` or `cert:…`");
    if (!is_name(caller.name)) return wrong("`" + caller.name + "` cannot name a caller");
    const Result<unsigned> read = roles_of(roles);
    if (!read.ok()) return wrong(read.error().message);
    caller.roles = read.value();
    bool is_new = false;
    if (proof.starts_with("sha256:") && is_digest(proof.substr(7))) {
      is_new = callers.by_token_.emplace(proof.substr(7), std::move(caller)).second;
    } else if (proof.starts_with("cert:") && proof.size() > 5) {
      is_new = callers.by_certificate_.emplace(proof.substr(5), std::move(caller)).second;
    } else {
      return wrong("`" + proof.substr(0, 12) + "…` is neither `sha256:` with 64 digits nor `cert:` with a name");
    }
    if (!is_new) return wrong("another line has the same token or certificate");
  }
  return callers;
}

std::optional<Caller> Callers::find(const Request& request) const {
  if (anybody_) return Caller{is_name(request.user) ? request.user : "local", kAnyRole};
  if (!request.certificate.empty()) {
    const auto found = by_certificate_.find(request.certificate);
    if (found != by_certificate_.end()) return found->second;
  }
  constexpr std::string_view kBearer = "Bearer ";
  if (!request.authorization.starts_with(kBearer)) return std::nullopt;
  // Looked up by its hash: how long that takes says nothing of the token.
  const auto found = by_token_.find(to_hex(sha256(std::string_view(request.authorization).substr(kBearer.size()))));
  if (found == by_token_.end()) return std::nullopt;
  return found->second;
}

bool RateLimit::takes(const std::string& caller, std::int64_t now_ns) {
  if (per_second_ == 0) return true;
  const std::int64_t cost = kSecondNs / per_second_;
  const std::lock_guard lock(mutex_);
  if (buckets_.size() > kCallersMax) buckets_.clear();
  const auto [place, is_new] = buckets_.try_emplace(caller);
  Bucket& bucket = place->second;
  if (is_new) bucket = {kSecondNs, now_ns};
  bucket.left_ns = std::min(kSecondNs, bucket.left_ns + std::max<std::int64_t>(0, now_ns - bucket.at_ns));
  bucket.at_ns = now_ns;
  if (bucket.left_ns < cost) return false;
  bucket.left_ns -= cost;
  return true;
}

}  // namespace probity::http
