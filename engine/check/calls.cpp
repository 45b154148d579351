#include <algorithm>

#include "engine/check/expressions.h"
#include "engine/check/rulesets.h"

namespace probity::check {
namespace {

/// The table of this name: the ruleset's own, or another's by its whole name.
const TableEntry* find_table(const Context& context, const RulesetNames& ruleset, const std::string& name) {
  if (const auto found = ruleset.tables.find(name); found != ruleset.tables.end()) return &found->second;
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return nullptr;
  const auto other = context.ruleset_index.find(name.substr(0, dot));
  if (other == context.ruleset_index.end()) return nullptr;
  const auto& tables = context.rulesets[other->second].tables;
  const auto found = tables.find(name.substr(dot + 1));
  return found == tables.end() ? nullptr : &found->second;
}

std::optional<PhraseId> function_of_spreadsheets(std::string name) {
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  struct Function { std::string_view name; PhraseId instead; };
  constexpr Function kFunctions[] = {
      {"max", PhraseId::kLargestOf},  {"min", PhraseId::kSmallestOf},   {"sum", PhraseId::kTotalOf},
      {"sumif", PhraseId::kTotalOf},  {"count", PhraseId::kCountOf},    {"countif", PhraseId::kCountOf},
      {"avg", PhraseId::kAverageOf},  {"average", PhraseId::kAverageOf}, {"round", PhraseId::kRoundedTo},
      {"if", PhraseId::kChoiceReads}, {"datediff", PhraseId::kWriteDaysFrom}, {"days", PhraseId::kWriteDaysFrom}};
  for (const Function& each : kFunctions) {
    if (each.name == name) return each.instead;
  }
  return std::nullopt;
}

}  // namespace

Checked Expressions::table_call(const ast::TableCall& call, SourceSpan span) {
  const TableEntry* entry = find_table(context_, *scope_.ruleset, call.table.text);
  if (entry == nullptr) {
    std::vector<std::string> candidates;
    for (const auto& [name, table] : scope_.ruleset->tables) candidates.push_back(name);
    std::sort(candidates.begin(), candidates.end());
    auto& diagnostic = context_.report_unknown(DiagnosticId::kUnknownTable, call.table, candidates, call.table.text);
    if (const auto known = function_of_spreadsheets(call.table.text); known && diagnostic.fix.empty()) diagnostic.suggest(*known);
    return std::nullopt;
  }
  if (!entry->table) return std::nullopt;  // the table itself is reported
  if (call.table.text.find('.') == std::string::npos) {
    context_.used(call.table, entry->source->name.text, local_names(entry->source->names));
  }
  const std::vector<Type> inputs = context_.program.tables[*entry->table].inputs;
  if (inputs.size() != call.arguments.size()) {
    context_.report(DiagnosticId::kArgumentCount, span, call.table.text, std::to_string(inputs.size()),
                    std::to_string(call.arguments.size()))
        .label(entry->source->name.span, PhraseId::kIsDeclaredHere);
    return std::nullopt;
  }
  ir::Lookup lookup{*entry->table, {}, std::nullopt};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Checked argument = check(*call.arguments[i], Hint::of(inputs[i]));
    if (!argument) continue;
    if (inputs[i].kind == TypeKind::kDate && context_.type(*argument).kind == TypeKind::kMoment) {
      argument = as_day(*argument);
    }
    if (!common_type(inputs[i], context_.type(*argument))) {
      context_.report(DiagnosticId::kArgumentType, call.arguments[i]->span,
                      context_.type_text(context_.type(*argument)), call.table.text, context_.type_text(inputs[i]));
      continue;
    }
    lookup.arguments.push_back(*argument);
  }
  if (call.on) {
    const Checked on = day(*call.on);
    if (!on) return std::nullopt;
    lookup.on = on;
  }
  if (lookup.arguments.size() != inputs.size()) return std::nullopt;
  return context_.add(Type(context_.program.tables[*entry->table].gives), span, std::move(lookup));
}

