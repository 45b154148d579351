#include "engine/ingest/loader.h"

#include <algorithm>

#include "engine/ingest/resolver.h"

namespace probity::ingest {
namespace {

constexpr std::size_t kRowsInChunk = 4096;

std::string table_subject(const Schema& schema, const ir::TableMap& table) {
  if (!table.list) return schema.entities[table.entity].name;
  const Entity& owner = schema.entities[table.list->owner];
  return owner.name + "." + owner.fields[table.list->field].name;
}

}  // namespace

Result<std::unique_ptr<Book>> Loader::run() {
  book_->entities_.resize(schema_.entities.size());
  for (const ir::TableMap& table : mapping_.tables) book_->files_.push_back(store_.place_name(table.table));
  find_needed();
  find_instant_dependent();
  for (const std::uint32_t index : tables_) PROBITY_TRY_VOID(read_table(index));
  PROBITY_TRY_VOID(link());
  return std::move(book_);
}

Result<void> Loader::report(const Finding& finding) {
  return quiet_ ? Result<void>() : on_finding_(finding);
}

// ---------------------------------------------------------------- what is needed

void Loader::need_of_table(const ir::TableMap& table) {
  for (const ir::ReferenceMap& reference : table.references) need(reference.entity);
}

bool Loader::reads(Id<Entity> entity, std::uint32_t field) const {
  return options_.reads == nullptr || options_.reads->contains({entity, field});
}

/// Lists that are filled from every row of an entity are long: only those that the rules read are made.
void Loader::need_filled(Id<Entity> owner) {
  for (const ir::ListFilling& filling : mapping_.fillings) {
    if (filling.owner != owner || !reads(owner, filling.field)) continue;
    const bool is_new = std::none_of(book_->filled_.begin(), book_->filled_.end(), [&](const auto& each) {
      return each->owner == owner && each->field == filling.field;
    });
    const bool is_mapped = std::any_of(mapping_.tables.begin(), mapping_.tables.end(), [&](const auto& table) {
      return !table.list && table.entity == owner;
    });
    if (!is_new || !is_mapped) continue;
    auto& filled = book_->filled_.emplace_back(std::make_unique<FilledList>());
    filled->owner = owner;
    filled->field = filling.field;
    filled->entity = filling.entity;
    filled->reference = filling.reference;
    need(filling.entity);
    need(owner);
  }
}

/// The entity's own rows are referred to.
void Loader::need(Id<Entity> entity) {
  if (!reached_.insert(entity).second) return;
  need_filled(entity);
  for (std::uint32_t index = 0; index < mapping_.tables.size(); ++index) {
    const ir::TableMap& table = mapping_.tables[index];
    if (table.list ? table.list->owner != entity : table.entity != entity) continue;
    tables_.insert(index);
    need_of_table(table);
  }
}

void Loader::find_needed() {
  need_filled(scanned_);
  for (const Id<Entity> entity : options_.also) need(entity);
  for (std::uint32_t index = 0; index < mapping_.tables.size(); ++index) {
    const ir::TableMap& table = mapping_.tables[index];
    if (!table.list && table.entity == scanned_) {
      if (table.version) need(scanned_);
      need_of_table(table);
    }
    if (table.list && table.list->owner == scanned_) {
      tables_.insert(index);
      need_of_table(table);
    }
  }
  for (const std::uint32_t index : tables_) {
    const ir::TableMap& table = mapping_.tables[index];
    if (!table.list) {
      auto& store = book_->entities_[table.entity.index()];
      if (!store) store = std::make_unique<EntityStore>();
      store->entity = table.entity;
      store->versioned = store->versioned || table.version.has_value();
      continue;
    }
    const auto same = std::find_if(book_->lists_.begin(), book_->lists_.end(), [&](const auto& each) {
      return each->owner == table.list->owner && each->field == table.list->field;
    });
    if (same != book_->lists_.end()) continue;
    auto& list = book_->lists_.emplace_back(std::make_unique<ListStore>());
    list->entity = table.entity;
    list->owner = table.list->owner;
    list->field = table.list->field;
    list->by_key = table.list->owner_row.empty();
  }
}

bool Loader::refers_to_dependent(const ir::TableMap& table) const {
  return std::any_of(table.references.begin(), table.references.end(), [&](const auto& reference) {
    // What no rule reads is left open: the million trades of a list need not be made anew for each subject
    // because their client comes in versions.
    if (!reads(table.entity, reference.field)) return false;
    const auto& target = book_->entities_[reference.entity.index()];
    return target && target->depends_on_instant;
  });
}

/// Grows the set until nothing is added: what has versions, and what refers to such.
void Loader::find_instant_dependent() {
  bool grew = true;
  const auto mark = [&grew](RecordStore& store) {
    grew = grew || !store.depends_on_instant;
    store.depends_on_instant = true;
  };
  while (grew) {
    grew = false;
    for (const std::uint32_t index : tables_) {
      const ir::TableMap& table = mapping_.tables[index];
      if (!table.list) {
        if (table.version || refers_to_dependent(table)) mark(*book_->entities_[table.entity.index()]);
        continue;
      }
      for (const auto& list : book_->lists_) {
        if (list->owner != table.list->owner || list->field != table.list->field) continue;
        if (refers_to_dependent(table)) mark(*list);
        const auto& owner = book_->entities_[list->owner.index()];
        if (list->depends_on_instant && owner) mark(*owner);
      }
    }
    for (const auto& filled : book_->filled_) {
      const auto& store = book_->entities_[filled->entity.index()];
      filled->depends_on_instant = store && store->depends_on_instant;
      if (filled->depends_on_instant) mark(*book_->entities_[filled->owner.index()]);
    }
  }
}

// ---------------------------------------------------------------- reading

Result<void> Loader::read_table(std::uint32_t index) {
  const ir::TableMap& table = mapping_.tables[index];
  ports::TableOptions options{mapping_.encoding, mapping_.delimiter, {}};
  for (const ir::Column& column : table.list ? table.list->columns : table.key) {
    if (!column.join) options.order_by.push_back(column.name);
  }
  PROBITY_TRY(const std::unique_ptr<ports::TableReader> reader, store_.open(table.table, options));
  quiet_ = is_left_to_scan(table);
  PROBITY_TRY(const RowMapper mapper,
              RowMapper::bind(mapping_, table, schema_, store_, reader->columns(),
                              [this](const Finding& finding) { return report(finding); }));
  row_lists_.clear();
  if (!table.list) {
    PROBITY_TRY(row_lists_, book_->row_lists(mapper));
  }
  TableCount count;
  count.file = mapper.file();
  count.what = table_subject(schema_, table);
  table_ = index;
  PROBITY_TRY_VOID(read_rows(index, *reader, mapper, count));
  if (!quiet_) {
    book_->count_of_[index] = book_->counts_.size();
    book_->counts_.push_back(std::move(count));
    for (TableCount& joined : mapper.joined_counts()) book_->counts_.push_back(std::move(joined));
  }
  quiet_ = false;
  return {};
}

Result<void> Loader::read_rows(std::uint32_t /*index*/, ports::TableReader& reader,
                               const RowMapper& mapper, TableCount& count) {
  ports::TableChunk chunk;
  std::uint64_t rows = 0;
  while (true) {
    if (options_.stop && options_.stop()) {
      return Error{ErrorCode::kInterrupted, "stopped while reading " + mapper.file() + "; nothing was written"};
    }
    PROBITY_TRY(const bool more, reader.next(chunk, kRowsInChunk));
    if (!more) return {};
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      const RowPlace place{&chunk, row, 0};
      if (chunk.fault(row) != nullptr) {
        PROBITY_TRY_VOID(add_broken(place, mapper, count));
      } else {
        PROBITY_TRY_VOID(add_row(place, mapper, count));
      }
    }
    rows += chunk.row_count();
    if (options_.progress) options_.progress(mapper.file(), rows, reader.progress());
  }
}

