#include <atomic>
#include <boost/test/unit_test.hpp>
#include <iostream>
#include <thread>
#include <vector>

#include "adapters/sql/anchor_row.h"
#include "adapters/sql/database.h"
#include "tests/unit/adapters/sql/postgresql_server.h"
#include "tests/unit/adapters/sql/table_text.h"

namespace probity::sql {
namespace {

void check_rows(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

/// Everything in one case, for a server takes seconds to start.
BOOST_AUTO_TEST_CASE(a_real_server_is_read_and_written) {
  const auto programs = PostgresqlServer::find_programs();
  if (!programs) {
    std::cerr << "skipped: PostgreSQL's programs are not installed\n";
    return;
  }
  const PostgresqlServer server(*programs);
  BOOST_TEST_REQUIRE(server.is_running());
  BOOST_TEST_REQUIRE(server.run(
      "create schema book; create table book.t (k text, n numeric(10,2), b boolean, d date, m timestamptz, \"Odd Name\" text);"
      "insert into book.t values ('b', 12.50, true, '2025-03-14', '2025-03-14 10:15:00+08', '平安'),"
      "('a', null, false, null, null, ''), ('B', 1, null, '1999-12-31', '2025-03-14 10:15:00.25+00', 'x')"));
  const auto store = open_database(server.url());
  BOOST_TEST_REQUIRE(store.ok(), (store.ok() ? "" : store.error().message));

  check_rows(rows_of(*store.value(), "book.t", {"k"}),
             {"B|1.00||1999-12-31|2025-03-14 10:15:00.25+00|x", "a||false|||",
              "b|12.50|true|2025-03-14|2025-03-14 02:15:00+00|平安"});

  // What another writes meanwhile is not seen: all tables are of one time.
  BOOST_TEST(server.run("insert into book.t values ('late', 1, true, null, null, null); create table many as "
                        "select g as k, repeat('x', 50) as v from generate_series(1, 10000) g"));
  BOOST_TEST(rows_of(*store.value(), "book.t").size() == 3U);

  const auto later = open_database(server.url());
  BOOST_TEST_REQUIRE(later.ok());
  auto first = later.value()->open("many", {});
  auto second = later.value()->open("many", {});
  BOOST_TEST_REQUIRE((first.ok() && second.ok()));
  ports::TableChunk chunk;
  BOOST_TEST_REQUIRE(first.value()->next(chunk, 10).ok());
  BOOST_TEST(chunk.row_count() == 10U);
  BOOST_TEST(chunk.cell(1, 0) == "10");  // sorted as text
  BOOST_TEST(rows_of(*second.value(), 777).size() == 10'000U);
  BOOST_TEST(rows_of(*first.value(), 777).size() == 9'990U);

  const auto missing = later.value()->open("manny", {});
  BOOST_TEST_REQUIRE(!missing.ok());
  BOOST_TEST((missing.error().code == ErrorCode::kNotFound));
  BOOST_TEST(missing.error().message.find("is `many` meant?") != std::string::npos);
  BOOST_TEST(missing.error().message.find("secret") == std::string::npos);
  BOOST_TEST(!later.value()->open("t'; drop table many; --", {}).ok());

  {
    auto writer = write_database_table(server.url() + "#findings", {"id", "what"});
    BOOST_TEST_REQUIRE(writer.ok(), (writer.ok() ? "" : writer.error().message));
    BOOST_TEST(writer.value()->write({"lost", std::nullopt}).ok());
  }
  BOOST_TEST(!open_database(server.url()).value()->open("findings", {}).ok());
  auto writer = write_database_table(server.url() + "#findings", {"id", "what"});
  BOOST_TEST_REQUIRE(writer.ok());
  for (int row = 0; row < 1500; ++row) {
    BOOST_TEST_REQUIRE(writer.value()->write({std::to_string(row), "it's"}).ok());
  }
  BOOST_TEST_REQUIRE(writer.value()->commit().ok());
  BOOST_TEST(rows_of(*open_database(server.url()).value(), "findings").size() == 1500U);
}

BOOST_AUTO_TEST_CASE(an_anchor_in_a_real_server_is_exchanged_only_where_it_is_what_was_expected) {
  const auto programs = PostgresqlServer::find_programs();
  if (!programs) {
    std::cerr << "skipped: PostgreSQL's programs are not installed\n";
    return;
  }
  const PostgresqlServer server(*programs);
  BOOST_TEST_REQUIRE(server.is_running());
  const auto anchor = make_anchor_row(server.url() + "#log-2026");
  const auto other = make_anchor_row(server.url() + "#log-2027");
  BOOST_REQUIRE(anchor.ok() && other.ok());
  BOOST_TEST(!anchor.value()->read().value().has_value());
  BOOST_TEST(!anchor.value()->swap("something", "first").value());
  BOOST_TEST(anchor.value()->swap(std::nullopt, "first\n\xe2\x80\x94 key sig'\n").value());
  BOOST_TEST(!anchor.value()->swap(std::nullopt, "again").value());
  BOOST_TEST(anchor.value()->read().value().value() == "first\n\xe2\x80\x94 key sig'\n");
  BOOST_TEST(anchor.value()->swap("first\n\xe2\x80\x94 key sig'\n", "second").value());
  BOOST_TEST(!other.value()->read().value().has_value());
  // Eight writers that all saw the same: one of them exchanges it.
  std::atomic<int> exchanged = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      const auto mine = make_anchor_row(server.url() + "#log-2026");
      const auto swapped = mine.value()->swap("second", "third " + std::to_string(i));
      exchanged += swapped.ok() && swapped.value() ? 1 : 0;
    });
  }
  for (std::thread& writer : writers) writer.join();
  BOOST_TEST(exchanged == 1);
  BOOST_TEST(anchor.value()->read().value().value().starts_with("third "));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_an_error_without_the_password) {
  const auto store = open_database("postgresql://user:secret@127.0.0.1:1/base");
  BOOST_TEST_REQUIRE(!store.ok());
  BOOST_TEST((store.error().code == ErrorCode::kUnavailable));
  BOOST_TEST(store.error().message.find("postgresql://user:***@127.0.0.1:1/base") != std::string::npos);
  BOOST_TEST(store.error().message.find("secret") == std::string::npos);
}

}  // namespace
}  // namespace probity::sql
