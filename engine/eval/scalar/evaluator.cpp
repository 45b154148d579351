#include "engine/eval/scalar/evaluator.h"

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_map>

#include "engine/eval/scalar/values.h"

namespace probity::eval::scalar {
namespace {

using decision::Outcome;
using facts::kCellUnknown;
using facts::kCellValueMin;
using plan::Op;
using plan::RuleNode;
using plan::RulePlan;
using plan::Segment;

/// Two cells, each times a number, and a number: what a comparison of amounts, counts or days mostly is.
struct Linear {
  struct Term {
    std::uint16_t row = 0, cell = 0;
    std::int64_t factor = 0;
  };
  std::array<Term, 2> terms{};
  std::uint8_t count = 0;
  ir::Compare compare = ir::Compare::kEqual;  ///< with nought
  Wide rest = 0;
};

/// One test, in line where it looks at a cell or two.
struct Test {
  enum class Kind : std::uint8_t {
    kIn, kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kLinear, kSet, kNode,
  } kind;
  std::uint16_t row = 0, cell = 0;
  std::int64_t whole = 0;  ///< of kIn the set as bits, of kLinear its place; of kSet where its operand stands
  const Node* node = nullptr;
};

/// A rule whose guard's and requirement's tests stand one after another.
struct Active {
  const RulePlan* rule = nullptr;
  std::uint32_t first = 0, requirement = 0, end = 0;  ///< in `Actives::tests`
  bool plain = false;  ///< nothing comes of it where all tests hold
};

/// The rules that are left for some values of the cells that tell rules apart.
struct Actives {
  std::vector<Active> rules;
  std::vector<Test> tests;
  std::vector<Linear> linears;
};

constexpr Wide kFactorMax = Wide{1} << 62;

/// Adds `factor` times a node's value; false where it is of another shape. `currency` becomes the value's.
bool add_linear(const Node& node, Wide factor, Linear& to, std::int32_t& currency) {
  if (factor > kFactorMax || factor < -kFactorMax) return false;
  currency = 0;
  std::int32_t other = 0;
  switch (node.op) {
    case Op::kConstant:
      currency = node.currency;
      to.rest += factor * node.whole;
      return node.form == plan::Form::kNumber && to.rest < (Wide{1} << 125) && to.rest > -(Wide{1} << 125);
    case Op::kCell:
      if (node.currency == -1 || to.count == to.terms.size()) return false;
      if (node.form != plan::Form::kNumber && node.form != plan::Form::kWhole) return false;
      currency = node.currency;
      to.terms[to.count++] = {node.row, node.cell, static_cast<std::int64_t>(factor)};
      return true;
    case Op::kNegate: return add_linear(*node.a, -factor, to, currency);
    case Op::kRescale: return add_linear(*node.a, factor * node.whole, to, currency);
    case Op::kAdd:
    case Op::kSubtract:
      return add_linear(*node.a, factor, to, currency) &&
             add_linear(*node.b, node.op == Op::kAdd ? factor : -factor, to, other) && currency == other;
    case Op::kMultiply: {
      const bool left = node.a->op == Op::kConstant;
      const Node& number = left ? *node.a : *node.b;
      if (number.op != Op::kConstant || number.whole > kFactorMax || number.whole < -kFactorMax) return false;
      if (!add_linear(left ? *node.b : *node.a, factor * number.whole, to, currency)) return false;
      if (currency != 0 && number.currency != 0) return false;
      currency |= number.currency;
      return true;
    }
    case Op::kElapsed:
      return static_cast<ir::SpanUnit>(node.unit) == ir::SpanUnit::kDays && node.a->op == Op::kCell &&
             node.b->op == Op::kCell && node.a->form == plan::Form::kWhole && node.b->form == plan::Form::kWhole &&
             add_linear(*node.b, factor, to, other) && add_linear(*node.a, -factor, to, other);
    default: return false;
  }
}

bool is_linear(const Node& node, Linear& linear) {
  if (node.op != Op::kCompareNumber) return false;
  std::int32_t left = 0, right = 0;
  linear.compare = node.compare;
  return add_linear(*node.a, node.whole, linear, left) && add_linear(*node.b, -Wide{node.other_whole}, linear, right) &&
         left == right && linear.count > 0;
}

Test test_of(const Node& node, std::vector<Linear>& linears) {
  Test test{Test::Kind::kNode, node.row, node.cell, node.whole, &node};
  if (node.op == Op::kCellIn) {
    test.kind = Test::Kind::kIn;
    test.whole = static_cast<std::int64_t>(node.set);
  } else if (node.op == Op::kCellCompare) {
    switch (node.compare) {
      case ir::Compare::kEqual: test.kind = Test::Kind::kEqual; break;
      case ir::Compare::kNotEqual: test.kind = Test::Kind::kNotEqual; break;
      case ir::Compare::kLess: test.kind = Test::Kind::kLess; break;
      case ir::Compare::kLessOrEqual: test.kind = Test::Kind::kLessOrEqual; break;
      case ir::Compare::kGreater: test.kind = Test::Kind::kGreater; break;
      case ir::Compare::kGreaterOrEqual: test.kind = Test::Kind::kGreaterOrEqual; break;
    }
  } else if (node.op == Op::kSetHas && node.flag && node.a->op == Op::kCell) {
    test.kind = Test::Kind::kSet;
    test.whole = (std::int64_t{node.a->row} << 16) | node.a->cell;
  } else if (Linear linear; is_linear(node, linear)) {
    test.kind = Test::Kind::kLinear;
    test.whole = static_cast<std::int64_t>(linears.size());
    linears.push_back(linear);
  }
  return test;
}

/// What was worked out for one segment on one thread.
class Worked {
 public:
  explicit Worked(const Segment& segment) : segment_(segment), is_key_(segment.small_cells.size()) {
    for (const std::uint16_t key : segment.keys) is_key_[key] = true;
    std::uint64_t combinations = 1;
    for (const std::uint16_t key : segment.keys) combinations *= segment.small_cells[key].values + std::uint64_t{2};
    constexpr std::uint64_t kDirectMax = 1 << 18;
    if (combinations <= kDirectMax) direct_.resize(combinations);
  }

