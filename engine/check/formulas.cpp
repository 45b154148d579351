// Conditions as formulas; see formulas.h.
#include "engine/check/formulas.h"

namespace probity::check {

using solve::FormulaId;

namespace {

ir::Compare opposite(ir::Compare op) {
  switch (op) {
    case ir::Compare::kEqual: return ir::Compare::kNotEqual;
    case ir::Compare::kNotEqual: return ir::Compare::kEqual;
    case ir::Compare::kLess: return ir::Compare::kGreaterOrEqual;
    case ir::Compare::kLessOrEqual: return ir::Compare::kGreater;
    case ir::Compare::kGreater: return ir::Compare::kLessOrEqual;
    case ir::Compare::kGreaterOrEqual: return ir::Compare::kLess;
  }
  return op;
}

}  // namespace

Formulas::Formulas(const Context& context, const ir::Rule& rule)
    : context_(context), subject_(rule.subject), zone_(context.program.rulesets[rule.ruleset].zone) {
  find_subject_date(rule);
}

FormulaId Formulas::in_force(const ir::Period& period) {
  return period.from || period.to ? within_days(judged_day_, days_of(period)) : problem_.always();
}

FormulaId Formulas::out_of_force(const ir::Period& period) {
  const solve::Line days = *solve::Line::of(context_.schema(), plain(TypeKind::kDate));
  return within_days(judged_day_, days_of(period).rest_of(days.whole()));
}

FormulaId Formulas::side(ir::ExprId condition, Truth wanted) {
  const auto key = std::make_tuple(condition, base_, wanted);
  if (const auto found = sides_.find(key); found != sides_.end()) return found->second;
  const FormulaId built = build(condition, wanted);
  sides_.emplace(key, built);
  return built;
}

FormulaId Formulas::build(ir::ExprId condition, Truth wanted) {
  const auto& node = context_.expr(condition).node;
  if (const auto* negated = std::get_if<ir::Not>(&node)) return side(negated->operand, !wanted);
  if (const auto* all = std::get_if<ir::And>(&node)) return joined(all->operands, Truth::kFalse, wanted);
  if (const auto* any = std::get_if<ir::Or>(&node)) return joined(any->operands, Truth::kTrue, wanted);
  if (const auto* choose = std::get_if<ir::Choose>(&node)) return chosen(*choose, wanted);
  if (const auto* known = std::get_if<ir::IsKnown>(&node)) {
    if (wanted == Truth::kUnknown) return problem_.never();
    return is_known(condition, known->operand, wanted == Truth::kTrue);
  }
  if (const auto* comparison = std::get_if<ir::Comparison>(&node)) {
    return compared(condition, comparison->op, comparison->left, comparison->right, wanted);
  }
  if (const auto* one_of = std::get_if<ir::IsOneOf>(&node)) {
    if (wanted == Truth::kUnknown) return problem_.perhaps();
    std::vector<FormulaId> parts;
    for (const ir::ExprId option : one_of->options) {
      parts.push_back(compared(condition, ir::Compare::kEqual, one_of->operand, option, wanted));
    }
    return wanted == Truth::kTrue ? problem_.any(std::move(parts)) : problem_.all(std::move(parts));
  }
  if (const auto* or_else = std::get_if<ir::OrElse>(&node)) {
    const FormulaId own = side(or_else->operand, wanted);
    const FormulaId other =
        problem_.all({side(or_else->operand, Truth::kUnknown), side(or_else->fallback, wanted)});
    return wanted == Truth::kUnknown ? other : problem_.any({own, other});
  }
  if (const auto* use = std::get_if<ir::UseDefine>(&node); use != nullptr && use->base.root == ir::Root::kSelf) {
    Steps base = base_;
    base.insert(base.end(), use->base.steps.begin(), use->base.steps.end());
    const auto record = record_at(base);
    const Steps outer = std::exchange(base_, base);
    const FormulaId value = side(context_.program.defines[use->define].value, wanted);
    base_ = outer;
    if (!record) return value;
    return wanted == Truth::kUnknown ? problem_.any({problem_.unknown(*record), value})
                                     : problem_.all({problem_.known(*record), value});
  }
  return by_cases(condition, wanted);
}

/// `deciding` is the truth by which one operand settles the whole: false for `and`.
FormulaId Formulas::joined(const std::vector<ir::ExprId>& operands, Truth deciding, Truth wanted) {
  std::vector<FormulaId> parts;
  if (wanted != Truth::kUnknown) {
    for (const ir::ExprId operand : operands) parts.push_back(side(operand, wanted));
    return wanted == deciding ? problem_.any(std::move(parts)) : problem_.all(std::move(parts));
  }
  std::vector<FormulaId> unknown;
  for (const ir::ExprId operand : operands) {
    unknown.push_back(side(operand, Truth::kUnknown));
    parts.push_back(problem_.any({side(operand, !deciding), unknown.back()}));
  }
  parts.push_back(problem_.any(std::move(unknown)));
  return problem_.all(std::move(parts));
}

FormulaId Formulas::chosen(const ir::Choose& node, Truth wanted) {
  const FormulaId then_value = side(node.then_value, wanted);
  const FormulaId else_value = side(node.else_value, wanted);
  const FormulaId either = problem_.any({problem_.all({side(node.condition, Truth::kTrue), then_value}),
                                         problem_.all({side(node.condition, Truth::kFalse), else_value})});
  const FormulaId doubt = side(node.condition, Truth::kUnknown);
  if (wanted == Truth::kUnknown) return problem_.any({either, problem_.all({doubt, problem_.perhaps()})});
  return problem_.any({either, problem_.all({doubt, then_value, else_value})});
}

FormulaId Formulas::is_known(ir::ExprId id, ir::ExprId operand, bool wanted) {
  const ir::Expr& expr = context_.expr(operand);
  const auto* read = std::get_if<ir::Read>(&expr.node);
  if (read == nullptr || read->path.root != ir::Root::kSelf) return known_value(operand, wanted);
  Steps steps = base_;
  steps.insert(steps.end(), read->path.steps.begin(), read->path.steps.end());
  if (expr.type.kind == TypeKind::kReference) {
    if (const auto record = record_at(steps)) return wanted ? problem_.known(*record) : problem_.unknown(*record);
  }
  if (expr.type.kind == TypeKind::kList) return opaque_truth(operand, "known", wanted);
  static_cast<void>(id);
  return known_value(operand, wanted);
}

FormulaId Formulas::known_value(ir::ExprId id, bool wanted) {
  if (context_.type(id).kind == TypeKind::kTruth && !std::holds_alternative<ir::Read>(context_.expr(id).node)) {
    return wanted ? problem_.any({side(id, Truth::kTrue), side(id, Truth::kFalse)}) : side(id, Truth::kUnknown);
  }
  const Cases all = cases(id);
  std::vector<FormulaId> parts;
  for (const Case& each : all) {
    const bool looked_into = each.term.kind != Term::Kind::kOpen &&
                             (each.term.kind != Term::Kind::kVariable || each.term.fact);
    if (!looked_into) return opaque_truth(id, "known", wanted);
    parts.push_back(problem_.all({each.when, known_term(each.term, wanted)}));
  }
  return problem_.any(std::move(parts));
}

FormulaId Formulas::compared(ir::ExprId id, ir::Compare op, ir::ExprId left, ir::ExprId right, Truth wanted) {
  const Cases lefts = cases(left);
  const Cases rights = cases(right);
  const bool instants = context_.type(left).kind == TypeKind::kMoment;
  std::vector<FormulaId> parts;
  for (const Case& a : lefts) {
    for (const Case& b : rights) {
      FormulaId part = problem_.always();
      if (wanted == Truth::kUnknown) {
        part = problem_.any({known_term(a.term, false), known_term(b.term, false)});
        // A day alone against an instant of that day; amounts of two currencies.
        if (instants || a.term.open_money || b.term.open_money) part = problem_.perhaps();
      } else if (const auto found = related(wanted == Truth::kTrue ? op : opposite(op), a.term, b.term)) {
        part = *found;
      } else {
        // With the operator and both sides, so that options of `is one of` are told apart.
        part = opaque_truth(id, key_of(left) + std::to_string(static_cast<int>(op)) + key_of(right),
                            wanted == Truth::kTrue);
      }
      parts.push_back(problem_.all({a.when, b.when, part}));
    }
  }
  return problem_.any(std::move(parts));
}

/// A truth that is a value: a field, what a table gives, or something that is not looked into.
FormulaId Formulas::by_cases(ir::ExprId condition, Truth wanted) {
  std::vector<FormulaId> parts;
  for (const Case& each : cases(condition)) {
    FormulaId part = problem_.perhaps();
    if (wanted == Truth::kUnknown) {
      part = known_term(each.term, false);
    } else if (const auto found = with_constant(ir::Compare::kEqual, each.term, Value(wanted == Truth::kTrue))) {
      part = *found;
    }
    parts.push_back(problem_.all({each.when, part}));
  }
  return problem_.any(std::move(parts));
}

FormulaId Formulas::opaque_truth(ir::ExprId id, const std::string& what, bool wanted) {
  const solve::Line line = *solve::Line::of(context_.schema(), plain(TypeKind::kTruth));
  const auto variable = opaque_variable(what + " " + key_of(id), line);
  return problem_.within(variable, solve::IntervalSet({line.before(Value(wanted)), line.after(Value(wanted))}));
}

}  // namespace probity::check
