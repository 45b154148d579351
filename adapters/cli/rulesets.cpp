#include "adapters/cli/rulesets.h"

#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "adapters/cli/command.h"
#include "adapters/cli/language.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/ruleset_files.h"
#include "adapters/logging/log.h"

namespace probity::cli {

void tell_what_was_read(const service::CheckedRulesets& checked) {
  for (const SourceText& text : checked.sources) {
    logging::detail("read " + text.path() + ", " + std::to_string(text.text().size()) + " bytes");
  }
  for (const ir::Ruleset& ruleset : checked.compiled.program.rulesets) {
    logging::detail("compiled " + ruleset.name + " " + ruleset.digest);
  }
}

LoadedRulesets load_rulesets(const std::vector<std::string>& paths) {
  const auto store = files::make_ruleset_files({paths, files::shipped_rulesets()});
  audit::RecordingStore recording(*store);
  Result<service::CheckedRulesets> checked = service::check_rulesets(recording, service::Need::kRules);
  if (!checked.ok()) return {std::nullopt, fail(checked.error())};
  tell_what_was_read(checked.value());
  const bool colour = wants_colour(STDERR_FILENO);
  const std::string reader = language_of_messages();
  std::size_t errors = 0;
  for (const diagnostics::Diagnostic& each : checked.value().diagnostics.sorted()) {
    if (diagnostics::severity_of(each.id) != diagnostics::Severity::kError) continue;
    say_plain(painted_diagnostic(diagnostics::render_text(each, checked.value().sources, reader), colour) + "\n");
    ++errors;
  }
  if (errors > 0) {
    say("the rulesets hold " + counted(errors, "error", "errors") + "; nothing was judged");
    return {std::nullopt, ExitStatus::kDoesNotHold};
  }
  const ir::Program& program = checked.value().compiled.program;
  const std::int64_t language = program.rulesets.size() == 0 ? 1 : program.rulesets.begin()->language;
  audit::Basis basis = recording.basis(program.digest, language);
  return {std::move(checked).value(), ExitStatus::kDone, std::move(basis)};
}

LoadedBook load_book(const std::vector<std::string>& paths, const std::string& source_path) {
  std::vector<std::string> all = paths;
  all.push_back(source_path);
  LoadedRulesets loaded = load_rulesets(all);
  LoadedBook book{std::move(loaded.rulesets), nullptr, loaded.status, std::move(loaded.basis)};
  if (!book.rulesets.has_value()) return book;
  std::size_t found = 0;
  for (const service::CheckedSource& source : book.rulesets->mappings) {
    std::error_code failure;
    const std::string& path = book.rulesets->sources[source.file].path();
    if (!std::filesystem::equivalent(path, source_path, failure) || failure) continue;
    book.mapping = &source.mapping;
    ++found;
  }
  if (found == 1) return book;
  say("`" + source_path + "` holds " + counted(found, "source", "sources") +
      "; name a file that holds one, beginning with `source NAME`");
  return {std::nullopt, nullptr, ExitStatus::kWrongWords};
}

const Zone& zone_of(const ir::Program& program) {
  // By name, not as they were given: the order of files on the command line means nothing.
  std::map<std::string, const Zone*> zones;
  std::set<std::string> names;
  for (const ir::Ruleset& ruleset : program.rulesets) {
    if (ruleset.zone == nullptr) continue;
    zones.emplace(ruleset.name, ruleset.zone);
    names.insert(ruleset.zone->name());
  }
  // Every ruleset that compiles has a zone.
  PROBITY_CHECK(!zones.empty());
  const Zone& zone = *zones.begin()->second;
  if (names.size() > 1) {
    say("the rulesets have several zones; a time without an offset is read in " + zone.name() + ", that of " +
        zones.begin()->first);
  }
  return zone;
}

}  // namespace probity::cli
