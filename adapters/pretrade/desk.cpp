#include "adapters/pretrade/desk.h"

#include <chrono>
#include <utility>

#include "adapters/json/facts_line.h"
#include "adapters/json/facts_text.h"
#include "adapters/json/json_array.h"
#include "adapters/pretrade/desk_item.h"
#include "adapters/pretrade/reply.h"
#include "audit/record/decision_json.h"
#include "audit/record/entry.h"
#include "audit/store/segment_format.h"
#include "engine/values/sha256.h"

namespace probity::pretrade {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

/// Subjects in one call, at most.
constexpr std::size_t kSubjectsMax = 10'000;

std::string name_in_gate(const std::string& on, const std::string& id) { return "s\x1f" + on + '\x1f' + id; }

Result<void> in_time(const Asker& asker) {
  if (asker.deadline_ns == 0) return {};
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  if (std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() < asker.deadline_ns) return {};
  return Error{ErrorCode::kInterrupted, "the request's time was over before it was decided; nothing was recorded"};
}

JsonArray texts_json(const std::vector<std::string>& texts) { return JsonArray(texts.begin(), texts.end()); }

}  // namespace

Desk::Desk(DeskOptions options, audit::Log* log, RecordReader* reader, const ports::Clock& clock)
    : options_(std::move(options)), log_(log), reader_(reader), clock_(clock), ledger_(options_.kept_max),
      keys_(options_.keys_max, options_.key_bytes_max) {}

void Desk::publish(Snapshot snapshot) {
  const std::lock_guard lock(snapshot_mutex_);
  snapshot_ = std::move(snapshot);
}

bool Desk::publish_data(std::shared_ptr<const ReferenceData> data) {
  const std::lock_guard lock(snapshot_mutex_);
  if (snapshot_.rules != data->rules) return false;
  snapshot_.data = std::move(data);
  return true;
}

Snapshot Desk::snapshot() const {
  const std::lock_guard lock(snapshot_mutex_);
  return snapshot_;
}

void Desk::tell_degraded(std::string why) {
  const std::lock_guard lock(snapshot_mutex_);
  degraded_ = std::move(why);
}

Result<std::string> Desk::decide(std::string_view body, const Asker& asker) {
  const bool is_array = adapters::is_json_array(body);
  std::vector<std::string_view> lines = {body};
  if (is_array) {
    PROBITY_TRY(lines, adapters::split_json_array(body, kSubjectsMax));
  }
  if (asker.key.empty()) return decide_afresh(lines, is_array, asker, {}, {});
  const std::string digest = digest_text(sha256(body));
  const std::string key = asker.caller + '\x1f' + asker.key;
  const auto pass = gate_.enter({"k\x1f" + key});
  if (const std::optional<AnsweredKey> before = keys_.find(key)) {
    if (before->digest != digest) {
      return Error{ErrorCode::kCorrupt, "the idempotency key was used for another question; a new question needs a new key"};
    }
    if (const auto answer = answered_before(lines, is_array, *before)) {
      ++counts_.repeated;
      return *answer;
    }
    return Error{ErrorCode::kUnavailable, "this question was answered, and its answer cannot be read from the log"};
  }
  return decide_afresh(lines, is_array, asker, digest, {});
}

Result<std::string> Desk::decide_afresh(const std::vector<std::string_view>& lines, bool is_array, const Asker& asker,
                                        const std::string& digest, const std::string& replaces) {
  const Snapshot snapshot = this->snapshot();
  std::vector<Item> items(lines.size());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    read_item(items[i], lines[i], snapshot);
    if (items[i].subject) names.push_back(name_in_gate(items[i].on, items[i].id));
  }
  if (!replaces.empty() && items.front().subject) names.push_back(name_in_gate(items.front().on, replaces));
  const auto pass = gate_.enter(std::move(names));
  PROBITY_TRY_VOID(in_time(asker));
  for (Item& item : items) {
    if (item.subject) judge_item(item, snapshot, asker, replaces);
  }
  if (!is_array && !items.front().is_answered()) {
    undo(items);
    ++counts_.refused;
    return Error{ErrorCode::kInvalidArgument, items.front().refused};
  }
  if (const Result<void> timely = in_time(asker); !timely.ok()) {
    undo(items);
    return timely.error();
  }
  if (const Result<void> recorded = record_items(items, snapshot, asker, digest); !recorded.ok()) {
    undo(items);
    ++counts_.log_failures;
    return recorded.error();
  }
  if (!is_array && !items.front().is_answered()) return Error{ErrorCode::kLimit, items.front().refused};

  AnsweredKey answered{digest, {}, nullptr, now_ns()};
  std::string text = is_array ? "[" : "";
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i > 0 ? ",\n" : "") + answer_of(items[i]);
    if (log_ == nullptr || !items[i].is_answered()) continue;
    if (const auto index = audit::index_of_entry_id(log_->id(), items[i].logged_as)) {
      answered.entries.push_back({i, *index});
    }
  }
  if (is_array) text += "]";
  if (!asker.key.empty()) {
    answered.body = std::make_shared<const std::string>(text);
    keys_.put(asker.caller + '\x1f' + asker.key, std::move(answered));
  }
  return text;
}

