#include "engine/check/rulesets.h"

#include <algorithm>

#include "engine/syntax/words.h"

namespace probity::check {
namespace {

constexpr std::int64_t kNewestLanguage = 1;
constexpr std::size_t kRulesMax = 20'000;
constexpr std::size_t kTableRowsMax = 100'000;

class Collector {
 public:
  explicit Collector(Context& context) : context_(context) {}

  bool collect() {
    for (const ast::Unit& unit : context_.units) {
      if (unit.header.kind == ast::UnitHeader::Kind::kVocabulary) vocabularies_.push_back(unit.header.name.text);
      if (unit.header.kind == ast::UnitHeader::Kind::kSource) sources_.push_back(unit.header.name.text);
    }
    for (const ast::Unit& unit : context_.units) {
      if (unit.header.kind == ast::UnitHeader::Kind::kRuleset) open(unit);
      else if (unit.header.kind != ast::UnitHeader::Kind::kContinues) refuse_rules(unit);
    }
    for (const ast::Unit& unit : context_.units) {
      if (unit.header.kind == ast::UnitHeader::Kind::kContinues) attach(unit);
    }
    if (!within_limits()) return false;
    // What a vocabulary that is not there declares is no mistake of each rule that uses it.
    if (context_.vocabulary_missing) return false;
    for (RulesetNames& names : context_.rulesets) name_everything(names);
    return true;
  }

 private:
  void open(const ast::Unit& unit) {
    const std::string& name = unit.header.name.text;
    const auto [found, fresh] = context_.ruleset_index.emplace(name, context_.rulesets.size());
    if (!fresh) {
      context_.report(DiagnosticId::kDuplicateName, unit.header.name.span, name)
          .label(context_.rulesets[found->second].header->name.span, PhraseId::kTheFirstIsHere)
          .suggest(PhraseId::kAddsWithContinues, name);
      return;
    }
    RulesetNames names;
    names.name = name;
    names.header = &unit.header;
    names.units.push_back(&unit);
    names.id = context_.program.rulesets.add(read_header(unit.header));
    context_.rulesets.push_back(std::move(names));
  }

  void attach(const ast::Unit& unit) {
    const auto found = context_.ruleset_index.find(unit.header.name.text);
    if (found != context_.ruleset_index.end()) {
      context_.rulesets[found->second].units.push_back(&unit);
      return;
    }
    if (unit.header.name.text.empty()) return;  // a header that could not be read
    // Vocabularies and sources have files that continue them too; their blocks are read elsewhere.
    std::vector<std::string> candidates = vocabularies_;
    candidates.insert(candidates.end(), sources_.begin(), sources_.end());
    if (std::find(candidates.begin(), candidates.end(), unit.header.name.text) != candidates.end()) return refuse_rules(unit);
    for (const RulesetNames& names : context_.rulesets) candidates.push_back(names.name);
    context_.report_unknown(DiagnosticId::kUnknownRuleset, unit.header.name, candidates, unit.header.name.text);
  }

  /// What only a ruleset judges by would be lost without a word below a vocabulary or a source.
  void refuse_rules(const ast::Unit& unit) {
    const auto refuse = [this](const char* word, SourceSpan span) {
      context_.report(DiagnosticId::kUnknownClause, span, word).suggest(PhraseId::kWrite, "ruleset NAME");
    };
    for (const auto& each : unit.rules) refuse("rule", each.name.span);
    for (const auto& each : unit.exceptions) refuse("exception", each.name.span);
    for (const auto& each : unit.stricter) refuse("stricter", each.name.span);
    for (const auto& each : unit.tables) refuse("table", each.name.span);
    for (const auto& each : unit.procedures) refuse("procedure", each.name.span);
    for (const auto& each : unit.defines) refuse("define", each.span);
    for (const auto& each : unit.parameters) refuse("parameter", each.name.span);
    for (const auto& each : unit.settings) refuse("set", each.target.span);
    for (const auto& each : unit.scenarios) refuse("scenario", each.span);
  }

