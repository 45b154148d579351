#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/cli/audit_words.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "audit/record/acts.h"
#include "audit/verify/acts_of_log.h"

namespace probity::cli {
namespace {

struct ActWords {
  std::string folder, by, reason;
};

struct StepWords : ActWords {
  std::vector<std::string> rules;
};

struct OverrideWords : ActWords {
  std::string entry, outcome;
};

void add_act_words(CLI::App& command, ActWords& words) {
  command.add_option("DIR", words.folder, "The log's folder")->required();
  command.add_option("--by", words.by, "Who does it: a person, as the firm names them")->required();
  command.add_option("--reason", words.reason, "Why")->required();
}

ExitStatus tell_recorded(const Result<std::string>& recorded, const std::string& folder) {
  if (!recorded.ok()) {
    return recorded.error().code == ErrorCode::kCorrupt ? fail_on_log(folder, recorded.error()) : fail(recorded.error());
  }
  Output output;
  if (const auto written = output.line("recorded as " + recorded.value()); !written.ok()) return fail(written.error());
  const auto flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

/// The life of a program in a log that may not be there yet.
Result<audit::RulesetLife> life_in(const std::string& folder, const std::string& program) {
  const auto source = files::read_log_folder(folder);
  if (!source.ok() && source.error().code == ErrorCode::kNotFound) return audit::RulesetLife{};
  if (!source.ok()) return source.error();
  return audit::ruleset_life(*source.value(), program, stop_asked());
}

Result<std::string> record_step(const StepWords& words, const LoadedRulesets& loaded, audit::RulesetStep step) {
  const ir::Program& program = loaded.rulesets->compiled.program;
  audit::RulesetAct act{step, program.digest, {}, {}, words.by, words.reason};
  for (const ir::Ruleset& ruleset : program.rulesets) act.rulesets.emplace_back(ruleset.name, ruleset.digest);
  PROBITY_TRY(const audit::RulesetLife life, life_in(words.folder, act.program));
  PROBITY_TRY_VOID(audit::may_follow(life, act));
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit", &loaded.basis));
  act.basis = log->basis();
  PROBITY_TRY(const audit::EventEntry entry, audit::ruleset_entry(act));
  return log->record_event(entry);
}

ExitStatus run_step(const StepWords& words, audit::RulesetStep step) {
  const LoadedRulesets loaded = load_rulesets(words.rules);
  if (!loaded.rulesets.has_value()) return loaded.status;
  return tell_recorded(record_step(words, loaded, step), words.folder);
}

Result<std::string> record_override(const OverrideWords& words) {
  audit::EventEntry entry;
  {
    PROBITY_TRY(const auto source, files::read_log_folder(words.folder));
    PROBITY_TRY(entry, audit::override_of(*source, words.entry, words.outcome, words.by, words.reason, stop_asked()));
  }
  PROBITY_TRY(const auto log, open_log(words.folder, "probity audit override"));
  return log->record_event(entry);
}

void add_step(CLI::App& audit, Work& chosen, const char* name, const char* what, audit::RulesetStep step) {
  auto words = std::make_shared<StepWords>();
  CLI::App* command = audit.add_subcommand(name, what);
  add_act_words(*command, *words);
  command->add_option("--rules", words->rules, "Ruleset files, or folders that hold them")->required();
  command->footer("  probity audit " + std::string(name) + " log --rules rulesets/cn --by \"Li Wei\" --reason \"release 12\"");
  command->callback([words, step, &chosen] { chosen = [words, step] { return run_step(*words, step); }; });
}

}  // namespace

void add_audit_acts(CLI::App& audit, Work& chosen) {
  add_step(audit, chosen, "publish", "Record that rulesets were published, with their texts", audit::RulesetStep::kPublished);
  add_step(audit, chosen, "approve", "Record that published rulesets were approved, by someone else",
           audit::RulesetStep::kApproved);
  add_step(audit, chosen, "withdraw", "Record that published rulesets were withdrawn", audit::RulesetStep::kWithdrawn);
  auto words = std::make_shared<OverrideWords>();
  CLI::App* command = audit.add_subcommand("override", "Record that an officer overrides a decision");
  add_act_words(*command, *words);
  command->add_option("--entry", words->entry, "The decision's entry, by its id or number")->required();
  command->add_option("--outcome", words->outcome, "What stands instead: permit, record, warn, disclose, confirm, block")
      ->required();
  command->footer(
      "The decision stays in the log as it was; the override is an entry of its own.\n\n"
      "  probity audit override log --entry 5f3a91c2-17 --outcome permit --by \"Li Wei\" --reason \"confirmed by phone\"");
  command->callback([words, &chosen] {
    chosen = [words] { return tell_recorded(record_override(*words), words->folder); };
  });
}

}  // namespace probity::cli
