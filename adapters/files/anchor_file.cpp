#include "adapters/files/anchor_file.h"

#include <fcntl.h>
#include <sys/file.h>

#include <utility>

#include "adapters/files/append_file.h"
#include "adapters/files/descriptor.h"
#include "adapters/files/read_file.h"

namespace probity::files {
namespace {

constexpr std::size_t kAnchorBytesMax = std::size_t{1} << 20;

class AnchorFile final : public ports::Anchor {
 public:
  explicit AnchorFile(std::string path) : path_(std::move(path)) {}

  std::string name() const override { return "`" + path_ + "`"; }

  Result<std::optional<std::string>> read() override {
    Result<std::string> bytes = read_file(path_, kAnchorBytesMax);
    if (bytes.ok()) return std::optional(std::move(bytes).value());
    // Nothing is anchored before the first time; a folder that is not there is another matter.
    if (bytes.error().code == ErrorCode::kNotFound) {
      PROBITY_TRY(const Descriptor lock, locked());
      return std::optional<std::string>();
    }
    return Error{ErrorCode::kUnavailable, "the anchor " + name() + " cannot be read: " + bytes.error().message};
  }

  Result<bool> swap(const std::optional<std::string>& expected, const std::string& next) override {
    PROBITY_TRY(const Descriptor lock, locked());
    PROBITY_TRY(const std::optional<std::string> there, read_locked());
    if (there != expected) return false;
    if (const auto replaced = replace_file(path_, next, true); !replaced.ok()) {
      return Error{ErrorCode::kUnavailable, "the anchor cannot be moved: " + replaced.error().message};
    }
    return true;
  }

 private:
  Result<std::optional<std::string>> read_locked() const {
    Result<std::string> bytes = read_file(path_, kAnchorBytesMax);
    if (bytes.ok()) return std::optional(std::move(bytes).value());
    if (bytes.error().code == ErrorCode::kNotFound) return std::optional<std::string>();
    return Error{ErrorCode::kUnavailable, bytes.error().message};
  }

  Result<Descriptor> locked() const {
    const std::string lock_path = path_ + ".lock";
    Descriptor lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
    if (!lock.is_open() || ::flock(lock.number(), LOCK_EX) != 0) {
      return Error{ErrorCode::kUnavailable, "the anchor " + name() + ": " + system_error("cannot lock", lock_path).message};
    }
    return lock;
  }

  std::string path_;
};

}  // namespace

std::shared_ptr<ports::Anchor> make_anchor_file(std::string path) {
  return std::make_shared<AnchorFile>(std::move(path));
}

}  // namespace probity::files
