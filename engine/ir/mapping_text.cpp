#include "engine/ir/mapping_text.h"

#include "engine/values/sha256.h"

namespace probity::ir {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// Writes one table's lines; every part begins with its own word, so no two mappings read alike.
class TableText {
 public:
  TableText(const TableMap& table, const Schema& schema) : table_(table), schema_(schema) {}

  std::string write() {
    const Entity& entity = schema_.entities[table_.entity];
    if (table_.list) {
      const Entity& owner = schema_.entities[table_.list->owner];
      text_ += "list " + owner.name + "." + owner.fields[table_.list->field].name;
      add(" of", table_.list->columns);
      add(" is", table_.list->owner_row);
    } else {
      text_ += "entity " + entity.name;
    }
    text_ += " from " + quoted(table_.table) + "\n";
    for (const JoinMap& join : table_.joins) {
      text_ += "  join " + quoted(join.table) + " on" + column(join.left) + " is " +
               quoted(join.right) + "\n";
    }
    text_ += table_.key_row ? "  key row" : "  key";
    add("", table_.key);
    text_ += "\n  repeats " + std::to_string(static_cast<int>(table_.repeats)) + "\n";
    if (table_.version) {
      text_ += "  version" + column(table_.version->column) + time(table_.version->time) + "\n";
    }
    if (table_.unpivot) {
      text_ += table_.unpivot->range ? "  unpivot range" : "  unpivot";
      add("", table_.unpivot->columns);
      text_ += " as " + quoted(table_.unpivot->name) + "\n";
    }
    for (const FilterMap& filter : table_.filters) {
      text_ += "  where" + column(filter.column) + (filter.negated ? " is not" : " is");
      for (const std::string& option : filter.texts) text_ += " " + quoted(option);
      text_ += "\n";
    }
    for (const ReferenceMap& reference : table_.references) {
      text_ += "  reference " + entity.fields[reference.field].name;
      add("", reference.key);
      text_ += "\n";
    }
    for (const FieldMap& field : table_.fields) add(field, entity);
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string column(const Column& column) const {
    return " " + (column.join ? quoted(table_.joins[*column.join].table) + "." : std::string()) +
           quoted(column.name);
  }
  [[nodiscard]] static std::string time(const TimeReading& time) {
    std::string text = " as " + std::to_string(static_cast<int>(time.as));
    if (time.format) text += " form " + quoted(time.format->form());
    text += " zone " + time.zone->name();
    return time.ignore_offset ? text + " ignoring offset" : text;
  }
  [[nodiscard]] std::string value(const std::optional<Value>& value) const {
    return value ? quoted(value_text(schema_, *value)) : "unknown";
  }
  void add(const std::string& word, const std::vector<Column>& columns) {
    text_ += columns.empty() ? "" : word;
    for (const Column& each : columns) text_ += column(each);
  }
  void add(const FieldMap& field, const Entity& entity) {
    text_ += "  field " + entity.fields[field.field].name + " =";
    const auto* constant = std::get_if<std::string>(&field.from);
    text_ += constant != nullptr ? " constant " + quoted(*constant) : column(std::get<Column>(field.from));
    const bool is_time = field.type.kind == TypeKind::kDate || field.type.kind == TypeKind::kMoment;
    if (is_time) text_ += time(field.time);
    if (field.currency) text_ += " in " + std::string(field.currency->code());
    if (field.currency_column) text_ += " in column" + column(*field.currency_column);
    for (const ValueCase& entry : field.cases) {
      text_ += " case " + std::to_string(static_cast<int>(entry.match)) + " " + quoted(entry.text) +
               " -> " + value(entry.value);
    }
    if (field.has_else) text_ += " else -> " + value(field.else_value);
    text_ += "\n";
  }

  const TableMap& table_;
  const Schema& schema_;
  std::string text_;
};

}  // namespace

std::string dump(const Mapping& mapping, const Schema& schema) {
  std::string text = "source " + mapping.name + "\nzone " + mapping.zone->name() + "\nencoding " +
                     mapping.encoding + "\ndelimiter " + quoted(std::string(1, mapping.delimiter)) + "\n";
  for (const TableMap& table : mapping.tables) text += TableText(table, schema).write();
  for (const ListFilling& filling : mapping.fillings) {
    const Entity& owner = schema.entities[filling.owner];
    const Entity& entity = schema.entities[filling.entity];
    text += "list " + owner.name + "." + owner.fields[filling.field].name + " from every " + entity.name + " by " +
            entity.fields[filling.reference].name + "\n";
  }
  return text;
}

std::string mapping_digest(const Mapping& mapping, const Schema& schema) {
  return digest_text(sha256(dump(mapping, schema)));
}

std::string digest_of(const Program& program, const Mapping& mapping) {
  return digest_text(sha256("rules " + program.digest + "\nsource " + mapping.digest + "\n"));
}

}  // namespace probity::ir
