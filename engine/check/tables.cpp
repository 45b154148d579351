#include "engine/check/tables.h"

#include <algorithm>
#include <set>

#include "engine/check/expressions.h"
#include "engine/solve/intervals.h"
#include "engine/check/vocabulary.h"

namespace probity::check {
namespace {

using solve::Cut;
using solve::Line;

using Role = ast::TableColumn::Role;

/// `gives: TYPE` says which enumeration the results are of.
Role role_of(const ast::TableColumn& column) {
  if (column.role == Role::kInput && column.name && column.name->text == "gives") return Role::kGives;
  return column.role;
}

/// One table from its heading to its rows.
class TableChecker {
 public:
  TableChecker(Context& context, RulesetNames& ruleset, const ast::Table& source)
      : context_(context), source_(source), expressions_(context, scope_in(ruleset)) {
    table_.name = ruleset.name + "." + source.name.text;
    table_.names = local_names(source.names);
    table_.covers_only_listed = source.covers_only_listed;
    table_.span = source.name.span;
  }

  MaybeBroken<ir::Table> check() {
    const std::size_t before = context_.reported;
    read_heading();
    if (context_.reported != before || broken_) return std::nullopt;
    if (!read_gives_type()) return std::nullopt;
    for (const ast::TableRow& row : source_.rows) read_row(row);
    if (context_.reported != before || broken_ || table_.rows.empty()) return std::nullopt;
    end_rows_before_the_next();
    check_coverage(context_, table_);
    // A table with a hole is still a table: its users are not mistaken.
    return context_.program.tables.add(std::move(table_));
  }

 private:
  static Scope scope_in(RulesetNames& ruleset) {
    Scope scope;
    scope.ruleset = &ruleset;
    return scope;
  }

  void read_heading() {
    if (source_.rows.empty()) context_.report(DiagnosticId::kEmptyTable, source_.name.span, source_.name.text);
    for (std::size_t i = 0; i < source_.columns.size(); ++i) {
      const ast::TableColumn& column = source_.columns[i];
      if (role_of(column) == Role::kGives) {
        if (gives_) context_.report(DiagnosticId::kColumnTwice, column.span, "gives");
        gives_ = i;
      }
      if (role_of(column) != Role::kInput) continue;
      const auto type = input_type(column);
      if (!type) {
        broken_ = true;
        continue;
      }
      if (!Line::of(context_.schema(), *type)) {
        context_.report(DiagnosticId::kColumnType, column.span, context_.type_text(*type));
        continue;
      }
      table_.inputs.push_back(*type);
    }
    if (!gives_ && !broken_) {
      context_.report(DiagnosticId::kMissingGives, source_.name.span, source_.name.text)
          .suggest(PhraseId::kNameTheResults);
    }
  }

  std::optional<Type> input_type(const ast::TableColumn& column) {
    if (column.type) return read_type(context_, *column.type);
    const auto* path = column.path ? std::get_if<ast::Path>(&column.path->node) : nullptr;
    if (path == nullptr || path->parts.size() < 2) {
      auto& diagnostic = context_.report(DiagnosticId::kColumnWithoutType, column.span).suggest(PhraseId::kWriteColumnPath);
      if (path != nullptr) Context::offer_nearest(diagnostic, path->parts[0].text, {"gives", "from", "to", "cites"});
      return std::nullopt;
    }
    const Schema& schema = context_.schema();
    for (std::uint32_t i = 0; i < schema.entities.size(); ++i) {
      const Entity& entity = schema.entities[Id<Entity>(i)];
      const auto named = [&](const auto& local) { return local.second == path->parts[0].text; };
      if (entity.variable() != path->parts[0].text &&
          std::none_of(entity.names.begin(), entity.names.end(), named)) {
        continue;
      }
      Scope scope = expressions_.scope();
      scope.subject = Subject{Id<Entity>(i), std::nullopt};
      scope.in_define = true;
      const Checked read = Expressions(context_, scope).path(*path, column.span);
      if (!read) return std::nullopt;
      return context_.type(*read);
    }
    std::vector<std::string> candidates;
    for (const Entity& entity : schema.entities) candidates.push_back(entity.variable());
    context_.report_unknown(DiagnosticId::kUnknownName, path->parts[0], candidates, path->parts[0].text);
    return std::nullopt;
  }

