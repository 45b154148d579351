#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/files/ruleset_files.h"

namespace fs = std::filesystem;
using namespace probity;

namespace {

constexpr std::size_t kBytesMax = 1'000;

/// A folder that goes away with the test.
struct Folder {
  Folder() : path(fs::temp_directory_path() / ("ruleset_files_" + std::to_string(::getpid()))) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text = "x") const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (path / name).string(); }
  fs::path path;
};

std::vector<std::string> names(const Folder& folder, const std::vector<SourceText>& texts) {
  std::vector<std::string> found;
  for (const SourceText& text : texts) {
    found.push_back(fs::path(text.path()).lexically_relative(folder.path).string());
  }
  return found;
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_folder_is_walked_by_name_for_rulesets_alone, Folder) {
  for (const char* name : {"b.probity", "a/z.probity", "a/a.probity", "notes.txt", ".hidden/x.probity"}) write(name);
  const auto store = files::make_ruleset_files({{path.string()}, ""});
  const auto found = store->named_files(kBytesMax);
  BOOST_TEST_REQUIRE(found.ok());
  BOOST_TEST((names(*this, found.value()) == Names{"a/a.probity", "a/z.probity", "b.probity"}));
}

BOOST_FIXTURE_TEST_CASE(a_file_named_twice_is_read_once, Folder) {
  write("a.probity");
  const auto store = files::make_ruleset_files({{at("a.probity"), path.string(), at("./a.probity")}, ""});
  BOOST_TEST(store->named_files(kBytesMax).value().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_path_that_is_not_there_is_an_error, Folder) {
  const auto found = files::make_ruleset_files({{at("gone")}, ""})->named_files(kBytesMax);
  BOOST_TEST_REQUIRE(!found.ok());
  BOOST_TEST((found.error().code == ErrorCode::kNotFound));
}

BOOST_FIXTURE_TEST_CASE(no_more_of_a_file_is_read_than_was_asked_for, Folder) {
  write("long.probity", std::string(5'000, 'x'));
  const auto found = files::make_ruleset_files({{path.string()}, ""})->named_files(kBytesMax);
  BOOST_TEST(found.value().front().text().size() == kBytesMax);
}

BOOST_FIXTURE_TEST_CASE(what_is_used_is_looked_for_in_the_folders_above_then_among_the_shipped, Folder) {
  write("firm/rules/one.probity");
  write("firm/cn/vocabulary.probity", "of the firm");
  write("shipped/cn/vocabulary/a.probity");
  write("shipped/cn/vocabulary/b.probity");
  write("shipped/cn/words.probity", "shipped");
  const files::RulesetPlaces places{{at("firm/rules/one.probity")}, at("shipped")};
  const auto store = files::make_ruleset_files(places);
  const auto near = store->find_unit("cn.vocabulary", at("firm/rules/one.probity"), kBytesMax);
  BOOST_TEST((names(*this, near.value()) == Names{"firm/cn/vocabulary.probity"}));
  const auto shipped = store->find_unit("cn.vocabulary", at("elsewhere/one.probity"), kBytesMax);
  BOOST_TEST((names(*this, shipped.value()) ==
              Names{"shipped/cn/vocabulary/a.probity", "shipped/cn/vocabulary/b.probity"}));
  BOOST_TEST(store->find_unit("cn.nothing", at("firm/rules/one.probity"), kBytesMax).value().empty());
}

BOOST_FIXTURE_TEST_CASE(calendars_are_found_by_name_and_read_where_their_folder_was_named, Folder) {
  write("rules/one.probity");
  write("calendars/xshg.calendar", "calendar xshg");
  const auto store = files::make_ruleset_files({{path.string()}, ""});
  BOOST_TEST((names(*this, store->named_calendars().value()) == Names{"calendars/xshg.calendar"}));
  const auto found = store->find_calendar("xshg", at("rules/one.probity"));
  BOOST_TEST_REQUIRE(found.value().has_value());
  BOOST_TEST(found.value()->text() == "calendar xshg");
  BOOST_TEST(!store->find_calendar("xlon", at("rules/one.probity")).value().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_link_to_a_folder_above_does_not_go_round, Folder) {
  write("a/one.probity");
  fs::create_directory_symlink(path, path / "a" / "round");
  BOOST_TEST(files::make_ruleset_files({{path.string()}, ""})->named_files(kBytesMax).value().size() == 1U);
}
