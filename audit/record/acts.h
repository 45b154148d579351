#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/record/entry.h"

/// Acts of people that change what decisions will be, or stand against one: an entry each, for
/// `Log::record_event`. See audit/FORMAT.md, *Entry*.
namespace probity::audit {

/// Who and why: never empty, and not without bound. Errors: `kInvalidArgument`.
[[nodiscard]] Result<void> check_act(std::string_view by, std::string_view reason);

enum class RulesetStep : std::uint8_t { kPublished, kApproved, kWithdrawn };
/// `ruleset published`: the entry's kind.
[[nodiscard]] std::string_view ruleset_step_kind(RulesetStep step);

/// A step in the life of what was compiled together.
struct RulesetAct {
  RulesetStep step = RulesetStep::kPublished;
  std::string program;                                        ///< digest of what was compiled
  std::string basis;                                          ///< as that of a decision, where its texts are kept
  std::vector<std::pair<std::string, std::string>> rulesets;  ///< name and digest of each
  std::string by;                                             ///< the person, as the firm names them
  std::string reason;
};
/// Errors: `kInvalidArgument` where nobody or no reason is named.
[[nodiscard]] Result<EventEntry> ruleset_entry(const RulesetAct& act);

/// An officer who lets pass what was decided, or holds back what was not.
struct OverrideAct {
  std::string decision;    ///< the id of its entry: `5f3a91c2-17`
  std::string subject_id, subject_on;
  std::string decided;     ///< the outcome that was decided
  std::string outcome;     ///< the one that stands now
  std::string by, reason;
};
/// Errors: `kInvalidArgument` where something is not named, or the outcome is the one that was decided.
[[nodiscard]] Result<EventEntry> override_entry(const OverrideAct& act);

}  // namespace probity::audit
