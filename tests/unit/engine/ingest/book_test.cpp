#include "engine/ingest/book.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "engine/ingest/row_mapper.h"
#include "tests/support/memory_tables.h"
#include "tests/support/parsed_source.h"

namespace probity::ingest {
namespace {

const std::string kVocabulary = R"(vocabulary book
ordered RiskClass
  C1
  C2
  C3
enumeration Board
  main
  star
record Permission
  board  Board
  granted_on  date
entity Client
  risk_class   RiskClass
  assets       money CNY
  rated_on     date
  permissions  list of Permission
entity Product
  board  Board
entity Order
  subject date placed_at
  placed_at  moment
  amount     money
  fee        money
  client     Client
  product    Product
  fills      list of Fill
record Fill
  quantity  number
)";

std::string source(const std::string& lines) {
  return "source book\n  zone Asia/Shanghai\n  currency CNY\n" + lines;
}

/// `C3`, `{board: star, …}`, `[…]`, `?` for unknown.
std::string shown(const Schema& schema, const facts::Fact& fact);
std::string shown(const Schema& schema, const facts::Record& record) {
  std::string text = "{";
  const Entity& entity = schema.entities[record.entity];
  for (std::size_t field = 0; field < record.fields.size(); ++field) {
    text += (field > 0 ? ", " : "") + entity.fields[field].name + ": " + shown(schema, record.fields[field]);
  }
  return text + "}";
}
std::string shown(const Schema& schema, const facts::Fact& fact) {
  if (const auto* value = std::get_if<Value>(&fact)) return value_text(schema, *value);
  if (const auto* record = std::get_if<facts::RecordPtr>(&fact)) return shown(schema, **record);
  if (const auto* list = std::get_if<facts::RecordList>(&fact)) {
    std::string text = "[";
    for (const facts::RecordPtr& element : **list) text += (text.size() > 1 ? ", " : "") + shown(schema, *element);
    return text + "]";
  }
  return "?";
}

std::string shown(const Finding& finding) {
  return std::string(code_of(finding.kind)) + " " + finding.file + ":" + std::to_string(finding.line) + ":" +
         std::to_string(finding.column) + " " + finding.record + " " + finding.field;
}

struct Loaded {
  tests::ParsedSource parsed;
  std::unique_ptr<tests::MemoryTables> tables;
  std::unique_ptr<Book> book;
  std::vector<std::string> findings;
  Arena arena;

  /// Every record of the scanned entity as text, put together at its own instant.
  std::vector<std::string> subjects() {
    const Id<Entity> order = *parsed.schema.find_entity("Order");
    std::vector<std::string> texts;
    for (const ir::TableMap& table : parsed.mapping.tables) {
      if (table.list || table.entity != order) continue;
      auto reader = tables->open(table.table, {});
      BOOST_TEST_REQUIRE(reader.ok());
      const auto mapper = RowMapper::bind(parsed.mapping, table, parsed.schema, *tables,
                                          reader.value()->columns(), [this](const Finding& finding) {
                                            findings.push_back(shown(finding));
                                            return Result<void>();
                                          });
      BOOST_TEST_REQUIRE(mapper.ok(), (mapper.ok() ? "" : mapper.error().message));
      const auto lists = book->row_lists(mapper.value());
      BOOST_TEST_REQUIRE(lists.ok());
      ports::TableChunk chunk;
      while (reader.value()->next(chunk, 100).value()) {
        for (std::size_t row = 0; row < chunk.row_count(); ++row) {
          for (std::uint32_t unpivot = 0; unpivot < mapper.value().records_in_row(); ++unpivot) {
            const RowPlace place{&chunk, row, unpivot};
            if (mapper.value().is_blank_unpivot(place) || !mapper.value().passes_filters(place)) continue;
            Draft draft = mapper.value().draft(place);
            std::optional<Moment> instant;
            if (const auto* value = std::get_if<Value>(&draft.fields[1])) instant = std::get<Moment>(*value);
            const auto record =
                book->complete(mapper.value(), place, lists.value(), draft, instant, arena);
            for (const Finding& finding : draft.findings) findings.push_back(shown(finding));
            texts.push_back(shown(parsed.schema, *record));
          }
        }
      }
    }
    return texts;
  }
};

Loaded load(const std::string& lines, std::map<std::string, std::string> tables, bool strict = false) {
  Loaded loaded;
  loaded.parsed = tests::parse_source(kVocabulary, source(lines));
  BOOST_TEST_REQUIRE(!loaded.parsed.diagnostics.has_errors(), loaded.parsed.messages());
  loaded.tables = std::make_unique<tests::MemoryTables>(std::move(tables));
  LoadOptions options;
  options.strict = strict;
  auto book = Book::load(*loaded.tables, loaded.parsed.mapping, loaded.parsed.schema,
                         *loaded.parsed.schema.find_entity("Order"), options, [&](const Finding& finding) {
                           loaded.findings.push_back(shown(finding));
                           return Result<void>();
                         });
  BOOST_TEST_REQUIRE(book.ok(), (book.ok() ? "" : book.error().message));
  loaded.book = std::move(book).value();
  return loaded;
}

void check_texts(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

const std::string kClients = R"(  Client  from "customers"  key nr
    risk_class = class
)";
const std::string kOrders = R"(  Order  from "orders"  key nr  client customer
    placed_at = placed
)";

