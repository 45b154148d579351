#include <algorithm>

#include "examples/sample_book/book.h"
#include "examples/sample_book/csv.h"

namespace sample_book {
namespace {

using probity::Date;

struct Order {
  std::string branch, number;
  std::size_t client = 0, product = 0;
  bool buy = true;
  std::int64_t quantity = 0, price_cents = 0, amount_cents = 0;
  Date day;
  std::int64_t second = 0;
};

/// Most orders fit the client; some lack a permission or lie above the class, as in real books.
std::size_t draw_product(Book& book, const Client& client) {
  Random& random = book.random;
  const bool any = random.chance(1, 40);
  const bool above = random.chance(1, 8);
  std::size_t place = 0;
  for (int tries = 0; tries < 60; ++tries) {
    place = static_cast<std::size_t>(random.between(0, kProducts - 1));
    const Product& product = book.products[place];
    const bool held = product.right.empty() || client.rights.contains(product.right);
    const bool fits = client.professional || product.risk <= client.risk_class;
    if (any || (held && (fits || above))) break;
  }
  return place;
}

Order draw_order(Book& book, std::int64_t place) {
  Random& random = book.random;
  Order order;
  order.branch = padded(random.between(1, 40), 3);
  order.number = padded(place + 1, 7);
  order.client = static_cast<std::size_t>(random.between(0, kClients - 1));
  order.product = draw_product(book, book.clients[order.client]);
  order.buy = random.chance(55, 100);
  order.quantity = random.between(1, 80) * 100;
  order.price_cents = book.products[order.product].price_cents + random.between(-20, 20);
  order.amount_cents = order.quantity * order.price_cents;
  order.day = book.sessions[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(book.sessions.size()) - 1))];
  // 09:30 to 11:30 and 13:00 to 15:00.
  order.second = random.chance(1, 2) ? random.between(34'200, 41'399) : random.between(46'800, 53'999);
  return order;
}

