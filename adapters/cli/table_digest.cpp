#include "adapters/cli/table_digest.h"

#include <cstdint>
#include <string_view>

#include "engine/values/sha256.h"

namespace probity::cli {
namespace {

/// Each cell with its length in front, so that no two rows of cells look alike.
void add_sized(Sha256& digest, std::string_view bytes) {
  std::uint64_t size = bytes.size();
  char length[8];
  for (char& each : length) {
    each = static_cast<char>(size & 0xFFU);
    size >>= 8U;
  }
  digest.update({length, sizeof length});
  digest.update(bytes);
}

class DigestingReader : public ports::TableReader {
 public:
  DigestingReader(std::unique_ptr<ports::TableReader> reader, std::string& result)
      : reader_(std::move(reader)), result_(result) {
    for (const std::string& column : reader_->columns()) add_sized(digest_, column);
  }

  const std::vector<std::string>& columns() const override { return reader_->columns(); }
  std::optional<double> progress() const override { return reader_->progress(); }

  Result<bool> next(ports::TableChunk& chunk, std::size_t rows_max) override {
    PROBITY_TRY(const bool more, reader_->next(chunk, rows_max));
    for (std::size_t row = 0; more && row < chunk.row_count(); ++row) {
      for (std::size_t cell = 0; cell < chunk.cell_count(row); ++cell) add_sized(digest_, chunk.cell(row, cell));
      // The end of a row, and whether it was whole.
      digest_.update(chunk.fault(row) == nullptr ? "\n" : "!");
    }
    if (!more) result_ = to_hex(digest_.finish());
    return more;
  }

 private:
  std::unique_ptr<ports::TableReader> reader_;
  std::string& result_;
  Sha256 digest_;
};

}  // namespace

Result<std::unique_ptr<ports::TableReader>> DigestingTables::open(const std::string& table,
                                                                  const ports::TableOptions& options) {
  PROBITY_TRY(std::unique_ptr<ports::TableReader> reader, tables_->open(table, options));
  return std::unique_ptr<ports::TableReader>(
      std::make_unique<DigestingReader>(std::move(reader), digests_[table]));
}

std::string DigestingTables::digest() const {
  Sha256 all;
  for (const auto& [table, digest] : digests_) {
    add_sized(all, table);
    add_sized(all, digest);
  }
  return digest_text(all.finish());
}

}  // namespace probity::cli
