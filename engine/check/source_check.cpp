#include "engine/check/source_check.h"

#include <algorithm>
#include <set>

#include "engine/check/source_values.h"
#include "engine/ir/mapping_text.h"
#include "engine/values/text.h"

namespace probity::check {
namespace {

using diagnostics::DiagnosticId;
using diagnostics::PhraseId;

class SourceCheck {
 public:
  SourceCheck(const ast::Unit& unit, const Schema& schema, diagnostics::Diagnostics& diagnostics,
              std::vector<NameUse>* names)
      : unit_(unit), schema_(schema), names_(names), diagnostics_(diagnostics) {}

  ir::Mapping run() {
    check_header();
    for (const ast::EntityMapping& mapping : unit_.mappings) {
      if (mapping.every) continue;
      if (auto table = check_table(mapping)) mapping_.tables.push_back(std::move(*table));
    }
    for (const ast::EntityMapping& mapping : unit_.mappings) {
      if (mapping.every) check_filling(mapping);
    }
    mapping_.digest = ir::mapping_digest(mapping_, schema_);
    return std::move(mapping_);
  }

 private:
  void check_header();
  const Zone* find_zone(const ast::Name& name);
  std::optional<Currency> find_currency(const std::string& code, SourceSpan span);
  std::optional<Id<Entity>> find_entity(const ast::Name& name);
  std::optional<std::uint32_t> find_field(Id<Entity> entity, const ast::Name& name);
  std::optional<ir::TableMap> check_table(const ast::EntityMapping& mapping);
  void check_filling(const ast::EntityMapping& mapping);
  bool check_list(const ast::EntityMapping& mapping, Id<Entity> owner, ir::TableMap& table);
  void check_rows(const ast::EntityMapping& mapping, ir::TableMap& table);
  void check_reference(const ast::ReferenceMapping& reference, ir::TableMap& table);
  void check_field(const ast::FieldMapping& mapping, ir::TableMap& table);
  void check_cases(const ast::FieldMapping& mapping, ir::FieldMap& field);
  ir::TimeReading time_reading(ast::FieldMapping::As as, const std::string& format,
                               const std::optional<ast::Name>& zone, bool ignore_offset,
                               SourceSpan span);
  std::optional<ir::Column> column(const ast::ColumnRef& reference, const ir::TableMap& table);
  std::vector<ir::Column> columns(const std::vector<ast::ColumnRef>& references,
                                  const ir::TableMap& table);

  void used(const ast::Name& written, const std::string& name, const LocalNames& locals) {
    if (names_ != nullptr) names_->push_back({written.span, name, locals});
  }

