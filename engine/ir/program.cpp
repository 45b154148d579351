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

std::string citation_text(const Instrument& instrument, std::string_view version, const std::vector<Provision>& provisions,
                          std::string_view language) {
  auto called = instrument.called.find(std::string(language));
  const bool chinese = language == "zh" && called != instrument.called.end();
  if (!chinese) called = instrument.called.find("en");
  std::string text = called != instrument.called.end() ? called->second : instrument.called.begin()->second;
  if (!version.empty()) text += chinese ? "（" + std::string(version) + "）" : " (" + std::string(version) + ")";
  if (provisions.empty()) return text;
  return text + (chinese ? "" : " ") + provisions_text(provisions, chinese ? "zh" : "en");
}

}  // namespace probity::ir
