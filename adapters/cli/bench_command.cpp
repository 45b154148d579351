#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "adapters/cli/command.h"
#include "adapters/cli/line_reader.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/terminal.h"
#include "adapters/json/facts_line.h"
#include "adapters/json/json_tree.h"
#include "audit/record/decision_json.h"
#include "engine/eval/scalar/evaluator.h"
#include "engine/service/judge.h"

namespace probity::cli {
namespace {

constexpr std::size_t kSubjectsMax = 100'000;
constexpr std::chrono::seconds kTimeOfEach(2);

struct Words {
  std::vector<std::string> rules;
  std::string facts;
};

/// Subjects read from a file, each with the line that it came from.
struct Asked {
  std::vector<std::string> lines;
  std::vector<facts::SubjectFacts> subjects;
};

Result<Asked> read_subjects(const std::string& path, const ir::Program& program) {
  LineReader reader(adapters::kJsonLineBytesMax);
  PROBITY_TRY_VOID(reader.open(path));
  adapters::FactsOptions options;
  options.zone = &zone_of(program);
  Asked asked;
  std::string line;
  for (std::uint64_t number = 1; asked.subjects.size() < kSubjectsMax; ++number) {
    PROBITY_TRY(const LineReader::Next next, reader.next(line));
    if (next == LineReader::Next::kStopped) return Error{ErrorCode::kInterrupted, "stopped while reading"};
    if (next == LineReader::Next::kEnd) break;
    adapters::FactsLine read = adapters::read_facts_line(line, program.schema, options);
    if (next == LineReader::Next::kTooLong || !read.subject) {
      return Error{ErrorCode::kInvalidArgument, path + ":" + std::to_string(number) + ": " + read.refused};
    }
    asked.subjects.push_back(std::move(*read.subject));
    asked.lines.push_back(line);
  }
  if (asked.subjects.empty()) return Error{ErrorCode::kInvalidArgument, path + " holds no subject"};
  return asked;
}

/// How long each call took, over as many rounds as fit the time.
template <typename Call>
std::vector<std::int64_t> times_of(std::size_t count, const Call& call) {
  using Clock = std::chrono::steady_clock;
  for (std::size_t i = 0; i < count; ++i) call(i);  // what is worked out once is not measured
  std::vector<std::int64_t> times;
  constexpr std::size_t kTimesMax = 5'000'000;
  const auto end = Clock::now() + kTimeOfEach;
  while (Clock::now() < end && times.size() < kTimesMax) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto begun = Clock::now();
      call(i);
      times.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begun).count());
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::string row(const std::string& what, const std::vector<std::int64_t>& times) {
  const auto at = [&](std::size_t per_mille) {
    const std::int64_t ns = times[std::min(times.size() - 1, times.size() * per_mille / 1000)];
    std::string text = grouped(static_cast<std::uint64_t>(ns));
    return std::string(text.size() < 10 ? 10 - text.size() : 0, ' ') + text;
  };
  return "  " + what + std::string(40 - std::min<std::size_t>(39, what.size()), ' ') + at(500) + at(990) + at(999) + "\n";
}

std::string measure(const ir::Program& program, const Asked& asked) {
  std::string text = counted(asked.subjects.size(), "subject", "subjects") + " of the file, nanoseconds for one\n" +
                     "                                              p50       p99     p99.9\n";
  const plan::Plan plan(program);
  facts::RowStore rows(plan.layout());
  eval::scalar::Evaluator evaluator;
  std::vector<std::pair<const plan::SubjectPlan*, const facts::Row*>> planned;
  for (const facts::SubjectFacts& subject : asked.subjects) {
    planned.emplace_back(plan.of(subject.subject), rows.add(*subject.record));
  }
  std::size_t found = 0;
  text += row("judged, facts in memory, no words", times_of(planned.size(), [&](std::size_t i) {
    if (planned[i].first == nullptr) return;
    const facts::SubjectFacts& subject = asked.subjects[i];
    found += evaluator.judge(*planned[i].first, {planned[i].second, subject.id, subject.as_of}).found.size();
  }));
  std::size_t bytes = 0;
  for (const service::Evaluator which : {service::Evaluator::kFast, service::Evaluator::kReference}) {
    const std::string name = which == service::Evaluator::kFast ? "fast" : "reference";
    const auto judge = service::make_judge(program, which);
    text += row("decided with its words, " + name, times_of(asked.subjects.size(), [&](std::size_t i) {
      const auto decision = judge->judge(asked.subjects[i], {});
      bytes += decision.ok() ? decision.value().findings.size() : 0;
    }));
    adapters::FactsOptions options;
    options.zone = &zone_of(program);
    text += row("JSON in, decision as JSON out, " + name, times_of(asked.lines.size(), [&](std::size_t i) {
      const adapters::FactsLine line = adapters::read_facts_line(asked.lines[i], program.schema, options);
      const auto decision = judge->judge(*line.subject, {});
      bytes += decision.ok() ? audit::decision_line(decision.value()).size() : 0;
    }));
  }
  const std::size_t permits = static_cast<std::size_t>(std::count_if(planned.begin(), planned.end(), [&](const auto& each) {
    const auto i = static_cast<std::size_t>(&each - planned.data());
    const facts::SubjectFacts& subject = asked.subjects[i];
    return each.first != nullptr && evaluator.judge(*each.first, {each.second, subject.id, subject.as_of}).found.empty();
  }));
  text += "of these " + grouped(permits) + (permits == 1 ? " is permitted" : " are permitted") + " without a finding\n";
  // Looked at, so that no compiler leaves the work out.
  return found + bytes == 0 ? text + "nothing was found\n" : text;
}

ExitStatus run(const Words& words) {
  const LoadedRulesets loaded = load_rulesets(words.rules);
  if (!loaded.rulesets.has_value()) return loaded.status;
  const ir::Program& program = loaded.rulesets->compiled.program;
  const Result<Asked> asked = read_subjects(words.facts, program);
  if (!asked.ok()) return fail(asked.error());
  Output output;
  const Result<void> written = output.write(measure(program, asked.value()));
  if (!written.ok()) return fail(written.error());
  const Result<void> flushed = output.flush();
  return flushed.ok() ? ExitStatus::kDone : fail(flushed.error());
}

}  // namespace

void add_bench(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("bench", "Measure how long your rulesets take on your own facts");
  command->add_option("--rules", words->rules, "Ruleset files, or folders that hold them")->required();
  command->add_option("--facts", words->facts, "A file of JSON lines, as for decide")->required();
  command->footer(
      "Judges the file's subjects again and again, two seconds for each line of the table, on one\n"
      "thread. What stands in memory is judged without words; then decided with them, and from JSON\n"
      "to JSON, by the fast evaluator and by the reference.\n\n"
      "  probity bench --rules rulesets/cn --facts orders.jsonl");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
