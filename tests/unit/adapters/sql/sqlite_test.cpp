#include <sqlite3.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "adapters/sql/database.h"
#include "tests/unit/adapters/sql/table_text.h"

namespace probity::sql {
namespace {

/// A database file that goes away with the test; its name has a blank, as files of offices do.
class File {
 public:
  File() : path_((std::filesystem::temp_directory_path() / ("probity book " + std::to_string(::getpid()) + ".db")).string()) {
    std::filesystem::remove(path_);
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  void run(const std::string& statements) const {
    sqlite3* connection = nullptr;
    BOOST_TEST_REQUIRE(sqlite3_open(path_.c_str(), &connection) == SQLITE_OK);
    char* message = nullptr;
    BOOST_TEST(sqlite3_exec(connection, statements.c_str(), nullptr, nullptr, &message) == SQLITE_OK,
               (message != nullptr ? message : ""));
    sqlite3_free(message);
    sqlite3_close(connection);
  }
  [[nodiscard]] std::string url() const { return "sqlite:" + path_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void check_rows(const std::vector<std::string>& got, const std::vector<std::string>& expected) {
  BOOST_TEST(got == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_come_sorted_by_key_whatever_the_order_in_the_file) {
  const File file;
  file.run("create table t (k text, \"odd \"\"name\" text, n integer);"
           "insert into t values ('b', '平安', 10), ('a', null, 9), ('a', 'x', 2), ('B', '', 1)");
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(store.ok(), (store.ok() ? "" : store.error().message));
  check_rows(rows_of(*store.value(), "t", {"k"}), {"B||1", "a||9", "a|x|2", "b|平安|10"});
  auto reader = store.value()->open("t", {});
  BOOST_TEST_REQUIRE(reader.ok());
  const std::vector<std::string> columns = {"k", "odd \"name", "n"};
  BOOST_TEST(reader.value()->columns() == columns, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_blob_that_is_no_text_breaks_its_row_at_its_column) {
  const File file;
  file.run("create table t (k text, v); insert into t values ('1', 'x'), ('2', x'ff00'), ('3', 1.5)");
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(store.ok());
  check_rows(rows_of(*store.value(), "t", {"k"}), {"1|x", "2!2:2 this cell is no text", "3|1.5"});
}

BOOST_AUTO_TEST_CASE(two_readers_of_one_database_are_open_at_once) {
  const File file;
  file.run("create table t (k integer); insert into t values (1), (2); create view v as select k + 10 as k from t");
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(store.ok());
  auto first = store.value()->open("t", {});
  auto second = store.value()->open("v", {});
  BOOST_TEST_REQUIRE((first.ok() && second.ok()));
  check_rows(rows_of(*first.value(), 1), {"1", "2"});
  check_rows(rows_of(*second.value(), 1), {"11", "12"});
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_an_error_and_is_not_made) {
  const File file;
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(!store.ok());
  BOOST_TEST((store.error().code == ErrorCode::kUnavailable));
  BOOST_TEST(store.error().message == "cannot open `" + file.url() + "`: no such file");
  BOOST_TEST(!std::filesystem::exists(file.path()));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_an_error) {
  const File file;
  std::ofstream(file.path()) << std::string(5000, 'x');
  BOOST_TEST(!open_database(file.url()).ok());
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_there_is_named_with_the_nearest) {
  const File file;
  file.run("create table customers (k text)");
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(store.ok());
  const auto reader = store.value()->open("custmers", {});
  BOOST_TEST_REQUIRE(!reader.ok());
  BOOST_TEST((reader.error().code == ErrorCode::kNotFound));
  BOOST_TEST(reader.error().message.find("is `customers` meant?") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_hostile_table_name_is_only_a_name) {
  const File file;
  file.run("create table t (k text)");
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(store.ok());
  BOOST_TEST(!store.value()->open("t; drop table t", {}).ok());
  BOOST_TEST(!store.value()->open("t\" union select 1 --", {}).ok());
  BOOST_TEST(store.value()->open("t", {}).ok());
}

BOOST_AUTO_TEST_CASE(a_table_is_written_whole_or_not_at_all) {
  const File file;
  file.run("create table other (k text)");
  const std::vector<std::string> columns = {"id", "what"};
  {
    auto writer = write_database_table(file.url() + "#findings", columns);
    BOOST_TEST_REQUIRE(writer.ok(), (writer.ok() ? "" : writer.error().message));
    for (int row = 0; row < 2500; ++row) {
      BOOST_TEST_REQUIRE(writer.value()->write({"x", std::nullopt}).ok());
    }
  }
  BOOST_TEST(!open_database(file.url()).value()->open("findings", {}).ok());
  for (int round = 0; round < 2; ++round) {  // the second empties what the first wrote
    auto writer = write_database_table(file.url() + "#findings", columns);
    BOOST_TEST_REQUIRE(writer.ok());
    BOOST_TEST(writer.value()->write({"1", "it's \"so\""}).ok());
    BOOST_TEST(writer.value()->write({"2", std::nullopt}).ok());
    BOOST_TEST_REQUIRE(writer.value()->commit().ok());
  }
  const auto store = open_database(file.url());
  BOOST_TEST_REQUIRE(store.ok());
  check_rows(rows_of(*store.value(), "findings"), {"1|it's \"so\"", "2|"});
}

BOOST_AUTO_TEST_CASE(a_table_of_other_columns_is_never_emptied) {
  const File file;
  file.run("create table findings (k text); insert into findings values ('kept')");
  BOOST_TEST(!write_database_table(file.url() + "#findings", {"id", "what"}).ok());
  check_rows(rows_of(*open_database(file.url()).value(), "findings"), {"kept"});
}

BOOST_AUTO_TEST_CASE(another_kind_of_url_is_refused) {
  BOOST_TEST(!is_database_url("csv:folder"));
  BOOST_TEST(!open_database("mysql://host/base").ok());
  BOOST_TEST(!open_database("sqlite:").ok());
}

}  // namespace
}  // namespace probity::sql
