#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/cli/exit_status.h"
#include "engine/base/result.h"

namespace CLI {
class App;
}

/// One file a command: it declares its words on the parser and does its work. `add_…` is called once;
/// where the command's words are read, `chosen` is set to the work to do.
namespace probity::cli {

using Work = std::function<ExitStatus()>;

void add_check(CLI::App& app, Work& chosen);
void add_test(CLI::App& app, Work& chosen);
void add_fmt(CLI::App& app, Work& chosen);
void add_decide(CLI::App& app, Work& chosen);
void add_scan(CLI::App& app, Work& chosen);
void add_due(CLI::App& app, Work& chosen);
void add_ready(CLI::App& app, Work& chosen);
void add_bench(CLI::App& app, Work& chosen);
void add_articles(CLI::App& app, Work& chosen);
void add_register(CLI::App& app, Work& chosen);
void add_audit(CLI::App& app, Work& chosen);
void add_serve(CLI::App& app, Work& chosen);
void add_token(CLI::App& app, Work& chosen);

/// Tells what failed on standard error and gives the exit status that its kind stands for.
ExitStatus fail(const Error& error);

}  // namespace probity::cli
