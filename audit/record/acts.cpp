#include "audit/record/acts.h"

#include <algorithm>

namespace probity::audit {
namespace {

constexpr std::size_t kWordsBytesMax = 8'000;

}  // namespace

Result<void> check_act(std::string_view by, std::string_view reason) {
  const auto says_something = [](std::string_view words) {
    return std::any_of(words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; });
  };
  if (!says_something(by)) return Error{ErrorCode::kInvalidArgument, "an act needs the person who does it"};
  if (!says_something(reason)) return Error{ErrorCode::kInvalidArgument, "an act needs a reason"};
  if (by.size() + reason.size() <= kWordsBytesMax) return {};
  return Error{ErrorCode::kInvalidArgument, "person and reason together have more than " +
                                                std::to_string(kWordsBytesMax) + " bytes"};
}

std::string_view ruleset_step_kind(RulesetStep step) {
  switch (step) {
    case RulesetStep::kPublished: return "ruleset published";
    case RulesetStep::kApproved: return "ruleset approved";
    case RulesetStep::kWithdrawn: return "ruleset withdrawn";
  }
  return {};
}

Result<EventEntry> ruleset_entry(const RulesetAct& act) {
  PROBITY_TRY_VOID(check_act(act.by, act.reason));
  JsonArray rulesets;
  for (const auto& [name, digest] : act.rulesets) rulesets.push_back(JsonObject{{"name", name}, {"digest", digest}});
  EventEntry entry{std::string(ruleset_step_kind(act.step)),
                   {{"program", act.program}, {"rulesets", std::move(rulesets)}, {"by", act.by}, {"reason", act.reason}}};
  if (!act.basis.empty()) entry.members.emplace_back("basis", act.basis);
  return entry;
}

Result<EventEntry> override_entry(const OverrideAct& act) {
  PROBITY_TRY_VOID(check_act(act.by, act.reason));
  if (!decision::outcome_from_name(act.outcome)) {
    return Error{ErrorCode::kInvalidArgument,
                 "`" + act.outcome + "` is no outcome: permit, record, warn, disclose, confirm or block"};
  }
  if (act.outcome == act.decided) {
    return Error{ErrorCode::kInvalidArgument, "the decision is " + act.decided + " already"};
  }
  return EventEntry{"override",
                    {{"overrides", act.decision},
                     {"subject", JsonObject{{"id", act.subject_id}, {"on", act.subject_on}}},
                     {"decided", act.decided},
                     {"outcome", act.outcome},
                     {"by", act.by},
                     {"reason", act.reason}}};
}

}  // namespace probity::audit
