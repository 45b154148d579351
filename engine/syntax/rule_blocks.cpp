#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

namespace {
constexpr std::size_t kRulesMax = 20'000;
}

const Blocks::ClauseWords& Blocks::rule_clauses() {
  static const ClauseWords kWords = {
      {Lexer::TITLE, "title", &Blocks::clause_title},
      {Lexer::CITES, nullptr, &Blocks::clause_cites},
      {Lexer::IN, nullptr, &Blocks::clause_in_force},
      {Lexer::IN_FORCE_WORD, nullptr, &Blocks::clause_in_force},
      {Lexer::WHEN, "when", &Blocks::clause_when},
      {Lexer::REQUIRE, nullptr, &Blocks::clause_require},
      {Lexer::COMPARE, "compare", &Blocks::clause_compare},
      {Lexer::OTHERWISE, "otherwise", &Blocks::clause_otherwise},
      {Lexer::IF, "if unknown", &Blocks::clause_if_unknown},
      {Lexer::IF_UNKNOWN_WORD, "if unknown", &Blocks::clause_if_unknown},
      {Lexer::BECAUSE, "because", &Blocks::clause_because},
      {Lexer::EXEMPT, "exempt", &Blocks::clause_exempt},
      {Lexer::DISCLOSE, nullptr, &Blocks::clause_disclose},
      {Lexer::CHARGE, "charge", &Blocks::clause_charge},
      {Lexer::AT, nullptr, &Blocks::clause_bound},
      {Lexer::AT_LEAST_WORD, nullptr, &Blocks::clause_bound},
      {Lexer::AT_MOST_WORD, nullptr, &Blocks::clause_bound},
      {Lexer::STARTS, "starts", &Blocks::clause_starts},
      {Lexer::DUE, "due", &Blocks::clause_due},
      {Lexer::EXTENDED, "extended", &Blocks::clause_extended},
      {Lexer::RESTARTS, "restarts", &Blocks::clause_restarts},
      {Lexer::PAUSED, "paused", &Blocks::clause_paused},
      {Lexer::MET, "met by", &Blocks::clause_met},
      {Lexer::MET_BY_WORD, "met by", &Blocks::clause_met},
      {Lexer::UNLESS, "unless", &Blocks::clause_unless},
      {Lexer::WARN, "warn at", &Blocks::clause_warn},
      {Lexer::ALSO, "also when", &Blocks::clause_also_when},
      {Lexer::ALSO_WHEN_WORD, "also when", &Blocks::clause_also_when},
      {Lexer::OBSERVE, "observe until", &Blocks::clause_observe},
      {Lexer::GIVES, "gives", &Blocks::clause_gives},
      {Lexer::GRADE, nullptr, &Blocks::clause_grade},
      {Lexer::POINTS, nullptr, &Blocks::clause_points},
      {Lexer::RECORDED, "recorded", &Blocks::clause_recorded},
      {Lexer::RAISE, nullptr, &Blocks::clause_raise},
      {Lexer::RAISE_WHERE_WORD, nullptr, &Blocks::clause_raise},
      {Lexer::OUTCOME, "outcome", &Blocks::clause_outcome},
      {Lexer::TELL, nullptr, &Blocks::clause_tell},
      {Lexer::ASK, nullptr, &Blocks::clause_ask},
  };
  return kWords;
}

void Blocks::read_rule(Block& block) {
  ast::Rule rule;
  rule.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headRule, block.head, Context::kPlain);
  bool is_whole = head != nullptr;
  if (is_whole) {
    rule.name = name(head->name(0));
    local_names(head->localNames(0), rule.names);
    local_names(head->localNames(1), rule.names);
    rule.subject = subject(*head->subject());
    is_whole = group_keys(*head, rule.across);
    const std::optional<ast::RuleKind> kind = meaning(kRuleKinds, *head->name(1), "kind of rule");
    is_whole = is_whole && kind.has_value();
    if (is_whole) rule.kind = *kind;
  }
  if (!is_whole) broken(block.head.begin + 1);
  clauses_ = {};
  read_clauses(block, rule_clauses());
  if (!is_whole) return;
  if (++rules_ > kRulesMax) {
    if (rules_ == kRulesMax + 1) {
      reader_.report(DiagnosticId::kTooManyRules, rule.span, std::to_string(kRulesMax));
    }
    return;
  }
  rule.clauses = std::move(clauses_);
  rule.clauses.places = places_;
  unit().rules.push_back(std::move(rule));
}

