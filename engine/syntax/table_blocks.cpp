#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

namespace {
constexpr std::size_t kRowsMax = 100'000;
}

// ---------------------------------------------------------------- tables

void Blocks::read_table(Block& block) {
  ast::Table table;
  table.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headTable, block.head, Context::kPlain);
  bool is_whole = head != nullptr;
  if (is_whole) {
    table.name = name(head->name());
    local_names(head->localNames(), table.names);
  }
  bool has_heading = false;
  for (const ClauseLines& clause : block.clauses) {
    if (reader_.is_hopeless()) return;
    const std::size_t first = clause.tokens.begin;
    if (reader_.tokens()[first].type == Lexer::COVERS || reader_.tokens()[first].type == Lexer::COVERS_WORD) {
      static_cast<void>(reader_.parse(&Parser::clauseCovers, clause.tokens, Context::kPlain));
      table.covers_only_listed = true;  // a misspelt clause says so too; holes would be a second mistake
    } else if (reader_.tokens()[first].type != Lexer::PIPE) {
      if (reader_.may_be_parsed({first, first + 1})) {
        reader_.report(DiagnosticId::kUnknownClause, reader_.span_of(first), reader_.text_of(reader_.tokens()[first]))
            .suggest(PhraseId::kTableHolds);
      }
      is_whole = false;
    } else if (!has_heading) {
      has_heading = true;
      for (const TokenRange& cell : cells_of(clause.tokens)) {
        std::optional<ast::TableColumn> made = column(cell);
        if (made) table.columns.push_back(std::move(*made));
        is_whole = is_whole && made.has_value();
      }
    } else {
      std::optional<ast::TableRow> made = row(clause.tokens);
      if (made) table.rows.push_back(std::move(*made));
      is_whole = is_whole && made.has_value();
    }
  }
  const std::string called = reader_.text_of(reader_.tokens()[block.head.begin + 1]);
  if (!has_heading) {
    if (is_whole) {
      reader_.report(DiagnosticId::kTableWithoutHeading, table.span, called)
          .suggest(PhraseId::kFirstRowNamesColumns);
    }
    is_whole = false;
  }
  // A table with a row left out would have a hole that nobody made.
  if (!is_whole) return broken(block.head.begin + 1);
  unit().tables.push_back(std::move(table));
}

/// The stretches between the bars. A bar behind the last cell is usual and may be left out.
std::vector<TokenRange> Blocks::cells_of(TokenRange row) const {
  std::vector<TokenRange> cells;
  std::size_t begin = row.begin + 1;
  for (std::size_t i = begin; i < row.end; ++i) {
    if (reader_.tokens()[i].type != Lexer::PIPE) continue;
    cells.push_back({begin, i});
    begin = i + 1;
  }
  if (begin < row.end || cells.empty()) cells.push_back({begin, row.end});
  return cells;
}

std::optional<ast::TableColumn> Blocks::column(TokenRange cell) {
  ast::TableColumn column;
  if (cell.empty()) {  // marked between its bars
    column.span = reader_.span_of(cell.begin - 1);
    reader_.report(DiagnosticId::kIncomplete, column.span, "|", "the name of a column")
        .suggest(PhraseId::kEveryColumnHasHeading);
    return std::nullopt;
  }
  column.span = reader_.span_of(cell);
  if (cell.size() == 1) {
    if (const auto role = meaning_of(kColumnRoles, reader_.text_of(reader_.tokens()[cell.begin]))) {
      column.role = *role;
      return column;
    }
  }
  auto* node = reader_.parse(&Parser::cellHeading, cell, Context::kPlain);
  if (node == nullptr) return std::nullopt;
  if (node->path() != nullptr) {
    column.path = exprs_.of(*node->path());
  } else {
    column.name = name(node->name());
    column.type = type(*node->type());
  }
  return column;
}

std::optional<ast::TableRow> Blocks::row(TokenRange tokens) {
  if (++rows_ > kRowsMax) {
    if (rows_ == kRowsMax + 1) {
      reader_.report(DiagnosticId::kTooManyRows, reader_.span_of(tokens), std::to_string(kRowsMax));
    }
    return std::nullopt;
  }
  if (tokens.size() > reader_.limits().clause_tokens_max) return static_cast<void>(reader_.may_be_parsed(tokens)), std::nullopt;
  ast::TableRow row;
  row.span = reader_.span_of(tokens);
  bool is_whole = true;
  for (const TokenRange& each : cells_of(tokens)) {
    SourceSpan place = reader_.span_of(each.begin - 1);
    if (!each.empty()) place = reader_.span_of(each);
    std::optional<ast::TableCell> made = cell(each, place);
    if (made) row.cells.push_back(std::move(*made));
    is_whole = is_whole && made.has_value();
  }
  if (!is_whole) return std::nullopt;
  return row;
}

namespace {

ast::TableCell value_cell(ast::ExprPtr value, SourceSpan place) {
  ast::TableCell cell;
  cell.kind = ast::TableCell::Kind::kValue;
  cell.span = place;
  cell.values.push_back(std::move(value));
  return cell;
}

}  // namespace

