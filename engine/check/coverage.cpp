#include <algorithm>
#include <set>

#include "engine/solve/intervals.h"
#include "engine/check/tables.h"

namespace probity::check {
namespace {

using solve::Cut;
using solve::Interval;
using solve::IntervalSet;
using solve::Line;

/// Which atoms of a column a cell takes: half-open ranges, in order.
using Atoms = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// A column's line cut at every place where some cell begins or ends: inside one of these atoms
/// all values meet the same rows.
class Column {
 public:
  Column(const Schema& schema, const Type& type, const std::vector<ir::Row>& rows, std::size_t index)
      : line_(*Line::of(schema, type)) {
    std::vector<IntervalSet> cells;
    cells.reserve(rows.size());
    for (const ir::Row& row : rows) cells.push_back(values_of(row.cells[index]));
    cuts_ = {line_.whole().from, line_.whole().to};
    for (const IntervalSet& cell : cells) {
      for (const Interval& part : cell.parts()) {
        cuts_.push_back(part.from);
        cuts_.push_back(part.to);
      }
    }
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    for (const IntervalSet& cell : cells) {
      Atoms atoms;
      for (const Interval& part : cell.parts()) atoms.emplace_back(place(part.from), place(part.to));
      by_row_.push_back(std::move(atoms));
    }
  }

  [[nodiscard]] const Atoms& atoms(std::uint32_t row) const { return by_row_[row]; }
  [[nodiscard]] std::uint32_t atom_count() const { return static_cast<std::uint32_t>(cuts_.size() - 1); }
  [[nodiscard]] std::optional<Value> example(std::uint32_t atom) const {
    return line_.example({cuts_[atom], cuts_[atom + 1]});
  }

 private:
  IntervalSet values_of(const ir::Cell& cell) const {
    IntervalSet set;
    switch (cell.kind) {
      case ir::Cell::Kind::kAny: set.add(line_.whole()); break;
      case ir::Cell::Kind::kOneOf:
        for (const Value& value : cell.values) set.add({line_.before(value), line_.after(value)});
        break;
      case ir::Cell::Kind::kRange: {
        Interval range = line_.whole();
        if (cell.low) range.from = cell.low_open ? line_.after(*cell.low) : line_.before(*cell.low);
        if (cell.high) range.to = cell.high_open ? line_.before(*cell.high) : line_.after(*cell.high);
        set.add(range);
        break;
      }
    }
    return set;
  }
  std::uint32_t place(const Cut& cut) const {
    return static_cast<std::uint32_t>(std::lower_bound(cuts_.begin(), cuts_.end(), cut) - cuts_.begin());
  }

  Line line_;
  std::vector<Cut> cuts_;
  std::vector<Atoms> by_row_;
};

/// Goes through the columns one by one, each time only with the rows that still match; what is left
/// after the last column is one combination of inputs with the rows for it.
class Coverage {
 public:
  Coverage(Context& context, const ir::Table& table) : context_(context), table_(table) {
    for (std::size_t i = 0; i < table.inputs.size(); ++i) {
      columns_.emplace_back(context.schema(), table.inputs[i], table.rows, i);
    }
  }

