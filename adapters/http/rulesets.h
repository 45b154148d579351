#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/http/api.h"
#include "adapters/http/reference_data.h"
#include "adapters/http/shadow.h"
#include "adapters/pretrade/desk.h"
#include "adapters/sql/service_store.h"
#include "audit/record/acts.h"
#include "audit/replay/basis.h"

namespace probity::http {

/// Gives rulesets that a proposal uses and that were not among the live ones.
using OpenRulesets = std::function<std::unique_ptr<ports::RulesetStore>()>;

/// Rulesets from proposal to withdrawal: who proposes never approves, what fails never goes live, all requests
/// go over at one moment, each step is an entry of the log. Thread-safe.
class Rulesets {
 public:
  Rulesets(pretrade::Desk& desk, audit::Log* log, sql::ServiceStore& store, ReferenceKeeper* keeper, OpenRulesets open,
           Shadow& shadow)
      : desk_(desk), log_(log), store_(store), keeper_(keeper), open_(std::move(open)), shadow_(shadow) {}

  /// Takes up what was live, and what waits for its time, from the store; called before requests come. True where
  /// the store's ruleset took the place of the one that the service was started with.
  [[nodiscard]] Result<bool> take_up();
  /// Lets go live what is due. Returns in how many milliseconds the next one is, or `at_most`.
  int tick(int at_most_ms);

  [[nodiscard]] Response list(Call& call);
  [[nodiscard]] Response text(Call& call);
  [[nodiscard]] Response propose(Call& call);
  [[nodiscard]] Response show(Call& call);
  [[nodiscard]] Response test(Call& call);
  [[nodiscard]] Response approve(Call& call);
  [[nodiscard]] Response withdraw(Call& call);
  [[nodiscard]] Response set_shadow(Call& call);
  [[nodiscard]] Response shadow_report(Call& call);
  [[nodiscard]] Response roll_back(Call& call);

 private:
  using RulesPtr = std::shared_ptr<const pretrade::LiveRules>;
  struct Proposal {
    sql::StoredProposal stored;
    RulesPtr rules;  ///< null where it failed
    std::int64_t live_ns = 0;
  };
  struct Compiled {
    RulesPtr rules;
    audit::JsonObject report;
    bool passed = false;
    std::vector<audit::Basis::File> files;
  };
  [[nodiscard]] Result<Compiled> compile(audit::Basis basis, const RulesPtr& against) const;
  [[nodiscard]] Result<RulesPtr> with_texts_kept(const RulesPtr& rules) const;
  [[nodiscard]] Result<void> record(audit::RulesetStep step, const pretrade::LiveRules& rules, const std::string& by,
                                    const std::string& reason, const std::string& proposal);
  [[nodiscard]] Result<void> go_live(Proposal& proposal);
  [[nodiscard]] Result<pretrade::Snapshot> ready(const RulesPtr& rules) const;
  [[nodiscard]] Proposal* find(const std::string& id);
  [[nodiscard]] audit::Json summary(const Proposal& proposal) const;
  [[nodiscard]] Response told(const Proposal& proposal, int status);

  pretrade::Desk& desk_;
  audit::Log* log_;
  sql::ServiceStore& store_;
  ReferenceKeeper* keeper_;
  OpenRulesets open_;
  Shadow& shadow_;
  std::mutex mutex_;  // one step at a time; requests are judged beside it
  std::vector<std::unique_ptr<Proposal>> proposals_;
  std::vector<std::pair<std::string, RulesPtr>> lived_;  // what was live before, the last at the end: proposal, rules
  std::string live_;  // the proposal that is live; empty: what the service was started with
};

void add_ruleset_routes(Api& api, Rulesets& rulesets);

}  // namespace probity::http
