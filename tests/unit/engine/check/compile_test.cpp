#include <boost/test/unit_test.hpp>

#include "tests/unit/engine/check/compiled.h"

using namespace probity;
using namespace probity::check;

namespace {

/// The ruleset's own rule `name`, or the first where it has no such rule.
const ir::Rule& rule(const CompiledText& text, const std::string& name) {
  for (const ir::Rule& each : text.compiled.program.rules) {
    if (each.name == name) return each;
  }
  BOOST_FAIL("no rule " + name);
  return text.compiled.program.rules.front();
}

std::string requirement(const CompiledText& text, const std::string& name) {
  const ir::Node& node = rule(text, name).node;
  return node.requirement ? ir::dump(text.compiled.program, *node.requirement) : "nothing";
}

const std::string kRiskTable = R"(table highest_risk
  | client.risk_class | gives |
  | C1                | R1    |
  | C2                | R2    |
  | C3                | R3    |
)";
const std::string kRiskMatch = R"(rule risk_match suitability on Order
  cites "law 1"
  when client.category is ordinary
  require product.risk is at most highest_risk(client.risk_class)
  otherwise block
)";

}  // namespace

BOOST_AUTO_TEST_CASE(a_rule_becomes_a_guard_and_a_requirement_with_whole_paths) {
  const auto text = compile_blocks(kRiskTable + kRiskMatch);
  BOOST_TEST(text.messages() == "");
  BOOST_TEST(requirement(text, "risk_match") == "(product.risk <= test.rules.highest_risk(client.risk_class))");
  BOOST_TEST(ir::dump(text.compiled.program, *rule(text, "risk_match").node.guard) ==
             "(client.category = Category:ordinary)");
}

BOOST_AUTO_TEST_CASE(an_exception_inherits_what_it_does_not_give) {
  const auto text = compile_blocks(kRiskTable + kRiskMatch + R"(exception recommended to risk_match
  when order.solicited
  otherwise warn
  because "asked for"
exception never to recommended
  when order.side is sell
  exempt
)");
  BOOST_TEST(text.messages() == "");
  const ir::Node& node = rule(text, "risk_match").node;
  BOOST_TEST_REQUIRE(node.exceptions.size() == 1u);
  const ir::Node& recommended = node.exceptions.front();
  BOOST_TEST((recommended.requirement == node.requirement));
  BOOST_TEST((recommended.otherwise.outcome == decision::Outcome::kWarn));
  BOOST_TEST(recommended.cites.front().text == "law 1");
  BOOST_TEST_REQUIRE(recommended.exceptions.size() == 1u);
  BOOST_TEST(recommended.exceptions.front().exempt);
  BOOST_TEST(!recommended.exceptions.front().requirement.has_value());
}

BOOST_AUTO_TEST_CASE(an_exception_stands_at_each_version_whose_days_it_shares) {
  const auto text = compile_blocks(R"(rule cap limit on Order
  cites "1"
  in force from 2020-01-01 to 2020-12-31
  require order.count is at most 10
  otherwise block
rule cap limit on Order
  cites "2"
  in force from 2021-01-01 to 2021-12-31
  require order.count is at most 20
  otherwise block
rule cap limit on Order
  cites "3"
  in force from 2022-01-01
  require order.count is at most 30
  otherwise block
exception sold to cap
  in force from 2021-06-01
  when order.side is sell
  exempt
)");
  BOOST_TEST(text.messages() == "");
  const auto& rules = text.compiled.program.rules;
  BOOST_TEST_REQUIRE(rules.size() == 3u);
  BOOST_TEST(rules[0].node.exceptions.size() == 0u);
  BOOST_TEST_REQUIRE(rules[1].node.exceptions.size() == 1u);
  BOOST_TEST(rules[1].node.exceptions[0].period.from->to_string() == "2021-06-01");
  BOOST_TEST(rules[1].node.exceptions[0].period.to->to_string() == "2021-12-31");
  BOOST_TEST(rules[2].node.exceptions[0].period.from->to_string() == "2022-01-01");
}

BOOST_AUTO_TEST_CASE(a_commission_rule_becomes_one_requirement_with_what_is_included) {
  const auto text = compile_blocks(R"(rule fee commission on Order
  cites "1"
  charge fee including 1.00 CNY where solicited
  at least 2.00 CNY
  at most the larger of 5.00 CNY and 3‰ of amount
  otherwise record
)");
  BOOST_TEST(text.messages() == "");
  const std::string charged = "(if order.solicited then (order.fee + 1.00 CNY) else order.fee)";
  BOOST_TEST(requirement(text, "fee") == "((" + charged + " >= 2.00 CNY) and (" + charged +
                                             " <= (the larger of 5.00 CNY, (0.3% * order.amount))))");
}

