#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/facts/facts.h"
#include "engine/schema/schema.h"
#include "engine/values/time.h"

namespace probity::adapters {

/// A fault in the facts of a line that is judged all the same: one fact is unknown for it.
struct FactFinding {
  std::string pointer;       ///< RFC 6901: `/facts/order/price`
  std::uint32_t column = 0;  ///< in the line; code points from 1
  std::string what;

  /// `/facts/order/price (column 57): …`
  [[nodiscard]] std::string text() const;
};

struct FactsOptions {
  const Zone* zone = nullptr;  ///< of times that have no offset; must be given
  bool strict = false;         ///< every finding refuses the line
};

/// What one line of facts says.
struct FactsLine {
  std::string id;                              ///< empty where none could be read
  std::optional<facts::SubjectFacts> subject;  ///< empty: the line is refused
  std::string refused;                         ///< why
  std::vector<FactFinding> findings;           ///< by column
};

/// Reads a subject and its facts from one JSON line. A line is refused only where it is no JSON object
/// (or has a key twice), has no `id`, or its `on` is missing or no subject of the schema; any other
/// fault makes one fact unknown and is a finding.
[[nodiscard]] FactsLine read_facts_line(std::string_view line, const Schema& schema,
                                        const FactsOptions& options);

/// What stands in a refused line's place in the output: `{"id": …, "error": …}`.
[[nodiscard]] std::string refused_line(const std::string& id, const std::string& reason);

}  // namespace probity::adapters
