#include "adapters/json/facts_text.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/order_vocabulary.h"

namespace probity::adapters {
namespace {

std::string written_again(const std::string& line) {
  const tests::OrderVocabulary vocabulary;
  const FactsLine read = read_facts_line(line, vocabulary.schema, vocabulary.options);
  BOOST_TEST_REQUIRE(read.subject.has_value(), read.refused);
  return facts_text(vocabulary.schema, *read.subject, {});
}

const char* const kLines[] = {
    R"({"id": "O-1", "on": "Order", "facts": {"order": {"side": "buy", "quantity": 12.50, "amount": "3.10 CNY"}}})",
    R"({"id": "O-1", "on": "Order", "as_of": "2025-03-14", "facts": {"order": {"placed_at": "2025-03-14T10:15:00+08:00"}}})",
    R"({"id": "O-1", "on": "Order", "facts": {"order": {"solicited": true, "rate": "0.03%"},
        "client": {"id": "C-1", "name": "王 \"x\""}}})",
    R"({"id": "O-1", "on": "Order", "facts": {"client": {"permissions": [{"board": "star", "granted_on": "2024-01-02"}, {}]}}})",
    R"({"id": "O-1", "on": "Order", "facts": {"order": {"orders": [{"id": "O-0", "quantity": 5}], "client": "C-1"}}})",
    R"({"id": "O-1", "on": "Order", "facts": {"order": {"orders": []}}})",
    R"({"id": "A-1", "on": "closing of Order", "facts": {"order": {"quantity": 1}}})",
};

/// What was written from facts reads as the same facts, so writing it again changes nothing.
BOOST_DATA_TEST_CASE(facts_survive_being_written, boost::unit_test::data::make(kLines), line) {
  const std::string once = written_again(line);
  BOOST_TEST(written_again(once) == once);
  const tests::OrderVocabulary vocabulary;
  const FactsLine before = read_facts_line(line, vocabulary.schema, vocabulary.options);
  const FactsLine after = read_facts_line(once, vocabulary.schema, vocabulary.options);
  BOOST_TEST(after.findings.empty());
  for (std::size_t i = 0; i < before.subject->record->fields.size(); ++i) {
    BOOST_TEST(before.subject->record->fields[i].index() == after.subject->record->fields[i].index(), "field " << i);
    if (const auto* value = std::get_if<Value>(&before.subject->record->fields[i])) {
      BOOST_TEST((*value == std::get<Value>(after.subject->record->fields[i])), "field " << i);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_was_in_doubt_is_in_doubt_again) {
  const std::string once = written_again(
      R"({"id": "O-1", "on": "Order", "facts": {"order": {"quantity": "many", "orders": "none", "client": 5}}})");
  const tests::OrderVocabulary vocabulary;
  const FactsLine after = read_facts_line(once, vocabulary.schema, vocabulary.options);
  BOOST_TEST_REQUIRE(after.subject.has_value());
  for (const char* name : {"quantity", "orders", "client"}) {
    const auto field = vocabulary.schema.entities[after.subject->subject.entity].find_field(name);
    BOOST_TEST(std::holds_alternative<facts::InDoubt>(after.subject->record->fields[*field]), name);
  }
}

BOOST_AUTO_TEST_CASE(an_element_is_written_whole_even_where_it_has_the_id_of_the_subject) {
  const tests::OrderVocabulary vocabulary;
  const FactsLine read = read_facts_line(
      R"({"id": "O-1", "on": "Order", "facts": {"order": {"quantity": 1, "orders": [{"id": "O-1", "quantity": 1}]}}})",
      vocabulary.schema, vocabulary.options);
  // What is counted must all be there.
  const std::string text = facts_text(vocabulary.schema, *read.subject, {});
  BOOST_TEST(text.find(R"("orders": [{"id": "O-1", "quantity": 1}])") != std::string::npos);
}

}  // namespace
}  // namespace probity::adapters
