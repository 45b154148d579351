#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <string>

#include "adapters/cli/command.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/log_folder.h"
#include "adapters/http/access.h"
#include "engine/values/sha256.h"

namespace probity::cli {
namespace {

struct Words {
  std::string name, roles;
};

ExitStatus run(const Words& words) {
  std::array<std::uint8_t, 32> secret{};
  if (const Result<void> random = files::random_bytes(secret); !random.ok()) return fail(random.error());
  const std::string token = to_hex(secret);
  const std::string line = words.name + " " + words.roles + " sha256:" + to_hex(sha256(token));
  // What the service would say of the line is said now.
  if (const auto callers = http::Callers::parse(line); !callers.ok()) return fail(callers.error());
  say("give the token to " + words.name + "; it is shown only now, and only its hash is kept:\n  " + token +
      "\nand put this line into the file of `probity serve --tokens`:");
  Output output;
  if (const Result<void> written = output.line(line); !written.ok()) return fail(written.error());
  const Result<void> flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

}  // namespace

void add_token(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("token", "Make a token for a caller of `probity serve`");
  command->add_option("NAME", words->name, "Who will show it")->required();
  command->add_option("ROLES", words->roles, "order_system, author, approver, auditor, operator; several with commas")
      ->required();
  command->footer("The token goes to standard error, the line with its hash to standard output:\n\n"
                  "  probity token oms order_system >> callers");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
