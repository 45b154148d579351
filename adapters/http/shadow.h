#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/pretrade/live_rules.h"
#include "adapters/sql/service_store.h"
#include "audit/record/json.h"
#include "engine/decision/decision.h"

namespace probity::http {

/// Works behind the answers: judges live traffic by proposed rulesets beside the live one, and files findings and
/// deadlines in the store. What it cannot keep up with is left out and counted, never waited for: the log has all.
class Shadow {
 public:
  /// `store` may be null: nothing is filed.
  explicit Shadow(sql::ServiceStore* store);
  ~Shadow();
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  void take(const std::string& facts, const decision::Decision& decision, const std::string& id);
  /// Begins to judge by these rules, or begins anew.
  void begin(const std::string& name, std::shared_ptr<const pretrade::LiveRules> rules);
  void end(const std::string& name);
  /// What came of it so far; null where it never began.
  [[nodiscard]] audit::Json report(const std::string& name) const;
  /// Waits until all that was taken is worked off.
  void settle();
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }
  [[nodiscard]] std::uint64_t not_filed() const { return not_filed_; }

 private:
  struct Taken {
    std::string facts, id;
    decision::Decision decision;
  };
  struct Comparison {
    std::shared_ptr<const pretrade::LiveRules> rules;  ///< null once it ended
    std::uint64_t judged = 0, same = 0, failed = 0;
    std::map<std::string, std::uint64_t> changes;      ///< `permit -> block`
    std::map<std::string, std::uint64_t> by_rule;      ///< rules that one of the two names and the other does not
    audit::JsonArray examples;
  };
  void run();
  void compare(const Taken& taken);
  void file(const std::vector<Taken>& batch);

  sql::ServiceStore* store_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Taken> waiting_;
  bool working_ = false, ending_ = false;
  std::map<std::string, Comparison> comparisons_;
  std::atomic<bool> any_shadow_{false};
  std::atomic<std::uint64_t> left_out_{0}, not_filed_{0};
  std::thread worker_;
};

}  // namespace probity::http
