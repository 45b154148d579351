#include <algorithm>
#include <string_view>

#include "engine/check/expressions.h"
#include "engine/check/rulesets.h"

namespace probity::check {
namespace {


std::string joined(const ast::Path& path, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? "." : "") + path.parts[i].text;
  return text;
}

struct FieldWord {
  const char* english;
  const char* chinese;
  ir::DeadlineField field;
};
constexpr FieldWord kDeadlineFields[] = {
    {"state", "状态", ir::DeadlineField::kState},
    {"due", "到期日", ir::DeadlineField::kDue},
    {"met_at", "完成时间", ir::DeadlineField::kMetAt},
};

const FieldWord* deadline_word(const std::string& name) {
  for (const FieldWord& word : kDeadlineFields) {
    if (name == word.english || name == word.chinese) return &word;
  }
  return nullptr;
}

bool is_name_of(const Entity& entity, const std::string& name) {
  return entity.variable() == name || std::any_of(entity.names.begin(), entity.names.end(),
                                                  [&](const auto& local) { return local.second == name; });
}

std::optional<ir::DeadlineField> deadline_field(const std::string& name) {
  const FieldWord* word = deadline_word(name);
  return word == nullptr ? std::nullopt : std::optional(word->field);
}

bool is_own_due(const std::string& name) { return name == "due" || name == "到期日"; }

}  // namespace

/// Where a path begins, and how many of its parts that took.
struct Expressions::Start {
  ir::Root root = ir::Root::kSelf;
  std::uint32_t level = 0;
  Id<Entity> entity;
  std::size_t taken = 0;
};

Checked Expressions::path(const ast::Path& path, SourceSpan span, const Hint& hint) {
  if (path.parts.empty()) return std::nullopt;
  if (path.parts.size() == 1) {
    // What a comparison expects comes before a field of the same name, which can be written
    // with its entity.
    if (const Checked value = bare_value(path.parts[0], hint)) return value;
    if (scope_.in_deadline && is_own_due(path.parts[0].text)) {
      if (!scope_.own_due) return std::nullopt;
      context_.used(path.parts[0], "due", {{"zh", "到期日"}});
      return context_.add(*scope_.own_due, span, ir::OwnDue{});
    }
  }
  if (const auto key = group_key(path)) {
    if (const auto start = start_of(*key)) return follow(*key, *start, span);
  }
  if (const auto start = start_of(path)) return follow(path, *start, span);
  bool is_parameter = false;
  const Checked parameter = this->parameter(path, span, is_parameter);
  if (is_parameter) return parameter;
  if (path.parts.size() > 1 && deadline_field(path.parts.back().text)) {
    const auto deadline = find_deadline_rule(context_, *scope_.ruleset, joined(path, path.parts.size() - 1));
    if (deadline) return deadline_result(path, span);
  }
  report_unknown_name(path, hint);
  return std::nullopt;
}

/// An enumeration value, a currency or a deadline's state, where the other side asks for one.
Checked Expressions::bare_value(const ast::Name& name, const Hint& hint) {
  switch (hint.kind) {
    case Hint::Kind::kNone:
      return std::nullopt;
    case Hint::Kind::kCurrency:
      if (Currency::from_code(name.text)) {
        return context_.add(plain(TypeKind::kText), name.span, ir::Constant{name.text});
      }
      return std::nullopt;
    case Hint::Kind::kDeadlineState:
      if (const auto state = deadline_state(name.text)) {
        context_.used(name, std::string(state->english), {{"zh", std::string(state->chinese)}});
        return context_.add(plain(TypeKind::kText), name.span, ir::Constant{std::string(state->english)});
      }
      return std::nullopt;
    case Hint::Kind::kType:
      break;
  }
  if (hint.type.kind != TypeKind::kEnumeration) return std::nullopt;
  const auto index = context_.schema().find_value(hint.type.enumeration, name.text);
  if (!index) return std::nullopt;
  const EnumerationValue& value = context_.schema().enumerations[hint.type.enumeration].values[*index];
  context_.used(name, value.name, value.names);
  return context_.add(hint.type, name.span, ir::Constant{Symbol{hint.type.enumeration.index(), *index}});
}