  void check() {
    std::vector<std::uint32_t> rows(table_.rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
    sweep(0, rows);
    if (steps_ > kCoverageStepsMax) {
      context_.report(DiagnosticId::kTableTooLarge, table_.span, table_.name);
      return;
    }
    for (const Double& each : doubles_) {
      context_.report(DiagnosticId::kTableDouble, each.later, each.where).label(each.earlier, PhraseId::kThisRowMatchesToo);
    }
    if (holes_ == 0 || table_.covers_only_listed) return;
    auto& diagnostic = context_.report(DiagnosticId::kTableHole, table_.span, hole_);
    if (holes_ > 1) diagnostic.suggest(PhraseId::kAddRows, std::to_string(holes_ - 1));
    else diagnostic.suggest(PhraseId::kAddARow);
  }

 private:
  struct Double {
    SourceSpan earlier, later;
    std::string where;
  };

  void sweep(std::size_t column, const std::vector<std::uint32_t>& rows) {
    if (steps_ > kCoverageStepsMax) return;
    if (rows.empty()) {
      if (holes_++ == 0) hole_ = example(column);
      return;
    }
    if (column == columns_.size()) {
      meet(rows);
      return;
    }
    struct Event {
      std::uint32_t atom;
      bool begins;
      std::uint32_t row;
    };
    std::vector<Event> events;
    for (const std::uint32_t row : rows) {
      for (const auto& [from, to] : columns_[column].atoms(row)) {
        events.push_back({from, true, row});
        events.push_back({to, false, row});
      }
    }
    steps_ += events.size();
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.atom < b.atom; });
    std::set<std::uint32_t> active;
    std::uint32_t at = 0;
    const std::uint32_t end = columns_[column].atom_count();
    chosen_.push_back(0);
    for (std::size_t i = 0; at < end;) {
      while (i < events.size() && events[i].atom == at) {
        if (events[i].begins) active.insert(events[i].row);
        else active.erase(events[i].row);
        ++i;
      }
      const std::uint32_t next = i < events.size() ? std::min(events[i].atom, end) : end;
      if (next == at) break;
      chosen_.back() = at;
      steps_ += active.size();
      sweep(column + 1, {active.begin(), active.end()});
      at = next;
    }
    chosen_.pop_back();
  }

  /// Rows for one combination of inputs: at no day may two of them be in force.
  void meet(const std::vector<std::uint32_t>& rows) {
    if (rows.size() == 1) return;
    std::vector<std::uint32_t> by_day = rows;
    std::sort(by_day.begin(), by_day.end(), [&](std::uint32_t a, std::uint32_t b) {
      return table_.rows[a].period.from < table_.rows[b].period.from;
    });
    std::uint32_t longest = by_day.front();  // the row that reaches furthest so far
    for (std::size_t i = 1; i < by_day.size(); ++i) {
      const ir::Row& earlier = table_.rows[longest];
      const ir::Row& later = table_.rows[by_day[i]];
      if (periods_overlap(earlier.period, later.period)) {
        report_double(longest, by_day[i]);
      } else if (const auto day = earlier.period.to ? earlier.period.to->plus_days(1) : Result<Date>(Date());
                 day.ok() && later.period.from && day.value() < *later.period.from) {
        if (holes_++ == 0) hole_ = example(columns_.size()) + on_day(day.value());
      }
      if (!later.period.to || (earlier.period.to && *earlier.period.to < *later.period.to)) longest = by_day[i];
    }
  }

  void report_double(std::uint32_t a, std::uint32_t b) {
    const auto pair = std::minmax(a, b);
    if (!doubled_.insert(pair.second).second) return;  // one mistake a row
    const ir::Row& first = table_.rows[pair.first];
    const ir::Row& second = table_.rows[pair.second];
    const ir::Period both = both_periods(first.period, second.period);
    std::string where = example(columns_.size());
    if (both.from) where += on_day(*both.from);
    else if (both.to) where += on_day(*both.to);
    doubles_.push_back({first.span, second.span, std::move(where)});
  }

  static std::string on_day(Date day) { return " on " + day.to_string(); }

  /// `C3, any other text`: one value for each column; columns from `known` on are not looked at yet.
  std::string example(std::size_t known) const {
    std::string text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) text += ", ";
      const auto value = columns_[i].example(i < known ? chosen_[i] : 0);
      text += value ? value_text(context_.schema(), *value) : "any other text";
    }
    return text;
  }

  Context& context_;
  const ir::Table& table_;
  std::vector<Column> columns_;
  std::vector<std::uint32_t> chosen_;  ///< the atom of each column so far
  std::set<std::uint32_t> doubled_;
  std::vector<Double> doubles_;
  std::size_t steps_ = 0;
  std::size_t holes_ = 0;
  std::string hole_;
};

}  // namespace

void check_coverage(Context& context, const ir::Table& table) { Coverage(context, table).check(); }

}  // namespace probity::check
