#include "engine/schema/schema.h"

#include <boost/test/unit_test.hpp>
#include <utility>

namespace probity {
namespace {

struct SmallVocabulary {
  Schema schema;
  Id<Enumeration> risk_class;
  Id<Enumeration> colour;
  Id<Entity> order;
  Id<Entity> permission;
  Id<Document> statement;
  Id<Act> closing;

  SmallVocabulary() {
    Enumeration classes{"RiskClass", {{"zh", "风险承受能力等级"}}, true, {}, {}};
    classes.values = {{"C1", {{"zh", "保守型"}}}, {"C2", {{"zh", "谨慎型"}}}, {"C3", {}}};
    risk_class = schema.enumerations.add(std::move(classes));
    Enumeration colours{"Colour", {}, false, {}, {}};
    // In French the first is spelt as the second is in English.
    colours.values = {{"rose", {{"fr", "pink"}}}, {"pink", {{"fr", "rose_vif"}}}};
    colour = schema.enumerations.add(std::move(colours));

    Entity orders;
    orders.name = "Order";
    orders.names = {{"zh", "委托"}};
    orders.fields = {{"id", {}, {TypeKind::kText, {}, {}, {}}, {}},
                     {"placed_at", {{"zh", "委托时间"}}, {TypeKind::kMoment, {}, {}, {}}, {}}};
    order = schema.entities.add(std::move(orders));
    Entity permissions;
    permissions.name = "Permission";
    permissions.is_record = true;
    permission = schema.entities.add(std::move(permissions));
    statement = schema.documents.add({"risk_statement", {{"zh", "风险揭示书"}}, {}, {}});
    closing = schema.acts.add({"closing of Order", {{"zh", "办结"}}, order, {}, {}});
  }