/// In a rule across groups `client.tier` is the group's, where the groups are by `client.tier`: the path
/// with the key's parts as one name.
std::optional<ast::Path> Expressions::group_key(const ast::Path& path) const {
  if (!scope_.subject || !context_.schema().entities[scope_.subject->entity].is_group) return std::nullopt;
  const Entity& group = context_.schema().entities[scope_.subject->entity];
  const std::string& first = path.parts[0].text;
  const bool of_element = std::any_of(scope_.elements.begin(), scope_.elements.end(),
                                      [&](const auto& element) { return has_member(element.entity, first); });
  if (of_element) return std::nullopt;
  // `members` is the first field behind the key `id`, a list of what the groups are of.
  Id<Entity> at = group.fields[1].type.entity;
  const Entity& member = context_.schema().entities[at];
  const bool by_name = path.parts.size() > 1 && !member.find_field(first) && is_name_of(member, first);
  std::string name;
  for (std::size_t i = by_name ? 1 : 0; i < path.parts.size(); ++i) {
    const auto field = context_.schema().entities[at].find_field(path.parts[i].text);
    if (!field) return std::nullopt;
    const Field& found = context_.schema().entities[at].fields[*field];
    name += (name.empty() ? "" : ".") + found.name;
    if (group.find_field(name)) {
      Id<Entity> of = group.fields[1].type.entity;
      if (by_name) context_.used(path.parts[0], member.variable(), member.names);
      for (std::size_t k = by_name ? 1 : 0; k <= i; ++k) {
        const Field& part = context_.schema().entities[of].fields[*context_.schema().entities[of].find_field(path.parts[k].text)];
        context_.used(path.parts[k], part.name, part.names);
        of = part.type.entity;
      }
      ast::Path key{{ast::Name{name, {}}}};
      key.parts.insert(key.parts.end(), path.parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.parts.end());
      return key;
    }
    if (found.type.kind != TypeKind::kReference) return std::nullopt;
    at = found.type.entity;
  }
  return std::nullopt;
}

/// A value that was meant: in other capitals, or in the other script of Chinese.
std::optional<std::string> Expressions::meant_value(const Enumeration& expected, const std::string& written) {
  const auto lower = [](std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
  };
  for (const EnumerationValue& value : expected.values) {
    if (lower(value.name) == lower(written)) return value.name;
  }
  return std::nullopt;
}

bool Expressions::is_subject_variable(const std::string& name) const {
  return scope_.subject && is_name_of(context_.schema().entities[scope_.subject->entity], name);
}

DefineEntry* Expressions::define_on(Id<Entity> entity, const std::string& name) const {
  const auto found = scope_.ruleset->define_index.find(define_key(entity, name));
  if (found == scope_.ruleset->define_index.end()) return nullptr;
  return &scope_.ruleset->defines[found->second];
}

bool Expressions::has_member(Id<Entity> entity, const std::string& name) const {
  return context_.schema().entities[entity].find_field(name).has_value() || define_on(entity, name) != nullptr;
}

std::optional<Expressions::Start> Expressions::start_of(const ast::Path& path) {
  const std::string& first = path.parts[0].text;
  const bool alone = path.parts.size() == 1;
  const auto depth = scope_.elements.size();
  if (!alone && is_subject_variable(first) && scope_.subject) {
    return Start{ir::Root::kSelf, 0, scope_.subject->entity, 1};
  }
  for (std::size_t level = 0; level < depth; ++level) {
    const auto& element = scope_.elements[depth - 1 - level];
    if (has_member(element.entity, first)) {
      return Start{ir::Root::kElement, static_cast<std::uint32_t>(level), element.entity, 0};
    }
  }
  if (scope_.subject && has_member(scope_.subject->entity, first)) {
    return Start{ir::Root::kSelf, 0, scope_.subject->entity, 0};
  }
  if (scope_.subject && is_subject_variable(first)) return Start{ir::Root::kSelf, 0, scope_.subject->entity, 1};
  for (std::size_t level = 0; level < depth; ++level) {
    const auto& element = scope_.elements[depth - 1 - level];
    if (context_.schema().entities[element.entity].variable() == first) {
      return Start{ir::Root::kElement, static_cast<std::uint32_t>(level), element.entity, 1};
    }
  }
  return std::nullopt;
}

