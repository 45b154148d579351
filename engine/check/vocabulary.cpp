#include "engine/check/vocabulary.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace probity::check {
namespace {

std::optional<Type> unknown_type(Context& context, const ast::TypeName& name, bool entities_only) {
  const Schema& schema = context.schema();
  std::vector<std::string> candidates;
  for (const Entity& entity : schema.entities) candidates.push_back(entity.name);
  if (!entities_only) {
    for (const Enumeration& enumeration : schema.enumerations) candidates.push_back(enumeration.name);
    candidates.insert(candidates.end(), {"truth", "number", "money", "rate", "date", "moment", "text"});
  }
  auto& diagnostic = context.report_unknown(DiagnosticId::kUnknownType, {name.base, name.span}, {}, name.base);
  if (const auto near = diagnostics::nearest(name.base, candidates)) {
    diagnostic.suggest(PhraseId::kWrite, *near);
  }
  return std::nullopt;
}

class Vocabulary {
 public:
  explicit Vocabulary(Context& context) : context_(context), schema_(context.program.schema) {}

  void build() {
    for (const ast::Unit& unit : context_.units) {
      for (const auto& enumeration : unit.enumerations) add_enumeration(enumeration);
    }
    for (const ast::Unit& unit : context_.units) {
      for (const auto& entity : unit.entities) declare_entity(entity);
    }
    // Fields after all entities: they may refer to one another. What is declared twice has the fields of
    // both, so that the doubling is the one mistake that is reported.
    for (const auto& [source, id] : entities_) add_fields(*source, id);
    for (const ast::Unit& unit : context_.units) {
      for (const auto& document : unit.documents) add_document(document);
      for (const auto& act : unit.acts) add_act(act);
    }
  }

 private:
  /// Types share one name space; documents have their own.
  bool claim(std::unordered_map<std::string, SourceSpan>& taken, const ast::Name& name) {
    const auto [found, fresh] = taken.emplace(name.text, name.span);
    if (!fresh) {
      auto& diagnostic = context_.report(DiagnosticId::kDuplicateName, name.span, name.text);
      diagnostic.label(found->second, PhraseId::kTheFirstIsHere);
      if (found->second.file != name.span.file) {
        diagnostic.suggest(PhraseId::kOneVocabulary);
      }
    }
    return fresh;
  }

  /// A name in another language stands for one thing too: facts and rules may be written with it.
  void claim_locals(std::unordered_map<std::string, SourceSpan>& taken, const ast::Name& name, const ast::Texts& locals) {
    for (const auto& [language, local] : locals.by_language) {
      if (local != name.text) claim(taken, ast::Name{local, name.span});
    }
  }

  void add_enumeration(const ast::Enumeration& source) {
    const bool fresh = claim(types_, source.name);
    Enumeration enumeration{source.name.text, local_names(source.names), source.ordered, {}, source.name.span};
    if (source.values.empty()) context_.report(DiagnosticId::kEmptyEnumeration, source.name.span, source.name.text);
    std::unordered_map<std::string, SourceSpan> taken;
    for (const auto& value : source.values) {
      if (!claim(taken, value.name)) continue;
      claim_locals(taken, value.name, value.names);
      enumeration.values.push_back({value.name.text, local_names(value.names)});
    }
    if (fresh) {
      schema_.enumerations.add(std::move(enumeration));
    } else if (const auto first = schema_.find_enumeration(source.name.text)) {
      for (auto& value : enumeration.values) add_value(schema_.enumerations[*first], std::move(value));
    }
  }

  static void add_value(Enumeration& to, EnumerationValue value) {
    const bool known = std::any_of(to.values.begin(), to.values.end(),
                                   [&](const auto& each) { return each.name == value.name; });
    if (!known) to.values.push_back(std::move(value));
  }

  void declare_entity(const ast::Entity& source) {
    if (!claim(types_, source.name)) {
      if (const auto first = schema_.find_entity(source.name.text)) entities_.emplace_back(&source, *first);
      return;
    }
    Entity entity;
    entity.name = source.name.text;
    entity.names = local_names(source.names);
    entity.is_record = source.is_record;
    entity.span = source.name.span;
    entities_.emplace_back(&source, schema_.entities.add(std::move(entity)));
  }

