// Lists and tables as nodes.
#include <algorithm>

#include "engine/ir/walk.h"
#include "engine/plan/lowering.h"

namespace probity::plan {
namespace {

constexpr std::size_t kFew = 62;  // the largest of few whole values
constexpr std::uint8_t kFramesMax = 8;

std::int64_t power_of_ten(std::int32_t exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

/// A value as a whole number that orders as it does: a number's coefficient with its scale and currency.
struct Whole {
  std::int64_t whole = 0;
  std::int32_t scale = 0;
  std::int32_t currency = 0;
};
std::optional<Whole> whole_of(const Value& value) {
  const auto of_decimal = [](const Decimal& decimal, std::int32_t currency) -> std::optional<Whole> {
    const auto coefficient = decimal.coefficient_at(decimal.scale());
    if (!coefficient) return std::nullopt;
    return Whole{*coefficient, decimal.scale(), currency};
  };
  if (const auto* number = std::get_if<Decimal>(&value)) return of_decimal(*number, 0);
  if (const auto* rate = std::get_if<Rate>(&value)) return of_decimal(rate->fraction, 0);
  if (const auto* money = std::get_if<Money>(&value)) {
    return of_decimal(money->amount, facts::currency_code(money->currency));
  }
  if (const auto* is_true = std::get_if<bool>(&value)) return Whole{*is_true ? 1 : 0, 0, 0};
  if (const auto* symbol = std::get_if<Symbol>(&value)) return Whole{symbol->index, 0, 0};
  if (const auto* day = std::get_if<Date>(&value)) return Whole{day->days_since_1970(), 0, 0};
  return std::nullopt;
}

}  // namespace

const ListPlace* Lowering::list_place(const ir::Path& path, const Scope& scope, const ir::Collection*) {
  const Place place = place_of(path, scope);
  if (!place.ok || path.steps.empty()) return nullptr;
  ListPlace made;
  made.row = place.row;
  made.steps = place.steps;
  if (place.of_element) made.frame = place.frame;
  std::string key = std::to_string(made.row) + "/" + std::to_string(made.frame);
  for (const std::uint32_t step : made.steps) key += "/" + std::to_string(step);
  const auto [known, is_new] = places_.try_emplace(key, nullptr);
  if (is_new) {
    segment_.places.push_back(made);
    known->second = &segment_.places.back();
  }
  return known->second;
}

/// `some LIST where FIELD is X`, X the same for all elements: a look into the set of the field's values.
const Node* Lowering::set_has(const ir::Collection& node, const Scope& scope) {
  const bool fits = node.quantifier == ir::Quantifier::kSome || node.quantifier == ir::Quantifier::kNo;
  if (!fits || node.other || node.window || !node.where) return nullptr;
  const auto* where = std::get_if<ir::Comparison>(&program_.exprs[*node.where].node);
  if (where == nullptr || where->op != ir::Compare::kEqual) return nullptr;
  const Place place = place_of(node.list, scope);
  if (!place.ok || place.of_element || place.steps.empty()) return nullptr;
  for (const auto& [side, other] : {std::pair{where->left, where->right}, std::pair{where->right, where->left}}) {
    const auto* read = std::get_if<ir::Read>(&program_.exprs[side].node);
    if (read == nullptr || read->path.root != ir::Root::kElement || read->path.level != 0) continue;
    if (read->path.steps.size() != 1 || program_.exprs[side].type.kind != TypeKind::kEnumeration) continue;
    bool outside = true;
    ir::for_each_below(program_, other, [&](ir::ExprId id) {
      const auto* below = std::get_if<ir::Read>(&program_.exprs[id].node);
      const bool is_cell = below != nullptr && below->path.root == ir::Root::kSelf;
      outside = outside && (is_cell || std::holds_alternative<ir::Constant>(program_.exprs[id].node));
    });
    if (!outside) continue;
    for (const auto& set : layout_[segment_.records[place.row].entity].sets) {
      if (set.list != place.steps[0] || set.field != read->path.steps[0]) continue;
      Node result;
      result.op = Op::kSetHas;
      result.a = value(other, scope);
      if (result.a->op == Op::kAsk) return nullptr;
      result.row = place.row;
      result.cell = set.cell;
      result.whole = set.list;
      result.other_whole = set.field;
      result.flag = node.quantifier == ir::Quantifier::kSome;
      return add(std::move(result));
    }
  }
  return nullptr;
}

const WindowPlan* Lowering::window(const ir::Window& source, const Scope& outside, const Scope& inside) {
  WindowPlan plan;
  plan.source = &source;
  if (source.count) plan.count = value(*source.count, outside);
  if (source.anchor) plan.anchor = value(*source.anchor, outside);
  plan.date = value(source.date, inside);
  const auto is_time = [](Made made) { return made->form == Form::kWhole || made->form == Form::kMoment; };
  if (plan.count != nullptr && plan.count->form != Form::kNumber) return nullptr;
  if (plan.anchor != nullptr && (plan.anchor->op == Op::kAsk || !is_time(plan.anchor))) return nullptr;
  if (plan.date->op == Op::kAsk || !is_time(plan.date)) return nullptr;
  const auto [known, is_new] = windows_.try_emplace({&source, plan.count, plan.anchor, plan.date}, nullptr);
  if (is_new) known->second = &segment_.windows.emplace_back(plan);
  return known->second;
}

const Node* Lowering::make(const ir::Expr& expr, const ir::Collection& node, const Scope& scope) {
  if (const Made has = set_has(node, scope)) return has;
  if (scope.frames >= kFramesMax) return ask();
  Node result;
  result.place = list_place(node.list, scope, &node);
  if (result.place == nullptr) return ask();
  Scope inside = scope;
  inside.frames = static_cast<std::uint8_t>(scope.frames + 1);
  result.frame = scope.frames;
  result.flag = node.other;
  result.ruleset = scope.ruleset;
  segment_.frames = std::max<std::size_t>(segment_.frames, inside.frames);
  if (node.window) {
    result.data = window(*node.window, scope, inside);
    if (result.data == nullptr) return ask();
  }
  result.a = optional_condition(node.where, inside);
  const auto of_value = [&](Op op) {
    result.op = op;
    if (!node.value) return false;
    result.b = value(*node.value, inside);
    result.form = result.b->form;
    result.scale = result.b->scale;
    return result.b->op != Op::kAsk;
  };
  switch (node.quantifier) {
    case ir::Quantifier::kSome: result.op = Op::kSome; break;
    case ir::Quantifier::kNo: result.op = Op::kNo; break;
    case ir::Quantifier::kEvery:
      result.op = Op::kEvery;
      result.b = optional_condition(node.has, inside);
      break;
    case ir::Quantifier::kCount:
      result.op = Op::kCount;
      result.form = Form::kNumber;
      break;
    case ir::Quantifier::kTotal:
      if (!of_value(Op::kTotal) || result.form != Form::kNumber) return ask();
      // The total of nothing is in the type's currency, or in none.
      if (expr.type.kind == TypeKind::kMoney) result.currency = facts::currency_code(expr.type.currency.value_or(Currency()));
      break;
    case ir::Quantifier::kLargest:
    case ir::Quantifier::kSmallest:
      // Of moments it matters which of two equal ones is meant.
      if (!of_value(node.quantifier == ir::Quantifier::kLargest ? Op::kLargest : Op::kSmallest)) return ask();
      if (result.form != Form::kNumber && result.form != Form::kWhole) return ask();
      break;
    case ir::Quantifier::kLatest:
    case ir::Quantifier::kEarliest:
      if (!of_value(node.quantifier == ir::Quantifier::kLatest ? Op::kLatest : Op::kEarliest) || !node.by) return ask();
      result.c = value(*node.by, inside);
      if (result.c->form != Form::kWhole && result.c->form != Form::kMoment) return ask();
      break;
    case ir::Quantifier::kAverage:
    case ir::Quantifier::kAllShare: return ask();
  }
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::Acknowledged& node, const Scope& scope) {
  Node result;
  result.op = Op::kAcknowledged;
  result.place = list_place(node.list, scope, nullptr);
  if (result.place == nullptr || result.place->frame != ListPlace::kNoFrame) return ask();
  if (node.before) {
    result.a = value(*node.before, scope);
    if (result.a->form != Form::kWhole && result.a->form != Form::kMoment) return ask();
  }
  result.data = &program_.schema.documents[node.document];
  result.ruleset = scope.ruleset;
  const Id<Entity> owner = segment_.records[result.place->row].entity;
  const Type& type = program_.schema.entities[owner].fields[result.place->steps[0]].type;
  const Entity& entity = program_.schema.entities[type.entity];
  for (const char* const name : {"document", "version", "at"}) {
    result.steps.push_back(entity.find_field(name).value_or(UINT32_MAX));
  }
  result.type = &type;
  return add(std::move(result));
}

// ---------------------------------------------------------------- tables

bool Lowering::add_range(const ir::Cell& cell, Made input, CellTest& test) {
  CellTest::Range range;
  const std::optional<Whole> low = cell.low ? whole_of(*cell.low) : std::nullopt;
  const std::optional<Whole> high = cell.high ? whole_of(*cell.high) : std::nullopt;
  if ((cell.low && !low) || (cell.high && !high)) return false;
  // All three at the finest scale of them; the input is multiplied when it is looked at.
  std::int32_t scale = input->scale;
  for (const auto& bound : {low, high}) {
    if (!bound) continue;
    scale = std::max(scale, bound->scale);
    if (test.currency != 0 && bound->currency != test.currency) return false;
    test.currency = bound->currency;
  }
  if (scale - input->scale > 18) return false;
  test.factor = power_of_ten(scale - input->scale);
  const auto place = [&](const std::optional<Whole>& bound, bool& has, Wide& at) {
    if (!bound) return true;
    has = true;
    if (scale - bound->scale > 18) return false;
    at = Wide{bound->whole} * power_of_ten(scale - bound->scale);
    return true;
  };
  if (!place(low, range.has_low, range.low) || !place(high, range.has_high, range.high)) return false;
  range.low_open = cell.low_open;
  range.high_open = cell.high_open;
  test.ranges.push_back(range);
  return true;
}

bool Lowering::add_value(const Value& value, Made input, CellTest& test) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (input->form != Form::kText) return false;
    test.texts.push_back(*text);
    return true;
  }
  const std::optional<Whole> whole = whole_of(value);
  if (!whole) return false;
  if (input->form == Form::kWhole) {
    if (whole->whole >= 0 && whole->whole <= static_cast<std::int64_t>(kFew) && !std::holds_alternative<Date>(value)) {
      test.by_set = true;
      test.set |= std::uint64_t{1} << whole->whole;
      return true;
    }
    if (test.by_set) return false;
    test.ranges.push_back({true, true, false, false, whole->whole, whole->whole});
    return true;
  }
  if (input->form != Form::kNumber) return false;
  const std::int32_t steps = input->scale - whole->scale;
  if (steps > 18 || steps < 0) return false;  // finer than the input's scale: the reference looks
  if (test.currency != 0 && whole->currency != test.currency) return false;
  test.currency = whole->currency;
  const Wide at = Wide{whole->whole} * power_of_ten(steps);
  test.ranges.push_back({true, true, false, false, at, at});
  return true;
}

