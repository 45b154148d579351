#include "engine/check/rules.h"

namespace probity::check {
namespace {

/// One version of a grading, checked in the scope of what it grades.
class GradingVersion {
 public:
  GradingVersion(Context& context, const Scope& scope, const ast::Rule& rule)
      : context_(context), expressions_(context, scope), rule_(rule), clauses_(rule.clauses.grading) {}

  std::optional<ir::Graded::Version> check(std::optional<Type>& type) {
    const bool broken = rule_.clauses.places.contains("?");
    if (clauses_.steps.empty() == clauses_.points.empty()) {
      if (!broken && !rule_.clauses.places.contains("grade") && !rule_.clauses.places.contains("points")) {
        context_.report(DiagnosticId::kGradingEmpty, rule_.name.span, rule_.name.text)
            .suggest(PhraseId::kAddGrades);
      } else if (!clauses_.steps.empty()) {
        context_.report(DiagnosticId::kGradingBoth, clauses_.points.front().span, rule_.name.text)
            .label(clauses_.steps.front().span, PhraseId::kIsAGrade);
      }
      return std::nullopt;
    }
    const Checked value = clauses_.points.empty() ? chosen(type) : summed(type);
    const Checked guard = rule_.clauses.when ? expressions_.condition(*rule_.clauses.when) : std::nullopt;
    if (!value || (rule_.clauses.when && !guard)) return std::nullopt;
    ir::Graded::Version version;
    if (const auto& period = rule_.clauses.in_force) version.period = {period->from, period->to};
    version.guard = guard;
    version.value = *value;
    return version;
  }

 private:
  /// `if A then x else if B then y else z`, from the last grade to the first.
  Checked chosen(std::optional<Type>& type) {
    if (!read_type(type) || !ends()) return std::nullopt;
    std::vector<Checked> values, conditions;
    for (const ast::GradeStep& step : clauses_.steps) {
      values.push_back(value_of(step, type));
      conditions.push_back(step.where ? expressions_.condition(*step.where) : std::nullopt);
      if (step.where && !conditions.back()) values.back().reset();
    }
    Checked result = values.back();
    for (std::size_t i = values.size(); i-- > 0;) {
      if (!values[i] || !result) return std::nullopt;
      if (i + 1 == values.size()) continue;
      result = context_.add(*type, clauses_.steps[i].span, ir::Choose{*conditions[i], *values[i], *result});
    }
    return result;
  }

  bool read_type(std::optional<Type>& type) {
    if (!clauses_.gives) return true;
    const auto enumeration = context_.schema().find_enumeration(clauses_.gives->text);
    if (enumeration) {
      const Enumeration& found = context_.schema().enumerations[*enumeration];
      context_.used(*clauses_.gives, found.name, found.names);
      if (!type) type = symbol_of(*enumeration);
      return true;
    }
    std::vector<std::string> candidates;
    for (const Enumeration& each : context_.schema().enumerations) candidates.push_back(each.name);
    context_.report_unknown(DiagnosticId::kUnknownType, *clauses_.gives, candidates, clauses_.gives->text);
    return false;
  }

  /// Only the last grade has no condition: nobody is left without one, and none stands in vain.
  bool ends() {
    for (std::size_t i = 0; i + 1 < clauses_.steps.size(); ++i) {
      if (clauses_.steps[i].where) continue;
      context_.report(DiagnosticId::kGradeUnreached, clauses_.steps[i + 1].span)
          .label(clauses_.steps[i].span, PhraseId::kTakesAllThatIsLeft);
      return false;
    }
    if (!clauses_.steps.back().where || rule_.clauses.places.contains("?")) return true;
    context_.report(DiagnosticId::kGradeOpen, clauses_.steps.back().span, rule_.name.text)
        .suggest(PhraseId::kAddALastGrade);
    return false;
  }

  Checked value_of(const ast::GradeStep& step, std::optional<Type>& type) {
    const auto* path = std::get_if<ast::Path>(&step.value->node);
    if (!type && path != nullptr && path->parts.size() == 1) {
      if (!untyped_) {
        context_.report(DiagnosticId::kGradingWithoutType, step.value->span, rule_.name.text)
            .suggest(PhraseId::kAddGives);
      }
      untyped_ = true;
      return std::nullopt;
    }
    const Checked value = expressions_.check(*step.value, type ? Hint::of(*type) : Hint());
    if (!value) return std::nullopt;
    const Type found = context_.type(*value);
    if (!type) type = found;
    if (Expressions::common_type(*type, found)) return value;
    context_.report(DiagnosticId::kGradeType, step.value->span, rule_.name.text, context_.type_text(*type),
                    context_.type_text(found));
    return std::nullopt;
  }

  Checked summed(std::optional<Type>& type) {
    type = plain(TypeKind::kNumber);
    Checked sum;
    bool whole = true;
    for (const ast::PointsLine& line : clauses_.points) {
      const Checked value = expressions_.check(*line.value);
      whole = whole && value.has_value();
      if (!value) continue;
      if (context_.type(*value).kind != TypeKind::kNumber) {
        context_.report(DiagnosticId::kNotANumber, line.value->span, context_.type_text(context_.type(*value)))
            .suggest(PhraseId::kDivideByOnePoint);
        whole = false;
        continue;
      }
      sum = sum ? expressions_.calculate(ast::BinaryOp::kAdd, *sum, *value, line.span, line.span) : value;
    }
    return whole ? sum : std::nullopt;
  }

  Context& context_;
  Expressions expressions_;
  const ast::Rule& rule_;
  const ast::GradingClauses& clauses_;
  bool untyped_ = false;
};

}  // namespace

Checked check_grading(Context& context, const Scope& scope, const DefineEntry& entry) {
  ir::Graded graded;
  std::optional<Type> type;
  for (const ast::Rule* rule : entry.gradings) {
    auto version = GradingVersion(context, scope, *rule).check(type);
    if (version) graded.versions.push_back(*version);
  }
  if (graded.versions.size() != entry.gradings.size()) return std::nullopt;
  const SourceSpan place = entry.place();
  return context.add(*type, place, std::move(graded));
}

/// The grade with what is said about it. The value itself is the definition's.
std::optional<ir::GradingClauses> RuleLowering::grading(const ast::Name& name, const ast::GradingClauses& clauses) {
  ir::GradingClauses lowered;
  const Entity& entity = context_.schema().entities[subject_.entity];
  // Without places: nobody wrote this path, and `fmt` has no name of it to write.
  const ast::Path path{{{entity.variable(), {}}, {name.text, {}}}};
  const Checked value = expressions_.path(path, name.span);
  if (!value) {
    whole_ = false;
    return std::nullopt;
  }
  lowered.value = *value;
  if (clauses.recorded) {
    lowered.recorded = once(*clauses.recorded, Want::kValue);
    if (!lowered.recorded) return std::nullopt;
  }
  for (const ast::GradeStep& step : clauses.steps) {
    ir::GradingClauses::Step said;
    said.condition = optional(step.where.get(), Want::kCondition);
    if (step.because) said.because = reason(*step.because);
    lowered.steps.push_back(std::move(said));
  }
  for (const ast::PointsLine& line : clauses.points) {
    const Checked points = once(*line.value, Want::kValue);
    if (!points) return std::nullopt;
    ir::GradingClauses::Points said{*points, {}};
    if (line.what) said.what = reason(*line.what);
    lowered.points.push_back(std::move(said));
  }
  return lowered;
}

}  // namespace probity::check