  void add_fields(const ast::Entity& source, Id<Entity> id) {
    std::vector<Field> fields = std::move(schema_.entities[id].fields);
    if (fields.empty()) fields.push_back({"id", {}, plain(TypeKind::kText), source.name.span});
    std::unordered_map<std::string, SourceSpan> taken;
    for (const auto& field : source.fields) {
      if (!claim(taken, field.name)) continue;
      claim_locals(taken, field.name, field.names);
      const std::optional<Type> type = read_type(context_, field.type);
      if (field.name.text == "id") {
        if (type && *type != plain(TypeKind::kText)) {
          context_.report(DiagnosticId::kKeyNotText, field.type.span, source.name.text);
        }
        fields.front().names = local_names(field.names);
        continue;
      }
      const auto same = std::find_if(fields.begin(), fields.end(),
                                     [&](const Field& each) { return each.name == field.name.text; });
      if (same != fields.end()) {  // of an entity that is declared twice
        const auto index = static_cast<std::uint32_t>(same - fields.begin());
        if (type != same->type) context_.broken_fields.emplace(id.index(), index);
        continue;
      }
      if (!type) {
        context_.broken_fields.emplace(id.index(), static_cast<std::uint32_t>(fields.size()));
      }
      fields.push_back({field.name.text, local_names(field.names), type.value_or(plain(TypeKind::kText)),
                        field.name.span});
    }
    Entity& entity = schema_.entities[id];
    entity.fields = std::move(fields);
    if (source.subject_date && !entity.subject_date) entity.subject_date = date_field(id, *source.subject_date);
  }

  /// The index of a date or moment field that a subject date or an act names.
  std::optional<std::uint32_t> date_field(Id<Entity> id, const ast::Name& name) {
    const Entity& entity = schema_.entities[id];
    const auto index = entity.find_field(name.text);
    if (!index) {
      std::vector<std::string> candidates;
      for (const Field& field : entity.fields) candidates.push_back(field.name);
      context_.report_unknown(DiagnosticId::kUnknownField, name, candidates, entity.name, name.text);
      return std::nullopt;
    }
    context_.used(name, entity.fields[*index].name, entity.fields[*index].names);
    if (context_.broken_fields.contains({id.index(), *index})) return std::nullopt;
    const Type& type = entity.fields[*index].type;
    if (type.kind != TypeKind::kDate && type.kind != TypeKind::kMoment) {
      context_.report(DiagnosticId::kSubjectDateType, name.span, name.text, context_.type_text(type));
      return std::nullopt;
    }
    return index;
  }

  void add_document(const ast::Document& source) {
    if (!claim(documents_, source.name)) return;
    claim_locals(documents_, source.name, source.names);
    Document document{source.name.text, local_names(source.names), {}, source.name.span};
    document.versions = read_versions(context_, source.name.text, source.versions);
    if (source.versions.empty()) context_.report(DiagnosticId::kDocumentWithoutVersion, source.name.span, source.name.text);
    schema_.documents.add(std::move(document));
  }

  void add_act(const ast::Act& source) {
    if (!claim(types_, ast::Name{source.name, source.span})) return;
    const auto entity = schema_.find_entity(source.on.text);
    if (!entity) {
      context_.broken_names.insert(source.name);
      if (source.on.text.empty()) return;  // a clause that could not be read
      std::vector<std::string> candidates;
      for (const Entity& each : schema_.entities) candidates.push_back(each.name);
      context_.report_unknown(DiagnosticId::kUnknownSubject, source.on, candidates, source.on.text);
      return;
    }
    Act act{source.name, local_names(source.names), *entity, std::nullopt, source.span};
    if (source.date) act.date = date_field(*entity, *source.date);
    schema_.acts.add(std::move(act));
  }

  Context& context_;
  Schema& schema_;
  std::unordered_map<std::string, SourceSpan> types_, documents_;
  std::vector<std::pair<const ast::Entity*, Id<Entity>>> entities_;
};

/// `sha256:` and 64 digits of base 16, in small letters.
bool is_digest(const std::string& text) {
  constexpr std::string_view kKind = "sha256:";
  return text.size() == kKind.size() + 64 && text.starts_with(kKind) &&
         text.find_first_not_of("0123456789abcdef", kKind.size()) == std::string::npos;
}

}  // namespace