BOOST_AUTO_TEST_CASE(a_deadline_in_days_ends_with_a_day_and_one_in_hours_with_an_instant) {
  const auto text = compile_blocks(R"(rule answer deadline on Complaint
  cites "1"
  starts received_at
  due 20 days after received_at or the next business day
  extended to 40 days after received_at if told_at is at or before due
  met by answered_at or closed_on
  otherwise record
rule call deadline on Complaint
  cites "1"
  starts received_at
  due 24 hours after received_at
  met by answered_at
  unless answer.state is met
  otherwise record
)");
  BOOST_TEST(text.messages() == "");
  const ir::Program& program = text.compiled.program;
  const auto& answer = *rule(text, "answer").node.deadline;
  BOOST_TEST(ir::dump(program, answer.due.value) == "(date of (20 days after complaint.received_at))");
  BOOST_TEST(answer.due.or_next_business_day);
  BOOST_TEST(ir::dump(program, *answer.extended->condition) == "((date of complaint.told_at) <= due)");
  const auto& call = *rule(text, "call").node.deadline;
  BOOST_TEST(ir::dump(program, call.due.value) == "(24 hours after complaint.received_at)");
  BOOST_TEST(ir::dump(program, *call.unless) == "(test.rules.answer.state = \"met\")");
}

BOOST_AUTO_TEST_CASE(a_deadline_stands_before_the_rules_that_use_its_result) {
  const std::string body = "  cites \"1\"\n  starts received_at\n  met by answered_at\n  otherwise record\n";
  const auto text = compile_blocks("rule a deadline on Complaint\n  due z.due\n" + body +
                                   "rule m deadline on Complaint\n  due 3 days after received_at\n" + body +
                                   "rule z deadline on Complaint\n  due m.due\n" + body);
  BOOST_TEST(text.messages() == "");
  std::string order;
  for (const ir::Rule& each : text.compiled.program.rules) order += each.name + " ";
  BOOST_TEST(order == "m z a ");
}

BOOST_AUTO_TEST_CASE(a_disclosure_asks_for_the_acknowledgement_and_lists_the_document) {
  const auto text = compile_blocks(R"(rule statement disclosure on Order
  cites "1"
  when side is buy
  disclose document risk_statement in its current version
)");
  BOOST_TEST(text.messages() == "");
  BOOST_TEST(requirement(text, "statement") == "(acknowledged risk_statement in client.acknowledged)");
  const ir::Node& node = rule(text, "statement").node;
  BOOST_TEST(node.disclosures.size() == 1u);
  BOOST_TEST((node.otherwise.outcome == decision::Outcome::kDisclose));
}

BOOST_AUTO_TEST_CASE(definitions_use_each_other_in_any_order) {
  const auto text = compile_blocks(R"(define order.twice = order.once * 2
define order.once = fee * 1.5 rounded to 0.01 CNY half up
rule r limit on Order
  cites "1"
  require order.twice is at most 10.00 CNY
  otherwise record
)");
  BOOST_TEST(text.messages() == "");
  BOOST_TEST(requirement(text, "r") == "((define order.twice of order) <= 10.00 CNY)");
}

BOOST_AUTO_TEST_CASE(names_inside_where_are_the_elements_first) {
  const auto text = compile_blocks(R"(rule r limit on Order
  cites "1"
  require count of orders where side is buy and amount is above order.fee and client is order.client is below 3
  otherwise record
rule s suitability on Order
  cites "1"
  require some client.permissions where board is buy and granted_on is at or before order.placed_at
  otherwise record
)");
  BOOST_TEST(text.messages() == "");
  BOOST_TEST(requirement(text, "s") ==
             "(some client.permissions where ((@0:client.permissions.board = Side:buy) and "
             "(@0:client.permissions.granted_on <= (date of order.placed_at))))");
}

BOOST_AUTO_TEST_CASE(a_reason_is_split_at_its_braces) {
  const auto text = compile_blocks(R"(rule r limit on Order
  cites "1"
  require count is at most 3
  otherwise record
  because "{{n}} is {count}, of {client.name}"  zh "{order.count}太多"
)");
  BOOST_TEST(text.messages() == "");
  const auto& reason = rule(text, "r").node.because;
  BOOST_TEST_REQUIRE(reason.at("en").size() == 4u);
  BOOST_TEST(reason.at("en")[0].text == "{n} is ");
  BOOST_TEST(ir::dump(text.compiled.program, *reason.at("en")[1].value) == "order.count");
  BOOST_TEST(ir::dump(text.compiled.program, *reason.at("zh")[0].value) == "order.count");
}