bool Blocks::group_keys(Parser::HeadRuleContext& head, std::vector<ast::GroupKey>& keys) {
  using Unit = ast::GroupKey::Unit;
  for (Parser::GroupKeyContext* each : head.groupKey()) {
    ast::GroupKey key;
    key.span = reader_.span_of(*each);
    if (each->MONTH() != nullptr || each->MONTH_OF_WORD() != nullptr) key.unit = Unit::kMonth;
    if (each->QUARTER() != nullptr) key.unit = Unit::kQuarter;
    if (each->YEAR() != nullptr || each->YEAR_OF_WORD() != nullptr) key.unit = Unit::kYear;
    key.value = each->sum() != nullptr ? exprs_.of(*each->sum()) : exprs_.of(*each->negation());
    if (key.value == nullptr) return false;
    keys.push_back(std::move(key));
  }
  return true;
}

bool Blocks::clause_compare(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseCompare, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.compare = exprs_.of(*node->rounded());
  return clauses_.compare != nullptr;
}

void Blocks::read_exception(Block& block) {
  ast::Exception exception;
  exception.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headException, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) {
    exception.name = name(head->name());
    exception.to = dotted(*head->dotted());
  } else {
    broken(block.head.begin + 1);
  }
  clauses_ = {};
  read_clauses(block, rule_clauses());
  if (!is_whole) return;
  exception.clauses = std::move(clauses_);
  exception.clauses.places = places_;
  unit().exceptions.push_back(std::move(exception));
}

void Blocks::read_stricter(Block& block) {
  ast::Stricter stricter;
  stricter.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headStricter, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) {
    stricter.name = name(head->name());
    for (Parser::LocalNamesContext* names : head->localNames()) local_names(names, stricter.names);
    stricter.of = dotted(*head->dotted());
  } else {
    broken(block.head.begin + 1);
  }
  clauses_ = {};
  read_clauses(block, rule_clauses());
  if (!is_whole) return;
  stricter.clauses = std::move(clauses_);
  stricter.clauses.places = places_;
  unit().stricter.push_back(std::move(stricter));
}

/// A definition has no clauses: what is indented below it continues it.
void Blocks::read_define(Block& block) {
  auto* head = reader_.parse(&Parser::headDefine, block.all(), Context::kExpression);
  ast::Define define;
  define.span = reader_.span_of(block.head);
  if (head != nullptr) {
    define.target = exprs_.path_of(*head->path());
    define.value = exprs_.of(*head->expr());
  }
  if (define.value != nullptr) {
    unit().defines.push_back(std::move(define));
    return;
  }
  std::size_t last = block.head.begin + 1;
  while (last + 2 < block.head.end && reader_.tokens()[last + 1].type == Lexer::DOT) last += 2;
  broken(last);
}

