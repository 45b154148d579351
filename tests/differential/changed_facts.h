#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "engine/facts/facts.h"

namespace probity::test {

/// Facts made of others: some lost, some in doubt, some moved a little, some to the edge of what fits.
class ChangedFacts {
 public:
  ChangedFacts(const Schema& schema, std::uint64_t seed) : schema_(schema), random_(seed) {}

  facts::SubjectFacts change(const facts::SubjectFacts& subject) {
    facts::SubjectFacts result = subject;
    rate_ = 1 + below(6);
    result.record = changed(*subject.record, 0);
    return result;
  }

 private:
  std::uint64_t below(std::uint64_t count) { return random_() % count; }

  facts::RecordPtr changed(const facts::Record& record, int depth) {
    auto copy = std::make_shared<facts::Record>(record);
    const Entity& entity = schema_.entities[record.entity];
    for (std::size_t i = 0; i < copy->fields.size(); ++i) {
      facts::Fact& fact = copy->fields[i];
      if (const auto* reference = std::get_if<facts::RecordPtr>(&fact); reference != nullptr && *reference && depth < 3) {
        fact = changed(**reference, depth + 1);
      } else if (const auto* list = std::get_if<facts::RecordList>(&fact); list != nullptr && *list && depth < 3) {
        fact = changed_list(**list, depth);
      }
      if (below(20) < rate_) fact = changed_fact(fact, entity.fields[i].type);
    }
    return copy;
  }

  facts::RecordList changed_list(const facts::List& list, int depth) {
    auto copy = std::make_shared<facts::List>();
    for (const facts::RecordPtr& record : list.records) {
      const std::uint64_t what = below(12);
      if (what == 0) continue;
      copy->records.push_back(record == nullptr ? record : changed(*record, depth + 1));
      if (what == 1) copy->records.push_back(record);
    }
    return copy;
  }

  facts::Fact changed_fact(const facts::Fact& fact, const Type& type) {
    const std::uint64_t what = below(8);
    if (what == 0) return std::monostate();
    if (what == 1) return facts::InDoubt();
    if (const auto* value = std::get_if<Value>(&fact)) return Value(changed_value(*value));
    return facts::is_unknown(fact) ? some_value(type) : fact;
  }

  Decimal moved(const Decimal& number) {
    const Decimal steps[] = {Decimal::parse("0.01").value(), Decimal::from_integer(-1), Decimal::from_integer(1000),
                             Decimal::parse("0.00001").value(), Decimal::parse("9223372036854775807").value(),
                             Decimal::parse("-99999999999999999999999999").value()};
    const auto sum = number.plus(steps[below(12) < 10 ? below(4) : 4 + below(2)]);
    return sum.ok() ? sum.value() : number;
  }

  Value changed_value(const Value& value) {
    if (const auto* truth = std::get_if<bool>(&value)) return !*truth;
    if (const auto* number = std::get_if<Decimal>(&value)) return below(8) == 0 ? number->negated() : moved(*number);
    if (const auto* money = std::get_if<Money>(&value)) {
      return Money{moved(money->amount), below(6) == 0 ? *Currency::from_code("HKD") : money->currency};
    }
    if (const auto* rate = std::get_if<Rate>(&value)) return Rate{moved(rate->fraction)};
    if (const auto* day = std::get_if<Date>(&value)) {
      return Date::from_days(day->days_since_1970() + static_cast<std::int32_t>(below(900)) - 450);
    }
    if (const auto* moment = std::get_if<Moment>(&value)) return moved_moment(*moment);
    if (const auto* symbol = std::get_if<Symbol>(&value)) {
      const auto& values = schema_.enumerations[Id<Enumeration>(symbol->enumeration)].values;
      return Symbol{symbol->enumeration, static_cast<std::uint32_t>(below(values.size()))};
    }
    if (const auto* text = std::get_if<std::string>(&value)) return below(3) == 0 ? *text + "x" : *text;
    return value;
  }

  Moment moved_moment(const Moment& moment) {
    if (!moment.instant_ns) {
      return Moment::on(Date::from_days(moment.day.days_since_1970() + static_cast<std::int32_t>(below(3)) - 1));
    }
    const std::int64_t second = 1'000'000'000;
    const std::int64_t steps[] = {second, -60 * second, 86'400 * second, -40 * 86'400 * second, 400 * 86'400 * second, 1};
    if (below(5) == 0) return Moment::on(moment.day_in(*Zone::find("Asia/Shanghai").value()));
    return Moment{Date(), *moment.instant_ns + steps[below(6)], moment.offset_s};
  }

  facts::Fact some_value(const Type& type) {
    switch (type.kind) {
      case TypeKind::kTruth: return Value(below(2) == 0);
      case TypeKind::kNumber: return Value(Decimal::from_integer(static_cast<std::int64_t>(below(2000)) - 100));
      case TypeKind::kMoney:
        return Value(Money{Decimal::from_integer(static_cast<std::int64_t>(below(1'000'000))),
                           type.currency.value_or(*Currency::from_code("CNY"))});
      case TypeKind::kRate: return Value(Rate{Decimal::from_parts(static_cast<std::int64_t>(below(5000)), 6).value()});
      case TypeKind::kDate: return Value(Date::from_days(static_cast<std::int32_t>(16'000 + below(5000))));
      case TypeKind::kMoment:
        return Value(Moment{Date(), static_cast<std::int64_t>(1'400'000'000 + below(400'000'000)) * 1'000'000'000, 8 * 3600});
      case TypeKind::kEnumeration: {
        const auto count = schema_.enumerations[type.enumeration].values.size();
        return Value(Symbol{type.enumeration.index(), static_cast<std::uint32_t>(below(count))});
      }
      case TypeKind::kList: return std::make_shared<const facts::List>();
      default: return std::monostate();
    }
  }

  const Schema& schema_;
  std::mt19937_64 random_;
  std::uint64_t rate_ = 1;
};

}  // namespace probity::test
