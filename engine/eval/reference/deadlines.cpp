// Counting deadlines out; see *Deadlines* in the reference.
#include "engine/eval/reference/deadlines.h"

#include <algorithm>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/evaluation.h"
#include "engine/ir/walk.h"

namespace probity::eval::reference {
namespace {

using decision::DeadlineState;

constexpr std::int64_t kNanosecondsPerDay = 86'400'000'000'000;

bool is_time_unit(DurationUnit unit) {
  return unit == DurationUnit::kSeconds || unit == DurationUnit::kMinutes || unit == DurationUnit::kHours;
}

/// A due date counted in days or longer ends with that local day, even from a moment; one in hours or
/// minutes, or a moment that is itself a fact, is that instant.
bool ends_with_day(const ir::Program& program, ir::ExprId id) {
  const ir::Expr& expr = program.exprs[id];
  if (expr.type.kind == TypeKind::kDate) return true;
  if (const auto* shift = std::get_if<ir::Shift>(&expr.node)) return !is_time_unit(shift->unit);
  const auto each = [&](const std::vector<ir::ExprId>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](ir::ExprId part) { return ends_with_day(program, part); });
  };
  if (const auto* choose = std::get_if<ir::Choose>(&expr.node)) {
    return each({choose->then_value, choose->else_value});
  }
  if (const auto* extreme = std::get_if<ir::Extreme>(&expr.node)) return each(extreme->options);
  if (const auto* fallback = std::get_if<ir::OrElse>(&expr.node)) {
    return each({fallback->operand, fallback->fallback});
  }
  return false;
}

std::optional<Moment> moment_of(const Evaluated& evaluated) {
  return evaluated.known() ? as_moment(*evaluated.value) : std::nullopt;
}

/// Counts one deadline; holds what its clauses have come to so far.
class Count {
 public:
  Count(Evaluation& evaluation, const ir::DeadlineClauses& clauses)
      : evaluation_(evaluation), clauses_(clauses), zone_(evaluation.zone()) {
    explicit_now_ = evaluation.options().now;
    now_ = explicit_now_ ? explicit_now_ : evaluation.subject_moment();
    evaluation_.take_own_date_from_as_of(true);
  }
  ~Count() {
    evaluation_.take_own_date_from_as_of(false);
    evaluation_.set_own_due(std::nullopt);
    evaluation_.set_restart(std::nullopt, std::nullopt);
  }
  Count(const Count&) = delete;
  Count& operator=(const Count&) = delete;

  DeadlineResult run() {
    const Evaluated lifted = clauses_.unless ? lifts() : Evaluated::of_truth(false);
    if (lifted.truth() == Truth::kTrue) {
      result_.lifted = true;
      return result_;
    }
    if (!find_start()) return result_;
    find_met();
    result_.state = DeadlineState::kRunning;
    if (find_due()) decide_state();
    // A fact that was given and cannot be read may be what met the deadline, or moved it; one that is not
    // known may be what lifts it.
    if (lifted.truth() == Truth::kUnknown && may_be_lifted()) return result_;
    if (in_doubt_ && result_.missed == Truth::kTrue) {
      undecided(*in_doubt_);
      result_.surely_in_time = result_.state == DeadlineState::kDueSoon;
    }
    if (restart_in_doubt_) undecided(*restart_in_doubt_);
    return result_;
  }

  /// Whether `unless` holds; as of a day in the past, what came later has not happened yet. Of a fact in
  /// doubt `is known` says no more than that it is.
  Evaluated lifts() {
    const ir::ExprId unless = *clauses_.unless;
    Evaluated holds = evaluation_.evaluate(unless);
    if (holds.truth() == Truth::kTrue) {
      const std::vector<Moment> times = evaluation_.times_below(unless);
      const bool yet = std::all_of(times.begin(), times.end(), [&](const Moment& at) { return has_happened(at); });
      if (!yet) return Evaluated::of_truth(false);
    }
    if (holds.truth() == Truth::kFalse) {
      ir::for_each_below(evaluation_.program(), unless, [&](ir::ExprId id) {
        const auto* known = std::get_if<ir::IsKnown>(&evaluation_.program().exprs[id].node);
        if (known == nullptr || evaluation_.has_not_come(known->operand)) return;
        Evaluated operand = evaluation_.evaluate(known->operand);
        if (!operand.known()) holds = std::move(operand);
      });
    }
    return holds;
  }

  /// Looks again, now that `due` is known; true where the deadline is lifted.
  bool may_be_lifted() {
    evaluation_.set_own_due(result_.due);
    const Evaluated lifted = lifts();
    if (lifted.truth() == Truth::kTrue) {
      result_ = DeadlineResult();
      result_.lifted = true;
      return true;
    }
    const bool is_unknown = !evaluation_.evaluate(*clauses_.unless).known();
    const bool waits = is_unknown && evaluation_.awaits_times_only(*clauses_.unless);
    if (lifted.truth() == Truth::kUnknown && !waits) in_doubt_ = lifted;
    return false;
  }

