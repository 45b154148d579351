#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/json/facts_line.h"
#include "engine/base/check.h"
#include "tests/support/order_vocabulary.h"

namespace adapters = probity::adapters;

// A line gives a subject or a reason; strictly read it gives a subject only without any finding; every
// finding has a place in the line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const probity::tests::OrderVocabulary kVocabulary;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  adapters::FactsOptions options = kVocabulary.options;
  const auto lenient = adapters::read_facts_line(line, kVocabulary.schema, options);
  PROBITY_CHECK(lenient.subject.has_value() == lenient.refused.empty());
  for (const auto& finding : lenient.findings) {
    PROBITY_CHECK(!finding.what.empty() && finding.column >= 1 && finding.column <= size);
  }
  if (lenient.subject) {
    const auto& record = *lenient.subject->record;
    PROBITY_CHECK(record.fields.size() == kVocabulary.schema.entities[record.entity].fields.size());
  }
  options.strict = true;
  const auto strict = adapters::read_facts_line(line, kVocabulary.schema, options);
  PROBITY_CHECK(strict.subject.has_value() == (lenient.subject.has_value() && lenient.findings.empty()));
  PROBITY_CHECK(!adapters::refused_line(lenient.id, lenient.refused).empty());
  return 0;
}
