#include <algorithm>

#include "examples/sample_book/book.h"
#include "examples/sample_book/csv.h"

namespace sample_book {
namespace {

using probity::Date;

const char* const kClassNames[] = {"未评级", "保守型", "谨慎型", "稳健型", "积极型", "进取型"};
const char* const kSurnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "Müller", "Papadopoulou"};
const char* const kGiven[] = {"伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇"};

Date day_after(Date from, std::int64_t days) {
  return Date::from_days(from.days_since_1970() + static_cast<std::int32_t>(days));
}

const Date kYearBegin = Date::from_days(20'089);  // 2025-01-01

struct ClientFiles {
  Csv clients{{"客户号", "变更时间", "姓名", "客户类型", "投资者类别", "风险承受能力", "最低类别", "测评日期", "出生日期",
               "完全行为能力", "金融资产", "近三年年均收入", "日均资产", "首次交易日", "服务级别"},
              {.byte_order_mark = true, .crlf = true}};
  Csv permissions{{"客户号", "权限代码", "开通日期"}, {.crlf = true}};
  Csv acknowledged{{"客户号", "文件", "版本", "签署时间", "渠道"}, {.crlf = true}};
};

std::string rated_on(Book& book) {
  if (book.random.chance(1, 25)) return "1900-01-01";  // how this system says "never asked"
  if (book.random.chance(1, 400)) {
    ++book.dirt["client rated on a day that is none (2025-02-30)"];
    return "2025-02-30";
  }
  return day_after(kYearBegin, book.random.between(-900, 200)).to_string();
}

/// One version of a client as the firm's system stored it on a day.
std::vector<std::string> version_of(Book& book, const Client& client, const std::string& name, Date born,
                                    std::int64_t assets_cents, Date changed_on) {
  Random& random = book.random;
  std::string category = client.professional ? "专业" : "普通";
  if (random.chance(1, 200)) {
    category.clear();
    ++book.dirt["client category left blank"];
  }
  return {client.number, changed_on.to_string(), name, "个人", category,
          kClassNames[client.risk_class], client.risk_class == 1 && random.chance(1, 6) ? "是" : "否",
          rated_on(book), born.to_string(), "是", money(assets_cents), money(random.between(50'000'00, 900'000'00)),
          money(assets_cents * random.between(40, 90) / 100), day_after(kYearBegin, -random.between(30, 4'000)).to_string(),
          random.chance(1, 4) ? "gold" : "ordinary"};
}

struct Right {
  const char* code;      ///< empty: a document alone
  const char* document;
};
const Right kRights[] = {
    {"KCB", "star_risk_statement"},          {"CYB", "chinext_risk_statement"}, {"BJS", "bse_risk_statement"},
    {"GGT", "hk_connect_risk_statement"},    {"KZZ", "convertible_bond_risk_statement"},
    {"", "reit_risk_statement"},             {"", "risk_warning_risk_statement"},    {"", "delisting_risk_statement"},
};

void write_rights(Book& book, ClientFiles& files, Client& client) {
  Random& random = book.random;
  const char* const channels[] = {"柜台", "APP"};
  for (const Right& right : kRights) {
    if (!random.chance(2, 5)) continue;
    const Date day = day_after(kYearBegin, -random.between(10, 1'500));
    if (*right.code != '\0') {
      client.rights.insert(right.code);
      files.permissions.row({client.number, right.code, day.to_string()});
    }
    if (!random.chance(95, 100)) continue;
    files.acknowledged.row({client.number, right.document, "", moment(day, random.between(32'400, 57'600)),
                            channels[random.between(0, 1)]});
  }
}

}  // namespace

bool write_clients(Book& book) {
  Random& random = book.random;
  ClientFiles files;
  std::vector<std::vector<std::string>> late;  // later versions stand apart, so the file is not in time order
  for (std::int64_t i = 0; i < kClients; ++i) {
    Client client;
    client.number = "C" + padded(100'000 + i, 6);
    client.professional = random.chance(6, 100);
    client.risk_class = static_cast<int>(random.weighted({4, 9, 22, 34, 22, 9}));
    std::string name = kSurnames[random.between(0, 11)];
    name += kGiven[random.between(0, 9)];
    const Date born = day_after(kYearBegin, -random.between(20 * 365, 80 * 365));
    const std::int64_t assets_cents = random.between(1, 300) * random.between(1, 300) * 100'00;
    files.clients.row(version_of(book, client, name, born, assets_cents,
                                 day_after(kYearBegin, -random.between(20, 1'200))));
    if (random.chance(1, 5)) {
      Client changed = client;
      changed.risk_class = static_cast<int>(std::clamp<std::int64_t>(client.risk_class + random.between(-1, 1), 1, 5));
      late.push_back(version_of(book, changed, name, born, assets_cents, day_after(kYearBegin, random.between(5, 330))));
      ++book.dirt["later versions of clients, out of time order"];
    }
    write_rights(book, files, client);
    book.clients.push_back(client);
  }
  for (const auto& row : late) files.clients.row(row);
  files.clients.raw("C199999,2025-01-06");  // the export broke off
  ++book.dirt["clients.csv: short rows"];
  files.clients.row({"", "2025-01-06", "无名", "个人", "普通", "稳健型", "否", "2024-05-06", "1980-01-01", "是", "0.00", "0.00",
                     "0.00", "2020-01-02", "ordinary"});
  ++book.dirt["clients.csv: rows without a key"];
  return files.clients.save(book.folder + "/clients.csv") &&
         files.permissions.save(book.folder + "/permissions.csv") &&
         files.acknowledged.save(book.folder + "/acknowledged.csv");
}

}  // namespace sample_book
