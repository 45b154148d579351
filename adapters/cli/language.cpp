#include "adapters/cli/language.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

namespace probity::cli {

std::string language_of_messages(const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string(value).starts_with("zh") ? "zh" : "en";
  }
  return "en";
}

void add_language(CLI::App& command, std::string& language, const std::string& what) {
  command.add_option("--lang", language, what)->check(CLI::IsMember({"en", "zh"}));
}

}  // namespace probity::cli
