#include "engine/eval/reference/evaluation.h"

#include <algorithm>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/describe.h"

namespace probity::eval::reference {
namespace {

// Bounds of one rule on one subject: an expression that passes them is undetermined, never endless.
constexpr std::size_t kDepthMax = 1'000;
constexpr std::uint64_t kStepsMax = 20'000'000;
constexpr std::size_t kTextsMax = 20;

}  // namespace

std::map<std::string, std::string> Recorder::texts() const {
  std::map<std::string, std::string> result;
  for (const auto& [path, values] : read) {
    std::string text;
    std::size_t shown = 0;
    for (const std::string& value : values) {
      if (shown == kTextsMax) {
        text += ", … (" + std::to_string(values.size()) + " values)";
        break;
      }
      if (shown++ > 0) text += ", ";
      text += value;
    }
    result.emplace(path, std::move(text));
  }
  return result;
}

Truth in_force(const ir::Period& period, const ir::Period& day) {
  const bool starts_in_time = !period.from || (day.from && *period.from <= *day.from);
  const bool lasts = !period.to || (day.to && *day.to <= *period.to);
  if (starts_in_time && lasts) return Truth::kTrue;
  const bool ended = period.to && day.from && *period.to < *day.from;
  const bool not_yet = period.from && day.to && *day.to < *period.from;
  return ended || not_yet ? Truth::kFalse : Truth::kUnknown;
}

bool cover_all(const ir::Period& whole, std::vector<ir::Period> parts) {
  std::sort(parts.begin(), parts.end(), [](const ir::Period& a, const ir::Period& b) { return a.from < b.from; });
  std::optional<Date> uncovered = whole.from;  // empty: from the beginning of time
  for (const ir::Period& part : parts) {
    const bool joins = !part.from || (uncovered && *part.from <= *uncovered);
    if (!joins) return false;
    if (!part.to) return true;
    const Date next = Date::from_days(part.to->days_since_1970() + 1);
    if (!uncovered || *uncovered < next) uncovered = next;
    if (whole.to && *whole.to < *uncovered) return true;
  }
  return false;
}

Evaluation::Evaluation(const ir::Program& program, const facts::SubjectFacts& subject, const Options& options)
    : program_(program), subject_(subject), options_(options), self_(subject.record.get()) {
  find_subject_moment();
}

std::optional<std::uint32_t> Evaluation::subject_date_field() const {
  return subject_.subject.act ? schema().acts[*subject_.subject.act].date
                              : schema().entities[subject_.subject.entity].subject_date;
}

void Evaluation::find_subject_moment() {
  const std::optional<std::uint32_t> field = subject_date_field();
  if (field && *field < self_->fields.size()) {
    const facts::Fact& date = self_->fields[*field];
    if (std::holds_alternative<facts::InDoubt>(date)) return;  // nobody can say whether `as of` agrees
    if (const auto* value = std::get_if<Value>(&date)) subject_moment_ = as_moment(*value);
  }
  if (!subject_moment_) subject_moment_ = subject_.as_of;
}

std::optional<Date> Evaluation::subject_day() const {
  if (!subject_moment_) return std::nullopt;
  return subject_moment_->day_in(zone());
}

std::string Evaluation::subject_date_path() const {
  const std::optional<std::uint32_t> field = subject_date_field();
  if (!field) return "as_of";
  const Entity& entity = schema().entities[subject_.subject.entity];
  return entity.variable() + "." + entity.fields[*field].name;
}

void Evaluation::judge_by(const ir::Ruleset& ruleset, const ir::Period& day) {
  const bool same = ruleset_ == &ruleset && day_.from == day.from && day_.to == day.to;
  ruleset_ = &ruleset;
  day_ = day;
  steps_ = 0;
  if (!same) memo_.clear();
}

void Evaluation::record_into(Recorder* recorder) {
  recorder_ = recorder;
  steps_ = 0;
  memo_.clear();
}

void Evaluation::set_own_due(std::optional<Moment> due) {
  own_due_ = due;
  memo_.clear();
}

void Evaluation::take_own_date_from_as_of(bool take) {
  const std::optional<std::uint32_t> field = subject_date_field();
  const facts::Record& record = *subject_.record;
  const bool absent =
      field && *field < record.fields.size() && std::holds_alternative<std::monostate>(record.fields[*field]);
  if (!absent || !subject_moment_) return;
  own_date_from_as_of_ = take;
  memo_.clear();
}

void Evaluation::set_restart(std::optional<ir::ExprId> starts, std::optional<Moment> at) {
  restart_of_ = starts;
  restart_at_ = at;
  memo_.clear();
}

Evaluated Evaluation::evaluate(ir::ExprId id) {
  if (depth_ >= kDepthMax) return fault(id, "is nested too deeply to be evaluated");
  if (++steps_ > kStepsMax) return fault(id, "takes more than 20,000,000 steps");
  const ir::Expr& expr = program_.exprs[id];
  if (restart_of_ && is_restarted(id)) return timed(expr, *restart_at_);
  if (own_date_from_as_of_ && is_subject_date(id)) return timed(expr, *subject_moment_);
  ++depth_;
  Evaluated result = std::visit([&](const auto& node) { return eval(id, expr, node); }, expr.node);
  --depth_;
  return result;
}

Evaluated Evaluation::evaluate_condition(const ir::OptExpr& condition) {
  if (!condition) return Evaluated::of_truth(true);
  Evaluated result = evaluate(*condition);
  if (counting()) count_condition(*condition, result.truth());
  return result;
}

Evaluated Evaluation::unknown(std::string path) const {
  if (!recording()) return Evaluated::unknown();
  Missing missing;
  missing.add(std::move(path));
  return missing.take();
}

Evaluated Evaluation::fault(ir::ExprId id, std::string_view message) const {
  return fault_named(recording() ? describe(program_, id) : std::string(), message);
}

Evaluated Evaluation::nothing(ir::ExprId id, std::string_view message) const {
  return recording() ? unknown(describe(program_, id) + ": " + std::string(message)) : Evaluated::unknown();
}

Evaluated Evaluation::fault_named(std::string name, std::string_view message) const {
  Missing missing;
  std::set<std::string> entry;
  if (recording()) entry.insert(name + ": " + std::string(message));
  missing.add(entry, true);
  return missing.take();
}

std::string Evaluation::path_text(const ir::Path& path) const {
  if (path.root == ir::Root::kSelf || path.level >= frames_.size()) return path.text;
  const Frame& frame = frames_[frames_.size() - 1 - path.level];
  std::string text = frame.list;
  Id<Entity> entity = frame.element == nullptr ? Id<Entity>() : frame.element->entity;
  if (frame.element == nullptr) return text + "." + path.text;
  for (const std::uint32_t step : path.steps) {
    const Entity& from = schema().entities[entity];
    if (step >= from.fields.size()) break;
    text += "." + from.fields[step].name;
    entity = from.fields[step].type.entity;
  }
  return text;
}

const facts::Fact* Evaluation::find(const ir::Path& path) {
  const facts::Record* record = self_;
  if (path.root == ir::Root::kElement) {
    PROBITY_CHECK(path.level < frames_.size());
    record = frames_[frames_.size() - 1 - path.level].element;
  }
  const facts::Fact* fact = nullptr;
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    if (record == nullptr || path.steps[i] >= record->fields.size()) {
      fact = nullptr;
      break;
    }
    fact = &record->fields[path.steps[i]];
    const auto* reference = std::get_if<facts::RecordPtr>(fact);
    record = reference == nullptr ? nullptr : reference->get();
    if (reference != nullptr && record == nullptr) fact = nullptr;
  }
  if (fact != nullptr && facts::is_unknown(*fact)) fact = nullptr;
  if (fact != nullptr) {
    const auto* list = std::get_if<facts::RecordList>(fact);
    if (list != nullptr && *list == nullptr) fact = nullptr;
  }
  if (recorder_ != nullptr) record_read(path, fact);
  return fact;
}

