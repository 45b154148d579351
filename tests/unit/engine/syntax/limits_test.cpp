#include <random>

#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/syntax/shape.h"

namespace probity::syntax {
namespace {

std::string rule_requiring(const std::string& condition) {
  return "ruleset a\n  layer law\nrule r  conduct on Order\n  require " + condition + "\n  otherwise block\n";
}

std::size_t depth(const ast::ExprPtr& expr) {
  const auto* binary = std::get_if<ast::Binary>(&expr->node);
  return binary == nullptr ? 1 : 1 + std::max(depth(binary->left), depth(binary->right));
}

std::string repeated(std::size_t count, const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(ten_megabytes_of_random_bytes_are_one_diagnostic) {
  std::mt19937 generator(20261122);
  std::string bytes(10 << 20, ' ');
  for (char& byte : bytes) byte = static_cast<char>(generator());
  BOOST_TEST(parse_text(bytes).diagnostics.size() == 1U);
  Limits wide;
  wide.file_bytes_max = bytes.size();
  BOOST_TEST(parse_text(bytes, "rules", wide).diagnostics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_brackets_are_one_diagnostic) {
  BOOST_TEST(parse_text(rule_requiring(repeated(100'000, "("))).diagnostics.size() == 1U);
  BOOST_TEST(parse_text(repeated(100'000, "(")).diagnostics.size() == 1U);
  Limits wide;
  wide.clause_tokens_max = 1'000'000;
  const Parsed deep = parse_text(rule_requiring(repeated(100'000, "(") + "a" + repeated(100'000, ")")), "rules", wide);
  BOOST_TEST(deep.messages() == "P1003 4:75 this is nested more than 64 deep\n");
}

BOOST_AUTO_TEST_CASE(words_that_nest_are_counted_like_brackets) {
  for (const char* word : {"not ", "- ", "date of ", "24 days before ", "if a then b else ", "some a where ",
                           "every a has ", "the larger of 1 and (", "f(", "count of a where 1 is "}) {
    const Parsed parsed = parse_text(rule_requiring(repeated(3'000, word) + "a"));
    BOOST_TEST(parsed.diagnostics.size() == 1U, word << " gave " << parsed.messages().substr(0, 200));
  }
}

BOOST_AUTO_TEST_CASE(a_chain_of_ten_thousand_conditions_is_a_flat_tree) {
  const Parsed parsed = parse_text(rule_requiring("a" + repeated(9'990, " and a")));
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  BOOST_TEST(depth(parsed.units.at(0).rules.at(0).clauses.require.at(0)) <= 15U);
}

BOOST_AUTO_TEST_CASE(flat_clauses_of_every_sort_are_not_taken_for_deep_ones) {
  for (const char* part : {"not a", "a is b", "a + 3 * c is d", "(a or b)", "(some x where y)", "-a is 3",
                           "d is after 24 days before e", "date of a is b", "currency of a is CNY"}) {
    const Parsed parsed = parse_text(rule_requiring(part + repeated(500, std::string(" and ") + part)));
    BOOST_TEST(parsed.messages() == "", part);
  }
}

BOOST_AUTO_TEST_CASE(a_calculation_is_as_deep_as_it_has_terms_and_so_is_bounded) {
  BOOST_TEST(parse_text(rule_requiring("a is 1" + repeated(200, " + 1"))).messages() == "");
  BOOST_TEST(parse_text(rule_requiring("a is 1" + repeated(300, " + 1"))).diagnostics.size() == 1U);
  // Many terms in each of many brackets.
  const std::string nested = repeated(40, "(") + "1" + repeated(40, repeated(100, " + 1") + ")");
  BOOST_TEST(parse_text(rule_requiring("a is " + nested)).diagnostics.size() == 1U);
}

BOOST_AUTO_TEST_CASE(two_hundred_mistakes_are_enough) {
  const Parsed parsed = parse_text("ruleset a\n  layer law\n" + repeated(300, "rule r  conduct on Order\n  requier a\n"));
  const auto all = parsed.diagnostics.sorted();
  BOOST_TEST_REQUIRE(all.size() == 201U);
  BOOST_TEST((all.back().id == diagnostics::DiagnosticId::kTooManyMistakes));
}

BOOST_AUTO_TEST_CASE(many_mistakes_in_long_clauses_end_in_good_time) {
  // Without a bound on what is tried to explain them this takes many minutes, and ctest ends it.
  const std::string rule = "rule r  conduct on Order\n  require a" + repeated(97, " and a is b") + " xyzzy q\n";
  BOOST_TEST(parse_text("ruleset a\n  layer law\n" + repeated(199, rule)).diagnostics.size() == 199U);
}

BOOST_AUTO_TEST_CASE(a_row_of_many_cells_and_a_list_of_many_values_are_read) {
  BOOST_TEST(parse_text("ruleset a\n  layer law\ntable t\n  " + repeated(2'000, "| a ") + "|\n").messages() == "");
  BOOST_TEST(parse_text(rule_requiring("a is one of b" + repeated(5'000, ", b"))).messages() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::syntax
