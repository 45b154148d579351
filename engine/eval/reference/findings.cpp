// Findings in words; see *Words* in the reference.
#include "engine/eval/reference/findings.h"

#include <algorithm>
#include <string_view>

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

/// For a rule that gives no reason of its own.
std::map<std::string, std::string> plain_reason(const ir::Rule& rule, const Candidate& candidate) {
  const std::string zh_name = local_name(rule.names, "zh", rule.name);
  if (!candidate.deadline || !candidate.deadline->due) {
    return {{"en", "What " + rule.name + " requires is not shown."}, {"zh", "不能表明符合“" + zh_name + "”的要求。"}};
  }
  const std::string due = candidate.deadline->due->to_string();
  const std::string state(decision::deadline_state_name(candidate.deadline->state));
  return {{"en", "The deadline " + rule.name + " was due " + due + ": " + state + "."},
          {"zh", "“" + zh_name + "”的期限为" + due + "，状态：" + state + "。"}};
}

std::map<std::string, std::string> reason(Evaluation& evaluation, const ir::Rule& rule, const Candidate& candidate) {
  std::map<std::string, std::string> result;
  for (const auto& [language, pieces] : candidate.node->because) {
    result.emplace(language, fill_in(evaluation, pieces, language));
  }
  if (result.empty()) result = plain_reason(rule, candidate);
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
  const auto oblige = [&](const char* kind, std::string what) {
    result.push_back({kind, std::move(what), rule.qualified_name});
  };
  const Candidate& candidate = verdict.decisive();
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
  return result;
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
