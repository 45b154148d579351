#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audit/packs/objects.h"
#include "engine/base/result.h"
#include "engine/ports/tables.h"

namespace probity::audit {

/// Tables that keep what is read from them, so that the scan can be made again from the same rows. Rows are
/// kept in parts that end where the rows say so: what stays the same from one scan to the next is kept once.
/// One thread reads.
class KeepingTables final : public ports::TableStore {
 public:
  KeepingTables(ports::TableStore& tables, KeepText keep);
  ~KeepingTables() override;

  [[nodiscard]] Result<std::unique_ptr<ports::TableReader>> open(const std::string& table,
                                                                 const ports::TableOptions& options) override;
  [[nodiscard]] std::string place_name(const std::string& table) const override { return tables_.place_name(table); }

  /// Keeps the list of what was read to its end, and gives its digest. Errors: those of `keep`.
  [[nodiscard]] Result<std::string> finish();

 private:
  struct Kept;
  class Reader;

  ports::TableStore& tables_;
  KeepText keep_;
  std::vector<std::shared_ptr<Kept>> kept_;
};

/// The tables that a list holds. Errors: `kCorrupt` where it is none; those of `load`.
[[nodiscard]] Result<std::unique_ptr<ports::TableStore>> kept_tables(const std::string& list_digest, LoadText load);

}  // namespace probity::audit