 private:
  bool undecided(Evaluated why) {
    result_.missed = Truth::kUnknown;
    result_.surely_in_time = false;
    result_.why = std::move(why);
    return false;
  }

  /// As of a day in the past, what came later has not happened yet.
  bool has_happened(const Moment& moment) const {
    return !explicit_now_ || is_before(*explicit_now_, moment, zone_) != Truth::kTrue;
  }

  bool find_start() {
    const Evaluated starts = evaluation_.evaluate(clauses_.starts);
    result_.start = moment_of(starts);
    const bool not_come = !result_.start && evaluation_.has_not_come(clauses_.starts);
    if (clauses_.restarts) restart();
    if (!result_.start && !evaluation_.subject_moment()) return undecided(evaluation_.subject_date_unknown());
    // What is absent has not happened; what was given and is not known may have.
    if (!not_come && !starts.known()) {
      if (!result_.start) return undecided(starts);
      restart_in_doubt_ = starts;
    }
    return result_.start.has_value();
  }

  /// The moment of a fact; where that was given and cannot be read, what it decides is in doubt.
  std::optional<Moment> known_moment(ir::ExprId id) {
    Evaluated value = evaluation_.evaluate(id);
    if (!value.known() && !evaluation_.has_not_come(id)) in_doubt_ = std::move(value);
    return moment_of(value);
  }

  void restart() {
    const Evaluated value = evaluation_.evaluate(clauses_.restarts->from);
    const std::optional<Moment> from = moment_of(value);
    if (!from) {
      if (!evaluation_.has_not_come(clauses_.restarts->from) && may_restart()) restart_in_doubt_ = value;
      return;
    }
    if (!has_happened(*from)) return;
    if (result_.start && is_before(*from, *result_.start, zone_) == Truth::kTrue) return;
    const Evaluated condition = evaluation_.evaluate_condition(clauses_.restarts->condition);
    if (condition.truth() == Truth::kUnknown) restart_in_doubt_ = condition;
    if (condition.truth() != Truth::kTrue) return;
    result_.start = from;
    restarted_ = true;
    evaluation_.set_restart(clauses_.starts, from);
  }

  /// Of a restart whose fact is in doubt: `is known` says no more than that it is.
  bool may_restart() {
    const ir::OptExpr& condition = clauses_.restarts->condition;
    bool asks_what_is_known = false;
    if (condition) {
      ir::for_each_below(evaluation_.program(), *condition, [&](ir::ExprId id) {
        const auto& node = evaluation_.program().exprs[id].node;
        asks_what_is_known = asks_what_is_known || std::holds_alternative<ir::IsKnown>(node);
      });
    }
    return asks_what_is_known || evaluation_.evaluate_condition(condition).truth() != Truth::kFalse;
  }

  bool find_due() {
    due_clause_ = &clauses_.due;
    const Result<std::optional<Moment>> own = due_of(clauses_.due);
    if (!own.ok()) return undecided(evaluation_.fault(clauses_.due.value, own.error().message));
    if (!own.value()) return undecided(std::move(unknown_due_));
    result_.due = own.value();
    result_.due_is_day = ends_with_day(evaluation_.program(), clauses_.due.value);
    return !clauses_.extended || extend(*clauses_.extended);
  }

  bool extend(const ir::DeadlineClauses::Extension& extension) {
    evaluation_.set_own_due(result_.due);
    if (evaluation_.evaluate_condition(extension.condition).truth() != Truth::kTrue) return true;
    if (extension.condition && !facts_are_in_time(*extension.condition)) return true;
    const Result<std::optional<Moment>> later = due_of(extension.due);
    if (!later.ok()) return undecided(evaluation_.fault(extension.due.value, later.error().message));
    if (!later.value()) return undecided(std::move(unknown_due_));
    // An extension gives time; one that ends sooner leaves the deadline where it is.
    if (is_before(*later.value(), *result_.due, zone_) == Truth::kTrue) return true;
    due_clause_ = &extension.due;
    result_.due = result_.extended_to = later.value();
    result_.due_is_day = ends_with_day(evaluation_.program(), extension.due.value);
    return true;
  }

  /// An extension counts only if its own facts lie no later than the due date that it extends, and,
  /// as of a day in the past, have happened by then. After a restart, one told before it is used up.
  bool facts_are_in_time(ir::ExprId condition) {
    const std::vector<Moment> times = evaluation_.times_below(condition);
    const auto too_late = [&](const Moment& at) { return !has_happened(at) || is_late(at) != Truth::kFalse; };
    const auto anew = [&](const Moment& at) { return is_before(*result_.start, at, zone_) == Truth::kTrue; };
    if (restarted_ && !times.empty() && std::none_of(times.begin(), times.end(), anew)) return false;
    return std::none_of(times.begin(), times.end(), too_late);
  }

