#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "adapters/cli/command.h"
#include "adapters/cli/decision_log.h"
#include "adapters/cli/evaluator.h"
#include "adapters/cli/line_reader.h"
#include "adapters/cli/rulesets.h"
#include "adapters/cli/terminal.h"
#include "adapters/json/facts_line.h"
#include "adapters/json/json_tree.h"
#include "audit/record/decision_json.h"
#include "engine/service/decide.h"

namespace probity::cli {
namespace {

/// As many decisions share one sync of the log, where so much input is at hand.
constexpr std::size_t kBatchMax = 512;

struct Words {
  std::vector<std::string> rules;
  std::string facts = "-";
  std::string audit;
  std::string as_of;
  std::string fail_on;
  std::string evaluator;
  bool explain = false;
  bool strict = false;
};

/// A line of input until its answer is printed.
struct Asked {
  std::string refused;                ///< the refusal's line; empty: judged as `question` says
  std::optional<std::size_t> question;
};

class Stream {
 public:
  Stream(const Words& words, const ir::Program& program, const Zone& zone, ports::DecisionSink* sink)
      : words_(words), program_(program), judge_(service::make_judge(program, evaluator_of(words.evaluator))), sink_(sink) {
    facts_options_.zone = &zone;
    facts_options_.strict = words.strict;
    fail_on_ = decision::outcome_from_name(words.fail_on);
  }

  void decide_at(const std::optional<Moment>& now) { now_ = now; }

  ExitStatus run() {
    LineReader reader(adapters::kJsonLineBytesMax);
    if (const Result<void> opened = reader.open(words_.facts); !opened.ok()) return fail(opened.error());
    Progress progress("deciding");
    std::string line;
    bool stopped = false;
    bool ended = false;
    while (!ended && !stopped) {
      const Result<LineReader::Next> next = reader.next(line);
      if (!next.ok()) return finish(next.error());
      ended = next.value() == LineReader::Next::kEnd;
      stopped = next.value() == LineReader::Next::kStopped;
      if (!ended && !stopped) ask(line, next.value() == LineReader::Next::kTooLong);
      // Waiting input must not hold back answers: what is judged goes out before this waits.
      if (asked_.size() < kBatchMax && !ended && !stopped && reader.more_at_hand()) continue;
      if (const Result<void> answered = answer(); !answered.ok()) return fail(answered.error());
      if (reader.bytes_total() > 0) progress.show(reader.bytes_read(), reader.bytes_total());
    }
    progress.clear();
    if (stopped) return interrupted();
    return refused_ > 0 || failed_ > 0 ? ExitStatus::kDoesNotHold : ExitStatus::kDone;
  }

 private:
  void ask(const std::string& line, bool too_long) {
    ++line_number_;
    if (too_long) {
      refuse("", "the line is longer than " + grouped(adapters::kJsonLineBytesMax) + " bytes");
      return;
    }
    adapters::FactsLine read = adapters::read_facts_line(line, program_.schema, facts_options_);
    if (!read.subject.has_value()) {
      refuse(read.id, read.refused);
      return;
    }
    for (const adapters::FactFinding& finding : read.findings) {
      say(place() + ": " + finding.text());
    }
    asked_.push_back({"", questions_.size()});
    questions_.push_back({std::move(*read.subject), line});
  }

  void refuse(const std::string& id, const std::string& reason) {
    say(place() + ": refused: " + reason);
    asked_.push_back({adapters::refused_line(id, reason), std::nullopt});
    ++refused_;
  }

  /// Judges what was asked, records it, and only then prints it.
  Result<void> answer() {
    if (asked_.empty()) return {};
    PROBITY_TRY(const std::vector<Result<service::Answer>> answers,
                service::decide(*judge_, questions_, {now_, words_.explain}, sink_));
    for (const Asked& asked : asked_) {
      if (!asked.question.has_value()) {
        PROBITY_TRY_VOID(output_.line(asked.refused));
        continue;
      }
      const Result<service::Answer>& each = answers[*asked.question];
      if (!each.ok()) {
        ++refused_;
        const std::string& id = questions_[*asked.question].subject.id;
        say("`" + id + "`: refused: " + each.error().message);
        PROBITY_TRY_VOID(output_.line(adapters::refused_line(id, each.error().message)));
        continue;
      }
      const service::Answer& given = each.value();
      if (fail_on_.has_value() && given.decision.outcome >= *fail_on_) ++failed_;
      PROBITY_TRY_VOID(output_.line(audit::decision_line(given.decision, given.logged_as)));
      ++decided_;
    }
    asked_.clear();
    questions_.clear();
    return output_.flush();
  }

