#include "engine/facts/facts.h"

#include <algorithm>

namespace probity::facts {

Record unknown_record(const Schema& schema, Id<Entity> entity) {
  return Record{entity, std::vector<Fact>(schema.entities[entity].fields.size())};
}

std::optional<std::int32_t> coarse_day(const Fact& fact) {
  const auto* value = std::get_if<Value>(&fact);
  if (value == nullptr) return std::nullopt;
  if (const auto* day = std::get_if<Date>(value)) return day->days_since_1970();
  const auto* moment = std::get_if<Moment>(value);
  if (moment == nullptr) return std::nullopt;
  if (!moment->instant_ns) return moment->day.days_since_1970();
  constexpr std::int64_t kNanosecondsPerDay = 86'400'000'000'000;
  std::int64_t day = *moment->instant_ns / kNanosecondsPerDay;
  if (*moment->instant_ns % kNanosecondsPerDay < 0) --day;
  return static_cast<std::int32_t>(day);
}

void sort_by_day(List& list, std::uint32_t field) {
  std::stable_sort(list.records.begin(), list.records.end(), [field](const RecordPtr& a, const RecordPtr& b) {
    return coarse_day(a->fields[field]) < coarse_day(b->fields[field]);
  });
  list.sorted_by = field;
}

Record record_in_doubt(const Schema& schema, Id<Entity> entity) {
  return Record{entity, std::vector<Fact>(schema.entities[entity].fields.size(), InDoubt())};
}

}  // namespace probity::facts
