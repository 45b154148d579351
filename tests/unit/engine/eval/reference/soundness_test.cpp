// Goal: a missing fact never passes in silence. Whatever an unknown fact turns out to be, the finding
// is no stronger than the undetermined one counted as; and what is determined without it stays so.
// Method: programs and facts from a seeded generator; every unknown is completed with each value of
// a small domain. `is known` and `or else`, which ask about knowledge itself, are left out.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>

#include "engine/eval/reference/evaluator.h"
#include "tests/unit/engine/eval/reference/program_generator.h"

namespace {

using namespace probity;
using decision::Decision;
using decision::Outcome;
using Generator = test::ProgramGenerator;
using test::ProgramBuilder;

std::string text_of(const Decision& decision) {
  std::string text = decision.id + decision.on + decision.as_of;
  for (const decision::Finding& finding : decision.findings) {
    text += "\n" + finding.rule + "/" + finding.exception + " " + std::string(decision::outcome_name(finding.outcome)) +
            (finding.undetermined ? " undetermined" : "") + finding.at;
    for (const auto& [path, value] : finding.read) text += "\n  read " + path + "=" + value;
    for (const std::string& missing : finding.missing) text += "\n  missing " + missing;
    for (const auto& [language, reason] : finding.because) text += "\n  " + language + " " + reason;
  }
  return text;
}

Decision decided(const Generator& generator, const facts::SubjectFacts& subject) {
  auto decision = eval::reference::decide(generator.b.program, subject);
  BOOST_TEST_REQUIRE(decision.ok());
  return std::move(decision).value();
}

const decision::Finding* finding_of(const Decision& decision, const std::string& rule) {
  for (const decision::Finding& finding : decision.findings) {
    if (finding.rule == rule) return &finding;
  }
  return nullptr;
}

/// Calls `visit` with every completion of the subject's unknown facts.
void complete(const Generator& generator, const facts::SubjectFacts& subject,
              const std::function<void(const facts::SubjectFacts&)>& visit) {
  auto record = std::make_shared<facts::Record>(*subject.record);
  std::vector<std::pair<facts::Fact*, std::vector<facts::Fact>>> open;
  const auto add = [&](facts::Fact& fact, std::vector<facts::Fact> domain) {
    if (std::holds_alternative<std::monostate>(fact)) open.emplace_back(&fact, std::move(domain));
  };
  const ProgramBuilder& b = generator.b;
  std::vector<std::shared_ptr<facts::Record>> elements;
  if (const auto* list = std::get_if<facts::RecordList>(&record->fields[b.kPermissions])) {
    std::vector<facts::RecordPtr> copies;
    for (const facts::RecordPtr& element : **list) {
      elements.push_back(std::make_shared<facts::Record>(*element));
      copies.push_back(elements.back());
    }
    record->fields[b.kPermissions] = ProgramBuilder::list(copies);
  } else {
    add(record->fields[b.kPermissions],
        {ProgramBuilder::list({}), ProgramBuilder::list({b.permission(generator.boards()[1], generator.numbers()[2],
                                                                      generator.days()[0])})});
  }
  add(record->fields[b.kPlacedAt], generator.moments());
  add(record->fields[b.kQuantity], generator.numbers());
  add(record->fields[b.kSolicited], {Value(true), Value(false)});
  add(record->fields[b.kRisk], generator.risks());
  for (const auto& element : elements) {
    add(element->fields[1], generator.boards());
    add(element->fields[2], generator.numbers());
    add(element->fields[3], generator.days());
  }
  facts::SubjectFacts completed = subject;
  completed.record = record;
  const std::function<void(std::size_t)> fill = [&](std::size_t place) {
    if (place == open.size()) {
      visit(completed);
      return;
    }
    for (const facts::Fact& value : open[place].second) {
      *open[place].first = value;
      fill(place + 1);
    }
  };
  fill(0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_completion_of_missing_facts_is_stronger_than_what_they_counted_as) {
  std::size_t undetermined = 0;
  std::size_t completions = 0;
  for (std::uint32_t seed = 0; seed < 1'500; ++seed) {
    Generator generator(seed);
    for (int i = 0; i < 4; ++i) {
      const facts::SubjectFacts subject = generator.facts();
      const Decision partial = decided(generator, subject);
      complete(generator, subject, [&](const facts::SubjectFacts& completed) {
        const Decision whole = decided(generator, completed);
        ++completions;
        for (const ir::Rule& rule : generator.b.program.rules) {
          const decision::Finding* before = finding_of(partial, rule.qualified_name);
          const decision::Finding* after = finding_of(whole, rule.qualified_name);
          const Outcome counted = before == nullptr ? Outcome::kPermit : before->outcome;
          const Outcome came = after == nullptr ? Outcome::kPermit : after->outcome;
          const bool was_open = before != nullptr && before->undetermined;
          undetermined += was_open ? 1 : 0;
          const bool sound = was_open ? came <= counted
                                      : came == counted && (after == nullptr || !after->undetermined);
          if (!sound) {
            BOOST_ERROR("seed " << seed << ": " << text_of(partial) << "\n became " << text_of(whole));
          }
        }
      });
    }
  }
  BOOST_TEST(undetermined > 1'000U);
  BOOST_TEST(completions > 10'000U);
}

BOOST_AUTO_TEST_CASE(two_evaluations_are_equal_whatever_the_order_of_rows) {
  for (std::uint32_t seed = 0; seed < 1'500; ++seed) {
    Generator generator(seed);
    const facts::SubjectFacts subject = generator.facts();
    const std::string text = text_of(decided(generator, subject));
    BOOST_TEST_REQUIRE(text_of(decided(generator, subject)) == text);
    const auto* list = std::get_if<facts::RecordList>(&subject.record->fields[ProgramBuilder::kPermissions]);
    if (list == nullptr) continue;
    std::vector<facts::RecordPtr> turned((*list)->records);
    std::reverse(turned.begin(), turned.end());
    auto record = std::make_shared<facts::Record>(*subject.record);
    record->fields[ProgramBuilder::kPermissions] = ProgramBuilder::list(turned);
    facts::SubjectFacts other = subject;
    other.record = record;
    BOOST_TEST(text_of(decided(generator, other)) == text, "seed " << seed);
  }
}
