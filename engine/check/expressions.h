#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/check/context.h"

namespace probity::check {

/// What a name may mean where an expression stands.
struct Scope {
  RulesetNames* ruleset = nullptr;
  std::optional<Subject> subject;  ///< the record that paths begin with; none inside tables
  bool in_define = false;          ///< other rules' results cannot be used
  bool in_deadline = false;        ///< `due` is this deadline's own
  std::optional<Type> own_due;     ///< its type, once known
  struct Element {
    Id<Entity> entity;
    std::string list;  ///< `client.permissions`
  };
  std::vector<Element> elements;  ///< of the lists being gone through; the innermost is last
};

/// What the other side of a comparison says about a bare name.
struct Hint {
  enum class Kind : std::uint8_t { kNone, kType, kCurrency, kDeadlineState } kind = Kind::kNone;
  Type type;
  [[nodiscard]] static Hint of(Type type) { return {Kind::kType, std::move(type)}; }
};

/// Nothing where a mistake was reported (or the expression uses something that is already reported).
using Checked = std::optional<ir::ExprId>;

/// Turns one written expression after another into typed ones. Each mistake is reported once; an
/// expression that cannot be typed gives nothing, in silence from there on.
class Expressions {
 public:
  Expressions(Context& context, Scope scope) : context_(context), scope_(std::move(scope)) {}

  [[nodiscard]] Checked check(const ast::Expr& expr, const Hint& hint = {});
  /// A condition: reports an expression of another type.
  [[nodiscard]] Checked condition(const ast::Expr& expr);
  /// A date or a moment.
  [[nodiscard]] Checked instant(const ast::Expr& expr);
  /// A date; a moment becomes its local day.
  [[nodiscard]] Checked day(const ast::Expr& expr);
  /// A path of a text (a fact in a reason's braces, a scenario's `missing`).
  [[nodiscard]] Checked path(const ast::Path& path, SourceSpan span, const Hint& hint = {});
  /// A path to a list, with the entity of its elements.
  struct List {
    ir::Path path;
    Id<Entity> entity;
  };
  [[nodiscard]] std::optional<List> list(const ast::Expr& expr);

  /// Left and right as one comparison; wraps a moment that meets a date. `span` is the whole.
  [[nodiscard]] Checked compare(ir::Compare op, ir::ExprId left, ir::ExprId right, SourceSpan op_span,
                                SourceSpan span);
  /// The type that both sides have together, or nothing: money of an open currency fits any.
  [[nodiscard]] static std::optional<Type> common_type(const Type& a, const Type& b);

  Scope& scope() { return scope_; }
  /// Adds `a + b`, `a - b` or `a * b` to the program, typed; used for what a commission rule charges.
  [[nodiscard]] Checked calculate(ast::BinaryOp op, ir::ExprId left, ir::ExprId right, SourceSpan op_span,
                                  SourceSpan span);

 private:
  // names.cpp
  struct Start;
  Checked bare_value(const ast::Name& name, const Hint& hint);
  Checked deadline_result(const ast::Path& path, SourceSpan span);
  std::optional<Start> start_of(const ast::Path& path);
  Checked follow(const ast::Path& path, const Start& start, SourceSpan span);
  Checked parameter(const ast::Path& path, SourceSpan span, bool& found);
  void report_unknown_name(const ast::Path& path, const Hint& hint);
  [[nodiscard]] bool has_member(Id<Entity> entity, const std::string& name) const;
  [[nodiscard]] DefineEntry* define_on(Id<Entity> entity, const std::string& name) const;
  [[nodiscard]] std::optional<ast::Path> group_key(const ast::Path& path) const;
  [[nodiscard]] bool is_subject_variable(const std::string& name) const;
  [[nodiscard]] bool is_bare_value(const ast::Expr& expr) const;
  std::string path_text(const Start& start, const std::vector<std::string>& names) const;

