#include "tests/golden/steps.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#ifdef PROBITY_GOLDEN_CHECK
#include "engine/check/compile.h"
#include "engine/check/source_check.h"
#endif

namespace probity::golden {

#ifdef PROBITY_GOLDEN_CHECK
namespace {

std::shared_ptr<const Calendar> shipped_calendar(std::string_view name) {
  const std::filesystem::path path = std::filesystem::path(PROBITY_SOURCE_DIR) / "rulesets/calendars" /
                                     (std::string(name) + ".calendar");
  std::ifstream file(path, std::ios::binary);
  if (!file) return nullptr;
  std::ostringstream text;
  text << file.rdbuf();
  Result<Calendar> calendar = Calendar::parse(text.str());
  return calendar.ok() ? std::make_shared<const Calendar>(std::move(calendar).value()) : nullptr;
}

}  // namespace

bool run_step(const std::string& step, const std::vector<ast::Unit>& units, const SourceSet& sources,
              diagnostics::Diagnostics& diagnostics) {
  if (step != "check" && step != "source") return false;
  const check::Compiled compiled = check::compile(units, sources, shipped_calendar, diagnostics);
  if (step == "check") return true;
  for (const ast::Unit& unit : units) {
    if (unit.header.kind != ast::UnitHeader::Kind::kSource) continue;
    static_cast<void>(check::check_source(unit, compiled.program.schema, diagnostics));
  }
  return true;
}

#else

bool run_step(const std::string&, const std::vector<ast::Unit>&, const SourceSet&, diagnostics::Diagnostics&) {
  return false;
}

#endif

}  // namespace probity::golden
