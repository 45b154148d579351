#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "engine/check/compile.h"
#include "engine/facts/row.h"
#include "engine/plan/plan.h"
#include "tests/bench/eval/handwritten.h"

namespace probity::bench {

/// The book of the twelve-rule check, in both forms: the same clients, products and orders.
class TwelveRuleBook {
 public:
  /// `mostly_pass`: 95 % permits, 4 % one finding, 1 % several; else as generated.
  TwelveRuleBook(std::size_t orders, bool mostly_pass);

  [[nodiscard]] const ir::Program& program() const { return compiled_.program; }
  [[nodiscard]] const plan::Plan& plan() const { return *plan_; }
  [[nodiscard]] const plan::SubjectPlan& orders_plan() const { return *plan_->of({order_, std::nullopt}); }

  std::vector<HandClient> hand_clients;
  std::vector<HandProduct> hand_products;
  std::vector<HandOrder> hand_orders;
  std::vector<const facts::Row*> orders;  ///< rows, beside `hand_orders`

 private:
  void compile();
  void make_clients();
  void make_products();
  void make_order(bool mostly_pass);
  HandOrder order_that_passes();
  void break_rule(HandOrder& order, std::uint64_t which);
  void add_row(const HandOrder& order);
  [[nodiscard]] std::uint64_t below(std::uint64_t count);
  [[nodiscard]] std::uint32_t field(Id<Entity> entity, const char* name) const;
  [[nodiscard]] std::uint16_t cell(Id<Entity> entity, const char* name) const;

  check::Compiled compiled_;
  std::unique_ptr<plan::Plan> plan_;
  std::unique_ptr<facts::RowStore> rows_;
  Id<Entity> client_, product_, order_, acknowledgement_;
  std::deque<facts::Record> client_records_, product_records_;
  std::vector<facts::Row*> client_rows_, product_rows_;
  struct {
    std::uint16_t placed_on, amount, commission, quantity, bought, client, product;
  } cells_{};
  std::uint64_t state_ = 20'261'122;
};

}  // namespace probity::bench
