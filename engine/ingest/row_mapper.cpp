#include "engine/ingest/row_mapper.h"

#include <algorithm>

#include "engine/ingest/cell_value.h"
#include "engine/values/text.h"

namespace probity::ingest {
namespace {

using Kind = BoundColumn::Kind;

constexpr const char* kPositionName = "position";

}  // namespace

std::string joined_key(const std::vector<std::string_view>& parts) {
  if (parts.size() == 1) return to_nfc(parts[0]);
  std::string key;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (at > 0) key += '/';
    for (const char c : to_nfc(parts[at])) {
      if (c == '/' || c == '\\') key += '\\';
      key += c;
    }
  }
  return key;
}

/// Finds columns by name; what is missing is gathered for one message.
class RowMapper::Binder {
 public:
  Binder(RowMapper& mapper, const ir::TableMap& table) : mapper_(mapper), table_(table) {}

  BoundColumn bind(const ir::Column& column) {
    if (column.join) {
      auto& names = joined[*column.join];
      const auto found = std::find(names.begin(), names.end(), column.name);
      const auto index = static_cast<std::uint32_t>(found - names.begin());
      if (found == names.end()) names.push_back(column.name);
      return {Kind::kJoined, index, *column.join};
    }
    const std::vector<std::string>& columns = mapper_.columns_;
    const auto found = std::find(columns.begin(), columns.end(), column.name);
    if (found == columns.end() && table_.unpivot) {
      if (column.name == table_.unpivot->name) return {Kind::kUnpivoted, 0, 0};
      if (column.name == kPositionName) return {Kind::kPosition, 0, 0};
    }
    wanted.push_back(column.name);
    return {Kind::kOwn, static_cast<std::uint32_t>(found - columns.begin()), 0};
  }
  std::vector<BoundColumn> bind(const std::vector<ir::Column>& columns) {
    std::vector<BoundColumn> bound;
    for (const ir::Column& column : columns) bound.push_back(bind(column));
    return bound;
  }

  std::vector<std::string> wanted;               // of the table itself
  std::vector<std::vector<std::string>> joined;  // of each joined table

 private:
  RowMapper& mapper_;
  const ir::TableMap& table_;
};

Result<RowMapper> RowMapper::bind(const ir::Mapping& mapping, const ir::TableMap& table,
                                  const Schema& schema, ports::TableStore& store,
                                  const std::vector<std::string>& columns,
                                  const OnFinding& on_finding) {
  RowMapper mapper;
  mapper.table_ = &table;
  mapper.schema_ = &schema;
  mapper.file_ = store.place_name(table.table);
  mapper.columns_ = columns;
  Binder binder(mapper, table);
  binder.joined.resize(table.joins.size());
  for (const ir::JoinMap& join : table.joins) mapper.join_left_.push_back(binder.bind(join.left));
  mapper.key_ = binder.bind(table.key);
  if (table.list) mapper.owner_ = binder.bind(table.list->columns);
  for (const ir::FilterMap& filter : table.filters) mapper.filters_.push_back(binder.bind(filter.column));
  if (table.version) mapper.version_ = binder.bind(table.version->column);
  for (const ir::ReferenceMap& reference : table.references) {
    mapper.references_.push_back(binder.bind(reference.key));
  }
  for (const ir::FieldMap& field : table.fields) {
    BoundField bound;
    if (const auto* column = std::get_if<ir::Column>(&field.from)) bound.column = binder.bind(*column);
    if (field.currency_column) bound.currency = binder.bind(*field.currency_column);
    mapper.fields_.push_back(bound);
  }
  if (table.unpivot) mapper.unpivoted_ = binder.bind(table.unpivot->columns);
  PROBITY_TRY_VOID([&]() -> Result<void> {
    const auto found = ingest::find_columns(mapper.file_, columns, binder.wanted);
    return found.ok() ? Result<void>() : Result<void>(found.error());
  }());
  if (table.unpivot && table.unpivot->range && mapper.unpivoted_.size() == 2) {
    const std::uint32_t first = mapper.unpivoted_[0].index;
    const std::uint32_t last = mapper.unpivoted_[1].index;
    if (first > last) {
      return Error{ErrorCode::kInvalidArgument,
                   mapper.file_ + " has column `" + columns[last] + "` before `" + columns[first] + "`"};
    }
    mapper.unpivoted_.clear();
    for (std::uint32_t at = first; at <= last; ++at) mapper.unpivoted_.push_back({Kind::kOwn, at, 0});
  }
  for (std::size_t at = 0; at < table.joins.size(); ++at) {
    const ir::JoinMap& join = table.joins[at];
    PROBITY_TRY(auto joined, JoinTable::load(mapping, join.table, join.right,
                                             std::move(binder.joined[at]), store, on_finding));
    mapper.joins_.push_back(std::move(joined));
  }
  return mapper;
}