  /// The results' type is the type of what is written; bare names must all be of one enumeration.
  bool read_gives_type() {
    const ast::TableColumn& column = source_.columns[*gives_];
    if (column.type) {
      const auto type = read_type(context_, *column.type);
      if (type) table_.gives = *type;
      return type.has_value();
    }
    std::vector<const ast::Name*> names;
    for (const ast::TableRow& row : source_.rows) {
      if (row.cells.size() <= *gives_ || row.cells[*gives_].values.empty()) continue;
      const ast::Expr& value = *row.cells[*gives_].values.front();
      const auto* path = std::get_if<ast::Path>(&value.node);
      if (path != nullptr && path->parts.size() == 1) {
        names.push_back(&path->parts[0]);
        continue;
      }
      if (!names.empty()) break;
      const Checked checked = expressions_.check(value);
      if (!checked) return false;
      table_.gives = context_.type(*checked);
      open_currency();
      return true;
    }
    return enumeration_of(names, column);
  }

  /// Amounts of several currencies in one column: money, checked when used.
  void open_currency() {
    if (table_.gives.kind != TypeKind::kMoney) return;
    for (const ast::TableRow& row : source_.rows) {
      if (row.cells.size() <= *gives_ || row.cells[*gives_].values.empty()) continue;
      const auto* money = std::get_if<ast::MoneyLit>(&row.cells[*gives_].values.front()->node);
      if (money != nullptr && money->value.currency != table_.gives.currency) table_.gives.currency.reset();
    }
  }

  bool enumeration_of(const std::vector<const ast::Name*>& names, const ast::TableColumn& column) {
    const Schema& schema = context_.schema();
    std::vector<std::string> fitting;
    std::vector<std::string> values;
    std::size_t best = 0;
    Id<Enumeration> nearest;
    for (std::uint32_t i = 0; i < schema.enumerations.size(); ++i) {
      const Id<Enumeration> id(i);
      const auto known = static_cast<std::size_t>(std::count_if(
          names.begin(), names.end(), [&](const ast::Name* name) { return schema.find_value(id, name->text).has_value(); }));
      if (known == names.size()) fitting.push_back(schema.enumerations[id].name);
      if (known > best) {
        best = known;
        nearest = id;
      }
      for (const EnumerationValue& value : schema.enumerations[id].values) values.push_back(value.name);
    }
    if (names.empty()) return true;  // nothing is given that has a type: reported by row
    if (fitting.size() > 1) {
      context_.report(DiagnosticId::kGivesAmbiguous, column.span, alternatives(fitting))
          .suggest(PhraseId::kWriteGivesType, fitting.front());
      return false;
    }
    if (best == 0) {
      context_.report_unknown(DiagnosticId::kUnknownName, *names.front(), values, names.front()->text);
      return false;
    }
    // One unknown name among known ones is reported in its cell.
    table_.gives = symbol_of(nearest);
    return true;
  }

