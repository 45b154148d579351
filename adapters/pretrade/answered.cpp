#include "adapters/pretrade/answered.h"

#include <utility>

namespace probity::pretrade {

std::optional<AnsweredKey> AnsweredKeys::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(key);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

void AnsweredKeys::put(const std::string& key, AnsweredKey answered) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = keys_.try_emplace(key);
  if (is_new) by_age_.push_back(key);
  if (place->second.body != nullptr) bytes_ -= place->second.body->size();
  if (answered.body != nullptr) {
    bytes_ += answered.body->size();
    with_body_.push_back(key);
  }
  place->second = std::move(answered);
  shrink();
}

void AnsweredKeys::restore(const std::string& key, const std::string& digest, AnsweredAt at, std::int64_t at_ns) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = keys_.try_emplace(key);
  if (is_new) by_age_.push_back(key);
  place->second.digest = digest;
  place->second.entries.push_back(at);
  place->second.at_ns = at_ns;
  shrink();
}

void AnsweredKeys::prune(std::int64_t before_ns) {
  const std::lock_guard lock(mutex_);
  while (!by_age_.empty()) {
    const auto oldest = keys_.find(by_age_.front());
    if (oldest != keys_.end() && oldest->second.at_ns >= before_ns) break;
    if (oldest != keys_.end()) {
      if (oldest->second.body != nullptr) bytes_ -= oldest->second.body->size();
      keys_.erase(oldest);
    }
    by_age_.pop_front();
  }
}

std::size_t AnsweredKeys::size() const {
  const std::lock_guard lock(mutex_);
  return keys_.size();
}

void AnsweredKeys::shrink() {
  while (bytes_ > bytes_max_ && !with_body_.empty()) {
    const auto oldest = keys_.find(with_body_.front());
    with_body_.pop_front();
    if (oldest == keys_.end() || oldest->second.body == nullptr) continue;
    bytes_ -= oldest->second.body->size();
    oldest->second.body = nullptr;
  }
  while (keys_.size() > keys_max_ && !by_age_.empty()) {
    const auto oldest = keys_.find(by_age_.front());
    by_age_.pop_front();
    if (oldest == keys_.end()) continue;
    if (oldest->second.body != nullptr) bytes_ -= oldest->second.body->size();
    keys_.erase(oldest);
  }
}

}  // namespace probity::pretrade
