#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {

/// What the evidence shows of a procedure for this subject. What is not known is not shown.
struct Evidence {
  bool complete = false;
  std::map<std::string, std::string> steps;  ///< of the complete record: step -> moment, and its document
  std::vector<std::string> missing_steps;    ///< of the record that shows most
  Evaluated unknown;                         ///< where it is not complete: facts that could make it so
};
[[nodiscard]] Evidence find_evidence(Evaluation& evaluation, const ir::Procedure& procedure);

/// Whether the client acknowledged the document's version in force on the subject's day, in time.
[[nodiscard]] Evaluated find_acknowledgement(Evaluation& evaluation, const ir::Acknowledged& node);

/// The version of a document in force on a day; null where there is none.
[[nodiscard]] const DocumentVersion* version_on(const Document& document, Date day);

}  // namespace probity::eval::reference