template <typename Tree>
bool Blocks::expression(const ClauseLines& clause, Tree* (Parser::*rule)(), ast::ExprPtr& into) {
  auto* node = reader_.parse(rule, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  into = exprs_.of(*node->expr());
  return into != nullptr;
}

bool Blocks::clause_title(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseTitle, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.title = texts(*node->texts());
  return true;
}

bool Blocks::clause_cites(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseCites, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::Citation citation;
  citation.span = reader_.span_of(clause.tokens);
  citation.unverified = node->UNVERIFIED() != nullptr;
  const bool in_words = node->VERSION() == nullptr && node->TEXT_LITERAL() != nullptr;
  if (node->TEXT_LITERAL() != nullptr) {
    const std::string text = unquoted(node->TEXT_LITERAL());
    if (in_words) citation.text = text;
    else citation.version = ast::Name{text, reader_.span_of(token(node->TEXT_LITERAL()))};
  }
  if (!in_words) {
    citation.instrument = name(node->name());
    if (node->provisions() != nullptr) {
      auto read = provisions(*node->provisions());
      if (!read) return false;
      citation.provisions = std::move(*read);
    }
  } else if (node->name() != nullptr) {
    citation.layer = meaning(kLayers, *node->name(), "layer");
    if (!citation.layer) return false;
  }
  clauses_.cites.push_back(std::move(citation));
  return true;
}

bool Blocks::clause_in_force(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseInForce, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  const SourceSpan place = reader_.span_of(clause.tokens);
  const std::string key = node->expr() != nullptr ? "in force by" : "in force";
  const auto [earlier, is_first] = places_.emplace(key, reader_.span_of(clause.tokens.begin));
  if (!is_first) {
    reader_.report(DiagnosticId::kClauseTwice, reader_.span_of(clause.tokens.begin), key)
        .label(earlier->second, PhraseId::kHereFirst)
        .suggest(PhraseId::kSeveralPeriods);
    return false;
  }
  if (node->expr() != nullptr) {
    clauses_.in_force_by = exprs_.of(*node->expr());
    return clauses_.in_force_by != nullptr;
  }
  ast::Period period;
  period.span = place;
  std::size_t next = 0;
  for (const bool is_from : {true, false}) {
    if ((is_from ? node->FROM() : node->TO()) == nullptr) continue;
    const std::optional<Date> day = exprs_.date(token(node->DATE_LITERAL(next++)));
    if (!day) return false;
    (is_from ? period.from : period.to) = day;
  }
  clauses_.in_force = period;
  return true;
}

bool Blocks::clause_when(const ClauseLines& clause) {
  return expression(clause, &Parser::clauseWhen, clauses_.when);
}

bool Blocks::clause_require(const ClauseLines& clause) {
  ast::ExprPtr condition;
  if (!expression(clause, &Parser::clauseRequire, condition)) return false;
  clauses_.require.push_back(std::move(condition));
  return true;
}

std::optional<ast::Outcome> Blocks::outcome(Parser::OutcomeContext& node) {
  ast::Outcome outcome;
  outcome.span = reader_.span_of(node);
  const bool via = node.VIA_WORD() != nullptr;  // `经 特别警示 确认`
  const auto word = meaning(kOutcomes, *node.name(via ? 1 : 0), "outcome");
  if (!word) return std::nullopt;
  outcome.word = *word;
  if (via || node.BY() != nullptr) outcome.procedure = name(node.name(via ? 0 : 1));
  return outcome;
}

bool Blocks::clause_otherwise(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseOtherwise, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.otherwise = outcome(*node->outcome());
  return clauses_.otherwise.has_value();
}

bool Blocks::clause_if_unknown(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseIfUnknown, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.if_unknown = outcome(*node->outcome());
  return clauses_.if_unknown.has_value();
}

bool Blocks::clause_because(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseBecause, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.because = texts(*node->texts());
  return true;
}

bool Blocks::clause_exempt(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseExempt, clause.tokens, Context::kPlain, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.exempt = true;
  return true;
}

bool Blocks::clause_disclose(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseDisclose, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::Disclose disclose;
  disclose.span = reader_.span_of(clause.tokens);
  disclose.document = name(node->name());
  if (node->rounded() != nullptr) {
    disclose.before = exprs_.of(*node->rounded());
    if (disclose.before == nullptr) return false;
  }
  clauses_.disclose.push_back(std::move(disclose));
  return true;
}

bool Blocks::clause_charge(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseCharge, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::Charge charge;
  const auto parts = node->rounded();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ast::ExprPtr part = exprs_.of(*parts[i]);
    if (part == nullptr) return false;
    if (i == 0) {
      charge.value = std::move(part);
    } else {
      charge.including.push_back(std::move(part));
    }
  }
  if (node->expr() != nullptr) {
    charge.where = exprs_.of(*node->expr());
    if (charge.where == nullptr) return false;
  }
  clauses_.charge = std::move(charge);
  return true;
}