BOOST_AUTO_TEST_CASE(an_order_sees_its_client) {
  Loaded loaded = load(kClients + kOrders, {{"customers", "nr,class\nA,C2\n"},
                                            {"orders", "nr,placed,customer\n1,2025-03-14,A\n2,2025-03-14,\n"}});
  check_texts(loaded.subjects(),
              {"{id: 1, placed_at: 2025-03-14, amount: ?, fee: ?, client: {id: A, risk_class: C2, assets: ?, "
               "rated_on: ?, permissions: ?}, product: ?, fills: ?}",
               "{id: 2, placed_at: 2025-03-14, amount: ?, fee: ?, client: ?, product: ?, fills: ?}"});
  check_texts(loaded.findings, {});
}

BOOST_AUTO_TEST_CASE(a_reference_to_nothing_is_unknown_and_found) {
  Loaded loaded = load(kClients + kOrders, {{"customers", "nr,class\nA,C2\n"},
                                            {"orders", "nr,placed,customer\n1,2025-03-14,B\n"}});
  check_texts(loaded.subjects(),
              {"{id: 1, placed_at: 2025-03-14, amount: ?, fee: ?, client: ?, product: ?, fills: ?}"});
  check_texts(loaded.findings, {"I14 orders.csv:2:14 1 Order.client"});
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_listed_makes_one_fact_unknown) {
  Loaded loaded = load(R"(  Client  from "customers"  key nr
    risk_class = class  { "low" -> C1, "?" -> unknown }
    assets = assets
    rated_on = rated  as date "dd.MM.yyyy"  { "01.01.2000" -> unknown }
)" + kOrders,
                       {{"customers", "nr,class,assets,rated\nA,medium,\"1,000.50\",31.12.2024\n"
                                      "B,low,1x,30.02.2024\nC,?,\"1,00\",01.01.2000\nD,C3,5.00 HKD,\n"},
                        {"orders", "nr,placed,customer\n1,2025-03-14,A\n2,2025-03-14,B\n3,2025-03-14,C\n"
                                   "4,2025-03-14,D\n"}});
  std::vector<std::string> clients;
  for (const std::string& text : loaded.subjects()) {
    const std::size_t begin = text.find("client: ") + 8;
    clients.push_back(text.substr(begin, text.find(", permissions") - begin));
  }
  check_texts(clients, {"{id: A, risk_class: ?, assets: 1000.50 CNY, rated_on: 2024-12-31",
                        "{id: B, risk_class: C1, assets: ?, rated_on: ?",
                        "{id: C, risk_class: ?, assets: ?, rated_on: ?",
                        "{id: D, risk_class: C3, assets: ?, rated_on: ?"});
  check_texts(loaded.findings,
              {"I12 customers.csv:2:3 A Client.risk_class", "I11 customers.csv:3:7 B Client.assets",
               "I12 customers.csv:3:10 B Client.rated_on", "I11 customers.csv:4:5 C Client.assets",
               "I13 customers.csv:5:6 D Client.assets"});
}

