#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/base/id.h"
#include "engine/schema/schema.h"
#include "engine/solve/intervals.h"
#include "engine/values/value.h"

/// Can conditions hold at once? A small decision procedure over facts that are known or unknown.
namespace probity::solve {

/// A fact, or something that is not looked into and may have any value of its type.
struct Variable {
  Line line;
  std::optional<Id<Variable>> owner;  ///< the record that it is read from: known wherever this is
  bool exact = true;                  ///< a fact, which may have any value whatever the others are
  std::optional<Value> preferred = {};  ///< what an example takes where it may
};

enum class Relation : std::uint8_t { kEqual, kNotEqual, kLess, kLessOrEqual };

/// A proposition about variables that is either true or false: what a three-valued condition says is
/// put as "is surely true", "is surely false" or "is unknown". There is no negation: who builds one
/// says each side in full.
struct Formula;
using FormulaId = Id<Formula>;
struct Formula {
  enum class Kind : std::uint8_t {
    kAll,      ///< of `parts`; of none: always
    kAny,      ///< of `parts`; of none: never
    kWithin,   ///< `a` is known, and within `set`
    kUnknown,  ///< `a` is unknown
    kRelated,  ///< `a` and `b` are known, and stand in `relation`
    kPerhaps,  ///< nothing can be said
  } kind = Kind::kAll;
  std::vector<FormulaId> parts;
  Id<Variable> a, b;
  IntervalSet set;
  Relation relation = Relation::kEqual;
};

enum class Satisfiable : std::uint8_t {
  kNo,    ///< no values of the variables make it true
  kYes,   ///< the example does
  kOpen,  ///< not shown either way, or the cases to look at were too many
};

/// The value of each variable that matters; nothing: it is unknown.
using Example = std::map<Id<Variable>, std::optional<Value>>;

struct Answer {
  Satisfiable found = Satisfiable::kOpen;
  Example example;  ///< of kYes
};

/// Variables and formulas over them.
class Problem {
 public:
  /// How many cases one question may take.
  static constexpr std::size_t kCasesMax = 4'000;

  Id<Variable> add(Variable variable) { return variables_.add(std::move(variable)); }
  [[nodiscard]] const Variable& variable(Id<Variable> id) const { return variables_[id]; }

  [[nodiscard]] FormulaId always() { return all({}); }
  [[nodiscard]] FormulaId never() { return any({}); }
  [[nodiscard]] FormulaId perhaps();
  [[nodiscard]] FormulaId all(std::vector<FormulaId> parts);
  [[nodiscard]] FormulaId any(std::vector<FormulaId> parts);
  [[nodiscard]] FormulaId within(Id<Variable> variable, IntervalSet set);
  [[nodiscard]] FormulaId known(Id<Variable> variable);
  [[nodiscard]] FormulaId unknown(Id<Variable> variable);
  /// Both variables have lines on which their values have the same places.
  [[nodiscard]] FormulaId related(Id<Variable> a, Relation relation, Id<Variable> b);
  /// Every formula, by the index of its id.
  [[nodiscard]] std::vector<Formula> formulas() const { return {formulas_.begin(), formulas_.end()}; }
  [[nodiscard]] bool is_never(FormulaId id) const;
  [[nodiscard]] bool is_always(FormulaId id) const;

  /// Can all `goals` hold at once? `cases` (may be null) is lowered by what it took.
  [[nodiscard]] Answer solve(const std::vector<FormulaId>& goals, std::size_t* cases = nullptr) const;

 private:
  friend class Search;
  FormulaId add(Formula formula) { return formulas_.add(std::move(formula)); }

  Store<Variable> variables_;
  Store<Formula> formulas_;
};

}  // namespace probity::solve
