// What a value may be, case by case; see formulas.h.
#include "engine/check/formulas.h"

#include <algorithm>

#include "engine/ir/walk.h"

namespace probity::check {

using solve::FormulaId;
using solve::Line;

namespace {

/// A value with more cases than this, and a table with more rows, is not looked into.
constexpr std::size_t kCasesOfValueMax = 64;

/// Whether some condition of the node or its exceptions compares moments with each other.
bool compares_instants(const ir::Program& program, const ir::Node& node) {
  bool found = false;
  for (const ir::OptExpr& root : {node.guard, node.requirement}) {
    if (!root) continue;
    ir::for_each_below(program, *root, [&](ir::ExprId id) {
      const auto* compared = std::get_if<ir::Comparison>(&program.exprs[id].node);
      found = found || (compared != nullptr && program.exprs[compared->left].type.kind == TypeKind::kMoment);
    });
  }
  return found || std::any_of(node.exceptions.begin(), node.exceptions.end(),
                              [&](const ir::Node& exception) { return compares_instants(program, exception); });
}

bool needs_no_facts(TypeKind kind) { return kind == TypeKind::kReference || kind == TypeKind::kList; }

}  // namespace

Formulas::Cases Formulas::cases(ir::ExprId id) {
  const auto key = std::make_pair(id, base_);
  if (const auto found = cases_.find(key); found != cases_.end()) return found->second;
  Cases built = build_cases(id);
  if (built.size() > kCasesOfValueMax) built = opaque(id);
  cases_.emplace(key, built);
  return built;
}

Formulas::Cases Formulas::build_cases(ir::ExprId id) {
  const ir::Expr& expr = context_.expr(id);
  if (const auto* constant = std::get_if<ir::Constant>(&expr.node)) {
    return {{problem_.always(), Term{Term::Kind::kConstant, constant->value}}};
  }
  if (const auto* read = std::get_if<ir::Read>(&expr.node); read != nullptr && read->path.root == ir::Root::kSelf) {
    return of_read(expr, read->path);
  }
  if (const auto* use = std::get_if<ir::UseDefine>(&expr.node); use != nullptr && use->base.root == ir::Root::kSelf) {
    return of_define(*use);
  }
  if (const auto* or_else = std::get_if<ir::OrElse>(&expr.node)) return of_or_else(*or_else);
  if (const auto* choose = std::get_if<ir::Choose>(&expr.node)) return of_choose(id, *choose);
  if (const auto* lookup = std::get_if<ir::Lookup>(&expr.node)) return of_lookup(id, *lookup);
  if (const auto* date = std::get_if<ir::DateOf>(&expr.node)) return of_date(id, *date);
  if (std::holds_alternative<ir::SubjectDate>(expr.node)) return of_subject_date(expr);
  return opaque(id);
}

Formulas::Cases Formulas::of_read(const ir::Expr& expr, const ir::Path& path) {
  Steps steps = base_;
  steps.insert(steps.end(), path.steps.begin(), path.steps.end());
  if (needs_no_facts(expr.type.kind) || steps.empty()) return {{problem_.always(), Term{}}};
  return {{problem_.always(), fact(steps, expr.type)}};
}

Formulas::Cases Formulas::of_define(const ir::UseDefine& use) {
  Steps base = base_;
  base.insert(base.end(), use.base.steps.begin(), use.base.steps.end());
  const auto record = record_at(base);
  const Steps outer = std::exchange(base_, base);
  Cases result = cases(context_.program.defines[use.define].value);
  base_ = outer;
  if (!record) return result;
  for (Case& each : result) each.when = problem_.all({problem_.known(*record), each.when});
  result.push_back({problem_.unknown(*record), Term{Term::Kind::kUnknown}});
  return result;
}

Formulas::Cases Formulas::of_or_else(const ir::OrElse& node) {
  Cases result;
  FormulaId missing = known_value(node.operand, false);
  for (const Case& each : cases(node.operand)) {
    const bool opaque_value = each.term.kind == Term::Kind::kOpen ||
                              (each.term.kind == Term::Kind::kVariable && !each.term.fact);
    // An unknown of which bounds are known may still be compared: it is not ruled out here.
    const FormulaId here = opaque_value ? problem_.perhaps() : known_term(each.term, true);
    result.push_back({problem_.all({each.when, here}), each.term});
    if (opaque_value) missing = problem_.perhaps();
  }
  for (const Case& each : cases(node.fallback)) {
    result.push_back({problem_.all({missing, each.when}), each.term});
  }
  return result;
}

Formulas::Cases Formulas::of_choose(ir::ExprId id, const ir::Choose& node) {
  Cases result;
  const auto add = [&](FormulaId when, const Cases& values) {
    for (const Case& each : values) result.push_back({problem_.all({when, each.when}), each.term});
  };
  add(side(node.condition, Truth::kTrue), cases(node.then_value));
  add(side(node.condition, Truth::kFalse), cases(node.else_value));
  add(side(node.condition, Truth::kUnknown), opaque(id));
  return result;
}

Formulas::Cases Formulas::of_lookup(ir::ExprId id, const ir::Lookup& node) {
  const ir::Table& table = context_.program.tables[node.table];
  if (table.rows.size() > kCasesOfValueMax) return opaque(id);
  Term day = judged_day_;
  if (node.on) {
    const Cases on = cases(*node.on);
    if (on.size() != 1 || on.front().term.kind == Term::Kind::kOpen || !problem_.is_always(on.front().when)) {
      return opaque(id);
    }
    day = on.front().term;
    if (day.instants) day.day = true;
    if (day.kind == Term::Kind::kUnknown) return opaque(id);
  }
  std::vector<std::vector<Case>> combinations{{}};
  for (const ir::ExprId argument : node.arguments) {
    std::vector<std::vector<Case>> longer;
    const Cases values = cases(argument);
    for (const std::vector<Case>& before : combinations) {
      for (const Case& value : values) {
        longer.push_back(before);
        longer.back().push_back(value);
      }
    }
    if (longer.size() * table.rows.size() > 4 * kCasesOfValueMax) return opaque(id);
    combinations = std::move(longer);
  }
  Cases result;
  for (const std::vector<Case>& inputs : combinations) add_rows(table, inputs, day, result);
  // No row, or no row for sure: unknown, or what all the rows that are left share.
  result.push_back({problem_.perhaps(), Term{Term::Kind::kUnknown}});
  std::vector<FormulaId> unknown;
  for (const std::vector<Case>& inputs : combinations) {
    for (const Case& input : inputs) unknown.push_back(problem_.all({input.when, known_term(input.term, false)}));
  }
  if (node.on) unknown.push_back(known_term(day, false));
  for (Case& each : opaque(id)) {
    result.push_back({problem_.all({problem_.any(unknown), problem_.perhaps()}), std::move(each.term)});
  }
  return result;
}

void Formulas::add_rows(const ir::Table& table, const std::vector<Case>& inputs, const Term& day, Cases& result) {
  for (const ir::Row& row : table.rows) {
    std::vector<FormulaId> when;
    for (std::size_t i = 0; i < inputs.size() && i < row.cells.size(); ++i) {
      when.push_back(inputs[i].when);
      when.push_back(matches(row.cells[i], inputs[i].term).value_or(problem_.perhaps()));
    }
    if (row.period.from || row.period.to) when.push_back(within_days(day, days_of(row.period)));
    const FormulaId here = problem_.all(std::move(when));
    if (problem_.is_never(here)) continue;
    if (!row.gives) {
      result.push_back({here, Term{}});
      continue;
    }
    for (const Case& value : cases(*row.gives)) result.push_back({problem_.all({here, value.when}), value.term});
  }
}

Formulas::Cases Formulas::of_date(ir::ExprId id, const ir::DateOf& node) {
  Cases result = cases(node.operand);
  for (Case& each : result) {
    if (each.term.kind == Term::Kind::kVariable && each.term.instants) {
      each.term.day = true;
      continue;
    }
    if (each.term.kind == Term::Kind::kVariable && each.term.type == TypeKind::kDate) continue;
    const auto* moment = std::get_if<Moment>(&each.term.constant);
    if (each.term.kind == Term::Kind::kConstant && moment != nullptr && zone_ != nullptr) {
      each.term.constant = Value(moment->day_in(*zone_));
      continue;
    }
    if (each.term.kind != Term::Kind::kUnknown) return opaque(id);
  }
  return result;
}

Formulas::Cases Formulas::of_subject_date(const ir::Expr& expr) {
  Term term = subject_date_;
  if (expr.type.kind == TypeKind::kDate) term.day = term.instants;
  if (expr.type.kind == TypeKind::kMoment && !term.instants && !only_a_day_) term = Term{};
  return {{problem_.always(), term}};
}

Formulas::Cases Formulas::opaque(ir::ExprId id) {
  const Type& type = context_.type(id);
  const auto line = line_of(type);
  if (!line) return {{problem_.always(), Term{}}};
  Term term{Term::Kind::kVariable};
  term.variable = opaque_variable("value " + key_of(id), *line);
  term.type = type.kind;
  term.instants = type.kind == TypeKind::kMoment;
  return {{problem_.always(), term}};
}

FormulaId Formulas::known_term(const Term& term, bool wanted) {
  switch (term.kind) {
    case Term::Kind::kUnknown: return wanted ? problem_.never() : problem_.always();
    case Term::Kind::kConstant: return wanted ? problem_.always() : problem_.never();
    case Term::Kind::kOpen: return problem_.perhaps();
    case Term::Kind::kVariable: break;
  }
  if (!term.fact) return problem_.perhaps();
  return wanted ? problem_.known(term.variable) : problem_.unknown(term.variable);
}

// -------------------------------------------------------------- variables

std::optional<Line> Formulas::line_of(const Type& type) const {
  if (type.kind == TypeKind::kMoment) return Line::of_instants();
  if (type.kind == TypeKind::kMoney && !type.currency) return std::nullopt;
  return Line::of(context_.schema(), type);
}

Formulas::Term Formulas::fact(const Steps& steps, const Type& type) {
  Term term;
  term.type = type.kind;
  if (type.kind == TypeKind::kMoney && !type.currency) {
    term.open_money = steps;
    return term;
  }
  const auto line = line_of(steps == only_a_day_ ? plain(TypeKind::kDate) : type);
  if (!line) return term;
  if (steps == only_a_day_) term.type = TypeKind::kDate;
  // A scenario names its subject: that the name is unknown cannot be shown in one.
  const bool own_name = steps.size() == 1 && steps.front() == 0;
  term.kind = Term::Kind::kVariable;
  term.variable = variable_at(steps, *line, !own_name);
  term.instants = term.type == TypeKind::kMoment;
  term.fact = true;
  return term;
}

/// Whether the record is known, as a variable; nothing for the subject itself.
std::optional<Id<solve::Variable>> Formulas::record_at(const Steps& steps) {
  if (steps.empty()) return std::nullopt;
  return variable_at(steps, *Line::of(context_.schema(), plain(TypeKind::kTruth)), true);
}

Id<solve::Variable> Formulas::variable_at(const Steps& steps, const Line& line, bool exact,
                                          const std::optional<Currency>& currency) {
  const auto key = std::make_pair(steps, currency ? std::string(currency->code()) : std::string());
  if (const auto found = facts_.find(key); found != facts_.end()) return found->second;
  solve::Variable variable{line, std::nullopt};
  variable.exact = exact;
  if (currency) {
    // Two currencies of one amount cannot both be given.
    for (const auto& [other, id] : facts_) variable.exact = variable.exact && other.first != steps;
  }
  if (steps.size() > 1) variable.owner = record_at(Steps(steps.begin(), steps.end() - 1));
  const auto id = problem_.add(std::move(variable));
  facts_.emplace(key, id);
  return id;
}

Id<solve::Variable> Formulas::opaque_variable(const std::string& key, const Line& line) {
  if (const auto found = opaque_.find(key); found != opaque_.end()) return found->second;
  solve::Variable variable{line, std::nullopt};
  variable.exact = false;
  const auto id = problem_.add(std::move(variable));
  opaque_.emplace(key, id);
  return id;
}

/// The same text for what surely has the same value.
std::string Formulas::key_of(ir::ExprId id) const {
  std::string key;
  for (const std::uint32_t step : base_) key += std::to_string(step) + ".";
  return key + ir::dump(context_.program, id);
}

/// The subject's date, the field that gives it, and the day that periods are compared with.
void Formulas::find_subject_date(const ir::Rule& rule) {
  const Schema& schema = context_.schema();
  const auto field = subject_.act ? schema.acts[*subject_.act].date : schema.entities[subject_.entity].subject_date;
  Type type = plain(TypeKind::kDate);
  if (field) type = schema.entities[subject_.entity].fields[*field].type;
  const bool instants = type.kind == TypeKind::kMoment && compares_instants(context_.program, rule.node);
  if (type.kind == TypeKind::kMoment && !instants) only_a_day_ = Steps{*field};
  solve::Variable variable{instants ? Line::of_instants() : *Line::of(schema, plain(TypeKind::kDate)), std::nullopt};
  const Date day = Date::from_ymd(2025, 1, 2).value();
  variable.preferred = Value(day);
  if (instants && zone_ != nullptr) {
    const std::int64_t morning = zone_->instant_of(day, std::int64_t{10} * 3'600 * 1'000'000'000);
    variable.preferred = Value(Moment{Date(), morning, 0});
  }
  subject_date_.kind = Term::Kind::kVariable;
  subject_date_.type = instants ? TypeKind::kMoment : TypeKind::kDate;
  subject_date_.instants = instants;
  subject_date_.variable = problem_.add(std::move(variable));
  background_.push_back(problem_.known(subject_date_.variable));
  if (field) {
    const Term own = fact({*field}, type);
    background_.push_back(problem_.any({problem_.related(own.variable, solve::Relation::kEqual, subject_date_.variable),
                                        problem_.unknown(own.variable)}));
  }
  judged_day_ = subject_date_;
  judged_day_.day = instants;
  if (!rule.in_force_by) return;
  judged_day_ = Term{};
  const Cases by = cases(*rule.in_force_by);
  if (by.size() != 1) return;
  judged_day_ = by.front().term;
  judged_day_.day = judged_day_.instants;
  background_.push_back(known_term(judged_day_, true));
}

}  // namespace probity::check
