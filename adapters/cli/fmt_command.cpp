#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <unistd.h>

#include "adapters/cli/command.h"
#include "adapters/cli/language.h"
#include "adapters/cli/stop.h"
#include "adapters/cli/terminal.h"
#include "adapters/files/ruleset_files.h"
#include "adapters/files/whole_file.h"
#include "engine/service/format.h"

namespace probity::cli {
namespace {

struct Words {
  std::vector<std::string> paths;
  bool check = false;
  std::string language;
};

/// In place, whole or not at all; a link stays a link, and the file keeps its permissions.
Result<void> replace(const std::string& path, const std::string& text) {
  std::error_code failure;
  const std::filesystem::path target = std::filesystem::canonical(path, failure);
  if (failure) return Error{ErrorCode::kUnavailable, "cannot write `" + path + "`: " + failure.message()};
  const auto permissions = std::filesystem::status(target, failure).permissions();
  PROBITY_TRY(const std::unique_ptr<ports::TextWriter> file, files::write_whole_file(target.string()));
  PROBITY_TRY_VOID(file->write(text));
  PROBITY_TRY_VOID(file->commit());
  if (!failure) std::filesystem::permissions(target, permissions, failure);
  return {};
}

std::optional<format::Language> language_of(const Words& words) {
  if (words.language.empty()) return std::nullopt;
  return words.language == "zh" ? format::Language::kChinese : format::Language::kEnglish;
}

/// The mistakes of files that were not touched.
std::size_t tell_mistakes(const service::CheckedRulesets& checked) {
  const bool colour = wants_colour(STDERR_FILENO);
  const std::string language = language_of_messages();
  std::size_t errors = 0;
  for (const diagnostics::Diagnostic& each : checked.diagnostics.sorted()) {
    if (diagnostics::severity_of(each.id) != diagnostics::Severity::kError) continue;
    say_plain(painted_diagnostic(diagnostics::render_text(each, checked.sources, language), colour) + "\n");
    ++errors;
  }
  return errors;
}

ExitStatus run(const Words& words) {
  const auto store = files::make_ruleset_files({words.paths, files::shipped_rulesets()});
  Result<service::FormattedRulesets> formatted =
      service::format_rulesets(*store, language_of(words), stop_asked());
  if (!formatted.ok()) return fail(formatted.error());
  ExitStatus status = tell_mistakes(formatted.value().checked) > 0 ? ExitStatus::kDoesNotHold : ExitStatus::kDone;
  Output output;
  std::size_t changed = 0;
  for (const service::FormattedFile& file : formatted.value().files) {
    if (file.has_errors) {
      say("`" + file.path + "` has mistakes and was not changed");
      continue;
    }
    if (!file.fault.empty()) {
      say("`" + file.path + "` was not changed: " + file.fault + "; this is a fault of `probity fmt`");
      status = ExitStatus::kDoesNotHold;
      continue;
    }
    if (!file.changes()) continue;
    if (stop_requested()) return fail({ErrorCode::kInterrupted, "the files from `" + file.path + "` on are as they were"});
    ++changed;
    if (words.check) {
      status = ExitStatus::kDoesNotHold;
    } else if (const Result<void> written = replace(file.path, file.after); !written.ok()) {
      return fail(written.error());
    }
    if (const Result<void> told = output.line(file.path); !told.ok()) return fail(told.error());
  }
  if (const Result<void> flushed = output.flush(); !flushed.ok()) return fail(flushed.error());
  say(counted(formatted.value().files.size(), "file", "files") + " read, " + grouped(changed) +
      (words.check ? " not in its one form" : " written"));
  return status;
}

}  // namespace

void add_fmt(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("fmt", "Write rulesets in their one form, or in the other language");
  command->add_option("RULES", words->paths, "Ruleset files, or folders that hold them")->required();
  command->add_flag("--check", words->check, "Change nothing; name the files that are not in it, exit status 1");
  command->add_option("--lang", words->language, "Write keywords, sentences and names in this language: en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
  command->footer(
      "Writes in place and prints the files that changed. Comments stay with what they stand beside; of a\n"
      "Markdown file only the ```probity blocks change. A file with mistakes is not changed. What is written\n"
      "compiles to the same program, by its digest, or the file stays as it is.\n\n"
      "  probity fmt my_rules.probity\n"
      "  probity fmt rulesets --check\n"
      "  probity fmt my_rules.probity --lang zh");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
