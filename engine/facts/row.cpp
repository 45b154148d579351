#include "engine/facts/row.h"

#include <algorithm>
#include <new>

namespace probity::facts {
namespace {

constexpr std::size_t kBlockWords = 2'048;
constexpr std::size_t kBlockWordsMax = 4'194'304;

std::int64_t or_odd(const std::optional<std::int64_t>& value) {
  return value && *value >= kCellValueMin ? *value : kCellOdd;
}

}  // namespace

int cell_scale(TypeKind kind) {
  switch (kind) {
    case TypeKind::kMoney: return kMoneyScale;
    case TypeKind::kRate: return kRateScale;
    case TypeKind::kNumber: return kNumberScale;
    default: return 0;
  }
}

std::int32_t currency_code(const Currency& currency) {
  const std::string_view code = currency.code();
  return (code[0] << 16) | (code[1] << 8) | code[2];
}

std::int64_t moment_cell(const Moment& moment) {
  if (!moment.instant_ns) return kCellDayOrigin + moment.day.days_since_1970();
  return *moment.instant_ns >= kCellValueMin ? *moment.instant_ns : kCellOdd;
}

Moment moment_of_cell(std::int64_t cell) {
  if (cell >= kCellValueMin) return Moment{Date(), cell, 0};
  return Moment::on(Date::from_days(static_cast<std::int32_t>(cell - kCellDayOrigin)));
}

CellValue cell_value(const Fact& fact, const Type& type) {
  if (is_unknown(fact)) return {};
  const auto* value = std::get_if<Value>(&fact);
  if (value == nullptr) return {kCellOdd, 0};
  switch (type.kind) {
    case TypeKind::kTruth:
      if (const auto* truth = std::get_if<bool>(value)) return {*truth ? 1 : 0, 0};
      break;
    case TypeKind::kNumber:
      if (const auto* number = std::get_if<Decimal>(value)) return {or_odd(number->coefficient_at(kNumberScale)), 0};
      break;
    case TypeKind::kMoney:
      if (const auto* money = std::get_if<Money>(value)) {
        if (type.currency && money->currency != *type.currency) break;
        return {or_odd(money->amount.coefficient_at(kMoneyScale)), currency_code(money->currency)};
      }
      break;
    case TypeKind::kRate:
      if (const auto* rate = std::get_if<Rate>(value)) return {or_odd(rate->fraction.coefficient_at(kRateScale)), 0};
      break;
    case TypeKind::kDate:
      if (const auto* day = std::get_if<Date>(value)) return {day->days_since_1970(), 0};
      break;
    case TypeKind::kMoment:
      if (const auto* moment = std::get_if<Moment>(value)) return {moment_cell(*moment), 0};
      break;
    case TypeKind::kText:
      if (const auto* text = std::get_if<std::string>(value)) return {reinterpret_cast<std::int64_t>(text), 0};
      break;
    case TypeKind::kEnumeration:
      if (const auto* symbol = std::get_if<Symbol>(value)) {
        if (symbol->enumeration == type.enumeration.index()) return {symbol->index, 0};
      }
      break;
    case TypeKind::kDuration:
    case TypeKind::kReference:
    case TypeKind::kList: break;
  }
  return {kCellOdd, 0};
}

Layout::Layout(const Schema& schema, const std::set<std::pair<Id<Entity>, std::uint32_t>>& fields)
    : schema_(schema), entities_(schema.entities.size()) {
  for (std::size_t i = 0; i < entities_.size(); ++i) {
    const Id<Entity> id(static_cast<std::uint32_t>(i));
    entities_[i].cell_of.assign(schema.entities[id].fields.size(), kNone);
  }
  for (const auto& [entity, field] : fields) {
    const Type& type = schema.entities[entity].fields[field].type;
    if (type.kind == TypeKind::kList || type.kind == TypeKind::kDuration) continue;
    OfEntity& of = entities_[entity.index()];
    of.cell_of[field] = of.cells;
    of.fields.push_back(field);
    of.cells = static_cast<std::uint16_t>(of.cells + (has_currency_cell(type) ? 2 : 1));
  }
}

void Layout::add_set(Id<Entity> entity, std::uint32_t list, std::uint32_t field) {
  OfEntity& of = entities_[entity.index()];
  const auto same = [&](const ValueSet& set) { return set.list == list && set.field == field; };
  if (std::any_of(of.sets.begin(), of.sets.end(), same)) return;
  of.sets.push_back({list, field, of.cells});
  of.cells = static_cast<std::uint16_t>(of.cells + 2);
}

std::int64_t* RowStore::take(std::size_t words) {
  while (block_ < blocks_.size() && used_ + words > blocks_[block_].size) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(words, blocks_.empty() ? kBlockWords : std::min(2 * blocks_.back().size, kBlockWordsMax));
    blocks_.push_back({std::make_unique_for_overwrite<std::int64_t[]>(size), size});
    used_ = 0;
  }
  std::int64_t* const taken = blocks_[block_].words.get() + used_;
  used_ += words;
  return taken;
}

