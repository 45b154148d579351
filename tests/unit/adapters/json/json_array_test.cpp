#include "adapters/json/json_array.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace probity::adapters {
namespace {

std::vector<std::string> elements_of(std::string_view text) {
  const auto split = split_json_array(text, 10);
  BOOST_TEST_REQUIRE(split.ok(), (split.ok() ? "" : split.error().message));
  return {split.value().begin(), split.value().end()};
}

BOOST_AUTO_TEST_CASE(elements_are_cut_apart_as_they_are_written) {
  const std::vector<std::string> expected = {R"({"a": [1, 2], "b": "],\"}"})", "{}", "3", R"("x")"};
  const std::string text = R"(  [ {"a": [1, 2], "b": "],\"}"} ,{},
3, "x" ] )";
  BOOST_TEST(elements_of(text) == expected, boost::test_tools::per_element());
  BOOST_TEST(elements_of("[]").empty());
  BOOST_TEST(elements_of(" [ ] ").empty());
}

const char* const kWrong[] = {"", "{}", "[", "[1", "[1,]", "[,1]", "[1,,2]", "[1] 2", "[\"a]", "[{\"a\": \"b]}", "[[1]"};

BOOST_DATA_TEST_CASE(what_is_no_array_is_refused, boost::unit_test::data::make(kWrong), text) {
  BOOST_TEST(!split_json_array(text, 10).ok());
}

BOOST_AUTO_TEST_CASE(more_elements_than_allowed_are_refused) {
  const auto split = split_json_array("[1,2,3]", 2);
  BOOST_TEST_REQUIRE(!split.ok());
  BOOST_TEST((split.error().code == ErrorCode::kLimit));
}

BOOST_AUTO_TEST_CASE(the_value_that_a_text_begins_with_reaches_as_far_as_its_brackets) {
  BOOST_TEST(first_json_value(R"({"a": "}"}, "b": 1})") == R"({"a": "}"})");
  BOOST_TEST(first_json_value("[[1], 2]]") == "[[1], 2]");
  BOOST_TEST(first_json_value("{\"a\": ") == "{\"a\": ");
}

}  // namespace
}  // namespace probity::adapters
