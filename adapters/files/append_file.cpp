#include "adapters/files/append_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/files/descriptor.h"

namespace probity::files {
namespace {

class PosixAppendFile final : public ports::AppendFile {
 public:
  PosixAppendFile(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  Result<void> append(std::string_view bytes) override {
    PROBITY_TRY_VOID(still_sound());
    while (!bytes.empty()) {
      const auto written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return broken(system_error("cannot write", path_));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  Result<void> sync() override {
    PROBITY_TRY_VOID(still_sound());
    // After a failed sync the kernel may have dropped the pages: a second one proves nothing.
    if (::fdatasync(file_.number()) != 0) return broken(system_error("cannot sync", path_));
    return {};
  }

 private:
  Error broken(Error error) {
    broken_ = true;
    return {ErrorCode::kUnavailable, std::move(error.message)};
  }
  Result<void> still_sound() const {
    if (!broken_) return {};
    return Error{ErrorCode::kUnavailable, path_ + " was given up after a failed write or sync"};
  }

  std::string path_;
  Descriptor file_;
  bool broken_ = false;
};

}  // namespace

Result<void> sync_folder(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return system_error("cannot open", path);
  if (::fsync(folder.number()) != 0) return system_error("cannot sync", path);
  return {};
}

Result<void> replace_file(const std::string& path, std::string_view bytes, bool durable, unsigned mode) {
  const std::string part = path + ".part";
  const auto open_part = [&] {
    return Descriptor(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode)));
  };
  const std::string folder = std::filesystem::path(path).parent_path().string();
  Descriptor file = open_part();
  if (!file.is_open() && errno == ENOENT && !folder.empty()) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    file = open_part();
  }
  if (!file.is_open()) return system_error("cannot make", part);
  PosixAppendFile writer(part, std::move(file));
  PROBITY_TRY_VOID(writer.append(bytes));
  if (durable) PROBITY_TRY_VOID(writer.sync());
  if (std::rename(part.c_str(), path.c_str()) != 0) return system_error("cannot put in place", path);
  return durable ? sync_folder(folder.empty() ? "." : folder) : Result<void>();
}

Result<std::unique_ptr<ports::AppendFile>> open_append_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
  if (!file.is_open()) return system_error("cannot open", path);
  const std::string folder = std::filesystem::path(path).parent_path().string();
  PROBITY_TRY_VOID(sync_folder(folder.empty() ? "." : folder));
  return std::unique_ptr<ports::AppendFile>(
      std::make_unique<PosixAppendFile>(path, std::move(file)));
}

}  // namespace probity::files
