#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/check/context.h"
#include "engine/solve/problem.h"

namespace probity::check {

/// The conditions of one rule as formulas about facts, three-valued as the reference evaluator sees
/// them. What is not looked into (lists, arithmetic, texts that mention words, …) becomes a variable
/// of its own that may have any value: a refutation stays right, and an example is not given.
class Formulas {
 public:
  Formulas(const Context& context, const ir::Rule& rule);

  [[nodiscard]] solve::FormulaId holds(ir::ExprId condition) { return side(condition, Truth::kTrue); }
  [[nodiscard]] solve::FormulaId fails(ir::ExprId condition) { return side(condition, Truth::kFalse); }
  [[nodiscard]] solve::FormulaId in_force(const ir::Period& period);
  [[nodiscard]] solve::FormulaId out_of_force(const ir::Period& period);
  /// What is so for every subject that the rule can decide on: its date is known, and is that of its field.
  [[nodiscard]] const std::vector<solve::FormulaId>& background() const { return background_; }
  [[nodiscard]] solve::Problem& problem() { return problem_; }

  /// The clauses of a scenario with these facts: `on`, `as of` and `given`, each on a line of its own.
  [[nodiscard]] std::string scenario(const solve::Example& example) const;

 private:
  /// A place in a subject's facts: references, then a field.
  using Steps = std::vector<std::uint32_t>;
  struct Term {
    enum class Kind : std::uint8_t {
      kUnknown,   ///< surely unknown
      kConstant,
      kVariable,
      kOpen,      ///< of a type without a line: nothing can be said
    } kind = Kind::kOpen;
    Value constant = {};
    Id<solve::Variable> variable = {};
    bool day = false;         ///< the local day of the instant that the variable is
    bool instants = false;    ///< the variable is an instant
    bool fact = false;        ///< the variable is a fact: unknown where the fact is
    TypeKind type = TypeKind::kTruth;
    std::optional<Steps> open_money = {};  ///< an amount of a currency that is not said
  };
  /// What a value is, under a condition. The cases of a value leave no subject out.
  struct Case {
    solve::FormulaId when;
    Term term;
  };
  using Cases = std::vector<Case>;

  // formulas.cpp: conditions.
  solve::FormulaId side(ir::ExprId condition, Truth wanted);
  solve::FormulaId build(ir::ExprId condition, Truth wanted);
  solve::FormulaId joined(const std::vector<ir::ExprId>& operands, Truth deciding, Truth wanted);
  solve::FormulaId chosen(const ir::Choose& node, Truth wanted);
  solve::FormulaId is_known(ir::ExprId id, ir::ExprId operand, bool wanted);
  solve::FormulaId compared(ir::ExprId id, ir::Compare op, ir::ExprId left, ir::ExprId right, Truth wanted);
  solve::FormulaId by_cases(ir::ExprId condition, Truth wanted);
  solve::FormulaId opaque_truth(ir::ExprId id, const std::string& what, bool wanted);
  solve::FormulaId known_value(ir::ExprId id, bool wanted);

  // comparing.cpp: one value against another.
  std::optional<solve::FormulaId> related(ir::Compare op, const Term& left, const Term& right);
  std::optional<solve::FormulaId> with_constant(ir::Compare op, const Term& term, const Value& constant);
  std::optional<solve::FormulaId> variables_related(ir::Compare op, const Term& left, const Term& right);
  std::optional<bool> constants_compare(ir::Compare op, const Value& left, const Value& right) const;
  std::optional<solve::FormulaId> matches(const ir::Cell& cell, const Term& term);
  solve::FormulaId within_days(const Term& day, const solve::IntervalSet& days);
  solve::IntervalSet instants_of(const solve::IntervalSet& days) const;
  solve::IntervalSet days_of(const ir::Period& period) const;
  std::optional<Id<solve::Variable>> plain_day(const Term& term);

  // values.cpp: the cases of a value.
  Cases cases(ir::ExprId id);
  Cases build_cases(ir::ExprId id);
  Cases of_read(const ir::Expr& expr, const ir::Path& path);
  Cases of_define(const ir::UseDefine& use);
  Cases of_or_else(const ir::OrElse& node);
  Cases of_choose(ir::ExprId id, const ir::Choose& node);
  Cases of_lookup(ir::ExprId id, const ir::Lookup& node);
  Cases of_date(ir::ExprId id, const ir::DateOf& node);
  Cases of_subject_date(const ir::Expr& expr);
  Cases opaque(ir::ExprId id);
  void add_rows(const ir::Table& table, const std::vector<Case>& inputs, const Term& day, Cases& result);
  solve::FormulaId known_term(const Term& term, bool wanted);
  std::optional<solve::Line> line_of(const Type& type) const;
  Term fact(const Steps& steps, const Type& type);
  std::optional<Id<solve::Variable>> record_at(const Steps& steps);
  Id<solve::Variable> variable_at(const Steps& steps, const solve::Line& line, bool exact,
                                  const std::optional<Currency>& currency = {});
  Id<solve::Variable> opaque_variable(const std::string& key, const solve::Line& line);
  [[nodiscard]] std::string key_of(ir::ExprId id) const;
  [[nodiscard]] const Type* type_at(const Steps& steps) const;

  void find_subject_date(const ir::Rule& rule);

  const Context& context_;
  Subject subject_;
  const Zone* zone_;
  solve::Problem problem_;
  Steps base_;  ///< the record that a definition's value is about
  std::map<std::tuple<ir::ExprId, Steps, Truth>, solve::FormulaId> sides_;
  std::map<std::pair<ir::ExprId, Steps>, Cases> cases_;
  std::map<std::pair<Steps, std::string>, Id<solve::Variable>> facts_;  ///< and the currency of an amount
  std::map<std::string, Id<solve::Variable>> opaque_;
  Term subject_date_, judged_day_;
  /// The moment field that gives the subject's date, where nothing asks for more than its day.
  std::optional<Steps> only_a_day_;
  std::vector<solve::FormulaId> background_;
};

}  // namespace probity::check
