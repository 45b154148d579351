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
  for (const Known& known : known_) {
    if (known.store == &store && known.number == key) return known.record;
  }
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
  known_.push_back({&store, key, borrowed(copy)});
  link(store, chosen.front(), copy);
  for (std::size_t at = 1; at < chosen.size(); ++at) merge(store, chosen[at], copy);
  return borrowed(copy);
}

void Resolver::link(const RecordStore& store, std::uint32_t from, facts::Record& copy) {
  const auto [first, last] = entries_of(store.references, from);
  for (auto reference = first; reference != last; ++reference) {
    const EntityStore* target = book_.find(reference->entity);
    if (target == nullptr || !target->depends_on_instant) continue;  // linked for all subjects
    const facts::RecordPtr found = record(*target, reference->key);
    copy.fields[reference->field] = found ? facts::Fact(found) : facts::Fact();
  }
  const auto* key = std::get_if<Value>(&copy.fields[0]);
  const auto* text = key != nullptr ? std::get_if<std::string>(key) : nullptr;
  for (const auto& each : book_.lists_) {
    if (each->owner != copy.entity || !each->depends_on_instant || !each->by_key || !text) continue;
    const auto owner = each->owners.find(*text);
    copy.fields[each->field] = owner ? list(*each, *owner) : borrowed(book_.empty_);
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
    if (copy.fields[field] != second.fields[field]) copy.fields[field] = std::monostate();
  }
}

facts::RecordList Resolver::list(const ListStore& store, std::uint32_t owner) {
  if (!store.depends_on_instant) return borrowed(store.pointers[owner]);
  std::vector<facts::RecordPtr>& elements = arena_.lists.emplace_back();
  for (const std::uint32_t element : store.elements[owner]) {
    const auto known = std::find_if(known_.begin(), known_.end(), [&](const Known& each) {
      return each.store == &store && each.number == element;
    });
    if (known != known_.end()) {
      elements.push_back(known->record);
      continue;
    }
    facts::Record& copy = arena_.records.emplace_back(store.records[element]);
    elements.push_back(borrowed(copy));
    known_.push_back({&store, element, borrowed(copy)});
    link(store, element, copy);
  }
  return borrowed(elements);
}

}  // namespace probity::ingest
