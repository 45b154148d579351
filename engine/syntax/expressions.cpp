#include "engine/syntax/expressions.h"

#include <algorithm>

#include "ProbityLexer.h"

namespace probity::syntax {
namespace {

using Lexer = generated::ProbityLexer;
using ast::BinaryOp;
using ast::ExprPtr;

constexpr std::size_t kTermsMax = 256;  // of one calculation: its tree is as deep as it has terms
constexpr std::size_t kDepthMax = 512;  // of the whole tree

/// Counts how deep the tree is below the node that is being made.
class Deeper {
 public:
  Deeper(std::size_t& depth, std::size_t by) : depth_(depth), by_(by) { depth_ += by_; }
  ~Deeper() { depth_ -= by_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  std::size_t& depth_;
  std::size_t by_;
};

}  // namespace

// ---------------------------------------------------------------- joining words

ExprPtr Expressions::of(Parser::ExprContext& node) {
  const Deeper deeper(depth_, 1);
  if (depth_ > kDepthMax) {
    reader_.report(DiagnosticId::kNestingTooDeep, reader_.span_of(node), std::to_string(kDepthMax));
    return nullptr;
  }
  return logic(node, node.andExpr(), BinaryOp::kOr);
}
ExprPtr Expressions::of(Parser::AndExprContext& node) { return logic(node, node.notExpr(), BinaryOp::kAnd); }
ExprPtr Expressions::of(Parser::ElementOrContext& node) { return logic(node, node.elementAnd(), BinaryOp::kOr); }
ExprPtr Expressions::of(Parser::ElementAndContext& node) { return logic(node, node.elementNot(), BinaryOp::kAnd); }

ExprPtr Expressions::of(Parser::NotExprContext& node) {
  if (node.comparison() != nullptr) return of(*node.comparison());
  ExprPtr operand = of(*node.notExpr());
  if (operand == nullptr) return nullptr;
  return make(node, ast::Unary{ast::UnaryOp::kNot, std::move(operand)});
}

ExprPtr Expressions::of(Parser::ElementNotContext& node) {
  if (node.elementComparison() != nullptr) return of(*node.elementComparison());
  ExprPtr operand = of(*node.elementNot());
  if (operand == nullptr) return nullptr;
  return make(node, ast::Unary{ast::UnaryOp::kNot, std::move(operand)});
}

/// `and` and `or` of many operands become a balanced tree: a chain of 10,000 is 14 deep.
template <typename Node, typename Operand>
ExprPtr Expressions::logic(Node& node, const std::vector<Operand*>& operands, BinaryOp op) {
  if (operands.size() == 1) return of(*operands.front());
  std::optional<Exprs> made = all(operands);
  if (!made) return nullptr;
  std::vector<SourceSpan> places;
  for (std::size_t i = 1; i < node.children.size(); i += 2) {
    const auto* word = static_cast<antlr4::tree::TerminalNode*>(node.children[i]);
    places.push_back(reader_.span_of(reader_.index_of(*const_cast<antlr4::tree::TerminalNode*>(word)->getSymbol())));
  }
  return balanced(*made, places, 0, made->size(), op);
}

ExprPtr Expressions::balanced(Exprs& operands, const std::vector<SourceSpan>& places, std::size_t begin,
                              std::size_t end, BinaryOp op) const {
  if (end - begin == 1) return std::move(operands[begin]);
  const std::size_t middle = begin + (end - begin + 1) / 2;
  auto result = std::make_unique<ast::Expr>();
  result->span = joined_span(operands[begin]->span, operands[end - 1]->span);
  ast::Binary binary;
  binary.op = op;
  binary.op_span = places[middle - 1];
  binary.left = balanced(operands, places, begin, middle, op);
  binary.right = balanced(operands, places, middle, end, op);
  result->node = std::move(binary);
  return result;
}

// ---------------------------------------------------------------- comparisons

namespace {

struct CompareWord {
  std::size_t type;
  ast::CompareOp op;
};
constexpr CompareWord kCompareWords[] = {
    {Lexer::IS_NOT_WORD, ast::CompareOp::kIsNot},        {Lexer::IS_AT_LEAST_WORD, ast::CompareOp::kAtLeast},
    {Lexer::IS_AT_MOST_WORD, ast::CompareOp::kAtMost},   {Lexer::IS_ABOVE_WORD, ast::CompareOp::kAbove},
    {Lexer::IS_BELOW_WORD, ast::CompareOp::kBelow},      {Lexer::IS_BEFORE_WORD, ast::CompareOp::kBefore},
    {Lexer::IS_AFTER_WORD, ast::CompareOp::kAfter},      {Lexer::IS_AT_OR_BEFORE_WORD, ast::CompareOp::kAtOrBefore},
    {Lexer::IS_AT_OR_AFTER_WORD, ast::CompareOp::kAtOrAfter},
};

ast::CompareOp compare_op(Parser::CompareOpContext& node) {
  for (const CompareWord& each : kCompareWords) {
    if (node.getStart()->getType() == each.type) return each.op;
  }
  if (has(node.OR())) return has(node.BEFORE()) ? ast::CompareOp::kAtOrBefore : ast::CompareOp::kAtOrAfter;
  if (has(node.LEAST())) return ast::CompareOp::kAtLeast;
  if (has(node.MOST())) return ast::CompareOp::kAtMost;
  if (has(node.ABOVE())) return ast::CompareOp::kAbove;
  if (has(node.BELOW())) return ast::CompareOp::kBelow;
  if (has(node.BEFORE())) return ast::CompareOp::kBefore;
  if (has(node.AFTER())) return ast::CompareOp::kAfter;
  return has(node.NOT()) ? ast::CompareOp::kIsNot : ast::CompareOp::kIs;
}

}  // namespace

ExprPtr Expressions::of(Parser::ComparisonContext& node) { return comparison(node, node.rounded()); }
ExprPtr Expressions::of(Parser::ElementComparisonContext& node) { return comparison(node, node.sum()); }

template <typename Node, typename Operand>
ExprPtr Expressions::comparison(Node& node, const std::vector<Operand*>& operands) {
  ExprPtr left = of(*operands.front());
  if (left == nullptr || node.children.size() == 1) return left;
  if (auto* op = node.compareOp()) {
    ExprPtr right = of(*operands.at(1));
    if (right == nullptr) return nullptr;
    return make(node, ast::Compare{compare_op(*op), reader_.span_of(*op), std::move(left), std::move(right)});
  }
  if (has(node.MENTIONS()) || has(node.MENTIONS_ANY_WORD())) {
    return make(node, ast::Mentions{std::move(left), texts_of(node.TEXT_LITERAL())});
  }
  if (has(node.KNOWN()) || has(node.UNKNOWN()) || has(node.IS_KNOWN_WORD())) {
    const bool negated = has(node.NOT()) || has(node.IS_NOT_WORD());
    return make(node, ast::IsKnown{has(node.UNKNOWN()) != negated, std::move(left)});
  }
  std::optional<Exprs> options = all(operands, 1);
  if (!options) return nullptr;
  ast::OneOf one_of;
  one_of.negated = has(node.NOT()) || has(node.IS_NOT_ONE_OF_WORD());
  const std::size_t begin = reader_.range_of(*operands.front()).end;
  one_of.op_span = reader_.span_of(TokenRange{begin, reader_.range_of(*operands.at(1)).begin});
  one_of.operand = std::move(left);
  one_of.options = std::move(*options);
  return make(node, std::move(one_of));
}

// ---------------------------------------------------------------- calculations

ExprPtr Expressions::of(Parser::RoundedContext& node) {
  ExprPtr operand = of(*node.sum());
  if (operand == nullptr || node.number() == nullptr) return operand;
  ast::Rounded rounded;
  rounded.unit = of(*node.number());
  if (rounded.unit == nullptr) return nullptr;
  Parser::RoundingModeContext& mode = *node.roundingMode();
  const bool half = has(mode.HALF());
  if (has(mode.HALF_UP_WORD())) rounded.mode = Rounding::kHalfUp;
  if (has(mode.HALF_EVEN_WORD())) rounded.mode = Rounding::kHalfEven;
  if (has(mode.HALF_DOWN_WORD())) rounded.mode = Rounding::kHalfDown;
  if (has(mode.UP_WORD())) rounded.mode = Rounding::kUp;
  if (has(mode.DOWN_WORD())) rounded.mode = Rounding::kDown;
  if (has(mode.CEILING_WORD())) rounded.mode = Rounding::kCeiling;
  if (has(mode.FLOOR_WORD())) rounded.mode = Rounding::kFloor;
  if (has(mode.UP())) rounded.mode = half ? Rounding::kHalfUp : Rounding::kUp;
  if (has(mode.DOWN())) rounded.mode = half ? Rounding::kHalfDown : Rounding::kDown;
  if (has(mode.EVEN())) rounded.mode = Rounding::kHalfEven;
  if (has(mode.CEILING())) rounded.mode = Rounding::kCeiling;
  if (has(mode.FLOOR())) rounded.mode = Rounding::kFloor;
  rounded.operand = std::move(operand);
  return make(node, std::move(rounded));
}

ExprPtr Expressions::of(Parser::SumContext& node) { return chain(node, node.product()); }
ExprPtr Expressions::of(Parser::ProductContext& node) { return chain(node, node.orElse()); }
ExprPtr Expressions::of(Parser::OrElseContext& node) { return chain(node, node.negation()); }

/// Left to right: `a - b - c` is `(a - b) - c`.
template <typename Node, typename Operand>
ExprPtr Expressions::chain(Node& node, const std::vector<Operand*>& operands) {
  if (operands.size() == 1) return of(*operands.front());
  if (operands.size() > kTermsMax) {
    reader_.report(DiagnosticId::kChainTooLong, reader_.span_of(node), std::to_string(kTermsMax))
        .suggest(PhraseId::kNameParts);
    return nullptr;
  }
  ExprPtr result;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Deeper deeper(depth_, operands.size() - i);
    ExprPtr operand = of(*operands[i]);
    if (operand == nullptr) return nullptr;
    if (i == 0) {
      result = std::move(operand);
      continue;
    }
    const std::size_t op = reader_.range_of(*operands[i - 1]).end;
    result = joined(node, op, std::move(result), std::move(operand));
  }
  return result;
}

ExprPtr Expressions::joined(const antlr4::ParserRuleContext& at, std::size_t op_token, ExprPtr left,
                            ExprPtr right) {
  const TokenType type = reader_.tokens()[op_token].type;
  const SourceSpan span = joined_span(left->span, right->span);
  ExprPtr result;
  const bool adds = type == Lexer::PLUS || type == Lexer::MINUS;
  if (adds && std::holds_alternative<ast::DurationLit>(right->node)) {
    result = make(at, ast::Shift{std::move(right), type == Lexer::PLUS, std::move(left), reader_.span_of(op_token)});
  } else {
    BinaryOp op = BinaryOp::kAdd;
    if (type == Lexer::MINUS) op = BinaryOp::kSubtract;
    if (type == Lexer::STAR) op = BinaryOp::kMultiply;
    if (type == Lexer::SLASH) op = BinaryOp::kDivide;
    if (type == Lexer::OF) op = BinaryOp::kOf;
    if (type == Lexer::OR || type == Lexer::OR_ELSE_WORD) op = BinaryOp::kOrElse;
    SourceSpan place = reader_.span_of(op_token);
    if (type == Lexer::OR) place = reader_.span_of(TokenRange{op_token, op_token + 2});
    result = make(at, ast::Binary{op, place, std::move(left), std::move(right)});
  }
  result->span = span;
  return result;
}

ExprPtr Expressions::of(Parser::NegationContext& node) {
  if (node.atom() != nullptr) {
    ExprPtr result = of(*node.atom());
    const auto suffixes = node.suffix();
    if (suffixes.size() > kTermsMax) {
      reader_.report(DiagnosticId::kChainTooLong, reader_.span_of(node), std::to_string(kTermsMax))
          .suggest(PhraseId::kNameParts);
      return nullptr;
    }
    for (std::size_t i = 0; i < suffixes.size() && result != nullptr; ++i) {
      const Deeper deeper(depth_, suffixes.size() - i);
      result = of(*suffixes[i], std::move(result));
    }
    return result;
  }
  ExprPtr operand = of(*node.negation());
  if (operand == nullptr) return nullptr;
  return make(node, ast::Unary{ast::UnaryOp::kNegate, std::move(operand)});
}

/// What Chinese writes behind its operand: `收到日 之后 15个工作日`, `金额 的 3‰`.
ExprPtr Expressions::of(Parser::SuffixContext& node, ExprPtr operand) {
  const SourceSpan span = joined_span(operand->span, reader_.span_of(node));
  const SourceSpan op_span = reader_.span_of(reader_.range_of(node).begin);
  ExprPtr result;
  if (auto* shift = dynamic_cast<Parser::SuffixShiftContext*>(&node)) {
    ExprPtr length = of(*shift->duration());
    if (length == nullptr) return nullptr;
    result = make(node, ast::Shift{std::move(length), has(shift->AFTER_WORD()), std::move(operand), op_span});
  } else if (auto* ordinal = dynamic_cast<Parser::SuffixOrdinalContext*>(&node)) {
    ExprPtr length = counted_in(node, reader_.range_of(node).begin + 1, *ordinal->dayUnit());
    if (length == nullptr) return nullptr;
    result = make(node, ast::Shift{std::move(length), has(ordinal->AFTER_WORD()), std::move(operand), op_span});
  } else if (auto* rate = dynamic_cast<Parser::SuffixRateContext*>(&node)) {
    ExprPtr left = rate->number() != nullptr ? of(*rate->number()) : of(*rate->expr());
    if (left == nullptr) return nullptr;
    result = make(node, ast::Binary{BinaryOp::kOf, op_span, std::move(left), std::move(operand)});
  } else if (dynamic_cast<Parser::SuffixDateOfContext*>(&node) != nullptr) {
    result = make(node, ast::DateOf{std::move(operand)});
  } else if (dynamic_cast<Parser::SuffixCloseContext*>(&node) != nullptr) {
    result = make(node, ast::CloseOfBusiness{std::move(operand)});
  } else {
    PROBITY_CHECK(dynamic_cast<Parser::SuffixCurrencyContext*>(&node) != nullptr);  // the grammar has no other
    result = make(node, ast::CurrencyOf{std::move(operand)});
  }
  result->span = span;
  return result;
}

ExprPtr Expressions::of(Parser::DurationContext& node) {
  ExprPtr count;
  if (node.path() != nullptr && has(node.LPAREN())) {
    const ast::Path path = path_of(*node.path());
    ast::TableCall call;
    call.table.span = reader_.span_of(*node.path());
    for (const ast::Name& part : path.parts) call.table.text += (call.table.text.empty() ? "" : ".") + part.text;
    std::optional<Exprs> arguments = all(node.expr());
    if (!arguments) return nullptr;
    call.arguments = std::move(*arguments);
    if (node.negation() != nullptr && (call.on = of(*node.negation())) == nullptr) return nullptr;
    count = make(node, std::move(call));
  } else if (node.path() != nullptr) {
    count = of(*node.path());
  } else if (has(node.NUMBER_LITERAL())) {
    const std::size_t number = reader_.range_of(node).begin;
    count = amount({number, number + 1});
  } else {
    count = of(*node.expr(0));
  }
  return with_unit(node, std::move(count), node.unit(), nullptr);
}

ExprPtr Expressions::counted_from(Parser::RoundedContext& anchor, Parser::DurationContext& duration,
                                  const antlr4::ParserRuleContext& at) {
  ExprPtr from = of(anchor);
  ExprPtr length = from == nullptr ? nullptr : of(duration);
  if (length == nullptr) return nullptr;
  const SourceSpan op_span = reader_.span_of(duration);
  return make(at, ast::Shift{std::move(length), true, std::move(from), op_span});
}

// ---------------------------------------------------------------- literals and names

ast::Name Expressions::name(Parser::NameContext& node) const {
  return reader_.name_of(reader_.range_of(node).begin);
}

ast::Path Expressions::path_of(Parser::PathContext& node) const {
  ast::Path path;
  for (Parser::NameContext* each : node.name()) path.parts.push_back(name(*each));
  return path;
}

ExprPtr Expressions::of(Parser::PathContext& node) const { return make(node, path_of(node)); }

ExprPtr Expressions::truth(TokenRange range, bool value) const {
  auto result = std::make_unique<ast::Expr>();
  result->span = reader_.span_of(range);
  result->node = ast::TruthLit{value};
  return result;
}

ExprPtr Expressions::text(std::size_t token) {
  auto result = std::make_unique<ast::Expr>();
  result->span = reader_.span_of(token);
  result->node = ast::TextLit{reader_.unquoted(reader_.tokens()[token])};
  return result;
}

std::vector<std::string> Expressions::texts_of(const std::vector<antlr4::tree::TerminalNode*>& nodes) {
  std::vector<std::string> result;
  for (antlr4::tree::TerminalNode* each : nodes) {
    result.push_back(reader_.unquoted(reader_.tokens()[reader_.index_of(*each->getSymbol())]));
  }
  return result;
}

std::optional<Decimal> Expressions::number_at(std::size_t token) {
  std::string digits = reader_.text_of(reader_.tokens()[token]);
  digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
  const Result<Decimal> number = Decimal::parse(digits);
  if (number.ok()) return number.value();
  reader_.report(DiagnosticId::kBadNumber, reader_.span_of(token), reader_.text_of(reader_.tokens()[token]));
  return std::nullopt;
}

ExprPtr Expressions::amount(TokenRange range, bool negative) {
  std::optional<Decimal> number = number_at(range.begin);
  if (!number) return nullptr;
  auto result = std::make_unique<ast::Expr>();
  result->span = reader_.span_of(negative ? TokenRange{range.begin - 1, range.end} : range);
  const std::string digits = (negative ? number->negated() : *number).to_string();
  if (range.size() == 1) {
    result->node = ast::NumberLit{negative ? number->negated() : *number};
    return result;
  }
  const Token& unit = reader_.tokens()[range.begin + 1];
  const bool is_rate = unit.type == Lexer::PERCENT || unit.type == Lexer::PERMILLE || unit.type == Lexer::BPS;
  if (is_rate) {
    const Result<Rate> rate = Rate::parse(digits + reader_.text_of(unit));
    if (rate.ok()) {
      result->node = ast::RateLit{rate.value()};
      return result;
    }
  } else {
    const auto currency = Currency::from_code(reader_.text_of(unit));
    if (currency) {
      result->node = ast::MoneyLit{Money{negative ? number->negated() : *number, *currency}};
      return result;
    }
  }
  reader_.report(DiagnosticId::kBadNumber, result->span, reader_.text_of(range));
  return nullptr;
}

ExprPtr Expressions::of(Parser::NumberContext& node) { return amount(reader_.range_of(node)); }

namespace {

constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};

int days_of(int year, int month) {
  for (int day = 31; day > 28; --day) {
    if (Date::from_ymd(year, month, day).ok()) return day;
  }
  return 28;
}

std::string two_digits(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

void Expressions::report_bad_date(std::size_t token, const std::string& text) {
  const std::size_t first = text.find('-');
  const std::size_t second = text.find('-', first + 1);
  const int year = std::stoi(text.substr(0, first));
  const int month = std::stoi(text.substr(first + 1, second - first - 1));
  const int day = std::stoi(text.substr(second + 1));
  std::string why;
  std::string instead;
  if (year < 1) {
    why = "years are counted from 1";
  } else if (month < 1 || month > 12) {
    why = "there is no month " + std::to_string(month);
  } else if (day < 1) {
    why = "days are counted from 1";
  } else if (day > days_of(year, month)) {
    why = std::string(kMonths[month - 1]) + " " + std::to_string(year) + " has " +
          std::to_string(days_of(year, month)) + " days";
  } else {
    why = "month and day have two digits each";
    instead = text.substr(0, first) + "-" + two_digits(month) + "-" + two_digits(day);
  }
  SourceSpan span = reader_.span_of(token);
  span.end_column = span.column + static_cast<std::uint32_t>(text.size());
  auto& diagnostic = reader_.report(DiagnosticId::kBadDate, span, text, why);
  if (!instead.empty()) diagnostic.suggest(PhraseId::kWrite, instead).replace_with(instead);
}

std::optional<Date> Expressions::date(std::size_t token) {
  const std::string whole = reader_.text_of(reader_.tokens()[token]);
  const std::string text = whole.substr(0, whole.find_first_of(" T"));
  const Result<Date> day = Date::parse(text);
  if (day.ok()) return day.value();
  report_bad_date(token, text);
  return std::nullopt;
}

std::optional<std::string> Expressions::instant_text(Parser::InstantContext& node) {
  const std::size_t token = reader_.range_of(node).begin;
  if (!date(token)) return std::nullopt;
  std::string text = reader_.text_of(reader_.tokens()[token]);
  if (has(node.DATE_LITERAL())) return text;
  // One blank between day and time, whatever number was written.
  const std::size_t blank = text.find(' ');
  if (blank != std::string::npos) text.erase(blank + 1, text.find_first_not_of(' ', blank) - blank - 1);
  const Result<const Zone*> zone = Zone::find("UTC");
  if (zone.ok() && Moment::parse(text, *zone.value()).ok()) return text;
  reader_.report(DiagnosticId::kBadTime, reader_.span_of(token), text.substr(text.find_first_of(" T") + 1))
      .suggest(PhraseId::kMomentReads);
  return std::nullopt;
}

ExprPtr Expressions::of(Parser::InstantContext& node) {
  if (has(node.DATE_LITERAL())) {
    const std::optional<Date> day = date(reader_.range_of(node).begin);
    return day ? make(node, ast::DateLit{*day}) : nullptr;
  }
  std::optional<std::string> text = instant_text(node);
  return text ? make(node, ast::MomentLit{std::move(*text)}) : nullptr;
}

// ---------------------------------------------------------------- atoms

ExprPtr Expressions::of(Parser::AtomContext& node) {
  const Deeper deeper(depth_, 1);
  if (auto* path = dynamic_cast<Parser::AtomPathContext*>(&node)) {
    if (path->unit() == nullptr && path->shift() != nullptr) return shifted(node, of(*path->path()), *path->shift());
    return with_unit(node, of(*path->path()), path->unit(), path->shift());
  }
  if (auto* number = dynamic_cast<Parser::AtomNumberContext*>(&node)) return of(*number->number());
  if (auto* call = dynamic_cast<Parser::AtomCallContext*>(&node)) return of(*call);
  if (auto* group = dynamic_cast<Parser::AtomGroupContext*>(&node)) return of(*group);
  return of_other_atom(node);
}

ExprPtr Expressions::of_other_atom(Parser::AtomContext& node) {
  if (auto* each = dynamic_cast<Parser::AtomDurationContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomInstantContext*>(&node)) return of(*each->instant());
  if (dynamic_cast<Parser::AtomTextContext*>(&node) != nullptr) return text(reader_.range_of(node).begin);
  if (auto* each = dynamic_cast<Parser::AtomTruthContext*>(&node)) {
    return truth(reader_.range_of(node), has(each->YES()));
  }
  if (auto* each = dynamic_cast<Parser::AtomSomeContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomEveryContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomExtremeContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomOrdinalContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomChooseContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomElapsedContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomCountContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomTotalContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomLatestContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomShareContext*>(&node)) return of(*each);
  if (dynamic_cast<Parser::AtomSubjectDateContext*>(&node) != nullptr) return make(node, ast::SubjectDate{});
  if (auto* each = dynamic_cast<Parser::AtomEvidenceContext*>(&node)) {
    return make(node, ast::EvidenceOf{name(*each->name())});
  }
  if (auto* each = dynamic_cast<Parser::AtomAcknowledgedContext*>(&node)) {
    return make(node, ast::Acknowledged{name(*each->name())});
  }
  ExprPtr operand;
  if (auto* each = dynamic_cast<Parser::AtomDateOfContext*>(&node)) {
    operand = of(*each->negation());
    return operand == nullptr ? nullptr : make(node, ast::DateOf{std::move(operand)});
  }
  if (auto* each = dynamic_cast<Parser::AtomCloseContext*>(&node)) {
    operand = of(*each->negation());
    return operand == nullptr ? nullptr : make(node, ast::CloseOfBusiness{std::move(operand)});
  }
  if (auto* each = dynamic_cast<Parser::AtomCurrencyContext*>(&node)) {
    operand = of(*each->negation());
    return operand == nullptr ? nullptr : make(node, ast::CurrencyOf{std::move(operand)});
  }
  return of_chinese_atom(node);
}

/// The sentences that Chinese words in another order.
ExprPtr Expressions::of_chinese_atom(Parser::AtomContext& node) {
  if (auto* each = dynamic_cast<Parser::AtomTakeContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomElapsedWordContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomEveryInContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomSomeInContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomCountInContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomTotalInContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomLatestInContext*>(&node)) return of(*each);
  if (auto* each = dynamic_cast<Parser::AtomCompletedContext*>(&node)) {
    return make(node, ast::EvidenceOf{name(*each->name())});
  }
  auto* same = dynamic_cast<Parser::AtomSameContext*>(&node);
  PROBITY_CHECK(same != nullptr);  // the grammar has no other atom
  ast::Collection collection;
  collection.quantifier = ast::Quantifier::kAllShare;
  collection.list = of(*same->path(0));
  collection.value = of(*same->path(1));
  return make(node, std::move(collection));
}

DurationUnit Expressions::unit_of(Parser::UnitContext& node) {
  if (Parser::DayUnitContext* day = node.dayUnit()) {
    if (has(day->BUSINESS()) || has(day->BUSINESS_DAY_WORD())) return DurationUnit::kBusinessDays;
    if (has(day->TRADING()) || has(day->TRADING_DAY_WORD())) return DurationUnit::kTradingDays;
    return DurationUnit::kDays;
  }
  if (has(node.SECOND())) return DurationUnit::kSeconds;
  if (has(node.MINUTE())) return DurationUnit::kMinutes;
  if (has(node.HOUR())) return DurationUnit::kHours;
  if (has(node.WEEK())) return DurationUnit::kWeeks;
  return has(node.MONTH()) ? DurationUnit::kMonths : DurationUnit::kYears;
}

/// `COUNT`, `COUNT days` or `COUNT days before ANCHOR`.
ExprPtr Expressions::with_unit(const antlr4::ParserRuleContext& at, ExprPtr count, Parser::UnitContext* unit,
                               Parser::ShiftContext* shift) {
  if (count == nullptr || unit == nullptr) return count;
  const SourceSpan span = joined_span(count->span, reader_.span_of(*unit));
  ExprPtr duration = make(at, ast::DurationLit{std::move(count), unit_of(*unit)});
  duration->span = span;
  if (shift == nullptr) return duration;
  return shifted(at, std::move(duration), *shift);
}

ExprPtr Expressions::shifted(const antlr4::ParserRuleContext& at, ExprPtr duration, Parser::ShiftContext& shift) {
  ExprPtr anchor = of(*shift.negation());
  if (anchor == nullptr) return nullptr;
  const SourceSpan op_span = reader_.span_of(reader_.range_of(shift).begin);
  return make(at, ast::Shift{std::move(duration), has(shift.AFTER()), std::move(anchor), op_span});
}

ExprPtr Expressions::of(Parser::AtomGroupContext& node) {
  return with_unit(node, of(*node.expr()), node.unit(), node.shift());
}

ExprPtr Expressions::of(Parser::AtomDurationContext& node) {
  const std::size_t number = reader_.range_of(node).begin;
  return with_unit(node, amount({number, number + 1}), node.unit(), node.shift());
}

ExprPtr Expressions::of(Parser::AtomOrdinalContext& node) {
  const std::size_t token = reader_.range_of(node).begin + 1;
  ExprPtr duration = counted_in(node, token, *node.dayUnit());
  return duration == nullptr ? nullptr : shifted(node, std::move(duration), *node.shift());
}

/// `3rd business day`, `第3个工作日`
ExprPtr Expressions::counted_in(const antlr4::ParserRuleContext& at, std::size_t token, Parser::DayUnitContext& day) {
  std::string digits;
  for (const char c : reader_.text_of(reader_.tokens()[token])) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const Result<Decimal> number = Decimal::parse(digits);
  if (!number.ok()) {
    reader_.report(DiagnosticId::kBadNumber, reader_.span_of(token), digits);
    return nullptr;
  }
  auto count = std::make_unique<ast::Expr>();
  count->span = reader_.span_of(token);
  count->node = ast::NumberLit{number.value()};
  DurationUnit unit = DurationUnit::kDays;
  if (has(day.BUSINESS()) || has(day.BUSINESS_DAY_WORD())) unit = DurationUnit::kBusinessDays;
  if (has(day.TRADING()) || has(day.TRADING_DAY_WORD())) unit = DurationUnit::kTradingDays;
  ExprPtr duration = make(at, ast::DurationLit{std::move(count), unit});
  duration->span = joined_span(reader_.span_of(token), reader_.span_of(day));
  return duration;
}

ExprPtr Expressions::of(Parser::AtomExtremeContext& node) {
  std::optional<Exprs> options = all(node.rounded());
  if (!options) return nullptr;
  return make(node, ast::Extreme{has(node.LARGER()), std::move(*options)});
}

ExprPtr Expressions::of(Parser::AtomTakeContext& node) {
  std::optional<Exprs> options = all(node.rounded());
  if (!options) return nullptr;
  return make(node, ast::Extreme{has(node.LARGER_WORD()), std::move(*options)});
}

ExprPtr Expressions::of(Parser::AtomElapsedWordContext& node) {
  std::optional<Exprs> ends = all(node.sum());
  if (!ends) return nullptr;
  ast::Elapsed elapsed;
  if (has(node.FULL_MONTHS_WORD())) elapsed.unit = ast::SpanUnit::kFullMonths;
  if (has(node.FULL_YEARS_WORD())) elapsed.unit = ast::SpanUnit::kFullYears;
  if (has(node.BUSINESS_DAYS_WORD())) elapsed.unit = ast::SpanUnit::kBusinessDays;
  if (has(node.TRADING_DAYS_WORD())) elapsed.unit = ast::SpanUnit::kTradingDays;
  if (has(node.HOURS_WORD())) elapsed.unit = ast::SpanUnit::kHours;
  if (has(node.LEAP_IN_MARCH_WORD())) elapsed.leap_day = LeapDay::kMarch1;
  elapsed.from = std::move((*ends)[0]);
  elapsed.to = std::move((*ends)[1]);
  return make(node, std::move(elapsed));
}

ExprPtr Expressions::of(Parser::AtomChooseContext& node) {
  std::optional<Exprs> parts = all(node.expr());
  if (!parts) return nullptr;
  return make(node, ast::Choose{std::move((*parts)[0]), std::move((*parts)[1]), std::move((*parts)[2])});
}

ExprPtr Expressions::of(Parser::AtomElapsedContext& node) {
  std::optional<Exprs> ends = all(node.sum());
  if (!ends) return nullptr;
  ast::Elapsed elapsed;
  if (has(node.FULL())) elapsed.unit = has(node.MONTH()) ? ast::SpanUnit::kFullMonths : ast::SpanUnit::kFullYears;
  if (has(node.HOUR())) elapsed.unit = ast::SpanUnit::kHours;
  if (has(node.LEAP())) elapsed.leap_day = LeapDay::kMarch1;
  if (Parser::DayUnitContext* day = node.dayUnit()) {
    if (has(day->BUSINESS()) || has(day->BUSINESS_DAY_WORD())) elapsed.unit = ast::SpanUnit::kBusinessDays;
    if (has(day->TRADING()) || has(day->TRADING_DAY_WORD())) elapsed.unit = ast::SpanUnit::kTradingDays;
  }
  elapsed.from = std::move((*ends)[0]);
  elapsed.to = std::move((*ends)[1]);
  return make(node, std::move(elapsed));
}

}  // namespace probity::syntax