  [[nodiscard]] Value class_at(std::uint32_t index) const {
    return Symbol{risk_class.index(), index};
  }
};

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

BOOST_FIXTURE_TEST_CASE(things_are_found_by_their_name_in_any_language, SmallVocabulary) {
  BOOST_TEST((schema.find_enumeration("RiskClass") == risk_class));
  BOOST_TEST((schema.find_enumeration("风险承受能力等级") == risk_class));
  BOOST_TEST((schema.find_entity("委托") == order));
  BOOST_TEST((schema.find_entity("Permission") == permission));
  BOOST_TEST((schema.find_document("风险揭示书") == statement));
  BOOST_TEST((schema.find_act("closing of Order") == closing));
  BOOST_TEST((schema.find_act("办结") == closing));
  BOOST_TEST((schema.find_value(risk_class, "谨慎型") == 1U));
  BOOST_TEST((schema.entities[order].find_field("委托时间") == 1U));
  BOOST_TEST((schema.entities[order].find_field("id") == 0U));
}

BOOST_FIXTURE_TEST_CASE(what_has_no_such_name_is_not_found, SmallVocabulary) {
  BOOST_TEST(!schema.find_enumeration("riskclass").has_value());
  BOOST_TEST(!schema.find_entity("").has_value());
  BOOST_TEST(!schema.find_document("RiskClass").has_value());
  BOOST_TEST(!schema.find_act("closing").has_value());
  BOOST_TEST(!schema.find_value(risk_class, "C4").has_value());
  BOOST_TEST(!schema.entities[order].find_field("Order").has_value());
}

BOOST_FIXTURE_TEST_CASE(a_name_of_its_own_comes_before_another_things_translation,
                        SmallVocabulary) {
  BOOST_TEST((schema.find_value(colour, "pink") == 1U));
  BOOST_TEST((schema.find_value(colour, "rose") == 0U));
  BOOST_TEST((schema.find_value(colour, "rose_vif") == 1U));
}

BOOST_AUTO_TEST_CASE(an_entity_is_a_snake_case_variable) {
  const std::pair<const char*, const char*> expected[] = {
      {"Order", "order"},           {"BankAccount", "bank_account"}, {"ETFOrder", "etf_order"},
      {"OrderETF", "order_etf"},    {"Level2Order", "level2_order"}, {"A", "a"},
      {"order_item", "order_item"}, {"AB1", "ab1"},
  };
  for (const auto& [name, variable] : expected) {
    Entity entity;
    entity.name = name;
    BOOST_TEST(entity.variable() == variable);
  }
}

BOOST_FIXTURE_TEST_CASE(a_subject_is_named_by_its_entity_or_its_act, SmallVocabulary) {
  BOOST_TEST(subject_name(schema, {order, {}}) == "Order");
  BOOST_TEST(subject_name(schema, {order, closing}) == "closing of Order");
}

BOOST_FIXTURE_TEST_CASE(types_are_named_as_they_are_written, SmallVocabulary) {
  const auto cny = Currency::from_code("CNY");
  BOOST_TEST(type_name(schema, {TypeKind::kTruth, {}, {}, {}}) == "truth");
  BOOST_TEST(type_name(schema, {TypeKind::kNumber, {}, {}, {}}) == "number");
  BOOST_TEST(type_name(schema, {TypeKind::kMoney, {}, {}, {}}) == "money");
  BOOST_TEST(type_name(schema, {TypeKind::kMoney, cny, {}, {}}) == "money CNY");
  BOOST_TEST(type_name(schema, {TypeKind::kRate, {}, {}, {}}) == "rate");
  BOOST_TEST(type_name(schema, {TypeKind::kDate, {}, {}, {}}) == "date");
  BOOST_TEST(type_name(schema, {TypeKind::kMoment, {}, {}, {}}) == "moment");
  BOOST_TEST(type_name(schema, {TypeKind::kDuration, {}, {}, {}}) == "duration");
  BOOST_TEST(type_name(schema, {TypeKind::kText, {}, {}, {}}) == "text");
  BOOST_TEST(type_name(schema, {TypeKind::kEnumeration, {}, risk_class, {}}) == "RiskClass");
  BOOST_TEST(type_name(schema, {TypeKind::kReference, {}, {}, order}) == "Order");
  BOOST_TEST(type_name(schema, {TypeKind::kList, {}, {}, permission}) == "list of Permission");
}

BOOST_FIXTURE_TEST_CASE(values_are_printed_as_a_person_writes_them, SmallVocabulary) {
  const auto cny = Currency::from_code("CNY").value();
  BOOST_TEST(value_text(schema, Value(true)) == "yes");
  BOOST_TEST(value_text(schema, Value(false)) == "no");
  BOOST_TEST(value_text(schema, Value(decimal("12.50"))) == "12.5");
  BOOST_TEST(value_text(schema, Value(Money{decimal("12500"), cny})) == "12500.00 CNY");
  BOOST_TEST(value_text(schema, Value(Rate{decimal("0.003")})) == "0.3%");
  BOOST_TEST(value_text(schema, Value(Date::parse("2025-03-14").value())) == "2025-03-14");
  BOOST_TEST(value_text(schema, Value(Moment::on(Date::parse("2025-03-14").value()))) ==
             "2025-03-14");
  BOOST_TEST(value_text(schema, Value(Duration{15, DurationUnit::kBusinessDays})) ==
             "15 business days");
  BOOST_TEST(value_text(schema, class_at(2)) == "C3");
  BOOST_TEST(value_text(schema, Value(std::string("600519"))) == "600519");
}

BOOST_FIXTURE_TEST_CASE(a_symbol_is_printed_in_a_language_where_it_has_a_name_there,
                        SmallVocabulary) {
  BOOST_TEST(value_text(schema, class_at(0), "zh") == "保守型");
  BOOST_TEST(value_text(schema, class_at(2), "zh") == "C3");
  BOOST_TEST(value_text(schema, class_at(0), "el") == "C1");
}

}  // namespace
}  // namespace probity
