#include "engine/ingest/resolver.h"

#include <algorithm>

namespace probity::ingest {
namespace {

/// The part of a store's references or lists that belongs to one record.
template <typename Entries>
auto entries_of(const Entries& entries, std::uint32_t record) {
  const auto before = [](const auto& entry, std::uint32_t number) { return entry.record < number; };
  const auto first = std::lower_bound(entries.begin(), entries.end(), record, before);
  auto last = first;
  while (last != entries.end() && last->record == record) ++last;
  return std::pair(first, last);
}

}  // namespace

// A version that is dated with a day alone begins with that day. One that is dated with a time is not
// surely seen by a subject of that day whose own time is not known.
Resolver::Seen Resolver::seen(const VersionTime& version) const {
  if (!version.from) return Seen::kMaybe;
  const Zone& zone = *book_.mapping_->zone;
  if (!version.from->instant_ns) {
    return version.from->day <= instant_->day_in(zone) ? Seen::kYes : Seen::kNo;
  }
  switch (is_before(*instant_, *version.from, zone)) {
    case Truth::kFalse: return Seen::kYes;
    case Truth::kUnknown: return Seen::kMaybe;
    case Truth::kTrue: break;
  }
  return Seen::kNo;
}

/// The last version that is surely seen, and after it those that may be.
std::vector<std::uint32_t> Resolver::versions(const EntityStore& store, std::uint32_t key) const {
  std::optional<std::uint32_t> last;
  std::vector<std::uint32_t> maybe;
  for (std::uint32_t at = store.latest[key]; at != kNoRecord; at = store.previous[at]) {
    const Seen how = seen(store.times[at]);
    if (how == Seen::kMaybe) maybe.push_back(at);
    if (how == Seen::kYes && (!last || store.times[at].order_ns > store.times[*last].order_ns)) last = at;
  }
  if (!last) return {};
  std::vector<std::uint32_t> chosen = {*last};
  for (const std::uint32_t at : maybe) {
    const bool is_later = !store.times[at].from || store.times[at].order_ns > store.times[*last].order_ns;
    if (is_later) chosen.push_back(at);
  }
  return chosen;
}

facts::RecordPtr Resolver::record(const EntityStore& store, std::uint32_t key) {
  if (store.latest[key] == kNoRecord) return nullptr;
  if (!store.depends_on_instant) return borrowed(store.records[store.latest[key]]);
  if (const auto known = known_.find({&store, key}); known != known_.end()) return known->second;
  std::vector<std::uint32_t> chosen = {store.latest[key]};
  if (store.versioned) {
    if (!instant_) return nullptr;
    chosen = versions(store, key);
    if (chosen.empty()) {
      without_version_.push_back(book_.schema_->entities[store.entity].name + " " +
                                 std::string(store.keys.key(key)));
      return nullptr;
    }
  }
  facts::Record& copy = arena_.records.emplace_back(store.records[chosen.front()]);
  known_.emplace(std::pair(&store, key), borrowed(copy));
  link(store, chosen.front(), copy);
  for (std::size_t at = 1; at < chosen.size(); ++at) merge(store, chosen[at], copy);
  return borrowed(copy);
}

void Resolver::link(const RecordStore& store, std::uint32_t from, facts::Record& copy) {
  if (store.dead[from]) return;  // an element of which nothing is known
  const auto [first, last] = entries_of(store.references, from);
  for (auto reference = first; reference != last; ++reference) {
    const EntityStore* target = book_.find(reference->entity);
    if (target == nullptr || !target->depends_on_instant) continue;  // linked for all subjects
    const facts::RecordPtr found = record(*target, reference->key);
    copy.fields[reference->field] = found ? facts::Fact(found) : facts::Fact(facts::InDoubt());
  }
  const auto* key = std::get_if<Value>(&copy.fields[0]);
  const auto* text = key != nullptr ? std::get_if<std::string>(key) : nullptr;
  for (const auto& each : book_.lists_) {
    if (each->owner != copy.entity || !each->depends_on_instant || !each->by_key || !text) continue;
    const auto owner = each->owners.find(*text);
    copy.fields[each->field] = owner ? list(*each, *owner) : borrowed(book_.empty_);
  }
  for (const auto& filled : book_.filled_) {
    if (filled->owner != copy.entity || !filled->depends_on_instant || !text) continue;
    const auto owner = book_.find(filled->owner)->keys.find(*text);
    copy.fields[filled->field] = owner ? list(*filled, *owner) : borrowed(book_.empty_);
  }
  const auto [first_list, last_list] = entries_of(store.lists, from);
  for (auto owned = first_list; owned != last_list; ++owned) {
    const ListStore& of = *book_.lists_[owned->list];
    if (of.depends_on_instant) copy.fields[of.field] = list(of, owned->owner);
  }
}

// Which of two versions counts is not known: what they agree on is.
void Resolver::merge(const RecordStore& store, std::uint32_t other, facts::Record& copy) {
  facts::Record& second = arena_.records.emplace_back(store.records[other]);
  link(store, other, second);
  for (std::size_t field = 0; field < copy.fields.size(); ++field) {
    if (copy.fields[field] != second.fields[field]) copy.fields[field] = facts::InDoubt();
  }
}

facts::RecordList Resolver::list(const ListStore& store, std::uint32_t owner) {
  if (!store.depends_on_instant) return borrowed(store.pointers[owner]);
  if (const auto known = known_lists_.find({&store, owner}); known != known_lists_.end()) return known->second;
  facts::List& list = arena_.lists.emplace_back();
  known_lists_.emplace(std::pair(&store, owner), borrowed(list));
  for (const std::uint32_t element : store.elements[owner]) {
    const auto known = known_.find({&store, element});
    if (known != known_.end()) {
      list.records.push_back(known->second);
      continue;
    }
    facts::Record& copy = arena_.records.emplace_back(store.records[element]);
    list.records.push_back(borrowed(copy));
    known_.emplace(std::pair(&store, element), borrowed(copy));
    link(store, element, copy);
  }
  return borrowed(list);
}

/// Whether a record, as it stands at the instant, refers to the owner; unknown where its versions differ.
Truth Resolver::refers_to(const EntityStore& store, std::uint32_t key, const FilledList& filled,
                          std::uint32_t owner) const {
  const std::vector<std::uint32_t> chosen =
      store.versioned ? versions(store, key) : std::vector<std::uint32_t>{store.latest[key]};
  std::size_t count = 0;
  for (const std::uint32_t each : chosen) {
    const auto [first, last] = entries_of(store.references, each);
    const bool refers = std::any_of(first, last, [&](const StoredReference& reference) {
      return reference.field == filled.reference && reference.entity == filled.owner && reference.key == owner;
    });
    if (refers) ++count;
  }
  return count == 0 ? Truth::kFalse : count == chosen.size() ? Truth::kTrue : Truth::kUnknown;
}

// A record that comes in versions may have belonged to another owner before.
facts::RecordList Resolver::list(const FilledList& filled, std::uint32_t owner) {
  if (!filled.depends_on_instant) {
    return owner < filled.lists.size() ? borrowed(filled.lists[owner]) : borrowed(book_.empty_);
  }
  if (owner >= filled.keys.size()) return borrowed(book_.empty_);
  if (const auto known = known_lists_.find({&filled, owner}); known != known_lists_.end()) return known->second;
  facts::List& list = arena_.lists.emplace_back();
  known_lists_.emplace(std::pair(&filled, owner), borrowed(list));
  const EntityStore& store = *book_.find(filled.entity);
  const std::size_t reported = without_version_.size();
  std::uint32_t unknown = filled.ghosts[owner];
  for (const std::uint32_t key : filled.keys[owner]) {
    const facts::RecordPtr found = record(store, key);
    if (!found) continue;  // it is not there yet
    const Truth belongs = refers_to(store, key, filled, owner);
    if (belongs == Truth::kTrue) list.records.push_back(found);
    if (belongs == Truth::kUnknown) ++unknown;
  }
  without_version_.resize(reported);
  for (; unknown > 0; --unknown) {
    list.records.push_back(
        borrowed(arena_.records.emplace_back(facts::unknown_record(*book_.schema_, filled.entity))));
  }
  return borrowed(list);
}

}  // namespace probity::ingest
