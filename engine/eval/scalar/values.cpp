// Values and conditions of one subject; what each means is in the reference evaluator.
#include "engine/eval/scalar/values.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/eval/reference/time_arithmetic.h"
#include "engine/values/rounding.h"

namespace probity::eval::scalar {
namespace {

using facts::kCellOdd;
using facts::kCellUnknown;
using facts::kCellValueMin;
using plan::Form;
using plan::Op;

constexpr Wide kNumberMax = [] {  // 38 digits
  Wide power = 1;
  for (int i = 0; i < 38; ++i) power *= 10;
  return power - 1;
}();

bool is_small(Wide value) {
  return value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
}

Answer answer_of(bool holds) { return holds ? Answer::kTrue : Answer::kFalse; }
Answer not_known(Got got) { return got == Got::kUnknown ? Answer::kUnknown : Answer::kAsk; }
Answer not_known(std::int64_t cell) { return cell == kCellUnknown ? Answer::kUnknown : Answer::kAsk; }
Answer negated(Answer answer) {
  return answer == Answer::kTrue ? Answer::kFalse : answer == Answer::kFalse ? Answer::kTrue : answer;
}
/// Neither is known; the doubt that only the reference can settle outweighs the other.
Answer worse(Got a, Got b) { return a == Got::kAsk || b == Got::kAsk ? Answer::kAsk : Answer::kUnknown; }
Got either(Got a, Got b) { return std::max(a, b); }

template <typename Number>
bool holds(ir::Compare op, Number left, Number right) {
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

/// The currency of two amounts together; none of them where they have no sum. Nought of no currency fits
/// beside any.
bool same_currency(const Held& a, const Held& b, std::int32_t& currency) {
  static const std::int32_t kNone = facts::currency_code(Currency());
  currency = a.currency;
  if (a.currency == b.currency) return true;
  if (b.currency == kNone && b.number == 0 && a.currency != 0) return true;
  currency = b.currency;
  return a.currency == kNone && a.number == 0 && b.currency != 0;
}

bool scale_up(Held& held, std::int64_t factor) {
  if (factor == 1) return true;
  if (!is_small(held.number)) return false;
  held.number *= factor;
  return true;
}

Answer answer_of(Truth truth) {
  return truth == Truth::kTrue ? Answer::kTrue : truth == Truth::kFalse ? Answer::kFalse : Answer::kUnknown;
}

bool reaches(const plan::CellTest::Range& range, Wide value) {
  if (range.has_low && (value < range.low || (range.low_open && value == range.low))) return false;
  return !range.has_high || !(range.high < value || (range.high_open && value == range.high));
}

}  // namespace

void Computation::use(const plan::SubjectPlan& subject, const Zone& zone, const plan::Segment& segment) {
  if (segment_ == &segment) return;
  zone_ = &zone;
  if (subject_ == nullptr || &subject_->layout() != &subject.layout()) {
    made_ = std::make_unique<facts::RowStore>(subject.layout());
    standing_ = std::make_unique<facts::RowStore>(subject.layout());
    unknown_.clear();
    odd_.clear();
    const Schema& schema = subject.program().schema;
    for (std::uint32_t entity = 0; entity < schema.entities.size(); ++entity) {
      unknown_.push_back(standing_->add(Id<Entity>(entity)));
      facts::Row* const odd = standing_->add(Id<Entity>(entity));
      std::fill_n(odd->cells(), subject.layout()[Id<Entity>(entity)].cells, kCellOdd);
      odd_.push_back(odd);
    }
  }
  subject_ = &subject;
  segment_ = &segment;
  if (kept_.size() < segment.memos) kept_.resize(segment.memos);
  for (Kept& kept : kept_) kept.of = 0;
}

void Computation::begin(const facts::Row& row, std::string_view id, std::int64_t moment, Date day) {
  ++subject_number_;
  visits_ = 0;
  id_ = id;
  moment_ = moment;
  day_ = day;
  rows_[0] = &row;
  row_known_[0] = true;
  made_->clear();
  for (std::size_t i = 1; i < segment_->records.size(); ++i) {
    const plan::RecordPlace& place = segment_->records[i];
    const facts::Row& parent = *rows_[place.parent];
    const std::int64_t cell = parent.cells()[place.cell];
    row_known_[i] = cell != kCellUnknown;
    if (cell >= kCellValueMin) {
      rows_[i] = reinterpret_cast<const facts::Row*>(cell);
    } else if (cell == facts::kCellUnread) {
      rows_[i] = made_->add(*std::get<facts::RecordPtr>(parent.record->fields[place.field]));
    } else {
      rows_[i] = (cell == kCellUnknown ? unknown_ : odd_)[place.entity.index()];
    }
  }
}

Answer Computation::condition(const Node& node) {
  if (node.memo < 0) return compute_condition(node);
  Kept& kept = kept_[static_cast<std::size_t>(node.memo)];
  if (kept.of == subject_number_) return kept.answer;
  const Answer answer = compute_condition(node);
  kept.of = subject_number_;
  kept.answer = answer;
  return answer;
}

Got Computation::value(const Node& node, Held& held) {
  if (node.memo < 0) return compute_value(node, held);
  Kept& kept = kept_[static_cast<std::size_t>(node.memo)];
  if (kept.of == subject_number_) {
    held = kept.held;
    return kept.got;
  }
  const Got got = compute_value(node, held);
  kept.of = subject_number_;
  kept.got = got;
  kept.held = held;
  return got;
}

// ---------------------------------------------------------------- conditions

Answer Computation::compute_condition(const Node& node) {
  switch (node.op) {
    case Op::kTruth: return node.answer;
    case Op::kCellIn: {
      const std::int64_t cell = rows_[node.row]->cells()[node.cell];
      if (cell < kCellValueMin) return not_known(cell);
      return answer_of(((node.set >> cell) & 1U) != 0);
    }
    case Op::kCellCompare: {
      const std::int64_t cell = rows_[node.row]->cells()[node.cell];
      if (cell < kCellValueMin) return not_known(cell);
      return answer_of(holds(node.compare, cell, node.whole));
    }
    case Op::kMoneyCompare: {
      const std::int64_t* cells = rows_[node.row]->cells() + node.cell;
      if (cells[0] < kCellValueMin) return not_known(cells[0]);
      if (cells[1] != node.currency) return Answer::kAsk;
      return answer_of(holds(node.compare, cells[0], node.whole));
    }
    case Op::kCellKnown: {
      // Of a record that is unknown nothing is known; one that is no record is left to the reference.
      const bool odd_row = rows_[node.row]->record == nullptr && rows_[node.row]->cells()[node.cell] == kCellOdd;
      if (odd_row && node.row != 0) return Answer::kAsk;
      return answer_of(rows_[node.row]->cells()[node.cell] != kCellUnknown);
    }
    case Op::kRowKnown: return answer_of(row_known_[node.row]);
    case Op::kListKnown: {
      const facts::List* list = nullptr;
      const Got got = find_list(*node.place, list);
      return got == Got::kAsk ? Answer::kAsk : answer_of(got == Got::kKnown);
    }
    case Op::kIsKnown: {
      if (node.a->form == Form::kTruth) {
        const Answer answer = condition(*node.a);
        return answer == Answer::kAsk ? Answer::kAsk : answer_of(answer != Answer::kUnknown);
      }
      Held held;
      const Got got = value(*node.a, held);
      return got == Got::kAsk ? Answer::kAsk : answer_of(got == Got::kKnown);
    }
    case Op::kNot: return negated(condition(*node.a));
    case Op::kAnd: return all_of(node);
    case Op::kOr: return any_of(node);
    case Op::kIf: {
      const Answer asked = condition(*node.a);
      if (asked == Answer::kTrue) return condition(*node.b);
      if (asked == Answer::kFalse) return condition(*node.c);
      if (asked == Answer::kAsk) return Answer::kAsk;
      const Answer then = condition(*node.b);
      const Answer otherwise = condition(*node.c);
      if (then == Answer::kAsk || otherwise == Answer::kAsk) return Answer::kAsk;
      return then == otherwise ? then : Answer::kUnknown;
    }
    case Op::kCompareWhole: return compare_whole(node);
    case Op::kCompareNumber: return compare_numbers(node);
    case Op::kCompareMoment: return compare_moments(node);
    case Op::kCompareText: return compare_texts(node);
    case Op::kDayIn: {
      Held day;
      const Got got = value(*node.a, day);
      if (got != Got::kKnown) return Answer::kAsk;
      return answer_of(node.period.covers(Date::from_days(static_cast<std::int32_t>(day.whole))));
    }
    case Op::kSome:
    case Op::kNo:
    case Op::kEvery: return quantify(node);
    case Op::kSetHas: return set_has(node);
    case Op::kAcknowledged: return acknowledged(node);
    case Op::kMentions: {
      Held text;
      const Got got = value(*node.a, text);
      if (got != Got::kKnown) return not_known(got);
      const auto& words = *static_cast<const std::vector<std::string>*>(node.data);
      return answer_of(std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return text.text->find(word) != std::string::npos;
      }));
    }
    case Op::kTruthOf: {
      Held held;
      const Got got = value(*node.a, held);
      return got == Got::kKnown ? answer_of(held.whole != 0) : not_known(got);
    }
    case Op::kWithRow:
      if (!row_known_[node.row]) return Answer::kUnknown;
      return condition(*node.a);
    case Op::kWithElement:
      if (record_from(node.frame, node.steps) == nullptr) return Answer::kUnknown;
      return condition(*node.a);
    default: return Answer::kAsk;
  }
}

