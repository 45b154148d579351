#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace probity::cli {

/// Lines of a file or of standard input as they come in. One thread.
class LineReader {
 public:
  explicit LineReader(std::size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  /// `-` is standard input. Errors: `kNotFound`, `kUnavailable`.
  Result<void> open(const std::string& path);

  enum class Next : std::uint8_t {
    kLine,
    kTooLong,  ///< the line is over the limit; it was read past, and `line` holds its beginning
    kEnd,
    kStopped,  ///< a signal asked to stop while waiting
  };
  /// Waits for the next line. Its end is taken off; the last line needs none. Errors: `kUnavailable`.
  Result<Next> next(std::string& line);

  /// Is there input that can be read without waiting?
  [[nodiscard]] bool more_at_hand() const;
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  /// The file's size; 0 where it has none.
  [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_; }

 private:
  enum class Fill : std::uint8_t { kMore, kEnd, kStopped };
  Result<Fill> fill();

  std::size_t line_bytes_max_;
  int descriptor_ = -1;
  std::string path_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of what was not given out, in buffer_
  bool at_end_ = false;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t bytes_total_ = 0;
};

}  // namespace probity::cli
