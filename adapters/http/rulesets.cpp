#include "adapters/http/rulesets.h"

#include <algorithm>
#include <utility>

#include "adapters/http/ruleset_texts.h"
#include "adapters/json/json_tree.h"
#include "adapters/logging/log.h"
#include "adapters/pretrade/reply.h"
#include "audit/record/json_parse.h"
#include "engine/service/test_report.h"
#include "engine/service/test_rulesets.h"

namespace probity::http {
namespace {

using adapters::JsonNode;
using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

constexpr std::size_t kProposalsMax = 1'000;
constexpr std::size_t kLivedMax = 8;

std::string text_of(const JsonNode& node, std::string_view key) {
  const auto* member = node.find(key);
  return member != nullptr && member->value.kind == JsonNode::Kind::kText ? member->value.text : std::string();
}

Json diagnostics_json(const service::CheckedRulesets& checked) {
  JsonArray all;
  for (const diagnostics::Diagnostic& each : checked.diagnostics.sorted()) {
    const bool error = diagnostics::severity_of(each.id) == diagnostics::Severity::kError;
    all.push_back(JsonObject{{"severity", error ? "error" : "warning"},
                             {"text", diagnostics::render_text(each, checked.sources, "en")},
                             {"text_zh", diagnostics::render_text(each, checked.sources, "zh")}});
  }
  return all;
}

Json scenarios_json(const service::TestReport& report) {
  JsonArray failed;
  for (const service::ScenarioResult& each : report.scenarios) {
    if (each.passed()) continue;
    JsonArray why;
    for (const service::Failure& failure : each.failures) {
      why.push_back(JsonObject{{"expected", failure.expected}, {"came", failure.came}, {"at", failure.at}});
    }
    failed.push_back(JsonObject{{"name", each.name}, {"ruleset", each.ruleset}, {"at", each.at}, {"why", std::move(why)}});
  }
  return JsonObject{{"run", static_cast<std::int64_t>(report.scenarios.size())}, {"failed", std::move(failed)}};
}

/// The mapping at the same path as the live one.
const ir::Mapping* mapping_like(const service::CheckedRulesets& checked, const pretrade::LiveRules& live) {
  if (live.mapping == nullptr) return nullptr;
  std::string path;
  for (const service::CheckedSource& source : live.checked.mappings) {
    if (&source.mapping == live.mapping) path = live.checked.sources[source.file].path();
  }
  for (const service::CheckedSource& source : checked.mappings) {
    if (checked.sources[source.file].path() == path) return &source.mapping;
  }
  return nullptr;
}

Response conflict(const std::string& what) { return problem(409, "conflict", what); }

}  // namespace

Result<Rulesets::Compiled> Rulesets::compile(audit::Basis basis, const RulesPtr& against) const {
  const auto both = one_before_the_other(audit::store_of_basis(basis), open_());
  audit::RecordingStore recording(*both);
  PROBITY_TRY(service::CheckedRulesets checked, service::check_rulesets(recording, service::Need::kRules));
  Compiled compiled;
  const bool errors = checked.diagnostics.has_errors();
  compiled.report.emplace_back("diagnostics", diagnostics_json(checked));
  if (errors) {
    compiled.report.emplace_back("difference", difference(*against, basis, nullptr));
    return compiled;
  }
  const ir::Program& program = checked.compiled.program;
  const service::TestReport tested = service::run_scenarios(checked.compiled);
  compiled.report.emplace_back("scenarios", scenarios_json(tested));
  audit::Basis read = recording.basis(program.digest, program.rulesets.begin()->language);
  compiled.report.emplace_back("difference", difference(*against, read, &program));
  const ir::Mapping* mapping = mapping_like(checked, *against);
  const bool mapped = mapping != nullptr || against->mapping == nullptr;
  if (!mapped) compiled.report.emplace_back("source", "the mapping of the live data source is not among the proposed texts");
  compiled.passed = tested.failed() == 0 && mapped;
  compiled.files = read.files;
  compiled.rules = pretrade::make_live(std::move(checked), std::move(read), mapping, {});
  return compiled;
}

Result<Rulesets::RulesPtr> Rulesets::with_texts_kept(const RulesPtr& rules) const {
  if (log_ == nullptr || !rules->basis_digest.empty()) return rules;
  for (const audit::Basis::File& file : rules->basis.files) {
    PROBITY_TRY(const std::string digest, log_->keep_object(file.text));
  }
  PROBITY_TRY(const std::string list, rules->basis.list());
  PROBITY_TRY(std::string digest, log_->keep_object(list));
  // Compiled once more from the same texts: what is published never changes, so it has its digest from the start.
  const auto store = audit::store_of_basis(rules->basis);
  PROBITY_TRY(service::CheckedRulesets checked, service::check_rulesets(*store, service::Need::kRules));
  const ir::Mapping* mapping = mapping_like(checked, *rules);
  return pretrade::make_live(std::move(checked), rules->basis, mapping, std::move(digest));
}

Result<pretrade::Snapshot> Rulesets::ready(const RulesPtr& rules) const {
  pretrade::Snapshot snapshot{rules, nullptr};
  if (keeper_ != nullptr && rules->mapping != nullptr) {
    PROBITY_TRY(snapshot.data, keeper_->load(rules));
  }
  return snapshot;
}

Result<void> Rulesets::record(audit::RulesetStep step, const pretrade::LiveRules& rules, const std::string& by,
                              const std::string& reason, const std::string& proposal) {
  audit::RulesetAct act{step, rules.digest(), rules.basis_digest, {}, by, reason};
  for (const ir::Ruleset& ruleset : rules.program().rulesets) act.rulesets.emplace_back(ruleset.name, ruleset.digest);
  PROBITY_TRY(audit::EventEntry entry, audit::ruleset_entry(act));
  entry.members.emplace_back("proposal", proposal);
  PROBITY_TRY(const std::string id, desk_.record_act(by, entry.kind, std::move(entry.members)));
  return {};
}

Result<void> Rulesets::go_live(Proposal& proposal) {
  PROBITY_TRY(pretrade::Snapshot next, ready(proposal.rules));
  const RulesPtr before = desk_.snapshot().rules;
  // The entry first: whoever reads the log sees the step before the first decision by it.
  PROBITY_TRY_VOID(record(audit::RulesetStep::kPublished, *proposal.rules, proposal.stored.proposed_by,
                          "live at its time, as approved", proposal.stored.id));
  proposal.stored.state = "live";
  PROBITY_TRY_VOID(store_.put(proposal.stored));
  if (Proposal* replaced = find(live_)) {
    replaced->stored.state = "replaced";
    PROBITY_TRY_VOID(store_.put(replaced->stored));
  }
  lived_.emplace_back(live_, before);
  if (lived_.size() > kLivedMax) lived_.erase(lived_.begin());
  live_ = proposal.stored.id;
  desk_.publish(std::move(next));
  shadow_.end(proposal.stored.id);
  logging::event(logging::Severity::kInfo, "ruleset_live", {{"program", proposal.rules->digest()}, {"proposal", live_}});
  return {};
}

int Rulesets::tick(int at_most_ms) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = desk_.clock().now_ns();
  std::int64_t wait_ns = std::int64_t{at_most_ms} * 1'000'000;
  for (const auto& each : proposals_) {
    if (each->stored.state != "approved") continue;
    if (each->live_ns > now) {
      wait_ns = std::min(wait_ns, each->live_ns - now);
      continue;
    }
    if (const Result<void> live = go_live(*each); !live.ok()) {
      logging::event(logging::Severity::kError, "ruleset_not_live",
                     {{"proposal", each->stored.id}, {"why", live.error().message}});
    }
  }
  return static_cast<int>((wait_ns + 999'999) / 1'000'000);
}

Result<bool> Rulesets::take_up() {
  const std::lock_guard lock(mutex_);
  PROBITY_TRY(std::vector<sql::StoredProposal> stored, store_.proposals());
  const RulesPtr started_with = desk_.snapshot().rules;
  bool taken = false;
  for (auto each = stored.rbegin(); each != stored.rend(); ++each) {
    auto proposal = std::make_unique<Proposal>();
    proposal->stored = std::move(*each);
    const std::string& state = proposal->stored.state;
    if (state == "live" || state == "approved" || state == "proposed") {
      PROBITY_TRY(audit::Basis basis, basis_of_json(proposal->stored.files));
      PROBITY_TRY(Compiled compiled, compile(std::move(basis), started_with));
      if (!compiled.passed || compiled.rules->digest() != proposal->stored.program) {
        return Error{ErrorCode::kCorrupt, "the ruleset of proposal " + proposal->stored.id +
                                              " in the store does not compile to what was proposed with this version of probity"};
      }
      PROBITY_TRY(proposal->rules, with_texts_kept(compiled.rules));
      proposal->live_ns = pretrade::time_of_text(proposal->stored.live_at);
    }
    if (state == "live") {
      PROBITY_TRY(pretrade::Snapshot next, ready(proposal->rules));
      lived_.emplace_back(live_, started_with);
      live_ = proposal->stored.id;
      desk_.publish(std::move(next));
      taken = true;
    }
    proposals_.push_back(std::move(proposal));
  }
  return taken;
}

Rulesets::Proposal* Rulesets::find(const std::string& id) {
  for (const auto& each : proposals_) {
    if (!id.empty() && each->stored.id == id) return each.get();
  }
  return nullptr;
}

Json Rulesets::summary(const Proposal& proposal) const {
  const sql::StoredProposal& stored = proposal.stored;
  return JsonObject{{"proposal", stored.id},       {"state", stored.state},         {"title", stored.title},
                    {"reason", stored.reason},     {"program", stored.program},     {"proposed_by", stored.proposed_by},
                    {"proposed_at", stored.proposed_at}, {"live_at", stored.live_at}};
}

Response Rulesets::told(const Proposal& proposal, int status) {
  JsonObject whole = *summary(proposal).as_object();
  const auto report = audit::parse_record_json(proposal.stored.report);
  whole.emplace_back("report", report.ok() ? report.value() : Json());
  JsonArray steps;
  const auto approvals = store_.approvals(proposal.stored.id);
  if (approvals.ok()) {
    for (const sql::StoredApproval& each : approvals.value()) {
      steps.push_back(JsonObject{{"person", each.person}, {"verdict", each.verdict}, {"reason", each.reason}, {"at", each.at}});
    }
  }
  whole.emplace_back("steps", std::move(steps));
  return json_response(audit::readable_text(whole), status);
}

Response Rulesets::list(Call&) {
  const std::lock_guard lock(mutex_);
  const RulesPtr live = desk_.snapshot().rules;
  JsonArray rulesets;
  for (const ir::Ruleset& each : live->program().rulesets) {
    const auto title = each.titles.find("en");
    rulesets.push_back(JsonObject{{"name", each.name},
                                  {"layer", each.layer},
                                  {"title", title == each.titles.end() ? std::string() : title->second},
                                  {"digest", each.digest}});
  }
  JsonArray proposals;
  for (auto each = proposals_.rbegin(); each != proposals_.rend(); ++each) proposals.push_back(summary(**each));
  return json_response(audit::readable_text(
      JsonObject{{"live", JsonObject{{"program", live->digest()},
                                     {"proposal", live_.empty() ? Json() : Json(live_)},
                                     {"rulesets", std::move(rulesets)}}},
                 {"proposals", std::move(proposals)}}));
}

Response Rulesets::text(Call& call) {
  const std::lock_guard lock(mutex_);
  RulesPtr rules = desk_.snapshot().rules;
  if (const std::string id = call.query("proposal"); !id.empty()) {
    const Proposal* proposal = find(id);
    if (proposal == nullptr || proposal->rules == nullptr)
      return problem(404, "not-found", "no such proposal has compiled texts");
    rules = proposal->rules;
  }
  JsonArray files;
  for (const audit::Basis::File& file : rules->basis.files) {
    files.push_back(JsonObject{{"path", file.path}, {"digest", file.digest}, {"text", file.text}});
  }
  return json_response(audit::readable_text(JsonObject{{"program", rules->digest()}, {"files", std::move(files)}}));
}

Response Rulesets::propose(Call& call) {
  const auto node = adapters::parse_json_line(call.request.body);
  if (!node.ok()) return problem(400, "broken", node.error().message);
  std::vector<ProposedText> texts;
  std::vector<std::string> removed;
  if (const auto* files = node.value().find("files")) {
    for (const JsonNode& each : files->value.elements) texts.push_back({text_of(each, "path"), text_of(each, "text")});
  }
  if (const auto* remove = node.value().find("remove")) {
    for (const JsonNode& each : remove->value.elements) removed.push_back(each.text);
  }
  const std::string title = text_of(node.value(), "title");
  const std::string reason = text_of(node.value(), "reason");
  if (title.empty() || reason.empty()) return problem(422, "invalid", "a proposal has a `title` and a `reason`");
  if (texts.empty() && removed.empty()) return problem(422, "invalid", "a proposal has `files` or `remove`");
  const std::lock_guard lock(mutex_);
  if (proposals_.size() >= kProposalsMax) return conflict("there are " + std::to_string(kProposalsMax) + " proposals already");
  const RulesPtr live = desk_.snapshot().rules;
  auto basis = changed_basis(live->basis, texts, removed);
  if (!basis.ok()) return problem_of(basis.error());
  auto compiled = compile(basis.value(), live);
  if (!compiled.ok()) return problem_of(compiled.error());
  auto proposal = std::make_unique<Proposal>();
  const std::int64_t now = desk_.clock().now_ns();
  proposal->stored = {"P-" + std::to_string(now / 1'000'000), compiled.value().passed ? "proposed" : "failed", title, reason,
                      {}, call.caller.name, pretrade::time_text(now), {}, {}, audit::readable_text(compiled.value().report)};
  if (find(proposal->stored.id) != nullptr) proposal->stored.id += "-" + std::to_string(proposals_.size());
  if (compiled.value().passed) {
    proposal->rules = compiled.value().rules;
    proposal->stored.program = proposal->rules->digest();
    proposal->stored.files = basis_json(proposal->rules->basis);
  }
  if (const auto put = store_.put(proposal->stored); !put.ok()) return problem_of(put.error());
  const auto logged = desk_.record_act(call.caller.name, "ruleset proposed",
                                       {{"proposal", proposal->stored.id}, {"by", call.caller.name}, {"title", title},
                                        {"reason", reason}, {"passed", compiled.value().passed},
                                        {"program", proposal->stored.program}});
  if (!logged.ok()) return problem_of(logged.error());
  proposals_.push_back(std::move(proposal));
  return told(*proposals_.back(), 201);
}

Response Rulesets::show(Call& call) {
  const std::lock_guard lock(mutex_);
  const Proposal* proposal = find(call.parts[0]);
  return proposal == nullptr ? problem(404, "not-found", "there is no such proposal") : told(*proposal, 200);
}

Response Rulesets::test(Call& call) {
  const std::lock_guard lock(mutex_);
  Proposal* proposal = find(call.parts[0]);
  if (proposal == nullptr) return problem(404, "not-found", "there is no such proposal");
  if (proposal->rules == nullptr) return conflict("it failed when it was proposed; its report says why");
  auto compiled = compile(proposal->rules->basis, desk_.snapshot().rules);
  if (!compiled.ok()) return problem_of(compiled.error());
  proposal->stored.report = audit::readable_text(compiled.value().report);
  if (const auto put = store_.put(proposal->stored); !put.ok()) return problem_of(put.error());
  return told(*proposal, 200);
}

Response Rulesets::approve(Call& call) {
  const auto node = adapters::parse_json_line(call.request.body);
  if (!node.ok()) return problem(400, "broken", node.error().message);
  const std::string reason = text_of(node.value(), "reason");
  if (reason.empty()) return problem(422, "invalid", "an approval has a `reason`");
  const std::lock_guard lock(mutex_);
  Proposal* proposal = find(call.parts[0]);
  if (proposal == nullptr) return problem(404, "not-found", "there is no such proposal");
  if (proposal->stored.state != "proposed")
    return conflict("it is `" + proposal->stored.state + "`; only what is `proposed` is approved");
  if (proposal->stored.proposed_by == call.caller.name) {
    return problem(403, "same-person", "whoever proposed a ruleset does not approve it");
  }
  const std::int64_t now = desk_.clock().now_ns();
  const std::string live_at = text_of(node.value(), "live_at");
  const std::int64_t at = live_at.empty() ? now : pretrade::time_of_text(live_at);
  if (at == 0) return problem(422, "invalid", "`live_at` is no moment: write it as 2026-01-05T09:00:00+08:00");
  auto kept = with_texts_kept(proposal->rules);
  if (!kept.ok()) return problem_of(kept.error());
  if (const auto logged = record(audit::RulesetStep::kApproved, *kept.value(), call.caller.name, reason, proposal->stored.id);
      !logged.ok()) {
    return problem_of(logged.error());
  }
  proposal->rules = kept.value();
  proposal->live_ns = at;
  proposal->stored.live_at = pretrade::time_text(at);
  proposal->stored.state = "approved";
  if (const auto put = store_.put(proposal->stored); !put.ok()) return problem_of(put.error());
  if (const auto put = store_.add(
          {proposal->stored.id, call.caller.name, "approved", reason, pretrade::time_text(now)});
      !put.ok()) {
    return problem_of(put.error());
  }
  if (at <= now) {
    if (const auto live = go_live(*proposal); !live.ok()) return problem_of(live.error());
  }
  return told(*proposal, 200);
}

Response Rulesets::withdraw(Call& call) {
  const auto node = adapters::parse_json_line(call.request.body);
  if (!node.ok()) return problem(400, "broken", node.error().message);
  const std::string reason = text_of(node.value(), "reason");
  if (reason.empty()) return problem(422, "invalid", "a withdrawal has a `reason`");
  const std::lock_guard lock(mutex_);
  Proposal* proposal = find(call.parts[0]);
  if (proposal == nullptr) return problem(404, "not-found", "there is no such proposal");
  const std::string& state = proposal->stored.state;
  if (state != "proposed" && state != "approved") return conflict("it is `" + state + "`; what is live is rolled back instead");
  if (const auto logged = record(audit::RulesetStep::kWithdrawn, *proposal->rules, call.caller.name, reason, proposal->stored.id);
      !logged.ok()) {
    return problem_of(logged.error());
  }
  proposal->stored.state = "withdrawn";
  shadow_.end(proposal->stored.id);
  if (const auto put = store_.put(proposal->stored); !put.ok()) return problem_of(put.error());
  (void)store_.add({proposal->stored.id, call.caller.name, "withdrawn", reason, pretrade::time_text(desk_.clock().now_ns())});
  return told(*proposal, 200);
}

Response Rulesets::set_shadow(Call& call) {
  const auto node = adapters::parse_json_line(call.request.body);
  if (!node.ok()) return problem(400, "broken", node.error().message);
  const auto* on = node.value().find("on");
  if (on == nullptr || on->value.kind != JsonNode::Kind::kTruth) return problem(422, "invalid", "`on` is true or false");
  const std::lock_guard lock(mutex_);
  const Proposal* proposal = find(call.parts[0]);
  if (proposal == nullptr) return problem(404, "not-found", "there is no such proposal");
  if (proposal->rules == nullptr) return conflict("it failed when it was proposed, so it cannot judge");
  const auto logged = desk_.record_act(call.caller.name, "ruleset shadowed",
                                       {{"proposal", proposal->stored.id}, {"by", call.caller.name}, {"on", on->value.truth}});
  if (!logged.ok()) return problem_of(logged.error());
  if (on->value.truth) {
    shadow_.begin(proposal->stored.id, proposal->rules);
  } else {
    shadow_.end(proposal->stored.id);
  }
  return json_response(audit::readable_text(shadow_.report(proposal->stored.id)));
}

Response Rulesets::shadow_report(Call& call) {
  const Json report = shadow_.report(call.parts[0]);
  if (report.is_null()) return problem(404, "not-found", "that proposal was never judged by in the shadow of the live one");
  return json_response(audit::readable_text(report));
}

Response Rulesets::roll_back(Call& call) {
  const auto node = adapters::parse_json_line(call.request.body);
  if (!node.ok()) return problem(400, "broken", node.error().message);
  const std::string reason = text_of(node.value(), "reason");
  if (reason.empty()) return problem(422, "invalid", "a roll-back has a `reason`");
  const std::lock_guard lock(mutex_);
  if (lived_.empty()) return conflict("nothing was live before");
  const auto [before, rules] = lived_.back();
  const pretrade::Snapshot now = desk_.snapshot();
  auto next = ready(rules);
  if (!next.ok()) return problem_of(next.error());
  if (const auto logged = record(audit::RulesetStep::kWithdrawn, *now.rules, call.caller.name, reason, live_); !logged.ok()) {
    return problem_of(logged.error());
  }
  if (const auto logged = record(audit::RulesetStep::kPublished, *rules, call.caller.name, reason, before); !logged.ok()) {
    return problem_of(logged.error());
  }
  lived_.pop_back();
  desk_.publish(std::move(next).value());
  for (const auto& [id, state] : {std::pair<std::string, const char*>{live_, "replaced"}, {before, "live"}}) {
    Proposal* proposal = find(id);
    if (proposal == nullptr) continue;
    proposal->stored.state = state;
    if (const auto put = store_.put(proposal->stored); !put.ok()) return problem_of(put.error());
  }
  if (!live_.empty())
    (void)store_.add({live_, call.caller.name, "rolled back", reason,
                      pretrade::time_text(desk_.clock().now_ns())});
  live_ = before;
  logging::event(logging::Severity::kInfo, "ruleset_live", {{"program", rules->digest()}, {"proposal", live_}});
  return json_response(audit::readable_text(JsonObject{{"live", JsonObject{{"program", rules->digest()}, {"proposal", live_}}}}));
}

void add_ruleset_routes(Api& api, Rulesets& rulesets) {
  const std::string one = "/v1/rulesets/proposals/{id}";
  api.add("GET", "/v1/rulesets", kAnyRole, [&](Call& call) { return rulesets.list(call); });
  api.add("GET", "/v1/rulesets/text", kAnyRole, [&](Call& call) { return rulesets.text(call); });
  api.add("POST", "/v1/rulesets/proposals", kAuthor, [&](Call& call) { return rulesets.propose(call); });
  api.add("GET", one, kAnyRole, [&](Call& call) { return rulesets.show(call); });
  api.add("POST", one + "/test", kAuthor | kApprover, [&](Call& call) { return rulesets.test(call); });
  api.add("POST", one + "/approve", kApprover, [&](Call& call) { return rulesets.approve(call); });
  api.add("POST", one + "/withdraw", kAuthor | kApprover, [&](Call& call) { return rulesets.withdraw(call); });
  api.add("POST", one + "/shadow", kAuthor | kApprover, [&](Call& call) { return rulesets.set_shadow(call); });
  api.add("GET", one + "/shadow", kAnyRole, [&](Call& call) { return rulesets.shadow_report(call); });
  api.add("POST", "/v1/rulesets/rollback", kApprover, [&](Call& call) { return rulesets.roll_back(call); });
}

}  // namespace probity::http