Answer Computation::all_of(const Node& node) {
  Answer result = Answer::kTrue;
  for (const Node* part : node.list) {
    const Answer answer = condition(*part);
    if (answer == Answer::kFalse) return answer;
    if (answer == Answer::kAsk || result == Answer::kTrue) result = answer;
  }
  return result;
}

Answer Computation::any_of(const Node& node) {
  Answer result = Answer::kFalse;
  for (const Node* part : node.list) {
    const Answer answer = condition(*part);
    if (answer == Answer::kTrue) return answer;
    if (answer == Answer::kAsk || result == Answer::kFalse) result = answer;
  }
  return result;
}

Answer Computation::compare_whole(const Node& node) {
  Held left, right;
  const Got a = value(*node.a, left), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return worse(a, b);
  return answer_of(holds(node.compare, left.whole, right.whole));
}

Answer Computation::compare_numbers(const Node& node) {
  Held left, right;
  const Got a = value(*node.a, left), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return worse(a, b);
  std::int32_t currency = 0;
  if (!same_currency(left, right, currency)) return Answer::kAsk;
  if (!scale_up(left, node.whole) || !scale_up(right, node.other_whole)) return Answer::kAsk;
  return answer_of(holds(node.compare, left.number, right.number));
}

Answer Computation::compare_moments(const Node& node) {
  Held left, right;
  const Got a = value(*node.a, left), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return worse(a, b);
  if (left.whole >= kCellValueMin && right.whole >= kCellValueMin) {
    return answer_of(holds(node.compare, left.whole, right.whole));
  }
  const Moment first = facts::moment_of_cell(left.whole), second = facts::moment_of_cell(right.whole);
  const Zone& zone = *zone_;
  switch (node.compare) {
    case ir::Compare::kEqual: return answer_of(is_same(first, second, zone));
    case ir::Compare::kNotEqual: return answer_of(!is_same(first, second, zone));
    case ir::Compare::kLess: return answer_of(probity::is_before(first, second, zone));
    case ir::Compare::kLessOrEqual: return answer_of(!probity::is_before(second, first, zone));
    case ir::Compare::kGreater: return answer_of(probity::is_before(second, first, zone));
    case ir::Compare::kGreaterOrEqual: return answer_of(!probity::is_before(first, second, zone));
  }
  return Answer::kAsk;
}

