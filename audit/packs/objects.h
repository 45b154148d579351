#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/ports/log_folder.h"

/// Texts beside a log, named by the digest of what they hold. See audit/FORMAT.md, *Objects*.
namespace probity::audit {

/// The bytes of one object, at most.
inline constexpr std::size_t kObjectBytesMax = std::size_t{64} << 20;

/// Keeps a text and gives its digest, `sha256:…`. Errors: `kUnavailable`.
using KeepText = std::function<Result<std::string>(std::string_view text)>;
/// Gives the text of that digest. Errors: `kNotFound`, `kUnavailable`, `kCorrupt` where it is another one.
using LoadText = std::function<Result<std::string>(const std::string& digest)>;

/// The name of an object of this digest in a log's folder: `objects/3f…`.
[[nodiscard]] std::string object_name(std::string_view digest);

/// Keeps a text in the folder, unless it is there. Without `durable` the caller ends with `sync_all`.
[[nodiscard]] Result<std::string> keep_object(ports::LogFolder& folder, std::string_view text, bool durable);

/// Errors: `kNotFound`; `kCorrupt` where the object was changed; `kUnavailable`; `kLimit`.
[[nodiscard]] Result<std::string> read_object(ports::LogSource& source, const std::string& digest);
/// The same as a function; `source` outlives it.
[[nodiscard]] LoadText object_loader(ports::LogSource& source);

}  // namespace probity::audit