  // expressions.cpp
  Checked literal(const ast::Expr& expr);
  Checked moment_literal(const ast::MomentLit& literal, SourceSpan span);
  Checked logic(const ast::Binary& binary, SourceSpan span);
  [[nodiscard]] std::string path_to(const std::string& field, std::optional<Id<Entity>> but) const;
  bool said_otherwise(const ast::Name& name);
  static std::optional<std::string> meant_value(const Enumeration& expected, const std::string& written);
  void help_to_compare(diagnostics::Diagnostic& diagnostic, ir::ExprId left, ir::ExprId right) const;
  bool hyphenated(const ast::Binary& binary);
  bool or_else_goes_on(const ast::Binary& binary);
  bool list_or_length(const ast::Compare& comparison, ir::ExprId one, const ast::Expr& second);
  void report_parts_outside(ir::ExprId checked, const ast::Collection& collection, SourceSpan span);
  [[nodiscard]] bool asks_of_element(ir::ExprId part) const;
  Checked choose(const ast::Choose& choose, SourceSpan span, const Hint& hint);
  Checked extreme(const ast::Extreme& extreme, SourceSpan span);
  Checked or_else(const ast::Binary& binary, SourceSpan span, const Hint& hint);
  Checked unary(const ast::Unary& unary, SourceSpan span);
  bool reported_is_or(const ast::Binary& binary);

  // arithmetic.cpp
  Checked arithmetic(const ast::Binary& binary, SourceSpan span);
  Checked rounded(const ast::Rounded& rounded, SourceSpan span);
  Checked divided(const ast::Binary& division, const ast::Rounded& rounded, SourceSpan span);
  std::optional<Decimal> rounding_unit(const ast::Expr& unit, const Type& result);

  // comparisons.cpp
  Checked comparison(const ast::Compare& comparison, SourceSpan span);
  Checked one_of(const ast::OneOf& one_of, SourceSpan span);
  Hint hint_from(ir::ExprId other) const;
  void count_lengths(ir::ExprId& left, ir::ExprId& right);
  bool comparable(ir::Compare op, ir::ExprId left, ir::ExprId right, SourceSpan op_span);

  // collections.cpp
  Checked collection(const ast::Collection& collection, SourceSpan span, const ast::Rounded* rounding);
  std::optional<ir::Window> open_window(const ast::Window& window);
  Checked date_of_element(const List& list, SourceSpan span);
  std::optional<Type> collected_type(const ast::Collection& collection, std::optional<Type> value);

  // time.cpp
  Checked shift(const ast::Shift& shift, SourceSpan span);
  Checked shifted_by(ir::ExprId length, bool forward, const ast::Expr& anchor, SourceSpan span);
  Checked shifted(const ast::DurationLit& duration, bool forward, const ast::Expr& anchor, SourceSpan span,
                  SourceSpan duration_span);
  Checked elapsed(const ast::Elapsed& elapsed, SourceSpan span);
  Checked close_of_business(const ast::CloseOfBusiness& close, SourceSpan span);
  Checked subject_date(SourceSpan span);
  ir::ExprId as_day(ir::ExprId instant);
  bool calendar_named(DurationUnit unit, SourceSpan span);

  // calls.cpp
  Checked table_call(const ast::TableCall& call, SourceSpan span);
  Checked evidence_of(const ast::EvidenceOf& evidence, SourceSpan span);
  Checked mentions(const ast::Mentions& mentions, SourceSpan span);

 public:
  /// `acknowledged DOCUMENT`, also the requirement of a `disclose` clause.
  Checked acknowledged(const ast::Name& document, const ast::Expr* before, SourceSpan span);

 private:
  Context& context_;
  Scope scope_;
};

/// Checks a definition where that has not been done; reports a circle at the definition that closes it.
[[nodiscard]] MaybeBroken<ir::Define> checked_define(Context& context, RulesetNames& ruleset, DefineEntry& entry);

/// The value that a grading's versions give; reports what is wrong with their clauses.
[[nodiscard]] Checked check_grading(Context& context, const Scope& scope, const DefineEntry& entry);

/// `answer` or `cn.complaint.answer` as the deadline rule that it names from within `ruleset`.
struct DeadlineRule {
  std::string qualified_name;
  const ast::Rule* rule = nullptr;     ///< of what is stricter, the rule above
  const ast::Name* name = nullptr;     ///< its own
  const ast::Texts* names = nullptr;
};
[[nodiscard]] std::optional<DeadlineRule> find_deadline_rule(Context& context, const RulesetNames& ruleset,
                                                             const std::string& name);

}  // namespace probity::check