/// Whether the fast evaluators can say if an input lies in a cell.
bool Lowering::cell_test(const ir::Cell& cell, Made input, CellTest& test) {
  switch (cell.kind) {
    case ir::Cell::Kind::kAny: test.any = true; return true;
    case ir::Cell::Kind::kOneOf:
      return std::all_of(cell.values.begin(), cell.values.end(),
                         [&](const Value& value) { return add_value(value, input, test); }) &&
             !(test.by_set && !test.ranges.empty());
    case ir::Cell::Kind::kRange:
      if (input->form != Form::kNumber && input->form != Form::kWhole) return false;
      return add_range(cell, input, test);
  }
  return false;
}

const Node* Lowering::make(const ir::Expr&, const ir::Lookup& node, const Scope& scope) {
  const ir::Table& table = program_.tables[node.table];
  Node result;
  result.op = Op::kLookup;
  for (const ir::ExprId argument : node.arguments) {
    result.list.push_back(value(argument, scope));
    if (result.list.back()->op == Op::kAsk) return ask();
  }
  result.ruleset = scope.ruleset;
  result.b = scope.judged;
  if (node.on) {
    result.b = value(*node.on, scope);
    if (result.b->form == Form::kMoment) {
      Node day;
      day.op = Op::kDateOf;
      day.form = Form::kWhole;
      day.a = result.b;
      day.ruleset = scope.ruleset;
      result.b = add(std::move(day));
    }
    if (result.b->form != Form::kWhole) return ask();
  }
  std::string key = key_of(ir::ExprId(node.table.index()), scope);
  for (const Node* each : result.list) key += "/" + std::to_string(reinterpret_cast<std::uint64_t>(each));
  key += "@" + std::to_string(reinterpret_cast<std::uint64_t>(result.b));
  if (const auto known = lookups_.find(key); known != lookups_.end()) {
    if (known->second == nullptr) return ask();
    result.data = known->second;
  } else {
    lookups_.emplace(key, nullptr);
    LookupPlan plan;
    std::vector<Made> gives;
    for (const ir::Row& row : table.rows) {
      if (result.b == nullptr && !row.period.covers(day_)) continue;
      if (!row.gives || row.cells.size() != result.list.size()) return ask();
      TableRow made;
      made.period = row.period;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        made.cells.emplace_back();
        if (!cell_test(row.cells[i], result.list[i], made.cells.back())) return ask();
      }
      gives.push_back(value(*row.gives, scope));
      plan.rows.push_back(std::move(made));
    }
    if (gives.empty() || !same_scale(gives)) return ask();
    for (std::size_t i = 0; i < gives.size(); ++i) plan.rows[i].gives = gives[i];
    const bool by_value = result.b == nullptr && result.list.size() == 1 && result.list[0]->form == Form::kWhole &&
                          std::all_of(plan.rows.begin(), plan.rows.end(), [](const TableRow& row) {
                            return row.cells[0].any || row.cells[0].by_set;
                          });
    if (by_value) {
      plan.direct.assign(kFew + 1, -1);
      for (std::size_t value = 0; value <= kFew; ++value) {
        for (std::size_t row = 0; row < plan.rows.size() && plan.direct[value] < 0; ++row) {
          const CellTest& test = plan.rows[row].cells[0];
          if (test.any || ((test.set >> value) & 1U) != 0) plan.direct[value] = static_cast<std::int16_t>(row);
        }
      }
    }
    result.data = lookups_[key] = &segment_.lookups.emplace_back(std::move(plan));
  }
  const auto* plan = static_cast<const LookupPlan*>(result.data);
  result.form = plan->rows[0].gives->form;
  result.scale = plan->rows[0].gives->scale;
  return add(std::move(result));
}

}  // namespace probity::plan