  void read_row(const ast::TableRow& source) {
    if (source.cells.size() != source_.columns.size()) {
      context_.report(DiagnosticId::kRowLength, source.span, std::to_string(source_.columns.size()),
                      std::to_string(source.cells.size()));
      return;
    }
    ir::Row row;
    row.span = source.span;
    std::size_t input = 0;
    for (std::size_t i = 0; i < source.cells.size(); ++i) {
      const ast::TableCell& cell = source.cells[i];
      if (cell.kind == ast::TableCell::Kind::kBlank) {
        const bool is_result = role_of(source_.columns[i]) == Role::kGives;
        context_.report(DiagnosticId::kBlankCell, cell.span)
            .suggest(is_result ? PhraseId::kWriteTheResult : PhraseId::kWriteAny);
        if (role_of(source_.columns[i]) == Role::kInput) ++input;
        continue;
      }
      switch (role_of(source_.columns[i])) {
        case Role::kInput:
          if (auto lowered = read_cell(cell, table_.inputs[input])) row.cells.push_back(std::move(*lowered));
          ++input;
          break;
        case Role::kFrom: row.period.from = read_day(cell); break;
        case Role::kTo: row.period.to = read_day(cell); break;
        case Role::kGives: row.gives = read_result(cell); break;
        case Role::kCites: read_citation(cell, row); break;
      }
    }
    if (row.period.from && row.period.to && *row.period.to < *row.period.from) {
      context_.report(DiagnosticId::kPeriodBackwards, source.span, row.period.from->to_string(),
                      row.period.to->to_string());
    }
    table_.rows.push_back(std::move(row));
  }

  void read_citation(const ast::TableCell& cell, ir::Row& row) {
    if (cell.kind == ast::TableCell::Kind::kAny) return;
    const auto* text = cell.values.empty() ? nullptr : std::get_if<ast::TextLit>(&cell.values.front()->node);
    if (text == nullptr) context_.report(DiagnosticId::kCellType, cell.span, "another value", "text");
    else row.cites = text->value;
  }

  std::optional<Date> read_day(const ast::TableCell& cell) {
    if (cell.kind == ast::TableCell::Kind::kAny) return std::nullopt;
    const auto* date = cell.values.size() == 1 ? std::get_if<ast::DateLit>(&cell.values.front()->node) : nullptr;
    if (date != nullptr) return date->value;
    context_.report(DiagnosticId::kCellType, cell.span, "another value", "date");
    return std::nullopt;
  }

  ir::OptExpr read_result(const ast::TableCell& cell) {
    if (cell.kind != ast::TableCell::Kind::kValue || cell.values.size() != 1) {
      context_.report(DiagnosticId::kCellNotConstant, cell.span);
      return std::nullopt;
    }
    const Checked value = expressions_.check(*cell.values.front(), Hint::of(table_.gives));
    if (!value) {
      broken_ = true;
      return std::nullopt;
    }
    if (!Expressions::common_type(table_.gives, context_.type(*value))) {
      context_.report(DiagnosticId::kCellType, cell.span, context_.type_text(context_.type(*value)),
                      context_.type_text(table_.gives));
      return std::nullopt;
    }
    return value;
  }

  std::optional<Value> constant(const ast::Expr& expr, Type& type) {
    const Checked checked = expressions_.check(expr, Hint::of(type));
    if (!checked) {
      broken_ = true;
      return std::nullopt;
    }
    const Type found = context_.type(*checked);
    const auto together = Expressions::common_type(type, found);
    if (!together) {
      context_.report(DiagnosticId::kCellType, expr.span, context_.type_text(found), context_.type_text(type));
      return std::nullopt;
    }
    const auto* value = std::get_if<ir::Constant>(&context_.expr(*checked).node);
    if (const auto* use = std::get_if<ir::UseParameter>(&context_.expr(*checked).node)) {
      const ir::Parameter& parameter = context_.program.parameters[use->parameter];
      if (parameter.single() != nullptr) {
        type = *together;
        return *parameter.single();
      }
      broken_ = true;
      if (!dated_parameters_.insert(use->parameter.index()).second) return std::nullopt;
      context_.report(DiagnosticId::kParameterInCell, expr.span, context_.written(expr.span))
          .label(parameter.span, PhraseId::kIsDeclaredHere)
          .suggest(PhraseId::kOneValueWithoutDates);
      return std::nullopt;
    }
    if (value == nullptr) {
      context_.report(DiagnosticId::kCellNotConstant, expr.span);
      return std::nullopt;
    }
    type = *together;  // the first amount says the column's currency
    return value->value;
  }