/// `at least` and `at most` are two clauses.
bool Blocks::clause_bound(const ClauseLines& clause) {
  const std::size_t first = clause.tokens.begin;
  const auto is = [&](std::size_t i, std::size_t type) {
    return first + i < clause.tokens.end && reader_.tokens()[first + i].type == type;
  };
  const bool is_most = is(1, Lexer::MOST) || is(0, Lexer::AT_MOST_WORD);
  const std::string key = is_most ? "at most" : "at least";
  ast::ExprPtr& bound = is_most ? clauses_.at_most : clauses_.at_least;
  auto* node = reader_.parse(&Parser::clauseBound, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  ast::ExprPtr value = node == nullptr ? nullptr : exprs_.of(*node->rounded());
  const auto [earlier, is_first] = places_.emplace(key, reader_.span_of(first));
  if (!is_first && value != nullptr) {
    reader_.report(DiagnosticId::kClauseTwice, reader_.span_of(first), key)
        .label(earlier->second, PhraseId::kHereFirst)
        .suggest(PhraseId::kKeepOne);
    return false;
  }
  if (value == nullptr) return false;
  bound = std::move(value);
  return true;
}

// ---------------------------------------------------------------- deadlines

std::optional<ast::DeadlineDue> Blocks::due(Parser::DueContext& node) {
  ast::DeadlineDue due;
  due.value = node.duration() != nullptr ? exprs_.counted_from(*node.rounded(), *node.duration(), node)
                                         : exprs_.of(*node.rounded());
  if (due.value == nullptr) return std::nullopt;
  due.or_next_business_day = node.NEXT() != nullptr || node.NEXT_DAY_WORD() != nullptr;
  return due;
}

bool Blocks::clause_starts(const ClauseLines& clause) {
  return expression(clause, &Parser::clauseStarts, clauses_.deadline.starts);
}

bool Blocks::clause_due(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseDue, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  clauses_.deadline.due = due(*node->due());
  return clauses_.deadline.due.has_value();
}

bool Blocks::clause_extended(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseExtended, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::DeadlineExtension extension;
  extension.span = reader_.span_of(clause.tokens);
  std::optional<ast::DeadlineDue> later = due(*node->due());
  if (!later) return false;
  extension.due = std::move(*later);
  if (node->expr() != nullptr) {
    extension.condition = exprs_.of(*node->expr());
    if (extension.condition == nullptr) return false;
  }
  clauses_.deadline.extended = std::move(extension);
  return true;
}

bool Blocks::clause_restarts(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseRestarts, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::DeadlineRestart restart;
  restart.span = reader_.span_of(clause.tokens);
  restart.from = exprs_.of(*node->rounded());
  if (restart.from == nullptr) return false;
  if (node->expr() != nullptr) {
    restart.condition = exprs_.of(*node->expr());
    if (restart.condition == nullptr) return false;
  }
  clauses_.deadline.restarts = std::move(restart);
  return true;
}

bool Blocks::clause_paused(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clausePaused, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  ast::ExprPtr from = exprs_.of(*node->rounded(0));
  ast::ExprPtr to = from == nullptr ? nullptr : exprs_.of(*node->rounded(1));
  if (to == nullptr) return false;
  clauses_.deadline.paused_from = std::move(from);
  clauses_.deadline.paused_to = std::move(to);
  return true;
}

bool Blocks::clause_met(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseMet, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  std::vector<ast::ExprPtr> met_by;
  for (Parser::RoundedContext* each : node->rounded()) {
    met_by.push_back(exprs_.of(*each));
    if (met_by.back() == nullptr) return false;
  }
  clauses_.deadline.met_by = std::move(met_by);
  return true;
}

bool Blocks::clause_unless(const ClauseLines& clause) {
  return expression(clause, &Parser::clauseUnless, clauses_.deadline.unless);
}

bool Blocks::clause_warn(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseWarn, clause.tokens, Context::kExpression, &Blocks::begins_clause);
  if (node == nullptr) return false;
  const std::size_t number = token(node->share()->NUMBER_LITERAL());
  const ast::ExprPtr share = exprs_.amount({number, number + 2});
  if (share == nullptr) return false;
  clauses_.deadline.warn_at = std::get<ast::RateLit>(share->node).value.fraction;
  return true;
}

}  // namespace probity::syntax
