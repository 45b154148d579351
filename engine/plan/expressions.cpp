// Expressions as nodes; what each means is in the reference evaluator.
#include <algorithm>
#include <limits>

#include "engine/plan/lowering.h"

namespace probity::plan {
namespace {

constexpr int kDepthMax = 150;
constexpr std::int32_t kScaleMax = 30;
constexpr std::int32_t kStepMax = 18;

std::int64_t power_of_ten(std::int32_t exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

bool is_constant(const Node* node) { return node->op == Op::kConstant; }

ir::Compare turned(ir::Compare op) {
  switch (op) {
    case ir::Compare::kLess: return ir::Compare::kGreater;
    case ir::Compare::kLessOrEqual: return ir::Compare::kGreaterOrEqual;
    case ir::Compare::kGreater: return ir::Compare::kLess;
    case ir::Compare::kGreaterOrEqual: return ir::Compare::kLessOrEqual;
    default: return op;
  }
}

bool holds(ir::Compare op, Wide left, Wide right) {
  switch (op) {
    case ir::Compare::kEqual: return left == right;
    case ir::Compare::kNotEqual: return left != right;
    case ir::Compare::kLess: return left < right;
    case ir::Compare::kLessOrEqual: return left <= right;
    case ir::Compare::kGreater: return left > right;
    case ir::Compare::kGreaterOrEqual: return left >= right;
  }
  return false;
}

bool has_order(TypeKind kind) { return kind != TypeKind::kTruth && kind != TypeKind::kReference; }

Form form_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kNumber:
    case TypeKind::kMoney:
    case TypeKind::kRate: return Form::kNumber;
    case TypeKind::kMoment: return Form::kMoment;
    case TypeKind::kText:
    case TypeKind::kReference: return Form::kText;
    default: return Form::kWhole;
  }
}

}  // namespace

std::string Lowering::key_of(ir::ExprId id, const Scope& scope) const {
  std::string key;
  const auto put = [&](std::uint64_t number) { key.append(reinterpret_cast<const char*>(&number), sizeof number); };
  put(id.index());
  put(reinterpret_cast<std::uint64_t>(scope.ruleset));
  put(reinterpret_cast<std::uint64_t>(scope.judged));
  put((std::uint64_t{scope.row} << 32) | (std::uint64_t{scope.frame} << 16) |
      (std::uint64_t{scope.frames_below} << 8) | scope.frames);
  for (const std::uint32_t step : scope.prefix) put(step);
  return key;
}

const Node* Lowering::lowered(ir::ExprId id, const Scope& scope) {
  const std::string key = key_of(id, scope);
  if (const auto known = made_.find(key); known != made_.end()) return again(*known->second);
  if (depth_ >= kDepthMax) return ask();
  ++depth_;
  const ir::Expr& expr = program_.exprs[id];
  const Made made = std::visit([&](const auto& node) { return make(expr, node, scope); }, expr.node);
  --depth_;
  made_.emplace(key, made);
  return made;
}

/// A condition; a value that is a truth becomes one.
const Node* Lowering::condition(ir::ExprId id, const Scope& scope) {
  const Made made = lowered(id, scope);
  if (made->op == Op::kAsk || made->form == Form::kTruth) return made;
  if (made->form != Form::kWhole || program_.exprs[id].type.kind != TypeKind::kTruth) return ask();
  Node node;
  if (made->op == Op::kCell) {
    node.op = Op::kCellIn;
    node.row = made->row;
    node.cell = made->cell;
    node.set = 2;
  } else if (is_constant(made)) {
    return truth(made->whole != 0 ? Answer::kTrue : Answer::kFalse);
  } else {
    node.op = Op::kTruthOf;
    node.a = made;
  }
  return add(std::move(node));
}

const Node* Lowering::optional_condition(const ir::OptExpr& id, const Scope& scope) {
  return id ? condition(*id, scope) : truth(Answer::kTrue);
}

/// A value; a condition becomes the truth that it is.
const Node* Lowering::value(ir::ExprId id, const Scope& scope) {
  const Made made = lowered(id, scope);
  if (made->op == Op::kAsk || made->form != Form::kTruth) return made;
  Node node;
  node.op = Op::kWholeOf;
  node.form = Form::kWhole;
  node.a = made;
  return add(std::move(node));
}

const Node* Lowering::number(std::int64_t coefficient, std::int32_t scale, std::int32_t currency) {
  Node node;
  node.op = Op::kConstant;
  node.form = Form::kNumber;
  node.whole = coefficient;
  node.scale = scale;
  node.currency = currency;
  return add(std::move(node));
}