/// `client.risk_class` for the order's client's class, `order.side` for the order's own side.
std::string Expressions::path_text(const Start& start, const std::vector<std::string>& names) const {
  const std::string variable = context_.schema().entities[start.entity].variable();
  std::string text;
  if (start.root == ir::Root::kElement) {
    text = scope_.elements[scope_.elements.size() - 1 - start.level].list;
  } else if (names.size() < 2 || names.front() == variable) {
    text = variable;
  }
  for (const std::string& name : names) text += (text.empty() ? "" : ".") + name;
  return text;
}

Checked Expressions::follow(const ast::Path& path, const Start& start, SourceSpan span) {
  ir::Path resolved{start.root, start.level, {}, {}};
  std::vector<std::string> names;
  Type type = reference_to(start.entity);
  if (start.taken > 0) {
    const Entity& entity = context_.schema().entities[start.entity];
    context_.used(path.parts[0], entity.variable(), entity.names);
  }
  for (std::size_t i = start.taken; i < path.parts.size(); ++i) {
    const ast::Name& part = path.parts[i];
    if (type.kind != TypeKind::kReference) {
      auto& diagnostic =
          context_.report(DiagnosticId::kNoFieldsHere, part.span, joined(path, i), context_.type_text(type));
      if (type.kind == TypeKind::kList) diagnostic.suggest(PhraseId::kSomeListWhere, joined(path, i), part.text);
      return std::nullopt;
    }
    const Entity& entity = context_.schema().entities[type.entity];
    if (const auto index = entity.find_field(part.text)) {
      if (context_.broken_fields.contains({type.entity.index(), *index})) return std::nullopt;
      resolved.steps.push_back(*index);
      context_.program.reads.emplace(type.entity, *index);
      names.push_back(entity.fields[*index].name);
      context_.used(part, entity.fields[*index].name, entity.fields[*index].names);
      type = entity.fields[*index].type;
      continue;
    }
    if (DefineEntry* entry = define_on(type.entity, part.text)) {
      const auto define = checked_define(context_, *scope_.ruleset, *entry);
      if (!define) return std::nullopt;
      context_.deepest = std::max(context_.deepest, context_.depth + entry->height);
      if (context_.depth + entry->height > Context::kDepthMax) {
        context_.report(DiagnosticId::kTooDeep, part.span, std::to_string(Context::kDepthMax));
        return std::nullopt;
      }
      const Type result = context_.program.defines[*define].type;
      if (i + 1 < path.parts.size()) {
        context_.report(DiagnosticId::kNoFieldsHere, path.parts[i + 1].span, joined(path, i + 1),
                        context_.type_text(result));
        return std::nullopt;
      }
      resolved.text = path_text(start, names);
      names.push_back(entry->name.substr(entry->name.find('.') + 1));
      const std::string text = path_text(start, names);
      return context_.add(result, span, ir::UseDefine{*define, std::move(resolved), text});
    }
    std::vector<std::string> candidates = field_names(context_, type.entity);
    for (const DefineEntry& entry : scope_.ruleset->defines) {
      if (entry.on == type.entity) candidates.push_back(entry.name.substr(entry.name.find('.') + 1));
    }
    for (const Field& field : entity.fields) {
      for (const auto& [language, local] : field.names) candidates.push_back(local);
    }
    auto& diagnostic = context_.report_unknown(DiagnosticId::kUnknownField, part, candidates, entity.name, part.text);
    const std::string elsewhere = path_to(part.text, type.entity);
    if (diagnostic.fix.empty() && !elsewhere.empty()) {
      SourceSpan whole = path.parts[0].span;
      whole.end_column = part.span.end_column;
      diagnostic.suggest(PhraseId::kWrite, elsewhere).edit(whole, elsewhere);
    }
    return std::nullopt;
  }
  resolved.text = path_text(start, names);
  return context_.add(type, span, ir::Read{std::move(resolved)});
}

