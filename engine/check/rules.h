#pragma once

#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "engine/check/context.h"
#include "engine/check/expressions.h"

namespace probity::check {

/// Checks all definitions, also those that nothing uses.
void check_defines(Context& context);
void check_procedures(Context& context);

/// Lowers every rule with its exceptions, checks versions and periods, and orders the program's rules.
void check_rules(Context& context);

/// Adds what lower layers add to the rules above them, as rules of their own.
void check_stricter(Context& context);

/// Reports clauses that belong to another kind of rule. `stricter` is no rule by itself.
void check_fitting(Context& context, ast::RuleKind kind, const ast::Clauses& own, SourceSpan span, bool stricter = false);

/// Refuses circles of deadlines and puts deadlines before what uses them.
void order_rules(Context& context);

/// What applies at one node: each clause as its nearest writer gave it.
struct Clauses {
  const std::vector<ast::Citation>* cites = nullptr;
  const std::vector<ast::ExprPtr>* require = nullptr;
  const ast::Outcome* otherwise = nullptr;
  const ast::Outcome* if_unknown = nullptr;
  const ast::Texts* because = nullptr;
  const std::vector<ast::Disclose>* disclose = nullptr;
  const ast::Charge* charge = nullptr;
  const ast::Expr* at_least = nullptr;
  const ast::Expr* at_most = nullptr;
  const ast::Expr* starts = nullptr;
  const ast::DeadlineDue* due = nullptr;
  const ast::DeadlineExtension* extended = nullptr;
  const ast::DeadlineRestart* restarts = nullptr;
  const ast::Expr* paused_from = nullptr;
  const ast::Expr* paused_to = nullptr;
  const std::vector<ast::ExprPtr>* met_by = nullptr;
  const ast::Expr* unless = nullptr;
  const Decimal* warn_at = nullptr;
  const ast::GradingClauses* grading = nullptr;
  const std::vector<ast::ExprPtr>* raise = nullptr;
  const std::vector<ast::Response>* responses = nullptr;

  /// These with whatever `written` gives in their place.
  [[nodiscard]] Clauses with(const ast::Clauses& written) const;
};

/// Turns one rule's clauses into nodes. Expressions that several nodes inherit are checked once.
class RuleLowering {
 public:
  RuleLowering(Context& context, RulesetNames& ruleset, ast::RuleKind kind, Subject subject);
  /// Of a rule across groups: its guard is of each subject, and read apart.
  void without_guard() { has_guard_ = false; }

  /// `own` are the node's own clauses, `clauses` with what it inherits. The guard is own.
  [[nodiscard]] ir::Node node(const ast::Name& name, const ast::Clauses& own, const Clauses& clauses,
                              const ir::Period& period);
  [[nodiscard]] ir::OptExpr in_force_by(const ast::Clauses& own);
  [[nodiscard]] ir::OptExpr guard(const ast::Expr& condition) { return optional(&condition, Want::kCondition); }
  /// An upper rule's deadline with the due date and the extension that a lower layer gives.
  [[nodiscard]] std::optional<ir::DeadlineClauses> narrowed(const Clauses& clauses, ir::DeadlineClauses upper);
  /// Whether the last node is whole: nothing in it was reported.
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  enum class Want : std::uint8_t { kCondition, kInstant, kValue, kDay };
  Checked once(const ast::Expr& expr, Want want);
  ir::OptExpr optional(const ast::Expr* expr, Want want);

  ir::OptExpr requirement(const Clauses& clauses);
  ir::OptExpr one_condition(const Clauses& clauses);
  void add_disclosures(const Clauses& clauses, std::vector<ir::ExprId>& conditions);
  void add_commission(const Clauses& clauses, std::vector<ir::ExprId>& conditions);
  void outcomes(ir::Node& node, const Clauses& clauses);
  std::optional<Id<ir::Procedure>> procedure(const ast::Name& name);
  std::optional<ir::GradingClauses> grading(const ast::Name& name, const ast::GradingClauses& clauses);
  std::vector<ir::Response> responses(const std::vector<ast::Response>& written);
  std::optional<ir::DeadlineClauses> deadline(const Clauses& clauses);
  std::optional<ir::Due> due(const ast::DeadlineDue& due);
  ir::ExprId whole_days(ir::ExprId due);
  [[nodiscard]] bool counts_days(ir::ExprId due) const;
  ir::Reason reason(const ast::Texts& texts);  // reasons.cpp
  std::vector<ir::ReasonPiece> pieces(const std::string& text, SourceSpan span);
  ir::OptExpr braced_fact(const std::string& written, SourceSpan span);
  void no_blocking_mentions(const ir::Node& node);

  Context& context_;
  RulesetNames& ruleset_;
  ast::RuleKind kind_;
  Subject subject_;
  Expressions expressions_;
  std::unordered_map<const void*, Checked> checked_[2];  ///< [1]: where `due` is a moment
  std::map<std::array<const void*, 6>, std::pair<ir::OptExpr, bool>> requirements_;
  bool has_guard_ = true;
  bool whole_ = true;
};

/// Where a clause stands, by its keyword; `fallback` where that was not kept.
[[nodiscard]] SourceSpan clause_place(const ast::Clauses& clauses, const std::string& keyword, SourceSpan fallback);
[[nodiscard]] decision::Outcome outcome_of(ast::OutcomeWord word);
[[nodiscard]] std::string_view kind_name(ast::RuleKind kind);

}  // namespace probity::check
