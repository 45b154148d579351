#include <benchmark/benchmark.h>

#include <string>

#include "engine/values/calendar.h"
#include "engine/values/decimal.h"
#include "engine/values/time.h"

// What a scan does for each row: amounts of everyday size, and once in a while a large one.
namespace probity {
namespace {

Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }

const std::string kWide = "12345678901234567890.123456789";

void parse_amount(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Decimal::parse("1234567.89"));
}
BENCHMARK(parse_amount);

void print_amount(benchmark::State& state) {
  const Decimal amount = dec("1234567.89");
  for (auto _ : state) benchmark::DoNotOptimize(amount.to_string());
}
BENCHMARK(print_amount);

void add(benchmark::State& state) {
  const Decimal a = dec(state.range(0) == 0 ? "1234567.89" : kWide);
  const Decimal b = dec("0.125");
  for (auto _ : state) benchmark::DoNotOptimize(a.plus(b));
}
BENCHMARK(add)->ArgName("wide")->Arg(0)->Arg(1);

void multiply(benchmark::State& state) {
  const Decimal a = dec(state.range(0) == 0 ? "1234567.89" : kWide);
  const Decimal b = dec("0.003");
  for (auto _ : state) benchmark::DoNotOptimize(a.times(b));
}
BENCHMARK(multiply)->ArgName("wide")->Arg(0)->Arg(1);

void compare(benchmark::State& state) {
  const Decimal a = dec(state.range(0) == 0 ? "1234567.89" : kWide);
  const Decimal b = dec("1234567.891");
  for (auto _ : state) benchmark::DoNotOptimize(a < b);
}
BENCHMARK(compare)->ArgName("wide")->Arg(0)->Arg(1);

void round_to_cents(benchmark::State& state) {
  const Decimal a = dec(state.range(0) == 0 ? "3703.70367" : kWide);
  const Decimal cent = dec("0.01");
  for (auto _ : state) benchmark::DoNotOptimize(a.rounded_to(cent, Rounding::kHalfUp));
}
BENCHMARK(round_to_cents)->ArgName("wide")->Arg(0)->Arg(1);

void divide(benchmark::State& state) {
  const Decimal a = dec(state.range(0) == 0 ? "1234567.89" : kWide);
  const Decimal b = dec("37.5");
  const Decimal cent = dec("0.01");
  for (auto _ : state) benchmark::DoNotOptimize(a.divided_by(b, cent, Rounding::kHalfUp));
}
BENCHMARK(divide)->ArgName("wide")->Arg(0)->Arg(1);

void parse_local_moment(benchmark::State& state) {
  const Zone& zone = *Zone::find("Asia/Shanghai").value();
  for (auto _ : state) benchmark::DoNotOptimize(Moment::parse("2025-03-14 10:15:30", zone));
}
BENCHMARK(parse_local_moment);

void local_day_over_a_year(benchmark::State& state) {
  const Zone& zone = *Zone::find("Europe/Athens").value();
  std::int64_t instant = 1735689600'000000000;
  for (auto _ : state) {
    benchmark::DoNotOptimize(zone.local_day(instant));
    instant += 3600'000000000;
    if (instant > 1767225600'000000000) instant -= 31536000'000000000;
  }
}
BENCHMARK(local_day_over_a_year);

void full_months(benchmark::State& state) {
  const Date from = Date::parse("2023-03-14").value();
  const Date to = Date::parse("2025-03-13").value();
  for (auto _ : state) benchmark::DoNotOptimize(full_months_between(from, to));
}
BENCHMARK(full_months);

void business_days_after(benchmark::State& state) {
  const Calendar calendar =
      Calendar::parse("calendar c\nversion 1\ncovers 2010-01-01 to 2026-12-31\nclosed weekends\n")
          .value();
  const Date from = Date::parse("2025-03-14").value();
  for (auto _ : state) benchmark::DoNotOptimize(calendar.plus_open_days(from, 15));
}
BENCHMARK(business_days_after);

}  // namespace
}  // namespace probity