Result<std::vector<BoundColumn>> RowMapper::find_columns(const std::vector<ir::Column>& names) const {
  std::vector<std::string> wanted;
  for (const ir::Column& column : names) wanted.push_back(column.name);
  PROBITY_TRY(const std::vector<std::uint32_t> found, ingest::find_columns(file_, columns_, wanted));
  std::vector<BoundColumn> bound;
  for (const std::uint32_t index : found) bound.push_back({Kind::kOwn, index, 0});
  return bound;
}

RowMapper::Cell RowMapper::cell(const RowPlace& place, const BoundColumn& column) const {
  switch (column.kind) {
    case Kind::kOwn: return {place.chunk->cell(place.row, column.index), {}};
    case Kind::kUnpivoted: return {place.chunk->cell(place.row, unpivoted_[place.unpivot].index), {}};
    case Kind::kPosition: break;
    case Kind::kJoined: {
      const JoinTable& joined = *joins_[column.join];
      const std::string key = to_nfc(trimmed(cell(place, join_left_[column.join]).text));
      const JoinTable::Answer answer = joined.find(key);
      if (answer.state != JoinTable::State::kOne) return {{}, answer.state};
      return {joined.cell(answer.row, column.index), {}};
    }
  }
  // Positions are texts of a few digits that live for the whole process.
  static const std::vector<std::string> kPositions = [] {
    std::vector<std::string> texts;
    for (std::size_t at = 1; at <= ports::kTableColumnsMax; ++at) texts.push_back(std::to_string(at));
    return texts;
  }();
  return {kPositions[place.unpivot], {}};
}

bool RowMapper::reaches(const RowPlace& place, const BoundColumn& column) const {
  const std::size_t cells = place.chunk->cell_count(place.row);
  switch (column.kind) {
    case Kind::kOwn: return column.index < cells;
    case Kind::kUnpivoted: return unpivoted_[place.unpivot].index < cells;
    case Kind::kPosition: return true;
    case Kind::kJoined: return reaches(place, join_left_[column.join]);
  }
  return false;
}

ports::TablePlace RowMapper::place_of(const RowPlace& place, const BoundColumn& column) const {
  switch (column.kind) {
    case Kind::kOwn: return place.chunk->place(place.row, column.index);
    case Kind::kUnpivoted: return place.chunk->place(place.row, unpivoted_[place.unpivot].index);
    case Kind::kJoined: return place_of(place, join_left_[column.join]);
    case Kind::kPosition: break;
  }
  return {place.chunk->line(place.row), 1};
}

bool RowMapper::passes_filters(const RowPlace& place) const {
  for (std::size_t at = 0; at < filters_.size(); ++at) {
    if (!reaches(place, filters_[at])) return true;  // a broken row is refused, not passed over
    const std::string text = to_nfc(trimmed(cell(place, filters_[at]).text));
    const ir::FilterMap& filter = table_->filters[at];
    const bool listed = std::find(filter.texts.begin(), filter.texts.end(), text) != filter.texts.end();
    if (listed == filter.negated) return false;
  }
  return true;
}

bool RowMapper::is_blank_unpivot(const RowPlace& place) const {
  if (unpivoted_.empty()) return false;
  const BoundColumn& column = unpivoted_[place.unpivot];
  return reaches(place, column) && trimmed(cell(place, column).text).empty();
}

std::string RowMapper::cells_key(const RowPlace& place, const std::vector<BoundColumn>& columns) const {
  std::vector<std::string_view> parts;
  for (const BoundColumn& column : columns) {
    if (!reaches(place, column)) return {};
    parts.push_back(trimmed(cell(place, column).text));
    if (parts.back().empty()) return {};
  }
  return parts.empty() ? std::string() : joined_key(parts);
}

std::string RowMapper::key(const RowPlace& place) const {
  if (!table_->key_row) return cells_key(place, key_);
  std::string key = std::to_string(place.chunk->row_number(place.row));
  return unpivoted_.empty() ? key : key + "/" + std::to_string(place.unpivot + 1);
}

std::string RowMapper::owner_key(const RowPlace& place) const { return cells_key(place, owner_); }

std::string RowMapper::reference_key(const RowPlace& place, std::uint32_t field) const {
  for (std::size_t at = 0; at < references_.size(); ++at) {
    if (table_->references[at].field == field) return cells_key(place, references_[at]);
  }
  return {};
}

ports::TablePlace RowMapper::key_place(const RowPlace& place) const {
  for (const BoundColumn& column : key_) {
    if (reaches(place, column) && trimmed(cell(place, column).text).empty()) return place_of(place, column);
  }
  return key_.empty() || !reaches(place, key_[0]) ? ports::TablePlace{place.chunk->line(place.row), 1}
                                                  : place_of(place, key_[0]);
}

