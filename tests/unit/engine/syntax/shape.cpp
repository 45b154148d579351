#include "tests/unit/engine/syntax/shape.h"

namespace probity::syntax {
namespace {

using namespace ast;

std::string join(const std::vector<ExprPtr>& all) {
  std::string result;
  for (const ExprPtr& each : all) result += " " + shape(each);
  return result;
}

struct Writer {
  std::string operator()(const Path& path) const {
    std::string result;
    for (const Name& part : path.parts) result += (result.empty() ? "" : ".") + part.text;
    return result;
  }
  std::string operator()(const NumberLit& each) const { return each.value.to_string(); }
  std::string operator()(const MoneyLit& each) const { return "'" + each.value.to_string() + "'"; }
  std::string operator()(const RateLit& each) const { return "rate:" + each.value.fraction.to_string(); }
  std::string operator()(const DateLit& each) const { return each.value.to_string(); }
  std::string operator()(const MomentLit& each) const { return "'" + each.text + "'"; }
  std::string operator()(const DurationLit& each) const {
    static constexpr const char* kUnits[] = {"seconds", "minutes", "hours", "days", "weeks", "months", "years",
                                             "business-days", "trading-days"};
    return "(" + std::string(kUnits[static_cast<std::size_t>(each.unit)]) + " " + shape(each.count) + ")";
  }
  std::string operator()(const TruthLit& each) const { return each.value ? "yes" : "no"; }
  std::string operator()(const TextLit& each) const { return "\"" + each.value + "\""; }
  std::string operator()(const SubjectDate&) const { return "subject-date"; }
  std::string operator()(const Binary& each) const {
    static constexpr const char* kOps[] = {"or", "and", "+", "-", "*", "/", "of", "or-else"};
    return "(" + std::string(kOps[static_cast<std::size_t>(each.op)]) + " " + shape(each.left) + " " +
           shape(each.right) + ")";
  }
  std::string operator()(const Unary& each) const {
    return (each.op == UnaryOp::kNot ? "(not " : "(neg ") + shape(each.operand) + ")";
  }
  std::string operator()(const Compare& each) const {
    static constexpr const char* kOps[] = {"is", "is-not", ">=", "<=", ">", "<", "before", "after", "at-or-before",
                                           "at-or-after"};
    return "(" + std::string(kOps[static_cast<std::size_t>(each.op)]) + " " + shape(each.left) + " " +
           shape(each.right) + ")";
  }
  std::string operator()(const IsKnown& each) const {
    return (each.negated ? "(unknown " : "(known ") + shape(each.operand) + ")";
  }
  std::string operator()(const OneOf& each) const {
    return (each.negated ? "(not-one-of " : "(one-of ") + shape(each.operand) + join(each.options) + ")";
  }
  std::string operator()(const Rounded& each) const {
    static constexpr const char* kModes[] = {"half-up", "half-even", "half-down", "up", "down", "ceiling", "floor"};
    return "(rounded " + shape(each.operand) + " " + shape(each.unit) + " " +
           kModes[static_cast<std::size_t>(each.mode)] + ")";
  }
  std::string operator()(const Extreme& each) const {
    return (each.larger ? "(larger" : "(smaller") + join(each.options) + ")";
  }
  std::string operator()(const Choose& each) const {
    return "(if " + shape(each.condition) + " " + shape(each.then_value) + " " + shape(each.else_value) + ")";
  }
  std::string operator()(const Shift& each) const {
    return "(" + std::string(each.forward ? "after " : "before ") + shape(each.duration) + " " + shape(each.anchor) +
           ")";
  }
  std::string operator()(const Elapsed& each) const {
    static constexpr const char* kUnits[] = {"full-months", "full-years", "days", "business-days", "trading-days",
                                             "hours"};
    return "(" + std::string(kUnits[static_cast<std::size_t>(each.unit)]) + "-from " + shape(each.from) + " " +
           shape(each.to) + (each.leap_day == LeapDay::kMarch1 ? " in-march)" : ")");
  }
  std::string operator()(const DateOf& each) const { return "(date-of " + shape(each.operand) + ")"; }
  std::string operator()(const CloseOfBusiness& each) const { return "(close-on " + shape(each.day) + ")"; }
  std::string operator()(const Collection& each) const {
    static constexpr const char* kWords[] = {"some", "no", "every", "count", "total", "average", "largest", "smallest",
                                             "latest", "earliest", "all-share"};
    std::string result = "(" + std::string(kWords[static_cast<std::size_t>(each.quantifier)]);
    if (each.other) result += " other";
    if (each.value != nullptr) result += " " + shape(each.value);
    result += " in " + shape(each.list);
    if (each.by != nullptr) result += " by " + shape(each.by);
    if (each.where != nullptr) result += " where " + shape(each.where);
    if (each.has != nullptr) result += " has " + shape(each.has);
    return result + ")";
  }
  std::string operator()(const Mentions& each) const {
    std::string result = "(mentions " + shape(each.operand);
    for (const std::string& word : each.words) result += " \"" + word + "\"";
    return result + ")";
  }
  std::string operator()(const TableCall& each) const {
    std::string result = "(call " + each.table.text + join(each.arguments);
    if (each.on != nullptr) result += " on " + shape(each.on);
    return result + ")";
  }
  std::string operator()(const CurrencyOf& each) const { return "(currency-of " + shape(each.operand) + ")"; }
  std::string operator()(const EvidenceOf& each) const { return "(evidence-of " + each.procedure.text + ")"; }
  std::string operator()(const Acknowledged& each) const { return "(acknowledged " + each.document.text + ")"; }
};

}  // namespace

std::string shape(const ExprPtr& expr) { return expr == nullptr ? "-" : std::visit(Writer{}, expr->node); }

std::string Parsed::messages() const {
  std::string result;
  for (const diagnostics::Diagnostic& each : diagnostics.sorted()) {
    result += std::string(diagnostics::code_of(each.id)) + " " + std::to_string(each.span.line) + ":" +
              std::to_string(each.span.column) + " " + each.message + "\n";
  }
  return result;
}

Parsed parse_text(const std::string& text, const std::string& name, const Limits& limits) {
  Parsed result;
  result.sources.emplace_back(name, text);
  result.units = parse(result.sources, 0, result.diagnostics, limits);
  return result;
}

std::string shape_of_condition(const std::string& condition) {
  const Parsed parsed =
      parse_text("ruleset a\n  layer law\nrule r  conduct on Order\n  require " + condition + "\n  otherwise block\n");
  if (parsed.diagnostics.size() > 0) return parsed.messages();
  return shape(parsed.units.at(0).rules.at(0).clauses.require.at(0));
}

std::string shape_of_value(const std::string& value) {
  const Parsed parsed = parse_text("ruleset a\n  layer law\ndefine order.x = " + value + "\n");
  if (parsed.diagnostics.size() > 0) return parsed.messages();
  return shape(parsed.units.at(0).defines.at(0).value);
}

}  // namespace probity::syntax
