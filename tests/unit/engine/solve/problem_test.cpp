#include "engine/solve/problem.h"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace probity;
using namespace probity::solve;

namespace {

Type type_of(TypeKind kind) {
  Type type;
  type.kind = kind;
  return type;
}

Schema grades() {
  Schema schema;
  Enumeration grade;
  grade.name = "Grade";
  grade.ordered = true;
  grade.values = {{"A", {}}, {"B", {}}, {"C", {}}, {"D", {}}};
  schema.enumerations.add(grade);
  return schema;
}

Variable variable(const Line& line) { return {line, std::nullopt}; }

/// Is the formula true under the assignment? What the solver is compared with.
bool is_true(const Problem& problem, const Formula& formula, const std::vector<Formula>& all, const Example& values) {
  const auto cut = [&](Id<Variable> id) -> std::optional<Cut> {
    const auto& value = values.at(id);
    return value ? std::optional<Cut>(problem.variable(id).line.before(*value)) : std::nullopt;
  };
  const auto part = [&](FormulaId id) { return is_true(problem, all[id.index()], all, values); };
  switch (formula.kind) {
    case Formula::Kind::kAll: return std::all_of(formula.parts.begin(), formula.parts.end(), part);
    case Formula::Kind::kAny: return std::any_of(formula.parts.begin(), formula.parts.end(), part);
    case Formula::Kind::kUnknown: return !cut(formula.a);
    case Formula::Kind::kWithin: {
      const auto at = cut(formula.a);
      if (!at) return false;
      const auto& parts = formula.set.parts();
      return std::any_of(parts.begin(), parts.end(),
                         [&](const Interval& each) { return each.from <= *at && *at < each.to; });
    }
    case Formula::Kind::kRelated: {
      const auto a = cut(formula.a);
      const auto b = cut(formula.b);
      if (!a || !b) return false;
      switch (formula.relation) {
        case Relation::kEqual: return *a == *b;
        case Relation::kNotEqual: return *a != *b;
        case Relation::kLess: return *a < *b;
        case Relation::kLessOrEqual: return *a <= *b;
      }
      return false;
    }
    case Formula::Kind::kPerhaps: return true;
  }
  return false;
}

/// Formulas made at random over some variables, kept beside the problem so that they can be read.
class Generator {
 public:
  Generator(std::uint32_t seed, std::vector<Id<Variable>> variables, std::vector<Value> values, Problem& problem)
      : random_(seed), variables_(std::move(variables)), values_(std::move(values)), problem_(problem) {}

  FormulaId formula(int depth) {
    const auto kind = random_() % (depth == 0 ? 5 : 9);
    if (kind >= 5) {
      std::vector<FormulaId> parts;
      for (std::uint_fast32_t i = 0; i < 2 + random_() % 2; ++i) parts.push_back(formula(depth - 1));
      return kind % 2 == 0 ? problem_.all(std::move(parts)) : problem_.any(std::move(parts));
    }
    const Id<Variable> a = one_of(variables_);
    if (kind == 0) return problem_.unknown(a);
    if (kind <= 2) return problem_.within(a, set(problem_.variable(a).line));
    return problem_.related(a, static_cast<Relation>(random_() % 4), one_of(variables_));
  }

 private:
  template <typename T>
  T one_of(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }
  IntervalSet set(const Line& line) {
    const Value value = one_of(values_);
    switch (random_() % 4) {
      case 0: return IntervalSet(Interval{line.whole().from, line.before(value)});
      case 1: return IntervalSet(Interval{line.before(value), line.whole().to});
      case 2: return IntervalSet(Interval{line.before(value), line.after(value)});
      default: return IntervalSet(Interval{line.before(value), line.after(value)}).rest_of(line.whole());
    }
  }

  std::mt19937 random_;
  std::vector<Id<Variable>> variables_;
  std::vector<Value> values_;
  Problem& problem_;
};

/// Goes through every assignment of `values`, and of unknown, to the variables.
bool some_assignment(const Problem& problem, const std::vector<Id<Variable>>& variables, const std::vector<Value>& values,
                     FormulaId goal, const std::vector<Formula>& all) {
  std::vector<std::size_t> chosen(variables.size(), 0);
  for (;;) {
    Example example;
    for (std::size_t i = 0; i < variables.size(); ++i) {
      example.emplace(variables[i], chosen[i] == 0 ? std::nullopt : std::optional<Value>(values[chosen[i] - 1]));
    }
    if (is_true(problem, all[goal.index()], all, example)) return true;
    std::size_t i = 0;
    while (i < chosen.size() && ++chosen[i] > values.size()) chosen[i++] = 0;
    if (i == chosen.size()) return false;
  }
}

void compare_with_enumeration(const Line& line, const std::vector<Value>& limits, const std::vector<Value>& domain,
                              std::size_t count) {
  std::size_t satisfiable = 0;
  for (std::uint32_t seed = 1; seed <= 600; ++seed) {
    Problem problem;
    std::vector<Id<Variable>> variables;
    for (std::size_t i = 0; i < count; ++i) variables.push_back(problem.add(variable(line)));
    Generator generator(seed, variables, limits, problem);
    std::vector<FormulaId> parts;
    for (int i = 0; i < 5; ++i) parts.push_back(generator.formula(2));
    const FormulaId goal = problem.all(parts);
    const std::vector<Formula> all = problem.formulas();
    const Answer answer = problem.solve({goal});
    const bool expected = some_assignment(problem, variables, domain, goal, all);
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(static_cast<int>(answer.found) == (expected ? 1 : 0));
      if (answer.found == Satisfiable::kYes) {
        Example whole = answer.example;
        for (const Id<Variable> id : variables) whole.try_emplace(id, std::nullopt);
        BOOST_TEST(is_true(problem, all[goal.index()], all, whole));
      }
    }
    satisfiable += expected ? 1U : 0U;
  }
  BOOST_TEST(satisfiable > 60U);  // both answers are met
  BOOST_TEST(satisfiable < 590U);
}

