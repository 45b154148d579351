#include "tests/support/compile_text.h"

#include <fstream>
#include <sstream>

#include "engine/syntax/parse.h"

namespace probity::test {

std::string read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::shared_ptr<const Calendar> shipped_calendar(std::string_view name) {
  static std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> read;
  const auto known = read.find(name);
  if (known != read.end()) return known->second;
  const std::string path =
      std::string(PROBITY_SOURCE_DIR) + "/rulesets/calendars/" + std::string(name) + ".calendar";
  Result<Calendar> calendar = Calendar::parse(read_whole_file(path));
  std::shared_ptr<const Calendar> shared;
  if (calendar.ok()) shared = std::make_shared<const Calendar>(std::move(calendar).value());
  return read.emplace(name, shared).first->second;
}

CompiledText compile_texts(const std::vector<std::pair<std::string, std::string>>& files) {
  SourceSet sources;
  diagnostics::Diagnostics diagnostics;
  for (const auto& [name, text] : files) sources.emplace_back(name, text);
  std::vector<ast::Unit> units;
  for (std::uint32_t file = 0; file < sources.size(); ++file) {
    for (ast::Unit& unit : syntax::parse(sources, file, diagnostics)) units.push_back(std::move(unit));
  }
  CompiledText result;
  result.compiled = check::compile(units, sources, shipped_calendar, diagnostics);
  result.has_errors = diagnostics.has_errors();
  for (const diagnostics::Diagnostic& diagnostic : diagnostics.sorted()) {
    result.diagnostics += diagnostics::render_text(diagnostic, sources);
  }
  return result;
}

}  // namespace probity::test
