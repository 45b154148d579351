#include "adapters/files/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace probity::files {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;

class WholeFile final : public ports::TextWriter {
 public:
  WholeFile(std::string path, std::string part, int descriptor)
      : path_(std::move(path)), part_(std::move(part)), descriptor_(descriptor) {}
  ~WholeFile() override {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!committed_) ::unlink(part_.c_str());
  }
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  Result<void> write(std::string_view text) override {
    buffer_.append(text);
    return buffer_.size() < kBufferBytes ? Result<void>() : flush();
  }

  Result<void> commit() override {
    PROBITY_TRY_VOID(flush());
    if (::fsync(descriptor_) != 0) return failure("cannot sync");
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) return failure("cannot close");
    if (std::rename(part_.c_str(), path_.c_str()) != 0) return failure("cannot put in place");
    committed_ = true;
    return {};
  }

 private:
  [[nodiscard]] Result<void> flush() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
      const ssize_t wrote = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return failure("cannot write");
      done += static_cast<std::size_t>(wrote);
    }
    buffer_.clear();
    return {};
  }
  [[nodiscard]] Error failure(const std::string& what) const {
    return {ErrorCode::kUnavailable, what + " `" + path_ + "`: " + std::strerror(errno)};
  }

  std::string path_;
  std::string part_;
  int descriptor_;
  bool committed_ = false;
  std::string buffer_;
};

}  // namespace

Result<std::unique_ptr<ports::TextWriter>> write_whole_file(const std::string& path) {
  const std::string part = path + ".part";
  const int descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return Error{ErrorCode::kUnavailable, "cannot write `" + path + "`: " + std::strerror(errno)};
  }
  return std::unique_ptr<ports::TextWriter>(std::make_unique<WholeFile>(path, part, descriptor));
}

}  // namespace probity::files
