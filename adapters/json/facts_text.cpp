#include "adapters/json/facts_text.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "engine/base/json_text.h"

namespace probity::adapters {
namespace {

using facts::Fact;
using facts::Record;

/// Records within each other; the reader takes sixteen levels of JSON, of which a list needs two.
constexpr std::size_t kDepthMax = 6;

class Writer {
 public:
  Writer(const Schema& schema, const FactsTextOptions& options) : schema_(schema), options_(options) {}

  void record(const Record& record) {
    const Entity& entity = schema_.entities[record.entity];
    open_.push_back(&record);
    text += '{';
    bool first = true;
    for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
      const Fact& fact = record.fields[i];
      if (std::holds_alternative<std::monostate>(fact)) continue;
      if (!is_wanted(record.entity, i)) continue;
      if (!first) text += ", ";
      first = false;
      text += json_text(entity.fields[i].name) + ": ";
      this->fact(fact, entity.fields[i].type);
    }
    text += '}';
    open_.pop_back();
  }

  std::string text;

 private:
  bool is_wanted(Id<Entity> entity, std::uint32_t field) const {
    const TypeKind kind = schema_.entities[entity].fields[field].type.kind;
    if (kind != TypeKind::kReference && kind != TypeKind::kList) return true;
    // The reference from evidence to its order and product is looked up by name.
    if (kind == TypeKind::kReference && open_.size() == 1) return true;
    return options_.reaches == nullptr || options_.reaches->contains({entity, field});
  }

  void fact(const Fact& fact, const Type& type) {
    if (std::holds_alternative<facts::InDoubt>(fact)) {
      // Something stood there that does not read; neither does this.
      text += type.kind == TypeKind::kList ? "{}" : "[]";
    } else if (const auto* value = std::get_if<Value>(&fact)) {
      this->value(*value);
    } else if (const auto* reference = std::get_if<facts::RecordPtr>(&fact)) {
      this->reference(**reference);
    } else if (const auto* list = std::get_if<facts::RecordList>(&fact)) {
      this->list(**list);
    }
  }

  void value(const Value& value) {
    if (const auto* truth = std::get_if<bool>(&value)) {
      text += *truth ? "true" : "false";
    } else if (const auto* number = std::get_if<Decimal>(&value)) {
      text += number->to_string();
    } else if (const auto* symbol = std::get_if<Symbol>(&value)) {
      const Enumeration& enumeration = schema_.enumerations[Id<Enumeration>(symbol->enumeration)];
      text += json_text(enumeration.values[symbol->index].name);
    } else {
      text += json_text(value_text(schema_, value));
    }
  }

  void reference(const Record& record) {
    const bool again = std::find(open_.begin(), open_.end(), &record) != open_.end() || is_open_by_key(record);
    if (!again && open_.size() < kDepthMax) return this->record(record);
    const auto* key = record.fields.empty() ? nullptr : std::get_if<Value>(&record.fields[0]);
    if (key == nullptr) {
      text += "{}";
    } else {
      text += "{\"id\": ";
      value(*key);
      text += '}';
    }
  }

  /// A copy of a record that is being written is that record too.
  bool is_open_by_key(const Record& record) const {
    return std::any_of(open_.begin(), open_.end(), [&](const Record* open) {
      return open->entity == record.entity && !record.fields.empty() && !facts::is_unknown(record.fields[0]) &&
             open->fields[0] == record.fields[0];
    });
  }

  void list(const facts::List& list) {
    text += '[';
    bool first = true;
    for (const facts::RecordPtr& element : list) {
      if (!first) text += ", ";
      first = false;
      if (element == nullptr) {
        text += "{}";
      } else {
        record(*element);
      }
    }
    text += ']';
  }

  const Schema& schema_;
  const FactsTextOptions& options_;
  std::vector<const Record*> open_;
};

void add_path(const ir::Program& program, Id<Entity> entity, const ir::Path& path, ir::FieldSet& fields) {
  for (const std::uint32_t step : path.steps) {
    if (step >= program.schema.entities[entity].fields.size()) return;
    fields.insert({entity, step});
    entity = program.schema.entities[entity].fields[step].type.entity;
  }
}

/// Acknowledgements are looked for by the names of their fields, on whatever list a rule names.
void add_acknowledgements(const ir::Program& program, ir::FieldSet& fields) {
  const bool any = std::any_of(program.exprs.begin(), program.exprs.end(), [](const ir::Expr& expr) {
    return std::holds_alternative<ir::Acknowledged>(expr.node);
  });
  if (!any) return;
  for (std::uint32_t e = 0; e < program.schema.entities.size(); ++e) {
    const std::vector<Field>& own = program.schema.entities[Id<Entity>(e)].fields;
    for (std::uint32_t i = 0; i < own.size(); ++i) {
      if (own[i].type.kind != TypeKind::kList) continue;
      const Entity& element = program.schema.entities[own[i].type.entity];
      if (element.find_field("document") && element.find_field("at")) fields.insert({Id<Entity>(e), i});
    }
  }
}

}  // namespace

ir::FieldSet fields_reached(const ir::Program& program) {
  ir::FieldSet fields = program.reads;
  add_acknowledgements(program, fields);
  for (const ir::Procedure& procedure : program.procedures) {
    add_path(program, procedure.subject.entity, procedure.evidence, fields);
  }
  return fields;
}

std::string facts_text(const Schema& schema, const facts::SubjectFacts& subject, const FactsTextOptions& options) {
  std::string line = "{\"id\": " + json_text(subject.id) + ", \"on\": " + json_text(subject_name(schema, subject.subject));
  if (subject.as_of) line += ", \"as_of\": " + json_text(subject.as_of->to_string());
  Writer writer(schema, options);
  writer.record(*subject.record);
  line += ", \"facts\": {" + json_text(schema.entities[subject.subject.entity].variable()) + ": " + writer.text + "}}";
  return line;
}

}  // namespace probity::adapters
