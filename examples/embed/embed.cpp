// Orders judged on several threads inside a C++ program:  embed RULESETS
#include <atomic>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <probity.h>

namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const { Free(object); }
};
using Rules = std::unique_ptr<probity_rules, Freed<probity_rules_free>>;
using Order = std::unique_ptr<probity_subject, Freed<probity_subject_free>>;
using Decision = std::unique_ptr<probity_decision, Freed<probity_decision_free>>;

Rules load(const char* path) {
  probity_rules* rules = nullptr;
  probity_error* error = nullptr;
  if (probity_rules_load(&path, 1, nullptr, &rules, &error) != PROBITY_OK) {
    std::cerr << probity_error_text(error) << "\n";
    probity_error_free(error);
  }
  return Rules(rules);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const Rules rules = load(argv[1]);
  if (!rules) return 3;
  const probity_field placed_at = probity_rules_field(rules.get(), "Order", "order.placed_at");
  const probity_field risk = probity_rules_field(rules.get(), "Order", "order.risk");
  const probity_field risk_class = probity_rules_field(rules.get(), "Order", "client.risk_class");

  std::atomic<int> permitted{0};
  std::atomic<int> blocked{0};
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&, number] {
      probity_subject* made = nullptr;
      if (probity_subject_new(rules.get(), "Order", "O", &made, nullptr) != PROBITY_OK) return;
      const Order order(made);
      for (int i = 0; i < 100; ++i) {
        probity_subject_reset(order.get(), ("O-" + std::to_string(number) + "-" + std::to_string(i)).c_str());
        probity_set_instant(order.get(), placed_at, 1'741'918'500'000'000'000, 8 * 3600);
        probity_set_text(order.get(), risk, i % 2 == 0 ? "C1" : "C3");
        probity_set_text(order.get(), risk_class, "C2");
        probity_decision* decided = nullptr;
        if (probity_decide(rules.get(), order.get(), &decided, nullptr) != PROBITY_OK) return;
        const Decision decision(decided);
        ++(probity_decision_outcome(decision.get()) == PROBITY_PERMIT ? permitted : blocked);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::cout << permitted << " permitted, " << blocked << " blocked\n";
  return 0;
}