Checked Expressions::evidence_of(const ast::EvidenceOf& evidence, SourceSpan span) {
  const auto found = scope_.ruleset->procedures.find(evidence.procedure.text);
  if (found == scope_.ruleset->procedures.end()) {
    std::vector<std::string> candidates;
    for (const auto& [name, procedure] : scope_.ruleset->procedures) candidates.push_back(name);
    std::sort(candidates.begin(), candidates.end());
    context_.report_unknown(DiagnosticId::kUnknownProcedure, evidence.procedure, candidates, evidence.procedure.text);
    return std::nullopt;
  }
  context_.used(evidence.procedure, found->second.source->name.text, local_names(found->second.source->names));
  if (!found->second.procedure) return std::nullopt;
  const ir::Procedure& procedure = context_.program.procedures[*found->second.procedure];
  if (!scope_.subject || scope_.in_define || procedure.subject.entity != scope_.subject->entity) {
    context_.report(DiagnosticId::kProcedureOfOtherSubject, evidence.procedure.span, procedure.name,
                    subject_name(context_.schema(), procedure.subject));
    return std::nullopt;
  }
  return context_.add(plain(TypeKind::kTruth), span, ir::EvidenceOf{*found->second.procedure});
}

Checked Expressions::acknowledged(const ast::Name& document, const ast::Expr* before, SourceSpan span) {
  const Schema& schema = context_.schema();
  ir::OptExpr before_checked;
  if (before != nullptr) {
    before_checked = instant(*before);
    if (!before_checked) return std::nullopt;
  }
  const auto id = schema.find_document(document.text);
  if (!id) {
    std::vector<std::string> candidates;
    for (const Document& each : schema.documents) candidates.push_back(each.name);
    context_.report_unknown(DiagnosticId::kUnknownDocument, document, candidates, document.text);
    return std::nullopt;
  }
  context_.used(document, schema.documents[*id].name, schema.documents[*id].names);
  // The list is the subject's own, or its client's.
  std::optional<ir::Path> path;
  std::optional<Id<Entity>> element;
  if (scope_.subject && !scope_.in_define) {
    const Entity& subject = schema.entities[scope_.subject->entity];
    const auto list_of = [&](const Entity& owner, std::vector<std::uint32_t> steps, const std::string& text) {
      const auto index = owner.find_field("acknowledged");
      if (!index || owner.fields[*index].type.kind != TypeKind::kList) return;
      steps.push_back(*index);
      path = ir::Path{ir::Root::kSelf, 0, std::move(steps), text + ".acknowledged"};
      element = owner.fields[*index].type.entity;
    };
    list_of(subject, {}, subject.variable());
    const auto client = subject.find_field("client");
    if (!path && client && subject.fields[*client].type.kind == TypeKind::kReference) {
      list_of(schema.entities[subject.fields[*client].type.entity], {*client}, "client");
    }
  }
  if (!path || !schema.entities[*element].find_field("document") || !schema.entities[*element].find_field("at")) {
    if (context_.broken_names.contains("acknowledged")) return std::nullopt;
    context_.report(DiagnosticId::kNoAcknowledgements, span)
        .suggest(PhraseId::kNeedsAcknowledged);
    return std::nullopt;
  }
  return context_.add(plain(TypeKind::kTruth), span, ir::Acknowledged{*id, std::move(*path), before_checked});
}

Checked Expressions::mentions(const ast::Mentions& mentions, SourceSpan span) {
  const Checked operand = check(*mentions.operand);
  if (!operand) return std::nullopt;
  if (context_.type(*operand).kind != TypeKind::kText) {
    context_.report(DiagnosticId::kNotText, mentions.operand->span, context_.type_text(context_.type(*operand)));
    return std::nullopt;
  }
  return context_.add(plain(TypeKind::kTruth), span, ir::Mentions{*operand, mentions.words});
}

}  // namespace probity::check