const Node* Lowering::constant(const Value& value) {
  Node node;
  node.op = Op::kConstant;
  node.form = Form::kWhole;
  const auto of_decimal = [&](const Decimal& decimal, std::int32_t currency) {
    if (decimal.scale() > kStepMax) return ask();
    const std::optional<std::int64_t> coefficient = decimal.coefficient_at(decimal.scale());
    return coefficient ? number(*coefficient, decimal.scale(), currency) : ask();
  };
  if (const auto* amount = std::get_if<Decimal>(&value)) return of_decimal(*amount, 0);
  if (const auto* rate = std::get_if<Rate>(&value)) return of_decimal(rate->fraction, 0);
  if (const auto* money = std::get_if<Money>(&value)) {
    return of_decimal(money->amount, facts::currency_code(money->currency));
  }
  if (const auto* is_true = std::get_if<bool>(&value)) {
    node.whole = *is_true ? 1 : 0;
  } else if (const auto* symbol = std::get_if<Symbol>(&value)) {
    node.whole = symbol->index;
    node.other_whole = symbol->enumeration + 1;
  } else if (const auto* day = std::get_if<Date>(&value)) {
    node.whole = day->days_since_1970();
  } else if (const auto* moment = std::get_if<Moment>(&value)) {
    node.form = Form::kMoment;
    node.whole = facts::moment_cell(*moment);
    if (node.whole == facts::kCellOdd) return ask();
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    node.form = Form::kText;
    node.text = *text;
  } else {
    return ask();
  }
  return add(std::move(node));
}

const Node* Lowering::make(const ir::Expr&, const ir::Constant& node, const Scope&) { return constant(node.value); }

const Node* Lowering::make(const ir::Expr& expr, const ir::Read& node, const Scope& scope) {
  const Place place = place_of(node.path, scope);
  if (!place.ok || place.steps.empty()) return ask();
  if (!place.of_element) return cell(place.row, place.steps[0]);
  if (expr.type.kind == TypeKind::kList || expr.type.kind == TypeKind::kDuration) return ask();
  Node element;
  element.op = Op::kElement;
  element.form = form_of(expr.type.kind);
  element.frame = place.frame;
  element.steps = place.steps;
  element.type = &expr.type;
  element.scale = facts::cell_scale(expr.type.kind);
  element.currency = expr.type.kind != TypeKind::kMoney ? 0
                     : expr.type.currency               ? facts::currency_code(*expr.type.currency)
                                                        : -1;
  return add(std::move(element));
}

/// A definition's body where its record is known; else it is unknown, whatever the body says.
const Node* Lowering::make(const ir::Expr&, const ir::UseDefine& node, const Scope& scope) {
  const ir::Define& define = program_.defines[node.define];
  Scope inside = scope;
  inside.frames_below = scope.frames;
  const Place base = place_of(node.base, scope);
  if (!base.ok) return ask();
  Node with;
  if (base.of_element) {
    inside.frame = base.frame;
    inside.prefix = base.steps;
    with.op = Op::kWithElement;
    with.frame = base.frame;
    with.steps = base.steps;
  } else {
    inside.frame = ListPlace::kNoFrame;
    inside.prefix.clear();
    inside.row = base.row;
    if (!base.steps.empty()) {
      const std::optional<std::uint16_t> to = record_at(base.row, base.steps[0]);
      if (!to) return ask();
      inside.row = *to;
    }
    with.op = Op::kWithRow;
    with.row = inside.row;
  }
  const Made body = lowered(define.value, inside);
  if (!base.of_element && inside.row == 0) return body;
  if (body->op == Op::kAsk || body->op == Op::kCellIn || body->op == Op::kCellCompare || body->op == Op::kCell) {
    return body;  // of a record that is unknown every cell is
  }
  with.form = body->form;
  with.scale = body->scale;
  with.currency = body->currency;
  with.a = body;
  return add(std::move(with));
}

const Node* Lowering::make(const ir::Expr& expr, const ir::SubjectDate&, const Scope&) {
  Node node;
  const bool day = expr.type.kind == TypeKind::kDate;
  node.op = day ? Op::kSubjectDay : Op::kSubjectMoment;
  node.form = day ? Form::kWhole : Form::kMoment;
  return add(std::move(node));
}

