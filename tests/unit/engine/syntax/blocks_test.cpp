#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/syntax/shape.h"

namespace probity::syntax {
namespace {

BOOST_AUTO_TEST_SUITE(blocks)

BOOST_AUTO_TEST_CASE(a_header_keeps_each_of_its_clauses) {
  const Parsed parsed = parse_text(R"(ruleset cn.suitability
  title     "Suitability"  zh "适当性"
  language  1
  layer     exchange
  zone      Asia/Shanghai
  calendar  cn.business
  trading calendar  xshg
  currency  CNY
  close of business  17:30
  uses      cn.vocabulary, cn.more
)");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  const ast::UnitHeader& header = parsed.units.at(0).header;
  BOOST_TEST(header.name.text == "cn.suitability");
  BOOST_TEST(header.title->by_language.at("zh") == "适当性");
  BOOST_TEST(*header.language == 1);
  BOOST_TEST((header.layer == ast::Layer::kExchange));
  BOOST_TEST(header.zone->text == "Asia/Shanghai");
  BOOST_TEST(header.calendar->text == "cn.business");
  BOOST_TEST(header.trading_calendar->text == "xshg");
  BOOST_TEST(header.currency->text == "CNY");
  BOOST_TEST(*header.close_of_business_s == 17 * 3600 + 30 * 60);
  BOOST_TEST_REQUIRE(header.uses.size() == 2U);
  BOOST_TEST(header.uses[1].text == "cn.more");
}

BOOST_AUTO_TEST_CASE(a_broken_clause_leaves_the_rest_of_its_rule_and_its_own_place) {
  const Parsed parsed = parse_text(R"(ruleset a
  layer law
rule r  conduct on closing of Complaint
  cites     firm "x"  unverified
  in force  from 2024-01-01 to 2024-12-31
  in force  by opened_at
  when      a is is b
  require   c
  otherwise confirm by p
  if unknown warn
)");
  BOOST_TEST(parsed.diagnostics.size() == 1U);
  const ast::Rule& rule = parsed.units.at(0).rules.at(0);
  BOOST_TEST(rule.subject.text == "closing of Complaint");
  BOOST_TEST((rule.clauses.cites.at(0).layer == ast::Layer::kFirm));
  BOOST_TEST(rule.clauses.cites.at(0).unverified);
  BOOST_TEST(rule.clauses.in_force->to->to_string() == "2024-12-31");
  BOOST_TEST(shape(rule.clauses.in_force_by) == "opened_at");
  BOOST_TEST((rule.clauses.when == nullptr));
  BOOST_TEST(rule.clauses.places.count("when") == 1U);
  BOOST_TEST(rule.clauses.require.size() == 1U);
  BOOST_TEST(rule.clauses.otherwise->procedure->text == "p");
  BOOST_TEST((rule.clauses.if_unknown->word == ast::OutcomeWord::kWarn));
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_file_come_in_one_run) {
  const Parsed parsed = parse_text(R"(ruleset a
  layer lawful
rule r  conduct on Order
  requier a
  when b is
  otherwise blok
table t
  | a | gives |
  | 1 | ) |
)");
  BOOST_TEST(parsed.messages() ==
             "P0108 2:9 `lawful` is no layer\n"
             "P0102 4:3 nothing begins with `requier` here\n"
             "P0105 5:12 after `is` a value is expected, but the clause ends\n"
             "P0108 6:13 `blok` is no outcome\n"
             "P0119 9:9 this `)` closes nothing\n");
}

BOOST_AUTO_TEST_CASE(a_misspelt_clause_is_taken_for_what_it_was_meant_to_be) {
  const Parsed parsed = parse_text("ruleset a\n  layer law\nrule r  conduct on Order\n  requier a\n  otherwise block\n");
  BOOST_TEST(parsed.diagnostics.size() == 1U);
  BOOST_TEST(parsed.units.at(0).rules.at(0).clauses.require.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_read_is_known_by_name) {
  const Parsed parsed = parse_text("ruleset a\n  layer law\nrule r  suitably on Order\ntable t\n  | a | gives |\n  | ( | b |\n");
  BOOST_TEST_REQUIRE(parsed.units.at(0).broken.size() == 2U);
  BOOST_TEST(parsed.units[0].broken[0].text == "r");
  BOOST_TEST(parsed.units[0].broken[1].text == "t");
  BOOST_TEST(parsed.units[0].tables.empty());
}

BOOST_AUTO_TEST_CASE(cells_are_values_lists_or_ranges) {
  const Parsed parsed = parse_text(R"(ruleset a
  layer law
table t  zh "表"
  covers only what is listed
  | client.class | n: number | from | gives |
  | one of A, B | 1 to below 2 | 2024-01-01 | 0.3% |
  | any | above 2 | 2024-01-01 | "x" |
  | C |  | 2024-01-01 | 5.00 CNY |
  | D | at most 3.00 CNY | 2024-01-01 | a + b |
)");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  using Kind = ast::TableCell::Kind;
  const ast::Table& table = parsed.units.at(0).tables.at(0);
  BOOST_TEST(table.covers_only_listed);
  BOOST_TEST(table.names.by_language.at("zh") == "表");
  BOOST_TEST(table.columns.at(1).type->base == "number");
  BOOST_TEST((table.columns.at(2).role == ast::TableColumn::Role::kFrom));
  BOOST_TEST((table.rows.at(0).cells.at(0).kind == Kind::kOneOf));
  BOOST_TEST(table.rows[0].cells[0].values.size() == 2U);
  const ast::TableCell& range = table.rows[0].cells.at(1);
  BOOST_TEST((range.kind == Kind::kRange && range.high_open && !range.low_open));
  BOOST_TEST(shape(range.low) == "1");
  BOOST_TEST(shape(range.high) == "2");
  BOOST_TEST((table.rows.at(1).cells.at(0).kind == Kind::kAny));
  BOOST_TEST((table.rows[1].cells.at(1).low_open && table.rows[1].cells[1].high == nullptr));
  BOOST_TEST((table.rows.at(2).cells.at(1).kind == Kind::kBlank));
  BOOST_TEST((table.rows.at(3).cells.at(1).low == nullptr && !table.rows[3].cells[1].high_open));
  BOOST_TEST(shape(table.rows[3].cells.at(3).values.at(0)) == "(+ a b)");
}

BOOST_AUTO_TEST_CASE(deadline_clauses_are_kept_apart) {
  const Parsed parsed = parse_text(R"(ruleset a
  layer law
rule answer  deadline on Complaint
  starts     received_at
  due        20 days after received_at  or the next business day
  extended   to 40 days after received_at  if extension_notified_at is at or before due
  restarts   from reopened_at  if reopened_at is known
  paused     from waiting_since to waiting_until
  met by     answered_at or closed_at
  unless     first_contact.state is met
  warn       at 80% of the period
)");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  const ast::DeadlineClauses& deadline = parsed.units.at(0).rules.at(0).clauses.deadline;
  BOOST_TEST(shape(deadline.starts) == "received_at");
  BOOST_TEST(deadline.due->or_next_business_day);
  BOOST_TEST(shape(deadline.due->value) == "(after (days 20) received_at)");
  BOOST_TEST(!deadline.extended->due.or_next_business_day);
  BOOST_TEST(shape(deadline.extended->condition) == "(at-or-before extension_notified_at due)");
  BOOST_TEST(shape(deadline.restarts->from) == "reopened_at");
  BOOST_TEST(shape(deadline.paused_to) == "waiting_until");
  BOOST_TEST(deadline.met_by.size() == 2U);
  BOOST_TEST(shape(deadline.unless) == "(is first_contact.state met)");
  BOOST_TEST(deadline.warn_at->to_string() == "0.8");
}

BOOST_AUTO_TEST_CASE(commission_clauses_are_kept_apart) {
  const Parsed parsed = parse_text(R"(ruleset a
  layer law
rule c  commission on Trade
  charge     trade.commission  including a and b where mode is net
  at least   a + b
  at most    the larger of 5.00 CNY and 3‰ of trade.amount
)");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  const ast::Clauses& clauses = parsed.units.at(0).rules.at(0).clauses;
  BOOST_TEST(clauses.charge->including.size() == 2U);
  BOOST_TEST(shape(clauses.charge->where) == "(is mode net)");
  BOOST_TEST(shape(clauses.at_most) == "(larger '5.00 CNY' (of rate:0.003 trade.amount))");
  BOOST_TEST(clauses.places.count("at most") == 1U);
}

BOOST_AUTO_TEST_CASE(scenarios_hold_records_lists_and_what_is_expected) {
  const Parsed parsed = parse_text(R"(ruleset a
  layer law
scenario "one"
  on       closing of Complaint
  as of    2025-03-14
  now      2025-04-30 09:00
  given    client  { category: ordinary, permissions: [{ board: star }, { board: chinext }], assets: -5.00 CNY }
           order   { side: unknown, }
  expect   confirm from a.risk_match
  expect   missing client.risk_class
  expect   due 2025-04-03 from answer
  expect   state met_late from answer
  expect   block
)");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  using Kind = ast::Expectation::Kind;
  const ast::Scenario& scenario = parsed.units.at(0).scenarios.at(0);
  BOOST_TEST(scenario.subject->text == "closing of Complaint");
  BOOST_TEST(*scenario.now == "2025-04-30 09:00");
  BOOST_TEST(scenario.given.size() == 2U);
  const auto& list = std::get<ast::GivenList>(scenario.given[0].record.fields.at(1).value->node);
  BOOST_TEST(list.items.size() == 2U);
  BOOST_TEST(shape(std::get<ast::ExprPtr>(scenario.given[0].record.fields.at(2).value->node)) == "'-5.00 CNY'");
  BOOST_TEST(shape(std::get<ast::ExprPtr>(scenario.given[1].record.fields.at(0).value->node)) == "unknown");
  BOOST_TEST(scenario.expect.at(0).from->text == "a.risk_match");
  BOOST_TEST((scenario.expect.at(1).kind == Kind::kMissing));
  BOOST_TEST(scenario.expect.at(2).text == "2025-04-03");
  BOOST_TEST(scenario.expect.at(3).text == "met_late");
  BOOST_TEST((scenario.expect.at(4).outcome == ast::OutcomeWord::kBlock && !scenario.expect[4].from));
}

BOOST_AUTO_TEST_CASE(mappings_hold_options_and_fields) {
  const Parsed parsed = parse_text(R"(source book
  zone  Europe/Athens
  Order  from "recs"  key split, customerID, position  unpivot isin_1 to isin_10 as ISIN  client customerID
    where type is one of "E", "F"  join "T" on a is T.b  product ISIN
    side   = T.side  { "B" -> buy, starts with "S" -> sell, else -> unknown }
    at     = placed  as moment "yyyy-MM-dd"  zone Asia/Tokyo ignoring offset
    note   = "1"
    amount = column "Order amount"  in column ccy
  Client.rates  from rates  of no_1 is number_1
)");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  const ast::EntityMapping& order = parsed.units.at(0).mappings.at(0);
  BOOST_TEST(order.key.size() == 3U);
  BOOST_TEST(order.unpivot_range);
  BOOST_TEST(order.unpivot_as == "ISIN");
  BOOST_TEST(order.references.size() == 2U);
  BOOST_TEST(order.filters.at(0).also.size() == 1U);
  BOOST_TEST(*order.joins.at(0).right.table == "T");
  BOOST_TEST_REQUIRE(order.fields.size() == 4U);
  BOOST_TEST(order.fields[0].values.size() == 3U);
  BOOST_TEST(!order.fields[0].values[2].value.has_value());
  BOOST_TEST(order.fields[1].zone->text == "Asia/Tokyo");
  BOOST_TEST(order.fields[1].ignore_offset);
  BOOST_TEST(std::get<std::string>(order.fields[2].from) == "1");
  BOOST_TEST(std::get<ast::ColumnRef>(order.fields[3].from).column == "Order amount");
  BOOST_TEST(order.fields[3].currency_column->column == "ccy");
  BOOST_TEST(parsed.units[0].mappings.at(1).list_field->text == "rates");
  BOOST_TEST(parsed.units[0].mappings[1].owner_is.at(0).column == "number_1");
}

BOOST_AUTO_TEST_CASE(several_units_of_one_file_have_their_own_blocks) {
  const Parsed parsed = parse_text(
      "vocabulary v\nenumeration E\n  a\nruleset r\n  layer law\ndefine x.y = 1\ncontinues s\ndefine x.z = 2\n");
  BOOST_TEST_REQUIRE(parsed.messages() == "");
  BOOST_TEST_REQUIRE(parsed.units.size() == 3U);
  BOOST_TEST(parsed.units[0].enumerations.size() == 1U);
  BOOST_TEST(parsed.units[1].defines.size() == 1U);
  BOOST_TEST((parsed.units[2].header.kind == ast::UnitHeader::Kind::kContinues));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace probity::syntax
