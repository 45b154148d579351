// Values for one case. Variables that are compared with each other are tried together: only the order
// of values matters, so a few from each stretch between two limits stand for all.
#include <algorithm>
#include <set>

#include "engine/solve/state.h"

namespace probity::solve {
namespace {

bool holds(Relation relation, const Cut& a, const Cut& b) {
  switch (relation) {
    case Relation::kEqual: return a == b;
    case Relation::kNotEqual: return a != b;
    case Relation::kLess: return a < b;
    case Relation::kLessOrEqual: return a <= b;
  }
  return false;
}

class Assignment {
 public:
  Assignment(const Problem& problem, const State& state, std::size_t& tries)
      : problem_(problem), state_(state), tries_(tries) {}

  Answer run() {
    for (const std::vector<Id<Variable>>& group : groups()) {
      if (const Satisfiable found = assign_group(group); found != Satisfiable::kYes) return {found, {}};
    }
    for (const auto& [id, limits] : state_.limits) {
      if (answer_.example.contains(id)) continue;
      answer_.example.emplace(id, limits.known ? example(problem_.variable(id), limits.set) : std::nullopt);
    }
    answer_.found = Satisfiable::kYes;
    return std::move(answer_);
  }

 private:
  struct Candidate {
    Cut place;
    Value value;
  };

  /// The variables that are compared with each other, directly or through others.
  std::vector<std::vector<Id<Variable>>> groups() const {
    std::vector<std::vector<Id<Variable>>> result;
    std::set<Id<Variable>> done;
    for (const Pair& start : state_.pairs) {
      if (done.contains(start.a)) continue;
      std::vector<Id<Variable>> group{start.a};
      done.insert(start.a);
      for (std::size_t i = 0; i < group.size(); ++i) {
        for (const Pair& pair : state_.pairs) {
          if (pair.a == group[i] && done.insert(pair.b).second) group.push_back(pair.b);
          if (pair.b == group[i] && done.insert(pair.a).second) group.push_back(pair.a);
        }
      }
      result.push_back(std::move(group));
    }
    return result;
  }

  Satisfiable assign_group(const std::vector<Id<Variable>>& group) {
    std::vector<Cut> cuts;
    for (const Id<Variable> id : group) {
      for (const Interval& part : state_.limits.at(id).set.parts()) {
        cuts.push_back(part.from);
        cuts.push_back(part.to);
      }
      const Variable& variable = problem_.variable(id);
      if (!variable.preferred) continue;
      cuts.push_back(variable.line.before(*variable.preferred));
      cuts.push_back(variable.line.after(*variable.preferred));
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    bool all_tried = true;
    std::vector<std::vector<Candidate>> candidates;
    for (const Id<Variable> id : group) candidates.push_back(candidates_of(id, cuts, group.size(), all_tried));
    places_.clear();
    const Satisfiable found = choose(group, candidates);
    return found == Satisfiable::kNo && !all_tried ? Satisfiable::kOpen : found;
  }

  /// As many values of each stretch as there are variables: more could not tell them apart better.
  std::vector<Candidate> candidates_of(Id<Variable> id, const std::vector<Cut>& cuts, std::size_t count,
                                       bool& all_tried) const {
    const Line& line = problem_.variable(id).line;
    std::vector<Candidate> result;
    for (const Interval& part : state_.limits.at(id).set.parts()) {
      for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        const Interval stretch{cuts[i], cuts[i + 1]};
        if (stretch.from < part.from || part.to < stretch.to) continue;
        const std::vector<Value> values = line.examples(stretch, count);
        const bool is_point = stretch.from.end == 0 && stretch.to.end == 0 && stretch.from.at == stretch.to.at;
        if (values.size() < count && !is_point && !line.has_steps()) all_tried = false;
        if (line.is_text()) all_tried = false;
        for (const Value& value : values) result.push_back({line.before(value), value});
      }
    }
    if (const auto& preferred = problem_.variable(id).preferred) {
      const Cut place = line.before(*preferred);
      std::stable_partition(result.begin(), result.end(), [&](const Candidate& each) { return each.place == place; });
    }
    return result;
  }

  Satisfiable choose(const std::vector<Id<Variable>>& group, const std::vector<std::vector<Candidate>>& candidates) {
    const std::size_t at = places_.size();
    if (at == group.size()) return Satisfiable::kYes;
    for (const Candidate& candidate : candidates[at]) {
      if (tries_ == 0) return Satisfiable::kOpen;
      --tries_;
      places_.emplace(group[at], candidate.place);
      const Satisfiable found = fits() ? choose(group, candidates) : Satisfiable::kNo;
      if (found == Satisfiable::kYes) answer_.example.insert_or_assign(group[at], candidate.value);
      if (found != Satisfiable::kNo) return found;
      places_.erase(group[at]);
    }
    return Satisfiable::kNo;
  }

  /// Whether all pairs that both have a value hold.
  bool fits() const {
    return std::all_of(state_.pairs.begin(), state_.pairs.end(), [&](const Pair& pair) {
      const auto a = places_.find(pair.a);
      const auto b = places_.find(pair.b);
      return a == places_.end() || b == places_.end() || holds(pair.relation, a->second, b->second);
    });
  }

  static std::optional<Value> example(const Variable& variable, const IntervalSet& set) {
    const Line& line = variable.line;
    if (variable.preferred) {
      const IntervalSet wanted(Interval{line.before(*variable.preferred), line.after(*variable.preferred)});
      if (!set.both(wanted).empty()) return variable.preferred;
    }
    for (const Interval& part : set.parts()) {
      if (const auto value = line.example(part)) return value;
    }
    return line.other_text();
  }

  const Problem& problem_;
  const State& state_;
  std::size_t& tries_;
  std::map<Id<Variable>, Cut> places_;
  Answer answer_;
};

}  // namespace

Answer assign(const Problem& problem, const State& state, std::size_t& tries) {
  return Assignment(problem, state, tries).run();
}

}  // namespace probity::solve
