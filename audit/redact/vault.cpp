#include "audit/redact/vault.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace probity::audit {
namespace {

constexpr std::string_view kMagic("\x89PRVALT\x01", 8);
constexpr std::size_t kHeaderBytes = 8 + 4 + 16;  // magic, bytes that were sealed, the redaction's id
constexpr std::size_t kCheckBytes = 8;            // of a SHA-256 over all in front
constexpr std::size_t kWindowBytes = std::size_t{1} << 16;

std::string check_of(std::string_view bytes) {
  const Sha256Digest digest = sha256(bytes);
  return {reinterpret_cast<const char*>(digest.data()), kCheckBytes};
}

}  // namespace

std::string vault_record(const RedactionId& id, std::string_view sealed) {
  PROBITY_CHECK(sealed.size() <= kSealedBytesMax);
  std::string record(kMagic);
  for (std::size_t i = 0; i < 4; ++i) record += static_cast<char>((sealed.size() >> (8 * i)) & 0xFFU);
  record.append(reinterpret_cast<const char*>(id.data()), id.size());
  record += sealed;
  return record + check_of(record);
}

Result<bool> VaultReader::open() {
  if (file_ == nullptr) {
    auto file = source_.read(kVaultName);
    if (!file.ok() && file.error().code == ErrorCode::kNotFound) return false;
    PROBITY_TRY(file_, std::move(file));
  }
  PROBITY_TRY(size_, file_->size());
  return true;
}

Result<std::optional<std::string>> VaultReader::find(const RedactionId& id) {
  PROBITY_TRY(const bool there, open());
  if (!there) return std::optional<std::string>();
  const std::uint64_t begun = at_;
  PROBITY_TRY(auto found, find_from(begun, size_, id));
  if (found || begun == 0) return found;
  PROBITY_TRY(found, find_from(0, begun, id));
  if (!found) at_ = begun;
  return found;
}

Result<std::optional<std::string>> VaultReader::find_from(std::uint64_t begin, std::uint64_t end, const RedactionId& id) {
  for (std::uint64_t offset = begin; offset < end;) {
    PROBITY_TRY(auto record, record_at(offset));
    if (!record) {
      // What a crash left half written, or what was changed: whoever needs it does not find it.
      PROBITY_TRY(offset, next_magic(offset + 1));
      continue;
    }
    offset = record->end;
    if (record->id != id) continue;
    at_ = offset;
    return std::optional(std::move(record->sealed));
  }
  return std::optional<std::string>();
}

Result<std::optional<VaultReader::Record>> VaultReader::record_at(std::uint64_t offset) {
  std::string bytes(kHeaderBytes, '\0');
  PROBITY_TRY(std::size_t got, file_->read(offset, {bytes.data(), bytes.size()}));
  if (got < kHeaderBytes || !bytes.starts_with(kMagic)) return std::optional<Record>();
  std::size_t sealed = 0;
  for (std::size_t i = 0; i < 4; ++i) sealed |= std::size_t{static_cast<unsigned char>(bytes[8 + i])} << (8 * i);
  if (sealed > kSealedBytesMax) return std::optional<Record>();
  const std::size_t whole = kHeaderBytes + sealed + kCheckBytes;
  bytes.resize(whole);
  PROBITY_TRY(got, file_->read(offset, {bytes.data(), bytes.size()}));
  const std::string_view checked = std::string_view(bytes).substr(0, whole - kCheckBytes);
  if (got < whole || std::string_view(bytes).substr(checked.size()) != check_of(checked)) return std::optional<Record>();
  Record record;
  std::copy_n(bytes.begin() + 12, record.id.size(), record.id.begin());
  record.sealed = bytes.substr(kHeaderBytes, sealed);
  record.end = offset + whole;
  return std::optional(std::move(record));
}

Result<std::uint64_t> VaultReader::next_magic(std::uint64_t offset) {
  std::string window;
  while (offset < size_) {
    window.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kWindowBytes, size_ - offset)));
    PROBITY_TRY(const std::size_t got, file_->read(offset, {window.data(), window.size()}));
    const std::size_t found = std::string_view(window).substr(0, got).find(kMagic);
    if (found != std::string_view::npos) return offset + found;
    if (got <= kMagic.size()) break;
    offset += got - kMagic.size() + 1;
  }
  return size_;
}

}  // namespace probity::audit