BOOST_AUTO_TEST_CASE(the_digest_says_what_is_decided_and_not_how_it_is_written) {
  const auto digest = [](const CompiledText& text) {
    BOOST_TEST(text.messages() == "");
    return text.compiled.program.digest;
  };
  const std::string plain = digest(compile_blocks(kRiskTable + kRiskMatch));
  BOOST_TEST(plain.substr(0, 7) == "sha256:");
  BOOST_TEST(plain == digest(compile_blocks("# a remark\n" + kRiskMatch + kRiskTable)));
  // An unused table decides nothing.
  BOOST_TEST(plain == digest(compile_blocks(kRiskTable + kRiskMatch + "table t\n  | a: truth | gives |\n  | any | 1 |\n")));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string blocks = kRiskTable + kRiskMatch;
    blocks.replace(blocks.find(from), from.size(), to);
    return digest(compile_blocks(blocks));
  };
  BOOST_TEST(plain != changed("block", "warn"));
  BOOST_TEST(plain != changed("| R2 ", "| R1 "));
  BOOST_TEST(plain != changed("law 1", "law 2"));
}

BOOST_AUTO_TEST_CASE(a_rulesets_digest_does_not_depend_on_its_neighbours) {
  const std::string other = std::string("ruleset more.rules\n  layer firm\n  zone UTC\n  uses test.vocabulary\n") + kRiskTable +
                            kRiskMatch;
  const auto alone = compile_texts({kVocabulary, std::string(kHeader) + kRiskTable + kRiskMatch});
  const auto beside = compile_texts({kVocabulary, other, std::string(kHeader) + kRiskTable + kRiskMatch});
  BOOST_TEST(beside.messages() == "");
  const auto& rulesets = beside.compiled.program.rulesets;
  BOOST_TEST(alone.compiled.program.rulesets.begin()->digest == rulesets[Id<ir::Ruleset>(1)].digest);
  BOOST_TEST(alone.compiled.program.digest != beside.compiled.program.digest);
}

BOOST_AUTO_TEST_CASE(names_in_another_language_give_the_same_program) {
  std::string vocabulary = kVocabulary;
  const auto put = [&](const std::string& from, const std::string& to) {
    vocabulary.replace(vocabulary.find(from), from.size(), to);
  };
  put("entity Client\n", "entity Client zh \"客户\"\n");
  put("  client    Client\n", "  client    Client zh \"客户\"\n");
  put("  category     Category\n", "  category     Category zh \"类别\"\n");
  put("  ordinary\n", "  ordinary zh \"普通\"\n");
  const auto english = compile_texts({vocabulary, std::string(kHeader) + kRiskTable + kRiskMatch});
  std::string rule_text = kRiskMatch;
  const std::string guard = "client.category is ordinary";
  rule_text.replace(rule_text.find(guard), guard.size(), "客户.类别 is 普通");
  const auto chinese = compile_texts({vocabulary, std::string(kHeader) + kRiskTable + rule_text});
  BOOST_TEST(chinese.messages() == "");
  BOOST_TEST(english.compiled.program.digest == chinese.compiled.program.digest);
}

BOOST_AUTO_TEST_CASE(one_mistake_gives_one_diagnostic) {
  // The unknown table is used twice and inherited; the misspelt field is one name.
  const auto text = compile_blocks(R"(table wide
  | client.risc_class | gives |
  | C1                | R1    |
rule a suitability on Order
  cites "1"
  when client.catgory is ordinary and order.side is buy
  require product.risk is at most wide(client.risk_class)
  otherwise block
exception b to a
  when wide(client.risk_class) is R1
  otherwise warn
)");
  BOOST_TEST(text.codes() == "P0202:3 P0202:7");
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_file_come_in_one_run) {
  const auto text = compile_blocks(R"(rule a suitability on Order
  when client.category is ordnary
  require product.risk is at most C2
  otherwise confirm
rule b limit on Oder
  cites "1"
  require nonsense
  otherwise block
)");
  BOOST_TEST(text.codes() == "P0501:2 P0203:3 P0303:4 P0511:5 P0205:6");
}
