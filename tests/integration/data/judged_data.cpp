#include "tests/integration/data/judged_data.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "adapters/files/csv_reader.h"
#include "engine/check/source_check.h"
#include "engine/syntax/parse.h"
#include "engine/values/sha256.h"

namespace probity::tests {

std::optional<std::string> shared_data() {
  const char* const shared = std::getenv("PROBITY_SHARED");
  if (shared != nullptr) return std::string(shared) + "/data";
  std::cerr << "skipped: PROBITY_SHARED is not set\n";
  return std::nullopt;
}

std::unique_ptr<DataRules> compile_rules(const std::string& set, const std::string& source_file) {
  auto rules = std::make_unique<DataRules>();
  for (const std::string& name : {std::string("vocabulary.probity"), std::string("rules.probity"), source_file}) {
    std::ifstream file(std::string(PROBITY_DATA_RULES) + "/" + set + "/" + name, std::ios::binary);
    BOOST_TEST_REQUIRE(file.good());
    rules->sources.emplace_back(name, std::string(std::istreambuf_iterator<char>(file), {}));
  }
  diagnostics::Diagnostics diagnostics;
  std::vector<ast::Unit> units;
  for (std::uint32_t file = 0; file < rules->sources.size(); ++file) {
    for (ast::Unit& unit : syntax::parse(rules->sources, file, diagnostics)) units.push_back(std::move(unit));
  }
  const auto no_calendar = [](std::string_view) { return std::shared_ptr<const Calendar>(); };
  rules->compiled = check::compile(units, rules->sources, no_calendar, diagnostics);
  for (const ast::Unit& unit : units) {
    if (unit.header.kind != ast::UnitHeader::Kind::kSource) continue;
    rules->mapping = check::check_source(unit, rules->compiled.program.schema, diagnostics);
  }
  for (const auto& diagnostic : diagnostics.sorted()) {
    if (diagnostics::severity_of(diagnostic.id) != diagnostics::Severity::kError) continue;
    rules->messages += diagnostics::render_text(diagnostic, rules->sources);
  }
  return rules;
}

DataScan scan_data(const DataRules& rules, const std::string& folder, const std::string& subject, unsigned threads,
                   const std::function<void(service::ScanRequest&)>& adjust,
                   const std::function<void(const decision::Decision&)>& on_decision) {
  auto tables = files::open_csv_folder(folder);
  BOOST_TEST_REQUIRE(tables.ok());
  const Schema& schema = rules.compiled.program.schema;
  DataScan result;
  Sha256 bytes;
  service::ScanRequest request;
  request.program = &rules.compiled.program;
  request.mapping = &rules.mapping;
  request.tables = tables.value().get();
  if (const auto act = schema.find_act(subject)) {
    request.subject = {schema.acts[*act].on, *act};
  } else {
    request.subject = {*schema.find_entity(subject), std::nullopt};
  }
  request.threads = threads;
  request.on_decision = [&](const decision::Decision& decision, const std::string&) {
    bytes.update(decision.id + std::string(decision::outcome_name(decision.outcome)));
    for (const decision::Finding& finding : decision.findings) bytes.update(finding.rule + finding.at);
    for (const decision::Deadline& each : decision.deadlines) bytes.update(each.due + each.met_at);
    if (on_decision) on_decision(decision);
    return Result<void>();
  };
  request.on_finding = [&](const ingest::Finding& finding) {
    bytes.update(finding.file + std::to_string(finding.line) + finding.what);
    result.findings.push_back(finding);
    return Result<void>();
  };
  if (adjust) adjust(request);
  auto summary = service::scan(request);
  BOOST_TEST_REQUIRE(summary.ok(), (summary.ok() ? "" : summary.error().message));
  result.summary = std::move(summary).value();
  result.bytes = digest_text(bytes.finish());
  BOOST_TEST(result.summary.read == result.summary.judged + result.summary.refused);
  for (const ingest::Finding& finding : result.findings) BOOST_TEST((!finding.refused || finding.line > 0));
  return result;
}

}  // namespace probity::tests
