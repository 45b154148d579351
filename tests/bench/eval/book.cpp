#include "tests/bench/eval/book.h"

#include <limits>

#include "tests/support/compile_text.h"

namespace probity::bench {
namespace {

constexpr std::size_t kClients = 200'000;
constexpr std::size_t kProducts = 6'000;
constexpr std::int32_t kToday = 20'410;  // 2025-11-18
constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();
constexpr std::uint64_t kUnknownOnceIn = 100;

Value money(std::int64_t fen) {
  return Money{Decimal::from_parts(fen, 2).value(), *Currency::from_code("CNY")};
}

}  // namespace

std::uint64_t TwelveRuleBook::below(std::uint64_t count) {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return (mixed ^ (mixed >> 31U)) % count;
}

std::uint32_t TwelveRuleBook::field(Id<Entity> entity, const char* name) const {
  return *program().schema.entities[entity].find_field(name);
}

std::uint16_t TwelveRuleBook::cell(Id<Entity> entity, const char* name) const {
  return plan_->layout()[entity].cell_of[field(entity, name)];
}

TwelveRuleBook::TwelveRuleBook(std::size_t count, bool mostly_pass) {
  compile();
  make_clients();
  make_products();
  hand_orders.reserve(count);
  orders.reserve(count);
  for (std::size_t i = 0; i < count; ++i) make_order(mostly_pass);
}

void TwelveRuleBook::compile() {
  const std::string path = std::string(PROBITY_SOURCE_DIR) + "/tests/bench/eval/twelve_rules.probity";
  test::CompiledText compiled = test::compile_texts({{"twelve_rules.probity", test::read_whole_file(path)}});
  PROBITY_CHECK(!compiled.has_errors);
  compiled_ = std::move(compiled.compiled);
  plan_ = std::make_unique<plan::Plan>(compiled_.program);
  rows_ = std::make_unique<facts::RowStore>(plan_->layout());
  const Schema& schema = compiled_.program.schema;
  client_ = *schema.find_entity("Client");
  product_ = *schema.find_entity("Product");
  order_ = *schema.find_entity("Order");
  acknowledgement_ = *schema.find_entity("Acknowledgement");
  cells_ = {cell(order_, "placed_on"), cell(order_, "amount"), cell(order_, "commission"), cell(order_, "quantity"),
            cell(order_, "bought"), cell(order_, "client"), cell(order_, "product")};
}

void TwelveRuleBook::make_clients() {
  const Schema& schema = program().schema;
  const auto enumeration = [&](const char* name) { return schema.find_enumeration(name)->index(); };
  std::vector<facts::RecordPtr> papers;
  for (std::uint32_t paper = 0; paper < 63; ++paper) {
    auto record = std::make_shared<facts::Record>(facts::unknown_record(schema, acknowledgement_));
    record->fields[field(acknowledgement_, "paper")] = Value(Symbol{enumeration("Paper"), paper});
    papers.push_back(record);
  }
  for (std::size_t i = 0; i < kClients; ++i) {
    HandClient client{};
    client.professional = below(20) == 0;
    client.risk_class = static_cast<std::uint8_t>(below(5));
    client.lowest = below(50) == 0;
    client.assets_fen = below(kUnknownOnceIn) == 0 ? -1 : static_cast<std::int64_t>(below(200'000'001));
    client.months = below(kUnknownOnceIn) == 0 ? std::int16_t{-1} : static_cast<std::int16_t>(below(200));
    client.rated_on = below(kUnknownOnceIn) == 0 ? kNoDay : kToday - static_cast<std::int32_t>(below(800));
    client.acknowledged = (below(std::uint64_t{1} << 32U) << 31U | below(std::uint64_t{1} << 31U)) & ~std::uint64_t{1};
    hand_clients.push_back(client);

    facts::Record record = facts::unknown_record(schema, client_);
    const auto set = [&](const char* name, facts::Fact fact) { record.fields[field(client_, name)] = std::move(fact); };
    set("category", Value(Symbol{enumeration("Category"), client.professional ? 1U : 0U}));
    set("risk_class", Value(Symbol{enumeration("RiskClass"), client.risk_class}));
    set("is_lowest_class", Value(client.lowest));
    if (client.assets_fen >= 0) set("assets_avg_20d", money(client.assets_fen));
    if (client.months >= 0) set("months", Value(Decimal::from_integer(client.months)));
    if (client.rated_on != kNoDay) set("rated_on", Value(Date::from_days(client.rated_on)));
    auto list = std::make_shared<facts::List>();
    for (std::uint32_t paper = 1; paper < 63; ++paper) {
      if (((client.acknowledged >> paper) & 1U) != 0) list->records.push_back(papers[paper]);
    }
    set("acknowledged", facts::RecordList(std::move(list)));
    client_records_.push_back(std::move(record));
    client_rows_.push_back(rows_->add(client_records_.back()));
  }
}

void TwelveRuleBook::make_products() {
  const Schema& schema = program().schema;
  const auto enumeration = [&](const char* name) { return schema.find_enumeration(name)->index(); };
  for (std::size_t i = 0; i < kProducts; ++i) {
    HandProduct product{};
    product.risk = static_cast<std::uint8_t>(below(5));
    product.board = static_cast<std::uint8_t>(below(5));
    product.risk_warning = below(30) == 0;
    product.professionals_only = below(50) == 0;
    product.paper = static_cast<std::uint8_t>(below(12));
    hand_products.push_back(product);
    facts::Record record = facts::unknown_record(schema, product_);
    const auto set = [&](const char* name, Value value) { record.fields[field(product_, name)] = std::move(value); };
    set("risk", Symbol{enumeration("Risk"), product.risk});
    set("board", Symbol{enumeration("Board"), product.board});
    set("risk_warning", product.risk_warning);
    set("professionals_only", product.professionals_only);
    set("paper", Symbol{enumeration("Paper"), product.paper});
    product_records_.push_back(std::move(record));
    product_rows_.push_back(rows_->add(product_records_.back()));
  }
}

/// Tries clients and products until the twelve rules hold: so the parties are those of a book in which
/// sales staff and systems already look.
HandOrder TwelveRuleBook::order_that_passes() {
  HandFinding findings[12];
  while (true) {
    HandOrder order{};
    order.amount_fen = static_cast<std::int64_t>(100'000 + below(49'900'001));
    const auto basis_points = static_cast<std::int64_t>(1 + below(30));
    order.commission_fen = order.amount_fen * basis_points / 10'000;
    order.quantity = static_cast<std::int64_t>(100 + below(300'000));
    order.bought = below(kUnknownOnceIn) == 0 ? -1 : static_cast<std::int64_t>(below(200'000));
    order.placed_on = kToday;
    order.client = static_cast<std::uint32_t>(below(kClients));
    order.product = static_cast<std::uint32_t>(below(kProducts));
    if (check_by_hand(order, hand_clients[order.client], hand_products[order.product], findings) == 0) return order;
  }
}

void TwelveRuleBook::break_rule(HandOrder& order, std::uint64_t which) {
  if (which == 0) order.commission_fen = order.amount_fen / 300;            // more than 3‰
  if (which == 1) order.commission_fen = 499;                                // less than the minimum
  if (which == 2) order.client = static_cast<std::uint32_t>(below(kClients));  // whoever it is
  if (which == 3) {
    order.commission_fen = 499;
    order.amount_fen = 49'000'000;
    order.client = static_cast<std::uint32_t>(below(kClients));
  }
}

void TwelveRuleBook::make_order(bool mostly_pass) {
  HandOrder order{};
  if (mostly_pass) {
    order = order_that_passes();
    const std::uint64_t lot = below(100);
    if (lot == 0) break_rule(order, 3);
    if (lot >= 1 && lot <= 4) break_rule(order, below(3));
  } else {
    order.amount_fen = static_cast<std::int64_t>(100'000 + below(49'900'001));
    order.commission_fen = order.amount_fen * static_cast<std::int64_t>(below(41)) / 10'000;
    order.quantity = static_cast<std::int64_t>(100 + below(300'000));
    order.bought = below(kUnknownOnceIn) == 0 ? -1 : static_cast<std::int64_t>(below(400'000));
    order.placed_on = kToday;
    order.client = static_cast<std::uint32_t>(below(kClients));
    order.product = static_cast<std::uint32_t>(below(kProducts));
  }
  hand_orders.push_back(order);
  add_row(order);
}

void TwelveRuleBook::add_row(const HandOrder& order) {
  constexpr std::int64_t kFen = 100;  // cells hold amounts with four digits
  facts::Row* const row = rows_->add(order_);
  std::int64_t* const cells = row->cells();
  cells[cells_.placed_on] = order.placed_on;
  cells[cells_.amount] = order.amount_fen * kFen;
  cells[cells_.commission] = order.commission_fen * kFen;
  cells[cells_.quantity] = order.quantity * 10'000;
  cells[cells_.bought] = order.bought < 0 ? facts::kCellUnknown : order.bought * 10'000;
  cells[cells_.client] = reinterpret_cast<std::int64_t>(client_rows_[order.client]);
  cells[cells_.product] = reinterpret_cast<std::int64_t>(product_rows_[order.product]);
  orders.push_back(row);
}

}  // namespace probity::bench
