#include "adapters/http/shadow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "adapters/json/facts_line.h"
#include "adapters/logging/log.h"

namespace probity::http {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

constexpr std::size_t kWaitingMax = 50'000;
constexpr std::size_t kBatchMax = 1'000;
constexpr std::size_t kExamplesMax = 100;

std::set<std::string> rules_of(const decision::Decision& decision) {
  std::set<std::string> rules;
  for (const decision::Finding& finding : decision.findings) {
    rules.insert(finding.rule + " " + std::string(decision::outcome_name(finding.outcome)));
  }
  return rules;
}

JsonArray texts(const std::set<std::string>& from, const std::set<std::string>& without) {
  JsonArray array;
  for (const std::string& each : from) {
    if (!without.contains(each)) array.push_back(each);
  }
  return array;
}

Json counts(const std::map<std::string, std::uint64_t>& numbers) {
  JsonObject object;
  for (const auto& [name, number] : numbers) object.emplace_back(name, static_cast<std::int64_t>(number));
  return object;
}

}  // namespace

Shadow::Shadow(sql::ServiceStore* store) : store_(store), worker_([this] { run(); }) {}

Shadow::~Shadow() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

void Shadow::take(const std::string& facts, const decision::Decision& decision, const std::string& id) {
  const bool to_file = store_ != nullptr && (!decision.findings.empty() || !decision.deadlines.empty());
  if (!to_file && !any_shadow_) return;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kWaitingMax) {
      ++left_out_;
      return;
    }
    waiting_.push_back({facts, id, decision});
  }
  changed_.notify_all();
}

void Shadow::begin(const std::string& name, std::shared_ptr<const pretrade::LiveRules> rules) {
  const std::lock_guard lock(mutex_);
  comparisons_[name] = Comparison{};
  comparisons_[name].rules = std::move(rules);
  any_shadow_ = true;
}

void Shadow::end(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = comparisons_.find(name);
  if (found != comparisons_.end()) found->second.rules = nullptr;
  any_shadow_ = std::any_of(comparisons_.begin(), comparisons_.end(),
                            [](const auto& each) { return each.second.rules != nullptr; });
}

Json Shadow::report(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = comparisons_.find(name);
  if (found == comparisons_.end()) return {};
  const Comparison& each = found->second;
  return JsonObject{{"running", each.rules != nullptr},
                    {"judged", static_cast<std::int64_t>(each.judged)},
                    {"same", static_cast<std::int64_t>(each.same)},
                    {"not_judged", static_cast<std::int64_t>(each.failed)},
                    {"left_out", static_cast<std::int64_t>(left_out_.load())},
                    {"outcomes", counts(each.changes)},
                    {"rules", counts(each.by_rule)},
                    {"examples", each.examples}};
}

void Shadow::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !working_; });
}

void Shadow::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::vector<Taken> batch;
    while (!waiting_.empty() && batch.size() < kBatchMax) {
      batch.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    working_ = true;
    lock.unlock();
    for (const Taken& taken : batch) compare(taken);
    if (store_ != nullptr) file(batch);
    lock.lock();
    working_ = false;
    changed_.notify_all();
  }
}

void Shadow::compare(const Taken& taken) {
  std::vector<std::pair<std::string, std::shared_ptr<const pretrade::LiveRules>>> running;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, each] : comparisons_) {
      if (each.rules != nullptr) running.emplace_back(name, each.rules);
    }
  }
  for (const auto& [name, rules] : running) {
    adapters::FactsOptions options;
    options.zone = rules->zone;
    const auto line = adapters::read_facts_line(taken.facts, rules->program().schema, options);
    Result<decision::Decision> judged = Error{ErrorCode::kInvalidArgument, line.refused};
    if (line.subject) judged = rules->judge->judge(*line.subject, {});
    const std::lock_guard lock(mutex_);
    Comparison& comparison = comparisons_[name];
    ++comparison.judged;
    if (!judged.ok()) {
      ++comparison.failed;
      continue;
    }
    const auto live = rules_of(taken.decision);
    const auto proposed = rules_of(judged.value());
    if (live == proposed && taken.decision.outcome == judged.value().outcome) {
      ++comparison.same;
      continue;
    }
    const std::string change = std::string(decision::outcome_name(taken.decision.outcome)) + " -> " +
                               std::string(decision::outcome_name(judged.value().outcome));
    ++comparison.changes[change];
    JsonArray only_live = texts(live, proposed);
    JsonArray only_proposed = texts(proposed, live);
    for (const JsonArray* side : {&only_live, &only_proposed}) {
      for (const Json& rule : *side) ++comparison.by_rule[*rule.as_string()];
    }
    if (comparison.examples.size() >= kExamplesMax) continue;
    comparison.examples.push_back(JsonObject{{"decision", taken.id},
                                             {"id", taken.decision.id},
                                             {"outcomes", change},
                                             {"only_live", std::move(only_live)},
                                             {"only_proposed", std::move(only_proposed)}});
  }
}

void Shadow::file(const std::vector<Taken>& batch) {
  std::vector<sql::StoredFinding> findings;
  std::vector<sql::StoredDeadline> deadlines;
  for (const Taken& taken : batch) {
    const decision::Decision& decision = taken.decision;
    std::size_t place = 0;
    for (const decision::Finding& finding : decision.findings) {
      const auto words = finding.because.find("en");
      findings.push_back({taken.id, std::to_string(++place), decision.on, decision.id, decision.as_of, finding.rule, finding.kind,
                          std::string(decision::outcome_name(finding.outcome)), finding.undetermined ? "yes" : "no",
                          words == finding.because.end() ? std::string() : words->second});
    }
    for (const decision::Deadline& deadline : decision.deadlines) {
      deadlines.push_back({decision.on, decision.id, deadline.rule, deadline.clock_from, deadline.due,
                           std::string(decision::deadline_state_name(deadline.state)), deadline.met_at, deadline.extended_to,
                           taken.id});
    }
  }
  if (findings.empty() && deadlines.empty()) return;
  if (const Result<void> filed = store_->put_judged(findings, deadlines); !filed.ok()) {
    not_filed_ += findings.size() + deadlines.size();
    logging::event(logging::Severity::kWarning, "findings_not_filed", {{"why", filed.error().message}});
  }
}

}  // namespace probity::http
