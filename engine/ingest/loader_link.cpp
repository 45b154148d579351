#include <algorithm>

#include "engine/ingest/loader.h"
#include "engine/ingest/resolver.h"

// Linking: keys become pointers once every record is there.
namespace probity::ingest {

Finding Loader::dangling(const RecordStore& store, const StoredReference& reference) const {
  const Entity& entity = schema_.entities[store.entity];
  const Entity& target = schema_.entities[reference.entity];
  const auto* key = std::get_if<Value>(&store.records[reference.record].fields[0]);
  Finding finding;
  finding.kind = FindingKind::kDanglingReference;
  finding.file = store_.place_name(mapping_.tables[reference.table].table);
  finding.line = reference.line;
  finding.column = reference.column;
  if (key != nullptr) finding.record = std::get<std::string>(*key);
  finding.field = entity.name + "." + entity.fields[reference.field].name;
  finding.what = "no " + target.name + " has the key `" +
                 std::string(book_->find(reference.entity)->keys.key(reference.key)) + "`";
  finding.remedy = "add the record, or mend the key";
  finding.refused = options_.strict;
  return finding;
}

bool Loader::dangles(const StoredReference& reference) const {
  return !book_->find(reference.entity)->is_there(reference.key);
}

Result<bool> Loader::refuse_dangling(RecordStore& store) {
  bool refused = false;
  for (const StoredReference& reference : store.references) {
    if (store.dead[reference.record] || !dangles(reference)) continue;
    if (!is_left_to_scan(mapping_.tables[reference.table])) {
      PROBITY_TRY_VOID(on_finding_(dangling(store, reference)));
      book_->count_refused(reference.table);
    }
    store.dead[reference.record] = true;
    refused = true;
  }
  return refused;
}

// `--strict` refuses a record whose reference dangles, which may leave others dangling in turn.
Result<bool> Loader::refuse_dangling() {
  bool refused = false;
  for (const auto& list : book_->lists_) {
    const std::vector<bool> before = list->dead;
    PROBITY_TRY_VOID(refuse_dangling(*list));
    for (std::size_t record = 0; record < list->dead.size(); ++record) {
      if (list->dead[record] && !before[record]) list->records[record] = facts::record_in_doubt(schema_, list->entity);
    }
  }
  for (const auto& store : book_->entities_) {
    if (!store) continue;
    const std::vector<bool> before = store->dead;
    PROBITY_TRY(const bool any, refuse_dangling(*store));
    refused = refused || any;
    if (store->versioned) {
      for (std::size_t record = 0; record < before.size(); ++record) {
        if (before[record] || !store->dead[record]) continue;
        const facts::Fact key = store->records[record].fields[0];
        store->records[record] = facts::record_in_doubt(schema_, store->entity);
        store->records[record].fields[0] = key;
      }
      continue;
    }
    for (std::uint32_t& latest : store->latest) {
      while (latest != kNoRecord && store->dead[latest]) latest = store->previous[latest];
    }
    for (std::uint32_t& previous : store->previous) {
      while (previous != kNoRecord && store->dead[previous]) previous = store->previous[previous];
    }
  }
  return refused;
}

Result<void> Loader::link_references(RecordStore& store) {
  for (const StoredReference& reference : store.references) {
    if (store.dead[reference.record]) continue;
    const EntityStore& target = *book_->find(reference.entity);
    const std::uint32_t found = target.latest[reference.key];
    if (!target.is_there(reference.key)) {
      store.records[reference.record].fields[reference.field] = facts::InDoubt();
      if (!is_left_to_scan(mapping_.tables[reference.table])) {
        PROBITY_TRY_VOID(on_finding_(dangling(store, reference)));
      }
    } else if (!target.depends_on_instant) {
      store.records[reference.record].fields[reference.field] = borrowed(target.records[found]);
    }
  }
  return {};
}

Result<void> Loader::link_lists() {
  for (const auto& list : book_->lists_) {
    PROBITY_TRY_VOID(link_references(*list));
    list->pointers.resize(list->elements.size());
    for (std::uint32_t owner = 0; owner < list->elements.size(); ++owner) {
      for (const std::uint32_t element : list->elements[owner]) {
        if (!list->depends_on_instant) list->pointers[owner].records.push_back(borrowed(list->records[element]));
      }
    }
  }
  for (const auto& store : book_->entities_) {
    if (!store) continue;
    const auto is_there = [&store](std::string_view key) {
      const auto number = store->keys.find(key);
      return number && store->is_there(*number);
    };
    PROBITY_TRY_VOID(book_->report_ownerless(store->entity, is_there, options_.strict, on_finding_));
  }
  return {};
}

void Loader::fill(FilledList& filled) {
  const EntityStore& store = *book_->find(filled.entity);
  const EntityStore& owners = *book_->find(filled.owner);
  if (filled.depends_on_instant) {
    filled.keys.resize(owners.keys.size());
    std::vector<std::uint32_t> key_of(store.records.size(), kNoRecord);
    for (std::uint32_t key = 0; key < store.latest.size(); ++key) {
      for (std::uint32_t at = store.latest[key]; at != kNoRecord; at = store.previous[at]) key_of[at] = key;
    }
    for (const StoredReference& reference : store.references) {
      const std::uint32_t key = key_of[reference.record];
      if (reference.field != filled.reference || key == kNoRecord) continue;
      filled.keys[reference.key].push_back(key);
    }
    for (std::vector<std::uint32_t>& keys : filled.keys) {
      std::sort(keys.begin(), keys.end());
      keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    }
    filled.ghosts.resize(owners.keys.size());
    for (const Ghost& ghost : ghosts_) {
      if (ghost.of == &filled) ++filled.ghosts[ghost.owner];
    }
    return;
  }
  filled.lists.resize(owners.keys.size());
  for (const StoredReference& reference : store.references) {
    if (reference.field != filled.reference || store.dead[reference.record]) continue;
    filled.lists[reference.key].records.push_back(borrowed(store.records[reference.record]));
  }
  for (const Ghost& ghost : ghosts_) {
    if (ghost.of != &filled) continue;
    filled.lists[ghost.owner].records.push_back(
        borrowed(book_->stubs_.emplace_back(facts::unknown_record(schema_, filled.entity))));
  }
  const std::optional<std::uint32_t>& date = schema_.entities[filled.entity].subject_date;
  for (facts::List& list : filled.lists) {
    list.records.shrink_to_fit();
    if (date) facts::sort_by_day(list, *date);
  }
}

Result<void> Loader::fill_lists() {
  for (const auto& filled : book_->filled_) {
    fill(*filled);
    const EntityStore& store = *book_->find(filled->entity);
    std::erase_if(filled->unowned, [&store](const auto& each) { return store.dead[each.first]; });
    if (filled->unowned.empty()) continue;
    const auto& [first, place] = filled->unowned.front();
    const Entity& owner = schema_.entities[filled->owner];
    const Entity& entity = schema_.entities[filled->entity];
    Finding finding;
    finding.kind = FindingKind::kNoOwner;
    finding.file = book_->files_[store.places[first].table];
    finding.line = place.line;
    finding.column = place.column;
    finding.field = owner.name + "." + owner.fields[filled->field].name;
    const std::size_t others = filled->unowned.size() - 1;
    finding.what = "this " + entity.name + (others > 0 ? " and " + std::to_string(others) + " more name" : " names") +
                   " no " + owner.name + ": no list has " + (others > 0 ? "them" : "it");
    finding.remedy = "fill in `" + entity.fields[filled->reference].name + "`";
    PROBITY_TRY_VOID(on_finding_(finding));
  }
  return {};
}

void Loader::link_owned(EntityStore& store) {
  for (const auto& filled : book_->filled_) {
    if (filled->owner != store.entity || filled->depends_on_instant) continue;
    for (std::uint32_t key = 0; key < store.latest.size(); ++key) {
      for (std::uint32_t at = store.latest[key]; at != kNoRecord; at = store.previous[at]) {
        store.records[at].fields[filled->field] = borrowed(filled->lists[key]);
      }
    }
  }
  for (std::size_t number = 0; number < book_->lists_.size(); ++number) {
    const ListStore& list = *book_->lists_[number];
    if (list.owner != store.entity || list.depends_on_instant || !list.by_key) continue;
    for (facts::Record& record : store.records) {
      const auto* key = std::get_if<Value>(&record.fields[0]);
      if (key == nullptr) continue;
      const auto owner = list.owners.find(std::get<std::string>(*key));
      record.fields[list.field] = owner ? borrowed(list.pointers[*owner]) : borrowed(book_->empty_);
    }
  }
  for (const StoredList& owned : store.lists) {
    const ListStore& list = *book_->lists_[owned.list];
    if (list.depends_on_instant) continue;
    store.records[owned.record].fields[list.field] = borrowed(list.pointers[owned.owner]);
  }
}

Result<void> Loader::link() {
  bool refused = options_.strict;
  while (refused) {
    PROBITY_TRY(refused, refuse_dangling());
  }
  for (const auto& store : book_->entities_) {
    if (store) PROBITY_TRY_VOID(link_references(*store));
  }
  PROBITY_TRY_VOID(fill_lists());
  PROBITY_TRY_VOID(link_lists());
  for (const auto& store : book_->entities_) {
    if (store) link_owned(*store);
  }
  return {};
}

}  // namespace probity::ingest
