#include "engine/ir/program.h"

namespace probity::ir {

std::string_view rule_kind_name(RuleKind kind) {
  switch (kind) {
    case RuleKind::kSuitability: return "suitability";
    case RuleKind::kDisclosure: return "disclosure";
    case RuleKind::kCommission: return "commission";
    case RuleKind::kDeadline: return "deadline";
    case RuleKind::kLimit: return "limit";
    case RuleKind::kConduct: return "conduct";
    case RuleKind::kGrading: return "grading";
    case RuleKind::kAlert: return "alert";
  }
  return "?";
}

}  // namespace probity::ir