const Node* Lowering::make(const ir::Expr&, const ir::Not& node, const Scope& scope) {
  const Made operand = condition(node.operand, scope);
  Node result;
  switch (operand->op) {
    case Op::kTruth:
      return truth(operand->answer == Answer::kTrue    ? Answer::kFalse
                   : operand->answer == Answer::kFalse ? Answer::kTrue
                                                       : operand->answer);
    case Op::kCellIn: {
      const SmallCell& small = segment_.small_cells[small_by_place_.at({operand->row, operand->cell})];
      result.op = Op::kCellIn;
      result.row = operand->row;
      result.cell = operand->cell;
      result.set = ~operand->set & ((std::uint64_t{1} << small.values) - 1);
      return add(std::move(result));
    }
    case Op::kNot: return operand->a;
    case Op::kAsk: return operand;
    default: break;
  }
  result.op = Op::kNot;
  result.a = operand;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::And& node, const Scope& scope) {
  Node result;
  result.op = Op::kAnd;
  for (const ir::ExprId operand : node.operands) {
    const Made made = condition(operand, scope);
    if (made->op == Op::kTruth && made->answer == Answer::kTrue) continue;
    if (made->op == Op::kTruth && made->answer == Answer::kFalse) return made;
    if (made->op == Op::kAnd) {
      result.list.insert(result.list.end(), made->list.begin(), made->list.end());
    } else {
      result.list.push_back(made);
    }
  }
  if (result.list.empty()) return truth(Answer::kTrue);
  std::stable_sort(result.list.begin(), result.list.end(), [](Made a, Made b) { return a->cost < b->cost; });
  result.list.erase(std::unique(result.list.begin(), result.list.end()), result.list.end());
  return result.list.size() == 1 ? result.list[0] : add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::Or& node, const Scope& scope) {
  Node result;
  result.op = Op::kOr;
  for (const ir::ExprId operand : node.operands) {
    const Made made = condition(operand, scope);
    if (made->op == Op::kTruth && made->answer == Answer::kFalse) continue;
    if (made->op == Op::kTruth && made->answer == Answer::kTrue) return made;
    result.list.push_back(made);
  }
  if (result.list.empty()) return truth(Answer::kFalse);
  std::stable_sort(result.list.begin(), result.list.end(), [](Made a, Made b) { return a->cost < b->cost; });
  return result.list.size() == 1 ? result.list[0] : add(std::move(result));
}

/// A cell beside a constant: one look.
const Node* Lowering::compared_with_constant(ir::Compare op, TypeKind kind, Made cell, Made constant) {
  Node node;
  node.row = cell->row;
  node.cell = cell->cell;
  node.compare = op;
  const auto small = small_by_place_.find({cell->row, cell->cell});
  if (small != small_by_place_.end()) {
    node.op = Op::kCellIn;
    node.compare = ir::Compare::kEqual;
    for (std::uint8_t value = 0; value < segment_.small_cells[small->second].values; ++value) {
      if (holds(op, value, constant->whole)) node.set |= std::uint64_t{1} << value;
    }
    return add(std::move(node));
  }
  if (form_of(kind) == Form::kWhole) {
    node.op = Op::kCellCompare;
    node.whole = constant->whole;
    return add(std::move(node));
  }
  if (form_of(kind) != Form::kNumber || constant->scale > cell->scale) return nullptr;
  const Wide scaled = Wide{constant->whole} * power_of_ten(cell->scale - constant->scale);
  if (scaled > std::numeric_limits<std::int64_t>::max() || scaled < facts::kCellValueMin) return nullptr;
  node.whole = static_cast<std::int64_t>(scaled);
  node.op = Op::kCellCompare;
  if (kind == TypeKind::kMoney) {
    node.currency = constant->currency;
    if (cell->currency == -1) {
      node.op = Op::kMoneyCompare;
    } else if (cell->currency != constant->currency) {
      return ask();
    } else {
      node.currency = 0;
    }
  }
  return add(std::move(node));
}

