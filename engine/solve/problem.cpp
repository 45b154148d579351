#include "engine/solve/problem.h"

#include <algorithm>

#include "engine/solve/state.h"

namespace probity::solve {

/// Takes one goal after another; where there are alternatives, each is a case of its own.
class Search {
 public:
  Search(const Problem& problem, std::size_t& cases) : problem_(problem), cases_(cases) {}

  Answer run(const std::vector<FormulaId>& goals) { return next(goals, {}, {}); }

 private:
  Answer next(std::vector<FormulaId> goals, std::vector<FormulaId> choices, State state) {
    while (!goals.empty()) {
      const Formula& formula = problem_.formulas_[goals.back()];
      const FormulaId id = goals.back();
      goals.pop_back();
      switch (formula.kind) {
        case Formula::Kind::kAll: goals.insert(goals.end(), formula.parts.begin(), formula.parts.end()); break;
        case Formula::Kind::kAny: choices.push_back(id); break;
        case Formula::Kind::kWithin:
          if (!narrow(state, formula.a, formula.set)) return {Satisfiable::kNo, {}};
          break;
        case Formula::Kind::kUnknown:
          if (!forget(state, formula.a)) return {Satisfiable::kNo, {}};
          break;
        case Formula::Kind::kRelated:
          if (!relate(state, formula)) return {Satisfiable::kNo, {}};
          break;
        case Formula::Kind::kPerhaps: state.exact = false; break;
      }
    }
    return choices.empty() ? decide(state) : any_of(std::move(choices), state);
  }

  /// The choice with the fewest alternatives first: none or one costs nothing.
  Answer any_of(std::vector<FormulaId> choices, const State& state) {
    const auto parts = [&](FormulaId id) { return problem_.formulas_[id].parts.size(); };
    const auto least = std::min_element(choices.begin(), choices.end(),
                                        [&](FormulaId a, FormulaId b) { return parts(a) < parts(b); });
    const FormulaId chosen = *least;
    choices.erase(least);
    bool open = false;
    for (const FormulaId part : problem_.formulas_[chosen].parts) {
      if (cases_ == 0) return {Satisfiable::kOpen, {}};
      --cases_;
      Answer answer = next({part}, choices, state);
      if (answer.found == Satisfiable::kYes) return answer;
      open = open || answer.found == Satisfiable::kOpen;
    }
    return {open ? Satisfiable::kOpen : Satisfiable::kNo, {}};
  }

  Answer decide(const State& state) {
    Answer answer = assign(problem_, state, cases_);
    if (answer.found != Satisfiable::kYes) return answer;
    bool exact = state.exact;
    for (const auto& [id, value] : answer.example) exact = exact && problem_.variable(id).exact;
    return exact ? answer : Answer{Satisfiable::kOpen, {}};
  }

  bool narrow(State& state, Id<Variable> id, const IntervalSet& set) {
    const Variable& variable = problem_.variable(id);
    const auto [found, fresh] = state.limits.try_emplace(id, Limits{true, set});
    if (!fresh) {
      if (!found->second.known) return false;
      found->second.set = found->second.set.both(set);
    }
    if (found->second.set.empty()) return false;
    return !variable.owner || narrow(state, *variable.owner, whole(*variable.owner));
  }

  bool forget(State& state, Id<Variable> id) {
    const auto [found, fresh] = state.limits.try_emplace(id, Limits{false, {}});
    if (!fresh && found->second.known) return false;
    // What is read from an unknown record is unknown; the record's own facts may come later.
    return true;
  }

  bool relate(State& state, const Formula& formula) {
    if (!narrow(state, formula.a, whole(formula.a)) || !narrow(state, formula.b, whole(formula.b))) return false;
    if (formula.a == formula.b) {
      return formula.relation == Relation::kEqual || formula.relation == Relation::kLessOrEqual;
    }
    state.pairs.push_back({formula.a, formula.relation, formula.b});
    return true;
  }

  [[nodiscard]] IntervalSet whole(Id<Variable> id) const { return IntervalSet(problem_.variable(id).line.whole()); }

  const Problem& problem_;
  std::size_t& cases_;
};

FormulaId Problem::perhaps() {
  Formula formula;
  formula.kind = Formula::Kind::kPerhaps;
  return add(std::move(formula));
}

FormulaId Problem::all(std::vector<FormulaId> parts) {
  if (parts.size() == 1) return parts.front();
  Formula formula;
  for (const FormulaId part : parts) {
    if (is_never(part)) return part;
    if (!is_always(part)) formula.parts.push_back(part);
  }
  return add(std::move(formula));
}

FormulaId Problem::any(std::vector<FormulaId> parts) {
  if (parts.size() == 1) return parts.front();
  Formula formula;
  formula.kind = Formula::Kind::kAny;
  for (const FormulaId part : parts) {
    if (is_always(part)) return part;
    if (!is_never(part)) formula.parts.push_back(part);
  }
  return add(std::move(formula));
}

FormulaId Problem::within(Id<Variable> variable, IntervalSet set) {
  if (set.empty()) return never();
  Formula formula;
  formula.kind = Formula::Kind::kWithin;
  formula.a = variable;
  formula.set = std::move(set);
  return add(std::move(formula));
}

FormulaId Problem::known(Id<Variable> variable) {
  return within(variable, IntervalSet(variables_[variable].line.whole()));
}

FormulaId Problem::unknown(Id<Variable> variable) {
  Formula formula;
  formula.kind = Formula::Kind::kUnknown;
  formula.a = variable;
  return add(std::move(formula));
}

FormulaId Problem::related(Id<Variable> a, Relation relation, Id<Variable> b) {
  Formula formula;
  formula.kind = Formula::Kind::kRelated;
  formula.a = a;
  formula.b = b;
  formula.relation = relation;
  return add(std::move(formula));
}

bool Problem::is_never(FormulaId id) const {
  return formulas_[id].kind == Formula::Kind::kAny && formulas_[id].parts.empty();
}

bool Problem::is_always(FormulaId id) const {
  return formulas_[id].kind == Formula::Kind::kAll && formulas_[id].parts.empty();
}

Answer Problem::solve(const std::vector<FormulaId>& goals, std::size_t* cases) const {
  std::size_t own = kCasesMax;
  std::size_t allowed = cases == nullptr ? own : std::min(own, *cases);
  const std::size_t before = allowed;
  Answer answer = Search(*this, allowed).run(goals);
  if (cases != nullptr) *cases -= before - allowed;
  return answer;
}

}  // namespace probity::solve