void Desk::read_item(Item& item, std::string_view line, const Snapshot& snapshot) const {
  adapters::FactsOptions options;
  options.zone = snapshot.rules->zone;
  const Schema& schema = snapshot.rules->program().schema;
  adapters::FactsLine read = adapters::read_facts_line(line, schema, options);
  item.line = line;
  item.id = std::move(read.id);
  item.refused = std::move(read.refused);
  if (!read.subject) return;
  for (const adapters::FactFinding& finding : read.findings) item.faults.push_back(finding.text());
  item.subject = std::move(read.subject);
  item.on = subject_name(schema, item.subject->subject);
}

void Desk::judge_item(Item& item, const Snapshot& snapshot, const Asker& asker, const std::string& replaces) {
  item.join = std::make_unique<FactsJoin>(snapshot, *item.subject);
  FactsJoin& join = *item.join;
  join.add_reference_data();
  add_evidence(item, snapshot);

  std::vector<std::string> owners = join.owners();
  const KeptPtr before = ledger_.find(item.on, item.id);
  const KeptPtr replaced = replaces.empty() ? nullptr : ledger_.find(item.on, replaces);
  for (const KeptPtr& kept : {before, replaced}) {
    if (kept != nullptr) owners.insert(owners.end(), kept->owners.begin(), kept->owners.end());
  }
  // From here to the reservation nobody else counts in or adds to these lists.
  const Ledger::Hold held = ledger_.hold(owners);
  const std::int64_t now = now_ns();
  if (replaced != nullptr) (void)ledger_.remove(replaced);
  join.add_kept(ledger_, now, options_.lists_begin_empty);
  Result<decision::Decision> judged = snapshot.rules->judge->judge(*item.subject, {});
  item.decided_ns = now;
  if (judged.ok()) {
    item.decision = std::move(judged).value();
    const bool asks = !item.decision->obligations.empty();
    if (asks && item.ties.empty()) item.ties = ties_of(snapshot.rules->program().schema, *item.subject);
    item.request.emplace_back("caller", asker.caller);
    reserve(item, snapshot, now);
  } else {
    item.refused = judged.error().message;
  }
  if (replaced == nullptr) return;
  if (item.reserved != nullptr) {
    item.replaced = replaced;
    item.request.emplace_back("replaces", replaces);
  } else if (const auto back = ledger_.put(replaced); !back.ok()) {
    item.refused = back.error().message;
  }
}

void Desk::add_evidence(Item& item, const Snapshot& snapshot) {
  if (!cases_.holds(item.on, item.id)) return;
  item.ties = ties_of(snapshot.rules->program().schema, *item.subject);
  const std::optional<Case> open = cases_.find(item.on, item.id, item.ties);
  if (!open) return;
  item.request.emplace_back("follows", open->first);
  if (!open->evidence.empty()) add_evidence_to(*item.join, *item.subject, *snapshot.rules, open->evidence);
}

void Desk::reserve(Item& item, const Snapshot& snapshot, std::int64_t now) {
  const Id<Entity> entity = item.subject->subject.entity;
  if (item.subject->subject.act || !snapshot.rules->windows.keeps(entity)) return;
  if (item.decision->outcome >= decision::Outcome::kConfirm) return;
  std::vector<std::string> owners = item.join->owners();
  if (owners.empty()) return;
  auto kept = std::make_shared<Kept>();
  kept->on = item.on;
  kept->id = item.id;
  kept->owners = std::move(owners);
  kept->expires_ns = now + options_.permit_ns;
  kept->since_ns = now;
  kept->rules = snapshot.rules;
  keep_facts(*kept, *item.subject->record);
  const KeptPtr before = ledger_.find(item.on, item.id);
  // An order that left already stays open when it is asked about again.
  if (before != nullptr) {
    kept->state = before->state;
    kept->filled = before->filled;
  }
  Result<KeptPtr> put = ledger_.put(kept);
  if (!put.ok()) {
    item.refused = put.error().message;
    return;
  }
  item.reserved = kept;
  item.before = std::move(put).value();
  item.request.emplace_back("reserved_until", time_text(kept->expires_ns));
}

