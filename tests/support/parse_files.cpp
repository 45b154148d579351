// Parses the files given and prints what is wrong with them: for whoever writes rulesets.
#include <fstream>
#include <iostream>
#include <sstream>

#include "engine/syntax/parse.h"

int main(int count, char** arguments) {
  using namespace probity;
  SourceSet sources;
  for (int i = 1; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    if (!file) {
      std::cerr << "parse_files: " << arguments[i] << " cannot be read\n";
      return 3;
    }
    std::ostringstream text;
    text << file.rdbuf();
    sources.emplace_back(arguments[i], text.str());
  }
  diagnostics::Diagnostics diagnostics;
  std::size_t units = 0;
  std::size_t rules = 0;
  std::size_t scenarios = 0;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    for (const ast::Unit& unit : syntax::parse(sources, i, diagnostics)) {
      ++units;
      rules += unit.rules.size() + unit.exceptions.size();
      scenarios += unit.scenarios.size();
    }
  }
  for (const diagnostics::Diagnostic& diagnostic : diagnostics.sorted()) {
    std::cout << diagnostics::render_text(diagnostic, sources) << "\n";
  }
  std::cout << sources.size() << " files, " << units << " units, " << rules << " rules and exceptions, " << scenarios
            << " scenarios, " << diagnostics.sorted().size() << " diagnostics\n";
  return diagnostics.has_errors() ? 1 : 0;
}
