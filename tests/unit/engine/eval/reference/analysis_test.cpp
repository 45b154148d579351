// Goal: what the compiler claims of conditions without facts is so, and nothing that it could show is
// passed over. Method: rules from a seeded generator are compiled, and their guards and requirements
// evaluated on every assignment of a small domain, with each fact also unknown.
#include <boost/test/unit_test.hpp>

#include <functional>
#include <random>

#include "engine/eval/reference/evaluation.h"
#include "tests/unit/engine/check/compiled.h"

namespace {

using namespace probity;
using eval::reference::Evaluation;

constexpr const char* kShared = R"(table highest
  | client.risk_class | from       | gives |
  | C1                | 2000-01-01 | R1    |
  | C1                | 2025-02-01 | R2    |
  | C2                | 2000-01-01 | R2    |
  | C3                | 2000-01-01 | R3    |
define order.asked = order.solicited or order.side is sell
define client.careful = client.risk_class is at most C2
)";

constexpr const char* kAtoms[] = {
    "side is buy", "side is not buy", "side is known", "side is unknown", "solicited", "order.asked",
    "count is below 2", "count is at least 2", "count is above 1", "count is 1", "count is known",
    "client.risk_class is at most C2", "client.risk_class is one of C1, C3", "client.risk_class is not one of C2",
    "client.careful", "product.risk is at most highest(client.risk_class)", "product.risk is above R1",
    "highest(client.risk_class) is R2", "(if solicited then product.risk else R2) is at least R2",
    "(side or else sell) is buy", "client.rated_on is before subject date", "client.rated_on is at or before 2025-01-31",
    "subject date is at or after 2025-02-01", "date of placed_at is before 2025-02-01", "client is known",
    "(if side is buy then solicited else client.careful)"};

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}
  std::string condition(int depth) {
    const auto kind = depth == 0 ? 0 : random_() % 5;
    if (kind == 2) return "not (" + condition(depth - 1) + ")";
    if (kind < 2) return kAtoms[random_() % std::size(kAtoms)];
    const char* const join = kind == 3 ? " and " : " or ";
    return "(" + condition(depth - 1) + join + condition(depth - 1) + ")";
  }
  /// The same condition, or another of the same facts, more often than chance would have it.
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  std::mt19937 random_;
};

struct Domain {
  const char* entity;
  const char* field;
  std::vector<Value> values;
};

Value day(const char* text) { return Date::parse(text).value(); }

/// Every subject: each fact unknown or one of a few values, on days before and after a change.
void for_each_subject(const ir::Program& program, const std::function<void(const facts::SubjectFacts&)>& visit) {
  const Schema& schema = program.schema;
  const auto symbols = [&](const char* name, std::uint32_t count) {
    std::vector<Value> values;
    for (std::uint32_t i = 0; i < count; ++i) values.emplace_back(Symbol{schema.find_enumeration(name)->index(), i});
    return values;
  };
  const std::vector<Domain> domains{
      {"Order", "side", symbols("Side", 2)},
      {"Order", "solicited", {Value(true), Value(false)}},
      {"Order", "count",
       {Value(Decimal::from_integer(1)), Value(Decimal::parse("1.5").value()), Value(Decimal::from_integer(2))}},
      {"Client", "risk_class", symbols("RiskClass", 3)},
      {"Product", "risk", symbols("Risk", 3)},
      {"Client", "rated_on", {day("2025-01-15"), day("2025-02-15")}}};
  const Zone& zone = *Zone::find("Asia/Shanghai").value();
  const Id<Entity> order = *schema.find_entity("Order");
  const auto record_of = [&](const char* name) {
    facts::Record record;
    record.entity = *schema.find_entity(name);
    record.fields.resize(schema.entities[record.entity].fields.size());
    return record;
  };
  std::vector<std::size_t> chosen(domains.size(), 0);
  for (;;) {
    for (const bool client_known : {true, false}) {
      if (!client_known && (chosen[3] != 0 || chosen[5] != 0)) continue;
      for (const char* placed : {"2025-01-20T10:00:00+08:00", "2025-02-20T10:00:00+08:00"}) {
        facts::Record client = record_of("Client"), product = record_of("Product"), own = record_of("Order");
        for (std::size_t i = 0; i < domains.size(); ++i) {
          if (chosen[i] == 0) continue;
          facts::Record& record = domains[i].entity[0] == 'C' ? client : domains[i].entity[0] == 'P' ? product : own;
          record.fields[*schema.entities[record.entity].find_field(domains[i].field)] = domains[i].values[chosen[i] - 1];
        }
        const Entity& entity = schema.entities[order];
        own.fields[*entity.find_field("placed_at")] = Value(Moment::parse(placed, zone).value());
        if (client_known) own.fields[*entity.find_field("client")] = std::make_shared<const facts::Record>(client);
        own.fields[*entity.find_field("product")] = std::make_shared<const facts::Record>(product);
        facts::SubjectFacts subject;
        subject.id = "O";
        subject.subject.entity = order;
        subject.record = std::make_shared<const facts::Record>(own);
        visit(subject);
      }
    }
    std::size_t i = 0;
    while (i < chosen.size() && ++chosen[i] > domains[i].values.size()) chosen[i++] = 0;
    if (i == chosen.size()) return;
  }
}