std::vector<std::string> order_row(Book& book, const Order& order) {
  Random& random = book.random;
  std::string client = book.clients[order.client].number;
  std::string product = book.products[order.product].code;
  std::string side = order.buy ? "B" : "S";
  std::string placed = moment(order.day, order.second);
  std::string remark;
  if (random.chance(1, 5'000)) {
    client.clear();
    ++book.dirt["orders.csv: client left blank"];
  } else if (random.chance(1, 4'000)) {
    product = "999999";
    ++book.dirt["orders.csv: product that is not on file"];
  } else if (random.chance(1, 8'000)) {
    side = "X";
    ++book.dirt["orders.csv: side that the mapping does not list"];
  } else if (random.chance(1, 9'000)) {
    placed = "2025-02-30 10:00:00";
    ++book.dirt["orders.csv: placed on a day that is none (2025-02-30)"];
  } else if (random.chance(1, 2'000)) {
    remark = "客户来电,\n要求尽快成交";  // a quoted field with a comma and a line's end
    ++book.dirt["orders.csv: fields with a line's end in them"];
  }
  return {order.branch, order.number, client, product, side, std::to_string(order.quantity), money(order.price_cents),
          money(order.amount_cents), placed, random.chance(1, 25) ? "是" : "否", random.chance(1, 5) ? "柜台" : "APP", remark};
}

/// What an ordinary client did before buying above the class: complete, incomplete or not at all.
void write_procedure(Book& book, const Order& order, Csv& csv) {
  const Client& client = book.clients[order.client];
  const Product& product = book.products[order.product];
  if (!order.buy || client.professional || client.risk_class == 0 || product.risk <= client.risk_class) return;
  if (book.random.chance(1, 5)) return;
  const bool complete = book.random.chance(9, 10);
  const std::int64_t begin = order.second - book.random.between(900, 3'600);
  csv.row({client.number, "special_warning", order.branch + "/" + order.number, product.code, moment(order.day, begin),
           moment(order.day, begin + 120), moment(order.day, begin + 300), complete ? moment(order.day, begin + 480) : "",
           "special_risk_warning", ""});
}

/// Millionths of the amount, as in force in 2025 (and in whole cents, half up).
struct Fees {
  std::int64_t handling, regulatory, transfer, stamp;
};

Fees fees_of(const Order& order, const Product& product) {
  if (!product.is_share) return {share(order.amount_cents, 40), 0, 0, 0};
  const bool beijing = product.code.starts_with("92");
  // 0.0125% = 125 millionths; 0.00341% is 34.1 millionths, so it is taken of ten times the amount.
  const std::int64_t handling = beijing ? share(order.amount_cents, 125)
                                        : (order.amount_cents * 341 + 5'000'000) / 10'000'000;
  return {handling, share(order.amount_cents, 20), share(order.amount_cents, 10),
          order.buy ? 0 : share(order.amount_cents, 500)};
}

std::vector<std::string> trade_row(Book& book, const Order& order, std::int64_t place) {
  Random& random = book.random;
  Fees fees = fees_of(order, book.products[order.product]);
  const bool net = random.chance(1, 4);
  std::int64_t commission = std::max<std::int64_t>(share(order.amount_cents, 250), 500);
  if (random.chance(1, 400)) {
    commission = share(order.amount_cents, 3'100);
    ++book.dirt["trades.csv: commission above 3 per mille"];
  } else if (random.chance(1, 400)) {
    commission = share(order.amount_cents, 30);
    ++book.dirt["trades.csv: commission below the fees it contains"];
  }
  if (order.buy && random.chance(1, 900)) {
    fees.stamp = share(order.amount_cents, 500);
    ++book.dirt["trades.csv: stamp duty on a purchase"];
  }
  std::string commission_text = money(commission);
  if (random.chance(1, 3'000)) {
    commission_text = "n/a";
    ++book.dirt["trades.csv: commission that is no amount"];
  }
  return {"F" + padded(place + 1, 7), order.branch, order.number, book.clients[order.client].number,
          book.products[order.product].code, order.buy ? "B" : "S", std::to_string(order.quantity), money(order.amount_cents),
          order.day.to_string(), commission_text, net ? "净佣金" : "全佣金", money(fees.stamp), money(fees.handling),
          money(fees.regulatory), money(fees.transfer)};
}

/// Lines that no parser can make a record of, and a key that comes twice.
void spoil(Book& book, Csv& csv, std::int64_t place, const Order& order) {
  if (place % 17'000 == 16'999) {
    csv.raw("012,99" + padded(place, 5) + ",C100001");
    ++book.dirt["orders.csv: short rows"];
  }
  if (place == 23'456) {
    csv.raw("012,9000001,C100002,600100,B,100,10.00,1000.00,2025-06-03 10:00:00,\xFF\xFE,APP,");
    ++book.dirt["orders.csv: rows with bytes that are not UTF-8"];
  }
  if (place % 12'500 == 12'499) {
    std::vector<std::string> again = order_row(book, order);
    again[5] = std::to_string(order.quantity + 100);
    csv.row(again);
    ++book.dirt["orders.csv: keys that come twice with other values"];
  }
}

}  // namespace

bool write_orders(Book& book) {
  Csv orders({"营业部", "委托编号", "客户号", "证券代码", "买卖", "数量", "价格", "金额", "委托时间", "推荐", "渠道", "备注"},
             {.byte_order_mark = true, .crlf = true});
  Csv procedures({"客户号", "程序", "委托", "证券代码", "告知时间", "核对时间", "警示时间", "确认时间", "文件", "版本"}, {});
  Csv trades({"成交编号", "营业部", "委托编号", "客户号", "证券代码", "买卖", "数量", "金额", "成交日期", "佣金", "佣金方式",
              "印花税", "经手费", "证管费", "过户费"}, {.byte_order_mark = true});
  for (std::int64_t place = 0; place < kOrders; ++place) {
    const Order order = draw_order(book, place);
    orders.row(order_row(book, order));
    write_procedure(book, order, procedures);
    spoil(book, orders, place, order);
    trades.row(trade_row(book, order, place));
  }
  return orders.save(book.folder + "/orders.csv") && procedures.save(book.folder + "/procedures.csv") &&
         trades.save(book.folder + "/trades.csv");
}

}  // namespace sample_book
