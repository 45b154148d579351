#include "adapters/files/byte_source.h"

#include <fcntl.h>
#include <iconv.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace probity::files {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{128} << 10;

class PlainFile final : public ByteSource {
 public:
  PlainFile(std::string path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  ~PlainFile() override { ::close(descriptor_); }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  Result<bool> append_to(std::string& text) override {
    const std::size_t before = text.size();
    text.resize(before + kBlockBytes);
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, text.data() + before, kBlockBytes);
    } while (got < 0 && errno == EINTR);
    const int problem = errno;
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) {
      return Error{ErrorCode::kUnavailable,
                   "cannot read `" + path_ + "`: " + std::strerror(problem)};
    }
    read_ += static_cast<std::uint64_t>(got);
    return got > 0;
  }
  std::uint64_t bytes_read() const override { return read_; }
  std::uint64_t bytes_total() const override { return size_; }

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t size_;
  std::uint64_t read_ = 0;
};

/// Converts with the C library's iconv.
class ConvertedFile final : public ByteSource {
 public:
  ConvertedFile(std::unique_ptr<PlainFile> file, iconv_t converter)
      : file_(std::move(file)), converter_(converter) {}
  ~ConvertedFile() override { ::iconv_close(converter_); }
  ConvertedFile(const ConvertedFile&) = delete;
  ConvertedFile& operator=(const ConvertedFile&) = delete;

  Result<bool> append_to(std::string& text) override {
    const std::size_t before = text.size();
    PROBITY_TRY(const bool more, file_->append_to(pending_));
    convert(text);
    if (!more && !pending_.empty()) {  // a character cut off by the end of the file
      text += kNotUtf8;
      pending_.clear();
    }
    // A block may hold only the first bytes of a character.
    return more || text.size() > before;
  }
  std::uint64_t bytes_read() const override { return file_->bytes_read(); }
  std::uint64_t bytes_total() const override { return file_->bytes_total(); }

 private:
  void convert(std::string& text) {
    char* in = pending_.data();
    std::size_t in_left = pending_.size();
    while (in_left > 0) {
      char* out = buffer_.data();
      std::size_t out_left = buffer_.size();
      const std::size_t done = ::iconv(converter_, &in, &in_left, &out, &out_left);
      const int problem = errno;
      text.append(buffer_.data(), buffer_.size() - out_left);
      if (done != static_cast<std::size_t>(-1) || problem == E2BIG) continue;
      if (problem == EINVAL) break;  // the rest of the character is in the next block
      text += kNotUtf8;
      ++in;
      --in_left;
    }
    pending_.erase(0, pending_.size() - in_left);
  }

  std::unique_ptr<PlainFile> file_;
  iconv_t converter_;
  std::string pending_;
  std::vector<char> buffer_ = std::vector<char>(2 * kBlockBytes);
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return text;
}

Result<std::unique_ptr<PlainFile>> open_plain(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
    return Error{code, "cannot open `" + path + "`: " + std::strerror(errno)};
  }
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Error{ErrorCode::kUnavailable, "`" + path + "` is not a file"};
  }
  const auto size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  return std::make_unique<PlainFile>(path, descriptor, size);
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path,
                                               const std::string& encoding) {
  const std::string name = lower(encoding);
  const bool is_utf8 = name.empty() || name == "utf-8" || name == "utf8";
  const bool is_chinese = name == "gb18030" || name == "gbk" || name == "gb2312";
  if (!is_utf8 && !is_chinese) {
    return Error{ErrorCode::kInvalidArgument,
                 "the encoding `" + encoding + "` is not one of utf-8, gb18030"};
  }
  PROBITY_TRY(std::unique_ptr<PlainFile> file, open_plain(path));
  if (is_utf8) return std::unique_ptr<ByteSource>(std::move(file));
  const iconv_t converter = ::iconv_open("UTF-8", "GB18030");
  // NOLINTNEXTLINE: POSIX defines the error value as this cast.
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return Error{ErrorCode::kUnavailable, "this system's C library cannot convert GB18030"};
  }
  return std::unique_ptr<ByteSource>(std::make_unique<ConvertedFile>(std::move(file), converter));
}

}  // namespace probity::files