class Judged {
 public:
  Judged(const ir::Program& program, const facts::SubjectFacts& subject)
      : evaluation_(program, subject, options_) {
    evaluation_.judge_by(program.rulesets[Id<ir::Ruleset>(0)], ir::Period());
    const auto on = evaluation_.subject_day();
    evaluation_.judge_by(program.rulesets[Id<ir::Ruleset>(0)], ir::Period{on, on});
  }
  Truth truth(const ir::OptExpr& condition) { return evaluation_.evaluate_condition(condition).truth(); }

 private:
  eval::reference::Options options_;
  Evaluation evaluation_;
};

bool says(const check::CompiledText& compiled, const char* code) {
  return compiled.codes().find(code) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_said_of_guards_and_requirements_is_what_going_through_all_facts_finds) {
  std::size_t never_applies = 0, never_fails = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    Generator generator(seed);
    const std::string when = generator.condition(3);
    const std::string require = generator.condition(2);
    const check::CompiledText compiled =
        check::compile_blocks(std::string(kShared) + "rule r suitability on Order\n  cites \"1\"\n  when " + when +
                              "\n  require " + require + "\n  otherwise block\n");
    BOOST_TEST_REQUIRE(compiled.compiled.program.rules.size() == 1U);
    const ir::Program& program = compiled.compiled.program;
    const ir::Node& node = program.rules[0].node;
    bool applies = false, fails = false;
    for_each_subject(program, [&](const facts::SubjectFacts& subject) {
      if (applies && fails) return;
      Judged judged(program, subject);
      if (judged.truth(node.guard) != Truth::kTrue) return;
      applies = true;
      fails = fails || judged.truth(node.requirement) == Truth::kFalse;
    });
    BOOST_TEST_CONTEXT("seed " << seed << ": when " << when << " require " << require << "\n" << compiled.messages()) {
      BOOST_TEST(says(compiled, "P0519") == !applies);
      // Of several requirements each is looked at by itself: more may be said than of the whole.
      if (applies && !fails) BOOST_TEST(says(compiled, "P0520"));
      if (fails && require.find(" and ") == std::string::npos) BOOST_TEST(!says(compiled, "P0520"));
    }
    never_applies += applies ? 0U : 1U;
    never_fails += applies && !fails ? 1U : 0U;
  }
  BOOST_TEST(never_applies > 4U);  // both answers are met
  BOOST_TEST(never_fails > 4U);
}

BOOST_AUTO_TEST_CASE(a_conflict_that_is_claimed_happens_and_one_that_happens_is_claimed) {
  const char* const kEffects[] = {"exempt", "otherwise block", "otherwise record", "require count is below 2",
                                  "require solicited\n  otherwise block"};
  std::size_t claimed = 0, shown = 0;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    Generator generator(seed);
    std::string text = std::string(kShared) +
                       "rule r suitability on Order\n  cites \"1\"\n  require count is at least 2\n  otherwise warn\n";
    for (const char* const name : {"a", "b"}) {
      text += std::string("exception ") + name + " to r\n  when " + generator.condition(2) + "\n  " +
              kEffects[generator.below(std::size(kEffects))] + "\n";
    }
    const check::CompiledText compiled = check::compile_blocks(text);
    const ir::Program& program = compiled.compiled.program;
    BOOST_TEST_REQUIRE(program.rules.size() == 1U);
    if (says(compiled, "P0519") || says(compiled, "P0520")) continue;
    const auto& exceptions = program.rules[0].node.exceptions;
    bool happens = false;
    for_each_subject(program, [&](const facts::SubjectFacts& subject) {
      if (happens) return;
      Judged judged(program, subject);
      for (const ir::Node& exception : exceptions) {
        if (judged.truth(exception.guard) != Truth::kTrue) return;
        if (!exception.exempt && judged.truth(exception.requirement) == Truth::kUnknown) return;
      }
      if (judged.truth(program.rules[0].node.requirement) == Truth::kUnknown) return;
      const auto decided = eval::reference::decide(program, subject);
      BOOST_TEST_REQUIRE(decided.ok());
      happens = !decided.value().findings.empty() && decided.value().findings[0].undetermined;
    });
    BOOST_TEST_CONTEXT("seed " << seed << ": " << text << compiled.messages()) {
      if (happens) BOOST_TEST(says(compiled, "P0604"));
      for (const diagnostics::Diagnostic& each : compiled.diagnostics.sorted()) {
        if (diagnostics::code_of(each.id) != std::string("P0604")) continue;
        ++claimed;
        if (each.shown.empty()) continue;
        ++shown;
        const check::CompiledText again = check::compile_blocks(text + each.shown.substr(each.shown.find('\n') + 1) + "\n");
        BOOST_TEST_REQUIRE(again.compiled.scenarios.size() == 1U);
        const auto decided = eval::reference::decide(again.compiled.program, again.compiled.scenarios[0].subject);
        BOOST_TEST_REQUIRE(decided.ok());
        BOOST_TEST_REQUIRE(decided.value().findings.size() == 1U);
        BOOST_TEST(decided.value().findings[0].undetermined);
        BOOST_TEST(decided.value().findings[0].missing.front().find("hold at once and differ") != std::string::npos);
      }
    }
  }
  BOOST_TEST(claimed > 20U);
  BOOST_TEST(shown > 20U);
}
