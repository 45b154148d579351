// What becomes of orders after their decision: events, trades, obligations.
#include <utility>

#include "adapters/json/facts_line.h"
#include "adapters/json/json_array.h"
#include "adapters/pretrade/desk.h"
#include "adapters/pretrade/order_event.h"
#include "adapters/pretrade/reply.h"
#include "audit/record/entry.h"
#include "engine/values/sha256.h"

namespace probity::pretrade {
namespace {

using audit::Json;
using audit::JsonArray;
using audit::JsonObject;

constexpr const char* kOrder = "Order";
constexpr std::size_t kTradesMax = 10'000;

Error wrong(std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; }

std::string_view state_name(KeptState state) {
  switch (state) {
    case KeptState::kReserved: return "reserved";
    case KeptState::kOpen: return "open";
    case KeptState::kSettled: break;
  }
  return "settled";
}

/// Sets a field where the vocabulary has one of this name that takes such a value.
void set_field(Kept& kept, const char* name, const Value& value) {
  const Entity& entity = kept.rules->program().schema.entities[kept.entity];
  const auto field = entity.find_field(name);
  if (!field) return;
  for (auto& [index, fact] : kept.facts) {
    if (index != *field) continue;
    fact = value;
    return;
  }
  kept.facts.emplace_back(*field, value);
}

void set_status(Kept& kept, const char* status) {
  const Schema& schema = kept.rules->program().schema;
  const auto field = schema.entities[kept.entity].find_field("status");
  if (!field) return;
  const Type& type = schema.entities[kept.entity].fields[*field].type;
  if (type.kind != TypeKind::kEnumeration) return;
  if (const auto value = schema.find_value(type.enumeration, status)) {
    set_field(kept, "status", Symbol{type.enumeration.index(), *value});
  }
}

const Value* value_of(const Kept& kept, const char* name) {
  const auto field = kept.rules->program().schema.entities[kept.entity].find_field(name);
  for (const auto& [index, fact] : kept.facts) {
    if (field && index == *field) return std::get_if<Value>(&fact);
  }
  return nullptr;
}

/// Of an order that is over, what was executed counts and nothing else.
void settle(Kept& kept, const std::optional<Money>& amount) {
  kept.state = KeptState::kSettled;
  set_field(kept, "quantity", kept.filled);
  set_field(kept, "filled_quantity", kept.filled);
  if (amount) set_field(kept, "amount", *amount);
}

}  // namespace

void Desk::apply_event(const KeptPtr& kept, const OrderEvent& event) {
  if (event.name == "accept") {
    if (kept->state == KeptState::kReserved) kept->state = KeptState::kOpen;
    set_status(*kept, "open");
  } else if (event.name == "fill") {
    if (kept->state == KeptState::kReserved) kept->state = KeptState::kOpen;
    const auto sum = kept->filled.plus(event.quantity);
    if (sum.ok()) kept->filled = sum.value();
    set_field(*kept, "filled_quantity", kept->filled);
    const Value* quantity = value_of(*kept, "quantity");
    const auto* whole = quantity == nullptr ? nullptr : std::get_if<Decimal>(quantity);
    const bool complete = whole != nullptr && kept->filled >= *whole;
    set_status(*kept, complete || event.done ? "filled" : "partly_filled");
    if (complete || event.done) settle(*kept, event.amount);
  } else {
    // Cancelled or refused by the market: what it reserved is free again, what was executed stays.
    if (kept->filled.is_zero()) {
      (void)ledger_.remove(kept);
    } else {
      set_status(*kept, "cancelled");
      settle(*kept, event.amount);
    }
  }
}

Result<std::string> Desk::order_event(const std::string& id, std::string_view body, const Asker& asker) {
  PROBITY_TRY(const OrderEvent event, read_order_event(body));
  if (event.name == "replace") return replace_order(id, body, asker);
  // A fill that is told twice must not count twice.
  const std::string key = asker.caller + '\x1f' + asker.key;
  const auto key_pass = asker.key.empty() ? nullptr : gate_.enter({"k\x1f" + key});
  const std::string digest = digest_text(sha256(id + '\x1f' + std::string(body)));
  if (!asker.key.empty()) {
    if (const auto before = keys_.find(key)) {
      if (before->digest != digest) return Error{ErrorCode::kCorrupt, "the idempotency key was used for another event"};
      ++counts_.repeated;
      if (before->body != nullptr) return *before->body;
      return audit::readable_text(JsonObject{{"order", id}, {"event", event.name}, {"state", "recorded before"}});
    }
  }
  const auto pass = gate_.enter({std::string("s\x1f") + kOrder + '\x1f' + id});
  const KeptPtr kept = ledger_.find(kOrder, id);
  if (kept == nullptr) {
    return Error{ErrorCode::kNotFound, "no permit of the order `" + id.substr(0, 80) +
                                           "` is kept: it was not permitted here, or its permit expired long ago"};
  }
  JsonObject members{{"caller", asker.caller}, {"subject", JsonObject{{"id", id}, {"on", kOrder}}}};
  members.emplace_back("event", std::string(body));
  if (!asker.key.empty()) {
    members.emplace_back("key", asker.key);
    members.emplace_back("body", digest);
  }
  PROBITY_TRY(const std::string entry, record_act("probity serve", "order_event", std::move(members)));
  JsonObject reply{{"order", id}, {"event", event.name}};
  {
    const Ledger::Hold held = ledger_.hold(kept->owners);
    apply_event(kept, event);
    const bool still = ledger_.find(kOrder, id) == kept;
    reply.emplace_back("state", still ? state_name(kept->state) : "released");
    reply.emplace_back("filled", kept->filled.to_string());
    reply.emplace_back("decision", kept->decision);
  }
  if (!entry.empty()) reply.emplace_back("entry", entry);
  ++counts_.events;
  std::string text = audit::readable_text(reply);
  if (!asker.key.empty()) keys_.put(key, {digest, {}, std::make_shared<const std::string>(text), now_ns()});
  return text;
}

Result<std::string> Desk::replace_order(const std::string& id, std::string_view body, const Asker& asker) {
  PROBITY_TRY(const OrderEvent event, read_order_event(body));
  const std::string_view rest = body.substr(event.order_begin);
  // The new order's own text: as far as its braces reach.
  const std::string_view line = adapters::first_json_value(rest);
  ++counts_.events;
  return decide_afresh({line}, false, asker, {}, id);
}

Result<void> Desk::count_in(const facts::SubjectFacts& subject, KeptState state, std::int64_t since_ns,
                            std::int64_t expires_ns, const std::string& entry, const Snapshot& snapshot) {
  const Schema& schema = snapshot.rules->program().schema;
  const Id<Entity> entity = subject.subject.entity;
  auto kept = std::make_shared<Kept>();
  kept->on = schema.entities[entity].name;
  kept->id = subject.id;
  for (const std::uint32_t field : snapshot.rules->windows.owners_of(entity)) {
    std::string owner = owner_key(schema, *subject.record, field);
    if (!owner.empty()) kept->owners.push_back(std::move(owner));
  }
  if (kept->owners.empty()) {
    return wrong("`" + subject.id + "` names nobody whose windows it could count in: give its client's id");
  }
  kept->state = state;
  kept->since_ns = since_ns;
  kept->expires_ns = expires_ns;
  kept->decision = entry;
  kept->rules = snapshot.rules;
  keep_facts(*kept, *subject.record);
  std::vector<std::string> owners = kept->owners;
  if (const KeptPtr before = ledger_.find(kept->on, kept->id)) {
    owners.insert(owners.end(), before->owners.begin(), before->owners.end());
  }
  const Ledger::Hold held = ledger_.hold(owners);
  PROBITY_TRY(const KeptPtr before, ledger_.put(kept));
  return {};
}

Result<std::string> Desk::trades(std::string_view body, const Asker& asker) {
  const bool is_array = adapters::is_json_array(body);
  std::vector<std::string_view> lines = {body};
  if (is_array) {
    PROBITY_TRY(lines, adapters::split_json_array(body, kTradesMax));
  }
  const Snapshot snapshot = this->snapshot();
  const Schema& schema = snapshot.rules->program().schema;
  adapters::FactsOptions options;
  options.zone = snapshot.rules->zone;
  std::vector<facts::SubjectFacts> subjects;
  std::vector<std::string> names;
  std::vector<audit::EntryDraft> drafts;
  for (const std::string_view line : lines) {
    const adapters::FactsLine read = adapters::read_facts_line(line, schema, options);
    const std::string place = "trade " + std::to_string(subjects.size() + 1) + (read.id.empty() ? "" : " `" + read.id + "`");
    if (!read.subject) return wrong(place + ": " + read.refused);
    // What counts in limits must be read whole, or nobody notices that it counts too little.
    if (!read.findings.empty()) return wrong(place + ": " + read.findings.front().text());
    if (read.subject->subject.act || !snapshot.rules->windows.keeps(read.subject->subject.entity)) {
      return wrong(place + ": no rule has a window over records of " + subject_name(schema, read.subject->subject));
    }
    const std::string on = subject_name(schema, read.subject->subject);
    names.push_back("s\x1f" + on + '\x1f' + read.id);
    JsonObject members{{"caller", asker.caller}, {"subject", JsonObject{{"id", read.id}, {"on", on}}}};
    // A log that seals personal facts gets none that are not sealed.
    if (log_ == nullptr || log_->redactor() == nullptr) members.emplace_back("facts", line);
    PROBITY_TRY(audit::EntryDraft draft, audit::draft({"probity serve", options_.engine},
                                                      audit::EventEntry{"trade", std::move(members)}));
    drafts.push_back(std::move(draft));
    subjects.push_back(*read.subject);
  }
  const auto pass = gate_.enter(std::move(names));
  std::vector<std::string> entries(subjects.size());
  if (log_ != nullptr) {
    PROBITY_TRY(const auto ids, log_->record_drafts(drafts));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!ids[i].ok()) return ids[i].error();
      entries[i] = ids[i].value();
    }
  }
  JsonArray taken;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    PROBITY_TRY_VOID(count_in(subjects[i], KeptState::kSettled, now_ns(), 0, entries[i], snapshot));
    taken.push_back(JsonObject{{"id", subjects[i].id}, {"entry", entries[i]}});
    ++counts_.trades;
  }
  return audit::readable_text(JsonObject{{"taken", std::move(taken)}});
}

}  // namespace probity::pretrade
