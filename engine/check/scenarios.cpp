#include "engine/check/scenarios.h"

#include <algorithm>
#include <set>

#include "engine/check/expressions.h"
#include "engine/check/rules.h"
#include "engine/check/rulesets.h"
#include "engine/check/vocabulary.h"

namespace probity::check {
namespace {

class ScenarioBinder {
 public:
  ScenarioBinder(Context& context, RulesetNames& ruleset, const ast::Scenario& source)
      : context_(context), ruleset_(ruleset), source_(source), expressions_(context, scope_in(ruleset)) {}

  std::optional<Scenario> bind() {
    const std::size_t before = context_.reported;
    scenario_.name = source_.name;
    scenario_.ruleset = ruleset_.id;
    scenario_.span = source_.span;
    if (source_.expect.empty()) {
      context_.report(DiagnosticId::kNothingExpected, source_.span, source_.name)
          .suggest(PhraseId::kAddExpect);
    }
    const auto subject = find_scenario_subject();
    if (!subject) return std::nullopt;
    expressions_.scope().subject = subject;
    scenario_.subject.subject = *subject;
    scenario_.subject.as_of = moment(source_.as_of);
    scenario_.now = moment(source_.now);
    for (const ast::ParameterSetting& setting : source_.settings) bind_setting(setting);
    bind_facts(*subject);
    for (const ast::Expectation& expectation : source_.expect) bind_expectation(expectation, *subject);
    if (context_.reported != before || broken_) return std::nullopt;
    return std::move(scenario_);
  }

 private:
  static Scope scope_in(RulesetNames& ruleset) {
    Scope scope;
    scope.ruleset = &ruleset;
    return scope;
  }

  std::optional<Moment> moment(const std::optional<std::string>& text) {
    const Zone* zone = context_.ruleset(ruleset_).zone;
    if (!text || zone == nullptr) return std::nullopt;
    auto parsed = Moment::parse(*text, *zone);
    if (parsed.ok()) return parsed.value();
    context_.report(DiagnosticId::kBadMoment, source_.span, *text, parsed.error().message);
    return std::nullopt;
  }

  // -------------------------------------------------------------- the subject

  /// `on`, else the subject of the rules expected from, else the only one that the given facts fit.
  std::optional<Subject> find_scenario_subject() {
    if (source_.subject) return find_subject(context_, *source_.subject);
    for (const ast::Expectation& expectation : source_.expect) {
      if (!expectation.from) continue;
      const auto rule = rule_named(expectation.from->text);
      if (rule) return subject_named(context_.schema(), rule->rule->subject.text);
    }
    std::vector<Subject> fitting;
    std::set<std::string> seen;
    for (const ast::Unit* unit : ruleset_.units) {
      for (const ast::Rule& rule : unit->rules) {
        if (!seen.insert(rule.subject.text).second) continue;
        const auto subject = subject_named(context_.schema(), rule.subject.text);
        if (!subject) continue;
        const bool given = std::any_of(source_.given.begin(), source_.given.end(), [&](const ast::GivenEntity& each) {
          return is_named(context_.schema().entities[subject->entity], each.name.text);
        });
        if (given) fitting.push_back(*subject);
      }
    }
    if (fitting.size() == 1) return fitting.front();
    // A name that is given and means nothing is the likelier mistake, reported with its place.
    for (const ast::Expectation& expectation : source_.expect) {
      if (expectation.from) {
        report_unknown_rule(*expectation.from);
        return std::nullopt;
      }
    }
    context_.report(DiagnosticId::kScenarioSubject, source_.span, source_.name)
        .suggest(PhraseId::kAddOn);
    return std::nullopt;
  }

  static bool is_named(const Entity& entity, const std::string& name) {
    return entity.variable() == name || std::any_of(entity.names.begin(), entity.names.end(),
                                                    [&](const auto& local) { return local.second == name; });
  }

  std::optional<DeadlineRule> rule_named(const std::string& name) const {
    return find_deadline_rule(context_, ruleset_, name);
  }

