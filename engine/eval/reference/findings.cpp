// Findings in words; see *Words* in the reference.
#include "engine/eval/reference/findings.h"

#include <algorithm>
#include <string_view>

#include "engine/eval/reference/compare.h"

namespace probity::eval::reference {
namespace {

std::string local_name(const LocalNames& names, const std::string& language, const std::string& name) {
  const auto found = names.find(language);
  return found == names.end() || found->second.empty() ? name : found->second;
}

std::string fill_in(Evaluation& evaluation, const std::vector<ir::ReasonPiece>& pieces, const std::string& language) {
  std::string text;
  for (const ir::ReasonPiece& piece : pieces) {
    text += piece.text;
    if (!piece.value) continue;
    const Evaluated value = evaluation.evaluate(*piece.value);
    if (!value.known()) {
      text += language == "zh" ? "未知" : "unknown";
    } else {
      text += language == "en" ? value_text(evaluation.schema(), *value.value)
                               : value_text(evaluation.schema(), *value.value, language);
    }
  }
  return text;
}

std::map<std::string, std::string> texts_of(Evaluation& evaluation, const ir::Reason& reason) {
  std::map<std::string, std::string> texts;
  for (const auto& [language, pieces] : reason) texts.emplace(language, fill_in(evaluation, pieces, language));
  return texts;
}

/// What is said about the first grade whose condition holds, where none before it is in doubt.
std::map<std::string, std::string> step_reason(Evaluation& evaluation, const ir::GradingClauses& grading) {
  for (const ir::GradingClauses::Step& step : grading.steps) {
    const Truth holds = evaluation.evaluate_condition(step.condition).truth();
    if (holds == Truth::kFalse) continue;
    if (holds == Truth::kTrue) return texts_of(evaluation, step.because);
    break;
  }
  return {};
}

std::string state_in_chinese(decision::DeadlineState state) {
  switch (state) {
    case decision::DeadlineState::kNotStarted: return "尚未起算";
    case decision::DeadlineState::kRunning: return "尚未到期";
    case decision::DeadlineState::kDueSoon: return "即将到期";
    case decision::DeadlineState::kOverdue: return "已逾期";
    case decision::DeadlineState::kMet: return "已按期完成";
    case decision::DeadlineState::kMetLate: return "已逾期完成";
    case decision::DeadlineState::kPaused: return "已暂停计算";
  }
  return "";
}

/// For a rule that gives no reason of its own.
std::map<std::string, std::string> plain_reason(Evaluation& evaluation, const ir::Rule& rule, const Candidate& candidate) {
  const std::string zh_name = local_name(rule.names, "zh", rule.name);
  if (rule.kind == ir::RuleKind::kAlert) {
    return {{"en", "The alert " + rule.name + " is raised."}, {"zh", "触发预警“" + zh_name + "”。"}};
  }
  if (const auto& grading = candidate.node->grading) {
    if (auto said = step_reason(evaluation, *grading); !grading->recorded && !said.empty()) return said;
    const auto text = [&](const ir::OptExpr& expr, const char* language) {
      const std::vector<ir::ReasonPiece> pieces{{{}, expr}};
      return fill_in(evaluation, pieces, language);
    };
    std::map<std::string, std::string> result{{"en", rule.name + " gives " + text(grading->value, "en") + "."},
                                              {"zh", "“" + zh_name + "”评定为" + text(grading->value, "zh") + "。"}};
    if (grading->recorded) {
      result["en"] = rule.name + " gives " + text(grading->value, "en") + "; " + text(grading->recorded, "en") + " is recorded.";
      result["zh"] = "“" + zh_name + "”评定为" + text(grading->value, "zh") + "，登记为" + text(grading->recorded, "zh") + "。";
    }
    return result;
  }
  if (!candidate.deadline || !candidate.deadline->due) {
    return {{"en", "What " + rule.name + " requires is not shown."}, {"zh", "不能表明符合“" + zh_name + "”的要求。"}};
  }
  const std::string due = candidate.deadline->due->to_string();
  const std::string state(decision::deadline_state_name(candidate.deadline->state));
  return {{"en", "The deadline " + rule.name + " was due " + due + ": " + state + "."},
          {"zh", "“" + zh_name + "”的期限为" + due + "，" + state_in_chinese(candidate.deadline->state) + "。"}};
}

std::map<std::string, std::string> reason(Evaluation& evaluation, const ir::Rule& rule, const Candidate& candidate) {
  std::map<std::string, std::string> result;
  if (candidate.deadline) evaluation.set_own_due(candidate.deadline->due);
  for (const auto& [language, pieces] : candidate.node->because) {
    result.emplace(language, fill_in(evaluation, pieces, language));
  }
  evaluation.set_own_due(std::nullopt);
  if (result.empty()) result = plain_reason(evaluation, rule, candidate);
  if (!candidate.evidence || !candidate.evidence->complete) return result;
  const ir::Procedure& procedure = evaluation.program().procedures[*candidate.node->otherwise.procedure];
  for (auto& [language, text] : result) {
    if (language == "zh") {
      text += "已完成" + local_name(procedure.names, language, procedure.name) + "。";
    } else if (language == "en") {
      text += " Confirmed by " + procedure.name + ".";
    }
  }
  return result;
}

std::string_view outcome_in_chinese(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPermit: return "准许";
    case Outcome::kRecord: return "记录";
    case Outcome::kWarn: return "提示";
    case Outcome::kDisclose: return "揭示";
    case Outcome::kConfirm: return "确认";
    case Outcome::kBlock: return "阻止";
  }
  return "";
}

/// Says before the reason that it is only what the finding counts as.
void say_undetermined(decision::Finding& finding) {
  constexpr std::size_t kShown = 3;
  std::string missing, zh_missing;
  for (std::size_t i = 0; i < finding.missing.size() && i < kShown; ++i) {
    missing += (i == 0 ? "" : ", ") + finding.missing[i];
    zh_missing += (i == 0 ? "" : "、") + finding.missing[i];
  }
  if (finding.missing.size() > kShown) {
    missing += " and " + std::to_string(finding.missing.size() - kShown) + " more";
    zh_missing += "等" + std::to_string(finding.missing.size()) + "项";
  }
  for (auto& [language, text] : finding.because) {
    if (language == "en") {
      text = "Cannot be decided (missing: " + missing + "); counts as " +
             std::string(decision::outcome_name(finding.outcome)) + ". " + text;
    } else if (language == "zh") {
      text = "无法判定（缺少：" + zh_missing + "），按“" + std::string(outcome_in_chinese(finding.outcome)) + "”处理。" + text;
    }
  }
}

std::string place(const ir::Program& program, const SourceSpan& span) {
  const std::string file = span.file < program.file_names.size() ? program.file_names[span.file] : std::string("?");
  return file + ":" + std::to_string(span.line);
}

/// The day or moment by which something is asked for; empty where it is not known.
std::string due_text(Evaluation& evaluation, const ir::Due& due) {
  const Evaluated value = evaluation.evaluate(due.value);
  std::optional<Moment> moment = value.known() ? as_moment(*value.value) : std::nullopt;
  if (!moment) return {};
  if (due.or_next_business_day) {
    const auto& calendar = evaluation.ruleset().business_days;
    const Date day = moment->day_in(evaluation.zone());
    const auto open = calendar ? calendar->roll_forward(day) : Result<Date>(Error{ErrorCode::kNotFound, "no calendar"});
    if (!open.ok()) return {};
    const auto rolled =
        evaluation.shift(*moment, open.value().days_since_1970() - day.days_since_1970(), DurationUnit::kDays);
    moment = rolled.ok() ? as_moment(rolled.value()) : std::nullopt;
    if (!moment) return {};
  }
  return moment->to_string();
}

decision::Obligation obligation_of(Evaluation& evaluation, const ir::Rule& rule, const ir::Response& response,
                                   const ir::Response::Who& who) {
  decision::Obligation obligation;
  obligation.kind = response.asks ? "ask" : "tell";
  obligation.rule = rule.qualified_name;
  obligation.who = who.texts;
  if (who.value) {
    for (const char* language : {"en", "zh"}) {
      obligation.who[language] = fill_in(evaluation, {{{}, *who.value}}, language);
    }
  }
  obligation.asked = texts_of(evaluation, response.what);
  obligation.what = rule.name;
  if (!obligation.asked.empty()) {
    const auto english = obligation.asked.find("en");
    obligation.what = english != obligation.asked.end() ? english->second : obligation.asked.begin()->second;
  }
  obligation.timed = response.due.has_value();
  if (response.due) obligation.due = due_text(evaluation, *response.due);
  return obligation;
}

/// The acknowledgement of `document` that a requirement asks for, if it does.
const ir::Acknowledged* find_acknowledged(const ir::Program& program, ir::ExprId id, Id<Document> document) {
  const auto& node = program.exprs[id].node;
  if (const auto* acknowledged = std::get_if<ir::Acknowledged>(&node)) {
    return acknowledged->document == document ? acknowledged : nullptr;
  }
  if (const auto* all = std::get_if<ir::And>(&node)) {
    for (const ir::ExprId operand : all->operands) {
      if (const auto* found = find_acknowledged(program, operand, document)) return found;
    }
  }
  return nullptr;
}

}  // namespace

