#include "adapters/files/whole_file.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace probity::files {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

BOOST_AUTO_TEST_CASE(a_file_appears_only_when_it_is_whole) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("probity-whole-" + std::to_string(::getpid()) + ".txt");
  std::ofstream(path) << "before";
  {
    auto writer = write_whole_file(path.string());
    BOOST_TEST_REQUIRE(writer.ok());
    BOOST_TEST(writer.value()->write(std::string(1'000'000, 'x')).ok());
    BOOST_TEST(content(path) == "before");
  }
  BOOST_TEST(content(path) == "before");
  BOOST_TEST(!std::filesystem::exists(path.string() + ".part"));
  auto writer = write_whole_file(path.string());
  BOOST_TEST_REQUIRE(writer.ok());
  BOOST_TEST(writer.value()->write("after").ok());
  BOOST_TEST(writer.value()->commit().ok());
  BOOST_TEST(content(path) == "after");
  std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_an_error) {
  BOOST_TEST(!write_whole_file("/nonexistent-folder/x.csv").ok());
}


}  // namespace
}  // namespace probity::files