Checked Expressions::deadline_result(const ast::Path& path, SourceSpan span) {
  const auto deadline = find_deadline_rule(context_, *scope_.ruleset, joined(path, path.parts.size() - 1));
  const FieldWord& word = *deadline_word(path.parts.back().text);
  const ir::DeadlineField field = word.field;
  context_.used(path.parts.back(), word.english, {{"zh", word.chinese}});
  if (path.parts.size() == 2) context_.used(path.parts[0], deadline->name->text, local_names(*deadline->names));
  if (scope_.in_define) {
    context_.report(DiagnosticId::kDeadlineInDefine, span, joined(path, path.parts.size()));
    return std::nullopt;
  }
  if (deadline->rule->kind != ast::RuleKind::kDeadline) {
    context_.report(DiagnosticId::kNotADeadline, span, deadline->rule->name.text)
        .label(deadline->rule->name.span, PhraseId::kIsDeclaredHere);
    return std::nullopt;
  }
  const std::string& subject = deadline->rule->subject.text;
  const Schema& schema = context_.schema();
  const auto act = schema.find_act(subject);
  const auto entity = act ? std::optional(schema.acts[*act].on) : schema.find_entity(subject);
  if (!entity) return std::nullopt;  // reported where the rule stands
  if (!scope_.subject || scope_.subject->entity != *entity) {
    context_.report(DiagnosticId::kDeadlineOfOtherSubject, span, deadline->rule->name.text, subject);
    return std::nullopt;
  }
  // A due day and a moment met are both points in time; a moment can be a day alone.
  const Type type = plain(field == ir::DeadlineField::kState ? TypeKind::kText : TypeKind::kMoment);
  return context_.add(type, span, ir::OfDeadline{deadline->qualified_name, field});
}

/// A parameter's value; nothing where it is broken, which is reported where it is declared.
Checked Expressions::parameter(const ast::Path& path, SourceSpan span, bool& found) {
  const ParameterEntry* entry = find_parameter(context_, *scope_.ruleset, joined(path, path.parts.size()));
  found = entry != nullptr;
  if (entry == nullptr || !entry->parameter) return std::nullopt;
  const Type type = context_.program.parameters[*entry->parameter].type;
  return context_.add(type, span, ir::UseParameter{*entry->parameter});
}

/// A name that neither the scope nor the expected type knows.
bool Expressions::is_bare_value(const ast::Expr& expr) const {
  if (const auto* choose = std::get_if<ast::Choose>(&expr.node)) {
    return is_bare_value(*choose->then_value) && is_bare_value(*choose->else_value);
  }
  const auto* path = std::get_if<ast::Path>(&expr.node);
  if (path == nullptr || path->parts.size() != 1) return false;
  const std::string& name = path->parts[0].text;
  if (scope_.in_deadline && is_own_due(name)) return false;
  if (is_subject_variable(name) || scope_.ruleset->parameters.contains(name)) return false;
  if (scope_.subject && has_member(scope_.subject->entity, name)) return false;
  return std::none_of(scope_.elements.begin(), scope_.elements.end(),
                      [&](const auto& element) { return has_member(element.entity, name); });
}

/// The path by which the subject, or what it refers to, has a field of this name; empty where none or several do.
std::string Expressions::path_to(const std::string& field, std::optional<Id<Entity>> but) const {
  if (!scope_.subject) return {};
  const Schema& schema = context_.schema();
  const Entity& subject = schema.entities[scope_.subject->entity];
  if (has_member(scope_.subject->entity, field)) return subject.variable() + "." + field;
  std::string found;
  for (const Field& reference : subject.fields) {
    const bool other = reference.type.kind == TypeKind::kReference && reference.type.entity != but;
    if (!other || !has_member(reference.type.entity, field)) continue;
    if (!found.empty()) return {};
    found = reference.name + "." + field;
  }
  return found;
}

