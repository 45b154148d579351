#include "ProbityLexer.h"
#include "engine/syntax/blocks.h"

namespace probity::syntax {

using Lexer = generated::ProbityLexer;

/// The line that begins with an entity maps it; each line below that is a field's. A line that is
/// indented further than the fields continues the one above it.
void Blocks::read_mapping(const ClauseLines& clause) {
  ast::EntityMapping mapping;
  mapping.span = reader_.span_of(clause.lines.front());
  TokenRange head = clause.lines.front();
  std::vector<TokenRange> fields;
  std::uint32_t indent = 0;
  const auto maps_field = [this](TokenRange line) {
    return line.size() > 1 && reader_.tokens()[line.begin + 1].type == Lexer::EQUALS;
  };
  for (std::size_t i = 1; i < clause.lines.size(); ++i) {
    const TokenRange line = clause.lines[i];
    const std::uint32_t column = reader_.tokens()[line.begin].column;
    if (fields.empty() && !maps_field(line)) {
      head.end = line.end;
    } else if (fields.empty() || column <= indent) {
      indent = column;
      fields.push_back(line);
    } else {
      fields.back().end = line.end;
    }
  }
  const bool is_whole = mapping_head(head, mapping);
  for (const TokenRange& field : fields) read_mapped(field, mapping);
  if (is_whole) unit().mappings.push_back(std::move(mapping));
}

ast::ColumnRef Blocks::column_of(Parser::ColumnContext& node) {
  const auto text = [this](Parser::NameContext* part) { return name(part).text; };
  ast::ColumnRef column;
  column.span = reader_.span_of(node);
  if (node.DOT() != nullptr) column.table = text(node.name(0));
  if (node.TEXT_LITERAL() != nullptr) {
    column.column = unquoted(node.TEXT_LITERAL());
  } else {
    column.column = text(node.name().back());
  }
  return column;
}

std::vector<ast::ColumnRef> Blocks::columns_of(Parser::ColumnsContext& node) {
  std::vector<ast::ColumnRef> result;
  for (Parser::ColumnContext* each : node.column()) result.push_back(column_of(*each));
  return result;
}

ast::FieldMapping::As Blocks::form_of(Parser::FormContext& node, std::string& format) {
  if (node.TEXT_LITERAL() != nullptr) format = unquoted(node.TEXT_LITERAL());
  if (node.EXCEL() != nullptr || node.EXCEL_DATE_WORD() != nullptr) return ast::FieldMapping::As::kExcelDate;
  return node.MOMENT() != nullptr ? ast::FieldMapping::As::kMoment : ast::FieldMapping::As::kDate;
}

bool Blocks::mapping_head(TokenRange tokens, ast::EntityMapping& mapping) {
  auto* node = reader_.parse(&Parser::clauseMapping, tokens, Context::kPlain);
  if (node == nullptr) return false;
  mapping.entity = name(node->name(0));
  const bool is_list = node->DOT() != nullptr;
  if (is_list) mapping.list_field = name(node->name(1));
  if (node->EVERY() != nullptr) {
    mapping.every = ast::EntityMapping::Every{name(node->name(2)), name(node->name(3))};
    return true;
  }
  mapping.table = node->TEXT_LITERAL() != nullptr ? unquoted(node->TEXT_LITERAL()) : name(node->name(is_list ? 2 : 1)).text;
  places_.clear();
  bool is_whole = true;
  for (Parser::MappingOptionContext* option : node->mappingOption()) {
    is_whole = mapping_option(*option, mapping) && is_whole;
  }
  return is_whole;
}

bool Blocks::mapping_option(Parser::MappingOptionContext& node, ast::EntityMapping& mapping) {
  // `where`, `join` and references may come again; of the others only one makes sense.
  const std::size_t first = reader_.range_of(node).begin;
  const auto once = [&](const char* key) {
    const auto [earlier, is_first] = places_.emplace(key, reader_.span_of(first));
    if (!is_first) {
      reader_.report(DiagnosticId::kClauseTwice, reader_.span_of(first), key)
          .label(earlier->second, PhraseId::kHereFirst)
          .suggest(PhraseId::kKeepOne);
    }
    return is_first;
  };
  if (auto* key = dynamic_cast<Parser::OptionKeyContext*>(&node)) {
    mapping.key_row = key->ROW() != nullptr || key->KEY_ROW_WORD() != nullptr;
    if (key->columns() != nullptr) mapping.key = columns_of(*key->columns());
    return once("key");
  }
  if (auto* owner = dynamic_cast<Parser::OptionOwnerContext*>(&node)) {
    mapping.owner = columns_of(*owner->columns(0));
    if (owner->IS() != nullptr) mapping.owner_is = columns_of(*owner->columns(1));
    return once("of");
  }
  if (auto* as_of = dynamic_cast<Parser::OptionAsOfContext*>(&node)) {
    mapping.as_of = column_of(*as_of->column());
    if (as_of->form() != nullptr) mapping.as_of_form = form_of(*as_of->form(), mapping.as_of_format);
    return once("as of");
  }
  if (dynamic_cast<Parser::OptionLastContext*>(&node) != nullptr) {
    mapping.repeats = ast::Repeats::kLastWins;
    return once("row wins");
  }
  if (dynamic_cast<Parser::OptionFirstContext*>(&node) != nullptr) {
    mapping.repeats = ast::Repeats::kFirstWins;
    return once("row wins");
  }
  if (dynamic_cast<Parser::OptionRefuseContext*>(&node) != nullptr) {
    mapping.repeats = ast::Repeats::kRefuse;
    return once("row wins");
  }
  if (auto* unpivot = dynamic_cast<Parser::OptionUnpivotContext*>(&node)) {
    for (Parser::ColumnContext* each : unpivot->column()) mapping.unpivot.push_back(column_of(*each));
    mapping.unpivot_range = unpivot->TO() != nullptr;
    mapping.unpivot_as = name(unpivot->name()).text;
    return once("unpivot");
  }
  if (auto* where = dynamic_cast<Parser::OptionWhereContext*>(&node)) {
    std::vector<std::string> texts = exprs_.texts_of(where->TEXT_LITERAL());
    ast::RowFilter filter;
    filter.column = column_of(*where->column());
    filter.negated = where->NOT() != nullptr || where->IS_NOT_WORD() != nullptr || where->IS_NOT_ONE_OF_WORD() != nullptr;
    filter.text = texts.front();
    filter.also.assign(texts.begin() + 1, texts.end());
    mapping.filters.push_back(std::move(filter));
    return true;
  }
  if (auto* join = dynamic_cast<Parser::OptionJoinContext*>(&node)) {
    mapping.joins.push_back({unquoted(join->TEXT_LITERAL()), column_of(*join->column(0)),
                             column_of(*join->column(1)), reader_.span_of(node)});
    return true;
  }
  auto* reference = dynamic_cast<Parser::OptionReferenceContext*>(&node);
  PROBITY_CHECK(reference != nullptr);  // the grammar has no other option
  mapping.references.push_back({whole(*reference->referenceName()), columns_of(*reference->columns())});
  return true;
}

void Blocks::read_mapped(TokenRange tokens, ast::EntityMapping& mapping) {
  const bool maps = tokens.size() > 1 && reader_.tokens()[tokens.begin + 1].type == Lexer::EQUALS;
  if (!maps) {
    if (!reader_.may_be_parsed(tokens)) return;
    reader_.report(DiagnosticId::kNotAFieldLine, reader_.span_of(tokens.begin))
        .suggest(PhraseId::kFieldIsMappedBy);
    return;
  }
  auto* node = reader_.parse(&Parser::clauseMapped, tokens, Context::kPlain);
  if (node == nullptr) return;
  ast::FieldMapping field;
  field.span = reader_.span_of(tokens);
  field.field = name(node->name());
  if (node->column() != nullptr) {
    field.from = column_of(*node->column());
  } else if (node->COLUMN() != nullptr) {
    field.from = ast::ColumnRef{std::nullopt, unquoted(node->TEXT_LITERAL()), reader_.span_of(token(node->TEXT_LITERAL()))};
  } else {
    field.from = unquoted(node->TEXT_LITERAL());
  }
  for (Parser::MappedOptionContext* option : node->mappedOption()) {
    if (!mapped_option(*option, field)) return;
  }
  mapping.fields.push_back(std::move(field));
}

bool Blocks::mapped_option(Parser::MappedOptionContext& node, ast::FieldMapping& field) {
  if (node.form() != nullptr) {
    field.as = form_of(*node.form(), field.format);
  } else if (node.zoneName() != nullptr) {
    field.zone = whole(*node.zoneName());
    field.ignore_offset = node.IGNORING() != nullptr || node.IGNORING_OFFSET_WORD() != nullptr;
  } else if (node.column() != nullptr) {
    field.currency_column = column_of(*node.column());
  } else if (node.name() != nullptr) {
    field.currency = name(node.name()).text;
  } else {
    return value_map(*node.valueMap(), field);
  }
  return true;
}

bool Blocks::value_map(Parser::ValueMapContext& node, ast::FieldMapping& field) {
  using Match = ast::ValueMapEntry::Match;
  field.has_values = true;
  for (Parser::ValueEntryContext* each : node.valueEntry()) {
    ast::ValueMapEntry entry;
    entry.span = reader_.span_of(*each);
    if (each->STARTS() != nullptr || each->STARTS_WITH_WORD() != nullptr) entry.match = Match::kStartsWith;
    if (each->ENDS() != nullptr || each->ENDS_WITH_WORD() != nullptr) entry.match = Match::kEndsWith;
    if (each->CONTAINS() != nullptr) entry.match = Match::kContains;
    if (each->ELSE() != nullptr || each->OTHERWISE() != nullptr) entry.match = Match::kElse;
    if (each->TEXT_LITERAL() != nullptr) entry.text = unquoted(each->TEXT_LITERAL());
    Parser::GivenValueContext& value = *each->givenValue();
    if (value.UNKNOWN() == nullptr) {
      if (value.givenRecord() != nullptr || value.givenList() != nullptr) {
        reader_.report(DiagnosticId::kExpected, reader_.span_of(value), "->", "one value", "a record or a list");
        return false;
      }
      ast::ExprPtr result = scalar(value);
      if (result == nullptr) return false;
      entry.value = std::move(result);
    }
    field.values.push_back(std::move(entry));
  }
  return true;
}

}  // namespace probity::syntax
