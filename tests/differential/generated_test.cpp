// Goal: whatever the program, the fast evaluator decides as the reference does, to the byte.
// Method: programs and facts from a seeded generator, all forms of expressions, facts unknown, in doubt, at
// the edges and past them; 160,000 pairs of a program and facts.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>

#include "tests/differential/agreement.h"
#include "tests/differential/changed_facts.h"
#include "tests/unit/engine/eval/reference/program_generator.h"

namespace {

using namespace probity;
using test::ProgramBuilder;
using test::ProgramGenerator;

BOOST_AUTO_TEST_CASE(generated_programs_decide_generated_facts_alike) {
  const char* const asked = std::getenv("PROBITY_PROGRAMS");
  const std::size_t programs = asked != nullptr ? std::strtoull(asked, nullptr, 10) : 8'000;
  constexpr int kFactsOfEach = 20;
  test::AgreementCounts total;
  std::size_t wrong = 0;
  for (std::uint32_t seed = 0; seed < programs && wrong < 10; ++seed) {
    ProgramGenerator generator(seed, seed % 4 == 0 ? ProgramGenerator::Forms::kPlain : ProgramGenerator::Forms::kAll);
    ir::Program& program = generator.b.program;
    for (std::uint32_t entity = 0; entity < program.schema.entities.size(); ++entity) {
      const Id<Entity> id(entity);
      for (std::uint32_t field = 0; field < program.schema.entities[id].fields.size(); ++field) {
        program.reads.emplace(id, field);
      }
    }
    test::Agreement agreement(program);
    test::ChangedFacts changed(program.schema, seed);
    for (int i = 0; i < kFactsOfEach; ++i) {
      facts::SubjectFacts subject = generator.facts();
      if (i % 4 != 0) subject = changed.change(subject);
      const auto differs = agreement.differs(subject);
      BOOST_TEST(!differs, "program " << seed << ", facts " << i << ": " << differs.value_or(""));
      if (differs) ++wrong;
    }
    total.pairs += agreement.counts.pairs;
    total.permits += agreement.counts.permits;
    total.found += agreement.counts.found;
    total.asked += agreement.counts.asked;
    total.whole += agreement.counts.whole;
  }
  std::cout << total.pairs << " pairs, " << total.permits << " permits; " << total.found << " findings found, "
            << total.asked << " rules asked of the reference, " << total.whole << " subjects judged by it whole\n";
}

}  // namespace