/// Words of other languages for what is known, true or false.
bool Expressions::said_otherwise(const ast::Name& name) {
  std::string word = name.text;
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto is = [&](std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(), [&](const char* each) { return word == each; });
  };
  std::string instead;
  if (is({"true", "y", "真"})) instead = "yes";
  if (is({"false", "n", "假"})) instead = "no";
  if (is({"null", "empty", "blank", "nil", "none", "na", "空", "空值"})) instead = "unknown";
  if (diagnostics::nearest(word, {"known"}) || word == "given" || word == "filled") instead = "known";
  if (word != "known" && diagnostics::nearest(word, {"unknown"})) instead = "unknown";
  if (is({"today", "now"})) {
    context_.report(DiagnosticId::kUnknownName, name.span, name.text).suggest(PhraseId::kWriteTodaysWindow);
    return true;
  }
  if (instead.empty()) return false;
  context_.report(DiagnosticId::kWrittenOtherwise, name.span, name.text).suggest(PhraseId::kWrite, instead).replace_with(instead);
  return true;
}

void Expressions::report_unknown_name(const ast::Path& path, const Hint& hint) {
  const ast::Name& first = path.parts[0];
  const Schema& schema = context_.schema();
  if (path.parts.size() == 1 && hint.kind == Hint::Kind::kCurrency) {
    context_.report(DiagnosticId::kUnknownCurrency, first.span, first.text);
    return;
  }
  if (path.parts.size() == 1 && hint.kind == Hint::Kind::kDeadlineState) {
    context_.report_unknown(DiagnosticId::kUnknownState, first,
                            deadline_states(), first.text);
    return;
  }
  if (path.parts.size() == 1 && hint.kind == Hint::Kind::kType && hint.type.kind == TypeKind::kEnumeration) {
    const Enumeration& expected = schema.enumerations[hint.type.enumeration];
    for (std::uint32_t i = 0; i < schema.enumerations.size(); ++i) {
      if (!schema.find_value(Id<Enumeration>(i), first.text)) continue;
      std::vector<std::string> fitting;
      for (const EnumerationValue& value : expected.values) fitting.push_back(value.name);
      context_.report(DiagnosticId::kEnumerationsDiffer, first.span, first.text,
                      schema.enumerations[Id<Enumeration>(i)].name, expected.name)
          .suggest(PhraseId::kItsValuesAre, alternatives(fitting));
      return;
    }
    if (said_otherwise(first)) return;
    std::vector<std::string> values;
    for (const EnumerationValue& value : expected.values) {
      values.push_back(value.name);
      for (const auto& [language, local] : value.names) values.push_back(local);
    }
    if (const auto meant = meant_value(expected, first.text)) {
      context_.report(DiagnosticId::kUnknownValue, first.span, expected.name, first.text)
          .suggest(PhraseId::kWrite, *meant)
          .replace_with(*meant);
      return;
    }
    auto& diagnostic =
        context_.report_unknown(DiagnosticId::kUnknownValue, first, values, expected.name, first.text);
    if (diagnostic.help.empty() && !values.empty()) diagnostic.suggest(PhraseId::kItsValuesAre, alternatives(values));
    return;
  }
  if (path.parts.size() == 1 && hint.kind != Hint::Kind::kNone && said_otherwise(first)) return;
  if (hint.kind == Hint::Kind::kType && hint.type.kind == TypeKind::kEnumeration && path.parts.size() == 2) {
    // `Side.buy`
    const Enumeration& expected = schema.enumerations[hint.type.enumeration];
    if (expected.name == first.text && schema.find_value(hint.type.enumeration, path.parts[1].text)) {
      SourceSpan whole = first.span;
      whole.end_column = path.parts[1].span.end_column;
      context_.report(DiagnosticId::kWrittenOtherwise, whole, first.text + "." + path.parts[1].text)
          .suggest(PhraseId::kWrite, path.parts[1].text)
          .replace_with(path.parts[1].text);
      return;
    }
  }
  const auto table = scope_.ruleset->tables.find(first.text);
  if (table != scope_.ruleset->tables.end() && path.parts.size() == 1) {
    std::string inputs;
    for (const ast::TableColumn& column : table->second.source->columns) {
      const auto* input = column.path ? std::get_if<ast::Path>(&column.path->node) : nullptr;
      if (input == nullptr || input->parts.size() < 2) continue;
      inputs += (inputs.empty() ? "" : ", ") + joined(*input, input->parts.size());
    }
    context_.report(DiagnosticId::kUnknownName, first.span, first.text)
        .suggest(PhraseId::kTableIsLookedUp, first.text, inputs.empty() ? std::string("…") : inputs);
    return;
  }
  if (const std::string meant = path.parts.size() == 1 ? path_to(first.text, std::nullopt) : std::string(); !meant.empty()) {
    context_.report(DiagnosticId::kUnknownName, first.span, first.text).suggest(PhraseId::kWrite, meant).replace_with(meant);
    return;
  }
  std::vector<std::string> candidates;
  for (const auto& [name, entry] : scope_.ruleset->parameters) candidates.push_back(name);
  std::sort(candidates.begin(), candidates.end());
  for (const auto& element : scope_.elements) {
    const auto names = field_names(context_, element.entity);
    candidates.insert(candidates.end(), names.begin(), names.end());
  }
  if (scope_.subject) {
    const auto names = field_names(context_, scope_.subject->entity);
    candidates.insert(candidates.end(), names.begin(), names.end());
    const Entity& subject = schema.entities[scope_.subject->entity];
    candidates.push_back(subject.variable());
    for (const auto& [language, local] : subject.names) candidates.push_back(local);
    for (const Field& field : subject.fields) {
      for (const auto& [language, local] : field.names) candidates.push_back(local);
    }
    for (const DefineEntry& entry : scope_.ruleset->defines) {
      if (entry.on == scope_.subject->entity) candidates.push_back(entry.name.substr(entry.name.find('.') + 1));
    }
  }
  context_.report_unknown(DiagnosticId::kUnknownName, first, candidates, first.text);
}