  const ast::Unit& unit_;
  const Schema& schema_;
  std::vector<NameUse>* names_;
  diagnostics::Diagnostics& diagnostics_;
  ir::Mapping mapping_;
  std::optional<Currency> currency_;
  std::set<std::uint32_t> mapped_;  // fields of the table being checked
};

void SourceCheck::check_header() {
  const ast::UnitHeader& header = unit_.header;
  mapping_.name = header.name.text;
  mapping_.zone = Zone::find("UTC").value();
  if (!header.zone) {
    diagnostics_.report(DiagnosticId::kSourceZoneMissing, header.name.span, header.name.text)
        .suggest(PhraseId::kAddSourceZone);
  } else if (const Zone* zone = find_zone(*header.zone)) {
    mapping_.zone = zone;
  }
  if (header.encoding) {
    std::string encoding = *header.encoding;
    std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    static const std::vector<std::string> kKnown = {"utf-8", "utf8", "gb18030", "gbk", "gb2312"};
    if (std::find(kKnown.begin(), kKnown.end(), encoding) == kKnown.end()) {
      diagnostics_.report(DiagnosticId::kUnknownEncoding, header.encoding_span, *header.encoding)
          .suggest(PhraseId::kWriteEncoding);
    }
    mapping_.encoding = encoding;
  }
  if (header.delimiter) {
    const std::string& text = *header.delimiter;
    const bool is_tab = text == "\\t" || text == "tab" || text == "\t";
    const bool fits = text.size() == 1 && std::string_view("\"\r\n").find(text[0]) == std::string_view::npos &&
                      static_cast<unsigned char>(text[0]) < 0x80;
    if (!is_tab && !fits) diagnostics_.report(DiagnosticId::kBadDelimiter, header.delimiter_span, text);
    mapping_.delimiter = is_tab ? '\t' : fits ? text[0] : ',';
  }
  if (header.currency) currency_ = find_currency(header.currency->text, header.currency->span);
}

const Zone* SourceCheck::find_zone(const ast::Name& name) {
  const auto zone = Zone::find(name.text);
  if (zone.ok()) return zone.value();
  diagnostics_.report(DiagnosticId::kUnknownSourceZone, name.span, name.text);
  return nullptr;
}

std::optional<Currency> SourceCheck::find_currency(const std::string& code, SourceSpan span) {
  const auto currency = Currency::from_code(code);
  if (!currency) diagnostics_.report(DiagnosticId::kUnknownSourceCurrency, span, code);
  return currency;
}

std::optional<Id<Entity>> SourceCheck::find_entity(const ast::Name& name) {
  if (const auto found = schema_.find_entity(name.text)) {
    used(name, schema_.entities[*found].name, schema_.entities[*found].names);
    return found;
  }
  std::vector<std::string> names;
  for (const Entity& entity : schema_.entities) {
    names.push_back(entity.name);
    for (const auto& [language, local] : entity.names) names.push_back(local);
  }
  auto& report = diagnostics_.report(DiagnosticId::kUnknownSourceEntity, name.span, name.text);
  if (const auto near = diagnostics::nearest(name.text, names)) {
    report.suggest(PhraseId::kWrite, *near).replace_with(*near);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> SourceCheck::find_field(Id<Entity> id, const ast::Name& name) {
  const Entity& entity = schema_.entities[id];
  if (const auto found = entity.find_field(name.text)) {
    used(name, entity.fields[*found].name, entity.fields[*found].names);
    return found;
  }
  std::vector<std::string> names;
  for (const Field& field : entity.fields) {
    names.push_back(field.name);
    for (const auto& [language, local] : field.names) names.push_back(local);
  }
  auto& report =
      diagnostics_.report(DiagnosticId::kUnknownSourceField, name.span, entity.name, name.text);
  if (const auto near = diagnostics::nearest(name.text, names)) {
    report.suggest(PhraseId::kWrite, *near).replace_with(*near);
  }
  return std::nullopt;
}

std::optional<ir::Column> SourceCheck::column(const ast::ColumnRef& reference,
                                              const ir::TableMap& table) {
  ir::Column column{std::nullopt, reference.column, reference.span};
  if (!reference.table || *reference.table == table.table) return column;
  for (std::uint32_t join = 0; join < table.joins.size(); ++join) {
    if (table.joins[join].table == *reference.table) column.join = join;
  }
  if (column.join) return column;
  std::vector<std::string> names;
  for (const ir::JoinMap& join : table.joins) names.push_back(join.table);
  auto& report = diagnostics_.report(DiagnosticId::kUnknownJoin, reference.span, *reference.table);
  if (const auto near = diagnostics::nearest(*reference.table, names)) {
    report.suggest(PhraseId::kWrite, *near);
  }
  return std::nullopt;
}

std::vector<ir::Column> SourceCheck::columns(const std::vector<ast::ColumnRef>& references,
                                             const ir::TableMap& table) {
  std::vector<ir::Column> columns;
  for (const ast::ColumnRef& reference : references) {
    if (auto found = column(reference, table)) columns.push_back(std::move(*found));
  }
  return columns;
}

std::optional<ir::TableMap> SourceCheck::check_table(const ast::EntityMapping& mapping) {
  const auto named = find_entity(mapping.entity);
  if (!named) return std::nullopt;
  ir::TableMap table;
  table.entity = *named;
  table.table = mapping.table;
  table.span = mapping.span;
  for (const ast::Join& join : mapping.joins) {
    if (auto left = column(join.left, table)) {
      table.joins.push_back({join.table, std::move(*left), join.right.column, join.span});
    }
  }
  if (mapping.list_field) {
    if (!check_list(mapping, *named, table)) return std::nullopt;
  } else {
    const Entity& entity = schema_.entities[*named];
    if (entity.is_record) {
      diagnostics_.report(DiagnosticId::kRecordMapped, mapping.entity.span, entity.name);
    }
    if (!mapping.owner.empty()) {
      diagnostics_.report(DiagnosticId::kOwnerOfEntity, mapping.owner[0].span, entity.name);
    }
    if (mapping.key.empty() && !mapping.key_row) {
      diagnostics_.report(DiagnosticId::kMappingWithoutKey, mapping.entity.span, entity.name)
          .suggest(PhraseId::kAddKey);
    }
  }
  check_rows(mapping, table);
  mapped_.clear();
  for (const ast::ReferenceMapping& reference : mapping.references) check_reference(reference, table);
  for (const ast::FieldMapping& field : mapping.fields) check_field(field, table);
  return table;
}

/// `Client.trades from every Trade by client`.
void SourceCheck::check_filling(const ast::EntityMapping& mapping) {
  const auto owner = find_entity(mapping.entity);
  const auto entity = find_entity(mapping.every->entity);
  if (!owner || !entity) return;
  const auto field = find_field(*owner, *mapping.list_field);
  const auto reference = find_field(*entity, mapping.every->by);
  if (!field || !reference) return;
  const std::string list = mapping.entity.text + "." + mapping.list_field->text;
  const Type& type = schema_.entities[*owner].fields[*field].type;
  if (type.kind != TypeKind::kList || type.entity != *entity) {
    diagnostics_.report(DiagnosticId::kFillingType, mapping.list_field->span, mapping.list_field->text,
                        type_name(schema_, type), mapping.every->entity.text);
    return;
  }
  const Type& by = schema_.entities[*entity].fields[*reference].type;
  if (by.kind != TypeKind::kReference || by.entity != *owner) {
    diagnostics_.report(DiagnosticId::kFillingReference, mapping.every->by.span, mapping.every->by.text,
                        mapping.every->entity.text, mapping.entity.text);
    return;
  }
  const auto is_mapped = [&](const ir::TableMap& table) {
    return !table.list && table.entity == *entity &&
           std::any_of(table.references.begin(), table.references.end(),
                       [&](const ir::ReferenceMap& each) { return each.field == *reference; });
  };
  if (std::none_of(mapping_.tables.begin(), mapping_.tables.end(), is_mapped)) {
    diagnostics_.report(DiagnosticId::kFillingUnmapped, mapping.every->by.span, mapping.every->by.text,
                        mapping.every->entity.text)
        .suggest(PhraseId::kAddColumnToLine, mapping.every->by.text, mapping.every->entity.text);
    return;
  }
  const bool is_table = std::any_of(mapping_.tables.begin(), mapping_.tables.end(), [&](const ir::TableMap& table) {
    return table.list && table.list->owner == *owner && table.list->field == *field;
  });
  const bool is_filled =
      std::any_of(mapping_.fillings.begin(), mapping_.fillings.end(),
                  [&](const ir::ListFilling& each) { return each.owner == *owner && each.field == *field; });
  if (is_table || is_filled) {
    diagnostics_.report(DiagnosticId::kFieldMappedTwice, mapping.list_field->span, list).suggest(PhraseId::kKeepOne);
    return;
  }
  if (!mapping.fields.empty()) {
    diagnostics_.report(DiagnosticId::kFillingFields, mapping.fields.front().span, mapping.every->entity.text);
    return;
  }
  mapping_.fillings.push_back({*owner, *field, *entity, *reference, mapping.span});
}

bool SourceCheck::check_list(const ast::EntityMapping& mapping, Id<Entity> owner,
                             ir::TableMap& table) {
  const auto field = find_field(owner, *mapping.list_field);
  if (!field) return false;
  const Type& type = schema_.entities[owner].fields[*field].type;
  if (type.kind != TypeKind::kList) {
    diagnostics_.report(DiagnosticId::kSourceNotAList, mapping.list_field->span,
                        mapping.list_field->text, type_name(schema_, type));
    return false;
  }
  table.entity = type.entity;
  if (mapping.owner.empty()) {
    diagnostics_.report(DiagnosticId::kListWithoutOwner, mapping.list_field->span,
                        mapping.entity.text + "." + mapping.list_field->text);
  }
  if (mapping.as_of) {
    diagnostics_.report(DiagnosticId::kVersionsOfList, mapping.as_of->span);
  }
  ir::TableMap::List list;
  list.owner = owner;
  list.field = *field;
  list.columns = columns(mapping.owner, table);
  // These are columns of the owner's own table, whose joins another line holds.
  for (const ast::ColumnRef& reference : mapping.owner_is) {
    list.owner_row.push_back({std::nullopt, reference.column, reference.span});
  }
  table.list = std::move(list);
  return true;
}

void SourceCheck::check_rows(const ast::EntityMapping& mapping, ir::TableMap& table) {
  table.key = columns(mapping.key, table);
  table.key_row = mapping.key_row;
  switch (mapping.repeats) {
    case ast::Repeats::kRefuse: table.repeats = ir::Repeats::kRefuse; break;
    case ast::Repeats::kLastWins: table.repeats = ir::Repeats::kLastWins; break;
    case ast::Repeats::kFirstWins: table.repeats = ir::Repeats::kFirstWins; break;
  }
  if (mapping.as_of && !mapping.list_field) {
    if (auto found = column(*mapping.as_of, table)) {
      table.version = ir::VersionMap{
          std::move(*found), time_reading(mapping.as_of_form, mapping.as_of_format, std::nullopt, false,
                                          mapping.as_of->span)};
    }
  }
  if (!mapping.unpivot.empty()) {
    table.unpivot = ir::UnpivotMap{columns(mapping.unpivot, table), mapping.unpivot_range,
                                   mapping.unpivot_as};
  }
  for (const ast::RowFilter& filter : mapping.filters) {
    auto found = column(filter.column, table);
    if (!found) continue;
    ir::FilterMap map{std::move(*found), filter.negated, {to_nfc(filter.text)}};
    for (const std::string& text : filter.also) map.texts.push_back(to_nfc(text));
    table.filters.push_back(std::move(map));
  }
}

void SourceCheck::check_reference(const ast::ReferenceMapping& reference, ir::TableMap& table) {
  const auto field = find_field(table.entity, reference.field);
  if (!field) return;
  const Type& type = schema_.entities[table.entity].fields[*field].type;
  if (type.kind != TypeKind::kReference) {
    diagnostics_.report(DiagnosticId::kSourceNotAReference, reference.field.span,
                        reference.field.text, type_name(schema_, type));
    return;
  }
  if (!mapped_.insert(*field).second) {
    diagnostics_.report(DiagnosticId::kFieldMappedTwice, reference.field.span, reference.field.text);
  }
  table.references.push_back(
      {*field, type.entity, columns(reference.columns, table), reference.field.span});
}

ir::TimeReading SourceCheck::time_reading(ast::FieldMapping::As as, const std::string& format,
                                          const std::optional<ast::Name>& zone, bool ignore_offset,
                                          SourceSpan span) {
  ir::TimeReading reading;
  switch (as) {
    case ast::FieldMapping::As::kPlain: reading.as = ir::ReadAs::kPlain; break;
    case ast::FieldMapping::As::kDate: reading.as = ir::ReadAs::kDate; break;
    case ast::FieldMapping::As::kMoment: reading.as = ir::ReadAs::kMoment; break;
    case ast::FieldMapping::As::kExcelDate: reading.as = ir::ReadAs::kExcelDate; break;
  }
  if (!format.empty()) {
    auto compiled = TimeFormat::compile(format);
    if (compiled.ok()) {
      reading.format = std::move(compiled).value();
    } else {
      diagnostics_.report(DiagnosticId::kBadTimeForm, span, compiled.error().message);
    }
  }
  const Zone* named = zone ? find_zone(*zone) : nullptr;
  reading.zone = named != nullptr ? named : mapping_.zone;
  reading.ignore_offset = ignore_offset;
  return reading;
}

void SourceCheck::check_field(const ast::FieldMapping& mapping, ir::TableMap& table) {
  const auto index = find_field(table.entity, mapping.field);
  if (!index) return;
  ir::FieldMap field;
  field.field = *index;
  field.type = schema_.entities[table.entity].fields[*index].type;
  field.span = mapping.span;
  const std::string type = type_name(schema_, field.type);
  if (field.type.kind == TypeKind::kReference || field.type.kind == TypeKind::kList) {
    auto& report = diagnostics_.report(DiagnosticId::kSourceNotAValue, mapping.field.span,
                                       mapping.field.text, type);
    const std::string& written = mapping.field.text;
    if (field.type.kind == TypeKind::kReference) report.suggest(PhraseId::kWriteReferenceOnLine, written);
    else report.suggest(PhraseId::kMapListByItsLine, schema_.entities[table.entity].name + "." + written);
    return;
  }
  if (!mapped_.insert(*index).second) {
    diagnostics_.report(DiagnosticId::kFieldMappedTwice, mapping.field.span, mapping.field.text);
  }
  if (const auto* constant = std::get_if<std::string>(&mapping.from)) {
    field.from = *constant;
  } else if (auto found = column(std::get<ast::ColumnRef>(mapping.from), table)) {
    field.from = std::move(*found);
  } else {
    return;
  }
  const bool is_time = field.type.kind == TypeKind::kDate || field.type.kind == TypeKind::kMoment;
  if (!is_time && (mapping.as != ast::FieldMapping::As::kPlain || mapping.zone)) {
    diagnostics_.report(DiagnosticId::kReadAsOtherType, mapping.field.span, mapping.field.text, type);
  }
  field.time = time_reading(mapping.as, mapping.format, mapping.zone, mapping.ignore_offset, mapping.span);
  if (field.type.kind != TypeKind::kMoney && (mapping.currency || mapping.currency_column)) {
    diagnostics_.report(DiagnosticId::kCurrencyOfOtherType, mapping.field.span, mapping.field.text, type);
  }
  if (mapping.currency) field.currency = find_currency(*mapping.currency, mapping.span);
  if (mapping.currency_column) field.currency_column = column(*mapping.currency_column, table);
  if (!field.currency && !field.currency_column) {
    field.currency = field.type.currency ? field.type.currency : currency_;
  }
  check_cases(mapping, field);
  table.fields.push_back(std::move(field));
}

void SourceCheck::check_cases(const ast::FieldMapping& mapping, ir::FieldMap& field) {
  std::set<std::pair<ast::ValueMapEntry::Match, std::string>> seen;
  for (const ast::ValueMapEntry& entry : mapping.values) {
    std::optional<Value> value;
    if (entry.value && *entry.value) {
      value = mapped_value(**entry.value, field.type, schema_, *field.time.zone, field.currency);
      if (!value) {
        auto& report = diagnostics_.report(DiagnosticId::kMappedValueType, (*entry.value)->span,
                                           type_name(schema_, field.type));
        const auto* path = std::get_if<ast::Path>(&(*entry.value)->node);
        if (path != nullptr && path->parts.size() == 1 && field.type.kind == TypeKind::kEnumeration) {
          std::vector<std::string> names = {"unknown"};
          for (const EnumerationValue& known : schema_.enumerations[field.type.enumeration].values) {
            names.push_back(known.name);
            for (const auto& [language, local] : known.names) names.push_back(local);
          }
          if (const auto near = diagnostics::nearest(path->parts[0].text, names)) {
            report.suggest(PhraseId::kWrite, *near).replace_with(*near);
          }
        }
      }
    }
    if (field.has_else) {
      diagnostics_.report(DiagnosticId::kElseNotLast, entry.span);
      return;
    }
    if (!seen.insert({entry.match, entry.text}).second) {
      diagnostics_.report(DiagnosticId::kMapEntryTwice, entry.span, entry.text);
    }
    using Match = ast::ValueMapEntry::Match;
    switch (entry.match) {
      case Match::kElse:
        field.has_else = true;
        field.else_value = std::move(value);
        continue;
      case Match::kEquals:
        field.cases.push_back({ir::ValueCase::Match::kEquals, to_nfc(entry.text), std::move(value)});
        continue;
      case Match::kStartsWith:
        field.cases.push_back({ir::ValueCase::Match::kStartsWith, to_nfc(entry.text), std::move(value)});
        continue;
      case Match::kEndsWith:
        field.cases.push_back({ir::ValueCase::Match::kEndsWith, to_nfc(entry.text), std::move(value)});
        continue;
      case Match::kContains:
        field.cases.push_back({ir::ValueCase::Match::kContains, to_nfc(entry.text), std::move(value)});
        continue;
    }
  }
}

}  // namespace

ir::Mapping check_source(const ast::Unit& unit, const Schema& schema,
                         diagnostics::Diagnostics& diagnostics, std::vector<NameUse>* names) {
  return SourceCheck(unit, schema, diagnostics, names).run();
}

}  // namespace probity::check