BOOST_AUTO_TEST_CASE(a_subject_sees_the_version_that_stood_at_its_instant) {
  Loaded loaded = load(R"(  Client  from "customers"  key nr  as of changed
    risk_class = class
)" + kOrders,
                       {{"customers", "nr,class,changed\nA,C3,2025-03-14 12:00\nA,C1,2024-01-01\n"},
                        {"orders", "nr,placed,customer\n1,2025-03-14 11:59:59,A\n2,2025-03-14 12:00,A\n"
                                   "3,2023-12-31 23:59,A\n4,2024-01-01 00:00,A\n5,,A\n6,2025-03-14,A\n"}});
  std::vector<std::string> classes;
  for (const std::string& text : loaded.subjects()) {
    const std::size_t at = text.find("risk_class: ");
    classes.push_back(at == std::string::npos ? "no client" : text.substr(at + 12, text.find(',', at) - at - 12));
  }
  // The last order's time of day is not known, so neither is which version it sees.
  check_texts(classes, {"C1", "C3", "no client", "C1", "no client", "?"});
  check_texts(loaded.findings, {"I15 orders.csv:4:20 3 Order.client"});
}

BOOST_AUTO_TEST_CASE(a_version_without_a_date_leaves_known_what_it_agrees_on) {
  Loaded loaded = load(R"(  Client  from "customers"  key nr  as of changed
    risk_class = class
    assets = assets
)" + kOrders,
                       {{"customers", "nr,class,assets,changed\nA,C3,5,2024-01-01\nA,C1,5,soon\n"},
                        {"orders", "nr,placed,customer\n1,2025-03-14,A\n"}});
  const std::string text = loaded.subjects().at(0);
  BOOST_TEST(text.find("{id: A, risk_class: ?, assets: 5.00 CNY") != std::string::npos, text);
  check_texts(loaded.findings, {"I16 customers.csv:3:8 A "});
}

BOOST_AUTO_TEST_CASE(repeats_are_refused_unless_the_source_says_which_wins) {
  const std::map<std::string, std::string> tables = {
      {"customers", "nr,class\nA,C1\nA,C1\nA,C3\n"}, {"orders", "nr,placed,customer\n1,2025-03-14,A\n"}};
  const auto risk_class = [&](const std::string& policy, const std::vector<std::string>& findings) {
    Loaded loaded = load("  Client  from \"customers\"  key nr" + policy + "\n    risk_class = class\n" + kOrders,
                         tables);
    const std::string text = loaded.subjects().at(0);
    check_texts(loaded.findings, findings);
    const std::size_t at = text.find("risk_class: ");
    const TableCount& count = loaded.book->counts().at(0);
    BOOST_TEST(count.read + count.superseded == 3U);
    return text.substr(at + 12, 2);
  };
  BOOST_TEST(risk_class("", {"I03 customers.csv:4:1 A "}) == "C1");
  BOOST_TEST(risk_class("  last row wins", {}) == "C3");
  BOOST_TEST(risk_class("  first row wins", {}) == "C1");
}