std::optional<Expressions::List> Expressions::list(const ast::Expr& expr) {
  const auto* path = std::get_if<ast::Path>(&expr.node);
  if (path == nullptr) {
    context_.report(DiagnosticId::kNotAList, expr.span, "this expression");
    return std::nullopt;
  }
  const Checked checked = this->path(*path, expr.span);
  if (!checked) return std::nullopt;
  const ir::Expr& typed = context_.expr(*checked);
  const auto* read = std::get_if<ir::Read>(&typed.node);
  if (typed.type.kind != TypeKind::kList || read == nullptr) {
    context_.report(DiagnosticId::kNotAList, expr.span, "`" + joined(*path, path->parts.size()) + "` (" +
                                                            context_.type_text(typed.type) + ")");
    return std::nullopt;
  }
  return List{read->path, typed.type.entity};
}

namespace {

/// Under its own name, with the kind and subject of what it is stricter than; nothing for a circle.
std::optional<DeadlineRule> stricter_rule(Context& context, const RulesetNames& ruleset, const ast::Stricter& stricter) {
  if (context.depth >= Context::kDepthMax) return std::nullopt;
  ++context.depth;
  auto above = find_deadline_rule(context, ruleset, stricter.of.text);
  --context.depth;
  if (!above) return std::nullopt;
  return DeadlineRule{ruleset.name + "." + stricter.name.text, above->rule, &stricter.name, &stricter.names};
}

}  // namespace

std::optional<DeadlineRule> find_deadline_rule(Context& context, const RulesetNames& ruleset,
                                               const std::string& name) {
  if (const auto found = ruleset.rules.find(name); found != ruleset.rules.end()) {
    const ast::Rule* rule = found->second.front();
    return DeadlineRule{ruleset.name + "." + rule->name.text, rule, &rule->name, &rule->names};
  }
  if (const auto found = ruleset.stricter.find(name); found != ruleset.stricter.end()) {
    return stricter_rule(context, ruleset, *found->second);
  }
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto other = context.ruleset_index.find(name.substr(0, dot));
  if (other == context.ruleset_index.end()) return std::nullopt;
  const RulesetNames& names = context.rulesets[other->second];
  const auto found = names.rules.find(name.substr(dot + 1));
  if (found == names.rules.end()) {
    const auto stricter = names.stricter.find(name.substr(dot + 1));
    if (stricter == names.stricter.end()) return std::nullopt;
    return stricter_rule(context, names, *stricter->second);
  }
  const ast::Rule* rule = found->second.front();
  return DeadlineRule{names.name + "." + rule->name.text, rule, &rule->name, &rule->names};
}

}  // namespace probity::check
