#include "engine/values/provision.h"

#include <boost/test/unit_test.hpp>

namespace probity {
namespace {

Provision article(const std::string& first, const std::string& last = "") {
  Provision provision;
  provision.first = first;
  provision.last = last;
  return provision;
}

BOOST_AUTO_TEST_CASE(numbers_compare_part_by_part) {
  BOOST_TEST(compare_numbers("3.3.9", "3.3.13") < 0);
  BOOST_TEST(compare_numbers("12", "9") > 0);
  BOOST_TEST(compare_numbers("3.3", "3.3.1") < 0);
  BOOST_TEST(compare_numbers("3.3.1", "3.3.1") == 0);
}

BOOST_AUTO_TEST_CASE(a_range_goes_up_in_one_place_and_has_an_end) {
  BOOST_TEST(is_range(article("39", "41")));
  BOOST_TEST(is_range(article("3.3.8", "3.3.10")));
  BOOST_TEST(!is_range(article("41", "39")));
  BOOST_TEST(!is_range(article("5", "5")));
  BOOST_TEST(!is_range(article("3.3.8", "3.4.1")));
  BOOST_TEST(!is_range(article("1", "5001")));
}

BOOST_AUTO_TEST_CASE(a_range_holds_its_numbers_and_nothing_else) {
  const std::vector<Provision> contains = {article("1", "43"), article("3.3.8", "3.3.10")};
  BOOST_TEST(covers(contains, article("43")));
  BOOST_TEST(!covers(contains, article("44")));
  BOOST_TEST(!covers(contains, article("42", "44")));
  BOOST_TEST(covers(contains, article("3.3.9")));
  BOOST_TEST(!covers(contains, article("3.3")));
  Provision chapter = article("4");
  chapter.unit = ProvisionUnit::kChapter;
  BOOST_TEST(!covers(contains, chapter));
}

BOOST_AUTO_TEST_CASE(what_is_written_in_quotes_is_only_equal_or_not) {
  Provision label = article("9A.2.1R");
  label.is_label = true;
  BOOST_TEST(covers({label}, label));
  BOOST_TEST(!covers({article("1", "43")}, label));
}

BOOST_AUTO_TEST_CASE(places_are_written_in_both_languages) {
  Provision item = article("22");
  item.item = "3";
  Provision items = article("8");
  items.item = "1";
  items.last_item = "3";
  Provision deep = item;
  deep.paragraph = "2";
  Provision annex = article("1");
  annex.unit = ProvisionUnit::kAnnex;
  const std::vector<Provision> all = {article("18"), item, items, deep, article("39", "41"), annex};
  BOOST_TEST(provisions_text(all, "en") == "art. 18, 22 (3), 8 (1) to (3), 22 paragraph 2 (3), 39 to 41, annex 1");
  BOOST_TEST(provisions_text(all, "zh") == "第18条、第22条第3项、第8条第1项至第3项、第22条第2款第3项、第39条至第41条、附件1");
}

}  // namespace
}  // namespace probity