void RowStore::clear() {
  block_ = 0;
  used_ = 0;
}

Row* RowStore::add(Id<Entity> entity) {
  static_assert(sizeof(Row) == sizeof(std::int64_t));
  const Layout::OfEntity& of = (*layout_)[entity];
  Row* const row = ::new (take(of.cells + std::size_t{1})) Row;
  std::fill_n(row->cells(), of.cells, kCellUnknown);
  return row;
}

Row* RowStore::add(const Record& record) {
  const Layout::OfEntity& of = (*layout_)[record.entity];
  const Entity& entity = layout_->schema().entities[record.entity];
  Row* const row = ::new (take(of.cells + std::size_t{1})) Row;
  row->record = &record;
  std::int64_t* cell = row->cells();
  for (const std::uint32_t field : of.fields) {
    const Type& type = entity.fields[field].type;
    if (field >= record.fields.size()) {
      *cell++ = kCellUnknown;
      if (Layout::has_currency_cell(type)) *cell++ = 0;
      continue;
    }
    const Fact& fact = record.fields[field];
    if (type.kind == TypeKind::kReference) {
      const auto* reference = std::get_if<RecordPtr>(&fact);
      *cell++ = reference != nullptr && *reference != nullptr ? kCellUnread
                : is_unknown(fact) || reference != nullptr    ? kCellUnknown
                                                              : kCellOdd;
      continue;
    }
    const CellValue value = cell_value(fact, type);
    *cell++ = value.cell;
    if (Layout::has_currency_cell(type)) *cell++ = value.currency;
  }
  for (const Layout::ValueSet& set : of.sets) {
    const std::optional<SetOfValues> values = values_in_list(record, set.list, set.field);
    row->cells()[set.cell] = values ? static_cast<std::int64_t>(values->bits) : 0;
    row->cells()[set.cell + 1] = !values ? kCellUnknown : values->has_unknown ? 1 : 0;
  }
  return row;
}

std::optional<SetOfValues> values_in_list(const Record& record, std::uint32_t list, std::uint32_t field) {
  const auto* records = list < record.fields.size() ? std::get_if<RecordList>(&record.fields[list]) : nullptr;
  if (records == nullptr || *records == nullptr) return std::nullopt;
  SetOfValues found;
  for (const RecordPtr& element : **records) {
    const auto* value = element == nullptr || field >= element->fields.size()
                            ? nullptr
                            : std::get_if<Value>(&element->fields[field]);
    const auto* symbol = value == nullptr ? nullptr : std::get_if<Symbol>(value);
    if (symbol == nullptr || symbol->index >= 64) {
      found.has_unknown = true;
    } else {
      found.bits |= std::uint64_t{1} << symbol->index;
    }
  }
  return found;
}

}  // namespace probity::facts
