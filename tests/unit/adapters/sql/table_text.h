#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "engine/ports/tables.h"

namespace probity::sql {

/// Every row as `cell|cell`, a broken one with `!row:column what` behind its cells.
inline std::vector<std::string> rows_of(ports::TableReader& reader, std::size_t rows_max = 1000) {
  std::vector<std::string> rows;
  ports::TableChunk chunk;
  while (true) {
    const auto more = reader.next(chunk, rows_max);
    BOOST_TEST_REQUIRE(more.ok(), (more.ok() ? "" : more.error().message));
    if (!more.value()) return rows;
    for (std::size_t row = 0; row < chunk.row_count(); ++row) {
      std::string text;
      for (std::size_t column = 0; column < chunk.cell_count(row); ++column) {
        text += (column > 0 ? "|" : "") + std::string(chunk.cell(row, column));
      }
      if (const ports::RowFault* fault = chunk.fault(row)) {
        text += "!" + std::to_string(fault->place.line) + ":" + std::to_string(fault->place.column) + " " +
                fault->what;
      }
      rows.push_back(text);
    }
  }
}

inline std::vector<std::string> rows_of(ports::TableStore& store, const std::string& table,
                                        const std::vector<std::string>& order_by = {}) {
  ports::TableOptions options;
  options.order_by = order_by;
  auto reader = store.open(table, options);
  BOOST_TEST_REQUIRE(reader.ok(), (reader.ok() ? "" : reader.error().message));
  return rows_of(*reader.value());
}

}  // namespace probity::sql
