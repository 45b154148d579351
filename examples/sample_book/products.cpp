#include "examples/sample_book/book.h"
#include "examples/sample_book/csv.h"

namespace sample_book {
namespace {

struct Kind {
  const char* type;    ///< as the firm's system calls it
  const char* market;
  const char* prefix;  ///< of the code
  std::int64_t first_code;
  std::int64_t count;
  int risk_low, risk_high;
  const char* right;  ///< code of the permission that a purchase needs
  bool share;
};

// Codes tell the board, as on the exchanges; counts add up to kProducts.
const Kind kKinds[] = {
    {"A股", "SH", "60", 100, 70, 3, 3, "", true},          {"A股", "SZ", "00", 100, 60, 3, 3, "", true},
    {"A股", "SH", "68", 8'100, 30, 4, 4, "KCB", true},     {"A股", "SZ", "30", 100, 40, 4, 4, "CYB", true},
    {"A股", "BJ", "92", 100, 15, 4, 5, "BJS", true},       {"ETF", "SH", "51", 100, 20, 2, 4, "", false},
    {"基金", "SZ", "16", 100, 20, 1, 4, "", false},        {"债券", "SH", "12", 2'100, 15, 1, 2, "", false},
    {"可转债", "SZ", "12", 3'100, 12, 3, 3, "KZZ", false}, {"REITs", "SH", "50", 8'100, 6, 3, 3, "", false},
    {"私募基金", "", "77", 100, 7, 4, 5, "", false},       {"港股", "HK", "H0", 700, 5, 4, 4, "GGT", true},
};

const char* const kFirst[] = {"华", "中", "东", "海", "金", "天", "新", "泰", "远", "宏"};
const char* const kSecond[] = {"信", "源", "科", "能", "药", "电", "材", "芯", "光", "航"};

std::string name_of(const Kind& kind, Random& random) {
  std::string name = kFirst[random.between(0, 9)];
  name += kSecond[random.between(0, 9)];
  name += kind.share ? "股份" : kind.type;
  return name;
}

}  // namespace

bool write_products(Book& book) {
  Random& random = book.random;
  Csv csv({"证券代码", "证券简称", "类别", "市场", "风险等级", "风险警示", "退市整理", "杠杆", "期限天数"},
          {.byte_order_mark = true});
  for (const Kind& kind : kKinds) {
    for (std::int64_t i = 0; i < kind.count; ++i) {
      Product product;
      product.code = kind.prefix + padded(kind.first_code + i * 3, 4);
      product.name = name_of(kind, random);
      product.risk = static_cast<int>(random.between(kind.risk_low, kind.risk_high));
      product.is_share = kind.share;
      product.right = kind.right;
      product.price_cents = random.between(200, kind.share ? 9'000 : 500);
      std::string warning = "无";
      if (kind.share && random.chance(6, 100)) {
        const bool starred = random.chance(1, 3);
        warning = starred ? "*ST" : "ST";
        product.name = warning + product.name;
        product.risk = 5;
      }
      std::string risk = "R" + std::to_string(product.risk);
      if (random.chance(1, 60)) {
        risk = "Ｒ" + std::to_string(product.risk);  // a full-width letter
        ++book.dirt["product risk in full-width letters"];
      } else if (random.chance(1, 90)) {
        risk = "R6";
        ++book.dirt["product risk that the mapping does not list"];
      }
      csv.row({product.code, product.name, kind.type, kind.market, risk, warning,
               warning != "无" && random.chance(1, 6) ? "Y" : "N",
               kind.type == std::string("ETF") && random.chance(1, 8) ? "Y" : "N",
               kind.type == std::string("债券") ? std::to_string(random.between(90, 3'650)) : ""});
      book.products.push_back(product);
    }
  }
  return csv.save(book.folder + "/products.csv");
}

}  // namespace sample_book