Result<void> Desk::record_items(std::vector<Item>& items, const Snapshot& snapshot, const Asker& asker,
                                const std::string& digest) {
  std::string degraded;
  {
    const std::lock_guard lock(snapshot_mutex_);
    degraded = degraded_;
  }
  std::vector<audit::EntryDraft> drafts;
  std::vector<Item*> places;
  for (std::size_t i = 0; i < items.size(); ++i) {
    Item& item = items[i];
    if (!item.is_answered()) continue;
    item.facts = item.join->changed()
                     ? adapters::facts_text(snapshot.rules->program().schema, *item.subject, {&snapshot.rules->reaches})
                     : item.line;
    if (!asker.key.empty()) {
      item.request.emplace_back("key", asker.key);
      item.request.emplace_back("body", digest);
      item.request.emplace_back("place", static_cast<std::int64_t>(i));
    }
    if (snapshot.data != nullptr) item.request.emplace_back("reference", time_text(snapshot.data->loaded_ns));
    if (!degraded.empty()) item.request.emplace_back("degraded", degraded);
    if (!item.faults.empty()) item.request.emplace_back("faults", texts_json(item.faults));
    if (!item.join->not_found().empty()) item.request.emplace_back("not_found", texts_json(item.join->not_found()));
    if (asker.passed_while_away) item.request.emplace_back("passed_while_away", true);
    if (!degraded.empty()) ++counts_.degraded;
    if (log_ == nullptr) {
      item.logged_as = "unlogged-" + std::to_string(++unlogged_);
      continue;
    }
    Result<audit::EntryDraft> draft = log_->draft_decision({&*item.subject, item.facts, &*item.decision, std::nullopt},
                                                           snapshot.rules->basis_digest, &item.request);
    if (!draft.ok()) {
      item.refused = draft.error().message;
      continue;
    }
    drafts.push_back(std::move(draft).value());
    places.push_back(&item);
  }
  if (!drafts.empty()) {
    PROBITY_TRY(std::vector<Result<std::string>> ids, log_->record_drafts(drafts));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i].ok()) {
        places[i]->logged_as = std::move(ids[i]).value();
      } else {
        places[i]->refused = ids[i].error().message;
      }
    }
  }
  // What could not be recorded is no decision, so it reserves nothing.
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    if (item->refused.empty()) continue;
    std::vector<Item> one;
    one.push_back(std::move(*item));
    undo(one);
    *item = std::move(one.front());
  }
  return {};
}

void Desk::undo(std::vector<Item>& items) {
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    if (item->reserved == nullptr) continue;
    std::vector<std::string> owners = item->reserved->owners;
    for (const KeptPtr& kept : {item->before, item->replaced}) {
      if (kept != nullptr) owners.insert(owners.end(), kept->owners.begin(), kept->owners.end());
    }
    const Ledger::Hold held = ledger_.hold(owners);
    // There was room for them a moment ago. A later element of the same id stands in its own right.
    const bool was_there = ledger_.remove(item->reserved);
    if (was_there && item->before != nullptr) (void)ledger_.put(item->before);
    if (item->replaced != nullptr) (void)ledger_.put(item->replaced);
    item->reserved = item->before = item->replaced = nullptr;
  }
}

std::string Desk::answer_of(Item& item) {
  if (!item.is_answered()) {
    ++counts_.refused;
    return adapters::refused_line(item.id, item.refused);
  }
  const decision::Decision& decision = *item.decision;
  ++counts_.decisions[static_cast<std::size_t>(decision.outcome)];
  if (item.reserved != nullptr) {
    const Ledger::Hold held = ledger_.hold(item.reserved->owners);
    item.reserved->decision = item.logged_as;
  }
  if (!decision.obligations.empty()) cases_.open(item.on, item.id, item.ties, item.logged_as, item.decided_ns);
  std::string text = audit::readable_text(
      reply_json(audit::recorded_decision_json(decision), item.logged_as, item.request, item.decided_ns));
  remember(item.logged_as, text);
  if (on_judged_) on_judged_(item.facts, decision, item.logged_as);
  return text;
}

