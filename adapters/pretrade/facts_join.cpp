#include "adapters/pretrade/facts_join.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/service/scan_job.h"

namespace probity::pretrade {
namespace {

using facts::Fact;
using facts::Record;
using facts::RecordPtr;

const std::string* key_of(const Record& record) {
  const auto* value = record.fields.empty() ? nullptr : std::get_if<Value>(&record.fields[0]);
  return value == nullptr ? nullptr : std::get_if<std::string>(value);
}

bool is_key_alone(const Record& record) {
  return std::all_of(record.fields.begin() + 1, record.fields.end(),
                     [](const Fact& fact) { return std::holds_alternative<std::monostate>(fact); });
}

}  // namespace

FactsJoin::FactsJoin(const Snapshot& snapshot, facts::SubjectFacts& subject)
    : snapshot_(snapshot), schema_(snapshot.rules->program().schema), subject_(subject) {}

Record& FactsJoin::own() {
  if (own_ == nullptr) {
    own_ = std::make_shared<Record>(*subject_.record);
    subject_.record = own_;
  }
  changed_ = true;
  return *own_;
}

std::optional<Moment> FactsJoin::instant() const {
  const auto field = service::date_field(schema_, subject_.subject);
  if (field) {
    const auto* value = std::get_if<Value>(&subject_.record->fields[*field]);
    if (value != nullptr) {
      if (const auto* moment = std::get_if<Moment>(value)) return *moment;
      if (const auto* date = std::get_if<Date>(value)) return Moment::on(*date);
    }
  }
  return subject_.as_of;
}

const ingest::Book* FactsJoin::book_for(Id<Entity> entity) const {
  if (snapshot_.data == nullptr) return nullptr;
  const auto found = snapshot_.data->books.find(subject_.subject.entity);
  if (found != snapshot_.data->books.end() && found->second->holds(entity)) return found->second.get();
  for (const auto& [judged, book] : snapshot_.data->books) {
    if (book->holds(entity)) return book.get();
  }
  return nullptr;
}

RecordPtr FactsJoin::known_record(Id<Entity> entity, const Record& carried) {
  const std::string* key = key_of(carried);
  const ingest::Book* book = book_for(entity);
  if (key == nullptr || book == nullptr) return nullptr;
  RecordPtr known = book->record(entity, *key, instant(), arena_);
  if (known == nullptr) return nullptr;
  if (is_key_alone(carried)) return known;
  auto joined = std::make_shared<Record>(*known);
  for (std::size_t i = 1; i < carried.fields.size(); ++i) {
    if (!std::holds_alternative<std::monostate>(carried.fields[i])) joined->fields[i] = carried.fields[i];
  }
  return joined;
}

void FactsJoin::add_reference_data() {
  if (snapshot_.data == nullptr) return;
  if (!subject_.subject.act || book_for(subject_.subject.entity) != nullptr) {
    if (const RecordPtr known = known_record(subject_.subject.entity, *subject_.record); known != nullptr) {
      own() = *known;
    }
  }
  const std::vector<Field>& fields = schema_.entities[subject_.subject.entity].fields;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    const auto* given = std::get_if<RecordPtr>(&subject_.record->fields[i]);
    if (given == nullptr || *given == nullptr || book_for(fields[i].type.entity) == nullptr) continue;
    const RecordPtr carried = *given;
    const RecordPtr known = known_record(fields[i].type.entity, *carried);
    if (known != nullptr) {
      own().fields[i] = known;
    } else if (const std::string* key = key_of(*carried)) {
      not_found_.push_back(schema_.entities[fields[i].type.entity].name + " " + *key);
    }
  }
}

std::vector<std::string> FactsJoin::owners() const {
  std::vector<std::string> owners;
  for (const std::uint32_t field : snapshot_.rules->windows.owners_of(subject_.subject.entity)) {
    std::string key = owner_key(schema_, *subject_.record, field);
    if (!key.empty()) owners.push_back(std::move(key));
  }
  return owners;
}

void FactsJoin::add_kept(Ledger& ledger, std::int64_t now_ns, bool lists_begin_empty) {
  const WindowPlan& windows = snapshot_.rules->windows;
  const Id<Entity> entity = subject_.subject.entity;
  for (const std::uint32_t field : windows.owners_of(entity)) {
    const std::string key = owner_key(schema_, *subject_.record, field);
    if (key.empty()) continue;
    const Id<Entity> owner = schema_.entities[entity].fields[field].type.entity;
    for (const auto& [list, element] : windows.lists_in(owner)) {
      const auto kept = ledger.records(key, schema_.entities[element].name, snapshot_.rules, now_ns);
      if (kept.empty() && !lists_begin_empty) continue;
      const RecordPtr before = std::get<RecordPtr>(subject_.record->fields[field]);
      if (kept.empty() && !facts::is_unknown(before->fields[list])) continue;
      if (!facts::is_unknown(before->fields[list]) || lists_begin_empty) {
        auto copy = std::make_shared<Record>(*before);
        extend(copy->fields[list], kept, lists_begin_empty);
        own().fields[field] = RecordPtr(std::move(copy));
      }
      if (element != entity) continue;
      for (const std::uint32_t own_list : windows.own_lists_of(entity)) {
        if (!facts::is_unknown(subject_.record->fields[own_list])) extend(own().fields[own_list], kept, false);
      }
    }
  }
}

void FactsJoin::extend(Fact& list, const std::vector<RecordPtr>& kept, bool begins_empty) {
  const auto* before = std::get_if<facts::RecordList>(&list);
  // A list that was given and does not read stays what it is.
  if (before == nullptr && (!begins_empty || !std::holds_alternative<std::monostate>(list))) return;
  std::set<std::string> ids;
  auto longer = std::make_shared<facts::List>();
  for (const RecordPtr& record : kept) {
    const std::string* id = record == nullptr ? nullptr : key_of(*record);
    if (id != nullptr) ids.insert(*id);
    // The subject is no part of what it is compared with.
    if (id != nullptr && *id == subject_.id && record->entity == subject_.subject.entity) continue;
    longer->records.push_back(record);
  }
  if (before != nullptr) {
    for (const RecordPtr& record : **before) {
      const std::string* id = record == nullptr ? nullptr : key_of(*record);
      // What the service itself knows of an order is newer than the data.
      if (id == nullptr || !ids.contains(*id)) longer->records.push_back(record);
    }
  }
  list = facts::RecordList(std::move(longer));
}

void FactsJoin::add_to_list(const std::vector<std::uint32_t>& steps, const RecordPtr& element) {
  if (steps.empty()) return;
  Record* record = &own();
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    const auto* next = std::get_if<RecordPtr>(&record->fields[steps[i]]);
    if (next == nullptr || *next == nullptr) return;
    auto copy = std::make_shared<Record>(**next);
    Record* below = copy.get();
    record->fields[steps[i]] = RecordPtr(std::move(copy));
    record = below;
  }
  Fact& list = record->fields[steps.back()];
  auto longer = std::make_shared<facts::List>();
  if (const auto* before = std::get_if<facts::RecordList>(&list)) longer->records = (*before)->records;
  longer->records.push_back(element);
  list = facts::RecordList(std::move(longer));
}

}  // namespace probity::pretrade