ports::TablePlace RowMapper::owner_place(const RowPlace& place) const {
  return owner_.empty() ? ports::TablePlace{place.chunk->line(place.row), 1} : place_of(place, owner_[0]);
}

ports::TablePlace RowMapper::reference_place(const RowPlace& place, std::uint32_t field) const {
  for (std::size_t at = 0; at < references_.size(); ++at) {
    if (table_->references[at].field != field || references_[at].empty()) continue;
    return place_of(place, references_[at][0]);
  }
  return key_place(place);
}

std::vector<TableCount> RowMapper::joined_counts() const {
  std::vector<TableCount> counts;
  for (const auto& joined : joins_) {
    counts.push_back(joined->count());
    counts.back().what = "joined to " + schema_->entities[table_->entity].name;
  }
  return counts;
}

Result<Moment> RowMapper::version_date(const RowPlace& place) const {
  if (!reaches(place, *version_)) return Error{ErrorCode::kInvalidArgument, "the row breaks before it"};
  return read_version_date(table_->version->time, cell(place, *version_).text);
}

ports::TablePlace RowMapper::version_place(const RowPlace& place) const {
  return place_of(place, *version_);
}

Finding RowMapper::finding(FindingKind kind, ports::TablePlace place, std::string what,
                           std::string remedy) const {
  Finding finding;
  finding.kind = kind;
  finding.file = file_;
  finding.line = place.line;
  finding.column = place.column;
  finding.what = std::move(what);
  finding.remedy = std::move(remedy);
  finding.refused = refuses(kind);
  return finding;
}

Finding RowMapper::broken_line(const RowPlace& place) const {
  const ports::RowFault& fault = *place.chunk->fault(place.row);
  Finding broken = finding(FindingKind::kBrokenLine, fault.place, fault.what, "mend the line");
  if (!table_->key_row) broken.record = table_->list ? owner_key(place) : key(place);
  return broken;
}

std::string RowMapper::fact_name(std::uint32_t field) const {
  const Entity& entity = schema_->entities[table_->entity];
  return entity.name + "." + entity.fields[field].name;
}

void RowMapper::read_field(const RowPlace& place, std::size_t index, Draft& draft) const {
  const ir::FieldMap& field = table_->fields[index];
  const BoundField& bound = fields_[index];
  Cell text;
  const auto* constant = std::get_if<std::string>(&field.from);
  if (constant != nullptr) {
    text.text = *constant;
  } else {
    text = cell(place, bound.column);
  }
  std::optional<CellFault> fault;
  if (text.state == JoinTable::State::kOne) {
    std::optional<std::string_view> currency;
    if (bound.currency) currency = cell(place, *bound.currency).text;
    CellReading reading = read_cell(field, *schema_, text.text, currency);
    if (reading.value) draft.fields[field.field] = std::move(*reading.value);
    fault = std::move(reading.fault);
  } else {
    const ir::JoinMap& join = table_->joins[bound.column.join];
    const std::string left(cell(place, join_left_[bound.column.join]).text);
    if (trimmed(left).empty()) return;  // an empty cell joins nothing, and is unknown
    const bool none = text.state == JoinTable::State::kNone;
    fault = CellFault{none ? FindingKind::kNoJoinedRow : FindingKind::kSeveralJoinedRows,
                      "`" + join.table + "` has " + (none ? "no row" : "several rows that differ") +
                          " where `" + join.right + "` is `" + left + "`",
                      none ? "add the row" : "keep one of them"};
  }
  if (!fault) return;
  if (facts::is_unknown(draft.fields[field.field])) draft.fields[field.field] = facts::InDoubt();
  const ports::TablePlace at = constant != nullptr ? ports::TablePlace{place.chunk->line(place.row), 1}
                                                   : place_of(place, bound.column);
  draft.findings.push_back(finding(fault->kind, at, std::move(fault->what), std::move(fault->remedy)));
  draft.findings.back().field = fact_name(field.field);
}

void RowMapper::read_reference(const RowPlace& place, std::size_t index, Draft& draft) const {
  const ir::ReferenceMap& reference = table_->references[index];
  const std::vector<BoundColumn>& columns = references_[index];
  std::string key = cells_key(place, columns);
  if (key.empty()) return;  // unknown
  draft.references.push_back({reference.field, reference.entity, std::move(key),
                              columns.empty() ? ports::TablePlace{} : place_of(place, columns[0])});
}

Draft RowMapper::draft(const RowPlace& place) const {
  Draft draft;
  draft.key = key(place);
  draft.fields.resize(schema_->entities[table_->entity].fields.size());
  for (std::size_t at = 0; at < fields_.size(); ++at) read_field(place, at, draft);
  for (std::size_t at = 0; at < references_.size(); ++at) read_reference(place, at, draft);
  if (!draft.key.empty()) draft.fields[0] = Value(draft.key);
  for (Finding& each : draft.findings) each.record = draft.key;
  return draft;
}

}  // namespace probity::ingest
