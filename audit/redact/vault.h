#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "audit/redact/seal.h"
#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

/// The sealed values of redacted entries, beside the log. See audit/FORMAT.md, *Vault*.
namespace probity::audit {

/// The file's name in the log's folder.
inline constexpr const char* kVaultName = "vault";
/// The bytes of one record's sealed values, at most.
inline constexpr std::size_t kSealedBytesMax = std::size_t{1} << 20;

/// A record of the vault. `sealed` has at most `kSealedBytesMax` bytes.
[[nodiscard]] std::string vault_record(const RedactionId& id, std::string_view sealed);

/// Reads a vault along its log: records stand in the entries' order, and those of entries that were never
/// acknowledged lie between.
///
/// Thread-safety: one thread at a time.
class VaultReader {
 public:
  /// `source` outlives the reader.
  explicit VaultReader(ports::LogSource& source) : source_(source) {}

  /// What was sealed for an entry; asked in the entries' order it reads the vault once, else from its beginning
  /// again. Nothing where the vault does not hold it. Errors: `kUnavailable`.
  [[nodiscard]] Result<std::optional<std::string>> find(const RedactionId& id);

 private:
  struct Record {
    RedactionId id{};
    std::string sealed;
    std::uint64_t end = 0;
  };
  [[nodiscard]] Result<std::optional<std::string>> find_from(std::uint64_t begin, std::uint64_t end, const RedactionId& id);
  [[nodiscard]] Result<std::optional<Record>> record_at(std::uint64_t offset);
  [[nodiscard]] Result<std::uint64_t> next_magic(std::uint64_t offset);
  [[nodiscard]] Result<bool> open();

  ports::LogSource& source_;
  std::unique_ptr<ports::ReadFile> file_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
};

}  // namespace probity::audit
