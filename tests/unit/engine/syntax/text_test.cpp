#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/syntax/shape.h"

namespace probity::syntax {
namespace {

const ast::Texts& because(const Parsed& parsed) { return *parsed.units.at(0).rules.at(0).clauses.because; }

Parsed rule_with(const std::string& clause) {
  return parse_text("ruleset a\n  layer law\nrule r  conduct on Order\n  require a\n  otherwise block\n" + clause);
}

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(texts_and_names_are_composed) {
  const Parsed parsed = rule_with("  because \"Cafe\xCC\x81\"\n");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  BOOST_TEST(because(parsed).by_language.at("en") == "Caf\xC3\xA9");
  BOOST_TEST(shape_of_condition("cafe\xCC\x81 is b") == "(is caf\xC3\xA9 b)");
}

BOOST_AUTO_TEST_CASE(full_width_forms_stay_as_they_are_within_texts) {
  const Parsed parsed = rule_with("  because “１，０００（a）”\n");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  BOOST_TEST(because(parsed).by_language.at("en") == "１，０００（a）");
}

BOOST_AUTO_TEST_CASE(full_width_forms_are_half_width_outside_texts) {
  BOOST_TEST(shape_of_condition("ａ is at most １，０００．５０　CNY") == "(<= a '1000.50 CNY')");
  BOOST_TEST(shape_of_condition("a is at most ０．３％") == "(<= a rate:0.003)");
}

BOOST_AUTO_TEST_CASE(a_text_over_two_lines_is_one_line) {
  const Parsed parsed = rule_with("  because \"one\n           two\"  zh \"第一，\n                第二\"\n");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  BOOST_TEST(because(parsed).by_language.at("en") == "one two");
  BOOST_TEST(because(parsed).by_language.at("zh") == "第一，第二");
}

BOOST_AUTO_TEST_CASE(unmarked_text_is_chinese_where_english_stands_beside_it) {
  const Parsed parsed = rule_with("  因为 \"不得\"  en \"must not\"\n");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  BOOST_TEST(because(parsed).by_language.at("zh") == "不得");
  BOOST_TEST(because(parsed).by_language.at("en") == "must not");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_takes_no_column) {
  const Parsed parsed = parse_text("\xEF\xBB\xBFrulset a\n  layer law\n");
  BOOST_TEST(parsed.messages() == "P0101 1:1 no block begins with `rulset`\n");
}

BOOST_AUTO_TEST_CASE(of_a_markdown_file_only_its_fences_are_read) {
  const Parsed parsed = parse_text(
      "# Page\n\n```probity\nruleset a\n  layer law\n```\n\nwords\n\n```\nnot this\n```\n```probity\nrul r\n```\n", "page.md");
  BOOST_TEST(parsed.units.size() == 1U);
  BOOST_TEST(parsed.messages().substr(0, 38) == "P0101 14:1 no block begins with `rul`\n");
}

BOOST_AUTO_TEST_CASE(line_ends_of_windows_and_missing_last_ones_are_read) {
  BOOST_TEST(parse_text("ruleset a\r\n  layer law\r\n").messages() == "");
  BOOST_TEST(parse_text("ruleset a\n  layer law").messages() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::syntax