  /// All rules, nothing worked out.
  const Actives& all() {
    if (all_.rules.empty()) {
      for (const RulePlan& rule : segment_.rules) {
        add(rule, all_, [](const Node&) { return Answer::kUnknown; });
      }
    }
    return all_;
  }

  /// The rules that are left for this subject's values.
  const Actives& of(Computation& computation) {
    std::uint64_t place = 0;
    for (const std::uint16_t key : segment_.keys) {
      const plan::SmallCell& small = segment_.small_cells[key];
      const std::int64_t cell = computation.row(small.row).cells()[small.cell];
      const std::uint64_t values = small.values;
      const std::uint64_t value = cell >= 0 ? static_cast<std::uint64_t>(cell) : cell == kCellUnknown ? values : values + 1;
      place = place * (values + 2) + value;
    }
    const Actives*& known = direct_.empty() ? by_place_[place] : direct_[place];
    if (known == nullptr) known = work_out(computation, place);
    return *known;
  }

 private:
  /// The test's answer where it follows from the keys; else unknown.
  Answer answer(Computation& computation, const Node& node) const {
    const bool follows = node.only_small && std::all_of(node.small.begin(), node.small.end(),
                                                        [&](std::uint16_t cell) { return is_key_[cell]; });
    return follows ? computation.condition(node) : Answer::kUnknown;
  }

  const Actives* work_out(Computation& computation, std::uint64_t place) {
    constexpr std::size_t kKeptMax = 4'096;
    if (kept_.size() >= kKeptMax) {
      kept_.clear();
      by_place_.clear();
      std::fill(direct_.begin(), direct_.end(), nullptr);
    }
    Actives& made = kept_.emplace_back();
    for (const RulePlan& rule : segment_.rules) {
      add(rule, made, [&](const Node& node) { return answer(computation, node); });
    }
    if (direct_.empty()) by_place_[place] = &made;
    return &made;
  }