BOOST_AUTO_TEST_CASE(lists_hold_the_rows_of_their_owner) {
  Loaded loaded = load(kClients + R"(  Client.permissions  from "permissions"  of customer
    board = code  { starts with "688" -> star, else -> main }
    granted_on = granted
)" + kOrders,
                       {{"customers", "nr,class\nA,C2\nB,C2\n"},
                        {"permissions", "customer,code,granted\nA,688001,2024-01-02\nA,600519,x\nZ,1,2024-01-02\nA\n,688,\n"},
                        {"orders", "nr,placed,customer\n1,2025-03-14,A\n2,2025-03-14,B\n"}});
  const std::vector<std::string> texts = loaded.subjects();
  BOOST_TEST(texts.at(0).find("permissions: [{id: ?, board: star, granted_on: 2024-01-02}, "
                              "{id: ?, board: main, granted_on: ?}, {id: ?, board: ?, granted_on: ?}]") !=
                 std::string::npos,
             texts.at(0));
  BOOST_TEST(texts.at(1).find("permissions: []") != std::string::npos, texts.at(1));
  check_texts(loaded.findings,
              {"I11 permissions.csv:3:10  Permission.granted_on", "I01 permissions.csv:5:1 A ",
               "I02 permissions.csv:6:1  ", "I19 permissions.csv:4:1 Z Client.permissions"});
}

BOOST_AUTO_TEST_CASE(a_list_may_be_found_by_another_column_than_the_key) {
  Loaded loaded = load(R"(  Order  from "orders"  key nr
    placed_at = placed
  Order.fills  from "fills"  of deal is contract
    quantity = quantity
)",
                       {{"orders", "nr,placed,contract\n1,2025-03-14,X\n2,2025-03-14,Y\n3,2025-03-14,\n"},
                        {"fills", "deal,quantity\nX,100\nX,50\n"}});
  const std::vector<std::string> texts = loaded.subjects();
  BOOST_TEST(texts.at(0).find("fills: [{id: ?, quantity: 100}, {id: ?, quantity: 50}]") != std::string::npos);
  BOOST_TEST(texts.at(1).find("fills: []") != std::string::npos);
  BOOST_TEST(texts.at(2).find("fills: ?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_join_gives_the_columns_of_its_one_row) {
  Loaded loaded = load(R"(  Order  from "orders"  key nr  join "fees" on nr is fill
    placed_at = placed
    fee = fees.amount  in column fees.ccy
)",
                       {{"orders", "nr,placed\n1,2025-03-14\n2,2025-03-14\n3,2025-03-14\n"},
                        {"fees", "fill,amount,ccy\n1,5.00,HKD\n2,1.00,CNY\n2,2.00,CNY\n"}});
  const std::vector<std::string> texts = loaded.subjects();
  BOOST_TEST(texts.at(0).find("fee: 5.00 HKD") != std::string::npos, texts.at(0));
  BOOST_TEST(texts.at(1).find("fee: ?") != std::string::npos);
  check_texts(loaded.findings, {"I18 orders.csv:3:1 2 Order.fee", "I17 orders.csv:4:1 3 Order.fee"});
}

