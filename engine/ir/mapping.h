#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/schema/schema.h"
#include "engine/source/source_text.h"
#include "engine/values/time_format.h"
#include "engine/values/value.h"

/// A source, checked against the vocabulary: which columns of which tables make which facts. The
/// columns themselves are looked for when the tables are opened.
namespace probity::ir {

struct Column {
  std::optional<std::uint32_t> join;  ///< index in `TableMap::joins`; else the table itself
  std::string name;
  SourceSpan span;
};

/// How a cell's text is read, before the field's type says what it must be.
enum class ReadAs : std::uint8_t { kPlain, kDate, kMoment, kExcelDate };
struct TimeReading {
  ReadAs as = ReadAs::kPlain;
  std::optional<TimeFormat> format;  ///< else the language's own form
  const Zone* zone = nullptr;        ///< of times without an offset; never null
  bool ignore_offset = false;
};

struct ValueCase {
  enum class Match : std::uint8_t { kEquals, kStartsWith, kEndsWith, kContains } match = Match::kEquals;
  std::string text;            ///< in normal form C
  std::optional<Value> value;  ///< empty: unknown
};

struct FieldMap {
  std::uint32_t field = 0;
  Type type;
  std::variant<Column, std::string> from;  ///< or a constant
  TimeReading time;
  std::optional<Currency> currency;  ///< of money that names none
  std::optional<Column> currency_column;
  std::vector<ValueCase> cases;
  bool has_else = false;
  std::optional<Value> else_value;  ///< with `has_else`; empty: unknown
  SourceSpan span;
};

struct ReferenceMap {
  std::uint32_t field = 0;
  Id<Entity> entity;
  std::vector<Column> key;
  SourceSpan span;
};

struct JoinMap { std::string table; Column left; std::string right; SourceSpan span; };
struct FilterMap { Column column; bool negated = false; std::vector<std::string> texts; };
struct UnpivotMap { std::vector<Column> columns; bool range = false; std::string name; };
struct VersionMap { Column column; TimeReading time; };
enum class Repeats : std::uint8_t { kRefuse, kLastWins, kFirstWins };

/// One table read as records of one entity, or as the elements of a list of one entity.
struct TableMap {
  Id<Entity> entity;    ///< of the records made: for a list, its elements'
  /// A list: the entity that owns it and the field.
  struct List {
    Id<Entity> owner;
    std::uint32_t field = 0;
    std::vector<Column> columns;    ///< of this table
    std::vector<Column> owner_row;  ///< what they equal in the owner's row; empty: the owner's key
  };
  std::optional<List> list;
  std::string table;
  std::vector<Column> key;
  bool key_row = false;
  std::optional<VersionMap> version;
  Repeats repeats = Repeats::kRefuse;
  std::optional<UnpivotMap> unpivot;
  std::vector<FilterMap> filters;
  std::vector<JoinMap> joins;
  std::vector<ReferenceMap> references;
  std::vector<FieldMap> fields;
  SourceSpan span;
};

/// A list that holds every record of an entity which refers to the owner.
struct ListFilling {
  Id<Entity> owner;
  std::uint32_t field = 0;      ///< of the owner
  Id<Entity> entity;
  std::uint32_t reference = 0;  ///< of the entity: it refers to the owner
  SourceSpan span;
};

struct Mapping {
  std::string name;
  const Zone* zone = nullptr;
  std::string encoding = "utf-8";
  char delimiter = ',';
  std::vector<TableMap> tables;
  std::vector<ListFilling> fillings;
  std::string digest;  ///< over all that is written in it, without places: `sha256:…`
};

}  // namespace probity::ir
