#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/http/api.h"
#include "adapters/pretrade/desk.h"
#include "adapters/sql/service_store.h"

namespace probity::http {

/// What an officer lets pass while nothing can be decided: holding up a sale, a cancel or a forced liquidation
/// harms the client. It is stated beforehand, act by act; what passes by it is judged and recorded as soon as
/// that is possible again. Thread-safe.
class AwayPolicy {
 public:
  /// `store` may be null: a policy then lasts as long as the process.
  AwayPolicy(pretrade::Desk& desk, sql::ServiceStore* store) : desk_(desk), store_(store) {}
  /// Reads the newest stated policy. Errors: the store's.
  [[nodiscard]] Result<void> take_up();
  [[nodiscard]] Response show() const;
  [[nodiscard]] Response state(Call& call);
  /// Adds to the problem that a question for decisions got what may pass all the same, and remembers what does.
  void answer(const Request& request, Response& response);
  /// Judges and records what passed, as far as that is possible by now.
  void judge_afterwards();
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Act {
    std::string on;
    std::vector<std::pair<std::string, std::string>> when;  ///< field of the subject -> what it must be
    bool may_pass = false;
  };
  struct Policy {
    std::string at, person, reason, text;
    std::vector<Act> acts;
  };
  [[nodiscard]] static Result<std::vector<Act>> read_acts(const std::string& text);
  [[nodiscard]] std::shared_ptr<const Policy> policy() const;

  pretrade::Desk& desk_;
  sql::ServiceStore* store_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Policy> policy_;
  std::deque<std::string> passed_;  // subjects, as they came
};

void add_away_routes(Api& api, AwayPolicy& policy);

}  // namespace probity::http