  void report_unknown_rule(const ast::Name& name) {
    std::vector<std::string> candidates;
    for (const auto& [known, rules] : ruleset_.rules) candidates.push_back(known);
    std::sort(candidates.begin(), candidates.end());
    auto& diagnostic = context_.report_unknown(DiagnosticId::kUnknownRule, name, candidates, name.text);
    if (ruleset_.exceptions.contains(name.text)) {
      diagnostic.suggest(PhraseId::kNameTheRuleOfException, name.text).fix.clear();
    }
  }

  void bind_setting(const ast::ParameterSetting& setting) {
    const ParameterEntry* entry = find_parameter(context_, ruleset_, setting.target.text);
    if (entry == nullptr) {
      std::vector<std::string> candidates;
      for (const auto& [name, known] : ruleset_.parameters) candidates.push_back(name);
      std::sort(candidates.begin(), candidates.end());
      context_.report_unknown(DiagnosticId::kUnknownParameter, setting.target, candidates, setting.target.text);
      return;
    }
    if (!entry->parameter) {
      broken_ = true;
      return;
    }
    ir::Parameter parameter = context_.program.parameters[*entry->parameter];
    auto value = parameter_value(context_, ruleset_, parameter, *setting.values.front().value);
    if (!value) return;
    if (!scenario_.parameters.emplace(entry->parameter->index(), std::move(*value)).second) {
      context_.report(DiagnosticId::kGivenTwice, setting.target.span, setting.target.text);
    }
  }

  // -------------------------------------------------------------- facts

  static facts::Record unknown(const Schema& schema, Id<Entity> entity) {
    return {entity, std::vector<facts::Fact>(schema.entities[entity].fields.size())};
  }

  void bind_facts(const Subject& subject) {
    const Schema& schema = context_.schema();
    const Entity& entity = schema.entities[subject.entity];
    facts::Record record = unknown(schema, subject.entity);
    std::set<std::uint32_t> given;
    std::set<std::string> seen;
    const ast::GivenList* several = nullptr;
    for (const ast::GivenEntity& each : source_.given) {
      if (!seen.insert(each.name.text).second) {
        context_.report(DiagnosticId::kGivenTwice, each.name.span, each.name.text);
        continue;
      }
      if (each.several && is_several(entity, each.name.text)) {
        several = &*each.several;
        context_.used(each.name, entity.variable() + "s", entity.names);
      } else if (const auto field = entity.find_field(each.name.text);
          field && entity.fields[*field].type.kind == TypeKind::kReference) {
        given.insert(*field);
        if (each.several) {
          context_.report(DiagnosticId::kSeveralGiven, each.name.span, each.name.text);
          continue;
        }
        context_.used(each.name, entity.fields[*field].name, entity.fields[*field].names);
        record.fields[*field] = bind_record(each.record, entity.fields[*field].type.entity);
      } else if (is_named(entity, each.name.text)) {
        context_.used(each.name, entity.variable(), entity.names);
        bind_fields(each.record, subject.entity, record, &given);
      } else {
        std::vector<std::string> candidates{entity.variable()};
        for (const Field& each_field : entity.fields) {
          if (each_field.type.kind == TypeKind::kReference) candidates.push_back(each_field.name);
        }
        context_.report_unknown(DiagnosticId::kUnknownGiven, each.name, candidates, entity.name, each.name.text);
      }
    }
    if (several != nullptr) return bind_several(*several, subject, record, given);
    date_from_as_of(subject, record, given);
    const auto* key = std::get_if<Value>(&record.fields[0]);
    const auto* text = key != nullptr ? std::get_if<std::string>(key) : nullptr;
    scenario_.subject.id = text != nullptr ? *text : source_.name;
    if (text == nullptr) record.fields[0] = Value(source_.name);
    scenario_.subject.record = std::make_shared<const facts::Record>(std::move(record));
  }

  /// `trades` for several trades; a Chinese name is the same for one and for several.
  static bool is_several(const Entity& entity, const std::string& name) {
    return name == entity.variable() + "s" || is_named(entity, name);
  }

