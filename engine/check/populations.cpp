// Rules across groups: what they group by, and the group as a record that their clauses speak of.
#include "engine/check/populations.h"

#include "engine/check/expressions.h"

namespace probity::check {
namespace {

class PopulationCheck {
 public:
  PopulationCheck(Context& context, RulesetNames& ruleset, const ast::Rule& rule, const Subject& subject)
      : context_(context), rule_(rule), subject_(subject), expressions_(context, scope_of(ruleset, subject)) {}

  std::optional<ir::Population> run() {
    if (!check_clauses()) return std::nullopt;
    const ast::Clauses& own = rule_.clauses;
    bool whole = true;
    const auto read = [&](const ast::ExprPtr& expr, auto check_it) -> ir::OptExpr {
      if (!expr) return std::nullopt;
      const Checked checked = check_it(*expr);
      whole = whole && checked.has_value();
      return checked;
    };
    population_.when = read(own.when, [&](const ast::Expr& expr) { return expressions_.condition(expr); });
    population_.compare = read(own.compare, [&](const ast::Expr& expr) { return compared(expr); });
    begin_group();
    for (const ast::GroupKey& key : rule_.across) whole = add_key(key) && whole;
    if (!whole) return std::nullopt;
    population_.group = context_.program.schema.entities.add(std::move(group_));
    return std::move(population_);
  }

 private:
  static Scope scope_of(RulesetNames& ruleset, const Subject& subject) {
    Scope scope;
    scope.ruleset = &ruleset;
    scope.subject = subject;
    return scope;
  }

  bool check_clauses() {
    const bool alone = rule_.kind == ast::RuleKind::kDeadline || rule_.kind == ast::RuleKind::kDisclosure;
    if (alone) {
      context_.report(DiagnosticId::kKindNotAcross, rule_.name.span, ir::rule_kind_name(static_cast<ir::RuleKind>(rule_.kind)))
          .suggest(PhraseId::kWrite, "on " + rule_.subject.text);
    }
    if (rule_.clauses.in_force_by) {
      context_.report(DiagnosticId::kClauseNotAcross, rule_.clauses.in_force_by->span, "in force by")
          .suggest(PhraseId::kGroupJudgedByLastDay);
    }
    return !alone;
  }

  Checked compared(const ast::Expr& expr) {
    const Checked checked = expressions_.check(expr);
    if (!checked) return std::nullopt;
    const Type& type = context_.type(*checked);
    if (type.kind != TypeKind::kList && type.kind != TypeKind::kReference) return checked;
    context_.report(DiagnosticId::kListAsValue, expr.span, context_.type_text(type));
    return std::nullopt;
  }

  std::uint32_t add_field(const std::string& name, const char* zh, Type type) {
    group_.fields.push_back({name, zh == nullptr ? LocalNames() : LocalNames{{"zh", zh}}, std::move(type), rule_.span});
    return static_cast<std::uint32_t>(group_.fields.size() - 1);
  }

  void begin_group() {
    group_.name = "group " + std::to_string(context_.schema().entities.size()) + " of " + rule_.name.text;
    group_.names["zh"] = "组";
    group_.is_record = true;
    group_.is_group = true;
    group_.span = rule_.span;
    add_field("id", nullptr, plain(TypeKind::kText));
    Type members = reference_to(subject_.entity);
    members.kind = TypeKind::kList;
    population_.members = add_field("members", "成员", members);
    population_.size = add_field("size", "数目", plain(TypeKind::kNumber));
    if (!population_.compare) return;
    const Type type = context_.type(*population_.compare);
    population_.smallest = add_field("smallest", "最小值", type);
    population_.largest = add_field("largest", "最大值", type);
    population_.middle = add_field("middle", "居中值", type);
    population_.alike = add_field("alike", "一致", plain(TypeKind::kTruth));
    const bool amount =
        type.kind == TypeKind::kNumber || type.kind == TypeKind::kMoney || type.kind == TypeKind::kRate;
    if (amount) population_.spread = add_field("spread", "差距", type);
  }

  bool add_key(const ast::GroupKey& key) {
    const auto unit = static_cast<ir::Population::Unit>(key.unit);
    const bool by_unit = unit != ir::Population::Unit::kValue;
    const Checked value = by_unit ? expressions_.instant(*key.value) : expressions_.check(*key.value);
    if (!value) return false;
    Type type = by_unit ? plain(TypeKind::kText) : context_.type(*value);
    if (type.kind == TypeKind::kList) {
      context_.report(DiagnosticId::kListAsValue, key.span, context_.type_text(type));
      return false;
    }
    static constexpr const char* kUnits[][2] = {{"", ""}, {"month", "月份"}, {"quarter", "季度"}, {"year", "年度"}};
    const auto& names = kUnits[static_cast<int>(unit)];
    const std::string name = by_unit ? names[0] : key_name(*value, key.span);
    if (group_.find_field(name)) {
      context_.report(DiagnosticId::kDeclaredTwice, key.span, "group's fact", name);
      return false;
    }
    population_.keys.push_back({*value, unit, add_field(name, by_unit ? names[1] : nullptr, std::move(type))});
    return true;
  }

  /// `client.tier`, `service_plan`: a path without the subject's own name; else as it is written.
  std::string key_name(ir::ExprId value, SourceSpan span) const {
    const auto* read = std::get_if<ir::Read>(&context_.expr(value).node);
    if (read == nullptr) return context_.written(span);
    std::string name;
    Id<Entity> at = subject_.entity;
    for (const std::uint32_t step : read->path.steps) {
      const Field& field = context_.schema().entities[at].fields[step];
      name += (name.empty() ? "" : ".") + field.name;
      at = field.type.entity;
    }
    return name;
  }

  Context& context_;
  const ast::Rule& rule_;
  Subject subject_;
  Expressions expressions_;
  ir::Population population_;
  Entity group_;
};

}  // namespace

std::optional<ir::Population> check_population(Context& context, RulesetNames& ruleset, const ast::Rule& rule,
                                               const Subject& subject) {
  return PopulationCheck(context, ruleset, rule, subject).run();
}

}  // namespace probity::check
