#include "engine/check/compile.h"

#include "engine/base/check.h"
#include "engine/check/context.h"
#include "engine/check/instruments.h"
#include "engine/check/rules.h"
#include "engine/check/rulesets.h"
#include "engine/check/scenarios.h"
#include "engine/check/tables.h"
#include "engine/check/vocabulary.h"
#include "engine/ir/digest.h"

namespace probity::check {
namespace {

std::string base_name(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

Compiled compile(const std::vector<ast::Unit>& units, const SourceSet& sources, const FindCalendar& find_calendar,
                 diagnostics::Diagnostics& diagnostics, std::vector<NameUse>* names) {
  Compiled compiled;
  for (const SourceText& source : sources) compiled.program.file_names.push_back(base_name(source.path()));
  Context context(compiled.program, units, sources, find_calendar, diagnostics);
  context.name_uses = names;
  build_schema(context);
  build_instruments(context);
  if (!collect_rulesets(context)) return compiled;
  check_parameters(context);
  check_tables(context);
  check_procedures(context);
  check_defines(context);
  check_rules(context);
  check_stricter(context);
  order_rules(context);
  check_citations(context);
  compiled.scenarios = check_scenarios(context);
  // A rule that is left out in silence would permit what it forbids.
  PROBITY_CHECK(!context.left_out || diagnostics.has_errors());
  ir::set_digests(compiled.program);
  return compiled;
}

}  // namespace probity::check