  /// The due date with pauses and the next business day counted in; nothing where it is unknown.
  Result<std::optional<Moment>> due_of(const ir::Due& due) {
    const Evaluated value = evaluation_.evaluate(due.value);
    std::optional<Moment> moment = moment_of(value);
    if (!moment) {
      unknown_due_ = value;
      return std::optional<Moment>();
    }
    if (ends_with_day(evaluation_.program(), due.value)) moment = Moment::on(moment->day_in(zone_));
    PROBITY_TRY(const auto rolled, due.or_next_business_day ? next_business_day(*moment) : moment);
    // Within the period a pause stops the count; one that begins on the days that the roll adds moves its end.
    const std::int64_t within = days_paused(*moment);
    PROBITY_TRY(moment, later_by_days(within > 0 ? *moment : *rolled, within > 0 ? within : days_paused(*rolled)));
    return due.or_next_business_day ? next_business_day(*moment) : moment;
  }

  Result<std::optional<Moment>> next_business_day(const Moment& moment) const {
    const auto& calendar = evaluation_.ruleset().business_days;
    if (!calendar) return Error{ErrorCode::kNotFound, "the ruleset names no calendar of business days"};
    const Date day = moment.day_in(zone_);
    PROBITY_TRY(const Date open, calendar->roll_forward(day));
    return later_by_days(moment, open.days_since_1970() - day.days_since_1970());
  }

  Result<std::optional<Moment>> later_by_days(const Moment& moment, std::int64_t days) const {
    if (days == 0) return std::optional<Moment>(moment);
    PROBITY_TRY(const Value shifted, evaluation_.shift(moment, days, DurationUnit::kDays));
    return as_moment(shifted);
  }

  /// Whole days of a pause that began before the due date it moves; an open one moves nothing yet.
  std::int64_t days_paused(const Moment& due) {
    if (!clauses_.paused_from) return 0;
    std::optional<Moment> from = known_moment(*clauses_.paused_from);
    if (!from || !has_happened(*from) || is_before(due, *from, zone_) == Truth::kTrue) return 0;
    std::optional<Moment> to = clauses_.paused_to ? known_moment(*clauses_.paused_to) : std::nullopt;
    if (!to && clauses_.paused_to && !evaluation_.has_not_come(*clauses_.paused_to)) return 0;  // in doubt
    if ((!to || !has_happened(*to)) && result_.met_at && is_before(*result_.met_at, *from, zone_) != Truth::kTrue) {
      to = result_.met_at;  // it was met while the clock stood still
    }
    if (!to || !has_happened(*to)) {
      pause_is_open_ = !to || is_before(*to, *result_.start, zone_) != Truth::kTrue;
      return 0;
    }
    if (is_before(*from, *result_.start, zone_) == Truth::kTrue) from = result_.start;
    return std::max<std::int64_t>(0, whole_days(*from, *to));
  }

  std::int64_t whole_days(const Moment& from, const Moment& to) const {
    const std::int64_t days = std::int64_t{to.day_in(zone_).days_since_1970()} - from.day_in(zone_).days_since_1970();
    if (!from.instant_ns || !to.instant_ns) return days;
    // Two moments: a day is whole when its time of day is reached again.
    return local_ns_of_day(to) < local_ns_of_day(from) ? days - 1 : days;
  }

  std::int64_t local_ns_of_day(const Moment& moment) const {
    const std::int64_t instant_ns = *moment.instant_ns;
    return instant_ns + std::int64_t{zone_.offset_s(instant_ns)} * 1'000'000'000 -
           std::int64_t{zone_.local_day(instant_ns).days_since_1970()} * kNanosecondsPerDay;
  }

  void find_met() {
    for (const ir::ExprId id : clauses_.met_by) {
      const std::optional<Moment> at = known_moment(id);
      if (!at || !has_happened(*at)) continue;
      if (restarted_ && is_before(*at, *result_.start, zone_) == Truth::kTrue) continue;  // it met the first one
      if (result_.met_at && is_before(*at, *result_.met_at, zone_) != Truth::kTrue) continue;
      result_.met_at = at;
      met_by_ = id;
    }
  }

  /// Has `moment` passed the due date?
  Truth is_late(const Moment& moment) const {
    if (result_.due_is_day) return truth_of(moment.day_in(zone_) > result_.due->day);
    return is_before(*result_.due, moment, zone_);
  }