/// Cells of one literal or name, by far the most, are read without the parser.
std::optional<ast::TableCell> Blocks::simple_cell(TokenRange cell) {
  const Token& first = reader_.tokens()[cell.begin];
  const SourceSpan place = reader_.span_of(cell);
  ast::ExprPtr value;
  if (cell.size() == 1) {
    if (first.type == Lexer::ANY) {
      ast::TableCell any;
      any.kind = ast::TableCell::Kind::kAny;
      any.span = place;
      return any;
    }
    if (first.type == Lexer::YES || first.type == Lexer::NO) {
      value = exprs_.truth(cell, first.type == Lexer::YES);
    } else if (first.type == Lexer::NUMBER_LITERAL) {
      value = exprs_.amount(cell);
    } else if (first.type == Lexer::TEXT_LITERAL) {
      value = exprs_.text(cell.begin);
    } else if (is_word(first.type) && !is_reserved(first.type)) {
      value = std::make_unique<ast::Expr>();
      value->span = place;
      value->node = ast::Path{{reader_.name_of(cell.begin)}};
    }
  }
  if (value == nullptr) return std::nullopt;
  return value_cell(std::move(value), place);
}

std::optional<ast::TableCell> Blocks::cell(TokenRange range, SourceSpan place) {
  ast::TableCell result;
  result.span = place;
  if (range.empty()) return result;  // blank
  if (std::optional<ast::TableCell> simple = simple_cell(range)) return simple;
  auto* node = reader_.parse(&Parser::cell, range, Context::kExpression);
  if (node == nullptr) return std::nullopt;
  std::vector<ast::ExprPtr> values;
  for (Parser::RoundedContext* each : node->rounded()) {
    values.push_back(exprs_.of(*each));
    if (values.back() == nullptr) return std::nullopt;
  }
  const bool one_of = node->ONE() != nullptr || node->IS_ONE_OF_WORD() != nullptr;
  const bool below = node->BELOW() != nullptr || node->IS_BELOW_WORD() != nullptr;
  const bool above = node->ABOVE() != nullptr || node->IS_ABOVE_WORD() != nullptr;
  const bool at_most = node->MOST() != nullptr || node->AT_MOST_WORD() != nullptr || node->IS_AT_MOST_WORD() != nullptr;
  const bool at_least =
      node->LEAST() != nullptr || node->AT_LEAST_WORD() != nullptr || node->IS_AT_LEAST_WORD() != nullptr;
  const bool to = node->TO() != nullptr;
  if (one_of) {
    result.kind = ast::TableCell::Kind::kOneOf;
    result.values = std::move(values);
    return result;
  }
  if (!below && !above && !at_most && !at_least && !to) return value_cell(std::move(values.front()), place);
  result.kind = ast::TableCell::Kind::kRange;
  result.low_open = above;
  result.high_open = below;
  if (at_least || above || to) result.low = std::move(values.front());
  if (to) result.high = std::move(values.back());
  if (!to && (at_most || below)) result.high = std::move(values.front());
  return result;
}

// ---------------------------------------------------------------- procedures

void Blocks::read_procedure(Block& block) {
  static const ClauseWords kWords = {
      {Lexer::STEPS, "steps", &Blocks::procedure_steps},
      {Lexer::DOCUMENT, "document", &Blocks::procedure_document},
      {Lexer::EVIDENCE, "evidence", &Blocks::procedure_evidence},
  };
  procedure_ = {};
  procedure_.span = reader_.span_of(block.head);
  auto* head = reader_.parse(&Parser::headProcedure, block.head, Context::kPlain);
  const bool is_whole = head != nullptr;
  if (is_whole) {
    procedure_.name = name(head->name());
    for (Parser::NameContext* party : head->parties()->name()) procedure_.parties.push_back(name(party));
    for (Parser::LocalNamesContext* each : head->localNames()) local_names(each, procedure_.names);
    procedure_.subject = subject(*head->subject());
  }
  const std::size_t before = reader_.mistakes();
  read_clauses(block, kWords);
  // Without a step that was reported, its evidence would look complete.
  if (!is_whole || reader_.mistakes() != before) return broken(block.head.begin + 1);
  unit().procedures.push_back(std::move(procedure_));
}

bool Blocks::procedure_steps(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseSteps, clause.tokens, Context::kExpression);
  if (node == nullptr) return false;
  for (Parser::NameContext* each : node->name()) procedure_.steps.push_back(name(each));
  procedure_.in_order = node->ORDER() != nullptr || node->IN_ORDER_WORD() != nullptr;
  if (node->rounded() == nullptr) return true;
  procedure_.before = exprs_.of(*node->rounded());
  return procedure_.before != nullptr;
}

bool Blocks::procedure_document(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseDocument, clause.tokens, Context::kPlain);
  if (node != nullptr) procedure_.document = name(node->name());
  return node != nullptr;
}

bool Blocks::procedure_evidence(const ClauseLines& clause) {
  auto* node = reader_.parse(&Parser::clauseEvidence, clause.tokens, Context::kPlain);
  if (node != nullptr) procedure_.evidence = exprs_.of(*node->path());
  return node != nullptr;
}

}  // namespace probity::syntax