  /// Several subjects: what else is given is of each of them, unless it says otherwise.
  void bind_several(const ast::GivenList& list, const Subject& subject, const facts::Record& shared,
                    const std::set<std::uint32_t>& shared_fields) {
    std::size_t number = 0;
    for (const ast::GivenValue& item : list.items) {
      const auto* source = std::get_if<ast::GivenRecord>(&item.node);
      if (source == nullptr) {
        wrong_type(item.span, "a value", reference_to(subject.entity));
        continue;
      }
      facts::Record record = shared;
      std::set<std::uint32_t> given = shared_fields;
      bind_fields(*source, subject.entity, record, &given);
      date_from_as_of(subject, record, given);
      ++number;
      facts::SubjectFacts one = scenario_.subject;
      const auto* key = std::get_if<Value>(&record.fields[0]);
      if (key == nullptr) record.fields[0] = Value("#" + std::to_string(number));
      one.id = std::get<std::string>(std::get<Value>(record.fields[0]));
      one.record = std::make_shared<const facts::Record>(std::move(record));
      if (number == 1) first_ = std::move(one);
      else scenario_.others.push_back(std::move(one));
    }
    if (number > 0) scenario_.subject = std::move(first_);
    else broken_ = true;
  }

  /// `as of` gives the subject's own date where its field is not given.
  void date_from_as_of(const Subject& subject, facts::Record& record, const std::set<std::uint32_t>& given) {
    const auto& as_of = scenario_.subject.as_of;
    const Schema& schema = context_.schema();
    const auto field =
        subject.act ? schema.acts[*subject.act].date : schema.entities[subject.entity].subject_date;
    const Zone* zone = context_.ruleset(ruleset_).zone;
    if (!as_of || !field || given.contains(*field) || zone == nullptr) return;
    const bool is_date = schema.entities[subject.entity].fields[*field].type.kind == TypeKind::kDate;
    record.fields[*field] = is_date ? Value(as_of->day_in(*zone)) : Value(*as_of);
  }

  facts::Fact bind_record(const ast::GivenRecord& source, Id<Entity> entity) {
    facts::Record record = unknown(context_.schema(), entity);
    bind_fields(source, entity, record, nullptr);
    check_version(source, entity, record);
    return std::make_shared<const facts::Record>(std::move(record));
  }

  /// What is signed is signed in a version that the register has.
  void check_version(const ast::GivenRecord& source, Id<Entity> id, const facts::Record& record) {
    const Entity& entity = context_.schema().entities[id];
    const auto text_of = [&](const char* name) -> const std::string* {
      const auto index = entity.find_field(name);
      const auto* value = index ? std::get_if<Value>(&record.fields[*index]) : nullptr;
      return value == nullptr ? nullptr : std::get_if<std::string>(value);
    };
    const std::string* name = text_of("document");
    const std::string* version = text_of("version");
    const auto document = name == nullptr ? std::nullopt : context_.schema().find_document(*name);
    if (version == nullptr || !document) return;
    const std::vector<DocumentVersion>& versions = context_.schema().documents[*document].versions;
    const bool known = std::any_of(versions.begin(), versions.end(),
                                   [&](const DocumentVersion& each) { return each.version == *version; });
    if (known || versions.empty()) return;
    for (const ast::GivenField& field : source.fields) {
      if (entity.find_field(field.name.text) != entity.find_field("version")) continue;
      report_unknown_version(context_, {*version, field.value->span}, *name, versions);
    }
  }

