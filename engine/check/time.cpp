#include "engine/check/expressions.h"

namespace probity::check {

Checked Expressions::instant(const ast::Expr& expr) {
  const Checked checked = check(expr);
  if (!checked) return std::nullopt;
  const Type& type = context_.type(*checked);
  if (type.kind == TypeKind::kDate || type.kind == TypeKind::kMoment) return checked;
  context_.report(DiagnosticId::kNotATime, expr.span, context_.type_text(type));
  return std::nullopt;
}

Checked Expressions::day(const ast::Expr& expr) {
  const Checked checked = instant(expr);
  if (!checked) return std::nullopt;
  return as_day(*checked);
}

ir::ExprId Expressions::as_day(ir::ExprId instant) {
  const ir::Expr& expr = context_.expr(instant);
  if (expr.type.kind == TypeKind::kDate) return instant;
  return context_.add(plain(TypeKind::kDate), SourceSpan(expr.span), ir::DateOf{instant});
}

bool Expressions::calendar_named(DurationUnit unit, SourceSpan span) {
  const auto& header = *scope_.ruleset->header;
  if (unit == DurationUnit::kBusinessDays && !header.calendar) {
    if (header.places.contains("calendar")) return false;
    context_.report(DiagnosticId::kNoCalendar, span, "business days", "calendar")
        .suggest(PhraseId::kAddCalendar);
    return false;
  }
  if (unit == DurationUnit::kTradingDays && !header.trading_calendar) {
    if (header.places.contains("trading")) return false;
    context_.report(DiagnosticId::kNoCalendar, span, "trading days", "trading calendar")
        .suggest(PhraseId::kAddTradingCalendar);
    return false;
  }
  return true;
}

Checked Expressions::shift(const ast::Shift& shift, SourceSpan span) {
  const auto* duration = std::get_if<ast::DurationLit>(&shift.duration->node);
  if (duration == nullptr) {
    const Checked length = check(*shift.duration);
    if (!length) return std::nullopt;
    if (context_.type(*length).kind == TypeKind::kDuration) {
      return shifted_by(*length, shift.forward, *shift.anchor, span);
    }
    const std::string word = shift.forward ? "is after" : "is before";
    context_.report(DiagnosticId::kNotALength, shift.duration->span, context_.type_text(context_.type(*length)))
        .label(shift.op_span, PhraseId::kCountsALength)
        .suggest(PhraseId::kToCompareWrite, word);
    return std::nullopt;
  }
  return shifted(*duration, shift.forward, *shift.anchor, span, shift.duration->span);
}

/// `notice_days after received_at`: the parameter says the unit, its value how many.
Checked Expressions::shifted_by(ir::ExprId length, bool forward, const ast::Expr& anchor, SourceSpan span) {
  const SourceSpan place = context_.expr(length).span;
  const Checked from = instant(anchor);
  const auto* use = std::get_if<ir::UseParameter>(&context_.expr(length).node);
  if (use == nullptr) {
    context_.report(DiagnosticId::kDurationAlone, place).suggest(PhraseId::kNameOneParameter);
    return std::nullopt;
  }
  const ir::UseParameter parameter = *use;
  const DurationUnit unit = *context_.program.parameters[parameter.parameter].unit;
  if (!calendar_named(unit, place) || !from) return std::nullopt;
  const Type type = context_.type(*from);
  if (is_clock_unit(unit) && type.kind == TypeKind::kDate) {
    context_.report(DiagnosticId::kHoursFromDate, place)
        .label(anchor.span, PhraseId::kIsADayAlone)
        .suggest(PhraseId::kCountFromAMoment);
    return std::nullopt;
  }
  const ir::ExprId count = context_.add(plain(TypeKind::kNumber), place, parameter);
  return context_.add(type, span, ir::Shift{count, unit, forward, *from});
}

Checked Expressions::shifted(const ast::DurationLit& duration, bool forward, const ast::Expr& anchor, SourceSpan span,
                             SourceSpan duration_span) {
  const Checked count = check(*duration.count);
  const Checked from = instant(anchor);
  if (!calendar_named(duration.unit, duration_span) || !count || !from) return std::nullopt;
  if (context_.type(*count).kind != TypeKind::kNumber) {
    context_.report(DiagnosticId::kNotANumber, duration.count->span, context_.type_text(context_.type(*count)));
    return std::nullopt;
  }
  if (const auto* constant = std::get_if<ir::Constant>(&context_.expr(*count).node)) {
    if (!std::get<Decimal>(constant->value).to_integer().ok()) {
      context_.report(DiagnosticId::kNotWhole, duration.count->span, std::get<Decimal>(constant->value).to_string());
      return std::nullopt;
    }
  }
  const Type type = context_.type(*from);
  if (is_clock_unit(duration.unit) && type.kind == TypeKind::kDate) {
    context_.report(DiagnosticId::kHoursFromDate, duration_span)
        .label(anchor.span, PhraseId::kIsADayAlone)
        .suggest(PhraseId::kCountFromAMoment);
    return std::nullopt;
  }
  return context_.add(type, span, ir::Shift{*count, duration.unit, forward, *from});
}

Checked Expressions::elapsed(const ast::Elapsed& elapsed, SourceSpan span) {
  const Checked from = instant(*elapsed.from);
  const Checked to = instant(*elapsed.to);
  DurationUnit unit = DurationUnit::kDays;
  if (elapsed.unit == ast::SpanUnit::kBusinessDays) unit = DurationUnit::kBusinessDays;
  if (elapsed.unit == ast::SpanUnit::kTradingDays) unit = DurationUnit::kTradingDays;
  if (!calendar_named(unit, span) || !from || !to) return std::nullopt;
  const auto lowered = static_cast<ir::SpanUnit>(elapsed.unit);
  if (elapsed.unit == ast::SpanUnit::kHours) {
    for (const ir::ExprId side : {*from, *to}) {
      if (context_.type(side).kind == TypeKind::kMoment) continue;
      context_.report(DiagnosticId::kHoursFromDate, span).label(context_.expr(side).span, PhraseId::kIsADayAlone);
      return std::nullopt;
    }
    return context_.add(plain(TypeKind::kNumber), span, ir::Elapsed{lowered, *from, *to, elapsed.leap_day});
  }
  const ir::ExprId from_day = as_day(*from);
  const ir::ExprId to_day = as_day(*to);
  return context_.add(plain(TypeKind::kNumber), span, ir::Elapsed{lowered, from_day, to_day, elapsed.leap_day});
}

Checked Expressions::close_of_business(const ast::CloseOfBusiness& close, SourceSpan span) {
  const Checked day = this->day(*close.day);
  if (!scope_.ruleset->header->close_of_business_s) {
    if (scope_.ruleset->header->places.contains("close")) return std::nullopt;
    context_.report(DiagnosticId::kNoCloseOfBusiness, span)
        .suggest(PhraseId::kAddCloseOfBusiness);
    return std::nullopt;
  }
  if (!day) return std::nullopt;
  return context_.add(plain(TypeKind::kMoment), span, ir::CloseOfBusiness{*day});
}

Checked Expressions::subject_date(SourceSpan span) {
  if (!scope_.subject) {
    context_.report(DiagnosticId::kNoSubjectDate, span);
    return std::nullopt;
  }
  // A definition serves subjects of any kind: their date is taken as a day.
  if (scope_.in_define) return context_.add(plain(TypeKind::kDate), span, ir::SubjectDate{});
  const Schema& schema = context_.schema();
  const Entity& entity = schema.entities[scope_.subject->entity];
  const auto field = scope_.subject->act ? schema.acts[*scope_.subject->act].date : entity.subject_date;
  // Where no field gives it the day comes from outside, as `as of`.
  const Type type = field ? entity.fields[*field].type : plain(TypeKind::kDate);
  return context_.add(type, span, ir::SubjectDate{});
}

}  // namespace probity::check
