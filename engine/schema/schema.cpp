#include "engine/schema/schema.h"

#include <utility>

namespace probity {
namespace {

bool has_name(const std::string& name, const LocalNames& names, std::string_view wanted) {
  if (name == wanted) return true;
  for (const auto& [language, local] : names) {
    if (local == wanted) return true;
  }
  return false;
}

/// The place of the thing that is called `wanted`: by its own name first, since another thing's
/// name in a second language may be spelt the same.
template <typename Things>
std::optional<std::uint32_t> find_named(const Things& things, std::string_view wanted) {
  std::uint32_t place = 0;
  for (const auto& thing : things) {
    if (thing.name == wanted) return place;
    ++place;
  }
  place = 0;
  for (const auto& thing : things) {
    if (has_name(thing.name, thing.names, wanted)) return place;
    ++place;
  }
  return std::nullopt;
}

template <typename T>
std::optional<Id<T>> find_in_store(const Store<T>& store, std::string_view wanted) {
  const auto place = find_named(store, wanted);
  if (!place) return std::nullopt;
  return Id<T>(*place);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_lower_or_digit(char c) { return is_lower(c) || (c >= '0' && c <= '9'); }

std::string symbol_text(const Schema& schema, const Symbol& symbol, std::string_view language) {
  const Enumeration& enumeration = schema.enumerations[Id<Enumeration>(symbol.enumeration)];
  PROBITY_CHECK(symbol.index < enumeration.values.size());
  const EnumerationValue& value = enumeration.values[symbol.index];
  const auto local = value.names.find(std::string(language));
  return local != value.names.end() ? local->second : value.name;
}

/// Writes one value; the schema and the language matter to symbols only.
struct ValueWriter {
  const Schema& schema;
  std::string_view language;

  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(const Symbol& value) const {
    return symbol_text(schema, value, language);
  }
  std::string operator()(const std::string& value) const { return value; }
  template <typename T>
  std::string operator()(const T& value) const {
    return value.to_string();
  }
};

}  // namespace

std::optional<std::uint32_t> Entity::find_field(std::string_view name_in_any_language) const {
  return find_named(fields, name_in_any_language);
}

std::string Entity::variable() const {
  if (is_group) return "group";
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_upper(c)) {
      text += c;
      continue;
    }
    // A word begins after a small letter or a digit (`bankAccount`), and at the last capital of
    // several before a small letter (`ETFOrder`).
    const bool after_word = i > 0 && is_lower_or_digit(name[i - 1]);
    const bool last_capital = i > 0 && is_upper(name[i - 1]) && i + 1 < name.size() &&
                              is_lower(name[i + 1]);
    if (after_word || last_capital) text += '_';
    text += static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<Id<Enumeration>> Schema::find_enumeration(std::string_view name) const {
  return find_in_store(enumerations, name);
}

std::optional<Id<Entity>> Schema::find_entity(std::string_view name) const {
  const std::optional<Id<Entity>> found = find_in_store(entities, name);
  return found && entities[*found].is_group ? std::nullopt : found;
}

std::optional<Id<Document>> Schema::find_document(std::string_view name) const {
  return find_in_store(documents, name);
}

std::optional<Id<Act>> Schema::find_act(std::string_view name) const {
  return find_in_store(acts, name);
}

std::optional<std::uint32_t> Schema::find_value(Id<Enumeration> enumeration,
                                                std::string_view name) const {
  return find_named(enumerations[enumeration].values, name);
}

std::string subject_name(const Schema& schema, const Subject& subject) {
  return subject.act ? schema.acts[*subject.act].name : schema.entities[subject.entity].name;
}

std::string type_name(const Schema& schema, const Type& type) {
  switch (type.kind) {
    case TypeKind::kTruth: return "truth";
    case TypeKind::kNumber: return "number";
    case TypeKind::kMoney:
      return type.currency ? "money " + std::string(type.currency->code()) : "money";
    case TypeKind::kRate: return "rate";
    case TypeKind::kDate: return "date";
    case TypeKind::kMoment: return "moment";
    case TypeKind::kDuration: return "duration";
    case TypeKind::kText: return "text";
    case TypeKind::kEnumeration: return schema.enumerations[type.enumeration].name;
    case TypeKind::kReference: return schema.entities[type.entity].name;
    case TypeKind::kList: return "list of " + schema.entities[type.entity].name;
  }
  PROBITY_CHECK(false);
}

std::string value_text(const Schema& schema, const Value& value) {
  return value_text(schema, value, {});
}

std::string value_text(const Schema& schema, const Value& value, std::string_view language) {
  return std::visit(ValueWriter{schema, language}, value);
}

}  // namespace probity
