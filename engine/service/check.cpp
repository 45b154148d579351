#include "engine/service/check.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/check/source_check.h"
#include "engine/syntax/parse.h"
#include "engine/values/calendar.h"

namespace probity::service {
namespace {

using diagnostics::DiagnosticId;
using diagnostics::PhraseId;
using CalendarPtr = std::shared_ptr<const Calendar>;

/// One byte more than the language allows: enough for parsing to see that a file is too long.
constexpr std::size_t kFileBytesMax = syntax::Limits{}.file_bytes_max + 1;

class Loader {
 public:
  Loader(ports::RulesetStore& store, Keep keep) : store_(store), keep_(keep) {}

  Result<CheckedRulesets> run(Need need) {
    PROBITY_TRY(std::vector<SourceText> named, store_.named_files(kFileBytesMax));
    parse(std::move(named));
    result_.named_count = static_cast<std::uint32_t>(result_.sources.size());
    PROBITY_TRY_VOID(load_used_units());
    part_chinese();
    PROBITY_TRY_VOID(load_calendars());
    report_empty_rulesets();
    result_.compiled = check::compile(
        result_.units, result_.sources,
        [this](std::string_view name) {
          const auto found = calendars_.find(name);
          return found == calendars_.end() ? CalendarPtr() : found->second;
        },
        result_.diagnostics, keep_ == Keep::kNames ? &result_.names : nullptr);
    check_sources();
    PROBITY_TRY_VOID(require_content(need));
    return std::move(result_);
  }

 private:
  void parse(std::vector<SourceText>&& texts) {
    for (SourceText& text : texts) {
      result_.sources.push_back(std::move(text));
      const auto file = static_cast<std::uint32_t>(result_.sources.size() - 1);
      for (ast::Unit& unit : syntax::parse(result_.sources, file, result_.diagnostics)) {
        if (unit.header.kind != ast::UnitHeader::Kind::kContinues) names_.insert(unit.header.name.text);
        result_.units.push_back(std::move(unit));
      }
    }
  }

  /// What is written without blanks is read again once every name is known.
  void part_chinese() {
    for (const ast::Unit& unit : result_.units) syntax::add_names(unit, result_.known);
    for (std::uint32_t file = 0; file < result_.sources.size(); ++file) {
      if (!syntax::has_runs(result_.sources, file, result_.known)) continue;
      result_.diagnostics.forget(file);
      const auto is_of_file = [file](const ast::Unit& unit) { return unit.header.span.file == file; };
      const auto first = std::find_if(result_.units.begin(), result_.units.end(), is_of_file);
      const auto place = first - result_.units.begin();
      result_.units.erase(std::remove_if(first, result_.units.end(), is_of_file), result_.units.end());
      std::vector<ast::Unit> again = syntax::parse(result_.sources, file, result_.diagnostics, {}, &result_.known);
      result_.units.insert(result_.units.begin() + place, std::make_move_iterator(again.begin()),
                           std::make_move_iterator(again.end()));
    }
  }

  /// A ruleset with nothing in it or in what continues it decides nothing, which nobody means.
  void report_empty_rulesets() {
    std::set<std::string> filled;
    for (const ast::Unit& unit : result_.units) {
      const bool empty = unit.enumerations.empty() && unit.entities.empty() && unit.documents.empty() &&
                         unit.instruments.empty() && unit.acts.empty() && unit.tables.empty() && unit.procedures.empty() &&
                         unit.defines.empty() && unit.rules.empty() && unit.exceptions.empty() &&
                         unit.scenarios.empty() && unit.parameters.empty() && unit.settings.empty() && unit.stricter.empty();
      if (!empty) filled.insert(unit.header.name.text);
    }
    // A block that could not be read was reported and is not here; then the ruleset is not empty.
    if (result_.diagnostics.has_errors()) return;
    for (const ast::Unit& unit : result_.units) {
      if (unit.header.kind != ast::UnitHeader::Kind::kRuleset) continue;
      if (filled.contains(unit.header.name.text)) continue;
      result_.diagnostics
          .report(DiagnosticId::kEmptyRuleset, unit.header.name.span, unit.header.name.text)
          .suggest(PhraseId::kWriteARule);
    }
  }

