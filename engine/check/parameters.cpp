#include <algorithm>
#include <map>

#include "engine/check/expressions.h"
#include "engine/check/instruments.h"
#include "engine/check/rulesets.h"
#include "engine/check/vocabulary.h"
#include "engine/solve/intervals.h"

namespace probity::check {
namespace {

using Direction = ast::ParameterRight::Direction;

/// A value as it was written, with the place that a message marks.
struct Written {
  std::optional<Date> from;  ///< empty: also before every other
  Value value;
  SourceSpan span;
};

/// What a parameter is, while layer after layer sets it.
struct Open {
  RulesetNames* ruleset = nullptr;
  const ast::Parameter* source = nullptr;
  ir::Parameter parameter;
  std::vector<Written> values;  ///< by day
  std::map<ast::Layer, SourceSpan> set_in;
};

struct Setting {
  ast::Layer layer;
  RulesetNames* ruleset;
  const ast::ParameterSetting* source;
};

ast::Layer layer_of(const RulesetNames& ruleset) { return ruleset.header->layer.value_or(ast::Layer::kLaw); }

std::optional<Date> day_before(const std::optional<Date>& next) {
  if (!next) return std::nullopt;
  const auto day = next->plus_days(-1);
  return day.ok() ? std::optional<Date>(day.value()) : std::nullopt;
}

/// Each value lasts until the day before the next.
std::vector<ir::Period> periods_of(const std::vector<Written>& values) {
  std::vector<ir::Period> periods;
  for (std::size_t i = 0; i < values.size(); ++i) {
    periods.push_back({values[i].from, i + 1 < values.size() ? day_before(values[i + 1].from) : std::nullopt});
  }
  return periods;
}

Scope scope_of(RulesetNames& ruleset) {
  Scope scope;
  scope.ruleset = &ruleset;
  return scope;
}

std::string short_name(const ir::Parameter& parameter) { return parameter.name.substr(parameter.name.rfind('.') + 1); }

std::optional<Value> value_of(const Context& context, ir::ExprId id) {
  const auto& node = context.expr(id).node;
  if (const auto* constant = std::get_if<ir::Constant>(&node)) return constant->value;
  const auto* negation = std::get_if<ir::Negation>(&node);
  auto operand = negation != nullptr ? value_of(context, negation->operand) : std::nullopt;
  if (!operand) return std::nullopt;
  if (auto* number = std::get_if<Decimal>(&*operand)) return Value(number->negated());
  if (auto* rate = std::get_if<Rate>(&*operand)) return Value(Rate{rate->fraction.negated()});
  if (auto* money = std::get_if<Money>(&*operand)) return Value(Money{money->amount.negated(), money->currency});
  return std::nullopt;
}

std::optional<Value> length_value(Context& context, const ir::Parameter& parameter, const ast::Expr& expr) {
  const auto* written = std::get_if<ast::DurationLit>(&expr.node);
  if (written == nullptr || written->unit != *parameter.unit) {
    const std::string unit = std::string(duration_unit_name(*parameter.unit));
    context.report(DiagnosticId::kParameterValueType, expr.span, short_name(parameter), unit, context.written(expr.span))
        .suggest(PhraseId::kWriteANumberOf, unit, unit);
    return std::nullopt;
  }
  const auto* number = std::get_if<ast::NumberLit>(&written->count->node);
  if (number == nullptr) {
    context.report(DiagnosticId::kParameterNotConstant, expr.span);
    return std::nullopt;
  }
  const auto count = number->value.to_integer();
  if (!count.ok()) {
    context.report(DiagnosticId::kNotWhole, written->count->span, number->value.to_string());
    return std::nullopt;
  }
  return Value(Duration{count.value(), written->unit});
}

class Parameters {
 public:
  explicit Parameters(Context& context) : context_(context) {}

