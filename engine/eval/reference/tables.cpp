// Looking a table up; see *Tables* in the reference.
#include <algorithm>

#include "engine/eval/reference/compare.h"
#include "engine/eval/reference/describe.h"
#include "engine/eval/reference/evaluation.h"

namespace probity::eval::reference {
namespace {

Result<Truth> in_range(const ir::Cell& cell, const Value& value, const Zone& zone) {
  Truth result = Truth::kTrue;
  if (cell.low) {
    const ir::Compare op = cell.low_open ? ir::Compare::kGreater : ir::Compare::kGreaterOrEqual;
    PROBITY_TRY(const Truth above, compare(op, value, *cell.low, zone));
    result = both(result, above);
  }
  if (cell.high) {
    const ir::Compare op = cell.high_open ? ir::Compare::kLess : ir::Compare::kLessOrEqual;
    PROBITY_TRY(const Truth below, compare(op, value, *cell.high, zone));
    result = both(result, below);
  }
  return result;
}

Result<Truth> matches(const ir::Cell& cell, const Evaluated& input, const Zone& zone) {
  if (cell.kind == ir::Cell::Kind::kAny) return Truth::kTrue;
  if (!input.known()) return Truth::kUnknown;
  if (cell.kind == ir::Cell::Kind::kRange) return in_range(cell, *input.value, zone);
  Truth result = Truth::kFalse;
  for (const Value& value : cell.values) {
    PROBITY_TRY(const Truth same, compare(ir::Compare::kEqual, *input.value, value, zone));
    result = either(result, same);
  }
  return result;
}

bool same_cell(const ir::Cell& a, const ir::Cell& b) {
  return a.kind == b.kind && a.values == b.values && a.low == b.low && a.high == b.high &&
         a.low_open == b.low_open && a.high_open == b.high_open;
}

bool same_keys(const ir::Row& a, const ir::Row& b) {
  return std::equal(a.cells.begin(), a.cells.end(), b.cells.begin(), b.cells.end(), same_cell);
}

bool is_one_day(const ir::Period& day) { return day.from && day.from == day.to; }

}  // namespace

Evaluation::Match Evaluation::match_rows(const ir::Table& table, const std::vector<Evaluated>& inputs,
                                         const ir::Period& day) const {
  Match match;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const ir::Row& row = table.rows[i];
    Truth keys = Truth::kTrue;
    for (std::size_t column = 0; column < row.cells.size() && column < inputs.size(); ++column) {
      const Result<Truth> cell = matches(row.cells[column], inputs[column], zone());
      if (!cell.ok()) {
        match.error = cell.error();
        return match;
      }
      keys = both(keys, cell.value());
      if (keys == Truth::kFalse) break;
    }
    if (keys == Truth::kFalse) continue;
    const Truth period = in_force(row.period, day);
    if (period == Truth::kFalse) {
      match.not_in_force.push_back(i);
    } else if (both(keys, period) == Truth::kTrue) {
      match.row = i;
      return match;
    } else {
      match.possible.push_back(i);
    }
  }
  return match;
}

Evaluated Evaluation::row_value(ir::ExprId id, const ir::Table& table, std::size_t row) {
  const ir::OptExpr& gives = table.rows[row].gives;
  return gives ? evaluate(*gives) : fault(id, "the row gives nothing");
}

/// What all rows give that the unknown inputs leave, if every completion finds one of them.
Evaluated Evaluation::shared_value(ir::ExprId id, const ir::Table& table, const Match& match,
                                   const ir::Period& day, Missing& missing) {
  if (table.covers_only_listed) return missing.take();
  std::vector<ir::Period> periods;
  for (const std::size_t row : match.possible) periods.push_back(table.rows[row].period);
  if (!is_one_day(day) && !cover_all(day, periods)) return missing.take();
  for (const std::size_t gone : match.not_in_force) {
    const bool has_successor = std::any_of(match.possible.begin(), match.possible.end(), [&](std::size_t row) {
      return same_keys(table.rows[gone], table.rows[row]);
    });
    if (!has_successor) return missing.take();
  }
  Evaluated first = row_value(id, table, match.possible.front());
  missing.add(first);
  if (!first.known()) return missing.take();
  for (const std::size_t row : match.possible) {
    const Evaluated other = row_value(id, table, row);
    if (other.known() && surely_same(*first.value, *other.value, zone())) continue;
    missing.add(other);
    return missing.take();
  }
  return first;
}

Evaluated Evaluation::eval(ir::ExprId id, const ir::Expr&, const ir::Lookup& node) {
  const ir::Table& table = program_.tables[node.table];
  std::vector<Evaluated> inputs;
  inputs.reserve(node.arguments.size());
  Missing missing;
  for (const ir::ExprId argument : node.arguments) {
    inputs.push_back(evaluate(argument));
    missing.add(inputs.back());
  }
  ir::Period day = day_;
  if (node.on) {
    const Evaluated on = evaluate(*node.on);
    const std::optional<Moment> moment = on.known() ? as_moment(*on.value) : std::nullopt;
    day = ir::Period();
    if (moment) day.from = day.to = moment->day_in(zone());
    missing.add(on);
  } else if (!is_one_day(day) && !subject_moment_) {
    missing.add(subject_date_unknown());
  }

  const Match match = match_rows(table, inputs, day);
  if (match.error) return fault(id, match.error->message);
  if (match.row) {
    if (counting()) {
      ++options_.coverage->rows[table.name + ":" + std::to_string(*match.row + 1)];
    }
    return row_value(id, table, *match.row);
  }
  if (!match.possible.empty()) return shared_value(id, table, match, day, missing);
  if (!recording()) return fault(id, "");
  std::string message = "no row for ";
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i > 0) message += ", ";
    message += inputs[i].known() ? value_text(schema(), *inputs[i].value) : "unknown";
  }
  if (is_one_day(day)) message += " on " + day.from->to_string();
  return fault(id, message);
}

}  // namespace probity::eval::reference