  /// Parsing a used file may bring further uses, so this goes on until nothing new is named.
  Result<void> load_used_units() {
    std::set<std::string> looked_for;
    for (std::size_t i = 0; i < result_.units.size(); ++i) {
      const std::string user_path = path_of(result_.units[i].header);
      const std::vector<ast::Name> uses = result_.units[i].header.uses;
      for (const ast::Name& use : uses) {
        if (names_.contains(use.text) || !looked_for.insert(use.text).second) continue;
        PROBITY_TRY(std::vector<SourceText> texts, store_.find_unit(use.text, user_path, kFileBytesMax));
        parse(std::move(texts));
      }
    }
    return {};
  }

  Result<void> load_calendars() {
    PROBITY_TRY(const std::vector<SourceText> named, store_.named_calendars());
    for (const SourceText& text : named) PROBITY_TRY_VOID(add_calendar(text));
    for (const ast::Unit& unit : result_.units) {
      for (const auto* name : {&unit.header.calendar, &unit.header.trading_calendar}) {
        if (!name->has_value() || calendars_.contains((*name)->text)) continue;
        PROBITY_TRY(const std::optional<SourceText> text,
                    store_.find_calendar((*name)->text, path_of(unit.header)));
        if (text.has_value()) PROBITY_TRY_VOID(add_calendar(*text));
      }
    }
    return {};
  }

  Result<void> add_calendar(const SourceText& text) {
    Result<Calendar> calendar = Calendar::parse(text.text());
    if (!calendar.ok()) {
      return Error{ErrorCode::kCorrupt, "`" + text.path() + "`: " + calendar.error().message};
    }
    auto shared = std::make_shared<const Calendar>(std::move(calendar).value());
    const auto [place, added] = calendars_.emplace(shared->name(), shared);
    if (!added && place->second->digest() != shared->digest()) {
      return Error{ErrorCode::kCorrupt, "`" + text.path() + "`: another file says otherwise of the calendar " +
                                            shared->name()};
    }
    return {};
  }

  void check_sources() {
    for (const ast::Unit& unit : result_.units) {
      if (unit.header.kind != ast::UnitHeader::Kind::kSource || !vocabularies_there(unit.header)) continue;
      const Schema& schema = result_.compiled.program.schema;
      result_.mappings.push_back(
          {unit.header.span.file, check::check_source(unit, schema, result_.diagnostics,
                                                       keep_ == Keep::kNames ? &result_.names : nullptr)});
    }
  }

  /// What a vocabulary that is not there declares is no mistake of each line that uses it.
  bool vocabularies_there(const ast::UnitHeader& header) {
    bool there = true;
    for (const ast::Name& used : header.uses) {
      if (names_.contains(used.text)) continue;
      there = false;
      auto& diagnostic = result_.diagnostics.report(DiagnosticId::kUnknownVocabulary, used.span, used.text);
      std::vector<std::string> known;
      for (const ast::Unit& unit : result_.units) {
        if (unit.header.kind == ast::UnitHeader::Kind::kVocabulary) known.push_back(unit.header.name.text);
      }
      if (const auto near = diagnostics::nearest(used.text, known)) {
        diagnostic.suggest(PhraseId::kWrite, *near).replace_with(*near);
      }
    }
    return there;
  }

  /// Nothing to check must not look like nothing wrong.
  Result<void> require_content(Need need) const {
    if (result_.diagnostics.has_errors()) return {};
    const bool enough = need == Need::kRules ? !result_.compiled.program.rules.empty()
                                             : !result_.units.empty() || !calendars_.empty();
    if (enough) return {};
    if (result_.sources.empty()) {
      return Error{ErrorCode::kNotFound, "no ruleset was found: what was named holds no *.probity file "
                                         "(a Markdown file is read where it is named itself)"};
    }
    return Error{ErrorCode::kNotFound,
                 "no rule was found in the " + std::to_string(result_.sources.size()) +
                     " files read, the first of them `" + result_.sources.front().path() + "`"};
  }

  [[nodiscard]] std::string path_of(const ast::UnitHeader& header) const {
    return result_.sources[header.span.file].path();
  }

  ports::RulesetStore& store_;
  Keep keep_;
  CheckedRulesets result_;
  std::set<std::string> names_;
  std::map<std::string, CalendarPtr, std::less<>> calendars_;
};

}  // namespace

Result<CheckedRulesets> check_rulesets(ports::RulesetStore& store, Need need, Keep keep) {
  return Loader(store, keep).run(need);
}

}  // namespace probity::service