  void check() {
    for (RulesetNames& ruleset : context_.rulesets) declare(ruleset);
    std::vector<Setting> settings;
    for (RulesetNames& ruleset : context_.rulesets) {
      for (const ast::Unit* unit : ruleset.units) {
        for (const auto& setting : unit->settings) settings.push_back({layer_of(ruleset), &ruleset, &setting});
      }
    }
    // From the top down: what a layer may do is measured against what stands above it.
    std::stable_sort(settings.begin(), settings.end(),
                     [](const Setting& a, const Setting& b) { return a.layer < b.layer; });
    for (const Setting& setting : settings) set(setting);
    for (auto& [source, open] : open_) close(*source, open);
  }

 private:
  void declare(RulesetNames& ruleset) {
    for (const ast::Unit* unit : ruleset.units) {
      for (const ast::Parameter& source : unit->parameters) {
        const auto found = ruleset.parameters.find(source.name.text);
        if (found == ruleset.parameters.end() || found->second.source != &source) continue;  // declared twice
        auto open = read(ruleset, source);
        if (!open || !read_rights(*open)) {
          context_.left_out = true;
          continue;
        }
        open_.emplace(&source, std::move(*open));
      }
    }
  }

  std::optional<Open> read(RulesetNames& ruleset, const ast::Parameter& source) {
    Open open;
    open.ruleset = &ruleset;
    open.source = &source;
    open.parameter.name = ruleset.name + "." + source.name.text;
    open.parameter.names = local_names(source.names);
    open.parameter.span = source.name.span;
    if (!read_type(open)) return std::nullopt;
    if (source.values.empty() && source.rights.empty()) {
      context_.report(DiagnosticId::kParameterWithoutType, source.name.span, source.name.text)
          .suggest(PhraseId::kWriteValueOrWhoSets, source.name.text);
      return std::nullopt;
    }
    cite(ruleset, source.cites, source.name.text, open);
    auto values = read_values(ruleset, source.values, open);
    if (!values) return std::nullopt;
    open.values = std::move(*values);
    return open;
  }

  void cite(const RulesetNames& ruleset, const std::vector<ast::Citation>& sources, const std::string& name, Open& open) {
    for (const ast::Citation& source : sources) {
      open.parameter.cites.push_back(read_citation(context_, source, context_.ruleset(ruleset).layer, name, {}));
    }
  }

  /// The type that is written, or that of the first value.
  bool read_type(Open& open) {
    const ast::Parameter& source = *open.source;
    ir::Parameter& parameter = open.parameter;
    if (source.unit) {
      parameter.type = plain(TypeKind::kDuration);
      parameter.unit = source.unit;
      return true;
    }
    if (source.type) {
      const auto type = probity::check::read_type(context_, *source.type);
      if (!type) return false;
      parameter.type = *type;
      if (type->kind == TypeKind::kReference || type->kind == TypeKind::kList) {
        context_.report(DiagnosticId::kParameterType, source.type->span, context_.type_text(*type));
        return false;
      }
      return true;
    }
    const ast::Expr* first = source.values.empty() ? nullptr : source.values.front().value.get();
    const bool bare = first != nullptr && std::holds_alternative<ast::Path>(first->node);
    if (first == nullptr || bare) {
      context_.report(DiagnosticId::kParameterWithoutType, source.name.span, source.name.text)
          .suggest(PhraseId::kWriteParameterType,
                   source.name.text + (bare ? ": RiskClass = " + context_.written(first->span) : ": money CNY"));
      return false;
    }
    if (const auto* length = std::get_if<ast::DurationLit>(&first->node)) {
      parameter.type = plain(TypeKind::kDuration);
      parameter.unit = length->unit;
      return true;
    }
    const Checked checked = Expressions(context_, scope_of(*open.ruleset)).check(*first);
    if (!checked) return false;
    parameter.type = context_.type(*checked);
    return true;
  }

