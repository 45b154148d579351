#pragma once

#include <string>

#include "engine/facts/facts.h"
#include "engine/ir/program.h"

namespace probity::adapters {

/// What `facts_text` writes of the records that a subject refers to.
struct FactsTextOptions {
  /// References and lists that are written; null: all.
  const ir::FieldSet* reaches = nullptr;
};

/// A subject and its facts as one JSON line that `read_facts_line` reads as the same facts: all that is
/// known of the subject and of what it refers to, as far as rules reach. A record that holds itself (a
/// client's order names that client) is written by its id where it comes again.
[[nodiscard]] std::string facts_text(const Schema& schema, const facts::SubjectFacts& subject,
                                     const FactsTextOptions& options);

/// All references and lists that rules of the program can reach, those of evidence among them.
[[nodiscard]] ir::FieldSet fields_reached(const ir::Program& program);

}  // namespace probity::adapters
