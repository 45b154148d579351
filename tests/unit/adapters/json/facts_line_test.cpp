#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "adapters/json/facts_line.h"
#include "engine/schema/schema.h"
#include "tests/support/order_vocabulary.h"

namespace adapters = probity::adapters;
namespace facts = probity::facts;
using probity::Entity;
using probity::Id;

namespace {

struct Vocabulary : probity::tests::OrderVocabulary {
  [[nodiscard]] adapters::FactsLine read(const std::string& line) const {
    return adapters::read_facts_line(line, schema, options);
  }
  /// A line on an order with these facts.
  [[nodiscard]] adapters::FactsLine order(const std::string& facts) const {
    return read(R"({"id":"O-1","on":"Order","facts":{"order":{)" + facts + "}}}");
  }
  /// A fact of the record as text; `unknown`, `record`, `list of n`.
  [[nodiscard]] std::string text(const facts::Record& record, const std::string& name) const {
    const auto field = schema.entities[record.entity].find_field(name);
    BOOST_REQUIRE(field.has_value());
    const facts::Fact& fact = record.fields[*field];
    if (const auto* value = std::get_if<probity::Value>(&fact)) return value_text(schema, *value);
    if (std::holds_alternative<facts::RecordPtr>(fact)) return "record";
    if (const auto* list = std::get_if<facts::RecordList>(&fact)) {
      return "list of " + std::to_string((*list)->size());
    }
    return "unknown";
  }
  [[nodiscard]] std::string fact(const adapters::FactsLine& line, const std::string& name) const {
    BOOST_REQUIRE_MESSAGE(line.subject.has_value(), line.refused);
    return text(*line.subject->record, name);
  }
  [[nodiscard]] const facts::Record& referred(const adapters::FactsLine& line,
                                              const std::string& name) const {
    const auto& record = *line.subject->record;
    return *std::get<facts::RecordPtr>(
        record.fields[*schema.entities[record.entity].find_field(name)]);
  }
};

std::string only_finding(const adapters::FactsLine& line) {
  BOOST_REQUIRE(line.findings.size() == 1);
  return line.findings[0].text();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(facts_lines, Vocabulary)

BOOST_AUTO_TEST_CASE(a_subject_is_read_with_what_it_refers_to) {
  const auto line = read(
      R"({"id": "O-1", "on": "Order", "as_of": "2025-03-14", "facts": {"order": {"side": "buy", "quantity": 1000,)"
      R"( "amount": "12,500.00 CNY", "placed_at": "2025-03-14T10:15:00+08:00", "solicited": false, "rate": "0.03%"},)"
      R"( "client": {"id": "C-1", "assets": "600000.00 CNY", "permissions": [{"board": "star", "granted_on": "2024-01-02"}]}}})");
  BOOST_TEST(line.findings.empty());
  BOOST_TEST(line.id == "O-1");
  BOOST_TEST(fact(line, "id") == "O-1");
  BOOST_TEST(fact(line, "side") == "buy");
  BOOST_TEST(fact(line, "quantity") == "1000");
  BOOST_TEST(fact(line, "amount") == "12500.00 CNY");
  BOOST_TEST(fact(line, "placed_at") == "2025-03-14T10:15:00+08:00");
  BOOST_TEST(fact(line, "solicited") == "no");
  BOOST_TEST(fact(line, "rate") == "0.03%");
  BOOST_TEST(fact(line, "orders") == "unknown");
  BOOST_TEST(text(referred(line, "client"), "assets") == "600000.00 CNY");
  BOOST_TEST(text(referred(line, "client"), "permissions") == "list of 1");
  BOOST_TEST(line.subject->as_of->to_string() == "2025-03-14");
}

BOOST_AUTO_TEST_CASE(chinese_names_are_read_as_the_english_ones) {
  const auto line = read(
      R"({"id":"O-1","on":"委托","facts":{"委托":{"买卖方向":"卖出","solicited":"是"},"客户":{"姓名":"王伟"}}})");
  BOOST_TEST(line.findings.empty());
  BOOST_TEST(fact(line, "side") == "sell");
  BOOST_TEST(fact(line, "solicited") == "yes");
  BOOST_TEST(text(referred(line, "client"), "name") == "王伟");
}

BOOST_AUTO_TEST_CASE(an_act_is_a_subject_over_the_facts_of_its_entity) {
  const auto line =
      read(R"({"id":"A-7","on":"closing of Order","facts":{"order":{"id":"O-1","side":"buy"}}})");
  BOOST_TEST(fact(line, "side") == "buy");
  BOOST_TEST(fact(line, "id") == "O-1");
  BOOST_TEST(line.subject->subject.act.has_value());
  BOOST_TEST(line.findings.empty());
  BOOST_TEST(read(R"({"id":"A-7","on":"委托办结"})").subject->subject.act.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_absent_or_null_is_unknown_without_a_finding) {
  for (const char* text : {R"({"id":"O-1","on":"Order"})", R"({"id":"O-1","on":"Order","facts":null})",
                           R"({"id":"O-1","on":"Order","facts":{"order":null,"client":null},"as_of":null})",
                           R"({"id":"O-1","on":"Order","facts":{"order":{"side":null,"client":null,"orders":null}}})"}) {
    const auto line = read(text);
    BOOST_TEST(line.findings.empty(), text);
    BOOST_TEST(fact(line, "side") == "unknown");
    BOOST_TEST(fact(line, "client") == "unknown");
    BOOST_TEST(fact(line, "orders") == "unknown");
    BOOST_TEST(!line.subject->as_of.has_value());
  }
}

BOOST_AUTO_TEST_CASE(an_empty_list_is_known) {
  BOOST_TEST(fact(order(R"("orders":[])"), "orders") == "list of 0");
}

BOOST_AUTO_TEST_CASE(a_number_never_passes_through_binary_floating_point) {
  BOOST_TEST(fact(order(R"("quantity":0.1000000000000000055511151231257827)"), "quantity") ==
             "0.1000000000000000055511151231257827");
  BOOST_TEST(fact(order(R"("quantity":"9007199254740993")"), "quantity") == "9007199254740993");
  BOOST_TEST(fact(order(R"("quantity":1.5e3)"), "quantity") == "1500");
  BOOST_TEST(fact(order(R"("rate":0.0003)"), "rate") == "0.03%");
  BOOST_TEST(fact(order(R"("rate":3e-4)"), "rate") == "0.03%");
}

BOOST_AUTO_TEST_CASE(a_number_that_no_decimal_holds_is_unknown) {
  const auto line = order(R"("quantity":1e400)");
  BOOST_TEST(fact(line, "quantity") == "unknown");
  BOOST_TEST(only_finding(line).starts_with("/facts/order/quantity (column 55): 1e400 is no number"));
}

BOOST_AUTO_TEST_CASE(an_amount_without_its_currency_is_unknown_and_the_finding_says_what_to_write) {
  const auto line = order(R"("amount":12.50)");
  BOOST_TEST(fact(line, "amount") == "unknown");
  BOOST_TEST(only_finding(line) ==
             "/facts/order/amount (column 53): 12.50 is an amount without its currency: write \"12.50 CNY\"");
  const auto text = order(R"("amount":"12.50")");
  BOOST_TEST(fact(text, "amount") == "unknown");
}

BOOST_AUTO_TEST_CASE(an_amount_in_another_currency_than_the_fields_is_unknown) {
  const auto line =
      read(R"({"id":"C-1","on":"Client","facts":{"client":{"assets":"1.00 HKD"}}})");
  BOOST_TEST(fact(line, "assets") == "unknown");
  BOOST_TEST(only_finding(line) ==
             "/facts/client/assets (column 55): \"1.00 HKD\" is not in CNY, the only currency of this field");
}

BOOST_AUTO_TEST_CASE(a_wrong_type_makes_that_fact_unknown_and_no_other) {
  const std::pair<const char*, const char*> faults[] = {
      {"side", "1"},          {"side", R"("bye")"},        {"side", "true"},  {"quantity", "true"},
      {"quantity", R"("1,000")"}, {"quantity", "[]"},      {"amount", "{}"},  {"amount", R"("12.50")"},
      {"placed_at", "20250314"},  {"placed_at", R"("2025-02-30")"},           {"placed_at", R"("2025-03-14T25:00")"},
      {"solicited", "1"},     {"solicited", R"("maybe")"}, {"rate", "true"},  {"rate", R"("0.03 percent")"},
      {"client", "7"},        {"client", "[]"},            {"orders", "{}"},  {"orders", R"("O-2")"},
      {"orders", R"([{"side":"buy"}, 3])"},
  };
  for (const auto& [name, value] : faults) {
    const bool other_is_side = std::string(name) != "side";
    const std::string other = other_is_side ? R"("side":"sell")" : R"("quantity":5)";
    const auto line = order("\"" + std::string(name) + "\":" + value + "," + other);
    BOOST_TEST(line.findings.size() == 1U, name << " " << value);
    BOOST_TEST(fact(line, name) == "unknown", name << " " << value);
    BOOST_TEST(fact(line, other_is_side ? "side" : "quantity") == (other_is_side ? "sell" : "5"));
  }
}

BOOST_AUTO_TEST_CASE(the_nearest_value_or_field_is_offered) {
  BOOST_TEST(only_finding(order(R"("side":"by")")) ==
             "/facts/order/side (column 51): \"by\" is no value of Side; is it `buy`?");
  BOOST_TEST(only_finding(order(R"("side":"hold")")) ==
             "/facts/order/side (column 51): \"hold\" is no value of Side: buy, sell");
  BOOST_TEST(only_finding(order(R"("sidee":"buy")")) ==
             "/facts/order/sidee (column 44): `sidee` is no field of Order; is it `side`?");
  BOOST_TEST(only_finding(read(R"({"id":"O-1","on":"Order","facts":{"cliant":{}}})")) ==
             "/facts/cliant (column 35): `cliant` is neither `order` nor anything that Order refers to; is it `client`?");
  BOOST_TEST(only_finding(read(R"({"id":"O-1","on":"Order","facts":{"side":"buy"}})")) ==
             "/facts/side (column 35): `side` is a fact of Order: write it inside `order`");
  BOOST_TEST(only_finding(read(R"({"id":"O-1","on":"Order","fact":{}})")) ==
             "/fact (column 26): `fact` is no member of a subject; is it `facts`?");
}

BOOST_AUTO_TEST_CASE(the_pointer_names_the_place_inside_lists_and_references) {
  const auto line = order(R"("client":{"permissions":[{"board":"star"},{"board":"sta/r~"}]})");
  BOOST_TEST(only_finding(line).starts_with("/facts/order/client/permissions/1/board (column "));
  BOOST_TEST(only_finding(order(R"("a/b~c":1)")).starts_with("/facts/order/a~1b~0c (column 44)"));
}

BOOST_AUTO_TEST_CASE(columns_count_characters_not_bytes) {
  const auto line = read(R"({"id":"委托","on":"Order","facts":{"order":{"side":"买"}}})");
  BOOST_TEST(only_finding(line).starts_with("/facts/order/side (column 50)"));
}

BOOST_AUTO_TEST_CASE(text_is_held_in_one_form) {
  const auto line = order("\"client\":{\"name\":\"Jose\xCC\x81\"}");
  BOOST_TEST(text(referred(line, "client"), "name") == "Jos\xC3\xA9");
}

BOOST_AUTO_TEST_CASE(a_time_without_an_offset_is_of_the_zone_given) {
  const auto line = order(R"("placed_at":"2025-03-14 10:15")");
  BOOST_TEST(fact(line, "placed_at") == "2025-03-14T10:15:00+08:00");
  BOOST_TEST(fact(order(R"("placed_at":"2025-03-14")"), "placed_at") == "2025-03-14");
}

BOOST_AUTO_TEST_CASE(a_reference_may_be_named_inside_and_given_beside) {
  const auto line = read(
      R"({"id":"O-1","on":"Order","facts":{"client":{"name":"A"},"order":{"client":"C-1"}}})");
  BOOST_TEST(line.findings.empty());
  BOOST_TEST(text(referred(line, "client"), "name") == "A");
  BOOST_TEST(text(referred(line, "client"), "id") == "C-1");
}

BOOST_AUTO_TEST_CASE(a_reference_given_in_full_inside_and_beside_is_unknown) {
  const auto line = read(
      R"({"id":"O-1","on":"Order","facts":{"order":{"client":{"name":"A"}},"client":{"name":"B"}}})");
  BOOST_TEST(fact(line, "client") == "unknown");
  BOOST_TEST(only_finding(line) ==
             "/facts/client (column 67): `client` is given inside the subject and beside it; it is unknown");
}

BOOST_AUTO_TEST_CASE(a_reference_with_two_keys_is_unknown) {
  const auto line = read(
      R"({"id":"O-1","on":"Order","facts":{"order":{"client":"C-1"},"client":{"id":"C-2"}}})");
  BOOST_TEST(fact(line, "client") == "unknown");
  BOOST_TEST(only_finding(line).find("another `id`") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_field_under_two_names_is_unknown) {
  const auto line = order(R"("side":"buy","买卖方向":"卖出")");
  BOOST_TEST(fact(line, "side") == "unknown");
  BOOST_TEST(line.findings.size() == 1U);
  const auto clients =
      read(R"({"id":"O-1","on":"Order","facts":{"client":{"name":"A"},"客户":{"name":"B"}}})");
  BOOST_TEST(fact(clients, "client") == "unknown");
  const auto orders =
      read(R"({"id":"O-1","on":"Order","facts":{"order":{"side":"buy"},"委托":{"side":"sell"}}})");
  BOOST_TEST(fact(orders, "side") == "unknown");
  BOOST_TEST(orders.findings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(three_names_for_one_field_leave_it_unknown) {
  schema.entities[Id<Entity>(2)].fields[1].names["fr"] = "sens";
  const auto line = order(R"("side":"buy","买卖方向":"卖出","sens":"buy")");
  BOOST_TEST(fact(line, "side") == "unknown");
}

BOOST_AUTO_TEST_CASE(a_record_with_another_id_than_the_line_has_no_known_id) {
  const auto line = order(R"("id":"O-2")");
  BOOST_TEST(fact(line, "id") == "unknown");
  BOOST_TEST(line.findings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_bad_as_of_is_unknown_and_reported) {
  const auto line = read(R"({"id":"C-1","on":"Client","as_of":"2025-02-30","facts":{}})");
  BOOST_TEST(!line.subject->as_of.has_value());
  BOOST_TEST(only_finding(line).starts_with("/as_of (column 35): \"2025-02-30\" is no moment"));
}

BOOST_AUTO_TEST_CASE(a_line_without_a_subject_is_refused_with_the_reason) {
  const std::pair<const char*, const char*> refusals[] = {
      {"{", "the line does not end with the object's `}` at column 1"},
      {R"({"on":"Order"})", "the line has no `id`"},
      {R"({"id":17,"on":"Order"})", "the line's `id` is no text"},
      {R"({"id":"","on":"Order"})", "the line's `id` is no text"},
      {R"({"id":"O-1"})", "the line has no `on`"},
      {R"({"id":"O-1","on":7})", "`on` is 7, no name"},
      {R"({"id":"O-1","on":"Ordr"})",
       "`on` is \"Ordr\", no entity and no act of the vocabulary; is it `Order`?"},
      {R"({"id":"O-1","on":"Permission"})",
       "`on` is \"Permission\", which is never a subject of its own"},
      {R"({"id":"O-1","on":"Order","id":"O-2"})",
       "`id` stands twice in one object, the second time at column 26"},
  };
  for (const auto& [text, reason] : refusals) {
    const auto line = read(text);
    BOOST_TEST(!line.subject.has_value(), text);
    BOOST_TEST(line.refused == reason);
  }
  BOOST_TEST(adapters::refused_line("O-1", "why \"so\"") == R"({"id": "O-1", "error": "why \"so\""})");
  BOOST_TEST(adapters::refused_line("", "why") == R"({"id": null, "error": "why"})");
}

BOOST_AUTO_TEST_CASE(strict_reading_refuses_every_fault_and_keeps_the_id) {
  options.strict = true;
  BOOST_TEST(order(R"("side":"buy")").subject.has_value());
  const auto line = order(R"("side":"hold","quantity":true)");
  BOOST_TEST(!line.subject.has_value());
  BOOST_TEST(line.id == "O-1");
  BOOST_TEST(line.refused ==
             "/facts/order/side (column 51): \"hold\" is no value of Side: buy, sell (and 1 more)");
  for (const char* text : {R"({"id":"O-1","on":"Order","extra":1})", R"({"id":"O-1","on":"Order","as_of":"x"})",
                           R"({"id":"O-1","on":"Order","facts":[]})"}) {
    BOOST_TEST(!read(text).subject.has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_and_a_carriage_return_are_read_past) {
  BOOST_TEST(read("\xEF\xBB\xBF{\"id\":\"O-1\",\"on\":\"Order\"}\r").subject.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