const Node* Lowering::compared(ir::Compare op, TypeKind kind, Made left, Made right) {
  if (left->op == Op::kAsk) return left;
  if (right->op == Op::kAsk) return right;
  const bool equality = op == ir::Compare::kEqual || op == ir::Compare::kNotEqual;
  if (left->form != right->form || left->form == Form::kTruth || (!equality && !has_order(kind))) return ask();
  if (is_constant(left)) {
    std::swap(left, right);
    op = turned(op);
  }
  if (left->op == Op::kCell && is_constant(right)) {
    if (const Made made = compared_with_constant(op, kind, left, right)) return made;
  }
  Node node;
  node.compare = op;
  node.a = left;
  node.b = right;
  switch (left->form) {
    case Form::kTruth: return ask();
    case Form::kWhole: node.op = Op::kCompareWhole; break;
    case Form::kText: node.op = Op::kCompareText; break;
    case Form::kMoment:
      node.op = Op::kCompareMoment;
      break;
    case Form::kNumber: {
      node.op = Op::kCompareNumber;
      const std::int32_t scale = std::max(left->scale, right->scale);
      if (scale - std::min(left->scale, right->scale) > kStepMax) return ask();
      node.whole = power_of_ten(scale - left->scale);
      node.other_whole = power_of_ten(scale - right->scale);
      break;
    }
  }
  return add(std::move(node));
}

const Node* Lowering::make(const ir::Expr&, const ir::Comparison& node, const Scope& scope) {
  const TypeKind kind = program_.exprs[node.left].type.kind;
  if (kind != program_.exprs[node.right].type.kind) return ask();
  return compared(node.op, kind, value(node.left, scope), value(node.right, scope));
}

const Node* Lowering::make(const ir::Expr&, const ir::IsOneOf& node, const Scope& scope) {
  const TypeKind kind = program_.exprs[node.operand].type.kind;
  // Of amounts an option in another currency decides where it stands.
  if (kind == TypeKind::kMoney) return ask();
  const Made operand = value(node.operand, scope);
  Node result;
  result.op = Op::kOr;
  std::uint64_t set = 0;
  bool all_sets = true;
  for (const ir::ExprId option : node.options) {
    if (program_.exprs[option].type.kind != kind) return ask();
    const Made same = compared(ir::Compare::kEqual, kind, operand, value(option, scope));
    all_sets = all_sets && same->op == Op::kCellIn;
    set |= same->set;
    result.list.push_back(same);
  }
  if (result.list.empty()) return ask();
  if (!all_sets) return result.list.size() == 1 ? result.list[0] : add(std::move(result));
  Node in = *result.list[0];
  in.set = set;
  in.memo = -1;
  return add(std::move(in));
}

const Node* Lowering::make(const ir::Expr&, const ir::IsKnown& node, const Scope& scope) {
  Node known;
  if (const auto* read = std::get_if<ir::Read>(&program_.exprs[node.operand].node)) {
    const Place place = place_of(read->path, scope);
    if (!place.ok || place.steps.empty()) return ask();
    const TypeKind kind = program_.exprs[node.operand].type.kind;
    if (kind == TypeKind::kList) {
      known.op = Op::kListKnown;
      known.place = list_place(read->path, scope, nullptr);
      return known.place == nullptr ? ask() : add(std::move(known));
    }
    if (!place.of_element && kind == TypeKind::kReference) {
      const std::optional<std::uint16_t> to = record_at(place.row, place.steps[0]);
      if (!to) return ask();
      known.op = Op::kRowKnown;
      known.row = *to;
      return add(std::move(known));
    }
    if (!place.of_element) {
      const Made made = cell(place.row, place.steps[0]);
      if (made->op != Op::kCell) return ask();
      known.op = Op::kCellKnown;
      known.row = made->row;
      known.cell = made->cell;
      return add(std::move(known));
    }
    if (kind == TypeKind::kReference) return ask();
  }
  const Made operand = lowered(node.operand, scope);
  if (operand->op == Op::kAsk) return operand;
  known.op = Op::kIsKnown;
  known.a = operand;
  return add(std::move(known));
}

// ---------------------------------------------------------------- numbers

const Node* Lowering::rescaled(Made value, std::int32_t scale) {
  if (value->op == Op::kAsk || value->form != Form::kNumber || value->scale == scale) return value;
  const std::int32_t steps = scale - value->scale;
  if (steps < 0 || steps > kStepMax || scale > kScaleMax) return ask();
  if (is_constant(value)) {
    const Wide scaled = Wide{value->whole} * power_of_ten(steps);
    if (scaled <= std::numeric_limits<std::int64_t>::max() && scaled >= facts::kCellValueMin) {
      return number(static_cast<std::int64_t>(scaled), scale, value->currency);
    }
  }
  Node node;
  node.op = Op::kRescale;
  node.form = Form::kNumber;
  node.a = value;
  node.whole = power_of_ten(steps);
  node.scale = scale;
  node.currency = value->currency;
  return add(std::move(node));
}

