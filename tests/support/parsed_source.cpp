#include "tests/support/parsed_source.h"

#include "engine/base/check.h"
#include "engine/check/source_check.h"
#include "engine/syntax/parse.h"

namespace probity::tests {
namespace {

Type type_of(const Schema& schema, const ast::TypeName& name) {
  static const std::vector<std::pair<std::string, TypeKind>> kKinds = {
      {"truth", TypeKind::kTruth}, {"number", TypeKind::kNumber}, {"money", TypeKind::kMoney},
      {"rate", TypeKind::kRate},   {"date", TypeKind::kDate},     {"moment", TypeKind::kMoment},
      {"text", TypeKind::kText}};
  Type type;
  for (const auto& [word, kind] : kKinds) {
    if (word != name.base) continue;
    type.kind = kind;
    if (name.currency) type.currency = Currency::from_code(*name.currency);
    return type;
  }
  if (const auto enumeration = schema.find_enumeration(name.base)) {
    type.kind = TypeKind::kEnumeration;
    type.enumeration = *enumeration;
    return type;
  }
  const auto entity = schema.find_entity(name.base);
  PROBITY_CHECK(entity.has_value());
  type.kind = name.list ? TypeKind::kList : TypeKind::kReference;
  type.entity = *entity;
  return type;
}

Schema schema_of(const ast::Unit& vocabulary) {
  Schema schema;
  for (const ast::Enumeration& each : vocabulary.enumerations) {
    Enumeration enumeration;
    enumeration.name = each.name.text;
    enumeration.ordered = each.ordered;
    for (const ast::EnumerationValue& value : each.values) {
      enumeration.values.push_back({value.name.text, value.names.by_language});
    }
    schema.enumerations.add(std::move(enumeration));
  }
  for (const ast::Entity& each : vocabulary.entities) {
    Entity entity;
    entity.name = each.name.text;
    entity.is_record = each.is_record;
    schema.entities.add(std::move(entity));
  }
  for (const ast::Entity& each : vocabulary.entities) {
    Entity& entity = schema.entities[*schema.find_entity(each.name.text)];
    Type text;
    text.kind = TypeKind::kText;
    entity.fields.push_back({"id", {}, text, {}});
    for (const ast::Field& field : each.fields) {
      entity.fields.push_back({field.name.text, {}, type_of(schema, field.type), {}});
    }
    if (each.subject_date) entity.subject_date = entity.find_field(each.subject_date->text);
  }
  return schema;
}

}  // namespace

std::string ParsedSource::messages() const {
  std::string text;
  for (const diagnostics::Diagnostic& diagnostic : diagnostics.sorted()) {
    text += diagnostics::render_text(diagnostic, sources);
  }
  return text;
}

ParsedSource parse_source(const std::string& vocabulary, const std::string& source) {
  ParsedSource parsed;
  parsed.sources.emplace_back("book.vocabulary.probity", vocabulary);
  parsed.sources.emplace_back("book.probity", source);
  const auto vocabularies = syntax::parse(parsed.sources, 0, parsed.diagnostics);
  const auto units = syntax::parse(parsed.sources, 1, parsed.diagnostics);
  if (vocabularies.size() != 1 || units.size() != 1) return parsed;
  parsed.schema = schema_of(vocabularies[0]);
  parsed.mapping = check::check_source(units[0], parsed.schema, parsed.diagnostics);
  return parsed;
}

}  // namespace probity::tests
