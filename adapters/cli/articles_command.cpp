#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/language.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/terminal.h"
#include "engine/service/articles.h"

namespace probity::cli {
namespace {

struct Words {
  std::vector<std::string> paths;
  bool json = false;
  std::string language;
};

ExitStatus run(const Words& words) {
  const LoadedRulesets loaded = load_rulesets(words.paths);
  if (!loaded.rulesets.has_value()) return loaded.status;
  const service::ArticlesReport report = service::list_articles(loaded.rulesets->compiled.program);
  Output output;
  const Result<void> written = output.write(
      words.json ? service::articles_json(report) : service::articles_text(report, language_of_messages(words.language)));
  if (!written.ok()) return fail(written.error());
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  if (report.instruments.empty()) say("no instrument is declared; see `instrument` in the reference of the language");
  return ExitStatus::kDone;
}

}  // namespace

void add_articles(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("articles", "List which articles of which text have rules");
  command->add_option("RULES", words->paths, "Ruleset files, or folders that hold them")->required();
  command->add_flag("--json", words->json, "Print one JSON object for machines");
  add_language(*command, words->language, "The report in this language: en or zh");
  command->footer(
      "For each instrument: who issued it, its versions and whether their texts are\n"
      "registered, each article with its rules, the articles that need no rule and why,\n"
      "and those without a rule or a reason. Then the documents with their versions,\n"
      "and what is cited in words alone.\n\n"
      "  probity articles rulesets/cn\n"
      "  probity articles rulesets/cn --json");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
