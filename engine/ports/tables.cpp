#include "engine/ports/tables.h"

#include <algorithm>

#include "engine/base/check.h"

namespace probity::ports {

std::string_view TableChunk::cell(std::size_t row, std::size_t column) const {
  const Cell& cell = cells_[cells_begin(row) + column];
  return cell.unquoted ? std::string_view(unquoted_).substr(cell.value, cell.size)
                       : std::string_view(text_).substr(cell.begin, cell.size);
}

// Worked out only when somebody asks: a scan asks for the places of faults, not of all cells.
TablePlace TableChunk::place(std::size_t row, std::size_t column) const {
  if (places_are_columns_) return {rows_[row].line, static_cast<std::uint32_t>(column + 1)};
  TablePlace place{rows_[row].line, 1};
  if (column >= cell_count(row)) return place;
  std::size_t end = cells_[cells_begin(row) + column].begin;
  if (end > rows_[row].begin && text_[end - 1] == '"') --end;  // a quoted cell begins with its quote
  for (std::size_t at = rows_[row].begin; at < end; ++at) {
    const char byte = text_[at];
    if (byte == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U) {
      ++place.column;
    }
  }
  return place;
}

const RowFault* TableChunk::fault(std::size_t row) const {
  if (!rows_[row].broken) return nullptr;
  const auto found = std::find_if(faults_.begin(), faults_.end(),
                                  [row](const auto& entry) { return entry.first == row; });
  PROBITY_CHECK(found != faults_.end());
  return &found->second;
}

void TableChunk::clear(std::uint64_t first_row, bool places_are_columns) {
  first_row_ = first_row;
  places_are_columns_ = places_are_columns;
  text_.clear();
  unquoted_.clear();
  cells_.clear();
  rows_.clear();
  faults_.clear();
}

void TableChunk::add_unquoted_cell(std::size_t begin, std::string_view value) {
  cells_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(value.size()),
                    static_cast<std::uint32_t>(unquoted_.size()), true});
  unquoted_.append(value);
}

void TableChunk::end_row(std::uint64_t line, std::size_t begin) {
  rows_.push_back({line, begin, cells_.size(), false});
}

void TableChunk::end_broken_row(std::uint64_t line, std::size_t begin, std::size_t cells,
                                RowFault fault) {
  cells_.resize(open_begin() + std::min(cells, open_cells()));
  faults_.emplace_back(rows_.size(), std::move(fault));
  rows_.push_back({line, begin, cells_.size(), true});
}

}  // namespace probity::ports
