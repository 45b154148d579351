#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/eval/reference/evaluator.h"

/// Programs put together by hand, so that the evaluator is tested without the compiler.
namespace probity::test {

/// One entity `Order` with fields of each kind, and a list of records `Permission`.
class ProgramBuilder {
 public:
  enum Field : std::uint32_t { kId, kPlacedAt, kAmount, kQuantity, kSolicited, kRisk, kPermissions, kDueAt, kDoneAt };

  ProgramBuilder() {
    Enumeration risk;
    risk.name = "Risk";
    risk.ordered = true;
    risk.values = {{"R1", {}}, {"R2", {}}, {"R3", {}}};
    risk_ = program.schema.enumerations.add(risk);
    Entity permission;
    permission.name = "Permission";
    permission.is_record = true;
    permission.fields = {field("id", TypeKind::kText), field("board", TypeKind::kText), field("units", TypeKind::kNumber),
                         field("granted_on", TypeKind::kDate)};
    permission_ = program.schema.entities.add(permission);
    Entity order;
    order.name = "Order";
    order.subject_date = kPlacedAt;
    order.fields = {field("id", TypeKind::kText),       field("placed_at", TypeKind::kMoment),
                    field("amount", TypeKind::kMoney),  field("quantity", TypeKind::kNumber),
                    field("solicited", TypeKind::kTruth), field("risk", TypeKind::kEnumeration),
                    field("permissions", TypeKind::kList), field("due_at", TypeKind::kMoment),
                    field("done_at", TypeKind::kDate)};
    order_ = program.schema.entities.add(order);
    ir::Ruleset ruleset;
    ruleset.name = "test.rules";
    ruleset.zone = Zone::find("Asia/Shanghai").value();
    ruleset_ = program.rulesets.add(ruleset);
    program.file_names = {"test.probity"};
    program.digest = "sha256:test";
  }

  ir::ExprId expr(TypeKind kind, decltype(ir::Expr::node) node) {
    ir::Expr result;
    result.type.kind = kind;
    result.node = std::move(node);
    return program.exprs.add(std::move(result));
  }
  ir::ExprId truth(decltype(ir::Expr::node) node) { return expr(TypeKind::kTruth, std::move(node)); }
  ir::ExprId constant(Value value, TypeKind kind = TypeKind::kNumber) {
    return expr(kind, ir::Constant{std::move(value)});
  }
  ir::ExprId number(std::int64_t value) { return constant(Decimal::from_integer(value)); }
  ir::ExprId risk(std::uint32_t index) { return constant(Symbol{risk_.index(), index}, TypeKind::kEnumeration); }
  ir::ExprId read(Field which) {
    const Entity& entity = program.schema.entities[order_];
    return expr(entity.fields[which].type.kind, ir::Read{path(which)});
  }
  ir::Path path(Field which) const {
    return {ir::Root::kSelf, 0, {which}, "order." + program.schema.entities[order_].fields[which].name};
  }
  ir::ExprId element(std::uint32_t which) {
    const Entity& entity = program.schema.entities[permission_];
    return expr(entity.fields[which].type.kind,
                ir::Read{{ir::Root::kElement, 0, {which}, entity.fields[which].name}});
  }
  ir::ExprId compare(ir::Compare op, ir::ExprId left, ir::ExprId right) {
    return truth(ir::Comparison{op, left, right});
  }

  ir::Rule& rule(std::string name, ir::OptExpr guard, ir::OptExpr requirement, decision::Outcome otherwise) {
    ir::Rule rule;
    rule.name = name;
    rule.qualified_name = "test.rules." + name;
    rule.subject.entity = order_;
    rule.ruleset = ruleset_;
    rule.node = node(std::move(name), guard, requirement, otherwise);
    program.rules.push_back(std::move(rule));
    return program.rules.back();
  }
  static ir::Node node(std::string name, ir::OptExpr guard, ir::OptExpr requirement, decision::Outcome otherwise) {
    ir::Node node;
    node.name = std::move(name);
    node.guard = guard;
    node.requirement = requirement;
    node.otherwise.outcome = otherwise;
    node.span.line = 7;
    return node;
  }

  facts::SubjectFacts order(std::vector<std::pair<Field, facts::Fact>> known) const {
    auto record = std::make_shared<facts::Record>();
    record->entity = order_;
    record->fields.resize(program.schema.entities[order_].fields.size());
    record->fields[kPlacedAt] = Value(moment("2025-03-14T10:15:00+08:00"));
    for (auto& [which, fact] : known) record->fields[which] = std::move(fact);
    facts::SubjectFacts subject;
    subject.id = "O-1";
    subject.subject.entity = order_;
    subject.record = record;
    return subject;
  }
  facts::RecordPtr permission(facts::Fact board, facts::Fact units, facts::Fact granted_on = {}) const {
    auto record = std::make_shared<facts::Record>();
    record->entity = permission_;
    record->fields = {facts::Fact(), std::move(board), std::move(units), std::move(granted_on)};
    return record;
  }
  static facts::Fact list(std::vector<facts::RecordPtr> records) {
    return std::make_shared<const facts::List>(facts::List{std::move(records), std::nullopt});
  }
  static Moment moment(const char* text) { return Moment::parse(text, *Zone::find("Asia/Shanghai").value()).value(); }
  static Date date(const char* text) { return Date::parse(text).value(); }
  Symbol symbol(std::uint32_t index) const { return {risk_.index(), index}; }

  ir::Program program;

 private:
  ::probity::Field field(std::string name, TypeKind kind) const {
    ::probity::Field result;
    result.name = std::move(name);
    result.type.kind = kind;
    result.type.enumeration = risk_;
    result.type.entity = permission_;
    return result;
  }

  Id<Enumeration> risk_;
  Id<Entity> permission_, order_;
  Id<ir::Ruleset> ruleset_;
};

}  // namespace probity::test