bool Loader::is_left_to_scan(const ir::TableMap& table) const {
  if (table.list || table.entity != scanned_) return false;
  return !book_->entities_[scanned_.index()]->versioned;
}

Result<void> Loader::add_broken(const RowPlace& place, const RowMapper& mapper, TableCount& count) {
  if (!mapper.passes_filters(place)) {
    ++count.passed_over;
    return {};
  }
  ++count.read;
  ++count.refused;
  add_in_doubt(place, mapper);
  return report(mapper.broken_line(place));
}

// A refused row still says that its owner has one more element, if it says whose it is.
void Loader::add_in_doubt(const RowPlace& place, const RowMapper& mapper) {
  const ir::TableMap& table = mapper.table();
  if (!table.list) {
    add_ghost(place, mapper);
    return add_version_in_doubt(place, mapper);
  }
  const std::string owner = mapper.owner_key(place);
  if (owner.empty()) return;
  Draft unknown;
  unknown.fields = facts::record_in_doubt(schema_, table.entity).fields;
  add_to_list(place, mapper, owner, std::move(unknown), true);
}

/// A refused row of a record in versions is a version of which nothing is known: the one before it is not
/// surely the one that counts.
void Loader::add_version_in_doubt(const RowPlace& place, const RowMapper& mapper) {
  if (!mapper.table().version) return;
  const std::string key = mapper.key(place);
  if (key.empty()) return;
  EntityStore& store = *book_->entities_[mapper.table().entity.index()];
  Draft unknown;
  unknown.fields = facts::record_in_doubt(schema_, store.entity).fields;
  unknown.fields[0] = Value(key);
  const std::uint32_t number = store.number_of(key);
  const std::uint32_t record = append(store, place, mapper, std::move(unknown));
  store.dead[record] = true;
  store.times.push_back(version_time(place, mapper));
  store.previous.push_back(store.latest[number]);
  store.latest[number] = record;
}

