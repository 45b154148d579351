#include "adapters/files/log_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/files/append_file.h"
#include "adapters/files/descriptor.h"

namespace probity::files {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockName = "lock";
constexpr std::string_view kSegmentSuffix = ".segment";

class PosixReadFile final : public ports::ReadFile {
 public:
  PosixReadFile(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  Result<std::uint64_t> size() override {
    struct stat status {};
    if (::fstat(file_.number(), &status) != 0) return system_error("cannot look at", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
    std::size_t done = 0;
    while (done < into.size()) {
      const auto got = ::pread(file_.number(), into.data() + done, into.size() - done,
                               static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return system_error("cannot read", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  std::string path_;
  Descriptor file_;
};

Result<std::vector<std::string>> names_in(const std::string& path) {
  std::error_code failed;
  std::vector<std::string> names;
  fs::directory_iterator entries(path, failed);
  for (; !failed && entries != fs::directory_iterator(); entries.increment(failed)) {
    std::error_code ignored;
    if (entries->is_regular_file(ignored)) names.push_back(entries->path().filename().string());
  }
  if (failed) {
    const bool missing = failed == std::errc::no_such_file_or_directory;
    return Error{missing ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                 "cannot read the folder " + path + ": " + failed.message()};
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::unique_ptr<ports::ReadFile>> open_read_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return system_error("cannot open", path);
  return std::unique_ptr<ports::ReadFile>(std::make_unique<PosixReadFile>(path, std::move(file)));
}

Result<std::vector<std::string>> names_below(const std::string& path) {
  Result<std::vector<std::string>> names = names_in(path);
  if (!names.ok() && names.error().code == ErrorCode::kNotFound) return std::vector<std::string>();
  return names;
}

class PosixLogSource final : public ports::LogSource {
 public:
  explicit PosixLogSource(std::string path) : path_(std::move(path)) {}
  Result<std::vector<std::string>> list() override { return names_in(path_); }
  Result<std::vector<std::string>> list_below(const std::string& folder) override {
    return names_below(path_ + "/" + folder);
  }
  Result<std::unique_ptr<ports::ReadFile>> read(const std::string& name) override {
    return open_read_file(path_ + "/" + name);
  }

 private:
  std::string path_;
};

class PosixLogFolder final : public ports::LogFolder {
 public:
  PosixLogFolder(std::string path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  Result<std::vector<std::string>> list() override { return names_in(path_); }
  Result<std::vector<std::string>> list_below(const std::string& folder) override {
    return names_below(path_ + "/" + folder);
  }

  Result<std::unique_ptr<ports::ReadFile>> read(const std::string& name) override {
    return open_read_file(path_ + "/" + name);
  }

  Result<std::unique_ptr<ports::AppendFile>> append_to(const std::string& name) override {
    return open_append_file(path_ + "/" + name);
  }

  Result<void> write_new(const std::string& name, std::string_view bytes) override {
    const std::string path = path_ + "/" + name;
    // Made here and not by the append below, so that a name that is taken is an error.
    {
      const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
      if (!file.is_open()) return system_error("cannot make", path);
    }
    PROBITY_TRY(const auto file, open_append_file(path));
    PROBITY_TRY_VOID(file->append(bytes));
    return file->sync();
  }

  Result<void> put(const std::string& name, std::string_view bytes, bool durable) override {
    return replace_file(path_ + "/" + name, bytes, durable);
  }

  Result<void> sync_all() override {
    const Descriptor folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return system_error("cannot open", path_);
    if (::syncfs(folder.number()) != 0) return system_error("cannot sync", path_);
    return {};
  }

  Result<void> cut(const std::string& name, std::uint64_t size) override {
    const std::string path = path_ + "/" + name;
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) return system_error("cannot open", path);
    if (::ftruncate(file.number(), static_cast<off_t>(size)) != 0) return system_error("cannot cut", path);
    if (::fsync(file.number()) != 0) return system_error("cannot sync", path);
    return {};
  }

 private:
  std::string path_;
  Descriptor lock_;
};

class SystemClock final : public ports::Clock {
 public:
  std::int64_t now_ns() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  }
};

Error unavailable(Error error) { return {ErrorCode::kUnavailable, std::move(error.message)}; }

}  // namespace

Result<std::unique_ptr<ports::LogFolder>> open_log_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0750) == 0) {
    const std::string parent = fs::path(path).lexically_normal().parent_path().string();
    PROBITY_TRY_VOID(sync_folder(parent.empty() ? "." : parent));
  } else if (errno != EEXIST) {
    return unavailable(system_error("cannot make the log's folder", path));
  }
  const std::string lock_path = path + "/" + kLockName;
  Descriptor lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!lock.is_open()) return unavailable(system_error("cannot open", lock_path));
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return unavailable(system_error("cannot lock", lock_path));
    return Error{ErrorCode::kUnavailable, "the log in " + path + " has a writer already"};
  }
  PROBITY_TRY_VOID(sync_folder(path));
  return std::unique_ptr<ports::LogFolder>(std::make_unique<PosixLogFolder>(path, std::move(lock)));
}

Result<std::unique_ptr<ports::LogSource>> read_log_folder(const std::string& path) {
  PROBITY_TRY(const std::vector<std::string> names, names_in(path));
  const bool is_log = std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name == kLockName || std::string_view(name).ends_with(kSegmentSuffix);
  });
  if (!is_log) return Error{ErrorCode::kNotFound, "the folder " + path + " holds no log"};
  return std::unique_ptr<ports::LogSource>(std::make_unique<PosixLogSource>(path));
}

Result<void> random_bytes(std::span<std::uint8_t> into) {
  if (::getrandom(into.data(), into.size(), 0) == static_cast<ssize_t>(into.size())) return {};
  return unavailable(system_error("cannot read random bytes of", "the system"));
}

Result<std::array<std::uint8_t, 16>> random_log_id() {
  std::array<std::uint8_t, 16> id{};
  PROBITY_TRY_VOID(random_bytes(id));
  return id;
}

const ports::Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace probity::files
