#include "tests/golden/steps.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "engine/check/compile.h"
#include "engine/check/source_check.h"
#include "engine/service/check.h"

namespace probity::golden {
namespace {

std::optional<SourceText> shipped_calendar_text(std::string_view name) {
  const std::filesystem::path path = std::filesystem::path(PROBITY_SOURCE_DIR) / "rulesets/calendars" /
                                     (std::string(name) + ".calendar");
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return SourceText(path.filename().string(), text.str());
}

std::shared_ptr<const Calendar> shipped_calendar(std::string_view name) {
  const std::optional<SourceText> text = shipped_calendar_text(name);
  if (!text) return nullptr;
  Result<Calendar> calendar = Calendar::parse(text->text());
  return calendar.ok() ? std::make_shared<const Calendar>(std::move(calendar).value()) : nullptr;
}

/// A case's files as if they had been named on the command line; nothing else is there to be found.
class CaseStore : public ports::RulesetStore {
 public:
  explicit CaseStore(const SourceSet& sources) : sources_(sources) {}

  Result<std::vector<SourceText>> named_files(std::size_t) override { return sources_; }
  Result<std::vector<SourceText>> find_unit(std::string_view, const std::string&, std::size_t) override {
    return std::vector<SourceText>();
  }
  Result<std::vector<SourceText>> named_calendars() override { return std::vector<SourceText>(); }
  Result<std::optional<SourceText>> find_calendar(std::string_view name, const std::string&) override {
    return shipped_calendar_text(name);
  }

 private:
  const SourceSet& sources_;
};

}  // namespace

bool run_step(const std::string& step, const std::vector<ast::Unit>& units, const SourceSet& sources,
              diagnostics::Diagnostics& diagnostics) {
  if (step == "files") {
    CaseStore store(sources);
    Result<service::CheckedRulesets> checked = service::check_rulesets(store, service::Need::kAnything);
    if (checked.ok()) diagnostics.take(std::move(checked.value().diagnostics));
    return checked.ok();
  }
  if (step != "check" && step != "source") return false;
  const check::Compiled compiled = check::compile(units, sources, shipped_calendar, diagnostics);
  if (step == "check") return true;
  for (const ast::Unit& unit : units) {
    if (unit.header.kind != ast::UnitHeader::Kind::kSource) continue;
    static_cast<void>(check::check_source(unit, compiled.program.schema, diagnostics));
  }
  return true;
}

std::vector<diagnostics::Diagnostic> check_files(const SourceSet& sources) {
  CaseStore store(sources);
  Result<service::CheckedRulesets> checked = service::check_rulesets(store, service::Need::kAnything);
  return checked.ok() ? checked.value().diagnostics.sorted() : std::vector<diagnostics::Diagnostic>();
}

}  // namespace probity::golden