  ir::Ruleset read_header(const ast::UnitHeader& header) {
    ir::Ruleset ruleset;
    ruleset.name = header.name.text;
    if (header.title) ruleset.titles = header.title->by_language;
    ruleset.language = header.language.value_or(kNewestLanguage);
    if (ruleset.language < 1 || ruleset.language > kNewestLanguage) {
      const bool placed = header.language_span.line > 0;
      context_.report(DiagnosticId::kUnknownLanguage, placed ? header.language_span : header.span,
                      std::to_string(ruleset.language))
          .suggest(PhraseId::kWriteLanguage, std::to_string(kNewestLanguage))
          .edit(header.language_span, std::to_string(kNewestLanguage));
    }
    if (!header.layer && !header.places.contains("layer") && !header.places.contains("?")) {
      context_.report(DiagnosticId::kMissingHeaderClause, header.name.span, header.name.text, "layer")
          .suggest(PhraseId::kAddLayer);
    }
    ruleset.layer = std::string(layer_name(header.layer.value_or(ast::Layer::kLaw)));
    ruleset.zone = read_zone(header);
    ruleset.business_days = read_calendar(header.calendar);
    ruleset.trading_days = read_calendar(header.trading_calendar);
    if (header.currency) {
      ruleset.currency = Currency::from_code(header.currency->text);
      if (!ruleset.currency || header.currency->text == "RMB") {
        auto& diagnostic = context_.report(DiagnosticId::kUnknownCurrency, header.currency->span, header.currency->text);
        if (header.currency->text == "RMB") diagnostic.suggest(PhraseId::kWrite, "CNY").replace_with("CNY");
      }
    }
    ruleset.close_of_business_s = header.close_of_business_s;
    for (const ast::Name& used : header.uses) {
      if (std::find(vocabularies_.begin(), vocabularies_.end(), used.text) != vocabularies_.end()) continue;
      context_.report_unknown(DiagnosticId::kUnknownVocabulary, used, vocabularies_, used.text);
      context_.vocabulary_missing = true;
    }
    return ruleset;
  }

  const Zone* read_zone(const ast::UnitHeader& header) {
    if (!header.zone && (header.places.contains("zone") || header.places.contains("?"))) {
      // A clause that could not be read; it is reported.
    } else if (!header.zone) {
      context_.report(DiagnosticId::kMissingHeaderClause, header.name.span, header.name.text, "zone")
          .suggest(PhraseId::kAddZone);
    } else {
      if (auto zone = Zone::find(header.zone->text); zone.ok()) return zone.value();
      auto& diagnostic = context_.report(DiagnosticId::kUnknownZone, header.zone->span, header.zone->text);
      const std::vector<std::string> zones = Zone::names();
      Context::offer_nearest(diagnostic, header.zone->text, zones);
      const auto city = std::find_if(zones.begin(), zones.end(), [&](const std::string& zone) {
        return zone.size() > header.zone->text.size() + 1 &&
               zone.substr(zone.size() - header.zone->text.size() - 1) == "/" + header.zone->text;
      });
      const bool china = header.zone->text == "Beijing" || header.zone->text == "China" || header.zone->text == "UTC+8" ||
                         header.zone->text == "CST" || header.zone->text == "北京" || header.zone->text == "上海" ||
                         header.zone->text == "GMT+8";
      if (china || city != zones.end()) {
        const std::string zone = china ? "Asia/Shanghai" : *city;
        diagnostic.suggest(PhraseId::kWrite, zone).replace_with(zone);
      }
    }
    // Any zone will do to go on reading: the result is not used where an error was found.
    const auto utc = Zone::find("UTC");
    return utc.ok() ? utc.value() : nullptr;
  }

  std::shared_ptr<const Calendar> read_calendar(const std::optional<ast::Name>& name) {
    if (!name) return nullptr;
    auto calendar = context_.find_calendar ? context_.find_calendar(name->text) : nullptr;
    if (calendar) return calendar;
    auto& diagnostic = context_.report(DiagnosticId::kUnknownCalendar, name->span, name->text);
    std::vector<std::string> known;
    for (const char* shipped : {"cn.business", "xshg", "xshe", "xhkg", "xnys", "xlon"}) {
      if (context_.find_calendar && context_.find_calendar(shipped)) known.emplace_back(shipped);
    }
    Context::offer_nearest(diagnostic, name->text, known);
    return nullptr;
  }

