#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/ports/ports.h"

/// The folder that an audit log lives in, as the log sees it. See audit/FORMAT.md.
namespace probity::ports {

/// One file, read at any place.
class ReadFile {
 public:
  virtual ~ReadFile() = default;
  [[nodiscard]] virtual Result<std::uint64_t> size() = 0;
  /// Fills `into` from `offset` on and returns how many bytes there were; fewer only at the end.
  /// Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset, std::span<char> into) = 0;
};

/// A log's folder for readers. They take no lock; what is being appended may be half there.
class LogSource {
 public:
  virtual ~LogSource() = default;
  /// The names of the plain files in it, sorted by their bytes. Errors: `kNotFound`, `kUnavailable`.
  [[nodiscard]] virtual Result<std::vector<std::string>> list() = 0;
  /// The same of a folder in it; none where that is not there. Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<std::vector<std::string>> list_below(const std::string& folder) = 0;
  /// Errors: `kNotFound`, `kUnavailable`.
  [[nodiscard]] virtual Result<std::unique_ptr<ReadFile>> read(const std::string& name) = 0;
};

/// A log's folder for its one writer, who holds it locked as long as this lives. Each call is durable
/// when it returns, the name as well as the bytes. Errors: `kUnavailable`.
class LogFolder : public LogSource {
 public:
  /// The file, empty where it was not there, to append to.
  [[nodiscard]] virtual Result<std::unique_ptr<AppendFile>> append_to(const std::string& name) = 0;
  /// A new file with these bytes; it is an error where the name is taken.
  [[nodiscard]] virtual Result<void> write_new(const std::string& name, std::string_view bytes) = 0;
  /// A file with these bytes instead of what stood there, whole or not at all; folders in its name are
  /// made. Without `durable` a crash may leave the file out or empty: for what can be made again.
  [[nodiscard]] virtual Result<void> put(const std::string& name, std::string_view bytes, bool durable) = 0;
  /// Makes everything that was put without `durable` durable.
  [[nodiscard]] virtual Result<void> sync_all() = 0;
  /// Takes away what lies behind the first `size` bytes.
  [[nodiscard]] virtual Result<void> cut(const std::string& name, std::uint64_t size) = 0;
};

/// A place on other media that remembers how far a log is: who restores an older copy of the log, or
/// takes its end away, is found out here. Threads: one at a time.
class Anchor {
 public:
  virtual ~Anchor() = default;
  /// For messages.
  [[nodiscard]] virtual std::string name() const = 0;
  /// The last checkpoint; nothing where there never was one. Errors: `kUnavailable`.
  [[nodiscard]] virtual Result<std::optional<std::string>> read() = 0;
  /// Puts `next` there if `expected` is what stands there, durably; false where something else does.
  [[nodiscard]] virtual Result<bool> swap(const std::optional<std::string>& expected, const std::string& next) = 0;
};

}  // namespace probity::ports