  void decide_state() {
    if (result_.met_at) {
      result_.missed = is_late(*result_.met_at);
      result_.state = result_.missed == Truth::kFalse ? DeadlineState::kMet : DeadlineState::kMetLate;
      if (result_.missed == Truth::kUnknown) undecided(evaluation_.time_unknown(*met_by_));
      return;
    }
    if (!now_) {
      undecided(evaluation_.subject_date_unknown());
      return;
    }
    if (is_before(*now_, *result_.start, zone_) == Truth::kTrue) {
      result_.state = DeadlineState::kNotStarted;
      return;
    }
    if (pause_is_open_) {
      result_.state = DeadlineState::kPaused;
      return;
    }
    result_.missed = is_late(*now_);
    if (result_.missed == Truth::kTrue) {
      result_.state = DeadlineState::kOverdue;
      return;
    }
    if (result_.missed == Truth::kUnknown) undecided(evaluation_.unknown("the time of day that decides"));
    if (clauses_.warn_at) warn(*clauses_.warn_at);
  }

  bool has_come(const Moment& moment) const {
    if (!moment.instant_ns) return now_->day_in(zone_) >= moment.day;
    return is_before(*now_, moment, zone_) == Truth::kFalse;
  }

  /// The given part of the period has passed, counted up to whole days of the period's own kind; of a
  /// period by the clock, up to whole seconds.
  void warn(const Decimal& part) {
    const Result<std::optional<Moment>> from = warn_from(part);
    if (!from.ok()) {
      undecided(evaluation_.fault(due_clause_->value, from.error().message));
    } else if (from.value() && has_come(*from.value())) {
      result_.state = DeadlineState::kDueSoon;
      if (result_.missed == Truth::kFalse) result_.missed = Truth::kTrue;
    }
  }

  Result<std::optional<Moment>> warn_from(const Decimal& part) {
    const ir::Program& program = evaluation_.program();
    Value anchor = *result_.start;
    DurationUnit unit = DurationUnit::kDays;
    std::optional<Decimal> length;
    ir::ExprId counted = due_clause_->value;
    if (const auto* day = std::get_if<ir::DateOf>(&program.exprs[counted].node)) counted = day->operand;
    const auto* shift = std::get_if<ir::Shift>(&program.exprs[counted].node);
    if (shift != nullptr && shift->forward) {
      const Evaluated from = evaluation_.evaluate(shift->anchor);
      const Evaluated count = evaluation_.evaluate(shift->count);
      const auto* number = count.known() ? std::get_if<Decimal>(&*count.value) : nullptr;
      if (number != nullptr && from.known()) {
        length = *number;
        unit = shift->unit;
        anchor = *from.value;
      }
    }
    if (length && (unit == DurationUnit::kHours || unit == DurationUnit::kMinutes)) {
      PROBITY_TRY(length, length->times(Decimal::from_integer(unit == DurationUnit::kHours ? 3600 : 60)));
      unit = DurationUnit::kSeconds;
    }
    const bool by_calendar_months =
        unit == DurationUnit::kWeeks || unit == DurationUnit::kMonths || unit == DurationUnit::kYears;
    if (!length || by_calendar_months) {
      // Of weeks, months and years the days count: a part of three months is no number of months.
      const std::optional<Moment> last = moment_of(evaluation_.evaluate(due_clause_->value));
      const std::optional<Moment> first = as_moment(anchor);
      if (!last || !first) return std::optional<Moment>();
      length = Decimal::from_integer(std::int64_t{last->day_in(zone_).days_since_1970()} -
                                     first->day_in(zone_).days_since_1970());
      unit = DurationUnit::kDays;
    }
    PROBITY_TRY(const Decimal share, length->times(part));
    PROBITY_TRY(const Decimal whole, share.rounded_to(Decimal::from_integer(1), Rounding::kCeiling));
    PROBITY_TRY(const std::int64_t count, whole.to_integer());
    PROBITY_TRY(const Value shifted, evaluation_.shift(anchor, count, unit));
    const std::optional<Moment> at = as_moment(shifted);
    if (!at) return at;
    const bool by_day = result_.due_is_day || !is_time_unit(unit);
    return later_by_days(by_day ? Moment::on(at->day_in(zone_)) : *at, days_paused(*result_.due));
  }

  Evaluation& evaluation_;
  const ir::DeadlineClauses& clauses_;
  const Zone& zone_;
  std::optional<Moment> now_, explicit_now_;
  const ir::Due* due_clause_ = nullptr;
  Evaluated unknown_due_;
  bool restarted_ = false;
  std::optional<Evaluated> restart_in_doubt_, in_doubt_;
  bool pause_is_open_ = false;
  std::optional<ir::ExprId> met_by_;
  DeadlineResult result_;
};

}  // namespace

DeadlineResult count_deadline(Evaluation& evaluation, const ir::DeadlineClauses& clauses) {
  return Count(evaluation, clauses).run();
}

}  // namespace probity::eval::reference