  void name_everything(RulesetNames& names) {
    for (const ast::Unit* unit : names.units) {
      for (const auto& table : unit->tables) {
        claim(table.name, table.names, "table", [&](const std::string& name) {
          return names.tables.try_emplace(name, TableEntry{&table, std::nullopt}).second;
        });
        named_like_field(table.name, DiagnosticId::kTableNamedLikeField);
      }
      for (const auto& procedure : unit->procedures) {
        claim(procedure.name, procedure.names, "procedure", [&](const std::string& name) {
          return names.procedures.try_emplace(name, ProcedureEntry{&procedure, std::nullopt}).second;
        });
      }
      for (const auto& parameter : unit->parameters) {
        claim(parameter.name, parameter.names, "parameter", [&](const std::string& name) {
          return names.parameters.try_emplace(name, ParameterEntry{&parameter, std::nullopt}).second;
        });
        named_like_field(parameter.name, DiagnosticId::kParameterNamedLikeField);
      }
      for (const auto& define : unit->defines) add_define(names, define);
      for (const auto& rule : unit->rules) {
        names.rules[rule.name.text].push_back(&rule);
        for (const auto& [language, local] : rule.names.by_language) {
          if (local != rule.name.text) names.rules[local].push_back(&rule);
        }
        if (rule.kind == ast::RuleKind::kGrading) add_grading(names, rule);
      }
      for (const auto& stricter : unit->stricter) {
        claim(stricter.name, stricter.names, "rule", [&](const std::string& name) {
          return names.stricter.try_emplace(name, &stricter).second;
        });
      }
      for (const auto& exception : unit->exceptions) names.exceptions[exception.name.text].push_back(&exception);
    }
  }

  /// Claims a name in each language; a second thing of the same name is reported once.
  template <typename Insert>
  void claim(const ast::Name& name, const ast::Texts& locals, std::string_view what,
             Insert insert) {
    bool fresh = insert(name.text);
    for (const auto& [language, local] : locals.by_language) {
      if (local != name.text) fresh = insert(local) && fresh;
    }
    if (!fresh) context_.report(DiagnosticId::kDeclaredTwice, name.span, std::string(what), name.text);
  }

  /// A table or a parameter named like a field could be read as the field.
  void named_like_field(const ast::Name& name, DiagnosticId id) {
    if (field_names_.empty()) {
      for (const Entity& entity : context_.schema().entities) {
        for (const Field& field : entity.fields) {
          if (field.name != "id") field_names_.emplace(field.name, entity.name);
        }
      }
    }
    if (const auto found = field_names_.find(name.text); found != field_names_.end()) {
      context_.report(id, name.span, name.text, found->second);
    }
  }

  void add_define(RulesetNames& names, const ast::Define& define) {
    const auto& parts = define.target.parts;
    if (parts.size() != 2) {
      context_.report(DiagnosticId::kDefineTarget, define.span)
          .suggest(PhraseId::kWriteDefine);
      return;
    }
    const auto entity = entity_named(parts[0].text);
    if (!entity) {
      std::vector<std::string> candidates;
      for (const Entity& each : context_.schema().entities) candidates.push_back(each.variable());
      context_.report_unknown(DiagnosticId::kUnknownSubject, parts[0], candidates, parts[0].text);
      return;
    }
    if (context_.schema().entities[*entity].find_field(parts[1].text)) {
      context_.report(DiagnosticId::kDefinedField, parts[1].span, context_.schema().entities[*entity].name,
                      parts[1].text);
      return;
    }
    const Entity& on = context_.schema().entities[*entity];
    context_.used(parts[0], on.variable(), on.names);
    const auto [found, fresh] =
        names.define_index.emplace(define_key(*entity, parts[1].text), names.defines.size());
    if (!fresh) {
      context_.report(DiagnosticId::kDeclaredTwice, parts[1].span, "definition", parts[0].text + "." + parts[1].text)
          .label(names.defines[found->second].place(), PhraseId::kTheFirstIsHere);
      return;
    }
    DefineEntry entry;
    entry.source = &define;
    entry.name = context_.schema().entities[*entity].variable() + "." + parts[1].text;
    entry.on = *entity;
    names.defines.push_back(std::move(entry));
  }

