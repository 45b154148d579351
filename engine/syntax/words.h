#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/ast/ast.h"

/// Words that choose one of a few meanings: names to the grammar, looked up here.
namespace probity::syntax {

template <typename Meaning>
struct Word {
  const char* english;
  const char* chinese;
  Meaning meaning;
};

inline constexpr Word<ast::RuleKind> kRuleKinds[] = {
    {"suitability", "适当性", ast::RuleKind::kSuitability}, {"disclosure", "信息披露", ast::RuleKind::kDisclosure},
    {"commission", "佣金", ast::RuleKind::kCommission},     {"deadline", "期限", ast::RuleKind::kDeadline},
    {"limit", "限额", ast::RuleKind::kLimit},               {"conduct", "执业行为", ast::RuleKind::kConduct},
    {"grading", "分级", ast::RuleKind::kGrading},           {"alert", "预警", ast::RuleKind::kAlert},
};

inline constexpr Word<ast::OutcomeWord> kOutcomes[] = {
    {"permit", "通过", ast::OutcomeWord::kPermit},     {"record", "记录", ast::OutcomeWord::kRecord},
    {"warn", "提示", ast::OutcomeWord::kWarn},         {"disclose", "揭示", ast::OutcomeWord::kDisclose},
    {"confirm", "确认", ast::OutcomeWord::kConfirm},   {"block", "禁止", ast::OutcomeWord::kBlock},
};

inline constexpr Word<ast::Layer> kLayers[] = {
    {"law", "法律", ast::Layer::kLaw},
    {"exchange", "交易所", ast::Layer::kExchange},
    {"association", "协会", ast::Layer::kAssociation},
    {"firm", "公司", ast::Layer::kFirm},
};

inline constexpr Word<ast::TableColumn::Role> kColumnRoles[] = {
    {"from", "自", ast::TableColumn::Role::kFrom},
    {"to", "至", ast::TableColumn::Role::kTo},
    {"gives", "结果", ast::TableColumn::Role::kGives},
    {"cites", "依据", ast::TableColumn::Role::kCites},
};

enum class DeadlineState : std::uint8_t { kNotStarted, kRunning, kDueSoon, kOverdue, kMet, kMetLate, kPaused };
inline constexpr Word<DeadlineState> kDeadlineStates[] = {
    {"not_started", "未起算", DeadlineState::kNotStarted}, {"running", "进行中", DeadlineState::kRunning},
    {"due_soon", "临近到期", DeadlineState::kDueSoon},     {"overdue", "逾期", DeadlineState::kOverdue},
    {"met", "按期完成", DeadlineState::kMet},              {"met_late", "逾期完成", DeadlineState::kMetLate},
    {"paused", "已暂停", DeadlineState::kPaused},
};

enum class PlainType : std::uint8_t { kTruth, kNumber, kMoney, kRate, kDate, kMoment, kText };
inline constexpr Word<PlainType> kPlainTypes[] = {
    {"truth", "是否", PlainType::kTruth}, {"number", "数值", PlainType::kNumber}, {"money", "金额", PlainType::kMoney},
    {"rate", "比率", PlainType::kRate},   {"date", "日期", PlainType::kDate},     {"moment", "时点", PlainType::kMoment},
    {"text", "文本", PlainType::kText},
};

template <typename Meaning, std::size_t kCount>
std::optional<Meaning> meaning_of(const Word<Meaning> (&words)[kCount], const std::string& text) {
  for (const auto& word : words) {
    if (text == word.english || text == word.chinese) return word.meaning;
  }
  return std::nullopt;
}

template <typename Meaning, std::size_t kCount>
std::vector<std::string> english_of(const Word<Meaning> (&words)[kCount]) {
  std::vector<std::string> result;
  for (const auto& word : words) result.emplace_back(word.english);
  return result;
}

}  // namespace probity::syntax