Value number(std::int64_t tenths) { return Decimal::from_parts(tenths, 1).value(); }

}  // namespace

BOOST_AUTO_TEST_CASE(over_enumerations_the_answer_is_that_of_going_through_all_values) {
  const Schema schema = grades();
  std::vector<Value> all;
  for (std::uint32_t i = 0; i < 4; ++i) all.emplace_back(Symbol{0, i});
  compare_with_enumeration(*Line::of(schema, type_of(TypeKind::kEnumeration)), all, all, 4);
}

BOOST_AUTO_TEST_CASE(over_numbers_the_answer_is_that_of_going_through_values_between_and_beside_all_limits) {
  const Schema schema;
  const std::vector<Value> limits{number(10), number(20)};
  const std::vector<Value> domain{number(1), number(2), number(3), number(10), number(11), number(12), number(13),
                                  number(20), number(21), number(22), number(23)};
  compare_with_enumeration(*Line::of(schema, type_of(TypeKind::kNumber)), limits, domain, 3);
}

BOOST_AUTO_TEST_CASE(over_days_the_answer_is_that_of_going_through_the_days) {
  const Schema schema;
  const auto day = [](std::int32_t days) { return Value(Date::from_days(days)); };
  compare_with_enumeration(*Line::of(schema, type_of(TypeKind::kDate)), {day(0), day(1), day(3)},
                           {day(-3), day(-2), day(-1), day(0), day(1), day(2), day(3), day(4), day(5), day(6)}, 3);
}

BOOST_AUTO_TEST_CASE(between_two_neighbouring_days_there_is_no_third) {
  const Schema schema;
  Problem problem;
  const Line line = *Line::of(schema, type_of(TypeKind::kDate));
  const auto a = problem.add(variable(line));
  const auto b = problem.add(variable(line));
  const auto c = problem.add(variable(line));
  const IntervalSet two(Interval{line.before(Value(Date::from_days(5))), line.after(Value(Date::from_days(6)))});
  const std::vector<FormulaId> goals{problem.within(a, two), problem.within(c, two),
                                     problem.related(a, Relation::kLess, b), problem.related(b, Relation::kLess, c)};
  BOOST_TEST((problem.solve(goals).found == Satisfiable::kNo));
}

BOOST_AUTO_TEST_CASE(what_is_read_from_a_record_is_known_only_where_the_record_is) {
  const Schema schema;
  Problem problem;
  const auto record = problem.add(variable(*Line::of(schema, type_of(TypeKind::kTruth))));
  Variable field = variable(*Line::of(schema, type_of(TypeKind::kNumber)));
  field.owner = record;
  const auto fact = problem.add(field);
  BOOST_TEST((problem.solve({problem.known(fact), problem.unknown(record)}).found == Satisfiable::kNo));
  BOOST_TEST((problem.solve({problem.unknown(record), problem.known(fact)}).found == Satisfiable::kNo));
  BOOST_TEST((problem.solve({problem.unknown(fact), problem.known(record)}).found == Satisfiable::kYes));
}

BOOST_AUTO_TEST_CASE(what_is_not_looked_into_is_never_shown_but_may_be_refuted) {
  const Schema schema;
  Problem problem;
  Variable open = variable(*Line::of(schema, type_of(TypeKind::kTruth)));
  open.exact = false;
  const auto a = problem.add(open);
  const Line& line = problem.variable(a).line;
  const FormulaId yes = problem.within(a, IntervalSet(Interval{line.before(Value(true)), line.after(Value(true))}));
  const FormulaId no = problem.within(a, IntervalSet(Interval{line.before(Value(false)), line.after(Value(false))}));
  BOOST_TEST((problem.solve({yes}).found == Satisfiable::kOpen));
  BOOST_TEST((problem.solve({yes, no}).found == Satisfiable::kNo));
  BOOST_TEST((problem.solve({problem.perhaps()}).found == Satisfiable::kOpen));
  BOOST_TEST((problem.solve({problem.any({problem.perhaps(), problem.always()})}).found == Satisfiable::kYes));
}

BOOST_AUTO_TEST_CASE(a_question_with_too_many_cases_is_left_open) {
  const Schema schema;
  Problem problem;
  std::vector<FormulaId> goals;
  std::vector<Id<Variable>> holes;
  const Line line = *Line::of(schema, type_of(TypeKind::kDate));
  // Twelve in eleven places, each in its own: true for none, and long to find out.
  const IntervalSet places(Interval{line.before(Value(Date::from_days(0))), line.after(Value(Date::from_days(10)))});
  for (int i = 0; i < 12; ++i) {
    holes.push_back(problem.add(variable(line)));
    goals.push_back(problem.within(holes.back(), places));
    for (int j = 0; j < i; ++j) {
      goals.push_back(problem.related(holes[static_cast<std::size_t>(j)], Relation::kNotEqual, holes.back()));
    }
  }
  BOOST_TEST(static_cast<int>(problem.solve(goals).found) == 2);
  std::size_t cases = 10;
  BOOST_TEST((problem.solve(goals, &cases).found == Satisfiable::kOpen));
  BOOST_TEST(cases == 0U);
}
