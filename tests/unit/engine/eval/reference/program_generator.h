#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/engine/eval/reference/program_builder.h"

namespace probity::test {

/// Programs and facts from a seed.
class ProgramGenerator {
 public:
  /// What `kPlain` leaves out asks about knowledge itself, or counts in time.
  enum class Forms : std::uint8_t { kPlain, kAll };

  explicit ProgramGenerator(std::uint32_t seed, Forms forms = Forms::kPlain) : random_(seed), all_(forms == Forms::kAll) {
    ir::Table table;
    table.name = "test.rules.cap";
    table.inputs.resize(1);
    const Date change = ProgramBuilder::date("2025-03-15");
    const Date before = ProgramBuilder::date("2025-03-14");
    for (std::uint32_t i = 0; i < 3; ++i) {
      for (const bool later : {false, true}) {
        ir::Row row;
        ir::Cell cell;
        cell.kind = ir::Cell::Kind::kOneOf;
        cell.values = {Value(b.symbol(i))};
        row.cells = {cell};
        if (later) row.period.from = change;
        if (!later) row.period.to = before;
        if (!later && i == 2) row.period.from = before;  // nothing is in force before the first row
        row.gives = b.number(below(3) + 1);
        table.rows.push_back(row);
      }
    }
    table_ = b.program.tables.add(table);
    const std::size_t rules = 1 + static_cast<std::size_t>(below(2));
    for (std::size_t i = 0; i < rules; ++i) {
      ir::Rule& rule = b.rule("rule" + std::to_string(i), below(2) == 0 ? ir::OptExpr() : condition(2), std::nullopt,
                              outcome());
      const std::size_t place = b.program.rules.size() - 1;
      ir::Node node = rule.node;
      node.requirement = condition(3);
      node.period = period();
      add_exceptions(node, 2);
      if (all_ && below(6) == 0) b.program.rules[place].in_force_by = b.read(b.kDoneAt);
      b.program.rules[place].node = node;
    }
  }

  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint32_t>(limit));
  }

  /// Facts in which each of a field's values, and not knowing it, is as likely.
  facts::SubjectFacts facts() {
    std::vector<facts::RecordPtr> permissions;
    const std::int64_t size = below(4);
    for (std::int64_t i = 0; i < size; ++i) {
      permissions.push_back(b.permission(pick(boards()), pick(numbers()), pick(days())));
    }
    facts::Fact list = below(8) == 0 ? facts::Fact() : ProgramBuilder::list(permissions);
    return b.order({{b.kPlacedAt, below(5) == 0 ? facts::Fact() : moments()[0]},
                    {b.kQuantity, pick(numbers())},
                    {b.kSolicited, pick({Value(true), Value(false)})},
                    {b.kRisk, pick(risks())},
                    {b.kPermissions, list}});
  }

  std::vector<facts::Fact> numbers() const { return {number(1), number(2), number(3)}; }
  std::vector<facts::Fact> boards() const { return {Value(std::string("main")), Value(std::string("star"))}; }
  std::vector<facts::Fact> days() const {
    return {Value(ProgramBuilder::date("2024-01-01")), Value(ProgramBuilder::date("2024-02-01"))};
  }
  std::vector<facts::Fact> risks() const { return {Value(b.symbol(0)), Value(b.symbol(1)), Value(b.symbol(2))}; }
  std::vector<facts::Fact> moments() const {
    return {Value(ProgramBuilder::moment("2025-03-14T10:00:00+08:00")),
            Value(ProgramBuilder::moment("2025-03-15T10:00:00+08:00")),
            Value(ProgramBuilder::moment("2025-03-13T10:00:00+08:00"))};
  }

  ProgramBuilder b;

 private:
  static facts::Fact number(std::int64_t value) { return Value(Decimal::from_integer(value)); }
  facts::Fact pick(const std::vector<facts::Fact>& values) {
    const auto place = static_cast<std::size_t>(below(static_cast<std::int64_t>(values.size()) + 1));
    return place == values.size() ? facts::Fact() : values[place];
  }
  decision::Outcome outcome() {
    using decision::Outcome;
    const Outcome all[] = {Outcome::kRecord, Outcome::kWarn, Outcome::kConfirm, Outcome::kBlock};
    return all[below(4)];
  }
  ir::Period period() {
    ir::Period result;
    if (below(4) == 0) result.from = ProgramBuilder::date("2025-03-14");
    if (below(4) == 0) result.to = ProgramBuilder::date("2025-03-14");
    return result;
  }
  void add_exceptions(ir::Node& node, std::int64_t deeper) {
    const std::int64_t count = deeper == 0 ? 0 : below(3);
    for (std::int64_t i = 0; i < count; ++i) {
      ir::Node exception =
          ProgramBuilder::node(node.name + "_" + std::to_string(i), condition(1), node.requirement, node.otherwise.outcome);
      if (below(3) == 0) exception.requirement = condition(1);
      if (below(2) == 0) exception.otherwise.outcome = outcome();
      if (below(5) == 0) exception.exempt = true;
      exception.period = period();
      add_exceptions(exception, deeper - 1);
      node.exceptions.push_back(exception);
    }
  }

  ir::Compare comparison() { return static_cast<ir::Compare>(below(6)); }

  ir::ExprId condition(std::int64_t depth) {
    if (all_ && below(3) == 0) return another_condition(depth);
    switch (below(depth > 0 ? 9 : 4)) {
      case 0: return b.read(b.kSolicited);
      case 1: return b.compare(comparison(), b.read(b.kQuantity), b.number(1 + below(3)));
      case 2: return b.compare(comparison(), b.read(b.kRisk), b.risk(static_cast<std::uint32_t>(below(3))));
      case 3: return b.truth(ir::IsOneOf{b.read(b.kRisk), {b.risk(0), b.risk(static_cast<std::uint32_t>(below(3)))}});
      case 4: return b.truth(ir::Not{condition(depth - 1)});
      case 5: return b.truth(ir::And{{condition(depth - 1), condition(depth - 1)}});
      case 6: return b.truth(ir::Or{{condition(depth - 1), condition(depth - 1)}});
      case 7: return quantified();
      default: return b.compare(comparison(), amount(depth - 1), b.number(below(6)));
    }
  }
  ir::ExprId of_element() {
    if (below(2) == 0) {
      return b.compare(ir::Compare::kEqual, b.element(1), b.constant(std::string("star"), TypeKind::kText));
    }
    return b.compare(comparison(), b.element(2), b.number(1 + below(3)));
  }
  ir::ExprId quantified() {
    ir::Collection node;
    const ir::Quantifier all[] = {ir::Quantifier::kSome, ir::Quantifier::kNo, ir::Quantifier::kEvery,
                                  ir::Quantifier::kAllShare};
    node.quantifier = all[below(4)];
    node.list = b.path(b.kPermissions);
    if (node.quantifier != ir::Quantifier::kEvery || below(2) == 0) node.where = of_element();
    if (node.quantifier == ir::Quantifier::kEvery) node.has = of_element();
    if (node.quantifier == ir::Quantifier::kAllShare) node.value = b.element(1);
    return b.truth(node);
  }
  ir::ExprId amount(std::int64_t depth) {
    if (all_ && below(4) == 0) return another_amount(depth);
    switch (below(depth > 0 ? 7 : 3)) {
      case 0: return b.read(b.kQuantity);
      case 1: return b.expr(TypeKind::kNumber, ir::Lookup{table_, {b.read(b.kRisk)}, std::nullopt});
      case 2: return collected();
      case 3:
        return b.expr(TypeKind::kNumber,
                      ir::Calculation{static_cast<ir::Arithmetic>(below(3)), amount(depth - 1), amount(depth - 1)});
      case 4: return b.expr(TypeKind::kNumber, ir::Choose{condition(depth - 1), amount(depth - 1), amount(depth - 1)});
      case 5: return b.expr(TypeKind::kNumber, ir::Extreme{below(2) == 0, {amount(depth - 1), amount(depth - 1)}});
      default:
        return b.expr(TypeKind::kNumber, ir::Division{amount(depth - 1), amount(depth - 1), Decimal::from_integer(1),
                                                      Rounding::kHalfUp});
    }
  }
  ir::ExprId collected() {
    ir::Collection node;
    const ir::Quantifier all[] = {ir::Quantifier::kCount,   ir::Quantifier::kTotal,    ir::Quantifier::kLargest,
                                  ir::Quantifier::kSmallest, ir::Quantifier::kLatest,  ir::Quantifier::kEarliest,
                                  ir::Quantifier::kAverage};
    node.quantifier = all[below(7)];
    node.list = b.path(b.kPermissions);
    if (below(2) == 0) node.where = of_element();
    if (node.quantifier != ir::Quantifier::kCount) node.value = b.element(2);
    node.by = b.element(3);
    node.unit = Decimal::from_integer(1);
    return b.expr(TypeKind::kNumber, node);
  }

  ir::ExprId money(std::int64_t hundredths) {
    const Currency currency = *Currency::from_code(below(8) == 0 ? "HKD" : "CNY");
    return b.constant(Money{Decimal::from_parts(hundredths, 2).value(), currency}, TypeKind::kMoney);
  }
  /// A date: of a fact, of the subject, or one of these moved.
  ir::ExprId day(std::int64_t depth) {
    switch (below(depth > 0 ? 4 : 3)) {
      case 0: return b.read(b.kDoneAt);
      case 1: return b.expr(TypeKind::kDate, ir::SubjectDate());
      case 2: return b.expr(TypeKind::kDate, ir::DateOf{b.read(b.kDueAt)});
      default: {
        const DurationUnit units[] = {DurationUnit::kDays, DurationUnit::kWeeks, DurationUnit::kMonths, DurationUnit::kYears};
        return b.expr(TypeKind::kDate, ir::Shift{amount(0), units[below(4)], below(2) == 0, day(depth - 1)});
      }
    }
  }
  ir::ExprId time() {
    switch (below(4)) {
      case 0: return b.read(b.kPlacedAt);
      case 1: return b.read(b.kDueAt);
      case 2: return b.expr(TypeKind::kMoment, ir::Shift{amount(0), DurationUnit::kHours, true, b.read(b.kDueAt)});
      default: return b.constant(ProgramBuilder::moment("2025-03-14T10:00:00+08:00"), TypeKind::kMoment);
    }
  }
  ir::ExprId another_condition(std::int64_t depth) {
    switch (below(7)) {
      case 0: {
        const ProgramBuilder::Field fields[] = {b.kQuantity, b.kRisk, b.kPermissions, b.kDueAt, b.kDoneAt, b.kAmount};
        return b.truth(ir::IsKnown{b.read(fields[below(6)])});
      }
      case 1: return b.truth(ir::IsKnown{amount(depth - 1)});
      case 2: return b.compare(comparison(), time(), time());
      case 3: return b.compare(comparison(), day(1), day(1));
      case 4: return b.compare(comparison(), charge(), below(2) == 0 ? charge() : money(below(100'000)));
      case 5: return windowed(ir::Quantifier::kSome, TypeKind::kTruth);
      default: return b.truth(ir::Choose{condition(depth - 1), condition(depth - 1), condition(depth - 1)});
    }
  }
  /// The order's amount, or a part of it.
  ir::ExprId charge() {
    const ir::ExprId whole = b.read(b.kAmount);
    if (below(2) == 0) return whole;
    const ir::ExprId rate = b.constant(Rate{Decimal::from_parts(1 + below(5'000), 6).value()}, TypeKind::kRate);
    const ir::ExprId part = b.expr(TypeKind::kMoney, ir::Calculation{ir::Arithmetic::kMultiply, whole, rate});
    if (below(2) == 0) return part;
    return b.expr(TypeKind::kMoney, ir::Rounded{part, Decimal::parse("0.01").value(), static_cast<Rounding>(below(7))});
  }
  ir::ExprId windowed(ir::Quantifier quantifier, TypeKind kind) {
    ir::Collection node;
    node.quantifier = quantifier;
    node.list = b.path(b.kPermissions);
    if (below(2) == 0) node.where = of_element();
    ir::Window window;
    window.kind = static_cast<ir::Window::Kind>(below(3));
    window.unit = below(2) == 0 ? DurationUnit::kDays : DurationUnit::kMonths;
    if (window.kind == ir::Window::Kind::kOverLast) window.unit = DurationUnit::kDays;
    if (window.kind != ir::Window::Kind::kToday) window.count = below(3) == 0 ? amount(0) : b.number(400);
    if (window.kind == ir::Window::Kind::kWithin) window.anchor = below(2) == 0 ? day(0) : time();
    window.and_today = window.kind == ir::Window::Kind::kOverLast && below(2) == 0;
    window.date = b.element(3);
    node.window = window;
    return b.expr(kind, node);
  }
  ir::ExprId another_amount(std::int64_t depth) {
    switch (below(6)) {
      case 0: return b.expr(TypeKind::kNumber, ir::OrElse{amount(depth - 1), b.number(below(4))});
      case 1: return b.expr(TypeKind::kNumber, ir::Negation{amount(depth - 1)});
      case 2:
        return b.expr(TypeKind::kNumber, ir::Rounded{amount(depth - 1), Decimal::from_integer(1 + below(3)),
                                                     static_cast<Rounding>(below(7))});
      case 3: {
        const ir::SpanUnit units[] = {ir::SpanUnit::kDays, ir::SpanUnit::kFullMonths, ir::SpanUnit::kFullYears};
        return b.expr(TypeKind::kNumber, ir::Elapsed{units[below(3)], day(0), below(2) == 0 ? day(0) : time()});
      }
      case 4: return windowed(ir::Quantifier::kCount, TypeKind::kNumber);
      default: return b.constant(Decimal::from_parts(below(1'000'000'000), static_cast<int>(below(12))).value());
    }
  }

  std::mt19937 random_;
  bool all_ = false;
  Id<ir::Table> table_;
};

}  // namespace probity::test