VersionTime Loader::version_time(const RowPlace& place, const RowMapper& mapper) const {
  VersionTime time;
  const auto date = mapper.version_date(place);
  if (!date.ok()) return time;
  time.from = date.value();
  time.order_ns = time.from->instant_ns ? *time.from->instant_ns : mapping_.zone->instant_of(time.from->day, 0);
  return time;
}

void Loader::add_to_list(const RowPlace& place, const RowMapper& mapper, const std::string& owner, Draft draft,
                         bool dead) {
  const ir::TableMap::List& target = *mapper.table().list;
  const auto list = std::find_if(book_->lists_.begin(), book_->lists_.end(), [&](const auto& each) {
    return each->owner == target.owner && each->field == target.field;
  });
  PROBITY_CHECK(list != book_->lists_.end());
  ListStore& store = **list;
  const std::uint32_t number = store.number_of(owner);
  const std::uint32_t record = append(store, place, mapper, std::move(draft));
  store.dead[record] = dead;
  store.elements[number].push_back(record);
  store.owner_of.push_back(number);
}

void Loader::add_ghost(const RowPlace& place, const RowMapper& mapper) {
  for (const auto& filled : book_->filled_) {
    if (filled->entity != mapper.table().entity) continue;
    const std::string owner = mapper.reference_key(place, filled->reference);
    if (!owner.empty()) ghosts_.push_back({filled.get(), book_->entities_[filled->owner.index()]->number_of(owner)});
  }
}

Result<void> Loader::add_row(const RowPlace& row, const RowMapper& mapper, TableCount& count) {
  for (std::uint32_t unpivot = 0; unpivot < mapper.records_in_row(); ++unpivot) {
    const RowPlace place{row.chunk, row.row, unpivot};
    if (mapper.is_blank_unpivot(place)) {
      ++count.blank;
      continue;
    }
    if (!mapper.passes_filters(place)) {
      ++count.passed_over;
      continue;
    }
    Draft draft = mapper.draft(place);
    for (Finding& finding : draft.findings) {
      finding.refused = options_.strict;
      PROBITY_TRY_VOID(report(finding));
    }
    ++count.read;
    if (options_.strict && !draft.findings.empty()) {
      ++count.refused;
      add_in_doubt(place, mapper);
      continue;
    }
    PROBITY_TRY_VOID(mapper.table().list ? add_element(place, mapper, std::move(draft), count)
                                         : add_entity(place, mapper, std::move(draft), count));
  }
  return {};
}

std::uint32_t Loader::append(RecordStore& store, const RowPlace& place, const RowMapper& mapper,
                             Draft draft) {
  const auto number = static_cast<std::uint32_t>(store.records.size());
  for (const PendingReference& reference : draft.references) {
    const auto& target = book_->entities_[reference.entity.index()];
    if (!target) {  // nothing maps the entity: its key is all that is known of it
      facts::Record& stub = book_->stubs_.emplace_back(facts::unknown_record(schema_, reference.entity));
      stub.fields[0] = Value(reference.key);
      draft.fields[reference.field] = borrowed(stub);
      continue;
    }
    store.references.push_back({number, reference.field, reference.entity,
                                target->number_of(reference.key), reference.place.line,
                                reference.place.column, table_});
  }
  for (const Book::RowList& list : row_lists_) {
    const std::string owner = mapper.cells_key(place, list.columns);
    if (owner.empty()) continue;
    store.lists.push_back({number, list.list, book_->lists_[list.list]->number_of(owner)});
  }
  const bool is_list = mapper.table().list.has_value();
  for (const auto& filled : book_->filled_) {
    if (is_list || filled->entity != store.entity) continue;
    const bool says = std::any_of(draft.references.begin(), draft.references.end(),
                                  [&](const auto& reference) { return reference.field == filled->reference; });
    if (!says) filled->unowned.emplace_back(number, mapper.reference_place(place, filled->reference));
  }
  store.records.push_back({store.entity, std::move(draft.fields)});
  store.places.push_back({is_list ? mapper.owner_place(place) : mapper.key_place(place), table_});
  store.dead.push_back(false);
  return number;
}

