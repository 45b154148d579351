#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/ingest/finding.h"
#include "engine/ir/mapping.h"

namespace probity::ingest {

struct CellFault {
  FindingKind kind = FindingKind::kUnreadableValue;
  std::string what;
  std::string remedy;
};

/// What a cell says: a value, or unknown; a fault where it says something that is not understood.
struct CellReading {
  std::optional<Value> value;
  std::optional<CellFault> fault;
};

/// Reads a cell as the field's mapping and type say. An empty cell is unknown without a fault, unless
/// the value map lists `""`. `currency` is the cell of the currency column, if the mapping names one.
[[nodiscard]] CellReading read_cell(const ir::FieldMap& field, const Schema& schema,
                                    std::string_view text, std::optional<std::string_view> currency);

/// The moment that a version's date column names. Errors: `kInvalidArgument`.
[[nodiscard]] Result<Moment> read_version_date(const ir::TimeReading& time, std::string_view text);

/// The text without ASCII blanks at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace probity::ingest