Answer Computation::compare_texts(const Node& node) {
  Held left, right;
  const Got a = value(*node.a, left), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return worse(a, b);
  return answer_of(holds(node.compare, left.text->compare(*right.text), 0));
}

// ---------------------------------------------------------------- values

Got Computation::compute_value(const Node& node, Held& held) {
  switch (node.op) {
    case Op::kConstant:
      held.number = node.whole;
      held.whole = node.whole;
      held.currency = node.currency;
      held.text = &node.text;
      return Got::kKnown;
    case Op::kCell: return cell(node, held);
    case Op::kElement: return element(node, held);
    case Op::kKey: {
      if (!row_known_[node.row]) return Got::kUnknown;
      if (rows_[node.row]->record == nullptr) return Got::kAsk;
      return key_of(rows_[node.row]->record, held);
    }
    case Op::kSubjectMoment:
      held.whole = moment_;
      return Got::kKnown;
    case Op::kSubjectDay:
      held.whole = day_.days_since_1970();
      return Got::kKnown;
    case Op::kWholeOf: {
      const Answer answer = condition(*node.a);
      held.whole = answer == Answer::kTrue ? 1 : 0;
      return answer == Answer::kAsk ? Got::kAsk : answer == Answer::kUnknown ? Got::kUnknown : Got::kKnown;
    }
    case Op::kAdd:
    case Op::kSubtract: return sum(node, held);
    case Op::kMultiply: return product(node, held);
    case Op::kNegate: {
      const Got got = value(*node.a, held);
      held.number = -held.number;
      return got;
    }
    case Op::kRescale: {
      const Got got = value(*node.a, held);
      if (got != Got::kKnown) return got;
      return scale_up(held, node.whole) ? Got::kKnown : Got::kAsk;
    }
    case Op::kRound: return rounded(node, held);
    case Op::kDivide: return divided(node, held);
    case Op::kLarger:
    case Op::kSmaller: return extreme(node, held);
    case Op::kChoose: {
      const Answer answer = condition(*node.a);
      if (answer == Answer::kTrue) return value(*node.b, held);
      if (answer == Answer::kFalse) return value(*node.c, held);
      return Got::kAsk;
    }
    case Op::kOrElse: {
      const Got got = value(*node.a, held);
      return got == Got::kUnknown ? value(*node.b, held) : got;
    }
    case Op::kShift: return shifted(node, held);
    case Op::kElapsed: return elapsed(node, held);
    case Op::kDateOf: {
      const Got got = value(*node.a, held);
      if (got != Got::kKnown) return got;
      held.whole = facts::moment_of_cell(held.whole).day_in(*node.ruleset->zone).days_since_1970();
      return got;
    }
    case Op::kClose: {
      const Got got = value(*node.a, held);
      if (got != Got::kKnown) return got;
      const Date day = day_of(held.whole, node.a->form == Form::kWhole);
      held.whole = node.ruleset->zone->instant_of(day, std::int64_t{*node.ruleset->close_of_business_s} * 1'000'000'000);
      return held.whole >= kCellValueMin ? Got::kKnown : Got::kAsk;
    }
    case Op::kLookup: return looked_up(node, held);
    case Op::kCount:
    case Op::kTotal:
    case Op::kLargest:
    case Op::kSmallest:
    case Op::kLatest:
    case Op::kEarliest: return of_elements(node, held);
    case Op::kWithRow:
      if (!row_known_[node.row]) return Got::kUnknown;
      return value(*node.a, held);
    case Op::kWithElement:
      if (record_from(node.frame, node.steps) == nullptr) return Got::kUnknown;
      return value(*node.a, held);
    default: return Got::kAsk;
  }
}

Got Computation::held_cell(const facts::CellValue& cell, Form form, Held& held) const {
  if (cell.cell == kCellUnknown) return Got::kUnknown;
  if (cell.cell == kCellOdd) return Got::kAsk;
  switch (form) {
    case Form::kNumber:
      held.number = cell.cell;
      held.currency = cell.currency;
      break;
    case Form::kText: held.text = reinterpret_cast<const std::string*>(cell.cell); break;
    default: held.whole = cell.cell; break;
  }
  return Got::kKnown;
}

Got Computation::cell(const Node& node, Held& held) const {
  const std::int64_t* const cells = rows_[node.row]->cells() + node.cell;
  const std::int32_t currency = node.currency == -1 ? static_cast<std::int32_t>(cells[1]) : node.currency;
  return held_cell({cells[0], currency}, node.form, held);
}

Got Computation::key_of(const facts::Record* record, Held& held) const {
  if (record->fields.empty() || facts::is_unknown(record->fields[0])) return Got::kUnknown;
  const auto* key = std::get_if<Value>(&record->fields[0]);
  const auto* text = key == nullptr ? nullptr : std::get_if<std::string>(key);
  if (text == nullptr) return Got::kAsk;
  held.text = text;
  return Got::kKnown;
}

/// The record that references lead to from an element; null where unknown.
const facts::Record* Computation::record_from(std::uint8_t frame, std::span<const std::uint32_t> steps) const {
  const facts::Record* record = elements_[frame];
  for (const std::uint32_t step : steps) {
    if (record == nullptr || step >= record->fields.size()) return nullptr;
    const auto* reference = std::get_if<facts::RecordPtr>(&record->fields[step]);
    record = reference == nullptr ? nullptr : reference->get();
  }
  return record;
}

Got Computation::element(const Node& node, Held& held) const {
  const std::span<const std::uint32_t> steps(node.steps);
  const facts::Record* const record = record_from(node.frame, steps.first(steps.size() - 1));
  if (record == nullptr || steps.back() >= record->fields.size()) return Got::kUnknown;
  const facts::Fact& fact = record->fields[steps.back()];
  if (facts::is_unknown(fact)) return Got::kUnknown;
  if (node.type->kind == TypeKind::kReference) {
    const auto* reference = std::get_if<facts::RecordPtr>(&fact);
    if (reference == nullptr) return Got::kAsk;
    return *reference == nullptr ? Got::kUnknown : key_of(reference->get(), held);
  }
  return held_cell(facts::cell_value(fact, *node.type), node.form, held);
}

Got Computation::sum(const Node& node, Held& held) {
  Held right;
  const Got a = value(*node.a, held), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return either(a, b);
  std::int32_t currency = 0;
  if (!same_currency(held, right, currency)) return Got::kAsk;
  const Wide other = node.op == Op::kAdd ? right.number : -right.number;
  if (__builtin_add_overflow(held.number, other, &held.number)) return Got::kAsk;
  held.currency = currency;
  return held.number > kNumberMax || held.number < -kNumberMax ? Got::kAsk : Got::kKnown;
}

Got Computation::product(const Node& node, Held& held) {
  Held right;
  const Got a = value(*node.a, held), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return either(a, b);
  if (held.currency != 0 && right.currency != 0) return Got::kAsk;
  if (!is_small(held.number) || !is_small(right.number)) return Got::kAsk;
  held.number *= right.number;
  held.currency |= right.currency;
  return Got::kKnown;
}

Got Computation::rounded(const Node& node, Held& held) {
  const Got got = value(*node.a, held);
  if (got != Got::kKnown) return got;
  const auto mode = static_cast<Rounding>(node.mode);
  const Wide units = is_small(held.number) ? rounded_quotient(static_cast<std::int64_t>(held.number), node.other_whole, mode)
                                           : rounded_quotient(held.number, Wide{node.other_whole}, mode);
  if (!is_small(units)) return Got::kAsk;
  held.number = units * node.whole;
  return is_small(held.number) ? Got::kKnown : Got::kAsk;
}

Got Computation::divided(const Node& node, Held& held) {
  Held right;
  const Got a = value(*node.a, held), b = value(*node.b, right);
  if (a != Got::kKnown || b != Got::kKnown) return either(a, b);
  if (right.number == 0 || !is_small(held.number) || !is_small(right.number)) return Got::kAsk;
  if (right.currency != 0) {
    if (held.currency != right.currency) return Got::kAsk;
    held.currency = 0;
  }
  Wide above = held.number * node.other_whole;
  Wide below = right.number * node.whole;
  if (below < 0) {
    above = -above;
    below = -below;
  }
  const Wide units = rounded_quotient(above, below, static_cast<Rounding>(node.mode));
  if (!is_small(units)) return Got::kAsk;
  held.number = units * node.whole;
  return is_small(held.number) ? Got::kKnown : Got::kAsk;
}

Got Computation::extreme(const Node& node, Held& held) {
  bool first = true;
  for (const Node* option : node.list) {
    Held next;
    if (value(*option, next) != Got::kKnown) return Got::kAsk;
    if (first) {
      held = next;
      first = false;
      continue;
    }
    if (node.form == Form::kNumber && held.currency != next.currency) return Got::kAsk;
    const bool larger = node.form == Form::kNumber ? next.number > held.number : next.whole > held.whole;
    const bool smaller = node.form == Form::kNumber ? next.number < held.number : next.whole < held.whole;
    if (node.op == Op::kLarger ? larger : smaller) held = next;
  }
  return Got::kKnown;
}

Date Computation::day_of(std::int64_t at, bool is_day) const {
  if (is_day) return Date::from_days(static_cast<std::int32_t>(at));
  return facts::moment_of_cell(at).day_in(*zone_);
}

Got Computation::shifted(const Node& node, Held& held) {
  Held count;
  const Got a = value(*node.a, count), b = value(*node.b, held);
  if (a != Got::kKnown || b != Got::kKnown) return either(a, b);
  if (!is_small(count.number)) return Got::kAsk;
  const auto number = static_cast<std::int64_t>(count.number);
  if (number % node.whole != 0) return Got::kAsk;
  const std::int64_t whole = number / node.whole;
  const auto unit = static_cast<DurationUnit>(node.unit);
  const bool is_day = node.form == Form::kWhole;
  if (!is_day && held.whole < kCellValueMin && is_clock_unit(unit)) return Got::kUnknown;
  const Value anchor = is_day ? Value(day_of(held.whole, true)) : Value(facts::moment_of_cell(held.whole));
  const Result<Value> result = reference::shift(*node.ruleset, anchor, node.flag ? whole : -whole, unit);
  if (!result.ok()) return Got::kAsk;
  held.whole = is_day ? std::get<Date>(result.value()).days_since_1970()
                      : facts::moment_cell(std::get<Moment>(result.value()));
  return held.whole == kCellOdd ? Got::kAsk : Got::kKnown;
}

Got Computation::elapsed(const Node& node, Held& held) {
  Held to;
  const Got a = value(*node.a, held), b = value(*node.b, to);
  if (a != Got::kKnown || b != Got::kKnown) return either(a, b);
  const bool from_day = node.a->form == Form::kWhole, to_day = node.b->form == Form::kWhole;
  const auto unit = static_cast<ir::SpanUnit>(node.unit);
  held.currency = 0;
  if (unit == ir::SpanUnit::kHours) {
    if (from_day || to_day || held.whole < kCellValueMin || to.whole < kCellValueMin) return Got::kUnknown;
    std::int64_t length_ns = 0;
    if (__builtin_sub_overflow(to.whole, held.whole, &length_ns)) return Got::kAsk;
    held.number = length_ns / 3'600'000'000'000;
    return Got::kKnown;
  }
  const Result<std::int64_t> count =
      reference::elapsed_days(*node.ruleset, unit, static_cast<LeapDay>(node.mode), day_of(held.whole, from_day),
                              day_of(to.whole, to_day));
  if (!count.ok()) return Got::kAsk;
  held.number = count.value();
  return Got::kKnown;
}

// ---------------------------------------------------------------- tables

namespace {

Answer lies_in(const plan::CellTest& test, Got got, const Held& input, Form form) {
  if (test.any) return Answer::kTrue;
  if (got != Got::kKnown) return not_known(got);
  if (form == Form::kText) {
    return answer_of(std::find(test.texts.begin(), test.texts.end(), *input.text) != test.texts.end());
  }
  if (test.by_set) return answer_of(input.whole >= 0 && input.whole < 64 && ((test.set >> input.whole) & 1U) != 0);
  Wide value = input.whole;
  if (form == Form::kNumber) {
    if (input.currency != test.currency) return Answer::kAsk;
    if (test.factor != 1 && !is_small(input.number)) return Answer::kAsk;
    value = input.number * test.factor;
  }
  return answer_of(std::any_of(test.ranges.begin(), test.ranges.end(),
                               [&](const plan::CellTest::Range& range) { return reaches(range, value); }));
}

}  // namespace

Got Computation::looked_up(const Node& node, Held& held) {
  const auto& plan = *static_cast<const plan::LookupPlan*>(node.data);
  constexpr std::size_t kInputsMax = 16;
  if (node.list.size() > kInputsMax) return Got::kAsk;
  std::array<Held, kInputsMax> inputs;
  std::array<Got, kInputsMax> got{};
  for (std::size_t i = 0; i < node.list.size(); ++i) {
    got[i] = value(*node.list[i], inputs[i]);
    if (got[i] == Got::kAsk) return Got::kAsk;
  }
  if (!plan.direct.empty() && got[0] == Got::kKnown) {
    const std::int64_t at = inputs[0].whole;
    if (at < 0 || at >= static_cast<std::int64_t>(plan.direct.size())) return Got::kAsk;
    const std::int16_t row = plan.direct[static_cast<std::size_t>(at)];
    return row < 0 ? Got::kUnknown : value(*plan.rows[static_cast<std::size_t>(row)].gives, held);
  }
  Date day = day_;
  if (node.b != nullptr) {
    Held on;
    if (value(*node.b, on) != Got::kKnown) return Got::kAsk;
    day = Date::from_days(static_cast<std::int32_t>(on.whole));
  }
  bool possible = false;
  for (const plan::TableRow& row : plan.rows) {
    Answer keys = Answer::kTrue;
    for (std::size_t i = 0; i < row.cells.size() && keys != Answer::kFalse; ++i) {
      const Answer cell = lies_in(row.cells[i], got[i], inputs[i], node.list[i]->form);
      if (cell == Answer::kAsk) return Got::kAsk;
      if (cell == Answer::kFalse || keys == Answer::kTrue) keys = cell;
    }
    if (keys == Answer::kFalse || (node.b != nullptr && !row.period.covers(day))) continue;
    if (keys == Answer::kTrue) return value(*row.gives, held);
    possible = true;
  }
  // Without a row for it: unknown, by a fault that the reference names.
  return possible ? Got::kAsk : Got::kUnknown;
}

}  // namespace probity::eval::scalar
