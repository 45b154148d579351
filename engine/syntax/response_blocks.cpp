#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

bool Blocks::clause_also_when(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseAlsoWhen, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.also_when = exprs_.of(*node->expr());
  return clauses_.also_when != nullptr;
}

bool Blocks::clause_observe(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseObserve, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.observe_until = exprs_.date(token(node->DATE_LITERAL()));
  return clauses_.observe_until.has_value();
}

// ---------------------------------------------------------------- gradings

bool Blocks::clause_gives(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseGives, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.grading.gives = name(node->name());
  return true;
}

bool Blocks::clause_grade(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseGrade, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::GradeStep step;
  step.span = reader_.span_of(clause.tokens);
  step.value = exprs_.of(*node->rounded());
  if (step.value == nullptr) return false;
  if (node->expr() != nullptr) {
    step.where = exprs_.of(*node->expr());
    if (step.where == nullptr) return false;
  }
  if (node->texts() != nullptr) step.because = texts(*node->texts());
  clauses_.grading.steps.push_back(std::move(step));
  return true;
}

bool Blocks::clause_points(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clausePoints, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::PointsLine line;
  line.span = reader_.span_of(clause.tokens);
  line.value = exprs_.of(*node->rounded());
  if (line.value == nullptr) return false;
  if (node->texts() != nullptr) line.what = texts(*node->texts());
  clauses_.grading.points.push_back(std::move(line));
  return true;
}

bool Blocks::clause_recorded(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseRecorded, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.grading.recorded = exprs_.of(*node->path());
  return clauses_.grading.recorded != nullptr;
}

// ---------------------------------------------------------------- alerts and responses

bool Blocks::clause_raise(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseRaise, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::ExprPtr condition = exprs_.of(*node->expr());
  if (condition == nullptr) return false;
  clauses_.raise.push_back(std::move(condition));
  return true;
}

/// An alert's `outcome` is to it what `otherwise` is to a rule that requires something.
bool Blocks::clause_outcome(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseOutcome, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.otherwise = outcome(*node->outcome());
  return clauses_.otherwise.has_value();
}

std::optional<ast::Who> Blocks::who(Parser::WhoContext& node) {
  ast::Who who;
  who.span = reader_.span_of(node);
  if (node.texts() != nullptr) {
    who.texts = texts(*node.texts());
    return who;
  }
  who.path = exprs_.of(*node.path());
  if (who.path == nullptr) return std::nullopt;
  return who;
}

/// `within 2 business days after EXPRESSION`, `by EXPRESSION`.
bool Blocks::response_time(Parser::ResponseTimeContext* node, ast::Response& into) {
  if (node == nullptr) return true;
  ast::DeadlineDue due;
  due.or_next_business_day = node->NEXT() != nullptr || node->NEXT_DAY_WORD() != nullptr;
  if (node->rounded() != nullptr) {
    due.value = exprs_.of(*node->rounded());
  } else {
    ast::ExprPtr length = node->length() != nullptr ? exprs_.of(*node->length()) : exprs_.of(*node->path());
    if (length == nullptr) return false;
    into.within = true;
    into.after_subject = node->negation() == nullptr;
    ast::ExprPtr anchor;
    if (into.after_subject) {
      anchor = std::make_unique<ast::Expr>();
      anchor->span = length->span;
      anchor->node = ast::SubjectDate{};
    } else {
      anchor = exprs_.of(*node->negation());
      if (anchor == nullptr) return false;
    }
    due.value = std::make_unique<ast::Expr>();
    due.value->span = reader_.span_of(*node);
    due.value->node = ast::Shift{std::move(length), true, std::move(anchor), due.value->span};
  }
  if (due.value == nullptr) return false;
  into.due = std::move(due);
  return true;
}

bool Blocks::clause_tell(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseTell, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::Response response;
  response.span = reader_.span_of(clause.tokens);
  for (Parser::WhoContext* each : node->who()) {
    std::optional<ast::Who> one = who(*each);
    if (!one) return false;
    response.who.push_back(std::move(*one));
  }
  if (!response_time(node->responseTime(), response)) return false;
  clauses_.responses.push_back(std::move(response));
  return true;
}

bool Blocks::clause_ask(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseAsk, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::Response response;
  response.asks = true;
  response.span = reader_.span_of(clause.tokens);
  std::optional<ast::Who> one = who(*node->who());
  if (!one) return false;
  response.who.push_back(std::move(*one));
  response.what = texts(*node->texts());
  if (!response_time(node->responseTime(), response)) return false;
  clauses_.responses.push_back(std::move(response));
  return true;
}

}  // namespace probity::syntax
