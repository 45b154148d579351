#include "examples/sample_book/book.h"
#include "examples/sample_book/csv.h"

namespace sample_book {
namespace {

using probity::Date;

Date plus(Date day, std::int64_t days) {
  return Date::from_days(day.days_since_1970() + static_cast<std::int32_t>(days));
}

/// Blank with the chance of one in `one_in`; else a moment some days later, in working hours.
std::string later(Random& random, Date day, std::int64_t low, std::int64_t high, std::int64_t one_in) {
  if (random.chance(1, one_in)) return "";
  return moment(plus(day, random.between(low, high)), random.between(32'400, 61'200));
}

}  // namespace

/// The complaint desk has a system of its own, which exports GB18030.
bool write_complaints(Book& book) {
  Random& random = book.random;
  Csv csv({"投诉编号", "客户号", "收到时间", "受理时间", "延期告知时间", "答复时间", "办结时间", "被投诉方", "类别", "事项", "经办人",
           "被投诉人"},
          {.crlf = true, .gb18030 = true});
  const char* const matters[] = {"佣金", "服务态度", "系统故障", "销售误导", "账户"};
  for (std::int64_t i = 0; i < kComplaints; ++i) {
    const Date received = plus(Date::from_days(20'089), random.between(0, 330));
    const bool company = random.chance(1, 4);
    const bool extended = random.chance(1, 8);
    const std::size_t weight = random.weighted({80, 15, 5});
    const char* const classes[] = {"一般", "重大", "疑难"};
    std::string received_at = moment(received, random.between(32'400, 61'200));
    if (random.chance(1, 500)) {
      received_at = "2025-02-30 09:00:00";
      ++book.dirt["complaints.csv: received on a day that is none (2025-02-30)"];
    }
    const std::string handler = "S" + padded(random.between(1, 60), 3);
    csv.row({"T" + padded(20'250'000 + i, 8), book.clients[static_cast<std::size_t>(random.between(0, kClients - 1))].number,
             received_at, later(random, received, 0, 4, 30), extended ? later(random, received, 8, 25, 6) : "",
             later(random, received, 3, extended ? 70 : 45, 12), later(random, received, 10, 75, 10),
             company ? "上市公司" : "证券公司", classes[weight], matters[random.between(0, 4)], handler,
             random.chance(1, 10) ? handler : "S" + padded(random.between(1, 60), 3)});
  }
  return csv.save(book.folder + "/complaints/complaints.csv");
}

}  // namespace sample_book
