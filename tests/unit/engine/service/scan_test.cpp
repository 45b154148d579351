#include "engine/service/scan.h"

#include <boost/test/unit_test.hpp>

#include "engine/check/compile.h"
#include "engine/check/source_check.h"
#include "engine/service/due.h"
#include "engine/syntax/parse.h"
#include "tests/support/memory_tables.h"

namespace probity::service {
namespace {

const std::string kRules = R"(vocabulary book
ordered RiskClass
  C1
  C2
  C3
entity Client
  risk_class  RiskClass
record Fill
  quantity  number
entity Order
  fills      list of Fill
  subject date placed_on
  placed_on  date
  amount     money CNY
  client     Client
entity Nothing
  what  text
entity Complaint
  subject date received_on
  received_on  date
  answered_on  date
ruleset rules
  layer  firm
  zone   Asia/Shanghai
  uses   book
rule cautious  limit on Order
  cites      "x"
  when       client.risk_class is C1
  require    order.amount is at most 100.00 CNY
  otherwise  block
  because    "{order.amount} is much."
rule rated  conduct on Client
  cites      "x"
  require    client.risk_class is at least C2
  otherwise  warn
rule answer  deadline on Complaint
  cites      "x"
  starts     received_on
  due        10 days after received_on
  met by     answered_on
  otherwise  record
)";

const std::string kSource = R"(source s
  zone  Asia/Shanghai
  currency  CNY
  uses  book
  Client  from "customers"  key nr  as of changed
    risk_class  = class
  Order.fills  from "fills"  of deal
    quantity    = quantity
  Complaint  from "complaints"  key nr
    received_on  = received
    answered_on  = answered
)";

struct Judged {
  Result<ScanSummary> summary = Error{};
  std::vector<std::string> decisions;  ///< `1 block`
  std::vector<std::string> findings;   ///< `I03 orders.csv:4`
};

class Rules {
 public:
  explicit Rules(const std::string& orders_line) {
    sources_.emplace_back("rules.probity", kRules);
    sources_.emplace_back("source.probity",
                          kSource + "  Order  from \"orders\"  key nr  client customer" + orders_line +
                              "\n    placed_on  = placed\n    amount  = amount\n");
    diagnostics::Diagnostics diagnostics;
    std::vector<ast::Unit> units;
    for (std::uint32_t file = 0; file < 2; ++file) {
      for (ast::Unit& unit : syntax::parse(sources_, file, diagnostics)) units.push_back(std::move(unit));
    }
    compiled_ = check::compile(units, sources_, [](std::string_view) { return nullptr; }, diagnostics);
    mapping_ = check::check_source(units.back(), compiled_.program.schema, diagnostics);
    for (const auto& each : diagnostics.sorted()) {
      BOOST_TEST_REQUIRE((diagnostics::severity_of(each.id) == diagnostics::Severity::kWarning),
                         diagnostics::render_text(each, sources_));
    }
  }
  [[nodiscard]] ScanRequest request(ports::TableStore& tables, const std::string& entity) const {
    ScanRequest request;
    request.program = &compiled_.program;
    request.mapping = &mapping_;
    request.tables = &tables;
    request.subject = {*compiled_.program.schema.find_entity(entity), std::nullopt};
    return request;
  }
  [[nodiscard]] Judged scan(const std::map<std::string, std::string>& text, const std::string& entity,
                            const std::function<void(ScanRequest&)>& adjust = {}) const {
    std::map<std::string, std::string> all = text;
    all.insert({"fills", "deal,quantity\n"});
    tests::MemoryTables tables(all);
    Judged judged;
    ScanRequest request = this->request(tables, entity);
    request.on_decision = [&](const decision::Decision& decision, const std::string&) {
      judged.decisions.push_back(decision.id + " " + std::string(decision::outcome_name(decision.outcome)));
      return Result<void>();
    };
    request.on_finding = [&](const ingest::Finding& finding) {
      judged.findings.push_back(std::string(ingest::code_of(finding.kind)) + " " + finding.file + ":" +
                                std::to_string(finding.line));
      return Result<void>();
    };
    if (adjust) adjust(request);
    judged.summary = service::scan(request);
    return judged;
  }

 private:
  SourceSet sources_;
  check::Compiled compiled_;
  ir::Mapping mapping_;
};

void check_texts(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_of_a_list_whose_owner_is_nowhere_are_found) {
  const std::map<std::string, std::string> text = {
      {"customers", "nr,class,changed\n"},
      {"fills", "deal,quantity\n1,5\n9,5\n9,6\n"},
      {"orders", "nr,placed,customer,amount,type\n1,2024-06-01,,1,E\n"}};
  check_texts(Rules("").scan(text, "Order").findings, {"I19 fills.csv:3"});
  // Where a filter leaves orders out, so it may the owner.
  check_texts(Rules("  where type is \"E\"").scan(text, "Order").findings, {});
}

const std::string kCustomers = "nr,class,changed\nA,C1,2024-01-01\nA,C3,2025-01-01\nB,C2,2024-01-01\n";