BOOST_AUTO_TEST_CASE(unpivoted_columns_make_one_record_each) {
  Loaded loaded = load(R"(  Product  from "products"  key isin
    board = board
  Order  from "recs"  key batch, position  unpivot isin_1 to isin_3 as ISIN  product ISIN  where kind is one of "a", "b"
    placed_at = day
)",
                       {{"products", "isin,board\nP,star\nQ,main\n"},
                        {"recs", "batch,day,kind,isin_1,isin_2,isin_3\n7,2025-03-14,a,P,,Q\n8,2025-03-14,c,P,P,P\n"}});
  const std::vector<std::string> texts = loaded.subjects();
  BOOST_TEST_REQUIRE(texts.size() == 2U);
  BOOST_TEST(texts[0].find("{id: 7/1, placed_at: 2025-03-14") == 0U, texts[0]);
  BOOST_TEST(texts[0].find("product: {id: P, board: star}") != std::string::npos);
  BOOST_TEST(texts[1].find("{id: 7/3, placed_at: 2025-03-14") == 0U);
  BOOST_TEST(texts[1].find("product: {id: Q, board: main}") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(strict_refuses_what_has_a_fault_and_what_refers_to_it) {
  Loaded loaded = load(kClients + kOrders, {{"customers", "nr,class\nA,C9\n"},
                                            {"orders", "nr,placed,customer\n1,2025-03-14,A\n"}},
                       true);
  static_cast<void>(loaded.subjects());
  check_texts(loaded.findings, {"I12 customers.csv:2:3 A Client.risk_class", "I14 orders.csv:2:14 1 Order.client"});
  BOOST_TEST(loaded.book->counts().at(0).refused == 1U);
}

BOOST_AUTO_TEST_CASE(strict_keeps_a_refused_row_as_an_element_of_which_nothing_is_known) {
  Loaded loaded = load(kClients + R"(  Client.permissions  from "permissions"  of customer
    board = code  { "688" -> star, else -> main }
    granted_on = granted
)" + kOrders,
                       {{"customers", "nr,class\nA,C2\n"},
                        {"permissions", "customer,code,granted\nA,688,2024-01-02\nA,600,x\nZ,1,2024-01-02\nZ,1,2024-01-03\n"},
                        {"orders", "nr,placed,customer\n1,2025-03-14,A\n"}},
                       true);
  const std::vector<std::string> texts = loaded.subjects();
  BOOST_TEST(texts.at(0).find("permissions: [{id: ?, board: star, granted_on: 2024-01-02}, "
                              "{id: ?, board: ?, granted_on: ?}]") != std::string::npos,
             texts.at(0));
  check_texts(loaded.findings, {"I11 permissions.csv:3:7  Permission.granted_on",
                                "I19 permissions.csv:4:1 Z Client.permissions",
                                "I19 permissions.csv:5:1 Z Client.permissions"});
  const TableCount& count = loaded.book->counts().at(1);
  BOOST_TEST(count.what == "Client.permissions");
  BOOST_TEST(count.read == 4U);
  BOOST_TEST(count.refused == 3U);
}

BOOST_AUTO_TEST_CASE(a_refused_version_leaves_open_what_counts_after_it) {
  const std::string versions = R"(  Client  from "customers"  key nr  as of changed
    risk_class = class
)" + kOrders;
  const auto classes = [&](const std::string& rows, bool strict) {
    Loaded loaded = load(versions, {{"customers", "nr,class,changed\n" + rows},
                                    {"orders", "nr,placed,customer\n1,2024-06-14,A\n2,2025-03-14,A\n"}}, strict);
    std::vector<std::string> found;
    for (const std::string& text : loaded.subjects()) found.push_back(text.substr(text.find("risk_class: ") + 12, 2));
    return found;
  };
  // A line that breaks behind its key, a day that is none, and, with --strict, a class that is none.
  check_texts(classes("A,C1,2024-01-01\nA,C3,2025-01-01\n", false), {"C1", "C3"});
  check_texts(classes("A,C1,2024-01-01\nA,C3\n", false), {"?,", "?,"});
  check_texts(classes("A,C1,2024-01-01\nA,C3,2025-02-30\n", true), {"?,", "?,"});
  check_texts(classes("A,C1,2024-01-01\nA,C9,2025-01-01\n", true), {"C1", "?,"});
}

BOOST_AUTO_TEST_CASE(missing_columns_are_one_error_that_names_the_nearest) {
  tests::ParsedSource parsed = tests::parse_source(kVocabulary, source(kOrders));
  const std::map<std::string, std::string> text = {{"orders", "nr,custmer\n1,A\n"}};
  tests::MemoryTables tables(text);
  auto reader = tables.open("orders", {});
  const auto mapper = RowMapper::bind(parsed.mapping, parsed.mapping.tables.at(0), parsed.schema, tables,
                                      reader.value()->columns(), [](const Finding&) { return Result<void>(); });
  BOOST_TEST_REQUIRE(!mapper.ok());
  BOOST_TEST(mapper.error().message == "orders.csv has no columns `customer` (is `custmer` meant?), `placed`");
}

BOOST_AUTO_TEST_CASE(parts_of_composite_keys_do_not_run_together) {
  BOOST_TEST(joined_key({"a", "b"}) == "a/b");
  BOOST_TEST(joined_key({"a/b", "c"}) != joined_key({"a", "b/c"}));
  BOOST_TEST(joined_key({"e\xCC\x81"}) == "\xC3\xA9");
}

}  // namespace
}  // namespace probity::ingest