  void bind_fields(const ast::GivenRecord& source, Id<Entity> id, facts::Record& record,
                   std::set<std::uint32_t>* given) {
    const Entity& entity = context_.schema().entities[id];
    std::set<std::uint32_t> seen;
    for (const ast::GivenField& field : source.fields) {
      const auto index = entity.find_field(field.name.text);
      if (!index) {
        context_.report_unknown(DiagnosticId::kUnknownField, field.name, field_names(context_, id), entity.name,
                                field.name.text);
        continue;
      }
      if (!seen.insert(*index).second) {
        context_.report(DiagnosticId::kGivenTwice, field.name.span, field.name.text);
        continue;
      }
      context_.used(field.name, entity.fields[*index].name, entity.fields[*index].names);
      if (given != nullptr) given->insert(*index);
      if (context_.broken_fields.contains({id.index(), *index})) {
        broken_ = true;
        continue;
      }
      record.fields[*index] = bind_value(*field.value, entity.fields[*index].type);
    }
  }

  facts::Fact bind_value(const ast::GivenValue& value, const Type& type) {
    if (const auto* expr = std::get_if<ast::ExprPtr>(&value.node)) return bind_scalar(**expr, type);
    if (const auto* record = std::get_if<ast::GivenRecord>(&value.node)) {
      if (type.kind == TypeKind::kReference) return bind_record(*record, type.entity);
      wrong_type(value.span, "a record", type);
      return {};
    }
    const auto& list = std::get<ast::GivenList>(value.node);
    if (type.kind != TypeKind::kList) {
      wrong_type(value.span, "a list", type);
      return {};
    }
    auto elements = std::make_shared<facts::List>();
    for (const ast::GivenValue& item : list.items) {
      const auto* record = std::get_if<ast::GivenRecord>(&item.node);
      if (record == nullptr) {
        wrong_type(item.span, "a value", reference_to(type.entity));
        continue;
      }
      elements->records.push_back(std::get<facts::RecordPtr>(bind_record(*record, type.entity)));
    }
    return facts::RecordList(std::move(elements));
  }

  void wrong_type(SourceSpan span, const std::string& found, const Type& type) {
    context_.report(DiagnosticId::kGivenType, span, found, context_.type_text(type));
  }

  facts::Fact bind_scalar(const ast::Expr& expr, const Type& type) {
    const auto* path = std::get_if<ast::Path>(&expr.node);
    const bool bare = path != nullptr && path->parts.size() == 1;
    if (bare && path->parts[0].text == "unknown") return {};
    if (bare && type.kind == TypeKind::kText && names_a_thing(path->parts[0].text)) {
      return Value(path->parts[0].text);
    }
    if (const auto* text = std::get_if<ast::TextLit>(&expr.node); text != nullptr && type.kind == TypeKind::kReference) {
      facts::Record record = unknown(context_.schema(), type.entity);
      record.fields[0] = Value(text->value);
      return std::make_shared<const facts::Record>(std::move(record));
    }
    if (bare && type.kind != TypeKind::kEnumeration) {
      wrong_type(expr.span, "`" + path->parts[0].text + "`", type);
      return {};
    }
    Scope& scope = expressions_.scope();
    const auto subject = std::exchange(scope.subject, std::nullopt);  // facts are no paths
    const Checked checked = expressions_.check(expr, Hint::of(type));
    scope.subject = subject;
    if (!checked) {
      broken_ = true;
      return {};
    }
    const ir::Expr& typed = context_.expr(*checked);
    const auto* constant = std::get_if<ir::Constant>(&typed.node);
    const auto* day = constant != nullptr ? std::get_if<Date>(&constant->value) : nullptr;
    if (day != nullptr && type.kind == TypeKind::kMoment) return Value(Moment::on(*day));
    if (constant == nullptr || !Expressions::common_type(type, typed.type)) {
      wrong_type(expr.span, "`" + context_.type_text(typed.type) + "`", type);
      return {};
    }
    return constant->value;
  }

  /// Documents and procedures are written by name where a record holds their names as text.
  [[nodiscard]] bool names_a_thing(const std::string& name) const {
    return context_.schema().find_document(name).has_value() || ruleset_.procedures.contains(name) ||
           context_.broken_names.contains(name);
  }

  // -------------------------------------------------------------- expectations

