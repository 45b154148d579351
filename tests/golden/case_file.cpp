#include "tests/golden/case_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace probity::golden {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool begins_with(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

/// `@repeat 3 ab` in parts: the count and what is repeated.
std::pair<std::size_t, std::string> counted(const std::string& line, std::size_t word) {
  const std::size_t blank = line.find(' ', word);
  return {static_cast<std::size_t>(std::stoul(line.substr(word, blank - word))), line.substr(blank + 1)};
}

void add_line(std::string& text, const std::string& line) {
  if (begins_with(line, "@repeat ")) {
    const auto [count, what] = counted(line, 8);
    for (std::size_t i = 0; i < count; ++i) text += what;
    text += "\n";
  } else if (begins_with(line, "@lines ")) {
    const auto [count, what] = counted(line, 7);
    for (std::size_t i = 0; i < count; ++i) text += what + "\n";
  } else if (begins_with(line, "@byte ")) {
    text += static_cast<char>(std::stoi(line.substr(6), nullptr, 16));
  } else if (line == "@glue") {
    if (!text.empty()) text.pop_back();
  } else {
    text += line + "\n";
  }
}

}  // namespace

Case read_case(const std::filesystem::path& path) {
  Case result;
  result.path = path;
  std::istringstream lines(read_file(path));
  enum class Section { kComment, kFile, kExpect } section = Section::kComment;
  std::string name;
  std::string text;
  const auto finish_file = [&] {
    if (section == Section::kFile) result.sources.emplace_back(name, text);
    text.clear();
  };
  for (std::string line; std::getline(lines, line);) {
    const bool begins_section = begins_with(line, "--- ");
    if (begins_section) finish_file();
    if (begins_with(line, "--- rules")) {
      section = Section::kFile;
      name = begins_with(line, "--- rules file ") ? line.substr(15) : "rules";
    } else if (line == "--- standard vocabulary") {
      section = Section::kComment;
      result.sources.emplace_back(
          "vocabulary", read_file(std::filesystem::path(PROBITY_SOURCE_DIR) / "tests/golden/vocabulary.probity"));
    } else if (begins_with(line, "--- expect")) {
      section = Section::kExpect;
      result.only_last = line == "--- expect last";
    } else if (section == Section::kFile) {
      add_line(text, line);
    } else if (section == Section::kExpect) {
      result.expected += line + "\n";
    }
    if (section != Section::kExpect) result.before_expect += line + "\n";
  }
  finish_file();
  return result;
}

std::vector<std::filesystem::path> find_cases(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> result;
  if (!std::filesystem::exists(folder)) return result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".case") result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

void bless(const Case& which, const std::string& expected) {
  std::ofstream file(which.path, std::ios::binary | std::ios::trunc);
  file << which.before_expect << (which.only_last ? "--- expect last\n" : "--- expect\n") << expected;
}

}  // namespace probity::golden
