#include "adapters/pretrade/ledger.h"

#include <algorithm>
#include <utility>

#include "adapters/json/facts_line.h"
#include "adapters/json/facts_text.h"

namespace probity::pretrade {
namespace {

std::string id_key(const std::string& on, const std::string& id) { return on + '\x1f' + id; }

bool is_expired(const Kept& kept, std::int64_t now_ns) {
  return kept.state == KeptState::kReserved && kept.expires_ns <= now_ns;
}

}  // namespace

Ledger::Hold Ledger::hold(const std::vector<std::string>& owners) {
  std::vector<Shard*> needed;
  needed.reserve(owners.size());
  for (const std::string& owner : owners) needed.push_back(&shard_of(owner));
  // One order for everybody, so that two who need the same do not wait for each other.
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  Hold hold;
  hold.locks_.reserve(needed.size());
  for (Shard* shard : needed) hold.locks_.emplace_back(shard->mutex);
  return hold;
}

std::vector<facts::RecordPtr> Ledger::records(const std::string& owner, const std::string& on,
                                              const std::shared_ptr<const LiveRules>& rules, std::int64_t now_ns) {
  Shard& shard = shard_of(owner);
  const auto found = shard.of.find(owner);
  if (found == shard.of.end()) return {};
  std::vector<facts::RecordPtr> records;
  for (const KeptPtr& kept : found->second) {
    if (kept->on != on || is_expired(*kept, now_ns)) continue;
    facts::RecordPtr record = kept->rules->generation == rules->generation
                                  ? std::make_shared<const facts::Record>(kept->whole())
                                  : translated(*kept, *rules);
    if (record != nullptr) records.push_back(std::move(record));
  }
  return records;
}

KeptPtr Ledger::find(const std::string& on, const std::string& id) {
  const std::string key = id_key(on, id);
  IdShard& shard = ids_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.of.find(key);
  return found == shard.of.end() ? nullptr : found->second;
}

Result<KeptPtr> Ledger::put(const KeptPtr& kept) {
  if (size_.load() >= kept_max_) {
    return Error{ErrorCode::kLimit, "more than " + std::to_string(kept_max_) + " orders and trades are kept for windows"};
  }
  const std::string key = id_key(kept->on, kept->id);
  KeptPtr before;
  {
    IdShard& shard = ids_of(key);
    const std::lock_guard lock(shard.mutex);
    KeptPtr& place = shard.of[key];
    before = std::exchange(place, kept);
  }
  if (before != nullptr) {
    unlink(before);
  } else {
    ++size_;
  }
  for (const std::string& owner : kept->owners) shard_of(owner).of[owner].push_back(kept);
  return before;
}

void Ledger::unlink(const KeptPtr& kept) {
  for (const std::string& owner : kept->owners) {
    Shard& shard = shard_of(owner);
    const auto found = shard.of.find(owner);
    if (found == shard.of.end()) continue;
    std::vector<KeptPtr>& list = found->second;
    list.erase(std::remove(list.begin(), list.end(), kept), list.end());
    if (list.empty()) shard.of.erase(found);
  }
}

bool Ledger::remove(const KeptPtr& kept) {
  const std::string key = id_key(kept->on, kept->id);
  {
    IdShard& shard = ids_of(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.of.find(key);
    if (found == shard.of.end() || found->second != kept) return false;
    shard.of.erase(found);
  }
  --size_;
  unlink(kept);
  return true;
}

void Ledger::prune(std::int64_t expired_ns, std::int64_t before_ns) {
  for (IdShard& shard : ids_) {
    std::vector<KeptPtr> all;
    {
      const std::lock_guard lock(shard.mutex);
      for (const auto& [key, kept] : shard.of) all.push_back(kept);
    }
    for (const KeptPtr& kept : all) {
      const Hold held = hold(kept->owners);
      if (is_expired(*kept, expired_ns) || kept->since_ns < before_ns) (void)remove(kept);
    }
  }
}

facts::Record Kept::whole() const {
  facts::Record record = facts::unknown_record(rules->program().schema, entity);
  for (const auto& [field, fact] : facts) record.fields[field] = fact;
  return record;
}

void keep_facts(Kept& kept, const facts::Record& record) {
  const Schema& schema = kept.rules->program().schema;
  kept.entity = record.entity;
  kept.facts.clear();
  for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
    const facts::Fact& fact = record.fields[i];
    if (std::holds_alternative<std::monostate>(fact) || std::holds_alternative<facts::RecordList>(fact)) continue;
    const auto* reference = std::get_if<facts::RecordPtr>(&fact);
    if (reference == nullptr) {
      kept.facts.emplace_back(i, fact);
    } else if (*reference != nullptr) {
      facts::Record key = facts::unknown_record(schema, (*reference)->entity);
      key.fields[0] = (*reference)->fields[0];
      kept.facts.emplace_back(i, facts::RecordPtr(std::make_shared<const facts::Record>(std::move(key))));
    }
  }
  kept.facts.shrink_to_fit();
}

facts::RecordPtr translated(const Kept& kept, const LiveRules& rules) {
  const Schema& from = kept.rules->program().schema;
  const facts::SubjectFacts subject{kept.id, {kept.entity, std::nullopt}, std::nullopt,
                                    std::make_shared<const facts::Record>(kept.whole())};
  adapters::FactsOptions options;
  options.zone = rules.zone;
  const std::string line = adapters::facts_text(from, subject, {});
  adapters::FactsLine read = adapters::read_facts_line(line, rules.program().schema, options);
  if (read.subject) return read.subject->record;
  const auto entity = rules.program().schema.find_entity(kept.on);
  if (!entity) return nullptr;
  return std::make_shared<const facts::Record>(facts::record_in_doubt(rules.program().schema, *entity));
}

}  // namespace probity::pretrade