/// Brings values to one form and scale; false where they have none, or one cannot be computed.
bool Lowering::same_scale(std::vector<Made>& values) {
  std::int32_t scale = 0;
  for (const Made each : values) {
    if (each->op == Op::kAsk || each->form != values[0]->form) return false;
    scale = std::max(scale, each->scale);
  }
  for (Made& each : values) {
    each = rescaled(each, scale);
    if (each->op == Op::kAsk) return false;
  }
  return true;
}

const Node* Lowering::make(const ir::Expr&, const ir::Calculation& node, const Scope& scope) {
  std::vector<Made> sides{value(node.left, scope), value(node.right, scope)};
  Node result;
  result.form = Form::kNumber;
  if (sides[0]->form != Form::kNumber || sides[1]->form != Form::kNumber) return ask();
  if (node.op == ir::Arithmetic::kMultiply) {
    result.op = Op::kMultiply;
    result.scale = sides[0]->scale + sides[1]->scale;
    if (result.scale > kScaleMax) return ask();
  } else {
    if (!same_scale(sides)) return ask();
    result.op = node.op == ir::Arithmetic::kAdd ? Op::kAdd : Op::kSubtract;
    result.scale = sides[0]->scale;
  }
  result.a = sides[0];
  result.b = sides[1];
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::Negation& node, const Scope& scope) {
  Node result;
  result.op = Op::kNegate;
  result.form = Form::kNumber;
  result.a = value(node.operand, scope);
  if (result.a->form != Form::kNumber) return ask();
  result.scale = result.a->scale;
  return add(std::move(result));
}

/// `whole` is the unit's coefficient, `other_whole` what brings dividend and unit to one scale.
const Node* Lowering::make(const ir::Expr&, const ir::Rounded& node, const Scope& scope) {
  Node result;
  result.op = Op::kRound;
  result.form = Form::kNumber;
  result.a = value(node.operand, scope);
  if (result.a->form != Form::kNumber || node.unit.scale() > kStepMax) return ask();
  const std::optional<std::int64_t> unit = node.unit.coefficient_at(node.unit.scale());
  if (!unit || *unit <= 0) return ask();
  if (result.a->scale < node.unit.scale()) result.a = rescaled(result.a, node.unit.scale());
  if (result.a->op == Op::kAsk) return ask();
  const std::int32_t steps = result.a->scale - node.unit.scale();
  if (steps > kStepMax) return ask();
  const Wide divisor = Wide{*unit} * power_of_ten(steps);
  if (divisor > std::numeric_limits<std::int64_t>::max()) return ask();
  result.whole = *unit;
  result.other_whole = static_cast<std::int64_t>(divisor);
  result.mode = static_cast<std::uint8_t>(node.mode);
  result.scale = node.unit.scale();
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::Division& node, const Scope& scope) {
  std::vector<Made> sides{value(node.left, scope), value(node.right, scope)};
  Node result;
  result.op = Op::kDivide;
  result.form = Form::kNumber;
  if (sides[0]->form != Form::kNumber || sides[1]->form != Form::kNumber || !same_scale(sides)) return ask();
  if (node.unit.scale() > kStepMax) return ask();
  const std::optional<std::int64_t> unit = node.unit.coefficient_at(node.unit.scale());
  if (!unit || *unit <= 0) return ask();
  result.a = sides[0];
  result.b = sides[1];
  result.whole = *unit;
  result.other_whole = power_of_ten(node.unit.scale());
  result.mode = static_cast<std::uint8_t>(node.mode);
  result.scale = node.unit.scale();
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr& expr, const ir::Extreme& node, const Scope& scope) {
  std::vector<Made> options;
  for (const ir::ExprId option : node.options) options.push_back(value(option, scope));
  if (options.empty() || !has_order(expr.type.kind) || !same_scale(options)) return ask();
  Node result;
  result.op = node.larger ? Op::kLarger : Op::kSmaller;
  result.form = options[0]->form;
  result.scale = options[0]->scale;
  // Among moments a day alone, and how an instant was written, make a difference.
  if (result.form != Form::kNumber && result.form != Form::kWhole) return ask();
  result.list = std::move(options);
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr& expr, const ir::Choose& node, const Scope& scope) {
  Node result;
  result.a = condition(node.condition, scope);
  if (expr.type.kind == TypeKind::kTruth) {
    result.op = Op::kIf;
    result.b = condition(node.then_value, scope);
    result.c = condition(node.else_value, scope);
    return add(std::move(result));
  }
  std::vector<Made> values{value(node.then_value, scope), value(node.else_value, scope)};
  if (!same_scale(values)) return ask();
  if (result.a->op == Op::kTruth && result.a->answer == Answer::kTrue) return values[0];
  if (result.a->op == Op::kTruth && result.a->answer == Answer::kFalse) return values[1];
  result.op = Op::kChoose;
  result.b = values[0];
  result.c = values[1];
  result.form = result.b->form;
  result.scale = result.b->scale;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::OrElse& node, const Scope& scope) {
  std::vector<Made> values{value(node.operand, scope), value(node.fallback, scope)};
  if (!same_scale(values)) return ask();
  Node result;
  result.op = Op::kOrElse;
  result.a = values[0];
  result.b = values[1];
  result.form = result.a->form;
  result.scale = result.a->scale;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr& expr, const ir::UseParameter& node, const Scope& scope) {
  const ir::Parameter& parameter = program_.parameters[node.parameter];
  const Value* found = parameter.single();
  if (found == nullptr && scope.judged == nullptr) {
    for (const ir::DatedValue& each : parameter.values) {
      if (each.period.covers(day_)) found = &each.value;
    }
  }
  if (found == nullptr) return ask();
  if (const auto* length = std::get_if<Duration>(found)) {
    return expr.type.kind == TypeKind::kNumber ? number(length->count, 0, 0) : ask();
  }
  return constant(*found);
}

