#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"

namespace probity::files {

/// A file's bytes in order, as UTF-8. What cannot be converted becomes the byte 0xFF, which no UTF-8
/// holds, so that whoever checks the text finds its place.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Appends the next bytes (at most about 256 KiB); false at the end. Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<bool> append_to(std::string& text) = 0;
  /// Bytes of the file read so far, and its size (0: not known).
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

inline constexpr char kNotUtf8 = static_cast<char>(0xFF);

/// `encoding` is `utf-8` or `gb18030` (also `gbk` and `gb2312`, which it holds), in any case.
/// Errors: `kNotFound`, `kUnavailable`; `kInvalidArgument` for another encoding.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path,
                                                             const std::string& encoding);

}  // namespace probity::files
