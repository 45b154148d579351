// Nodes, each once; what is known of them beforehand.
#include <algorithm>
#include <set>

#include "engine/plan/lowering.h"

namespace probity::plan {
namespace {

/// Text that is the same for nodes that say the same.
class Signature {
 public:
  explicit Signature(const Node& node) {
    put(static_cast<std::int64_t>(node.op));
    put(static_cast<std::int64_t>(node.form));
    put(static_cast<std::int64_t>(node.answer));
    put(static_cast<std::int64_t>(node.compare));
    put((node.unit << 16) | (node.mode << 8) | (node.flag ? 1 : 0));
    put((std::int64_t{node.frame} << 32) | (std::int64_t{node.row} << 16) | node.cell);
    put(node.scale);
    put(node.currency);
    put(node.whole);
    put(node.other_whole);
    put(static_cast<std::int64_t>(node.set));
    for (const void* pointer : {static_cast<const void*>(node.a), static_cast<const void*>(node.b),
                                static_cast<const void*>(node.c), static_cast<const void*>(node.ruleset), node.data,
                                static_cast<const void*>(node.place), static_cast<const void*>(node.type)}) {
      put(reinterpret_cast<std::int64_t>(pointer));
    }
    put(static_cast<std::int64_t>(node.list.size()));
    for (const Node* each : node.list) put(reinterpret_cast<std::int64_t>(each));
    put(static_cast<std::int64_t>(node.steps.size()));
    for (const std::uint32_t step : node.steps) put(step);
    put(node.period.from ? node.period.from->days_since_1970() : INT64_MIN);
    put(node.period.to ? node.period.to->days_since_1970() : INT64_MAX);
    text_ += node.text;
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void put(std::int64_t number) { text_.append(reinterpret_cast<const char*>(&number), sizeof number); }
  std::string text_;
};

bool is_cheap(Op op) {
  switch (op) {
    case Op::kAsk:
    case Op::kTruth:
    case Op::kCellIn:
    case Op::kCellCompare:
    case Op::kMoneyCompare:
    case Op::kCellKnown:
    case Op::kRowKnown:
    case Op::kListKnown:
    case Op::kNot:
    case Op::kConstant:
    case Op::kCell:
    case Op::kKey:
    case Op::kSubjectMoment:
    case Op::kSubjectDay:
    case Op::kWholeOf:
    case Op::kTruthOf:
    case Op::kDayIn:
    case Op::kSetHas: return true;
    default: return false;
  }
}

std::uint32_t own_cost(Op op) {
  switch (op) {
    case Op::kSome:
    case Op::kNo:
    case Op::kEvery:
    case Op::kAcknowledged:
    case Op::kCount:
    case Op::kTotal:
    case Op::kLargest:
    case Op::kSmallest:
    case Op::kLatest:
    case Op::kEarliest: return 200;
    case Op::kAsk: return 10'000;
    case Op::kMentions:
    case Op::kShift:
    case Op::kElapsed:
    case Op::kDivide:
    case Op::kRound: return 20;
    case Op::kLookup: return 15;
    case Op::kDateOf: return 10;
    default: return is_cheap(op) ? 1 : 3;
  }
}

}  // namespace

void Lowering::analyse(Node& node) {
  std::set<std::uint16_t> small;
  node.cost = own_cost(node.op);
  const auto take = [&](const Node* part) {
    if (part == nullptr) return;
    node.cost = std::min<std::uint32_t>(node.cost + part->cost, 1'000'000);
    node.frames |= part->frames;
    node.only_small = node.only_small && part->only_small;
    small.insert(part->small.begin(), part->small.end());
  };
  take(node.a), take(node.b), take(node.c);
  for (const Node* each : node.list) take(each);
  if (node.op == Op::kLookup) {
    for (const TableRow& row : static_cast<const LookupPlan*>(node.data)->rows) take(row.gives);
  } else if (node.place != nullptr && node.data != nullptr && node.op != Op::kAcknowledged) {
    const auto& window = *static_cast<const WindowPlan*>(node.data);
    take(window.count), take(window.anchor), take(window.date);
  }
  switch (node.op) {
    case Op::kCellIn:
    case Op::kCellKnown:
    case Op::kCell: {
      const auto found = small_by_place_.find({node.row, node.cell});
      if (found == small_by_place_.end()) {
        node.only_small = false;
      } else {
        small.insert(found->second);
      }
      break;
    }
    case Op::kElement:
    case Op::kWithElement:
      node.frames |= 1U << node.frame;
      node.only_small = false;
      break;
    case Op::kAsk:
    case Op::kCellCompare:
    case Op::kMoneyCompare:
    case Op::kRowKnown:
    case Op::kListKnown:
    case Op::kSome:
    case Op::kNo:
    case Op::kEvery:
    case Op::kSetHas:
    case Op::kAcknowledged:
    case Op::kWithRow:
    case Op::kKey:
    case Op::kSubjectMoment:
    case Op::kSubjectDay:
    case Op::kCount:
    case Op::kTotal:
    case Op::kLargest:
    case Op::kSmallest:
    case Op::kLatest:
    case Op::kEarliest: node.only_small = false; break;
    default: break;
  }
  if (node.place != nullptr) {
    const bool goes_through = node.op != Op::kListKnown && node.op != Op::kAcknowledged;
    if (goes_through) node.frames &= ~(1U << node.frame);  // its own elements mean nothing outside it
    if (node.place->frame != ListPlace::kNoFrame) node.frames |= 1U << node.place->frame;
  }
  node.small.assign(small.begin(), small.end());
}

const Node* Lowering::add(Node node) {
  std::string signature = Signature(node).take();
  const auto [place, is_new] = known_.try_emplace(std::move(signature), nullptr);
  if (!is_new) {
    return again(*place->second);
  }
  analyse(node);
  place->second = &segment_.nodes.emplace_back(std::move(node));
  return place->second;
}

/// A node that stands in two places is computed once.
const Node* Lowering::again(const Node& node) {
  const bool kept = node.memo >= 0 || node.in_list() || is_cheap(node.op);
  if (!kept) const_cast<Node&>(node).memo = static_cast<std::int32_t>(segment_.memos++);  // NOLINT: its own nodes
  return &node;
}

const Node* Lowering::ask() { return add(Node()); }

const Node* Lowering::truth(Answer answer) {
  Node node;
  node.op = Op::kTruth;
  node.answer = answer;
  return add(std::move(node));
}

std::optional<std::uint16_t> Lowering::record_at(std::uint16_t parent, std::uint32_t field) {
  const auto known = records_by_field_.find({parent, field});
  if (known != records_by_field_.end()) return known->second;
  constexpr std::size_t kRecordsMax = 60;
  const Id<Entity> entity = segment_.records[parent].entity;
  const auto& fields = program_.schema.entities[entity].fields;
  if (segment_.records.size() >= kRecordsMax || field >= fields.size()) return std::nullopt;
  const std::uint16_t cell = layout_[entity].cell_of[field];
  if (fields[field].type.kind != TypeKind::kReference || cell == facts::Layout::kNone) return std::nullopt;
  const auto place = static_cast<std::uint16_t>(segment_.records.size());
  segment_.records.push_back({parent, cell, field, fields[field].type.entity});
  records_by_field_.emplace(std::pair{parent, field}, place);
  return place;
}

Lowering::Place Lowering::place_of(const ir::Path& path, const Scope& scope) {
  Place place;
  std::uint16_t row = scope.row;
  if (path.root == ir::Root::kElement) {
    const int within = scope.frames - scope.frames_below;
    if (static_cast<int>(path.level) >= within) return place;
    place.of_element = true;
    place.frame = static_cast<std::uint8_t>(scope.frames - 1 - static_cast<int>(path.level));
    place.steps = path.steps;
  } else if (scope.frame != ListPlace::kNoFrame) {
    place.of_element = true;
    place.frame = scope.frame;
    place.steps = scope.prefix;
    place.steps.insert(place.steps.end(), path.steps.begin(), path.steps.end());
  } else {
    for (std::size_t i = 0; i + 1 < path.steps.size(); ++i) {
      const std::optional<std::uint16_t> next = record_at(row, path.steps[i]);
      if (!next) return place;
      row = *next;
    }
    if (!path.steps.empty()) place.steps = {path.steps.back()};
  }
  place.row = row;
  place.ok = true;
  return place;
}

/// A field's cell as a value, a reference as its key.
const Node* Lowering::cell(std::uint16_t row, std::uint32_t field) {
  const Id<Entity> entity = segment_.records[row].entity;
  const Type& type = program_.schema.entities[entity].fields[field].type;
  Node node;
  node.row = row;
  if (type.kind == TypeKind::kReference) {
    const std::optional<std::uint16_t> to = record_at(row, field);
    if (!to) return ask();
    node.op = Op::kKey;
    node.form = Form::kText;
    node.row = *to;
    return add(std::move(node));
  }
  node.op = Op::kCell;
  node.cell = layout_[entity].cell_of[field];
  if (node.cell == facts::Layout::kNone || type.kind == TypeKind::kList) return ask();
  node.scale = facts::cell_scale(type.kind);
  std::size_t values = 0;
  switch (type.kind) {
    case TypeKind::kEnumeration:
      values = program_.schema.enumerations[type.enumeration].values.size();
      node.form = Form::kWhole;
      break;
    case TypeKind::kTruth:
      values = 2;
      node.form = Form::kWhole;
      break;
    case TypeKind::kDate: node.form = Form::kWhole; break;
    case TypeKind::kMoment: node.form = Form::kMoment; break;
    case TypeKind::kText: node.form = Form::kText; break;
    case TypeKind::kNumber:
    case TypeKind::kRate: node.form = Form::kNumber; break;
    case TypeKind::kMoney:
      node.form = Form::kNumber;
      node.currency = type.currency ? facts::currency_code(*type.currency) : -1;
      break;
    default: return ask();
  }
  constexpr std::size_t kFew = 63;
  if (values > 0 && values <= kFew && !small_by_place_.contains({row, node.cell})) {
    small_by_place_.emplace(std::pair{row, node.cell}, static_cast<std::uint16_t>(segment_.small_cells.size()));
    segment_.small_cells.push_back({row, node.cell, static_cast<std::uint8_t>(values)});
  }
  return add(std::move(node));
}

}  // namespace probity::plan