// ---------------------------------------------------------------- time

const Node* Lowering::make(const ir::Expr& expr, const ir::Shift& node, const Scope& scope) {
  Node result;
  result.op = Op::kShift;
  result.a = value(node.count, scope);
  result.b = value(node.anchor, scope);
  if (result.a->form != Form::kNumber || (result.b->form != Form::kWhole && result.b->form != Form::kMoment)) return ask();
  const TypeKind anchor = program_.exprs[node.anchor].type.kind;
  if (anchor != TypeKind::kDate && anchor != TypeKind::kMoment) return ask();
  if (expr.type.kind != anchor) return ask();
  result.form = result.b->form;
  result.unit = static_cast<std::uint8_t>(node.unit);
  result.flag = node.forward;
  result.whole = power_of_ten(result.a->scale);
  result.ruleset = scope.ruleset;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::Elapsed& node, const Scope& scope) {
  Node result;
  result.op = Op::kElapsed;
  result.form = Form::kNumber;
  result.a = value(node.from, scope);
  result.b = value(node.to, scope);
  for (const auto& [made, id] : {std::pair{result.a, node.from}, std::pair{result.b, node.to}}) {
    const TypeKind kind = program_.exprs[id].type.kind;
    if (made->op == Op::kAsk || (kind != TypeKind::kDate && kind != TypeKind::kMoment)) return ask();
  }
  result.mode = static_cast<std::uint8_t>(node.leap_day);
  result.unit = static_cast<std::uint8_t>(node.unit);
  result.ruleset = scope.ruleset;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::DateOf& node, const Scope& scope) {
  const Made operand = value(node.operand, scope);
  if (operand->op == Op::kSubjectMoment) {
    Node day;
    day.op = Op::kSubjectDay;
    day.form = Form::kWhole;
    return add(std::move(day));
  }
  if (operand->form == Form::kWhole && program_.exprs[node.operand].type.kind == TypeKind::kDate) return operand;
  if (operand->form != Form::kMoment) return ask();
  Node result;
  result.op = Op::kDateOf;
  result.form = Form::kWhole;
  result.a = operand;
  result.ruleset = scope.ruleset;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::CloseOfBusiness& node, const Scope& scope) {
  Node result;
  result.op = Op::kClose;
  result.form = Form::kMoment;
  result.a = value(node.day, scope);
  const TypeKind kind = program_.exprs[node.day].type.kind;
  if (result.a->op == Op::kAsk || (kind != TypeKind::kDate && kind != TypeKind::kMoment)) return ask();
  if (!scope.ruleset->close_of_business_s) return ask();
  result.ruleset = scope.ruleset;
  return add(std::move(result));
}

const Node* Lowering::make(const ir::Expr&, const ir::Mentions& node, const Scope& scope) {
  Node result;
  result.op = Op::kMentions;
  result.a = value(node.operand, scope);
  if (result.a->form != Form::kText) return ask();
  result.data = &node.words;
  return add(std::move(result));
}

}  // namespace probity::plan