const facts::Record* Evaluation::find_record(const ir::Path& path) {
  if (path.steps.empty()) {
    if (path.root == ir::Root::kSelf) return self_;
    PROBITY_CHECK(path.level < frames_.size());
    return frames_[frames_.size() - 1 - path.level].element;
  }
  const facts::Fact* fact = find(path);
  if (fact == nullptr) return nullptr;
  const auto* reference = std::get_if<facts::RecordPtr>(fact);
  return reference == nullptr ? nullptr : reference->get();
}

namespace {

std::string fact_text(const Schema& schema, const facts::Fact* fact) {
  if (fact == nullptr) return "unknown";
  if (const auto* value = std::get_if<Value>(fact)) return value_text(schema, *value);
  if (const auto* reference = std::get_if<facts::RecordPtr>(fact)) {
    const facts::Record& record = **reference;
    const auto* id = record.fields.empty() ? nullptr : std::get_if<Value>(&record.fields[0]);
    return id == nullptr ? "known" : value_text(schema, *id);
  }
  const std::size_t size = std::get<facts::RecordList>(*fact)->size();
  return size == 0 ? "[]" : size == 1 ? "1 record" : std::to_string(size) + " records";
}

}  // namespace

void Evaluation::record_read(const ir::Path& path, const facts::Fact* fact) {
  recorder_->read[path_text(path)].insert(fact_text(schema(), fact));
}

}  // namespace probity::eval::reference