std::vector<DocumentVersion> read_versions(Context& context, const std::string& name,
                                           const std::vector<ast::DocumentVersion>& sources) {
  std::vector<std::pair<ir::Period, const ast::DocumentVersion*>> versions;
  for (const auto& version : sources) versions.emplace_back(checked_period(context, version.period), &version);
  std::stable_sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) {
    return a.first.from < b.first.from;  // no `from` sorts first
  });
  std::vector<DocumentVersion> result;
  std::unordered_map<std::string, SourceSpan> taken;
  std::size_t reach = 0;  // of those so far, the version that is in force for longest
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const auto& [period, version] = versions[i];
    const auto& [before, earlier] = versions[reach];
    if (i > 0 && before.to && (!period.to || *before.to < *period.to)) reach = i;
    if (const auto [first, fresh] = taken.emplace(version->version, version->span); !fresh) {
      context.report(DiagnosticId::kVersionTwice, version->span, name, version->version)
          .label(first->second, PhraseId::kTheFirstIsHere);
    } else if (i > 0 && periods_overlap(before, period)) {
      context.report(DiagnosticId::kDocumentVersionsOverlap, version->span, name, version->version, earlier->version)
          .label(earlier->span, PhraseId::kInForceOnTheSameDays);
    }
    if (version->digest && !is_digest(*version->digest)) {
      context.report(DiagnosticId::kBadDigest, version->digest_span, *version->digest)
          .suggest(PhraseId::kRegisterPrints);
    }
    result.push_back({version->version, period.from, period.to, version->digest.value_or(""), version->unverified});
  }
  return result;
}

void report_unknown_version(Context& context, const ast::Name& written, const std::string& name,
                            const std::vector<DocumentVersion>& versions) {
  std::vector<std::string> known;
  for (const DocumentVersion& each : versions) known.push_back(each.version);
  auto& diagnostic = context.report(DiagnosticId::kUnknownVersion, written.span, name, written.text);
  if (!known.empty()) diagnostic.suggest(PhraseId::kItsVersions, alternatives(known));
  else diagnostic.suggest(PhraseId::kNoVersionRegistered);
}

std::optional<Type> read_type(Context& context, const ast::TypeName& name) {
  const Schema& schema = context.schema();
  static const std::unordered_map<std::string, TypeKind> kPlain = {
      {"truth", TypeKind::kTruth}, {"number", TypeKind::kNumber}, {"money", TypeKind::kMoney},
      {"rate", TypeKind::kRate},   {"date", TypeKind::kDate},     {"moment", TypeKind::kMoment},
      {"text", TypeKind::kText}};
  if (name.list) {
    const auto entity = schema.find_entity(name.base);
    if (!entity) return unknown_type(context, name, /*entities_only=*/true);
    context.used({name.base, name.base_span}, schema.entities[*entity].name, schema.entities[*entity].names);
    Type type = plain(TypeKind::kList);
    type.entity = *entity;
    return type;
  }
  if (const auto found = kPlain.find(name.base); found != kPlain.end()) {
    Type type = plain(found->second);
    if (name.currency) {
      type.currency = Currency::from_code(*name.currency);
      if (!type.currency) {
        context.report(DiagnosticId::kUnknownCurrency, name.span, *name.currency);
        return std::nullopt;
      }
    }
    return type;
  }
  if (const auto enumeration = schema.find_enumeration(name.base)) {
    const Enumeration& found = schema.enumerations[*enumeration];
    context.used({name.base, name.base_span}, found.name, found.names);
    return symbol_of(*enumeration);
  }
  if (const auto entity = schema.find_entity(name.base)) {
    context.used({name.base, name.base_span}, schema.entities[*entity].name, schema.entities[*entity].names);
    if (schema.entities[*entity].is_record) {
      context.report(DiagnosticId::kRecordOutsideList, name.span, name.base)
          .suggest(PhraseId::kWriteListOf, name.base);
      return std::nullopt;
    }
    return reference_to(*entity);
  }
  return unknown_type(context, name, /*entities_only=*/false);
}

void build_schema(Context& context) { Vocabulary(context).build(); }

}  // namespace probity::check
