#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

/// Rows of text with their places: what a CSV folder and a database look like to the use cases.
namespace probity::ports {

/// Limits on what comes from outside.
inline constexpr std::size_t kTableColumnsMax = 4096;
inline constexpr std::size_t kTableRecordBytesMax = std::size_t{1} << 20;

/// A place in a table: for a file its line and the column in code points, both from 1; for a table of
/// a database the row in the order in which it was read and the number of the column. 0: not known.
struct TablePlace {
  std::uint64_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const TablePlace&, const TablePlace&) = default;
};

/// Why a row cannot be read, and where.
struct RowFault {
  TablePlace place;
  std::string what;
};

/// Some consecutive rows. All cells are valid UTF-8. A row with a fault holds the cells in front of it.
///
/// Readers fill it with `clear`, `text`, `add_cell` and `end_row`; everyone else only reads.
class TableChunk {
 public:
  [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
  /// Of the row in the table, from 1, the heading not counted.
  [[nodiscard]] std::uint64_t row_number(std::size_t row) const { return first_row_ + row; }
  [[nodiscard]] std::uint64_t line(std::size_t row) const { return rows_[row].line; }
  [[nodiscard]] std::size_t cell_count(std::size_t row) const {
    return rows_[row].cells_end - cells_begin(row);
  }
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
  [[nodiscard]] TablePlace place(std::size_t row, std::size_t column) const;
  /// Null where the row is sound.
  [[nodiscard]] const RowFault* fault(std::size_t row) const;

  /// Empties it; the first row that follows has this number. Buffers keep their memory.
  void clear(std::uint64_t first_row, bool places_are_columns = false);
  /// The bytes that cells are parts of, as they came; a reader appends and may change what lies behind
  /// the last ended row.
  [[nodiscard]] std::string& text() { return text_; }
  [[nodiscard]] std::string_view bytes() const { return text_; }
  /// A cell that is `text()[begin, begin + size)`.
  void add_cell(std::size_t begin, std::size_t size) {
    cells_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), 0, false});
  }
  /// A cell whose value is not what stands at `begin` (doubled quotes).
  void add_unquoted_cell(std::size_t begin, std::string_view value);
  void end_row(std::uint64_t line, std::size_t begin);
  /// Ends the row as one that cannot be read; it keeps `cells` of the cells added.
  void end_broken_row(std::uint64_t line, std::size_t begin, std::size_t cells, RowFault fault);
  /// Forgets the cells added since the last ended row.
  void drop_open_cells() { cells_.resize(rows_.empty() ? 0 : rows_.back().cells_end); }
  [[nodiscard]] std::size_t open_cells() const { return cells_.size() - open_begin(); }
  /// Where the open row's cell begins in `text()`.
  [[nodiscard]] std::size_t open_cell_begin(std::size_t cell) const {
    return cells_[open_begin() + cell].begin;
  }

 private:
  struct Cell {
    std::uint32_t begin;  // in text_
    std::uint32_t size;   // of the value
    std::uint32_t value;  // where the value begins in unquoted_, if it is there
    bool unquoted;
  };
  struct Row {
    std::uint64_t line;
    std::size_t begin;
    std::size_t cells_end;
    bool broken;
  };
  [[nodiscard]] std::size_t cells_begin(std::size_t row) const {
    return row == 0 ? 0 : rows_[row - 1].cells_end;
  }
  [[nodiscard]] std::size_t open_begin() const { return rows_.empty() ? 0 : rows_.back().cells_end; }

  std::uint64_t first_row_ = 1;
  bool places_are_columns_ = false;
  std::string text_;
  std::string unquoted_;
  std::vector<Cell> cells_;
  std::vector<Row> rows_;
  std::vector<std::pair<std::size_t, RowFault>> faults_;  // by row
};

/// Reads one table from its first row to its last, once.
class TableReader {
 public:
  virtual ~TableReader() = default;
  [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
  /// Fills the chunk with the next rows, at most `rows_max`; false when there are none left.
  /// Errors: `kUnavailable` where reading fails half way.
  [[nodiscard]] virtual Result<bool> next(TableChunk& chunk, std::size_t rows_max) = 0;
  /// How far reading is, 0 to 1, where that is known.
  [[nodiscard]] virtual std::optional<double> progress() const { return std::nullopt; }
};

struct TableOptions {
  std::string encoding = "utf-8";  ///< of a file: `utf-8`, `gb18030`
  char delimiter = ',';            ///< of a file
  /// Columns by which a database sorts, so that results do not depend on how it stores rows; it
  /// sorts by all others after them. A file's rows come in the order of its lines.
  std::vector<std::string> order_by;
};

/// A folder of files or a database.
class TableStore {
 public:
  virtual ~TableStore() = default;
  /// Errors: `kNotFound` (no such table; the message names the nearest), `kUnavailable`, `kInvalidArgument`.
  [[nodiscard]] virtual Result<std::unique_ptr<TableReader>> open(const std::string& table,
                                                                  const TableOptions& options) = 0;
  /// How findings name the table: `customers.csv`, `customers`.
  [[nodiscard]] virtual std::string place_name(const std::string& table) const = 0;
};

/// Text written to something that shows it only once all of it is there.
class TextWriter {
 public:
  virtual ~TextWriter() = default;
  [[nodiscard]] virtual Result<void> write(std::string_view text) = 0;
  /// Makes everything written visible at once, durably. Without it nothing is left behind, and what
  /// stood there before stays.
  [[nodiscard]] virtual Result<void> commit() = 0;
};

/// The same for rows of a table; an empty optional is written as null.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  [[nodiscard]] virtual Result<void> write(const std::vector<std::optional<std::string>>& cells) = 0;
  [[nodiscard]] virtual Result<void> commit() = 0;
};

}  // namespace probity::ports
