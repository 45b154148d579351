#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ingest/finding.h"
#include "engine/ingest/key_index.h"
#include "engine/ir/mapping.h"
#include "engine/ports/tables.h"

namespace probity::ingest {

/// A joined table in memory: by its key, the cells of the columns that the mapping reads.
class JoinTable {
 public:
  /// What a key meets: one row, none, or several that differ.
  enum class State : std::uint8_t { kOne, kNone, kSeveral };

  /// Errors: `kNotFound` for a table or a column that is not there; what the store gives.
  [[nodiscard]] static Result<std::shared_ptr<const JoinTable>> load(
      const ir::Mapping& mapping, const std::string& table, const std::string& key,
      std::vector<std::string> columns, ports::TableStore& store, const OnFinding& on_finding);

  struct Answer {
    State state = State::kNone;
    std::uint32_t row = 0;
  };
  [[nodiscard]] Answer find(std::string_view key) const;
  /// `column` counts the columns given to `load`.
  [[nodiscard]] std::string_view cell(std::uint32_t row, std::size_t column) const;
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] const TableCount& count() const { return count_; }

 private:
  void add(std::string_view key, const std::vector<std::string_view>& cells);

  std::vector<std::string> columns_;
  TableCount count_;
  KeyIndex keys_;
  std::vector<bool> several_;
  std::string bytes_;
  std::vector<std::size_t> ends_;  // of each cell, row by row
};

/// Where each name stands among the columns. Errors: `kNotFound` with all that are missing, each with
/// the nearest that is there; `kInvalidArgument` where a name stands twice.
[[nodiscard]] Result<std::vector<std::uint32_t>> find_columns(const std::string& file,
                                                              const std::vector<std::string>& columns,
                                                              const std::vector<std::string>& names);

}  // namespace probity::ingest
