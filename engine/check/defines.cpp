#include <algorithm>
#include <utility>

#include "engine/check/rules.h"
#include "engine/check/rulesets.h"

namespace probity::check {

MaybeBroken<ir::Define> checked_define(Context& context, RulesetNames& ruleset, DefineEntry& entry) {
  if (entry.state == DefineEntry::State::kDone) return entry.define;
  if (entry.state == DefineEntry::State::kOpen) {
    context.report(DiagnosticId::kDefineCircle, entry.place(), entry.name);
    return std::nullopt;
  }
  entry.state = DefineEntry::State::kOpen;
  Scope scope;
  scope.ruleset = &ruleset;
  scope.subject = Subject{entry.on, std::nullopt};
  scope.in_define = true;
  const std::size_t outer = std::exchange(context.deepest, context.depth);
  const Checked value = entry.source != nullptr ? Expressions(context, scope).check(*entry.source->value)
                                                : check_grading(context, scope, entry);
  if (value) {
    const Type type = context.type(*value);
    if (entry.source == nullptr) {
      entry.define = context.program.defines.add({entry.name, entry.on, *value, type, entry.place()});
    } else if (type.kind == TypeKind::kReference || type.kind == TypeKind::kList) {
      context.report(DiagnosticId::kDefineType, entry.source->value->span, entry.name, context.type_text(type));
    } else {
      entry.define = context.program.defines.add({entry.name, entry.on, *value, type, entry.source->span});
    }
  }
  entry.height = context.deepest - context.depth;
  context.deepest = std::max(context.deepest, outer);
  entry.state = DefineEntry::State::kDone;
  return entry.define;
}

void check_defines(Context& context) {
  for (RulesetNames& ruleset : context.rulesets) {
    for (DefineEntry& entry : ruleset.defines) {
      if (!checked_define(context, ruleset, entry)) context.left_out = true;
    }
  }
}

namespace {

class ProcedureChecker {
 public:
  ProcedureChecker(Context& context, RulesetNames& ruleset, const ast::Procedure& source)
      : context_(context), ruleset_(ruleset), source_(source) {}

  MaybeBroken<ir::Procedure> check() {
    const std::size_t before = context_.reported;
    const auto subject = find_subject(context_, source_.subject);
    if (!subject) return std::nullopt;
    procedure_.name = source_.name.text;
    procedure_.qualified_name = ruleset_.name + "." + source_.name.text;
    procedure_.names = local_names(source_.names);
    procedure_.subject = *subject;
    procedure_.in_order = source_.in_order;
    procedure_.span = source_.name.span;
    Scope scope;
    scope.ruleset = &ruleset_;
    scope.subject = *subject;
    Expressions expressions(context_, scope);
    read_parties(*subject);
    if (read_evidence(expressions)) read_steps();
    if (source_.before) procedure_.before = expressions.instant(*source_.before);
    if (source_.document) read_document();
    const bool whole = context_.reported == before && (!source_.before || procedure_.before);
    return whole ? MaybeBroken<ir::Procedure>(context_.program.procedures.add(std::move(procedure_))) : std::nullopt;
  }

 private:
  void read_parties(const Subject& subject) {
    const Entity& entity = context_.schema().entities[subject.entity];
    for (const ast::Name& party : source_.parties) {
      const auto field = entity.find_field(party.text);
      if (!field && party.text == entity.variable()) {  // `for client of a Client`: the subject itself
        procedure_.parties.push_back(party.text);
        continue;
      }
      if (!field) {
        context_.report_unknown(DiagnosticId::kUnknownField, party, field_names(context_, subject.entity),
                                entity.name, party.text);
        continue;
      }
      procedure_.parties.push_back(entity.fields[*field].name);
      context_.used(party, entity.fields[*field].name, entity.fields[*field].names);
    }
  }

  bool read_evidence(Expressions& expressions) {
    ast::Expr standard;
    standard.span = source_.name.span;
    standard.node = ast::Path{{{"client", source_.name.span}, {"procedures", source_.name.span}}};
    // The default is not written, so its names are not either.
    auto* const names = source_.evidence ? context_.name_uses : std::exchange(context_.name_uses, nullptr);
    const auto list = expressions.list(source_.evidence ? *source_.evidence : standard);
    context_.name_uses = names;
    if (!list) return false;
    procedure_.evidence = list->path;
    record_ = list->entity;
    return true;
  }

  void read_steps() {
    const Entity& record = context_.schema().entities[record_];
    for (const ast::Name& step : source_.steps) {
      const auto field = record.find_field(step.text);
      if (!field) {
        context_.report_unknown(DiagnosticId::kUnknownField, step, field_names(context_, record_), record.name,
                                step.text);
        continue;
      }
      const Type& type = record.fields[*field].type;
      if (type.kind != TypeKind::kDate && type.kind != TypeKind::kMoment) {
        context_.report(DiagnosticId::kStepType, step.span, step.text, context_.type_text(type));
      }
      procedure_.steps.push_back(record.fields[*field].name);
      context_.used(step, record.fields[*field].name, record.fields[*field].names);
      procedure_.step_fields.push_back(*field);
    }
    const std::string subject = context_.schema().entities[procedure_.subject.entity].variable();
    procedure_.procedure_field = record.find_field("procedure");
    procedure_.order_field = record.find_field(subject);
    procedure_.product_field = record.find_field("product");
    procedure_.document_field = record.find_field("document");
    procedure_.version_field = record.find_field("version");
  }

  void read_document() {
    const Schema& schema = context_.schema();
    procedure_.document = schema.find_document(source_.document->text);
    if (procedure_.document) {
      const Document& document = schema.documents[*procedure_.document];
      return context_.used(*source_.document, document.name, document.names);
    }
    std::vector<std::string> candidates;
    for (const Document& document : schema.documents) candidates.push_back(document.name);
    context_.report_unknown(DiagnosticId::kUnknownDocument, *source_.document, candidates, source_.document->text);
  }

  Context& context_;
  RulesetNames& ruleset_;
  const ast::Procedure& source_;
  ir::Procedure procedure_;
  Id<Entity> record_;
};

}  // namespace

void check_procedures(Context& context) {
  for (RulesetNames& ruleset : context.rulesets) {
    for (const ast::Unit* unit : ruleset.units) {
      for (const ast::Procedure& source : unit->procedures) {
        const auto found = ruleset.procedures.find(source.name.text);
        if (found == ruleset.procedures.end() || found->second.source != &source) continue;  // declared twice
        const auto checked = ProcedureChecker(context, ruleset, source).check();
        context.left_out = context.left_out || !checked;
        const auto fill = [&](const std::string& name) {
          const auto entry = ruleset.procedures.find(name);
          if (entry != ruleset.procedures.end() && entry->second.source == &source) entry->second.procedure = checked;
        };
        fill(source.name.text);
        for (const auto& [language, name] : source.names.by_language) fill(name);
      }
    }
  }
}

}  // namespace probity::check
