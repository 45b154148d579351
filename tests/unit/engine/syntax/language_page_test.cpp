// Every example of grammar/LANGUAGE.md is parsed. A fence ```probity holds whole blocks, with or without a
// header; ```probity fragment holds the shape of a block with words in capitals, and is left out.
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/syntax/shape.h"

namespace probity::syntax {
namespace {

struct Example {
  std::size_t line = 0;
  std::string text;
};

std::vector<Example> examples() {
  std::ifstream page(std::string(PROBITY_SOURCE_DIR) + "/grammar/LANGUAGE.md");
  std::vector<Example> result;
  bool inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(page, line);) {
    ++number;
    if (line.compare(0, 3, "```") == 0) {
      inside = !inside && line == "```probity";
      if (inside) result.push_back({number, ""});
    } else if (inside) {
      result.back().text += line + "\n";
    }
  }
  return result;
}

bool has_header(const std::string& text) {
  for (const char* word : {"ruleset ", "vocabulary ", "source ", "continues ", "规则集 "}) {
    if (text.compare(0, std::string(word).size(), word) == 0) return true;
  }
  return false;
}

BOOST_AUTO_TEST_SUITE(language_page)

BOOST_AUTO_TEST_CASE(every_example_of_the_language_page_is_read_without_a_diagnostic) {
  const std::vector<Example> all = examples();
  BOOST_TEST(all.size() >= 7U);
  for (const Example& each : all) {
    const std::string text = has_header(each.text) ? each.text : "continues page\n" + each.text;
    BOOST_TEST(parse_text(text).messages() == "", "the example on line " << each.line << ": " << parse_text(text).messages());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::syntax