bool Loader::same_record(const EntityStore& store, std::uint32_t record, const Draft& draft) {
  std::vector<facts::Fact> fields = draft.fields;
  auto reference = std::lower_bound(store.references.begin(), store.references.end(), record,
                                    [](const auto& entry, std::uint32_t number) { return entry.record < number; });
  for (const PendingReference& pending : draft.references) {
    const auto& target = book_->entities_[pending.entity.index()];
    if (!target) {
      const auto* other = std::get_if<facts::RecordPtr>(&store.records[record].fields[pending.field]);
      if (other == nullptr || (*other)->fields[0] != facts::Fact(Value(pending.key))) return false;
      fields[pending.field] = *other;
      continue;
    }
    const bool same = reference != store.references.end() && reference->record == record &&
                      reference->field == pending.field && target->keys.find(pending.key) == reference->key;
    if (!same) return false;
    ++reference;
  }
  const bool has_more = reference != store.references.end() && reference->record == record;
  return !has_more && fields == store.records[record].fields;
}

Result<void> Loader::add_entity(const RowPlace& place, const RowMapper& mapper, Draft draft,
                                TableCount& count) {
  const ir::TableMap& table = mapper.table();
  EntityStore& store = *book_->entities_[table.entity.index()];
  if (draft.key.empty()) {
    ++count.refused;
    add_ghost(place, mapper);
    return report(mapper.finding(FindingKind::kNoKey, mapper.key_place(place), "a part of the key is empty",
                                 "fill it in"));
  }
  VersionTime time;
  if (table.version) {
    time = version_time(place, mapper);
    if (!time.from) {
      Finding finding = mapper.finding(FindingKind::kUndatedVersion, mapper.version_place(place),
                                       "the date of this version does not read",
                                       "mend it: until then what the versions differ in is unknown");
      finding.record = draft.key;
      finding.refused = options_.strict;
      PROBITY_TRY_VOID(report(finding));
      if (options_.strict) {
        ++count.refused;
        add_in_doubt(place, mapper);
        return {};
      }
    }
  }
  const std::uint32_t key = store.number_of(draft.key);
  std::uint32_t same_time = kNoRecord;
  for (std::uint32_t at = store.latest[key]; at != kNoRecord; at = store.previous[at]) {
    const bool is_same = !store.dead[at] && (!store.versioned || (store.times[at].from.has_value() == time.from.has_value() &&
                                              store.times[at].order_ns == time.order_ns));
    if (is_same) same_time = at;
  }
  if (same_time != kNoRecord) {
    const bool is_equal = same_record(store, same_time, draft);
    if (is_equal || table.repeats == ir::Repeats::kFirstWins) {
      --count.read;
      ++count.superseded;
      return {};
    }
    if (table.repeats == ir::Repeats::kRefuse) {
      ++count.refused;
      Finding finding = mapper.finding(FindingKind::kRepeatedKey, mapper.key_place(place),
                                       book_->place_text(store.places[same_time]) +
                                           " has this key already and says something else",
                                       "keep one, or map with `last row wins`");
      finding.record = draft.key;
      return report(finding);
    }
    --count.read;
    ++count.superseded;
  }
  const std::uint32_t record = append(store, place, mapper, std::move(draft));
  store.times.push_back(time);
  store.previous.push_back(kNoRecord);
  if (same_time == kNoRecord) {
    store.previous[record] = store.latest[key];
    store.latest[key] = record;
    return {};
  }
  // The later row takes the earlier one's place among the versions.
  store.dead[same_time] = true;
  store.previous[record] = store.previous[same_time];
  std::uint32_t* link = &store.latest[key];
  while (*link != same_time) link = &store.previous[*link];
  *link = record;
  return {};
}

Result<void> Loader::add_element(const RowPlace& place, const RowMapper& mapper, Draft draft,
                                 TableCount& count) {
  const std::string owner = mapper.owner_key(place);
  if (owner.empty()) {
    ++count.refused;
    return report(mapper.finding(FindingKind::kNoKey, mapper.owner_place(place),
                                 "the row does not say whose it is", "fill it in"));
  }
  add_to_list(place, mapper, owner, std::move(draft), false);
  return {};
}

}  // namespace probity::ingest