  /// In order of their days; nothing where one was reported.
  std::optional<std::vector<Written>> read_values(RulesetNames& ruleset, const std::vector<ast::DatedValue>& sources,
                                                  Open& open) {
    std::vector<Written> values;
    for (const ast::DatedValue& source : sources) {
      auto value = parameter_value(context_, ruleset, open.parameter, *source.value);
      if (value) values.push_back({source.from, std::move(*value), source.span});
    }
    if (values.size() != sources.size()) return std::nullopt;
    std::stable_sort(values.begin(), values.end(), [](const Written& a, const Written& b) { return a.from < b.from; });
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (values[i].from != values[i - 1].from) continue;
      context_.report(DiagnosticId::kParameterDayTwice, values[i].span, open.source->name.text,
                      values[i].from ? values[i].from->to_string() : std::string("the first day"))
          .label(values[i - 1].span, PhraseId::kIsTheOther);
      return std::nullopt;
    }
    return values;
  }

  bool read_rights(const Open& open) {
    const std::size_t before = context_.reported;
    std::map<ast::Layer, SourceSpan> seen;
    for (const ast::ParameterRight& right : open.source->rights) {
      const std::string layer(layer_name(right.layer));
      const ast::Layer own = layer_of(*open.ruleset);
      if (right.layer < own) {
        context_.report(DiagnosticId::kRightUpwards, right.span, layer, std::string(layer_name(own)),
                        open.source->name.text);
      } else if (!seen.emplace(right.layer, right.span).second) {
        context_.report(DiagnosticId::kRightTwice, right.span, layer, open.source->name.text)
            .label(seen.at(right.layer), PhraseId::kHereFirst)
            .suggest(PhraseId::kKeepOne);
      } else if (right.direction != Direction::kSet && !has_order(open.parameter)) {
        context_.report(DiagnosticId::kRightWithoutOrder, right.span, context_.type_text(open.parameter.type))
            .suggest(PhraseId::kWriteMaySet, layer);
      }
    }
    return context_.reported == before;
  }

  bool has_order(const ir::Parameter& parameter) const {
    return parameter.type.kind == TypeKind::kDuration || is_ordered(context_.schema(), parameter.type);
  }

  // -------------------------------------------------------------- what lower layers set

  void set(const Setting& setting) {
    Open* open = find(*setting.ruleset, *setting.source);
    if (open == nullptr) {
      context_.left_out = true;
      return;
    }
    const ast::Name& target = setting.source->target;
    const std::string layer(layer_name(setting.layer));
    const auto right = std::find_if(open->source->rights.begin(), open->source->rights.end(),
                                    [&](const ast::ParameterRight& each) { return each.layer == setting.layer; });
    if (right == open->source->rights.end()) {
      context_.report(DiagnosticId::kSetNotAllowed, target.span, layer, open->parameter.name)
          .label(open->source->name.span, PhraseId::kDeclaredWithoutRight, layer);
      return;
    }
    const auto [earlier, is_first] = open->set_in.emplace(setting.layer, target.span);
    if (!is_first) {
      context_.report(DiagnosticId::kSetTwice, target.span, layer, open->parameter.name)
          .label(earlier->second, PhraseId::kHereFirst)
          .suggest(PhraseId::kKeepOneWithDates);
      return;
    }
    auto values = read_values(*setting.ruleset, setting.source->values, *open);
    if (!values || !within(*open, *values, *right, layer)) return;
    cite(*setting.ruleset, setting.source->cites, target.text, *open);
    open->values = std::move(*values);
    open->parameter.set_by = setting.ruleset->name;
  }

  Open* find(const RulesetNames& ruleset, const ast::ParameterSetting& source) {
    if (const ParameterEntry* entry = find_parameter(context_, ruleset, source.target.text)) {
      const auto found = open_.find(entry->source);
      return found == open_.end() ? nullptr : &found->second;  // broken: reported where it is declared
    }
    std::vector<std::string> candidates;
    for (const RulesetNames& each : context_.rulesets) {
      for (const auto& [name, entry] : each.parameters) {
        candidates.push_back(&each == &ruleset ? name : each.name + "." + name);
      }
    }
    std::sort(candidates.begin(), candidates.end());
    context_.report_unknown(DiagnosticId::kUnknownParameter, source.target, candidates, source.target.text);
    return nullptr;
  }

