#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace probity::pretrade {

/// Where the answer to one element of a keyed question lies in the log.
struct AnsweredAt {
  std::size_t place = 0;    ///< among the question's elements
  std::uint64_t entry = 0;  ///< index in the log
};

/// What was asked with an idempotency key.
struct AnsweredKey {
  std::string digest;                       ///< of the question
  std::vector<AnsweredAt> entries;
  std::shared_ptr<const std::string> body;  ///< the answer; null where it was let go or is from before a restart
  std::int64_t at_ns = 0;
};

/// Remembers questions by their keys. The number of keys and the bytes of answers are bounded: the oldest
/// answers go first (the log has them), then the oldest keys. Thread-safe.
class AnsweredKeys {
 public:
  AnsweredKeys(std::size_t keys_max, std::size_t bytes_max) : keys_max_(keys_max), bytes_max_(bytes_max) {}

  [[nodiscard]] std::optional<AnsweredKey> find(const std::string& key) const;
  void put(const std::string& key, AnsweredKey answered);
  /// Adds an element's entry to a key as the log is read again.
  void restore(const std::string& key, const std::string& digest, AnsweredAt at, std::int64_t at_ns);
  void prune(std::int64_t before_ns);
  [[nodiscard]] std::size_t size() const;

 private:
  void shrink();

  mutable std::mutex mutex_;
  std::unordered_map<std::string, AnsweredKey> keys_;
  std::deque<std::string> by_age_, with_body_;
  std::size_t keys_max_, bytes_max_, bytes_ = 0;
};

}  // namespace probity::pretrade
