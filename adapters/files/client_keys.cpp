#include "adapters/files/client_keys.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <map>
#include <mutex>
#include <utility>

#include "adapters/files/append_file.h"
#include "adapters/files/descriptor.h"
#include "adapters/files/log_folder.h"
#include "adapters/files/read_file.h"
#include "engine/values/sha256.h"

namespace probity::files {
namespace {

constexpr unsigned kOwnerOnly = 0600;
constexpr std::size_t kRememberedMax = 1'000'000;

class ClientKeyFiles final : public ports::ClientKeys {
 public:
  explicit ClientKeyFiles(std::string folder) : folder_(std::move(folder)) {}

  Result<std::optional<ports::ClientKey>> find(const std::string& client) override {
    const std::lock_guard lock(mutex_);
    return find_locked(client);
  }

  Result<ports::ClientKey> find_or_make(const std::string& client) override {
    const std::lock_guard lock(mutex_);
    PROBITY_TRY(const std::optional<ports::ClientKey> there, find_locked(client));
    if (there) return *there;
    PROBITY_TRY_VOID(make_folder());
    ports::ClientKey key{};
    PROBITY_TRY_VOID(random_bytes(key));
    const std::string_view bytes(reinterpret_cast<const char*>(key.data()), key.size());
    PROBITY_TRY_VOID(replace_file(path_of(client), bytes, true, kOwnerOnly));
    remember(client, key);
    return key;
  }

  Result<void> destroy(const std::string& client) override {
    const std::lock_guard lock(mutex_);
    remembered_.erase(client);
    const std::string path = path_of(client);
    {
      const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
      if (!file.is_open() && errno == ENOENT) return {};
      const ports::ClientKey nothing{};
      const bool over = file.is_open() && ::pwrite(file.number(), nothing.data(), nothing.size(), 0) ==
                                              static_cast<ssize_t>(nothing.size());
      if (!over || ::fsync(file.number()) != 0) return unavailable("cannot overwrite", path);
    }
    if (::unlink(path.c_str()) != 0) return unavailable("cannot remove", path);
    return sync_folder(folder_);
  }

 private:
  static Error unavailable(const char* doing, const std::string& path) {
    return {ErrorCode::kUnavailable, system_error(doing, path).message};
  }
  /// A client's number is no file's name: it may hold anything.
  [[nodiscard]] std::string path_of(const std::string& client) const { return folder_ + "/" + to_hex(sha256(client)); }

  Result<void> make_folder() const {
    if (::mkdir(folder_.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return unavailable("cannot make the folder", folder_);
  }

  Result<std::optional<ports::ClientKey>> find_locked(const std::string& client) {
    const auto known = remembered_.find(client);
    if (known != remembered_.end()) return std::optional(known->second);
    const std::string path = path_of(client);
    ports::ClientKey key{};
    const Result<std::string> bytes = read_file(path, key.size());
    if (!bytes.ok() && bytes.error().code == ErrorCode::kNotFound) return std::optional<ports::ClientKey>();
    if (!bytes.ok()) return Error{ErrorCode::kUnavailable, bytes.error().message};
    if (bytes.value().size() != key.size()) {
      return Error{ErrorCode::kUnavailable, path + " is no key of a client"};
    }
    std::copy(bytes.value().begin(), bytes.value().end(), key.begin());
    // What an erasure was overwriting when it broke off.
    if (key == ports::ClientKey{}) return std::optional<ports::ClientKey>();
    remember(client, key);
    return std::optional(key);
  }

  void remember(const std::string& client, const ports::ClientKey& key) {
    if (remembered_.size() >= kRememberedMax) remembered_.clear();
    remembered_[client] = key;
  }

  std::string folder_;
  std::mutex mutex_;
  std::map<std::string, ports::ClientKey> remembered_;
};

}  // namespace

std::shared_ptr<ports::ClientKeys> make_client_keys(std::string folder) {
  return std::make_shared<ClientKeyFiles>(std::move(folder));
}

}  // namespace probity::files
