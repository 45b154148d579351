#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

namespace probity::tests {

/// The folder of shared data that the environment names, or nothing, said in the test's output.
inline std::optional<std::filesystem::path> shared_folder(const std::string& below) {
  const char* shared = std::getenv("PROBITY_SHARED");
  if (shared == nullptr || *shared == '\0') {
    BOOST_TEST_MESSAGE("skipped: PROBITY_SHARED is not set");
    return std::nullopt;
  }
  return std::filesystem::path(shared) / below;
}

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace probity::tests