BOOST_AUTO_TEST_CASE(orders_are_judged_by_the_client_of_their_day) {
  const Judged judged = Rules("").scan({{"customers", kCustomers},
                                        {"orders", "nr,placed,customer,amount\n1,2024-06-01,A,100.00\n"
                                                   "2,2024-06-01,A,100.01\n3,2025-06-01,A,100.01\n"
                                                   "4,2024-06-01,B,900\n5,2024-06-01,Z,900\n"}},
                                       "Order");
  // Of a client that is not there the class is not known, and a C1 might not buy so much.
  check_texts(judged.decisions, {"1 permit", "2 block", "3 permit", "4 permit", "5 block"});
  check_texts(judged.findings, {"I14 orders.csv:6"});
  const ScanSummary& summary = judged.summary.value();
  BOOST_TEST(summary.read == 5U);
  BOOST_TEST(summary.rules.at("rules.cautious").findings.at(decision::Outcome::kBlock) == 2U);
  BOOST_TEST(summary.rules.at("rules.cautious").undetermined == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_read_is_judged_or_refused_and_the_rest_is_counted_apart) {
  const std::map<std::string, std::string> text = {
      {"customers", kCustomers},
      {"orders", "nr,placed,customer,amount,type\n1,2024-06-01,A,1,E\n1,2024-06-02,A,2,E\n,2024-06-01,A,1,E\n"
                 "2,2024-06-01,A\n3,2024-06-01,A,1,X\n4,2024-06-01,A,much,E\n5,2023-06-01,B,1,E\n"}};
  const auto only_2024 = [](ScanRequest& request) { request.from = Date::from_ymd(2024, 1, 1).value(); };
  const Rules rules("  where type is \"E\"");
  const Judged judged = rules.scan(text, "Order", only_2024);
  check_texts(judged.decisions, {"1 permit", "4 block"});
  check_texts(judged.findings,
              {"I03 orders.csv:3", "I02 orders.csv:4", "I01 orders.csv:5", "I11 orders.csv:7"});
  const ScanSummary& summary = judged.summary.value();
  BOOST_TEST(summary.read == 5U);
  BOOST_TEST(summary.judged == 2U);
  BOOST_TEST(summary.refused == 3U);
  BOOST_TEST(summary.passed_over == 1U);
  BOOST_TEST(summary.out_of_period == 1U);
  const Judged strict = rules.scan(text, "Order", [&](ScanRequest& request) {
    only_2024(request);
    request.strict = true;
  });
  check_texts(strict.decisions, {"1 permit"});
  BOOST_TEST(strict.summary.value().refused == 4U);
}

BOOST_AUTO_TEST_CASE(of_repeated_rows_the_one_that_the_source_names_is_judged) {
  const std::map<std::string, std::string> text = {
      {"customers", kCustomers},
      {"orders", "nr,placed,customer,amount\n1,2024-06-01,A,500\n2,2024-06-01,A,1\n1,2024-06-01,A,1\n"}};
  const Judged last = Rules("  last row wins").scan(text, "Order");
  check_texts(last.decisions, {"2 permit", "1 permit"});
  BOOST_TEST(last.summary.value().superseded == 1U);
  check_texts(Rules("  first row wins").scan(text, "Order").decisions, {"1 block", "2 permit"});
}

BOOST_AUTO_TEST_CASE(threads_change_neither_order_nor_outcome) {
  std::string orders = "nr,placed,customer,amount\n";
  for (int row = 0; row < 20'000; ++row) {
    orders += std::to_string(row) + ",2024-06-01," + (row % 3 == 0 ? "A" : row % 3 == 1 ? "B" : "Z") + "," +
              (row % 7 == 0 ? "x" : std::to_string(row % 200)) + (row % 501 == 0 ? ",1\n" : "\n");
  }
  const Rules rules("");
  const std::map<std::string, std::string> text = {{"customers", kCustomers}, {"orders", orders}};
  const Judged one = rules.scan(text, "Order");
  for (const unsigned threads : {2U, 5U}) {
    const Judged many = rules.scan(text, "Order", [&](ScanRequest& request) { request.threads = threads; });
    BOOST_TEST((many.decisions == one.decisions));
    BOOST_TEST((many.findings == one.findings));
  }
}

BOOST_AUTO_TEST_CASE(clients_are_judged_as_of_a_given_day) {
  const Rules rules("");
  const Judged without = rules.scan({{"customers", kCustomers}}, "Client");
  BOOST_TEST(!without.summary.ok());
  const auto as_of = [&](int year) {
    return rules.scan({{"customers", kCustomers + "C,C1\n"}}, "Client", [&](ScanRequest& request) {
      request.as_of = Moment::on(Date::from_ymd(year, 6, 1).value());
    });
  };
  check_texts(as_of(2024).decisions, {"A warn", "B permit"});
  check_texts(as_of(2025).decisions, {"A permit", "B permit"});
  check_texts(as_of(2023).decisions, {});
  const Judged judged = as_of(2025);
  const ScanSummary& summary = judged.summary.value();
  BOOST_TEST(summary.read == summary.judged + summary.refused);
  BOOST_TEST(summary.refused == 1U);
  BOOST_TEST(summary.superseded == 1U);
}

BOOST_AUTO_TEST_CASE(a_scan_that_is_stopped_says_so_with_threads_at_work) {
  std::string orders = "nr,placed,customer,amount\n";
  for (int row = 0; row < 20'000; ++row) orders += std::to_string(row) + ",2024-06-01,A,1\n";
  int asked = 0;
  const Rules rules("");
  const std::map<std::string, std::string> text = {{"customers", kCustomers}, {"orders", orders}};
  const Judged judged = rules.scan(text, "Order", [&](ScanRequest& request) {
    request.threads = 3;
    request.stop = [&asked] { return ++asked > 10; };
  });
  BOOST_TEST_REQUIRE(!judged.summary.ok());
  BOOST_TEST((judged.summary.error().code == ErrorCode::kInterrupted));
}

BOOST_AUTO_TEST_CASE(an_entity_that_the_source_does_not_map_is_an_error) {
  const Rules rules("");
  const Judged judged = rules.scan({}, "Order", [](ScanRequest& request) {
    request.subject.entity = *request.program->schema.find_entity("Nothing");
  });
  BOOST_TEST_REQUIRE(!judged.summary.ok());
  BOOST_TEST(judged.summary.error().message == "the source `s` does not map `Nothing`");
  BOOST_TEST(!rules.scan({}, "Order").summary.ok());  // its tables are not there
}

/// Keeps what is written until it is committed.
class Text final : public ports::TextWriter {
 public:
  explicit Text(std::string& target) : target_(target) {}
  Result<void> write(std::string_view text) override {
    pending_ += text;
    return {};
  }
  Result<void> commit() override {
    target_ = pending_;
    return {};
  }

 private:
  std::string& target_;
  std::string pending_;
};

BOOST_AUTO_TEST_CASE(deadlines_come_with_their_states_as_rows_and_as_a_calendar) {
  const Rules rules("");
  tests::MemoryTables tables(std::map<std::string, std::string>{
      {"complaints", "nr,received,answered\n1,2025-03-01,2025-03-05\n2,2025-03-01,\n3,2025-03-20,\n4,,\n"}});
  std::string csv;
  std::string ics;
  const auto rows = due_csv(std::make_unique<Text>(csv));
  const auto events = due_calendar(std::make_unique<Text>(ics), "20250321T000000Z");
  DueRequest request;
  request.scan = rules.request(tables, "Complaint");
  request.scan.now = Moment::on(Date::from_ymd(2025, 3, 21).value());
  request.states = {decision::DeadlineState::kOverdue, decision::DeadlineState::kRunning};
  request.on_row = [&](const DueRow& row) -> Result<void> {
    PROBITY_TRY_VOID(rows->write(row));
    return events->write(row);
  };
  const auto summary = due(request);
  BOOST_TEST_REQUIRE(summary.ok(), (summary.ok() ? "" : summary.error().message));
  BOOST_TEST((rows->commit().ok() && events->commit().ok()));
  BOOST_TEST(csv ==
             "id,on,rule,clock_from,due,state,met_at,extended_to,missing\n"
             "2,Complaint,rules.answer,2025-03-01,2025-03-11,overdue,,,\n"
             "3,Complaint,rules.answer,2025-03-20,2025-03-30,running,,,\n"
             "4,Complaint,rules.answer,,,not_started,,,complaint.received_on\n");
  BOOST_TEST(summary.value().undetermined.at("rules.answer") == 1U);
  BOOST_TEST(ics.find("BEGIN:VCALENDAR\r\n") == 0U);
  BOOST_TEST(ics.find("DTSTART;VALUE=DATE:20250311\r\nSUMMARY:rules.answer: Complaint 2 (overdue)\r\n") !=
             std::string::npos);
  BOOST_TEST(summary.value().rules.at("rules.answer").at(decision::DeadlineState::kMet) == 1U);
  BOOST_TEST(summary.value().judged == 4U);
}

BOOST_AUTO_TEST_CASE(findings_are_rows_and_appear_only_when_all_are_there) {
  const Rules rules("");
  tests::MemoryTables tables(std::map<std::string, std::string>{
      {"customers", kCustomers},
      {"fills", "deal,quantity\n"},
      {"orders", "nr,placed,customer,amount\n1,2024-06-01,A,500\n"}});
  std::string csv;
  const auto output = rows_of_csv(std::make_unique<Text>(csv), "en");
  ScanRequest request = rules.request(tables, "Order");
  request.on_decision = [&](const decision::Decision& decision, const std::string& logged_as) {
    return output->write(decision, logged_as);
  };
  BOOST_TEST_REQUIRE(service::scan(request).ok());
  BOOST_TEST(csv.empty());
  BOOST_TEST(output->commit().ok());
  BOOST_TEST(csv.find("\n1,Order,2024-06-01,block,rules.cautious,,limit,block,,500.00 CNY is much.,x,") !=
             std::string::npos, csv);
}

}  // namespace
}  // namespace probity::service