  template <typename Known>
  void add(const RulePlan& rule, Actives& to, const Known& known) const {
    Active active;
    active.rule = &rule;
    active.first = static_cast<std::uint32_t>(to.tests.size());
    const auto add_tests = [&](const Node* node) {
      if (node == nullptr) return true;
      const auto add_one = [&](const Node& part) {
        const Answer answer = part.op == Op::kTruth ? part.answer : known(part);
        if (answer == Answer::kFalse) return false;
        if (answer != Answer::kTrue) to.tests.push_back(test_of(part, to.linears));
        return true;
      };
      if (node->op != Op::kAnd) return add_one(*node);
      return std::all_of(node->list.begin(), node->list.end(), [&](const Node* part) { return add_one(*part); });
    };
    if (!add_tests(rule.node.guard)) {
      to.tests.resize(active.first);
      return;
    }
    active.requirement = active.end = static_cast<std::uint32_t>(to.tests.size());
    active.plain = rule.in_force == nullptr && !rule.node.to_reference && rule.node.exceptions.empty() &&
                   rule.node.requirement != nullptr;
    if (active.plain) {
      // A part that is surely false makes the rule one that is judged with care.
      if (add_tests(rule.node.requirement)) {
        active.end = static_cast<std::uint32_t>(to.tests.size());
        if (active.end == active.requirement) {
          to.tests.resize(active.first);
          return;
        }
      } else {
        to.tests.resize(active.requirement);
        active.plain = false;
      }
    }
    to.rules.push_back(active);
  }

  const Segment& segment_;
  std::vector<bool> is_key_;
  std::deque<Actives> kept_;
  Actives all_;
  std::vector<const Actives*> direct_;
  std::unordered_map<std::uint64_t, const Actives*> by_place_;
};

}  // namespace

class Evaluator::State {
 public:
  explicit State(Technique technique) : technique_(technique) {}

