#include "adapters/sql/service_store.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <iostream>
#include <thread>
#include <vector>

#include "adapters/sql/connection.h"
#include "tests/unit/adapters/sql/postgresql_server.h"

namespace probity::sql {
namespace {

StoredProposal proposal(const std::string& id, const std::string& at) {
  return {id, "proposed", "新上限 \"quoted\"", "because", "sha256:1", "li.wei", at, "", "{}", "{\"a\": 'b'}"};
}

/// What any database must do; `open` opens the same one each time.
template <typename Open>
void keeps_what_it_is_given(const Open& open) {
  auto store = open();
  BOOST_TEST_REQUIRE(store.ok(), (store.ok() ? "" : store.error().message));
  ServiceStore& first = *store.value();
  BOOST_TEST(first.put(proposal("P-1", "2026-01-01T00:00:00Z")).ok());
  BOOST_TEST(first.put(proposal("P-2", "2026-01-02T00:00:00Z")).ok());
  StoredProposal live = proposal("P-1", "2026-01-01T00:00:00Z");
  live.state = "live";
  BOOST_TEST(first.put(live).ok());
  BOOST_TEST(first.add(StoredApproval{"P-1", "wang.fang", "approved", "as agreed", "2026-01-03T00:00:00Z"}).ok());
  BOOST_TEST(first.add(StoredPolicy{"2026-01-01T00:00:00Z", "wang.fang", "old", "{}"}).ok());
  BOOST_TEST(first.add(StoredPolicy{"2026-01-02T00:00:00Z", "wang.fang", "new", "{\"acts\": []}"}).ok());
  const StoredFinding finding{"d-1", "1", "Order", "O-1", "2025-03-14", "r", "limit", "block", "no", "too much"};
  StoredDeadline deadline{"Complaint", "K-1", "firm_answer", "2025-03-14", "2025-04-04", "running", "", "", "d-1"};
  BOOST_TEST(first.put_judged({finding, finding}, {deadline}).ok());
  deadline.state = "met";
  BOOST_TEST(first.put_judged({}, {deadline}).ok());

  // Opened a second time it is brought up to nothing new and has all of it.
  const auto again = open();
  BOOST_TEST_REQUIRE(again.ok(), (again.ok() ? "" : again.error().message));
  const auto proposals = again.value()->proposals();
  BOOST_TEST_REQUIRE(proposals.ok());
  BOOST_TEST_REQUIRE(proposals.value().size() == 2U);
  BOOST_TEST(proposals.value()[0].id == "P-2");
  BOOST_TEST(proposals.value()[1].state == "live");
  BOOST_TEST(proposals.value()[1].title == "新上限 \"quoted\"");
  BOOST_TEST(proposals.value()[1].report == "{\"a\": 'b'}");
  BOOST_TEST(again.value()->approvals("P-1").value().at(0).person == "wang.fang");
  BOOST_TEST(again.value()->policy().value()->reason == "new");
  BOOST_TEST(again.value()->findings("", "O-1").value().size() == 1U);
  BOOST_TEST(again.value()->findings("another", "").value().empty());
  const auto deadlines = again.value()->deadlines("", "");
  BOOST_TEST_REQUIRE(deadlines.value().size() == 1U);
  BOOST_TEST(deadlines.value()[0].state == "met");
  BOOST_TEST(again.value()->deadlines("running", "").value().empty());
  BOOST_TEST(again.value()->deadlines("met", "K-1").value().size() == 1U);
}

template <typename Open>
void takes_several_writers(const Open& open) {
  const auto store = open();
  BOOST_TEST_REQUIRE(store.ok());
  std::vector<std::thread> writers;
  std::atomic<int> written{0};
  for (int number = 0; number < 4; ++number) {
    writers.emplace_back([&, number] {
      for (int i = 0; i < 10; ++i) {
        const std::string id = "d-" + std::to_string(number) + "-" + std::to_string(i);
        const StoredFinding finding{id, "1", "Order", "O-9", "", "r", "limit", "block", "no", ""};
        if (store.value()->put_judged({finding}, {}).ok()) ++written;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  BOOST_TEST(written == 40);
  BOOST_TEST(store.value()->findings("", "O-9").value().size() == 40U);
}

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("probity_store_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string url() const { return "sqlite:" + (path / "store.db").string(); }
  std::filesystem::path path;
};

BOOST_AUTO_TEST_CASE(the_store_of_the_service_works_in_sqlite) {
  const Folder folder;
  const auto open = [&] { return ServiceStore::open(folder.url()); };
  keeps_what_it_is_given(open);
  takes_several_writers(open);
}

BOOST_AUTO_TEST_CASE(the_store_of_the_service_works_in_postgresql_and_outlives_a_restart_of_it) {
  const auto programs = PostgresqlServer::find_programs();
  if (!programs) {
    std::cerr << "skipped: PostgreSQL's programs are not installed\n";
    return;
  }
  const PostgresqlServer server(*programs);
  BOOST_TEST_REQUIRE(server.is_running());
  const auto open = [&] { return ServiceStore::open(server.url()); };
  keeps_what_it_is_given(open);
  takes_several_writers(open);
  // Connections that are cut in between are made anew.
  const auto store = open();
  BOOST_TEST(server.run("select pg_terminate_backend(pid) from pg_stat_activity "
                        "where pid <> pg_backend_pid() and backend_type = 'client backend'"));
  BOOST_TEST(store.value()->proposals().value().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_store_that_a_later_version_has_written_is_left_alone) {
  const Folder folder;
  BOOST_TEST_REQUIRE(ServiceStore::open(folder.url()).ok());
  {
    const auto session = connect(parse_url(folder.url()).value(), true);
    *session.value() << "insert into probity_store (version) values (999)";
    *session.value() << "commit";
  }
  const auto store = ServiceStore::open(folder.url());
  BOOST_TEST_REQUIRE(!store.ok());
  BOOST_TEST((store.error().code == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(a_store_that_cannot_be_reached_is_told_without_its_password) {
  const auto store = ServiceStore::open("postgresql://user:secret@127.0.0.1:1/base");
  BOOST_TEST_REQUIRE(!store.ok());
  BOOST_TEST(store.error().message.find("secret") == std::string::npos);
  BOOST_TEST(!ServiceStore::open("mysql://a").ok());
}

}  // namespace
}  // namespace probity::sql
