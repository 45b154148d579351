#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "engine/values/truth.h"
#include "engine/values/value.h"

namespace probity::eval::reference {

/// Why an expression has no value.
struct Unknown {
  std::set<std::string> missing;  ///< paths and faults; collected only while facts are recorded
  bool fault = false;             ///< an operation failed: no fact that arrives later helps
  /// What the value lies between whatever the missing facts are; see *Unknown* in the reference.
  std::optional<Value> low, high;
};

/// What an expression comes to: a value, or unknown.
struct Evaluated {
  std::optional<Value> value;
  std::shared_ptr<const Unknown> why;  ///< of an unknown; null where nothing more is known about it

  [[nodiscard]] static Evaluated of(Value known) { return {std::move(known), nullptr}; }
  [[nodiscard]] static Evaluated of_truth(bool truth) { return {Value(truth), nullptr}; }
  [[nodiscard]] static Evaluated unknown() { return {}; }

  [[nodiscard]] bool known() const { return value.has_value(); }
  [[nodiscard]] bool fault() const { return !known() && why && why->fault; }
  [[nodiscard]] bool bounded() const { return !known() && why && (why->low || why->high); }
  /// What it is at least, and at most, where something is known of that.
  [[nodiscard]] const Value* low() const {
    if (value) return &*value;
    return why && why->low ? &*why->low : nullptr;
  }
  [[nodiscard]] const Value* high() const {
    if (value) return &*value;
    return why && why->high ? &*why->high : nullptr;
  }
  /// Of a condition.
  [[nodiscard]] Truth truth() const {
    if (!value) return Truth::kUnknown;
    const bool* known_truth = std::get_if<bool>(&*value);
    return known_truth == nullptr ? Truth::kUnknown : truth_of(*known_truth);
  }
};

/// Gathers what made a compound expression unknown.
class Missing {
 public:
  void add(const Evaluated& part) {
    if (part.known() || !part.why) return;
    add(part.why->missing, part.why->fault);
  }
  void add(const std::set<std::string>& paths, bool fault) {
    if (paths.empty() && !fault) return;
    ensure().missing.insert(paths.begin(), paths.end());
    why_->fault = why_->fault || fault;
  }
  void add(std::string entry) { ensure().missing.insert(std::move(entry)); }
  void between(std::optional<Value> low, std::optional<Value> high) {
    if (!low && !high) return;
    ensure().low = std::move(low);
    why_->high = std::move(high);
  }
  [[nodiscard]] bool empty() const { return !why_; }
  [[nodiscard]] Evaluated take() { return {std::nullopt, std::move(why_)}; }

 private:
  Unknown& ensure() {
    if (!why_) why_ = std::make_shared<Unknown>();
    return *why_;
  }
  std::shared_ptr<Unknown> why_;
};

}  // namespace probity::eval::reference
