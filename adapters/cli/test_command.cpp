#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/whole_file.h"
#include "engine/service/test_report.h"

namespace probity::cli {
namespace {

struct Words {
  std::vector<std::string> paths;
  std::string junit;
  bool json = false;
};

Result<void> write_file(const std::string& path, const std::string& text) {
  PROBITY_TRY(const std::unique_ptr<ports::TextWriter> file, files::write_whole_file(path));
  PROBITY_TRY_VOID(file->write(text));
  return file->commit();
}

ExitStatus run(const Words& words) {
  const LoadedRulesets loaded = load_rulesets(words.paths);
  if (!loaded.rulesets.has_value()) return loaded.status;
  const service::TestReport report = service::run_scenarios(loaded.rulesets->compiled);
  if (!words.junit.empty()) {
    const Result<void> written = write_file(words.junit, service::test_report_junit(report));
    if (!written.ok()) return fail(written.error());
  }
  Output output;
  const Result<void> written =
      output.write(words.json ? service::test_report_json(report) : service::test_report_text(report));
  if (!written.ok()) return fail(written.error());
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  if (report.scenarios.empty()) say("no scenario was found, so nothing was tested");
  return report.failed() > 0 ? ExitStatus::kDoesNotHold : ExitStatus::kDone;
}

}  // namespace

void add_test(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("test", "Run the scenarios in rulesets");
  command->add_option("RULES", words->paths, "Ruleset files, or folders that hold them")->required();
  command->add_flag("--json", words->json, "Print one JSON object for machines");
  command->add_option("--junit", words->junit, "Also write a JUnit report to this file");
  command->footer(
      "Prints what failed and why, then the rules, exceptions, table rows and conditions that\n"
      "no scenario reaches: a condition is reached where it makes the difference.\n"
      "Exit status 1 where a scenario fails.\n\n"
      "  probity test rulesets/cn\n"
      "  probity test my_rules.probity --junit report.xml");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