  Judgement judge(const plan::SubjectPlan& subject, const RowSubject& given) {
    found_.clear();
    Judgement judgement;
    const std::optional<std::int64_t> moment = moment_of(subject, given);
    if (!moment) {
      judgement.whole = true;
      return judgement;
    }
    const Moment at = facts::moment_of_cell(*moment);
    judgement.day = at.day_in(subject.first_zone());
    for (const plan::Group& group : subject.groups()) {
      const Date day = &group.zone() == &subject.first_zone() ? *judgement.day : at.day_in(group.zone());
      const Segment& segment = segment_on(group, day);
      computation_.use(subject, group.zone(), segment);
      computation_.begin(*given.row, given.id, *moment, day);
      judge_segment(segment);
    }
    if (subject.groups().size() > 1) {
      std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.rule < b.rule; });
    }
    judgement.found = found_;
    return judgement;
  }

 private:
  /// The subject's own date, else `as of`; nothing where it is in doubt, or both stand there.
  static std::optional<std::int64_t> moment_of(const plan::SubjectPlan& subject, const RowSubject& given) {
    const std::optional<std::uint32_t> field = subject.date_field();
    if (!field) {
      if (!given.as_of) return std::nullopt;
      const std::int64_t cell = facts::moment_cell(*given.as_of);
      return cell == facts::kCellOdd ? std::nullopt : std::optional(cell);
    }
    if (given.as_of) return std::nullopt;
    const Id<Entity> entity = subject.subject().entity;
    const Type& type = subject.program().schema.entities[entity].fields[*field].type;
    const std::uint16_t at = subject.layout()[entity].cell_of[*field];
    std::int64_t cell = kCellUnknown;
    if (at != facts::Layout::kNone) {
      cell = given.row->cells()[at];
    } else if (given.row->record != nullptr && *field < given.row->record->fields.size()) {
      cell = facts::cell_value(given.row->record->fields[*field], type).cell;
    }
    if (cell == kCellUnknown || cell == facts::kCellOdd) return std::nullopt;
    return type.kind == TypeKind::kDate ? facts::kCellDayOrigin + cell : cell;
  }

  /// Subjects mostly come by day.
  const Segment& segment_on(const plan::Group& group, Date day) {
    if (last_group_ != &group || last_day_ != day) {
      last_on_ = &group.on(day);
      last_group_ = &group;
      last_day_ = day;
    }
    return *last_on_;
  }

  Worked& worked_for(const Segment& segment) {
    if (last_ == &segment) return *last_worked_;
    const auto [place, is_new] = worked_.try_emplace(&segment, nullptr);
    if (is_new) place->second = std::make_unique<Worked>(segment);
    last_ = &segment;
    last_worked_ = place->second.get();
    return *last_worked_;
  }

  void judge_segment(const Segment& segment) {
    if (technique_ == Technique::kTree) {
      for (const RulePlan& rule : segment.rules) judge_with_care(rule);
      return;
    }
    Worked& worked = worked_for(segment);
    const Actives& actives = technique_ == Technique::kFlat ? worked.all() : worked.of(computation_);
    const Test* const tests = actives.tests.data();
    for (const Active& active : actives.rules) {
      Answer answer = Answer::kTrue;
      const Test* test = tests + active.first;
      const Test* const requirement = tests + active.requirement;
      const Test* const end = tests + active.end;
      for (; test != requirement; ++test) {
        answer = look(*test, actives);
        if (answer != Answer::kTrue) break;
      }
      if (answer == Answer::kFalse) continue;
      if (answer == Answer::kTrue && active.plain) {
        for (; test != end; ++test) {
          answer = look(*test, actives);
          if (answer != Answer::kTrue) break;
        }
        if (answer == Answer::kTrue) continue;
      }
      judge_with_care(*active.rule);
    }
  }

  Answer look(const Linear& linear) const {
    Wide sum = linear.rest;
    bool unknown = false;
    for (std::uint8_t i = 0; i < linear.count; ++i) {
      const Linear::Term& term = linear.terms[i];
      const std::int64_t cell = computation_.row(term.row).cells()[term.cell];
      if (cell < kCellValueMin) {
        if (cell != kCellUnknown) return Answer::kAsk;
        unknown = true;
      }
      sum += Wide{cell} * term.factor;
    }
    if (unknown) return Answer::kUnknown;
    bool holds = false;
    switch (linear.compare) {
      case ir::Compare::kEqual: holds = sum == 0; break;
      case ir::Compare::kNotEqual: holds = sum != 0; break;
      case ir::Compare::kLess: holds = sum < 0; break;
      case ir::Compare::kLessOrEqual: holds = sum <= 0; break;
      case ir::Compare::kGreater: holds = sum > 0; break;
      case ir::Compare::kGreaterOrEqual: holds = sum >= 0; break;
    }
    return holds ? Answer::kTrue : Answer::kFalse;
  }

  Answer look(const Test& test, const Actives& actives) {
    if (test.kind == Test::Kind::kNode) return computation_.condition(*test.node);
    if (test.kind == Test::Kind::kLinear) return look(actives.linears[static_cast<std::size_t>(test.whole)]);
    const std::int64_t cell = computation_.row(test.row).cells()[test.cell];
    if (test.kind == Test::Kind::kSet) {
      const std::int64_t asked = computation_.row(static_cast<std::size_t>(test.whole >> 16)).cells()[test.whole & 0xFFFF];
      const bool is_in = asked >= 0 && ((static_cast<std::uint64_t>(cell) >> asked) & 1U) != 0;
      // All but the plain case as it is written out.
      return is_in && computation_.row(test.row).cells()[test.cell + 1] >= 0 ? Answer::kTrue
                                                                               : computation_.condition(*test.node);
    }
    if (cell < kCellValueMin) return cell == kCellUnknown ? Answer::kUnknown : Answer::kAsk;
    bool holds = false;
    switch (test.kind) {
      case Test::Kind::kIn: holds = ((static_cast<std::uint64_t>(test.whole) >> cell) & 1U) != 0; break;
      case Test::Kind::kEqual: holds = cell == test.whole; break;
      case Test::Kind::kNotEqual: holds = cell != test.whole; break;
      case Test::Kind::kLess: holds = cell < test.whole; break;
      case Test::Kind::kLessOrEqual: holds = cell <= test.whole; break;
      case Test::Kind::kGreater: holds = cell > test.whole; break;
      case Test::Kind::kGreaterOrEqual: holds = cell >= test.whole; break;
      case Test::Kind::kLinear:
      case Test::Kind::kSet:
      case Test::Kind::kNode: break;
    }
    return holds ? Answer::kTrue : Answer::kFalse;
  }

  [[nodiscard]] Answer optional_condition(const Node* node) {
    return node == nullptr ? Answer::kTrue : computation_.condition(*node);
  }

  /// One rule from its beginning.
  void judge_with_care(const RulePlan& rule) {
    const Answer guard = optional_condition(rule.node.guard);
    if (guard == Answer::kFalse) return;
    const Answer in_force = optional_condition(rule.in_force);
    if (in_force == Answer::kFalse) return;
    if (in_force != Answer::kTrue) return ask(rule);
    if (guard == Answer::kAsk) {
      if (!surely_permits(rule.node)) ask(rule);
      return;
    }
    const RuleNode* node = &rule.node;
    while (true) {
      if (node->to_reference) return ask(rule);
      const RuleNode* applies = nullptr;
      for (const RuleNode& exception : node->exceptions) {
        const Answer holds = optional_condition(exception.guard);
        if (holds == Answer::kFalse) continue;
        if (holds != Answer::kTrue || applies != nullptr) {
          if (!surely_permits(rule.node)) ask(rule);
          return;
        }
        applies = &exception;
      }
      if (applies == nullptr) break;
      node = applies;
    }
    judge_node(rule, *node, guard);
  }

  void judge_node(const RulePlan& rule, const RuleNode& node, Answer guard) {
    const ir::Node& source = *node.source;
    if (source.exempt || node.requirement == nullptr) return;
    const Answer requirement = computation_.condition(*node.requirement);
    if (requirement == Answer::kTrue) return;
    if (requirement == Answer::kAsk || source.otherwise.procedure) return ask(rule);
    const Outcome high = source.otherwise.outcome;
    if (high == Outcome::kPermit) return;
    Found found;
    found.rule = rule.rule;
    found.node = &source;
    found.undetermined = guard != Answer::kTrue || requirement != Answer::kFalse;
    found.outcome = found.undetermined && source.if_unknown ? std::min(high, *source.if_unknown) : high;
    found_.push_back(found);
  }

  /// Whatever guards are unknown: nothing comes of the node nor of its exceptions.
  bool surely_permits(const RuleNode& node) {
    if (node.to_reference) return false;
    const bool own = node.source->exempt || node.requirement == nullptr ||
                     computation_.condition(*node.requirement) == Answer::kTrue;
    if (!own) return false;
    return std::all_of(node.exceptions.begin(), node.exceptions.end(), [&](const RuleNode& exception) {
      return optional_condition(exception.guard) == Answer::kFalse || surely_permits(exception);
    });
  }

  void ask(const RulePlan& rule) {
    Found found;
    found.rule = rule.rule;
    found.ask = true;
    found_.push_back(found);
  }

  Technique technique_;
  Computation computation_;
  std::vector<Found> found_;
  std::unordered_map<const Segment*, std::unique_ptr<Worked>> worked_;
  const plan::Group* last_group_ = nullptr;
  const Segment* last_on_ = nullptr;
  Date last_day_;
  const Segment* last_ = nullptr;
  Worked* last_worked_ = nullptr;
};

Evaluator::Evaluator(Technique technique) : state_(std::make_unique<State>(technique)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

void Evaluator::fetch(const plan::SubjectPlan& subject, const facts::Row& row) {
  for (const std::uint16_t cell : subject.reference_cells()) {
    const std::int64_t to = row.cells()[cell];
    if (to < kCellValueMin) continue;
    const char* const first = reinterpret_cast<const char*>(to);
    __builtin_prefetch(first);
    __builtin_prefetch(first + 64);
  }
}

Judgement Evaluator::judge(const plan::SubjectPlan& subject, const RowSubject& row) { return state_->judge(subject, row); }

}  // namespace probity::eval::scalar
