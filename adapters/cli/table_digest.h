#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/ports/tables.h"

namespace probity::cli {

/// Tables that remember what was read from them: the digest of the data that a scan rests on, over
/// each table's columns and cells in the order in which they were read. One thread reads.
class DigestingTables : public ports::TableStore {
 public:
  explicit DigestingTables(std::unique_ptr<ports::TableStore> tables) : tables_(std::move(tables)) {}

  [[nodiscard]] Result<std::unique_ptr<ports::TableReader>> open(const std::string& table,
                                                                 const ports::TableOptions& options) override;
  [[nodiscard]] std::string place_name(const std::string& table) const override {
    return tables_->place_name(table);
  }

  /// `sha256:…` over the tables that were read to their end, by name.
  [[nodiscard]] std::string digest() const;

 private:
  std::unique_ptr<ports::TableStore> tables_;
  std::map<std::string, std::string> digests_;  // by table
};

}  // namespace probity::cli
