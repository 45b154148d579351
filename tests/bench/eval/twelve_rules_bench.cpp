// The twelve-rule order check: the engine beside code written by hand for these rules, over the same book.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "engine/eval/scalar/evaluator.h"
#include "tests/bench/eval/book.h"

namespace {

using namespace probity;
using bench::TwelveRuleBook;
using eval::scalar::Technique;

std::size_t order_count() {
  const char* const asked = std::getenv("PROBITY_BENCH_ORDERS");
  return asked != nullptr ? std::strtoull(asked, nullptr, 10) : 2'000'000;
}

const TwelveRuleBook& book(bool mostly_pass) {
  static const TwelveRuleBook passing(order_count(), true);
  static const TwelveRuleBook generated(order_count(), false);
  return mostly_pass ? passing : generated;
}

struct Mix {
  std::size_t orders = 0, permits = 0, one = 0, undetermined = 0;
  void add(std::size_t findings) {
    ++orders;
    permits += findings == 0 ? 1 : 0;
    one += findings == 1 ? 1 : 0;
  }
  void tell(benchmark::State& state) const {
    const auto share = [&](std::size_t count) { return 100.0 * static_cast<double>(count) / static_cast<double>(orders); };
    state.counters["permits_percent"] = share(permits);
    state.counters["one_finding_percent"] = share(one);
    state.SetItemsProcessed(static_cast<std::int64_t>(orders));
  }
};

void by_hand(benchmark::State& state) {
  const TwelveRuleBook& given = book(state.range(0) == 1);
  bench::HandFinding findings[12];
  Mix mix;
  std::size_t at = 0;
  for ([[maybe_unused]] auto iteration : state) {
    const bench::HandOrder& order = given.hand_orders[at];
    const std::size_t count = bench::check_by_hand(order, given.hand_clients[order.client],
                                                   given.hand_products[order.product], findings);
    benchmark::DoNotOptimize(findings);
    mix.add(count);
    if (++at == given.hand_orders.size()) at = 0;
  }
  mix.tell(state);
}

void scalar(benchmark::State& state, Technique technique) {
  const TwelveRuleBook& given = book(state.range(0) == 1);
  eval::scalar::Evaluator evaluator(technique);
  const plan::SubjectPlan& plan = given.orders_plan();
  Mix mix;
  std::size_t at = 0;
  for ([[maybe_unused]] auto iteration : state) {
    // As code written by hand does by itself, being short: the parties of orders to come are on their way.
    constexpr std::size_t kAhead = 8;
    if (at + kAhead < given.orders.size()) eval::scalar::Evaluator::fetch(plan, *given.orders[at + kAhead]);
    const eval::scalar::Judgement judged = evaluator.judge(plan, {given.orders[at], {}, std::nullopt});
    benchmark::DoNotOptimize(judged.found.data());
    mix.add(judged.found.size());
    if (++at == given.orders.size()) at = 0;
  }
  mix.tell(state);
}

/// Both say the same of every order, or the figures mean nothing.
void same_findings(benchmark::State& state) {
  const TwelveRuleBook& given = book(state.range(0) == 1);
  eval::scalar::Evaluator evaluator;
  bench::HandFinding findings[12];
  std::size_t differ = 0;
  for ([[maybe_unused]] auto iteration : state) {
    for (std::size_t at = 0; at < given.orders.size(); ++at) {
      const bench::HandOrder& order = given.hand_orders[at];
      const std::size_t count = bench::check_by_hand(order, given.hand_clients[order.client],
                                                     given.hand_products[order.product], findings);
      const auto judged = evaluator.judge(given.orders_plan(), {given.orders[at], {}, std::nullopt});
      bool same = judged.found.size() == count;
      std::size_t undetermined = 0, expected = 0;
      for (std::size_t i = 0; i < count; ++i) expected += findings[i].undetermined ? 1 : 0;
      for (const auto& found : judged.found) undetermined += found.undetermined ? 1 : 0;
      same = same && undetermined == expected;
      differ += same ? 0 : 1;
    }
  }
  if (differ > 0) state.SkipWithError("the engine and the code by hand find different things");
}

BENCHMARK(same_findings)->Arg(1)->Arg(0)->Iterations(1);
BENCHMARK(by_hand)->Arg(1)->Arg(0);
BENCHMARK_CAPTURE(scalar, specialised, Technique::kSpecialised)->Arg(1)->Arg(0);
BENCHMARK_CAPTURE(scalar, flat, Technique::kFlat)->Arg(1)->Arg(0);
BENCHMARK_CAPTURE(scalar, tree, Technique::kTree)->Arg(1)->Arg(0);

}  // namespace