  /// On every day, against what holds above on that day.
  bool within(const Open& open, const std::vector<Written>& values, const ast::ParameterRight& right,
              const std::string& layer) {
    if (right.direction == Direction::kSet) return true;
    const std::vector<ir::Period> above = periods_of(open.values);
    const std::vector<ir::Period> own = periods_of(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t j = 0; j < above.size(); ++j) {
        if (!periods_overlap(own[i], above[j])) continue;
        const Value& upper = open.values[j].value;
        const bool raises = right.direction == Direction::kRaise;
        if (raises ? !below(open.parameter, values[i].value, upper) : !below(open.parameter, upper, values[i].value)) {
          continue;
        }
        context_
            .report(DiagnosticId::kSetLoosens, values[i].span, open.parameter.name,
                    value_text(context_.schema(), values[i].value), value_text(context_.schema(), upper), layer,
                    raises ? "raise" : "lower")
            .label(open.values[j].span, PhraseId::kHolds, period_text(above[j].from, above[j].to))
            .label(right.span, PhraseId::kGivesTheDirection);
        return false;
      }
    }
    return true;
  }

  bool below(const ir::Parameter& parameter, const Value& a, const Value& b) const {
    if (const auto* length = std::get_if<Duration>(&a)) return length->count < std::get<Duration>(b).count;
    const auto line = solve::Line::of(context_.schema(), parameter.type);
    return line && line->before(a) < line->before(b);
  }

  void close(const ast::Parameter& source, Open& open) {
    const std::vector<ir::Period> periods = periods_of(open.values);
    for (std::size_t i = 0; i < periods.size(); ++i) {
      open.parameter.values.push_back({periods[i], std::move(open.values[i].value)});
    }
    const Id<ir::Parameter> id = context_.program.parameters.add(std::move(open.parameter));
    const auto fill = [&](const std::string& name) {
      const auto entry = open.ruleset->parameters.find(name);
      if (entry != open.ruleset->parameters.end() && entry->second.source == &source) entry->second.parameter = id;
    };
    fill(source.name.text);
    for (const auto& [language, name] : source.names.by_language) fill(name);
  }

  Context& context_;
  std::map<const ast::Parameter*, Open> open_;
};

}  // namespace

void check_parameters(Context& context) { Parameters(context).check(); }

std::optional<Value> parameter_value(Context& context, RulesetNames& ruleset, ir::Parameter& parameter,
                                     const ast::Expr& expr) {
  if (parameter.type.kind == TypeKind::kDuration) return length_value(context, parameter, expr);
  const Checked checked = Expressions(context, scope_of(ruleset)).check(expr, Hint::of(parameter.type));
  if (!checked) return std::nullopt;
  const Type found = context.type(*checked);
  const auto together = Expressions::common_type(parameter.type, found);
  if (!together) {
    context
        .report(DiagnosticId::kParameterValueType, expr.span, short_name(parameter), context.type_text(parameter.type),
                context.type_text(found))
        .label(parameter.span, PhraseId::kIsDeclaredHere);
    return std::nullopt;
  }
  parameter.type = *together;  // the first amount says the currency
  auto value = value_of(context, *checked);
  if (!value) context.report(DiagnosticId::kParameterNotConstant, expr.span);
  return value;
}

const ParameterEntry* find_parameter(const Context& context, const RulesetNames& ruleset, const std::string& name) {
  if (const auto found = ruleset.parameters.find(name); found != ruleset.parameters.end()) return &found->second;
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return nullptr;
  const auto other = context.ruleset_index.find(name.substr(0, dot));
  if (other == context.ruleset_index.end()) return nullptr;
  const auto& parameters = context.rulesets[other->second].parameters;
  const auto found = parameters.find(name.substr(dot + 1));
  return found == parameters.end() ? nullptr : &found->second;
}

}  // namespace probity::check