  void bind_expectation(const ast::Expectation& source, const Subject& subject) {
    Scenario::Expectation expectation;
    expectation.kind = source.kind;
    expectation.span = source.span;
    expectation.observed = source.observed;
    if (source.outcome) expectation.outcome = outcome_of(*source.outcome);
    if (source.from) {
      const auto rule = rule_named(source.from->text);
      if (!rule) {
        report_unknown_rule(*source.from);
        return;
      }
      expectation.rule = rule->qualified_name;
      if (source.from->text.find('.') == std::string::npos) {
        context_.used(*source.from, rule->name->text, local_names(*rule->names));
      }
      const auto of = subject_named(context_.schema(), rule->rule->subject.text);
      if (!of) {
        broken_ = true;
        return;
      }
      if (!(*of == subject)) {
        context_.report(DiagnosticId::kRuleOfOtherSubject, source.from->span, source.from->text,
                        subject_name(context_.schema(), *of), subject_name(context_.schema(), subject));
        return;
      }
      const bool about_deadline =
          source.kind == ast::Expectation::Kind::kDue || source.kind == ast::Expectation::Kind::kState;
      if (about_deadline && rule->rule->kind != ast::RuleKind::kDeadline) {
        context_.report(DiagnosticId::kNotADeadline, source.from->span, source.from->text);
        return;
      }
    }
    switch (source.kind) {
      case ast::Expectation::Kind::kMissing: expectation.text = missing_path(source); break;
      case ast::Expectation::Kind::kDue:
        if (const auto due = moment(source.text)) expectation.text = due->to_string();
        break;
      case ast::Expectation::Kind::kState: expectation.text = state(source); break;
      case ast::Expectation::Kind::kGrade: expectation.text = grade(source, expectation.rule); break;
      default: break;
    }
    scenario_.expect.push_back(std::move(expectation));
  }

  std::string missing_path(const ast::Expectation& source) {
    const Checked checked = expressions_.path(source.missing, source.span);
    if (!checked) {
      broken_ = true;
      return {};
    }
    const auto& node = context_.expr(*checked).node;
    if (const auto* read = std::get_if<ir::Read>(&node)) return read->path.text;
    if (const auto* use = std::get_if<ir::UseDefine>(&node)) return use->text;
    return {};
  }

  std::string grade(const ast::Expectation& source, const std::string& rule) {
    for (const ir::Rule& each : context_.program.rules) {
      if (each.qualified_name != rule || !each.node.grading) continue;
      const facts::Fact fact = bind_scalar(*source.grade, context_.type(each.node.grading->value));
      const auto* value = std::get_if<Value>(&fact);
      return value != nullptr ? value_text(context_.schema(), *value) : "unknown";
    }
    if (find_deadline_rule(context_, ruleset_, source.from->text)->rule->kind != ast::RuleKind::kGrading) {
      context_.report(DiagnosticId::kNotAGrading, source.from->span, source.from->text);
    }
    broken_ = true;  // a grading that could not be read is reported where it stands
    return {};
  }

  std::string state(const ast::Expectation& source) {
    const auto known = deadline_state(source.text);
    if (!known) {
      auto& diagnostic = context_.report(DiagnosticId::kUnknownState, source.span, source.text);
      if (const auto near = diagnostics::nearest(source.text, deadline_states())) {
        diagnostic.suggest(PhraseId::kWrite, *near);
      }
    }
    return known ? std::string(known->english) : source.text;
  }

  Context& context_;
  RulesetNames& ruleset_;
  const ast::Scenario& source_;
  Expressions expressions_;
  Scenario scenario_;
  facts::SubjectFacts first_;  ///< of several
  bool broken_ = false;
};

}  // namespace

std::vector<Scenario> check_scenarios(Context& context) {
  std::vector<Scenario> scenarios;
  for (RulesetNames& ruleset : context.rulesets) {
    for (const ast::Unit* unit : ruleset.units) {
      for (const ast::Scenario& source : unit->scenarios) {
        auto bound = ScenarioBinder(context, ruleset, source).bind();
        if (bound) scenarios.push_back(std::move(*bound));
        else context.left_out = true;
      }
    }
  }
  return scenarios;
}

}  // namespace probity::check
