#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/decision/decision.h"
#include "engine/facts/row.h"
#include "engine/plan/plan.h"

/// One subject under all rules on it, as fast as it goes.
///
/// The reference evaluator is the meaning. This one says of nearly every rule that nothing comes of it, or
/// what does; of the rest, that only the reference can say. Words are made by the reference, for the rules
/// found here and for no others.
namespace probity::eval::scalar {

/// What comes of one rule.
struct Found {
  std::uint32_t rule = 0;            ///< its place in the program
  const ir::Node* node = nullptr;    ///< the rule's own or the exception that applied
  decision::Outcome outcome = decision::Outcome::kRecord;  ///< what it counts as, where undetermined
  bool undetermined = false;
  bool ask = false;                  ///< the reference says whether and what; then nothing above but `rule` holds
};

/// A subject in rows.
struct RowSubject {
  const facts::Row* row = nullptr;
  std::string_view id;
  std::optional<Moment> as_of;  ///< what it is judged by where its entity has no date of its own
};

struct Judgement {
  /// The subject's date is unknown, or `as of` stands beside it: the reference judges it whole.
  bool whole = false;
  std::span<const Found> found;  ///< by rule; until the next call
  std::optional<Date> day;       ///< in the zone of the first ruleset
};

/// How rules are looked at; the default is the fastest. The others are there to be measured.
enum class Technique : std::uint8_t {
  kTree,         ///< every rule's conditions, by walking their tree
  kFlat,         ///< the same, common tests of one cell in line
  kSpecialised,  ///< and what follows from the cells that tell rules apart is worked out once for their values
};

/// Judges subjects of one plan, one after another. Not thread-safe: one for each thread; the plan is shared
/// and outlives it. Allocates only when it meets a new combination of facts that tell rules apart.
class Evaluator {
 public:
  explicit Evaluator(Technique technique = Technique::kSpecialised);
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  [[nodiscard]] Judgement judge(const plan::SubjectPlan& subject, const RowSubject& row);

  /// Has the rows that a subject refers to fetched into the cache; for one that is judged soon.
  static void fetch(const plan::SubjectPlan& subject, const facts::Row& row);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace probity::eval::scalar