  /// Input broke off: what was read before still gets its answers.
  ExitStatus finish(const Error& error) {
    if (const Result<void> answered = answer(); !answered.ok()) return fail(answered.error());
    return fail(error);
  }

  ExitStatus interrupted() const {
    say("interrupted; " + counted(decided_, "decision was", "decisions were") + " made and printed");
    return ExitStatus::kNotReached;
  }

  [[nodiscard]] std::string place() const {
    return (words_.facts == "-" ? "standard input" : words_.facts) + ":" + std::to_string(line_number_);
  }

  const Words& words_;
  const ir::Program& program_;
  std::unique_ptr<const service::Judge> judge_;
  ports::DecisionSink* sink_;
  adapters::FactsOptions facts_options_;
  std::optional<decision::Outcome> fail_on_;
  std::optional<Moment> now_;
  Output output_;
  std::vector<Asked> asked_;
  std::vector<service::Question> questions_;
  std::uint64_t line_number_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t decided_ = 0;
};

ExitStatus run(const Words& words) {
  const LoadedRulesets loaded = load_rulesets(words.rules);
  if (!loaded.rulesets.has_value()) return loaded.status;
  const ir::Program& program = loaded.rulesets->compiled.program;
  const Zone& zone = zone_of(program);
  std::optional<Moment> now;
  if (!words.as_of.empty()) {
    Result<Moment> given = Moment::parse(words.as_of, zone);
    if (!given.ok()) return fail({ErrorCode::kInvalidArgument, "--as-of: " + given.error().message});
    now = std::move(given).value();
  }
  std::unique_ptr<audit::Log> log;
  if (!words.audit.empty()) {
    Result<std::unique_ptr<audit::Log>> opened = open_log(words.audit, "probity decide", &loaded.basis, &program.schema);
    if (!opened.ok()) return fail(opened.error());
    log = std::move(opened).value();
  }
  Stream stream(words, program, zone, log.get());
  stream.decide_at(now);
  return stream.run();
}

}  // namespace

void add_decide(CLI::App& app, Work& chosen) {
  auto words = std::make_shared<Words>();
  CLI::App* command =
      app.add_subcommand("decide", "Judge subjects: one JSON object a line in, one decision a line out");
  command->add_option("--rules", words->rules, "Ruleset files, or folders that hold them")->required();
  command->add_option("--facts", words->facts, "A file of JSON lines; - is standard input, the default");
  command->add_option("--audit", words->audit, "Record each decision in the log in this folder before it is printed");
  command->add_option("--as-of", words->as_of, "The day or moment that decides a deadline's state; else the subject's own date");
  command->add_option("--fail-on", words->fail_on, "Exit status 1 where an outcome is this or stronger")
      ->check(CLI::IsMember({"record", "warn", "disclose", "confirm", "block"}));
  add_evaluator(*command, words->evaluator);
  command->add_flag("--explain", words->explain, "Add every rule that was looked at and why it passed");
  command->add_flag("--strict", words->strict, "Refuse a line with any fault, not only one that cannot be read");
  command->footer(
      "A line is {\"id\": …, \"on\": \"Order\", \"facts\": {…}}. A fact that is absent or null is unknown. A line that\n"
      "cannot be judged is answered {\"id\", \"error\"} in its place, and the exit status is 1. Faults of\n"
      "single facts go to standard error.\n\n"
      "  probity decide --rules rulesets/cn --facts examples/orders.jsonl\n"
      "  tail -f orders.jsonl | probity decide --rules rulesets/cn --audit log --fail-on block");
  command->callback([words, &chosen] { chosen = [words] { return run(*words); }; });
}

}  // namespace probity::cli