std::optional<std::string> Desk::answered_before(const std::vector<std::string_view>& lines, bool is_array,
                                                 const AnsweredKey& answered) {
  if (answered.body != nullptr) return *answered.body;
  if (reader_ == nullptr) return std::nullopt;
  std::vector<std::string> texts(lines.size());
  for (const AnsweredAt& at : answered.entries) {
    const Result<Json> entry = reader_->entry(at.entry);
    if (!entry.ok() || at.place >= texts.size()) return std::nullopt;
    const Json* decision = entry.value().find("decision");
    const Json* request = entry.value().find("request");
    if (decision == nullptr || request == nullptr || request->as_object() == nullptr) return std::nullopt;
    texts[at.place] = audit::readable_text(reply_json(*decision, audit::entry_id(log_->id(), at.entry), *request->as_object(),
                                                      time_of_text(entry.value().text_of("time"))));
  }
  // What was refused then is in no log; it is refused again for what is wrong in it.
  const Snapshot snapshot = this->snapshot();
  std::string text = is_array ? "[" : "";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (texts[i].empty()) {
      Item item;
      read_item(item, lines[i], snapshot);
      texts[i] = adapters::refused_line(item.id, item.refused.empty() ? "refused when it was asked first" : item.refused);
    }
    text += (i > 0 ? ",\n" : "") + texts[i];
  }
  return text + (is_array ? "]" : "");
}

void Desk::remember(const std::string& id, const std::string& reply) {
  const std::lock_guard lock(recent_mutex_);
  if (!recent_.emplace(id, reply).second) return;
  recent_order_.push_back(id);
  recent_bytes_ += reply.size();
  while (recent_bytes_ > options_.recent_bytes_max && !recent_order_.empty()) {
    const auto oldest = recent_.find(recent_order_.front());
    if (oldest != recent_.end()) {
      recent_bytes_ -= oldest->second.size();
      recent_.erase(oldest);
    }
    recent_order_.pop_front();
  }
}

std::optional<std::string> Desk::remembered(const std::string& id) const {
  const std::lock_guard lock(recent_mutex_);
  const auto found = recent_.find(id);
  if (found == recent_.end()) return std::nullopt;
  return found->second;
}

Result<std::string> Desk::decision(const std::string& id, bool explain) {
  if (const auto recent = remembered(id); recent && (!explain || reader_ == nullptr)) return *recent;
  if (reader_ == nullptr) return Error{ErrorCode::kNotFound, "no decision has the id `" + id.substr(0, 80) + "`"};
  PROBITY_TRY(const std::uint64_t index, reader_->index_of(id));
  PROBITY_TRY(const Json entry, reader_->entry(index));
  const Json* decision = entry.find("decision");
  if (decision == nullptr || decision->as_object() == nullptr) {
    return Error{ErrorCode::kNotFound, "the entry `" + id + "` is no decision"};
  }
  static const JsonObject kNone;
  const Json* request = entry.find("request");
  const JsonObject& how = request == nullptr || request->as_object() == nullptr ? kNone : *request->as_object();
  JsonObject reply = reply_json(*decision, id, how, time_of_text(entry.text_of("time")));
  if (!explain) return audit::readable_text(reply);
  return explained(entry, audit::readable_text(reply));
}

Result<std::string> Desk::explained(const Json& entry, std::string reply) {
  PROBITY_TRY(const auto rules, reader_->rules(std::string(entry.text_of("basis"))));
  adapters::FactsOptions options;
  options.zone = rules->zone;
  const adapters::FactsLine line = adapters::read_facts_line(entry.text_of("facts"), rules->program().schema, options);
  if (!line.subject) return Error{ErrorCode::kCorrupt, "its facts cannot be read: " + line.refused};
  service::JudgeOptions judging;
  judging.explain = true;
  PROBITY_TRY(const decision::Decision decision, rules->judge->judge(*line.subject, judging));
  const Json whole = audit::decision_json(decision);
  const Json* considered = whole.find("considered");
  reply.pop_back();
  return reply + ", \"considered\": " + audit::readable_text(considered == nullptr ? Json(JsonArray()) : *considered) +
         ", \"facts\": " + audit::readable_text(entry.text_of("facts")) + "}";
}

Result<std::string> Desk::record_act(const std::string& actor, const std::string& kind, JsonObject members) {
  if (log_ == nullptr) return std::string();
  PROBITY_TRY(audit::EntryDraft draft,
              audit::draft({actor, options_.engine}, audit::EventEntry{kind, std::move(members)}));
  PROBITY_TRY(std::vector<Result<std::string>> ids, log_->record_drafts({std::move(draft)}));
  return std::move(ids.front());
}

void Desk::prune() {
  const std::int64_t now = now_ns();
  ledger_.prune(now - options_.permit_ns, now - options_.window_ns);
  cases_.prune(now - options_.window_ns);
  keys_.prune(now - options_.keys_ns);
}

}  // namespace probity::pretrade
