#include <boost/test/unit_test.hpp>

#include "engine/eval/reference/evaluator.h"
#include "tests/unit/engine/eval/reference/program_builder.h"

namespace {

using namespace probity;
using decision::Decision;
using decision::Outcome;
using eval::reference::decide;
using ir::Compare;
using test::ProgramBuilder;

Decision decided(const ProgramBuilder& built, const facts::SubjectFacts& subject,
                 const eval::reference::Options& options = {}) {
  Result<Decision> decision = decide(built.program, subject, options);
  BOOST_TEST_REQUIRE(decision.ok());
  return std::move(decision).value();
}

Value number(std::int64_t value) { return Decimal::from_integer(value); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_requirement_that_holds_has_no_finding_and_one_that_fails_has_its_outcome) {
  ProgramBuilder b;
  b.rule("small", std::nullopt, b.compare(Compare::kLessOrEqual, b.read(b.kQuantity), b.number(100)), Outcome::kBlock);
  BOOST_TEST(decided(b, b.order({{b.kQuantity, number(100)}})).findings.empty());
  const Decision decision = decided(b, b.order({{b.kQuantity, number(101)}}));
  BOOST_TEST_REQUIRE(decision.findings.size() == 1U);
  BOOST_TEST((decision.outcome == Outcome::kBlock));
  BOOST_TEST(decision.findings[0].rule == "test.rules.small");
  BOOST_TEST(decision.findings[0].read.at("order.quantity") == "101");
  BOOST_TEST(decision.findings[0].at == "test.probity:7");
  BOOST_TEST(decision.as_of == "2025-03-14");
}

BOOST_AUTO_TEST_CASE(an_unknown_fact_is_undetermined_counts_as_the_outcome_and_is_named) {
  ProgramBuilder b;
  b.rule("small", std::nullopt, b.compare(Compare::kLessOrEqual, b.read(b.kQuantity), b.number(100)), Outcome::kBlock);
  const Decision decision = decided(b, b.order({}));
  BOOST_TEST_REQUIRE(decision.findings.size() == 1U);
  BOOST_TEST(decision.findings[0].undetermined);
  BOOST_TEST((decision.outcome == Outcome::kBlock));
  BOOST_TEST(decision.missing == std::vector<std::string>{"order.quantity"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_guard_that_is_unknown_does_not_count_where_the_requirement_holds) {
  ProgramBuilder b;
  b.rule("small", b.read(b.kSolicited), b.compare(Compare::kLessOrEqual, b.read(b.kQuantity), b.number(100)),
         Outcome::kBlock);
  BOOST_TEST(decided(b, b.order({{b.kQuantity, number(1)}})).findings.empty());
  BOOST_TEST(decided(b, b.order({{b.kQuantity, number(101)}})).findings.at(0).undetermined);
}

BOOST_AUTO_TEST_CASE(if_unknown_weakens_an_undetermined_finding_only) {
  ProgramBuilder b;
  ir::Rule& rule = b.rule("small", std::nullopt,
                          b.compare(Compare::kLessOrEqual, b.read(b.kQuantity), b.number(100)), Outcome::kBlock);
  rule.node.if_unknown = Outcome::kWarn;
  BOOST_TEST((decided(b, b.order({})).outcome == Outcome::kWarn));
  BOOST_TEST((decided(b, b.order({{b.kQuantity, number(101)}})).outcome == Outcome::kBlock));
}

BOOST_AUTO_TEST_CASE(a_fault_names_its_expression_and_never_stops_the_decision) {
  ProgramBuilder b;
  const ir::ExprId huge = b.constant(Decimal::parse("99999999999999999999999999999999999999").value());
  const ir::ExprId product =
      b.expr(TypeKind::kNumber, ir::Calculation{ir::Arithmetic::kMultiply, b.read(b.kQuantity), huge});
  b.rule("product", std::nullopt, b.compare(Compare::kGreater, product, b.number(0)), Outcome::kBlock);
  const Decision decision = decided(b, b.order({{b.kQuantity, number(1000)}}));
  BOOST_TEST_REQUIRE(decision.findings.size() == 1U);
  BOOST_TEST(decision.findings[0].undetermined);
  BOOST_TEST_REQUIRE(decision.missing.size() == 1U);
  BOOST_TEST(decision.missing[0].starts_with("order.quantity * 9999"));
}

BOOST_AUTO_TEST_CASE(amounts_of_two_currencies_are_never_compared) {
  ProgramBuilder b;
  const ir::ExprId limit = b.constant(Money::parse("100.00 HKD").value(), TypeKind::kMoney);
  b.rule("limit", std::nullopt, b.compare(Compare::kLessOrEqual, b.read(b.kAmount), limit), Outcome::kBlock);
  const Decision decision = decided(b, b.order({{b.kAmount, Value(Money::parse("5.00 CNY").value())}}));
  BOOST_TEST(decision.findings.at(0).undetermined);
  BOOST_TEST(decision.missing.at(0) == "order.amount is at most 100.00 HKD: CNY compared with HKD");
}

BOOST_AUTO_TEST_CASE(a_count_is_compared_by_what_every_completion_gives) {
  ProgramBuilder b;
  const auto count_at_most = [&](std::int64_t limit) {
    ir::Collection count;
    count.quantifier = ir::Quantifier::kCount;
    count.list = b.path(b.kPermissions);
    count.where = b.compare(Compare::kEqual, b.element(1), b.constant(std::string("star"), TypeKind::kText));
    return b.compare(Compare::kLessOrEqual, b.expr(TypeKind::kNumber, count), b.number(limit));
  };
  b.rule("at_most_2", std::nullopt, count_at_most(2), Outcome::kBlock);
  b.rule("at_most_1", std::nullopt, count_at_most(1), Outcome::kWarn);
  b.rule("at_most_0", std::nullopt, count_at_most(0), Outcome::kRecord);
  const facts::Fact star = Value(std::string("star"));
  const Decision decision = decided(
      b, b.order({{b.kPermissions, b.list({b.permission(star, number(1)), b.permission({}, number(2))})}}));
  BOOST_TEST_REQUIRE(decision.findings.size() == 2U);
  BOOST_TEST(decision.findings[0].rule == "test.rules.at_most_1");
  BOOST_TEST(decision.findings[0].undetermined);
  BOOST_TEST(decision.findings[0].missing.at(0) == "order.permissions.board");
  BOOST_TEST(decision.findings[1].rule == "test.rules.at_most_0");
  BOOST_TEST(!decision.findings[1].undetermined);
}

BOOST_AUTO_TEST_CASE(the_deepest_exception_whose_guard_holds_applies) {
  ProgramBuilder b;
  const auto at_least = [&](std::int64_t limit) {
    return b.compare(Compare::kGreaterOrEqual, b.read(b.kQuantity), b.number(limit));
  };
  const ir::ExprId never = b.truth(ir::Constant{false});
  ir::Node inner = ProgramBuilder::node("inner", at_least(20), never, Outcome::kBlock);
  inner.exempt = true;
  ir::Node outer = ProgramBuilder::node("outer", at_least(10), never, Outcome::kBlock);
  outer.exceptions.push_back(inner);
  ir::Rule& rule = b.rule("rule", std::nullopt, never, Outcome::kWarn);
  rule.node.exceptions.push_back(outer);
  BOOST_TEST((decided(b, b.order({{b.kQuantity, number(5)}})).outcome == Outcome::kWarn));
  const Decision blocked = decided(b, b.order({{b.kQuantity, number(10)}}));
  BOOST_TEST((blocked.outcome == Outcome::kBlock));
  BOOST_TEST(blocked.findings.at(0).exception == "outer");
  BOOST_TEST(decided(b, b.order({{b.kQuantity, number(20)}})).findings.empty());
  BOOST_TEST((decided(b, b.order({})).outcome == Outcome::kBlock));
  BOOST_TEST(decided(b, b.order({})).findings.at(0).undetermined);
}

BOOST_AUTO_TEST_CASE(exceptions_of_one_depth_that_differ_are_undetermined_where_one_loosens) {
  ProgramBuilder b;
  const ir::ExprId never = b.truth(ir::Constant{false});
  const ir::ExprId always = b.truth(ir::Constant{true});
  ir::Rule& rule = b.rule("rule", std::nullopt, never, Outcome::kConfirm);
  rule.node.exceptions.push_back(ProgramBuilder::node("stricter", always, never, Outcome::kBlock));
  rule.node.exceptions.push_back(ProgramBuilder::node("equal", always, never, Outcome::kConfirm));
  BOOST_TEST(!decided(b, b.order({})).findings.at(0).undetermined);
  BOOST_TEST(decided(b, b.order({})).findings.at(0).exception == "stricter");
  b.program.rules[0].node.exceptions[1].otherwise.outcome = Outcome::kWarn;
  const Decision decision = decided(b, b.order({}));
  BOOST_TEST(decision.findings.at(0).undetermined);
  BOOST_TEST((decision.outcome == Outcome::kBlock));
}

BOOST_AUTO_TEST_CASE(a_subject_without_its_date_is_undetermined_and_one_with_two_dates_refused) {
  ProgramBuilder b;
  b.rule("never", std::nullopt, b.truth(ir::Constant{false}), Outcome::kWarn);
  facts::SubjectFacts subject = b.order({{b.kPlacedAt, std::monostate()}});
  const Decision decision = decided(b, subject);
  BOOST_TEST(decision.findings.at(0).undetermined);
  BOOST_TEST(decision.missing.at(0) == "order.placed_at");
  BOOST_TEST(decision.as_of == "");
  subject.as_of = Moment::on(ProgramBuilder::date("2025-03-14"));
  BOOST_TEST(!decided(b, subject).findings.at(0).undetermined);
  subject = b.order({});
  subject.as_of = Moment::on(ProgramBuilder::date("2025-03-13"));
  const Result<Decision> refused = decide(b.program, subject);
  BOOST_TEST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kInvalidArgument));
}

BOOST_AUTO_TEST_CASE(a_deadline_ends_with_its_day_and_warns_before) {
  ProgramBuilder b;
  ir::Rule& rule = b.rule("answer", std::nullopt, std::nullopt, Outcome::kRecord);
  rule.kind = ir::RuleKind::kDeadline;
  ir::DeadlineClauses clauses{};
  clauses.starts = b.read(b.kPlacedAt);
  clauses.due.value =
      b.expr(TypeKind::kMoment, ir::Shift{b.number(20), DurationUnit::kDays, true, b.read(b.kPlacedAt)});
  clauses.met_by = {b.read(b.kDoneAt)};
  clauses.warn_at = Decimal::parse("0.8").value();
  rule.node.deadline = clauses;
  const auto on = [&](const char* day, std::vector<std::pair<ProgramBuilder::Field, facts::Fact>> known) {
    eval::reference::Options options;
    options.now = Moment::on(ProgramBuilder::date(day));
    return decided(b, b.order(std::move(known)), options);
  };
  using decision::DeadlineState;
  BOOST_TEST(on("2025-03-20", {}).deadlines.at(0).due == "2025-04-03");
  BOOST_TEST((on("2025-03-20", {}).deadlines.at(0).state == DeadlineState::kRunning));
  BOOST_TEST((on("2025-03-30", {}).deadlines.at(0).state == DeadlineState::kDueSoon));
  BOOST_TEST((on("2025-03-30", {}).outcome == Outcome::kWarn));
  BOOST_TEST((on("2025-04-03", {}).deadlines.at(0).state == DeadlineState::kDueSoon));
  BOOST_TEST((on("2025-04-04", {}).deadlines.at(0).state == DeadlineState::kOverdue));
  BOOST_TEST((on("2025-04-04", {}).outcome == Outcome::kRecord));
  const facts::Fact in_time = Value(ProgramBuilder::date("2025-04-03"));
  const facts::Fact late = Value(ProgramBuilder::date("2025-04-04"));
  BOOST_TEST((on("2025-04-30", {{b.kDoneAt, in_time}}).deadlines.at(0).state == DeadlineState::kMet));
  BOOST_TEST(on("2025-04-30", {{b.kDoneAt, in_time}}).findings.empty());
  BOOST_TEST((on("2025-04-30", {{b.kDoneAt, late}}).deadlines.at(0).state == DeadlineState::kMetLate));
}

BOOST_AUTO_TEST_CASE(a_reason_has_its_facts_filled_in_and_says_where_it_is_only_what_the_finding_counts_as) {
  ProgramBuilder b;
  ir::Rule& rule = b.rule("small", std::nullopt,
                          b.compare(Compare::kLessOrEqual, b.read(b.kQuantity), b.number(100)), Outcome::kBlock);
  rule.node.because["en"] = {{"The quantity is ", b.read(b.kQuantity)}, {".", std::nullopt}};
  rule.node.because["zh"] = {{"数量为", b.read(b.kQuantity)}};
  const Decision known = decided(b, b.order({{b.kQuantity, number(101)}}));
  BOOST_TEST(known.findings.at(0).because.at("en") == "The quantity is 101.");
  BOOST_TEST(known.findings.at(0).because.at("zh") == "数量为101");
  const Decision unknown = decided(b, b.order({}));
  BOOST_TEST(unknown.findings.at(0).because.at("en") ==
             "Cannot be decided (missing: order.quantity); counts as block. The quantity is unknown.");
  BOOST_TEST(unknown.findings.at(0).because.at("zh") == "无法判定（缺少：order.quantity），按“阻止”处理。数量为未知");
}
