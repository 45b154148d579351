#include "engine/eval/reference/describe.h"

#include <string_view>

namespace probity::eval::reference {
namespace {

constexpr int kDepthMax = 12;

std::string_view comparison_text(ir::Compare op) {
  switch (op) {
    case ir::Compare::kEqual: return " is ";
    case ir::Compare::kNotEqual: return " is not ";
    case ir::Compare::kLess: return " is below ";
    case ir::Compare::kLessOrEqual: return " is at most ";
    case ir::Compare::kGreater: return " is above ";
    case ir::Compare::kGreaterOrEqual: return " is at least ";
  }
  return " ? ";
}

std::string_view quantifier_text(ir::Quantifier quantifier) {
  switch (quantifier) {
    case ir::Quantifier::kSome: return "some";
    case ir::Quantifier::kNo: return "no";
    case ir::Quantifier::kEvery: return "every";
    case ir::Quantifier::kCount: return "count of";
    case ir::Quantifier::kTotal: return "total";
    case ir::Quantifier::kAverage: return "average";
    case ir::Quantifier::kLargest: return "largest";
    case ir::Quantifier::kSmallest: return "smallest";
    case ir::Quantifier::kLatest: return "latest";
    case ir::Quantifier::kEarliest: return "earliest";
    case ir::Quantifier::kAllShare: return "all";
  }
  return "?";
}

std::string_view span_text(ir::SpanUnit unit) {
  switch (unit) {
    case ir::SpanUnit::kFullMonths: return "full months";
    case ir::SpanUnit::kFullYears: return "full years";
    case ir::SpanUnit::kDays: return "days";
    case ir::SpanUnit::kBusinessDays: return "business days";
    case ir::SpanUnit::kTradingDays: return "trading days";
    case ir::SpanUnit::kHours: return "hours";
  }
  return "?";
}

class Describer {
 public:
  explicit Describer(const ir::Program& program) : program_(program) {}

  std::string text(ir::ExprId id) {
    if (depth_ >= kDepthMax) return "…";
    ++depth_;
    std::string result = std::visit([this](const auto& node) { return of(node); }, program_.exprs[id].node);
    --depth_;
    return result;
  }

 private:
  std::string list(const std::vector<ir::ExprId>& ids, std::string_view between) {
    std::string result;
    for (const ir::ExprId id : ids) {
      if (!result.empty()) result += between;
      result += text(id);
    }
    return result;
  }
  std::string rounding(const Decimal& unit) { return " rounded to " + unit.to_string(); }