decision::Finding make_finding(Evaluation& evaluation, const ir::Rule& rule, Verdict& verdict, Recorder& recorder) {
  const Candidate& candidate = verdict.decisive();
  decision::Finding finding;
  finding.rule = rule.qualified_name;
  if (candidate.node != &rule.node) finding.exception = candidate.node->name;
  finding.kind = ir::rule_kind_name(rule.kind);
  finding.stricter_than = rule.stricter_than;
  finding.outcome = verdict.counts_as;
  finding.undetermined = verdict.undetermined;
  finding.because = reason(evaluation, rule, candidate);
  for (const ir::Citation& citation : candidate.node->cites) {
    finding.cites.push_back(citation.text);
    finding.cites_unverified.push_back(citation.unverified);
  }
  finding.read = recorder.texts();
  finding.parameters = recorder.parameters;
  if (verdict.undetermined) {
    const Evaluated why = verdict.missing.take();
    if (why.why) finding.missing.assign(why.why->missing.begin(), why.why->missing.end());
    say_undetermined(finding);
  }
  if (candidate.evidence && candidate.evidence->complete) finding.evidence = candidate.evidence->steps;
  finding.at = place(evaluation.program(), candidate.node->span);
  return finding;
}

std::vector<decision::Obligation> obligations_of(Evaluation& evaluation, const ir::Rule& rule, Verdict& verdict) {
  std::vector<decision::Obligation> result;
  const auto take = [&](decision::Obligation obligation) {
    if (std::find(result.begin(), result.end(), obligation) == result.end()) result.push_back(std::move(obligation));
  };
  const auto oblige = [&](const char* kind, std::string what) {
    decision::Obligation obligation;
    obligation.kind = kind;
    obligation.what = std::move(what);
    obligation.rule = rule.qualified_name;
    take(std::move(obligation));
  };
  const auto add = [&](const Candidate& candidate) {
    const ir::OutcomeClause& otherwise = candidate.node->otherwise;
    if (verdict.counts_as == Outcome::kConfirm && otherwise.procedure && candidate.evidence) {
      const std::string& name = evaluation.program().procedures[*otherwise.procedure].name;
      oblige("confirm", name);
      for (const std::string& step : candidate.evidence->missing_steps) oblige("step", name + "." + step);
    }
    for (const ir::Disclosure& disclosure : candidate.node->disclosures) {
      const ir::Acknowledged* acknowledged =
          candidate.node->requirement
              ? find_acknowledged(evaluation.program(), *candidate.node->requirement, disclosure.document)
              : nullptr;
      if (acknowledged != nullptr && find_acknowledgement(evaluation, *acknowledged).truth() == Truth::kTrue) continue;
      oblige("disclose", evaluation.schema().documents[disclosure.document].name);
    }
    for (const ir::Response& response : candidate.node->responses) {
      for (const ir::Response::Who& who : response.who) take(obligation_of(evaluation, rule, response, who));
    }
  };
  add(verdict.decisive());
  // Exceptions that hold at once and ask for different things ask for all of them.
  for (std::size_t i = 0; i < verdict.candidates.size(); ++i) {
    const Candidate& candidate = verdict.candidates[i];
    const bool asks = candidate.may_decide && candidate.applies == Truth::kTrue && !candidate.confirmed &&
                      candidate.high == verdict.counts_as;
    if (asks && i != verdict.applied) add(candidate);
  }
  return result;
}

