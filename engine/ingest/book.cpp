#include "engine/ingest/book.h"

#include <algorithm>

#include "engine/ingest/loader.h"
#include "engine/ingest/resolver.h"

namespace probity::ingest {

Result<std::unique_ptr<Book>> Book::load(ports::TableStore& store, const ir::Mapping& mapping,
                                         const Schema& schema, Id<Entity> scanned,
                                         const LoadOptions& options, const OnFinding& on_finding) {
  return Loader(store, mapping, schema, scanned, options, on_finding).run();
}

const EntityStore* Book::find(Id<Entity> entity) const {
  return entity.index() < entities_.size() ? entities_[entity.index()].get() : nullptr;
}

Result<std::vector<Book::RowList>> Book::row_lists(const RowMapper& mapper) const {
  std::vector<RowList> lists;
  for (std::uint32_t number = 0; number < lists_.size(); ++number) {
    const ListStore& list = *lists_[number];
    if (list.by_key || list.owner != mapper.table().entity || mapper.table().list) continue;
    for (const ir::TableMap& table : mapping_->tables) {
      if (!table.list || table.list->owner != list.owner || table.list->field != list.field) continue;
      PROBITY_TRY(std::vector<BoundColumn> columns, mapper.find_columns(table.list->owner_row));
      lists.push_back({number, std::move(columns)});
      break;
    }
  }
  return lists;
}

// Where a `where` leaves owners out, rows without one are no mistake.
bool Book::leaves_rows_out(Id<Entity> entity) const {
  return std::any_of(mapping_->tables.begin(), mapping_->tables.end(), [&](const ir::TableMap& table) {
    return !table.list && table.entity == entity && !table.filters.empty();
  });
}

std::string Book::place_text(const StoredPlace& place) const {
  return files_[place.table] + (place.place.line > 0 ? ":" + std::to_string(place.place.line) : std::string());
}

void Book::put_place(const StoredPlace& place, Finding& finding) const {
  finding.file = files_[place.table];
  finding.line = place.place.line;
  finding.column = place.place.column;
}

void Book::count_refused(std::uint32_t table) {
  const auto count = count_of_.find(table);
  if (count != count_of_.end()) ++counts_[count->second].refused;
}

Finding Book::finding_on(FindingKind kind, Id<Entity> entity, const std::string& key) const {
  Finding finding;
  finding.kind = kind;
  finding.record = key;
  finding.refused = refuses(kind);
  const EntityStore* store = find(entity);
  const auto number = store != nullptr ? store->keys.find(key) : std::nullopt;
  if (number && store->latest[*number] != kNoRecord) put_place(store->places[store->latest[*number]], finding);
  return finding;
}

Result<void> Book::report_ownerless(Id<Entity> owner, const std::function<bool(std::string_view)>& is_there,
                                    bool strict, const OnFinding& on_finding) {
  if (leaves_rows_out(owner)) return {};
  const Entity& entity = schema_->entities[owner];
  for (const auto& list : lists_) {
    if (list->owner != owner || !list->by_key) continue;
    for (std::uint32_t number = 0; number < list->elements.size(); ++number) {
      const std::string key(list->owners.key(number));
      std::vector<std::uint32_t> rows = list->elements[number];
      std::erase_if(rows, [&list](std::uint32_t row) { return list->dead[row]; });  // reported already
      if (rows.empty() || is_there(key)) continue;
      Finding finding;
      finding.kind = FindingKind::kNoOwner;
      finding.record = key;
      finding.field = entity.name + "." + entity.fields[list->field].name;
      const std::size_t others = strict ? 0 : rows.size() - 1;
      finding.what = "this row" +
                     (others > 0 ? " and " + std::to_string(others) + " more belong" : std::string(" belongs")) +
                     " to `" + key + "`, and no " + entity.name + " has that key";
      finding.remedy = "add the record, or mend the key";
      finding.refused = strict;
      if (!strict) rows.resize(1);
      for (const std::uint32_t row : rows) {
        put_place(list->places[row], finding);
        if (strict) count_refused(list->places[row].table);
        PROBITY_TRY_VOID(on_finding(finding));
      }
    }
  }
  return {};
}

facts::RecordPtr Book::complete(const RowMapper& mapper, const RowPlace& place,
                                const std::vector<RowList>& lists, Draft& draft,
                                const std::optional<Moment>& instant, Arena& arena) const {
  Resolver resolver(*this, instant, arena);
  const Entity& entity = schema_->entities[mapper.table().entity];
  facts::Record& record = arena.records.emplace_back();
  record.entity = mapper.table().entity;
  record.fields = std::move(draft.fields);
  const auto report = [&](FindingKind kind, const PendingReference& reference, std::string what,
                          std::string remedy) {
    Finding finding = mapper.finding(kind, reference.place, std::move(what), std::move(remedy));
    finding.record = draft.key;
    finding.field = entity.name + "." + entity.fields[reference.field].name;
    draft.findings.push_back(std::move(finding));
  };
  for (const PendingReference& reference : draft.references) {
    const EntityStore* target = find(reference.entity);
    if (target == nullptr) {
      facts::Record& stub = arena.records.emplace_back(facts::unknown_record(*schema_, reference.entity));
      stub.fields[0] = Value(reference.key);
      record.fields[reference.field] = borrowed(stub);
      continue;
    }
    const auto key = target->keys.find(reference.key);
    if (!key || !target->is_there(*key)) {
      report(FindingKind::kDanglingReference, reference,
             "no " + schema_->entities[reference.entity].name + " has the key `" + reference.key + "`",
             "add the record, or mend the key");
      continue;
    }
    const std::size_t before = resolver.without_version().size();
    if (const facts::RecordPtr found = resolver.record(*target, *key)) {
      record.fields[reference.field] = found;
    }
    for (std::size_t at = before; at < resolver.without_version().size(); ++at) {
      report(FindingKind::kNoVersion, reference,
             "`" + resolver.without_version()[at] + "` has no version as early as " + instant->to_string(),
             "add the version that was in force");
    }
  }
  for (const auto& list : lists_) {
    if (list->owner != record.entity || !list->by_key || draft.key.empty()) continue;
    const auto owner = list->owners.find(draft.key);
    record.fields[list->field] = owner ? resolver.list(*list, *owner) : borrowed(empty_);
  }
  for (const auto& filled : filled_) {
    if (filled->owner != record.entity || draft.key.empty()) continue;
    const auto owner = find(filled->owner)->keys.find(draft.key);
    record.fields[filled->field] = owner ? resolver.list(*filled, *owner) : borrowed(empty_);
  }
  for (const RowList& list : lists) {
    const ListStore& store = *lists_[list.list];
    const std::string key = mapper.cells_key(place, list.columns);
    if (key.empty()) continue;
    const auto owner = store.owners.find(key);
    record.fields[store.field] = owner ? resolver.list(store, *owner) : borrowed(empty_);
  }
  return borrowed(record);
}

std::vector<std::string> Book::keys(Id<Entity> entity) const {
  std::vector<std::string> keys;
  const EntityStore* store = find(entity);
  for (std::uint32_t number = 0; store != nullptr && number < store->keys.size(); ++number) {
    if (store->is_there(number)) keys.emplace_back(store->keys.key(number));
  }
  return keys;
}

facts::RecordPtr Book::record(Id<Entity> entity, const std::string& key,
                              const std::optional<Moment>& instant, Arena& arena) const {
  const EntityStore* store = find(entity);
  const auto number = store != nullptr ? store->keys.find(key) : std::nullopt;
  return number ? Resolver(*this, instant, arena).record(*store, *number) : nullptr;
}

}  // namespace probity::ingest