  /// A grading's value is read as a field of what it grades.
  void add_grading(RulesetNames& names, const ast::Rule& rule) {
    const Schema& schema = context_.schema();
    const auto act = schema.find_act(rule.subject.text);
    const auto entity = act ? std::optional(schema.acts[*act].on) : schema.find_entity(rule.subject.text);
    if (!entity || schema.entities[*entity].is_record) return;  // reported where rules are checked
    if (schema.entities[*entity].find_field(rule.name.text)) {
      context_.report(DiagnosticId::kDefinedField, rule.name.span, schema.entities[*entity].name, rule.name.text);
      return;
    }
    const auto [found, fresh] = names.define_index.emplace(define_key(*entity, rule.name.text), names.defines.size());
    if (!fresh) {
      DefineEntry& first = names.defines[found->second];
      if (first.source == nullptr) first.gradings.push_back(&rule);
      else {
        context_.report(DiagnosticId::kDeclaredTwice, rule.name.span, "definition", first.name)
            .label(first.place(), PhraseId::kTheFirstIsHere);
      }
      return;
    }
    for (const auto& [language, local] : rule.names.by_language) {
      names.define_index.emplace(define_key(*entity, local), names.defines.size());
    }
    DefineEntry entry;
    entry.gradings.push_back(&rule);
    entry.name = schema.entities[*entity].variable() + "." + rule.name.text;
    entry.on = *entity;
    names.defines.push_back(std::move(entry));
  }

  std::optional<Id<Entity>> entity_named(const std::string& variable) {
    if (entities_.empty()) {
      std::uint32_t index = 0;
      for (const Entity& entity : context_.schema().entities) {
        entities_.emplace(entity.variable(), Id<Entity>(index));
        for (const auto& [language, name] : entity.names) entities_.emplace(name, Id<Entity>(index));
        ++index;
      }
    }
    const auto found = entities_.find(variable);
    if (found == entities_.end()) return std::nullopt;
    return found->second;
  }

  bool within_limits() {
    std::size_t rules = 0;
    std::size_t rows = 0;
    for (const RulesetNames& names : context_.rulesets) {
      for (const ast::Unit* unit : names.units) {
        rules += unit->rules.size();
        for (const auto& table : unit->tables) rows += table.rows.size();
        if (rules > kRulesMax && !unit->rules.empty()) {
          context_.report(DiagnosticId::kProgramRules, unit->rules.back().name.span, std::to_string(kRulesMax));
          return false;
        }
        if (rows > kTableRowsMax && !unit->tables.empty()) {
          context_.report(DiagnosticId::kProgramRows, unit->tables.back().name.span, std::to_string(kTableRowsMax));
          return false;
        }
      }
    }
    return true;
  }

  Context& context_;
  std::vector<std::string> vocabularies_, sources_;
  std::unordered_map<std::string, std::string> field_names_;  ///< field -> an entity that has it
  std::unordered_map<std::string, Id<Entity>> entities_;
};

}  // namespace

bool collect_rulesets(Context& context) { return Collector(context).collect(); }

std::optional<Subject> find_subject(Context& context, const ast::Name& name) {
  const Schema& schema = context.schema();
  if (const auto act = schema.find_act(name.text)) {
    context.used(name, schema.acts[*act].name, schema.acts[*act].names);
    return Subject{schema.acts[*act].on, *act};
  }
  if (const auto entity = schema.find_entity(name.text)) {
    context.used(name, schema.entities[*entity].name, schema.entities[*entity].names);
    if (!schema.entities[*entity].is_record) return Subject{*entity, std::nullopt};
    context.report(DiagnosticId::kRecordAsSubject, name.span, name.text);
    return std::nullopt;
  }
  std::vector<std::string> candidates;
  for (const Entity& entity : schema.entities) {
    if (!entity.is_record) candidates.push_back(entity.name);
  }
  for (const Act& act : schema.acts) candidates.push_back(act.name);
  context.report_unknown(DiagnosticId::kUnknownSubject, name, candidates, name.text);
  return std::nullopt;
}

std::optional<StateWord> deadline_state(std::string_view name) {
  for (const auto& state : syntax::kDeadlineStates) {
    if (name == state.english || name == state.chinese) return StateWord{state.english, state.chinese};
  }
  return std::nullopt;
}

std::vector<std::string> deadline_states() {
  return syntax::english_of(syntax::kDeadlineStates);
}

std::optional<Subject> subject_named(const Schema& schema, const std::string& name) {
  if (const auto act = schema.find_act(name)) return Subject{schema.acts[*act].on, *act};
  const auto entity = schema.find_entity(name);
  if (!entity || schema.entities[*entity].is_record) return std::nullopt;
  return Subject{*entity, std::nullopt};
}

std::vector<std::string> field_names(const Context& context, Id<Entity> entity) {
  std::vector<std::string> names;
  for (const Field& field : context.schema().entities[entity].fields) names.push_back(field.name);
  return names;
}

}  // namespace probity::check
