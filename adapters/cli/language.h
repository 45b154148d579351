#pragma once

#include <string>

namespace CLI {
class App;
}

namespace probity::cli {

/// The language of what a person reads: the one chosen by `--lang`, else that of the environment
/// (`LC_ALL`, `LC_MESSAGES`, `LANG`); `en` or `zh`. What machines read never depends on it.
[[nodiscard]] std::string language_of_messages(const std::string& chosen = {});

/// Declares `--lang`, which is `en` or `zh`.
void add_language(CLI::App& command, std::string& language, const std::string& what);

}  // namespace probity::cli