  std::optional<ir::Cell> read_cell(const ast::TableCell& source, Type& type) {
    ir::Cell cell;
    switch (source.kind) {
      case ast::TableCell::Kind::kBlank:
      case ast::TableCell::Kind::kAny:
        return cell;
      case ast::TableCell::Kind::kValue:
      case ast::TableCell::Kind::kOneOf:
        cell.kind = ir::Cell::Kind::kOneOf;
        for (const auto& value : source.values) {
          if (auto read = constant(*value, type)) cell.values.push_back(std::move(*read));
        }
        if (cell.values.size() != source.values.size()) return std::nullopt;
        return cell;
      case ast::TableCell::Kind::kRange:
        break;
    }
    cell.kind = ir::Cell::Kind::kRange;
    if (!is_ordered(context_.schema(), type)) {
      context_.report(DiagnosticId::kNotOrdered, source.span, context_.type_text(type));
      return std::nullopt;
    }
    if (source.low) cell.low = constant(*source.low, type);
    if (source.high) cell.high = constant(*source.high, type);
    if ((source.low && !cell.low) || (source.high && !cell.high)) return std::nullopt;
    cell.low_open = source.low_open;
    cell.high_open = source.high_open;
    const auto line = Line::of(context_.schema(), type);
    if (cell.low && cell.high && line) {
      const Cut from = cell.low_open ? line->after(*cell.low) : line->before(*cell.low);
      const Cut to = cell.high_open ? line->before(*cell.high) : line->after(*cell.high);
      if (!(from < to)) {
        context_.report(DiagnosticId::kEmptyRange, source.span);
        return std::nullopt;
      }
    }
    return cell;
  }

  std::string keys_of(const ir::Row& row) const {
    std::string text;
    for (const ir::Cell& cell : row.cells) {
      std::vector<std::string> values;
      for (const Value& value : cell.values) values.push_back(value_text(context_.schema(), value));
      std::sort(values.begin(), values.end());
      text += std::to_string(static_cast<int>(cell.kind));
      for (const std::string& value : values) text += "|" + value;
      if (cell.low) text += (cell.low_open ? ">" : ">=") + value_text(context_.schema(), *cell.low);
      if (cell.high) text += (cell.high_open ? "<" : "<=") + value_text(context_.schema(), *cell.high);
      text += "\n";
    }
    return text;
  }

  /// A row without `to` is in force until the day before the next row for the same keys.
  void end_rows_before_the_next() {
    std::unordered_map<std::string, std::vector<ir::Row*>> by_keys;
    for (ir::Row& row : table_.rows) by_keys[keys_of(row)].push_back(&row);
    for (auto& [keys, rows] : by_keys) {
      std::stable_sort(rows.begin(), rows.end(),
                       [](const ir::Row* a, const ir::Row* b) { return a->period.from < b->period.from; });
      for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const auto& next = rows[i + 1]->period.from;
        if (rows[i]->period.to || !next || rows[i]->period.from == next) continue;
        if (const auto last = next->plus_days(-1); last.ok()) rows[i]->period.to = last.value();
      }
    }
  }

  Context& context_;
  const ast::Table& source_;
  Expressions expressions_;
  ir::Table table_;
  std::optional<std::size_t> gives_;
  bool broken_ = false;
  std::set<std::uint32_t> dated_parameters_;  ///< reported once each
};

}  // namespace

void check_tables(Context& context) {
  for (RulesetNames& ruleset : context.rulesets) {
    for (const ast::Unit* unit : ruleset.units) {
      for (const ast::Table& table : unit->tables) {
        const auto found = ruleset.tables.find(table.name.text);
        if (found == ruleset.tables.end() || found->second.source != &table) continue;  // declared twice
        const auto checked = TableChecker(context, ruleset, table).check();
        context.left_out = context.left_out || !checked;
        const auto fill = [&](const std::string& name) {
          const auto entry = ruleset.tables.find(name);
          if (entry != ruleset.tables.end() && entry->second.source == &table) entry->second.table = checked;
        };
        fill(table.name.text);
        for (const auto& [language, name] : table.names.by_language) fill(name);
      }
    }
  }
}

}  // namespace probity::check
