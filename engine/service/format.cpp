#include "engine/service/format.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "engine/syntax/parse.h"
#include "engine/syntax/text.h"
#include "engine/syntax/token.h"
#include "engine/syntax/written.h"

namespace probity::service {
namespace {

using format::Language;

/// A store that is asked twice and answers the same, but for the named files, which can be replaced by
/// what was written of them.
class TwiceAskedStore final : public ports::RulesetStore {
 public:
  explicit TwiceAskedStore(ports::RulesetStore& store) : store_(store) {}

  void replace(std::vector<SourceText> files) { files_ = std::move(files); }

  Result<std::vector<SourceText>> named_files(std::size_t bytes_max) override {
    if (files_) return *files_;
    return store_.named_files(bytes_max);
  }
  Result<std::vector<SourceText>> find_unit(std::string_view name, const std::string& user_path,
                                            std::size_t bytes_max) override {
    const auto found = units_.find(std::string(name));
    if (found != units_.end()) return found->second;
    PROBITY_TRY(std::vector<SourceText> texts, store_.find_unit(name, user_path, bytes_max));
    units_.emplace(name, texts);
    return texts;
  }
  Result<std::vector<SourceText>> named_calendars() override {
    if (!calendars_) {
      PROBITY_TRY(calendars_, store_.named_calendars());
    }
    return *calendars_;
  }
  Result<std::optional<SourceText>> find_calendar(std::string_view name, const std::string& user_path) override {
    return store_.find_calendar(name, user_path);
  }

 private:
  ports::RulesetStore& store_;
  std::optional<std::vector<SourceText>> files_;
  std::optional<std::vector<SourceText>> calendars_;
  std::map<std::string, std::vector<SourceText>> units_;
};

/// A name that a file may hold: one word that the language leaves free.
bool is_word(const std::string& name) {
  const SourceSet sources{SourceText("name", name)};
  diagnostics::Diagnostics unheard;
  const auto text = syntax::decode(sources[0], 0, unheard);
  if (!text) return false;
  const std::vector<syntax::Token> tokens = syntax::tokenize(*text);
  return tokens.size() == 1 && tokens[0].begin == 0 && tokens[0].end == text->points.size() &&
         syntax::is_word(tokens[0].type) && !syntax::is_reserved(tokens[0].type) && syntax::to_utf8(text->points) == name;
}

/// What each name of a file is called in a language.
format::OtherNames names_in(const std::vector<check::NameUse>& uses, std::uint32_t file, Language language) {
  format::OtherNames names;
  std::map<std::string, bool> words;
  for (const check::NameUse& use : uses) {
    if (use.span.file != file) continue;
    std::string name = use.name;
    if (language == Language::kChinese) {
      const auto local = use.names.find("zh");
      if (local != use.names.end()) {
        const auto [known, fresh] = words.emplace(local->second, false);
        if (fresh) known->second = is_word(local->second);
        if (known->second) name = local->second;
      }
    }
    names[{use.span.line, use.span.column}] = {use.span.end_line, use.span.end_column, std::move(name)};
  }
  return names;
}

std::string text_in(const CheckedRulesets& checked, std::uint32_t file, std::optional<Language> language) {
  diagnostics::Diagnostics unheard;
  const auto written = syntax::read_as_written(checked.sources, file, unheard, {}, &checked.known);
  if (!written) return std::string(checked.sources[file].text());
  format::Options options;
  options.language = language;
  if (language) options.names = names_in(checked.names, file, *language);
  return format::formatted(checked.sources[file], *written, options);
}

std::string first_difference(const std::string& said, const std::string& says) {
  const SourceText before("", said);
  const SourceText after("", says);
  std::uint32_t line = 1;
  while (line < before.line_count() && line < after.line_count() && before.line(line) == after.line(line)) ++line;
  const auto trimmed = [](std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    return std::string(first == std::string_view::npos ? text : text.substr(first));
  };
  return "`" + trimmed(before.line(line)) + "` would become `" + trimmed(after.line(line)) + "`";
}

std::set<std::uint32_t> files_with_errors(const CheckedRulesets& checked) {
  std::set<std::uint32_t> files;
  for (const diagnostics::Diagnostic& each : checked.diagnostics.sorted()) {
    if (diagnostics::severity_of(each.id) == diagnostics::Severity::kError) files.insert(each.span.file);
  }
  return files;
}

}  // namespace

Result<FormattedRulesets> format_rulesets(ports::RulesetStore& named, std::optional<Language> language,
                                          const ports::StopRequested& stop) {
  TwiceAskedStore store(named);
  FormattedRulesets result;
  PROBITY_TRY(result.checked, check_rulesets(store, Need::kAnything, Keep::kNames));
  const CheckedRulesets& checked = result.checked;
  const std::set<std::uint32_t> broken = files_with_errors(checked);
  std::vector<SourceText> rewritten;
  for (std::uint32_t file = 0; file < checked.named_count; ++file) {
    if (stop && stop()) return Error{ErrorCode::kInterrupted, "nothing was written"};
    const SourceText& source = checked.sources[file];
    FormattedFile each{source.path(), std::string(source.text()), std::string(source.text()), broken.contains(file), {}};
    if (!each.has_errors) each.after = text_in(checked, file, language);
    rewritten.emplace_back(each.path, each.after);
    result.files.push_back(std::move(each));
  }
  store.replace(std::move(rewritten));
  PROBITY_TRY(const CheckedRulesets after, check_rulesets(store, Need::kAnything, Keep::kNames));
  const bool same_program = after.compiled.program.digest == checked.compiled.program.digest &&
                            after.compiled.scenarios.size() == checked.compiled.scenarios.size() &&
                            after.diagnostics.size() == checked.diagnostics.size();
  for (std::uint32_t file = 0; file < result.files.size(); ++file) {
    if (stop && stop()) return Error{ErrorCode::kInterrupted, "nothing was written"};
    FormattedFile& each = result.files[file];
    if (!each.changes()) continue;
    const std::string said = text_in(checked, file, Language::kEnglish);
    const std::string says = text_in(after, file, Language::kEnglish);
    if (says == said && same_program) continue;
    each.fault = says == said ? "the program would change" : first_difference(said, says);
    each.after = each.before;
  }
  return result;
}

}  // namespace probity::service