decision::Grade grade_of(Evaluation& evaluation, const ir::Rule& rule, Recorder& recorder) {
  const ir::GradingClauses& grading = *rule.node.grading;
  decision::Grade grade;
  grade.rule = rule.qualified_name;
  if (const auto day = evaluation.subject_day()) grade.as_of = day->to_string();
  const Evaluated value = evaluation.evaluate(grading.value);
  if (value.known()) grade.grade = value_text(evaluation.schema(), *value.value);
  if (!value.known() && value.why) grade.missing.assign(value.why->missing.begin(), value.why->missing.end());
  if (grading.recorded) {
    const Evaluated recorded = evaluation.evaluate(*grading.recorded);
    if (recorded.known()) grade.recorded = value_text(evaluation.schema(), *recorded.value);
  }
  grade.because = step_reason(evaluation, grading);
  for (const ir::GradingClauses::Points& line : grading.points) {
    const Evaluated points = evaluation.evaluate(line.value);
    grade.points.push_back({texts_of(evaluation, line.what),
                            points.known() ? value_text(evaluation.schema(), *points.value) : std::string()});
  }
  grade.read = recorder.texts();
  grade.parameters = recorder.parameters;
  return grade;
}

decision::Deadline deadline_text(const ir::Rule& rule, const DeadlineResult& result) {
  const auto text = [](const std::optional<Moment>& moment) {
    return moment ? moment->to_string() : std::string();
  };
  decision::Deadline deadline;
  deadline.rule = rule.qualified_name;
  deadline.clock_from = text(result.start);
  deadline.due = text(result.due);
  deadline.state = result.state;
  deadline.met_at = text(result.met_at);
  deadline.extended_to = text(result.extended_to);
  return deadline;
}

}  // namespace probity::eval::reference
