#include <CLI/CLI.hpp>
#include <memory>
#include <unistd.h>

#include "adapters/cli/command.h"
#include "adapters/cli/language.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/ruleset_files.h"
#include "audit/record/json.h"
#include "engine/service/check.h"

namespace probity::cli {
namespace {

struct Words {
  std::vector<std::string> paths;
  bool json = false;
  std::string language;
};

struct Counts {
  std::size_t errors = 0;
  std::size_t warnings = 0;
};

std::string quoted(const std::string& text) { return audit::readable_text(audit::Json(text)); }

Counts count(const std::vector<diagnostics::Diagnostic>& found) {
  Counts counts;
  for (const diagnostics::Diagnostic& each : found) {
    const bool error = diagnostics::severity_of(each.id) == diagnostics::Severity::kError;
    ++(error ? counts.errors : counts.warnings);
  }
  return counts;
}

std::string as_json(const service::CheckedRulesets& checked,
                    const std::vector<diagnostics::Diagnostic>& found, const Counts& counts) {
  const ir::Program& program = checked.compiled.program;
  std::string text = "{\"errors\":" + std::to_string(counts.errors) +
                     ",\"warnings\":" + std::to_string(counts.warnings);
  // What does not compile has no digest: nothing may be decided by it.
  text += ",\"ruleset\":" + (counts.errors == 0 ? quoted(program.digest) : std::string("null"));
  text += ",\"rulesets\":[";
  std::string_view separator;
  for (const ir::Ruleset& ruleset : program.rulesets) {
    text += std::string(separator) + "{\"name\":" + quoted(ruleset.name) + ",\"digest\":" +
            (counts.errors == 0 ? quoted(ruleset.digest) : std::string("null")) + "}";
    separator = ",";
  }
  text += "],\"rules\":" + std::to_string(program.rules.size()) +
          ",\"scenarios\":" + std::to_string(checked.compiled.scenarios.size()) + ",\"diagnostics\":[";
  separator = "";
  for (const diagnostics::Diagnostic& each : found) {
    text += std::string(separator) + diagnostics::render_json(each, checked.sources);
    separator = ",";
  }
  return text + "]}\n";
}

std::string as_text(const service::CheckedRulesets& checked,
                    const std::vector<diagnostics::Diagnostic>& found, const Counts& counts, const std::string& language) {
  const bool colour = wants_colour(STDOUT_FILENO);
  std::string text;
  for (const diagnostics::Diagnostic& each : found) {
    text += painted_diagnostic(diagnostics::render_text(each, checked.sources, language), colour) + "\n";
  }
  const ir::Program& program = checked.compiled.program;
  const Colour of_errors = counts.errors > 0 ? Colour::kRed : Colour::kGreen;
  if (language == "zh") {
    text += grouped(program.rulesets.size()) + "个规则集，" + grouped(program.rules.size()) + "条规则，" +
            grouped(checked.compiled.scenarios.size()) + "个情形：" +
            painted(grouped(counts.errors) + "处错误", of_errors, colour) + "，" + grouped(counts.warnings) + "处警告\n";
  } else {
    text += counted(program.rulesets.size(), "ruleset", "rulesets") + ", " +
            counted(program.rules.size(), "rule", "rules") + ", " +
            counted(checked.compiled.scenarios.size(), "scenario", "scenarios") + ": " +
            painted(counted(counts.errors, "error", "errors"), of_errors, colour) + ", " +
            counted(counts.warnings, "warning", "warnings") + "\n";
  }
  if (counts.errors == 0 && !program.rules.empty()) text += program.digest + "\n";
  return text;
}

ExitStatus run(const Words& words) {
  const auto store = files::make_ruleset_files({words.paths, files::shipped_rulesets()});
  const Result<service::CheckedRulesets> checked =
      service::check_rulesets(*store, service::Need::kAnything);
  if (!checked.ok()) return fail(checked.error());
  tell_what_was_read(checked.value());
  const std::vector<diagnostics::Diagnostic> found = checked.value().diagnostics.sorted();
  const Counts counts = count(found);
  Output output;
  const Result<void> written = output.write(words.json ? as_json(checked.value(), found, counts)
                                                       : as_text(checked.value(), found, counts,
                                                                 language_of_messages(words.language)));
  if (!written.ok()) return fail(written.error());
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  return counts.errors > 0 ? ExitStatus::kDoesNotHold : ExitStatus::kDone;
}

}  // namespace

void add_check(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("check", "Compile rulesets and print what is wrong with them");
  command->add_option("RULES", words->paths, "Ruleset files, or folders that hold them")->required();
  command->add_flag("--json", words->json, "Print one JSON object for machines");
  add_language(*command, words->language, "Messages in this language: en or zh");
  command->footer(
      "Prints each mistake with its place and, last, how much was read and the digest that decisions\n"
      "will name. Exit status 1 where a mistake is an error.\n\n"
      "  probity check rulesets/cn\n"
      "  probity check my_rules.probity --json");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
