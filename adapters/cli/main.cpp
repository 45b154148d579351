#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/help_format.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/logging/log.h"
#include "engine/diagnostics/diagnostics.h"

namespace probity::cli {
namespace {

constexpr const char* kFooter =
    "Exit status: 0 done; 1 done, and what was checked does not hold; 2 the words of the call are\n"
    "wrong; 3 something could not be read, written or reached.\n\n"
    "  probity check rulesets\n"
    "  probity decide --rules rulesets/cn --facts orders.jsonl --audit log\n"
    "  probity COMMAND --help";

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  return names;
}

/// Options of the command that the call names, of all words that begin with `-`.
std::vector<std::string> option_names(const CLI::App& app, const std::string& command_name) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_name() != command_name) continue;
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

/// The same as the parser's own words where it has nothing better: what is wrong, and what was meant.
std::string explain_wrong_words(const CLI::App& app, const CLI::ParseError& error,
                                const std::vector<std::string>& words) {
  std::string text = error.what();
  if (words.empty()) return "which command? See `probity --help`";
  const std::vector<std::string> commands = command_names(app);
  const bool known = std::find(commands.begin(), commands.end(), words.front()) != commands.end();
  if (!known && !words.front().starts_with("-")) {
    text = "`" + words.front() + "` is no command";
    const auto meant = diagnostics::nearest(words.front(), commands);
    return text + (meant ? "; did you mean `" + *meant + "`?" : "; see `probity --help`");
  }
  for (const std::string& word : words) {
    if (!word.starts_with("--")) continue;
    const std::string name = word.substr(0, word.find('='));
    const std::vector<std::string> options = option_names(app, words.front());
    if (std::find(options.begin(), options.end(), name) != options.end()) continue;
    const auto meant = diagnostics::nearest(name, options);
    return "`" + name + "` is no option of `probity " + words.front() + "`" +
           (meant ? "; did you mean `" + *meant + "`?" : "");
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text + "; see `probity " + words.front() + " --help`";
}

ExitStatus run(int argc, char** argv) {
  CLI::App app("Probity decides orders, trades and complaints by rulesets that officers write.", "probity");
  app.set_version_flag("--version", "probity " PROBITY_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag_callback("--verbose", [] { logging::start(logging::Level::kDetail); },
                        "Tell on standard error what is read");
  app.footer(kFooter);
  app.formatter(help_format());
  Work chosen;
  add_check(app, chosen);
  add_test(app, chosen);
  add_fmt(app, chosen);
  add_decide(app, chosen);
  add_bench(app, chosen);
  add_scan(app, chosen);
  add_due(app, chosen);
  add_ready(app, chosen);
  add_articles(app, chosen);
  add_register(app, chosen);
  add_audit(app, chosen);
  add_serve(app, chosen);
  add_token(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return static_cast<ExitStatus>(app.exit(help));
  } catch (const CLI::CallForAllHelp& help) {
    return static_cast<ExitStatus>(app.exit(help));
  } catch (const CLI::CallForVersion& version) {
    return static_cast<ExitStatus>(app.exit(version));
  } catch (const CLI::ParseError& error) {
    say(explain_wrong_words(app, error, std::vector<std::string>(argv + 1, argv + argc)));
    return ExitStatus::kWrongWords;
  }
  return chosen();
}

}  // namespace

ExitStatus fail(const Error& error) {
  say(error.code == ErrorCode::kInterrupted ? "interrupted: " + error.message : error.message);
  return error.code == ErrorCode::kInvalidArgument ? ExitStatus::kWrongWords : ExitStatus::kNotReached;
}

}  // namespace probity::cli

int main(int argc, char** argv) {
  probity::cli::install_stop_signals();
  try {
    return static_cast<int>(probity::cli::run(argc, argv));
  } catch (const std::bad_alloc&) {
    probity::cli::say("not enough memory");
  } catch (const std::exception& failure) {
    // Adapters turn a third party's exceptions into results; one that came this far is told, not lost.
    probity::cli::say(failure.what());
  }
  return static_cast<int>(probity::cli::ExitStatus::kNotReached);
}
