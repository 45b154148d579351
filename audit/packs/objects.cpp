#include "audit/packs/objects.h"

#include <algorithm>

#include "engine/values/sha256.h"

namespace probity::audit {
namespace {

constexpr std::string_view kDigestPrefix = "sha256:";
constexpr std::size_t kDigestDigits = 64;

/// Digests come from entries, which others may have written: nothing but a digest becomes a name.
bool is_digest(std::string_view digest) {
  if (!digest.starts_with(kDigestPrefix)) return false;
  digest.remove_prefix(kDigestPrefix.size());
  return digest.size() == kDigestDigits && std::all_of(digest.begin(), digest.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<bool> is_there(ports::LogSource& source, const std::string& name, std::string_view text) {
  const auto file = source.read(name);
  if (!file.ok()) return false;
  PROBITY_TRY(const std::uint64_t size, file.value()->size());
  if (size != text.size()) return false;
  std::string there(text.size(), '\0');
  PROBITY_TRY(const std::size_t got, file.value()->read(0, {there.data(), there.size()}));
  return got == text.size() && there == text;
}

}  // namespace

std::string object_name(std::string_view digest) {
  if (digest.starts_with(kDigestPrefix)) digest.remove_prefix(kDigestPrefix.size());
  return "objects/" + std::string(digest);
}

Result<std::string> keep_object(ports::LogFolder& folder, std::string_view text, bool durable) {
  if (text.size() > kObjectBytesMax) {
    return Error{ErrorCode::kLimit, "a text of " + std::to_string(text.size()) + " bytes is too large to be kept beside the log"};
  }
  std::string digest = digest_text(sha256(text));
  const std::string name = object_name(digest);
  PROBITY_TRY(const bool there, is_there(folder, name, text));
  if (!there) PROBITY_TRY_VOID(folder.put(name, text, durable));
  return digest;
}

Result<std::string> read_object(ports::LogSource& source, const std::string& digest) {
  if (!is_digest(digest)) return Error{ErrorCode::kCorrupt, "`" + digest.substr(0, 80) + "` is no digest of an object"};
  PROBITY_TRY(const auto file, source.read(object_name(digest)));
  PROBITY_TRY(const std::uint64_t size, file->size());
  if (size > kObjectBytesMax) return Error{ErrorCode::kLimit, object_name(digest) + " is larger than any object"};
  std::string text(static_cast<std::size_t>(size), '\0');
  PROBITY_TRY(const std::size_t got, file->read(0, {text.data(), text.size()}));
  if (got != text.size() || digest_text(sha256(text)) != digest) {
    return Error{ErrorCode::kCorrupt, object_name(digest) + " was changed"};
  }
  return text;
}

LoadText object_loader(ports::LogSource& source) {
  return [&source](const std::string& digest) { return read_object(source, digest); };
}

}  // namespace probity::audit