  std::string of(const ir::Constant& node) { return value_text(program_.schema, node.value); }
  /// Of an element only its own part: `units`, not `client.permissions.units`.
  std::string of(const ir::Read& node) {
    if (node.path.root == ir::Root::kSelf) return node.path.text;
    std::size_t begin = node.path.text.size();
    for (std::size_t i = 0; i < node.path.steps.size() && begin != std::string::npos && begin > 0; ++i) {
      begin = node.path.text.rfind('.', begin - 1);
    }
    return begin == std::string::npos || begin == node.path.text.size() ? node.path.text
                                                                        : node.path.text.substr(begin + 1);
  }
  std::string of(const ir::UseDefine& node) { return node.text; }
  std::string of(const ir::SubjectDate&) { return "subject date"; }
  std::string of(const ir::Not& node) { return "not " + text(node.operand); }
  std::string of(const ir::And& node) { return list(node.operands, " and "); }
  std::string of(const ir::Or& node) { return list(node.operands, " or "); }
  std::string of(const ir::Comparison& node) {
    return text(node.left) + std::string(comparison_text(node.op)) + text(node.right);
  }
  std::string of(const ir::IsKnown& node) { return text(node.operand) + " is known"; }
  std::string of(const ir::IsOneOf& node) {
    return text(node.operand) + " is one of " + list(node.options, ", ");
  }
  std::string of(const ir::Calculation& node) {
    const char* op = node.op == ir::Arithmetic::kAdd ? " + " : node.op == ir::Arithmetic::kSubtract ? " - " : " * ";
    return text(node.left) + op + text(node.right);
  }
  std::string of(const ir::Negation& node) { return "-" + text(node.operand); }
  std::string of(const ir::Division& node) {
    return text(node.left) + " / " + text(node.right) + rounding(node.unit);
  }
  std::string of(const ir::Rounded& node) { return text(node.operand) + rounding(node.unit); }
  std::string of(const ir::Extreme& node) {
    return std::string(node.larger ? "the larger of " : "the smaller of ") + list(node.options, " and ");
  }
  std::string of(const ir::Choose& node) {
    return "if " + text(node.condition) + " then " + text(node.then_value) + " else " + text(node.else_value);
  }
  std::string of(const ir::OrElse& node) { return text(node.operand) + " or else " + text(node.fallback); }
  std::string of(const ir::Shift& node) {
    return text(node.count) + " " + std::string(duration_unit_name(node.unit)) + (node.forward ? " after " : " before ") +
           text(node.anchor);
  }
  std::string of(const ir::Elapsed& node) {
    return std::string(span_text(node.unit)) + " from " + text(node.from) + " to " + text(node.to) +
           (node.leap_day == LeapDay::kMarch1 ? " with leap day in march" : "");
  }
  std::string of(const ir::DateOf& node) { return "date of " + text(node.operand); }
  std::string of(const ir::CloseOfBusiness& node) { return "close of business on " + text(node.day); }
  std::string of(const ir::Collection& node) {
    std::string result(quantifier_text(node.quantifier));
    if (node.other) result += " other";
    const bool shared = node.quantifier == ir::Quantifier::kAllShare;
    if (node.value && !shared) result += " " + text(*node.value) + " of";
    result += " " + node.list.text;
    if (node.by) result += " by " + text(*node.by);
    if (node.window) result += window(*node.window, !node.by);
    if (node.where) result += " where " + text(*node.where);
    if (node.has) result += " has " + text(*node.has);
    if (node.value && shared) result += " share " + text(*node.value);
    return result;
  }
  std::string window(const ir::Window& node, bool dated) {
    std::string result = dated ? " by " + text(node.date) : std::string();
    if (node.kind == ir::Window::Kind::kToday) return result + " today";
    result += node.kind == ir::Window::Kind::kWithin ? " within " : " over the last ";
    result += text(*node.count) + " " + std::string(duration_unit_name(node.unit));
    if (node.anchor) result += " before " + text(*node.anchor);
    return node.and_today ? result + " and today" : result;
  }
  std::string of(const ir::Mentions& node) { return text(node.operand) + " mentions any of …"; }
  std::string of(const ir::Lookup& node) {
    const std::string& name = program_.tables[node.table].name;
    std::string result = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
    result += "(" + list(node.arguments, ", ") + ")";
    if (node.on) result += " on " + text(*node.on);
    return result;
  }
  std::string of(const ir::CurrencyOf& node) { return "currency of " + text(node.operand); }
  std::string of(const ir::EvidenceOf& node) { return "evidence of " + program_.procedures[node.procedure].name; }
  std::string of(const ir::Acknowledged& node) {
    return "acknowledged " + program_.schema.documents[node.document].name;
  }
  std::string of(const ir::OfDeadline& node) {
    const char* field = node.field == ir::DeadlineField::kState ? ".state"
                        : node.field == ir::DeadlineField::kDue ? ".due"
                                                                : ".met_at";
    return node.rule + field;
  }
  std::string of(const ir::OwnDue&) { return "due"; }
  std::string of(const ir::Graded& node) {
    return node.versions.size() == 1 ? text(node.versions.front().value) : "the grade of its day";
  }
  std::string of(const ir::UseParameter& node) { return program_.parameters[node.parameter].name; }

  const ir::Program& program_;
  int depth_ = 0;
};

}  // namespace

std::string describe(const ir::Program& program, ir::ExprId id) { return Describer(program).text(id); }

}  // namespace probity::eval::reference
